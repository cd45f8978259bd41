import { readFileSync } from 'node:fs';
import { helpText } from './cli/help.ts';
import { optionsText } from './cli/options.ts';
import { readArguments } from './cli/read-arguments.ts';
import { start } from './cli/start.ts';
import { ConfigError } from './config/config-error.ts';
import { GitFailure } from './git/run-git.ts';
import type { Service } from './service.ts';
import { StartFailure } from './start-failure.ts';

const FAILED = 1;
const WRONG_USAGE = 2;

const request = readArguments(process.argv.slice(2));
if (request.command === 'help') console.log(helpText());
if (request.command === 'options') console.log(optionsText());
if (request.command === 'wrong') fail(WRONG_USAGE, request.message);
if (request.command === 'start') await run(request.confPath);

async function run(confPath: string): Promise<void> {
  try {
    await start({ ...world(), confPath, print: console.log, stopOnSignal });
  } catch (error) {
    fail(FAILED, describe(error));
  }
}

function world() {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const version = manifest instanceof Object && 'version' in manifest ? String(manifest.version) : '';
  return { env: process.env, version, now: Date.now, random: Math.random, schedule };
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
