import type { Repository } from './repository.ts';

/** A few lines of a file; `firstLine` is the number of the first one. */
export type Excerpt = { readonly firstLine: number; readonly lines: readonly string[] };

// A line of a bundle can be megabytes long; pages and mails show its beginning.
const MAX_LINE_CHARACTERS = 300;

/** The lines from `radius` above to `radius` below `line` as of `commit`; null when there is no such line. */
export async function readExcerpt(
  repository: Pick<Repository, 'readLines'>,
  commit: string,
  path: string,
  line: number,
  radius: number,
): Promise<Excerpt | null> {
  const lines = await repository.readLines(commit, path);
  if (lines === null || line < 1 || line > lines.length) return null;
  const firstLine = Math.max(1, line - radius);
  const shown = lines.slice(firstLine - 1, line + radius);
  return { firstLine, lines: shown.map((text) => text.slice(0, MAX_LINE_CHARACTERS)) };
}
