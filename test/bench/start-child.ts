import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

/** A program that serves until it is stopped. */
export type Child = {
  readonly pid: number;
  /** From starting it to its being ready. */
  readonly readyMs: number;
  /** What stood in the line that said it is ready. */
  readonly ready: RegExpExecArray;
  /** Everything it has printed so far, the latest 64 KiB. */
  printed(): string;
  /** Null while it runs. */
  exitCode(): number | string | null;
  /** Asks it to stop and waits until it has. */
  stop(): Promise<void>;
};

/**
 * Starts a program with this very Node first on its path, for no longer than this process lives; resolves when it
 * prints a line that matches `ready`, rejects with what it said when it ends instead.
 */
export async function startChild(
  command: readonly [file: string, ...args: string[]],
  ready: RegExp,
): Promise<Child> {
  const startedAt = performance.now();
  const [file, ...args] = command;
  const env = { PATH: `${dirname(process.execPath)}:${process.env['PATH']}`, HOME: process.env['HOME'] };
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => void (printed = (printed + chunk.toString()).slice(-MOST_KEPT)));
  const closed = once(child, 'close');
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  void closed.then(() => process.off('exit', end));
  const found = await Promise.race([
    ...[child.stdout, child.stderr].map((stream) => findLine(stream, ready)),
    closed.then(() => null),
  ]);
  if (found === null || child.pid === undefined) throw new Error(`${file} ended: ${printed}`);
  return {
    pid: child.pid,
    readyMs: performance.now() - startedAt,
    ready: found,
    printed: () => printed,
    exitCode: () => child.exitCode ?? child.signalCode,
    stop: async () => {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

const MOST_KEPT = 64 * 1024;

function findLine(input: NodeJS.ReadableStream, wanted: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve) => {
    createInterface({ input }).on('line', (line) => {
      const found = wanted.exec(line);
      if (found !== null) resolve(found);
    });
  });
}
