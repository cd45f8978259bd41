/** Foreign text as one line without control characters, direction marks and half characters, at most `max` long. */
export function cleanLine(text: string, max: number): string {
  return cutText(
    stripControls(text.slice(0, WORTH_READING * max))
      .replace(SPACES, ' ')
      .trim(),
    max,
  );
}

/** Foreign text that keeps its line breaks and indentation, otherwise as `cleanLine`; nothing gives no lines. */
export function cleanLines(text: string, max: number): readonly string[] {
  if (text.trim() === '') return [];
  const kept = cutText(text, max).split(LINE_BREAK);
  return kept.map((line) => stripControls(line.replaceAll('\t', '    ')).trimEnd());
}

/** The beginning of a text, with an ellipsis where something was left out; never half a surrogate pair. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, Math.max(0, max - 1)).replace(HALF_AT_END, '')}…`;
}

/** A foreign path as `cleanLine`, but where it is too long its end is kept, which is what tells paths apart. */
export function cleanPath(path: string, max: number): string {
  const worthReading = WORTH_READING * max;
  return cutPath(cleanLine(path.slice(-worthReading), worthReading), max);
}

/** The end of a text. */
export function cutPath(path: string, max: number): string {
  if (path.length <= max) return path;
  return `…${path.slice(path.length - Math.max(0, max - 1)).replace(HALF_AT_START, '')}`;
}

// Cleaning removes characters, so a little more than what will be shown is read, but never all of a huge text.
const WORTH_READING = 4;
const SPACES = /\s+/g;
const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/;
const HALF_AT_END = /[\uD800-\uDBFF]$/;
const HALF_AT_START = /^[\uDC00-\uDFFF]/;

// Colours that loggers put into messages (ECMA-48, CSI), which would leave `[31m` behind.
const COLOURS = new RegExp(String.raw`\u001B\[[0-9;]*m`, 'g');
// What controls a terminal, cannot be seen, or turns the reading direction around.
const HIDDEN = /(?![\n\r\t\u2028\u2029])[\p{Cc}\p{Cf}]/gu;

function stripControls(text: string): string {
  return text.toWellFormed().replace(COLOURS, '').replace(HIDDEN, '');
}
