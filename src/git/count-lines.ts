import type { ObjectSource } from './object-source.ts';

export type CountedFile = { readonly commit: string; readonly path: string };

const LINE_END = 0x0a;
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * How many lines a file has as git counts them, in a commit, a full hash; null when there is no such file or it is larger
 * than `maxBytes`. Rejects with `GitFailure`.
 */
export async function countLines(
  { info, contents }: ObjectSource,
  { commit, path }: CountedFile,
  maxBytes = MAX_BYTES,
): Promise<number | null> {
  const found = await info(`${commit}:${path}`);
  const bytes = found === null || found.size > maxBytes ? null : await contents(found.id);
  return bytes === null ? null : countIn(bytes);
}

function countIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_END); at !== -1; at = bytes.indexOf(LINE_END, at + 1)) count += 1;
  return bytes.length === 0 || bytes.at(-1) === LINE_END ? count : count + 1;
}
