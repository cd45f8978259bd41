/** Whose rules a CODEOWNERS file follows. */
export type Dialect = 'github' | 'gitlab';

/**
 * A path pattern cut at each `**`: runs of segments that must stand in this order, the first at the beginning of the
 * path and the last at its end. A segment is cut at each `*` in the same way.
 */
export type OwnerPattern = readonly (readonly Segment[])[];

// A segment without wildcards is its text. In the others `?` is a NUL, which no path contains.
type Segment = string | readonly string[];

/** How many comparisons may still be made; a hostile file of 3 MB could ask for milliards. */
export type Steps = { left: number };

const MAX_PATTERN = 1_024;
const MAX_PATH = 1_024;
const ANY_ONE = '\0';
const ANY_DEPTH = '**';

/** Reads a pattern of a CODEOWNERS file, escapes included; null when the host would not accept it. */
export function compileOwnerPattern(pattern: string, dialect: Dialect): OwnerPattern | null {
  if (pattern.length > MAX_PATTERN || pattern.includes(ANY_ONE)) return null;
  const segments = dialect === 'github' ? toGitHubSegments(pattern) : toGitLabSegments(pattern);
  if (segments === null) return null;
  const runs: Segment[][] = [[]];
  for (const segment of segments)
    if (segment === ANY_DEPTH) runs.push([]);
    else runs.at(-1)?.push(compileSegment(segment));
  return runs;
}

/** Whether a repository path matches; never once the steps have run out. */
export function matchesOwnerPattern(pattern: OwnerPattern, path: string, steps: Steps): boolean {
  if (path.length > MAX_PATH) return false;
  const names = path.split('/');
  return standInOrder(pattern, names.length, (run, at) =>
    run.every((segment, i) => matchesSegment(segment, names[at + i] ?? '', steps)),
  );
}

/**
 * As in a .gitignore: a slash at the beginning or in the middle ties a pattern to the top, and a folder means all below
 * it. Unlike there, `docs/*` means the files of that one folder, and `!`, `[ ]` and `\#` are refused.
 */
function toGitHubSegments(pattern: string): readonly string[] | null {
  if (/^(?:!|\\#)|[[\]]|\*\*\*/.test(pattern) || pattern === '/') return null;
  const isRooted = /^\/|\/[^/]/.test(pattern);
  const segments = pattern.replace(/^\//, '').split('/');
  const last = segments.pop() ?? '';
  const tail =
    last === '' || last === ANY_DEPTH ? ['*', ANY_DEPTH] : last === '*' ? ['*'] : [last, ANY_DEPTH];
  return [...(isRooted ? [] : [ANY_DEPTH]), ...segments, ...tail];
}

/** As in Ruby's `File.fnmatch` with FNM_PATHNAME: `**` counts only before a slash, and a file is not a folder. */
function toGitLabSegments(pattern: string): readonly string[] | null {
  if (pattern === '*') return [ANY_DEPTH, '*'];
  const top = pattern.startsWith('/') ? [] : [ANY_DEPTH];
  const segments = pattern.replace(/^\//, '').split('/');
  const last = segments.pop() ?? '';
  return [...top, ...segments, ...(last === '' ? [ANY_DEPTH, '*'] : [last === ANY_DEPTH ? '*' : last])];
}

function compileSegment(segment: string): Segment {
  const chunks = [''];
  for (let i = 0; i < segment.length; i++) {
    const char = segment.charAt(i);
    if (char === '*') chunks.push('');
    else
      chunks.push(
        (chunks.pop() ?? '') + (char === '\\' ? segment.charAt(++i) : char === '?' ? ANY_ONE : char),
      );
  }
  const [only = ''] = chunks;
  return chunks.length === 1 && !only.includes(ANY_ONE) ? only : chunks;
}

function matchesSegment(segment: Segment, name: string, steps: Steps): boolean {
  steps.left -= 1;
  if (typeof segment === 'string') return segment === name && steps.left > 0;
  return standInOrder(segment, name.length, (chunk, at) => standsAt(chunk, name, at, steps));
}

function standsAt(chunk: string, name: string, at: number, steps: Steps): boolean {
  if (--steps.left <= 0) return false;
  if (!chunk.includes(ANY_ONE)) return name.startsWith(chunk, at);
  for (let i = 0; i < chunk.length; i++, steps.left--)
    if (chunk.charAt(i) !== ANY_ONE && chunk.charAt(i) !== name.charAt(at + i)) return false;
  return true;
}

/** Whether all runs stand without overlap among `total` places, each as early as it can, the last one at the end. */
function standInOrder<Run extends { readonly length: number }>(
  runs: readonly Run[],
  total: number,
  stands: (run: Run, at: number) => boolean,
): boolean {
  const [first, ...others] = runs;
  const last = others.pop();
  if (first === undefined || first.length > total || !stands(first, 0)) return false;
  if (last === undefined) return first.length === total;
  let next = first.length;
  for (const run of others) {
    while (next + run.length <= total && !stands(run, next)) next++;
    if (next + run.length > total) return false;
    next += run.length;
  }
  const end = total - last.length;
  return end >= next && stands(last, end);
}
