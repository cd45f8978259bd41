import { hash } from 'node:crypto';
import { listChangedFiles, type ChangedFile } from './list-changed-files.ts';
import type { ObjectSource } from './object-source.ts';
import { readCommit } from './read-commit.ts';
import { rememberBySize } from './remember-by-size.ts';

/**
 * The paths of the files that a commit, a full hash, takes a line out of, white space aside; null when the commit changes
 * too much to be looked through. Rejects with `GitFailure`.
 */
export type FindTakenOut = (commit: string, text: string) => Promise<readonly string[] | null>;

/** By their digests, the lines that a commit takes out of files, and of which; null: too many. */
type TakenOut = ReadonlyMap<string, readonly string[]> | null;

// About a hundred bytes each.
const MAX_KEPT_LINES = 200_000;
const MAX_LINES = 20_000;
const MAX_FILE_BYTES = 1024 * 1024;
const MAX_BYTES = 8 * MAX_FILE_BYTES;

/** Compares a commit with its first parent, and remembers what it found for the other lines of the commit. */
export function createTakenOutFinder(objects: ObjectSource): FindTakenOut {
  const commits = rememberBySize<TakenOut>(MAX_KEPT_LINES, (lines) => lines?.size ?? 0);
  return async (commit, text) => {
    const lines = await commits.get(commit, () => readTakenOut(objects, commit));
    return lines === null ? null : (lines.get(digest(text)) ?? []);
  };
}

async function readTakenOut(objects: ObjectSource, commit: string): Promise<TakenOut> {
  const after = await readCommit(objects, commit);
  const before = await readCommit(objects, after?.parents[0] ?? '');
  if (after === null || before === null) return new Map();
  const files = await listChangedFiles(objects, before.tree, after.tree);
  return files === null ? null : collectLines(objects, files);
}

async function collectLines(objects: ObjectSource, files: readonly ChangedFile[]): Promise<TakenOut> {
  const taken = new Map<string, string[]>();
  let bytes = 0;
  for (const file of files) {
    const [before, after] = await Promise.all([
      readFile(objects, file.before),
      readFile(objects, file.after),
    ]);
    if (before === null || after === null) continue;
    bytes += before.length + after.length;
    if (bytes > MAX_BYTES) return null;
    for (const line of listLost(before, after)) {
      const paths = taken.get(line);
      if (paths === undefined) taken.set(line, [file.path]);
      else paths.push(file.path);
    }
    if (taken.size > MAX_LINES) return null;
  }
  return taken;
}

/** Empty when there is no such file; null for larger ones, which are bundles and data. */
async function readFile(objects: ObjectSource, id: string | null): Promise<Buffer | null> {
  const info = id === null ? null : await objects.info(id);
  if (id === null || info === null) return Buffer.alloc(0);
  return info.size > MAX_FILE_BYTES ? null : objects.contents(id);
}

/** The digests of the lines that stand in a text more often than in another. */
function listLost(before: Buffer, after: Buffer): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of listLines(before)) counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const line of listLines(after)) {
    const count = counts.get(line);
    if (count !== undefined) counts.set(line, count - 1);
  }
  return [...counts].flatMap(([line, count]) => (count > 0 ? [digest(line)] : []));
}

function listLines(text: Buffer): readonly string[] {
  const lines = text.toString().split('\n').map(dropSpace);
  return lines.filter((line) => line !== '');
}

function digest(line: string): string {
  return hash('md5', dropSpace(line), 'base64url').slice(0, 12);
}

function dropSpace(line: string): string {
  return line.replace(/\s/g, '');
}
