import { parsePosition } from './position.ts';
import type { Frame } from './stack.ts';

/** What stood above the frames, and the place that is named in it. */
export type SwiftHeader = { readonly type: string; readonly message: string; readonly place?: Frame };

/**
 * `Shop/Till.swift:12: Fatal error: no coins`, before Swift 5.4 `Fatal error: no coins: file Shop/Till.swift, line 12`,
 * and `*** Terminating app due to uncaught exception 'Name', reason: 'text'`. A crash report says much, but no message.
 */
export function readSwiftHeader(lines: readonly string[], isReport: boolean): SwiftHeader {
  const failed = lines.findIndex((line) => failureOf(line) !== undefined);
  const failure = failureOf(lines[failed] ?? '');
  if (failure) return readFailure(lines[failed] ?? '', failure, lines.slice(failed + 1));
  const thrown = lines.find((line) => line.includes(UNCAUGHT));
  if (thrown !== undefined) return readUncaught(thrown);
  return { type: '', message: isReport ? '' : lines.join('\n').trim() };
}

const FAILURES = ['Fatal error', 'Precondition failed', 'Assertion failed'];
const UNCAUGHT = "Terminating app due to uncaught exception '";

function failureOf(line: string): string | undefined {
  return FAILURES.find((failure) => line.startsWith(failure) || line.includes(`: ${failure}`));
}

function readFailure(line: string, type: string, below: readonly string[]): SwiftHeader {
  const start = line.indexOf(type);
  const end = below.findIndex((other) => other.trim() === '' || ENDS.test(other));
  const more = end < 0 ? below : below.slice(0, end);
  const text = [line.slice(start + type.length).replace(/^: ?/, ''), ...more].join('\n').trim();
  const before = start > 2 ? parsePosition(line.slice(0, start - 2)) : undefined;
  // At the end of a text the number may have lost digits.
  const file = end < 0 ? -1 : text.lastIndexOf(': file ');
  const [, path, number] =
    file < 0 ? [] : (/^: file (.{1,1024}), line (\d{1,9})$/.exec(text.slice(file)) ?? []);
  const place = path === undefined ? before : { file: path, line: Number(number) };
  return { type, message: path === undefined ? text : text.slice(0, file), ...(place && { place }) };
}

/** What the runtime prints between the message and the frames. */
const ENDS = /^(?:\*\*\* |Current stack trace:|Thread \d)/;

function readUncaught(line: string): SwiftHeader {
  const text = line.slice(line.indexOf(UNCAUGHT) + UNCAUGHT.length);
  const end = text.indexOf("', reason: '");
  if (end < 0) return { type: text.split("'", 1)[0] ?? '', message: '' };
  return { type: text.slice(0, end), message: text.slice(end + "', reason: '".length).replace(/'$/, '') };
}
