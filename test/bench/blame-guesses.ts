import { execFileSync } from 'node:child_process';
import { parseStack } from '../../src/parse/parse-stack.ts';
import type { Trace } from '../blame/truth/print-trace.ts';

/** The address each of the simple ways names for a trace, null when it names nobody. */
export type Guesses = { readonly blameHead: string | null; readonly lastChange: string | null };

/**
 * What tools without Flawless say of a trace: `git blame HEAD` of its innermost line in a file of ours, and whoever changed
 * that file last. Both may use the `.mailmap`.
 */
export function guess(dir: string, { text, language }: Trace): Guesses {
  const found = findInnermost(listFiles(dir), parseStack(text, { language }).exceptions[0]?.frames ?? []);
  if (found === null) return { blameHead: null, lastChange: null };
  const { path, line } = found;
  return {
    blameHead: readAddress(dir, ['blame', '--porcelain', '-L', `${line},${line}`, 'HEAD', '--', path]),
    lastChange: readAddress(dir, ['log', '-1', '--format=author-mail <%aE>', 'HEAD', '--', path]),
  };
}

function listFiles(dir: string): readonly string[] {
  return run(dir, ['ls-tree', '-r', '-z', '--name-only', 'HEAD']).split('\0').slice(0, -1);
}

type Position = { readonly file?: string; readonly line?: number };

function findInnermost(files: readonly string[], frames: readonly Position[]) {
  for (const { file = '', line } of frames) {
    const path = /node_modules|-packages\/|\/gems\//.test(file) ? null : findFile(files, file);
    if (path !== null && line !== undefined) return { path, line };
  }
  return null;
}

/** The file that has most folders in common with the end of the printed path. */
function findFile(files: readonly string[], printed: string): string | null {
  const segments = printed.split('/').filter((segment) => segment !== '');
  for (let from = 0; from < segments.length; from++) {
    const end = segments.slice(from).join('/');
    const found = files.find((file) => file === end || file.endsWith(`/${end}`));
    if (found !== undefined) return found;
  }
  return null;
}

function readAddress(dir: string, args: readonly string[]): string | null {
  try {
    const output = run(dir, ['-c', 'mailmap.blob=HEAD:.mailmap', ...args]);
    return /^author-mail <(.*)>$/m.exec(output)?.[1] ?? null;
  } catch {
    // The newest revision has no such line.
    return null;
  }
}

function run(dir: string, args: readonly string[]): string {
  return execFileSync('git', args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
