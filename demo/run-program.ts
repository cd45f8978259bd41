import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export type Program = { readonly firstLine: string; readonly stop: () => Promise<void> };

type Start = {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The line that says the program is ready. */
  readonly ready: RegExp;
};

/** Runs a Node program until it says it is ready; what it complains about is shown. Rejects when it ends before. */
export function runProgram({ args, cwd, env, ready }: Start): Promise<Program> {
  const options = { cwd, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env } };
  const child = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    void ended.then(() => reject(new Error(`${args.join(' ')} ended before it was ready`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (ready.test(line)) resolve({ firstLine: line, stop });
    });
  });
}
