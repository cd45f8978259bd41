import { readHeader, type ReportedNames } from './header.ts';
import { MAX_EXCEPTIONS, MAX_FRAMES } from './limits.ts';
import { indentOf, splitLines } from './lines.ts';
import { countMessageLines } from './message-lines.ts';
import type { Frame, Relation, ThrownException } from './stack.ts';

/**
 * Reads a trace in the form of `Throwable.printStackTrace`: `Caused by:` at the indent of the exception it explains,
 * `Suppressed:` deeper, and `... n more` for the frames that the enclosing trace ends with, which are put back.
 */
export function readJavaTrace(
  lines: readonly string[],
  reported: ReportedNames,
  parseFrame: (line: string) => Frame | undefined,
): readonly ThrownException[] {
  const reading = startReading();
  const message = splitLines(reported.message ?? '');
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const header = openHeader(reading, line);
    if (header === undefined) readLine(reading.current, line, parseFrame);
    else {
      // Only of the exceptions that are kept, which are few: a message can be as long as the trace.
      const isKept = reading.exceptions.at(-1) === reading.current;
      const count = isKept ? countMessageLines(lines, index, message) : 0;
      addHeader(reading.current, header, lines.slice(index + 1, index + count));
      index += Math.max(0, count - 1);
    }
  }
  const cut = lines.at(-1) ?? '';
  return reading.exceptions
    .filter((exception) => !isCut(exception, cut))
    .map((exception) => finish(exception, reported));
}

type Throw = {
  readonly relation: Relation;
  readonly parent?: Throw;
  readonly indent: number;
  readonly header: string[];
  readonly frames: Frame[];
  stage: 'start' | 'header' | 'frames';
  /** How many frames of its parent follow its own. */
  shared: number;
};

type Reading = {
  readonly exceptions: Throw[];
  /** From the root to the last exception; what is opened next hangs on one of them. */
  readonly path: Throw[];
  current: Throw;
};

function startReading(): Reading {
  const root = createThrow('root', 0);
  return { exceptions: [root], path: [root], current: root };
}

function createThrow(relation: Relation, indent: number, parent?: Throw): Throw {
  return { relation, indent, ...(parent && { parent }), header: [], frames: [], stage: 'start', shared: 0 };
}

/** The header that begins in a line: the text's first, or what follows `Caused by:` or `Suppressed:`. */
function openHeader(reading: Reading, line: string): string | undefined {
  if (line === '') return undefined;
  const text = line.trim();
  const title = TITLES.find((one) => text.startsWith(one));
  if (title !== undefined) {
    const header = text.slice(title.length).trimStart();
    reading.current = openChild(reading, title, indentOf(line), header);
    return header;
  }
  const { stage, relation } = reading.current;
  const isFirst = stage === 'start' && relation === 'root' && text !== '' && !/^(?:at |\.\.\. )/.test(text);
  return isFirst ? text.replace(/^Exception in thread "[^"]*" /, '') : undefined;
}

const TITLES = ['Caused by:', 'Suppressed:'] as const;
type Title = (typeof TITLES)[number];

/**
 * What was printed before, and what is beyond the limit, is read but kept nowhere. The causes of a suppressed exception
 * are suppressed with it: they do not explain the exception that reached the handler.
 */
function openChild({ path, exceptions }: Reading, title: Title, indent: number, header: string): Throw {
  const deepest = title === 'Caused by:' ? indent : indent - 1;
  while (path.length > 1 && (path.at(-1)?.indent ?? 0) > deepest) path.pop();
  const parent = path.at(-1);
  const isCause = title === 'Caused by:' && parent?.relation !== 'suppressed';
  const child = createThrow(isCause ? 'cause' : 'suppressed', indent, parent);
  if (header.startsWith('[CIRCULAR REFERENCE:') || exceptions.length >= MAX_EXCEPTIONS) return child;
  exceptions.push(child);
  path.push(child);
  return child;
}

function addHeader(exception: Throw, first: string, more: readonly string[]): void {
  exception.header.push(first);
  for (const line of more) exception.header.push(line);
  exception.stage = 'header';
}

/** Before the first frame a line belongs to the message; after it, one that is no frame says nothing. */
function readLine(exception: Throw, line: string, parseFrame: (line: string) => Frame | undefined): void {
  const frame = line === '' ? undefined : parseFrame(line);
  const shared = frame || line === '' ? undefined : countShared(line);
  if (frame) exception.frames.push(frame);
  if (shared !== undefined) exception.shared = shared;
  if (frame || shared !== undefined) exception.stage = 'frames';
  else if (exception.stage === 'header') exception.header.push(line);
}

/** `... 5 more`, in Logback's words `... 5 common frames omitted`. */
function countShared(line: string): number | undefined {
  const match = /^\s*\.\.\. (\d{1,9}) (?:more|common frames omitted)\s*$/.exec(line);
  return match ? Number(match[1]) : undefined;
}

/** The text ended inside the name of the exception. */
function isCut({ relation, header, frames, shared }: Throw, lastLine: string): boolean {
  if (relation === 'root' || frames.length > 0 || shared > 0 || header.length > 1) return false;
  const [text = ''] = header;
  return text === '' || (!text.includes(': ') && lastLine.trimEnd().endsWith(text));
}

function finish(exception: Throw, reported: ReportedNames): ThrownException {
  const { relation, header } = exception;
  const { type = '', message } = readHeader(header.join('\n').trimEnd(), relation === 'root' ? reported : {});
  return { type, message, relation, frames: sliceFrames(exception, 0, MAX_FRAMES) };
}

/** Its own frames, and after them those it shares with the end of its parent's. */
function sliceFrames(exception: Throw, start: number, end: number): readonly Frame[] {
  const { frames, parent } = exception;
  const own = frames.slice(start, end);
  const shared = countParents(exception);
  if (!parent || shared === 0 || end <= frames.length) return own;
  const offset = countFrames(parent) - shared - frames.length;
  return [...own, ...sliceFrames(parent, Math.max(start, frames.length) + offset, end + offset)];
}

function countFrames(exception: Throw): number {
  return exception.frames.length + countParents(exception);
}

function countParents({ parent, shared }: Throw): number {
  return parent && shared > 0 ? Math.min(shared, countFrames(parent)) : 0;
}
