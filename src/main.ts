import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { blame } from './cli/blame.ts';
import { check } from './cli/check.ts';
import { printPasswordHash } from './cli/hash-password.ts';
import { helpText } from './cli/help.ts';
import { optionsText } from './cli/options.ts';
import { readArguments } from './cli/read-arguments.ts';
import type { BlameRequest } from './cli/read-blame-arguments.ts';
import { start } from './cli/start.ts';
import { testEmail } from './cli/test-email.ts';
import { uploadSourceMaps } from './cli/upload-source-maps.ts';
import { ConfigError } from './config/config-error.ts';
import { watchDirectory } from './config/watch-directory.ts';
import { GitFailure } from './git/git-failure.ts';
import type { Service } from './service.ts';
import { StartFailure } from './start-failure.ts';

const FAILED = 1;
const WRONG_USAGE = 2;

const request = readArguments(process.argv.slice(2));
if (request.command === 'help') console.log(helpText());
if (request.command === 'options') console.log(optionsText());
if (request.command === 'hash-password') await run(hashPassword);
if (request.command === 'wrong') fail(WRONG_USAGE, request.message);
if (request.command === 'start') await run(() => startService(request.confPath));
if (request.command === 'check') await run(() => check({ ...world(), ...request, print: console.log }));
if (request.command === 'test-email')
  await run(() => testEmail({ ...world(), ...request, print: console.log }));
if (request.command === 'blame') await run(() => blameTrace(request));
if (request.command === 'sourcemaps')
  await run(() =>
    uploadSourceMaps({ request, env: process.env, pause, print: console.log, printError: console.error }),
  );

async function run(command: () => Promise<number | void>): Promise<void> {
  try {
    process.exitCode = (await command()) ?? process.exitCode;
  } catch (error) {
    fail(FAILED, describe(error));
  }
}

function startService(confPath: string): Promise<void> {
  return start({ ...world(), confPath, print: console.log, stopOnSignal });
}

function hashPassword(): Promise<number> {
  return printPasswordHash({ input: process.stdin, print: console.log, prompt, randomBytes });
}

function prompt(text: string): void {
  process.stderr.write(text);
}

function blameTrace(trace: BlameRequest): Promise<number> {
  if (trace.file === null && process.stdin.isTTY)
    console.error('Paste a stack trace, and end it with Ctrl-D on a line of its own.');
  const outside = { cwd: process.cwd(), stdin: process.stdin, print: console.log };
  return blame({ ...world(), ...outside, request: trace });
}

function world() {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const version = manifest instanceof Object && 'version' in manifest ? String(manifest.version) : '';
  const { env } = process;
  return { env, version, now: Date.now, random: Math.random, schedule, killGroup, watchDirectory };
}

function killGroup(leader: number): void {
  process.kill(-leader, 'SIGKILL');
}

function schedule(work: () => void, ms: number): () => void {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
}

/** A second signal while stopping ends the process at once. */
function stopOnSignal(service: Service): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      process.once(signal, () => process.exit(FAILED));
      void service.stop().then(() => process.exit(0));
    });
}

/** What a user can mend is a sentence; only a bug shows its stack. */
function describe(error: unknown): string {
  if (error instanceof ConfigError) return error.problems.join('\n');
  if (error instanceof StartFailure || error instanceof GitFailure) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function fail(exitCode: number, message: string): void {
  console.error(message);
  process.exitCode = exitCode;
}
