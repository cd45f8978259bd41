import { parseDartFrame } from './dart-frame.ts';
import { readHeader, type Header, type ReportedNames } from './header.ts';
import { MAX_FRAMES } from './limits.ts';
import type { Frame, ThrownException } from './stack.ts';

/** Reads what the Dart VM, Flutter and package:stack_trace print. Frames below an asynchronous gap awaited those above. */
export function readDart(lines: readonly string[], reported: ReportedNames): readonly ThrownException[] {
  const first = lines.findIndex((line) => parseDartFrame(line) !== undefined);
  const above = first < 0 ? lines : lines.slice(0, first);
  const frames = first < 0 ? [] : readFrames(lines, first);
  const { type = '', message } = readDartHeader(above, reported);
  return [{ type, message, relation: 'root', frames }];
}

function readFrames(lines: readonly string[], start: number): readonly Frame[] {
  const frames: Frame[] = [];
  let isAwaiting = false;
  for (let index = start; index < lines.length && frames.length < MAX_FRAMES; index++) {
    const line = lines[index] ?? '';
    const frame = parseDartFrame(line);
    isAwaiting ||= GAP.test(line);
    if (frame && !(isAwaiting && frames.length === 0))
      frames.push({ ...frame, ...(isAwaiting && { async: true }) });
  }
  return frames;
}

const GAP = /^\s{0,80}(?:<asynchronous suspension>|={3,80} asynchronous gap =)/;

function readDartHeader(lines: readonly string[], reported: ReportedNames): Header {
  const [, type] = lines.map((line) => FLUTTER.exec(line)).find((match) => match !== null) ?? [];
  const start = 1 + lines.findLastIndex((line) => UNHANDLED.test(line) || FLUTTER.test(line));
  const end = lines.findIndex((line, index) => index >= start && FRAMING.test(line));
  const [first = '', ...more] = lines.slice(start, end < 0 ? undefined : end);
  const [, opening = ''] = UNHANDLED.exec(lines[start - 1] ?? '') ?? [];
  const text = [...(opening === '' ? [] : [opening]), first, ...more].join('\n').trim();
  const read = nameError(text, reported);
  return type === undefined ? read : { type, message: read.type === type ? read.message : text };
}

/** Alone above the error, or before it in Flutter's log. */
const UNHANDLED = /Unhandled [Ee]xception:\s?(.*)$/;
const FLUTTER = /^The following (\w{1,128}) was thrown\b/;
/** What stands between the error and its frames. */
const FRAMING =
  /^(?:When the exception was thrown|The relevant error-causing widget|Warning: This VM|\*\*\* \*\*\*|#\d)/;

/** The errors of dart:core that print other words than their class. */
const NAMED: Readonly<Record<string, string>> = {
  'Bad state': 'StateError',
  'Invalid argument(s)': 'ArgumentError',
  'Invalid argument': 'ArgumentError',
  'Unsupported operation': 'UnsupportedError',
  'Concurrent modification during iteration': 'ConcurrentModificationError',
};

function nameError(text: string, reported: ReportedNames): Header {
  const words = text.slice(0, 256).split(': ', 1)[0] ?? '';
  const [, type] = /^([A-Z]\w{0,127}) \([\w.]{1,127}\)$/.exec(words) ?? [undefined, NAMED[words]];
  if (type === undefined || words === reported.message) return readHeader(text, reported);
  return { type, message: text.slice(words.length).replace(/^: /, '') };
}
