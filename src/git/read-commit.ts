import type { ObjectSource } from './object-source.ts';

/** What a commit says of itself. */
export type CommitText = {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
};

const MAX_BYTES = 1024 * 1024;

/**
 * Reads a commit, a full hash; null when there is no such commit, or it is larger than 1 MiB. Rejects with `GitFailure`.
 * Format: `parse_commit_buffer` in git's `commit.c`.
 */
export async function readCommit(objects: ObjectSource, commit: string): Promise<CommitText | null> {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return null;
  const info = await objects.info(commit);
  if (info?.type !== 'commit' || info.size > MAX_BYTES) return null;
  const bytes = await objects.contents(commit);
  return bytes === null ? null : parseCommit(bytes);
}

function parseCommit(bytes: Buffer): CommitText | null {
  const end = bytes.indexOf('\n\n');
  const header = bytes.toString('latin1', 0, end === -1 ? bytes.length : end);
  const lines = header.split('\n');
  const [tree] = readAll(lines, 'tree ');
  if (tree === undefined) return null;
  const message = end === -1 ? '' : decode(bytes.subarray(end + 2), readAll(lines, 'encoding ')[0]);
  return { tree, parents: readAll(lines, 'parent '), message };
}

// Lines of a signature go on with a space, so none of them looks like another field.
function readAll(lines: readonly string[], field: string): readonly string[] {
  return lines.filter((line) => line.startsWith(field)).map((line) => line.slice(field.length));
}

function decode(bytes: Buffer, encoding: string | undefined): string {
  if (encoding === undefined) return bytes.toString();
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    return bytes.toString();
  }
}
