import { spawn } from 'node:child_process';

export type ToolRun = {
  readonly cwd: string;
  /** Added to the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** What to do when the tool is not there: a sentence. */
  readonly ifMissing?: string;
};

// A cold build of the Collector on two busy cores is the longest of all.
const LONGEST_MS = 15 * 60_000;

/** Runs a tool to its end and gives what it printed; rejects with what it complained about, or with how to install it. */
export function runTool(command: string, args: readonly string[], run: ToolRun): Promise<string> {
  return new Promise((resolve, reject) => {
    const { cwd, env, input = '', ifMissing = `Install ${command}.` } = run;
    const signal = AbortSignal.timeout(LONGEST_MS);
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, signal });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => void (output[name] += text));
    child.once('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT';
      reject(missing ? new Error(`${command} is not on the PATH. ${ifMissing}`) : error);
    });
    child.once('close', (code, killedBy) => {
      if (code === 0) return resolve(output.stdout);
      const said = `${output.stdout}${output.stderr}`.slice(-4_000);
      reject(new Error(`${command} ${args.join(' ')} ended with ${code ?? killedBy}: ${said}`));
    });
    // A program that ends before it has read everything says why by its exit code.
    child.stdin.on('error', () => undefined).end(input);
  });
}
