import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { FileReader } from './read-files.ts';
import { remember } from './remember.ts';

export type IgnoreRevsNeeds = {
  readonly files: Pick<FileReader, 'readFile'>;
  /** Where lists for git are written. */
  readonly dir: string;
  /** A list of the operator's, which may be missing. */
  readonly operatorFile: string | null;
  /** Paths of lists in the repository. */
  readonly paths: readonly string[];
  /** The newest commit, whose lists know of commits that were not listed yet when an older one was made. */
  readonly findHead: () => Promise<string | null>;
};

/** The path of a list of the commits that a blame at `commit` looks through; null when there is none. */
export type FindIgnoreRevs = (commit: string) => Promise<string | null>;

/** Where projects keep their list. */
export const IGNORE_REVS_PATH = '.git-blame-ignore-revs';

const MAX_BYTES = 1024 * 1024;
const MAX_OPERATOR_BYTES = 4 * MAX_BYTES;

/**
 * Makes lists of the full hashes in the repository's lists, as of the commit and of today, and in the operator's. git gives up on a list
 * with anything else in it, also hashes of the length that another repository has, but not on commits it does not know. Format: `--ignore-revs-file` in git-blame(1).
 */
export function createIgnoreRevs(needs: IgnoreRevsNeeds): FindIgnoreRevs {
  const { files, dir, operatorFile, paths, findHead } = needs;
  const listed = new LRUCache<string, Promise<readonly string[]>>({ max: 1_000 });
  const readOperatorFile = createOperatorFile(operatorFile);

  async function readLists(commit: string | null): Promise<readonly string[]> {
    return commit === null ? [] : remember(listed, commit, () => readNewLists(commit));
  }

  async function readNewLists(commit: string): Promise<readonly string[]> {
    const texts = await Promise.all(paths.map((path) => files.readFile(commit, path, MAX_BYTES)));
    return texts.flatMap((text) => readHashes(text ?? ''));
  }

  return async (commit) => {
    const head = await findHead();
    const lists = [readLists(commit), readLists(head), readOperatorFile()];
    const all = new Set((await Promise.all(lists)).flat());
    const hashes = [...all].filter(({ length }) => length === commit.length).toSorted();
    if (hashes.length === 0) return null;
    const content = `${hashes.join('\n')}\n`;
    const path = join(dir, `ignore-revs-${createHash('sha256').update(content).digest('hex').slice(0, 16)}`);
    if (!(await isWritten(path, content))) await writeWhole(dir, path, content);
    return path;
  };
}

/** The full hashes in a list, a line each; `#` begins a comment. */
export function readHashes(text: string): readonly string[] {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => (line.split('#', 1)[0] ?? '').trim().toLowerCase())
    .filter((line) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(line));
}

/** Read again whenever it changed. */
function createOperatorFile(path: string | null): () => Promise<readonly string[]> {
  let known: { readonly version: string; readonly hashes: readonly string[] } | null = null;
  return async () => {
    if (path === null) return [];
    const found = await stat(path).catch(() => null);
    if (found === null || !found.isFile() || found.size > MAX_OPERATOR_BYTES) return [];
    const version = `${found.mtimeMs} ${found.size} ${found.ino}`;
    if (known?.version !== version)
      known = { version, hashes: readHashes(await readFile(path, 'utf8').catch(() => '')) };
    return known.hashes;
  };
}

/** Asked every time, because somebody may tidy the directory up while the service runs. */
async function isWritten(path: string, content: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.size === content.length;
}

/** Another service, or another blame, may write the same list at the same time. */
async function writeWhole(dir: string, path: string, content: string): Promise<void> {
  const unfinished = `${path}.${randomUUID()}`;
  await mkdir(dir, { recursive: true });
  await writeFile(unfinished, content, { mode: 0o600 });
  await rename(unfinished, path);
}
