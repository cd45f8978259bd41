import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';

// What the tests' SMTP server shows.
const CERTIFICATE = join(import.meta.dirname, '../fixtures/tls/localhost.crt');
const BIN = join(import.meta.dirname, '../../bin/flawless.js');

export type FlawlessProcess = {
  readonly otlp: string;
  readonly web: string;
  /** What it has complained about so far. */
  stderr(): string;
  /** Asks it to stop and resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
};

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Writes `flawless.yaml` and rule files into `dir`/config; gives the path of the former. */
export function writeConfig(
  dir: string,
  options: object,
  rules: Readonly<Record<string, object>> = {},
): string {
  const configDir = join(dir, 'config');
  mkdirSync(configDir, { recursive: true });
  const defaults = { port: 0, http_port: 0, data_dir_path: join(dir, 'data') };
  for (const [name, entries] of Object.entries(rules))
    writeFileSync(join(configDir, `${name}.yaml`), stringify(entries));
  writeFileSync(join(configDir, 'flawless.yaml'), stringify({ ...defaults, ...options }));
  return join(configDir, 'flawless.yaml');
}

/** Starts the real command line; resolves when it serves, rejects with what it said when it ends instead. */
export function startFlawless(confPath: string, options: SpawnOptions = {}): Promise<FlawlessProcess> {
  return launchFlawless(confPath, options).ready;
}

/** One that may be ended before it serves; `ready` then rejects. */
export type Launched = Pick<FlawlessProcess, 'stderr' | 'kill'> & {
  readonly pid: number | undefined;
  readonly ready: Promise<FlawlessProcess>;
};

export function launchFlawless(confPath: string, options: SpawnOptions = {}): Launched {
  const child = spawnFlawless(['start', '--conf', confPath], options);
  const { output, ended } = collectOutput(child);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return (await ended).code;
  };
  const kill = async () => void (await end('SIGKILL'));
  const stderr = () => output.stderr;
  const ready = Promise.race([readReadyLine(child), ended]).then((line) => {
    if (typeof line !== 'string') throw new Error(`flawless ended with ${line.code}: ${line.stderr}`);
    const [otlp = '', web = ''] = [...line.matchAll(/https?:\/\/[^\s,]+/g)].map(([url]) => url);
    return { otlp, web, stderr, stop: () => end('SIGTERM'), kill };
  });
  return { pid: child.pid, ready, stderr, kill };
}

/** Runs the command line until it ends by itself. */
export function runFlawless(args: readonly string[], options: SpawnOptions = {}): Promise<Ended> {
  return collectOutput(spawnFlawless(args, options)).ended;
}

function spawnFlawless(args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, NODE_EXTRA_CA_CERTS: CERTIFICATE, ...options.env };
  return spawn(process.execPath, [BIN, ...args], { ...options, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

function collectOutput(child: ChildProcess) {
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (text: string) => void (output[name] += text));
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, ...output }));
  });
  return { output, ended };
}

function readReadyLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('takes OTLP')) resolve(line);
    });
  });
}
