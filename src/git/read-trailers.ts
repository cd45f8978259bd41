/**
 * The values of the trailers of a commit's message with this key, whatever its case; those that go on over lines on one.
 * Rules: git-interpret-trailers(1) and `find_trailer_block_start` in git's `trailer.c`.
 */
export function readTrailers(message: string, key: string): readonly string[] {
  return unfold(listTrailerLines(message)).flatMap((line) => {
    const [, token = '', value = ''] = TRAILER.exec(line) ?? [];
    return token.toLowerCase() === key.toLowerCase() ? [value.trim()] : [];
  });
}

const TRAILER = /^([A-Za-z0-9-]+)[ \t]*:(.*)$/s;
// What git itself puts into trailers; with one of these, some lines of the paragraph may be no trailers.
const OF_GIT = ['Signed-off-by: ', '(cherry picked from commit '];

/** The lines of the last paragraph if it is one of trailers and not the title. */
function listTrailerLines(message: string): readonly string[] {
  const lines = message.split('\n').filter((line) => !line.startsWith('#'));
  const last = lines.findLastIndex((line) => !isBlank(line));
  const before = lines.slice(0, last + 1).findLastIndex(isBlank);
  const hasTitle = lines.slice(0, Math.max(0, before)).some((line) => !isBlank(line));
  const block = lines.slice(before + 1, last + 1);
  return hasTitle && isOfTrailers(block) ? block : [];
}

function unfold(lines: readonly string[]): readonly string[] {
  const unfolded: string[] = [];
  for (const line of lines) {
    const last = isContinuation(line) ? unfolded.pop() : undefined;
    unfolded.push(last === undefined ? line : `${last} ${line.trim()}`);
  }
  return unfolded;
}

function isOfTrailers(block: readonly string[]): boolean {
  const hasOneOfGit = block.some(isOfGit);
  let trailers = 0;
  let others = 0;
  let belongsToTrailer = false;
  for (const line of block) {
    if (!isContinuation(line)) belongsToTrailer = isOfGit(line) || TRAILER.test(line);
    if (!belongsToTrailer) others += 1;
    else if (!isContinuation(line)) trailers += 1;
  }
  return trailers > 0 && (others === 0 || (hasOneOfGit && trailers * 3 >= others));
}

function isOfGit(line: string): boolean {
  return OF_GIT.some((prefix) => line.startsWith(prefix));
}

function isContinuation(line: string): boolean {
  return /^\s/.test(line);
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}
