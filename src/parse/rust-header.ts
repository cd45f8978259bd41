import { MAX_EXCEPTIONS } from './limits.ts';
import { parsePosition } from './position.ts';
import type { Frame } from './stack.ts';

/** The messages of a chain, the error that was returned last first, and the place that is named beside them. */
export type RustHeader = {
  readonly type: string;
  readonly messages: readonly string[];
  readonly place?: Frame;
};

/** `thread 'main' (7) panicked at src/main.rs:1:2:` with the message below, and `panicked at 'message', src/main.rs:1:2`. */
export function readRustPanic(lines: readonly string[]): RustHeader {
  const [first = '', ...more] = lines;
  const printed = first.slice(first.indexOf(PANICKED) + PANICKED.length);
  const note = more.findIndex((line) => line.startsWith('note: '));
  const below = note < 0 ? more : more.slice(0, note);
  if (!printed.startsWith("'")) return panic(below.join('\n'), printed.replace(/:$/, ''));
  const whole = [printed, ...below].join('\n');
  const end = whole.lastIndexOf("', ");
  return end < 1 ? panic(whole.slice(1), '') : panic(whole.slice(1, end), whole.slice(end + 3));
}

/** Whether a line begins the report of a panic. */
export function isRustPanic(line: string): boolean {
  return line.startsWith("thread '") && line.includes(PANICKED);
}

/** What anyhow and eyre print with `{:?}`: the message, `Caused by:` with one error or a numbered list, `Location:`. */
export function readRustChain(lines: readonly string[]): RustHeader {
  const causes = lines.indexOf('Caused by:');
  const location = lines.indexOf('Location:', Math.max(0, causes));
  const end = location < 0 ? lines.length : location;
  const printed = location < 0 ? undefined : parsePosition(lines[location + 1]?.trim() ?? '');
  const place = printed?.column === undefined && location + 2 >= lines.length ? undefined : printed;
  const top = lines
    .slice(0, causes < 0 ? end : causes)
    .join('\n')
    .trim();
  const messages = readNumbered(top.replace(/^Error:\s/, ''));
  const below = causes < 0 ? [] : readNumbered(lines.slice(causes + 1, end).join('\n'));
  return { type: '', messages: [...messages, ...below].slice(0, MAX_EXCEPTIONS), ...(place && { place }) };
}

const PANICKED = ' panicked at ';

function panic(message: string, printedPlace: string): RustHeader {
  const place = parsePosition(printedPlace.trim());
  // Without its column the line may have lost digits.
  const isWhole = place?.column !== undefined;
  return { type: 'panic', messages: [message.trim()], ...(isWhole && { place }) };
}

/** `    0: count` and its further lines below the text; without numbers it is one message, indented by four. */
function readNumbered(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (!/^ *0: /.test(lines[0] ?? '')) return [lines.map((line) => line.replace(/^ {4}/, '')).join('\n')];
  const messages: string[][] = [];
  for (const line of lines) {
    const [number] = /^ {0,8}\d{1,3}: /.exec(line) ?? [];
    if (number !== undefined) messages.push([line.slice(number.length)]);
    else messages.at(-1)?.push(line.replace(/^ {7}/, ''));
  }
  return messages.map((message) => message.join('\n'));
}
