import { parseDotnetFrame } from './dotnet-frame.ts';
import { readHeader, type Header, type ReportedNames } from './header.ts';
import { MAX_EXCEPTIONS, MAX_FRAMES } from './limits.ts';
import { splitLines } from './lines.ts';
import { countMessageLines } from './message-lines.ts';
import type { Frame, Relation, ThrownException } from './stack.ts';

/**
 * Reads `Exception.ToString()`: ` ---> ` opens an inner exception, which ends with `--- End of inner exception stack trace
 * ---` in any language, or with `<---` if it is one of an AggregateException's; the outer exception's frames follow it.
 */
export function readDotnet(lines: readonly string[], reported: ReportedNames): readonly ThrownException[] {
  const root = createThrow('root', false);
  const reading: Reading = { exceptions: [root], open: [root], numbered: 0 };
  const message = splitLines(reported.message ?? '');
  const start = lines.findIndex(
    (line) => line !== '' && line.trim() !== '' && !/^Unhandled Exception:$/i.test(line.trim()),
  );
  const messageEnd = start + countMessageLines(lines, start, message);
  for (let index = Math.max(0, start); index < lines.length; index++) {
    const line = lines[index] ?? '';
    const text = index === start ? dropUnhandled(line) : line;
    if (index < messageEnd) root.header.push(text);
    else readLine(reading, text);
  }
  const lastLine = lines.at(-1) ?? '';
  return reading.exceptions
    .filter((exception) => !isCut(exception, lastLine))
    .map((exception) => finish(exception, reported));
}

type Throw = {
  readonly relation: Relation;
  /** One of the exceptions of an AggregateException, with a number and an end of its own. */
  readonly numbered: boolean;
  readonly header: string[];
  readonly frames: Frame[];
  stage: 'header' | 'frames';
  hasInner: boolean;
  /** Printed before. */
  repeated: boolean;
};

/** The exceptions around the current line, the current one last. */
type Reading = {
  readonly exceptions: Throw[];
  readonly open: Throw[];
  /** How many of those that are open have a number. */
  numbered: number;
};

function createThrow(relation: Relation, numbered: boolean): Throw {
  return { relation, numbered, header: [], frames: [], stage: 'header', hasInner: false, repeated: false };
}

function dropUnhandled(line: string): string {
  return line.replace(/^\s*(?:\[ERROR\] FATAL )?Unhandled exception[.:] /i, '');
}

function readLine(reading: Reading, printed: string): void {
  const empty = printed === '' ? reading.open.at(-1) : undefined;
  if (empty) return addEmptyLine(empty);
  const opens = printed.trimStart().startsWith(OPENING);
  const isEnd = (opens || reading.numbered > 0) && printed.trimEnd().endsWith('<---');
  const line = isEnd ? printed.slice(0, printed.lastIndexOf('<---')) : printed;
  const current = reading.open.at(-1);
  const frame = parseDotnetFrame(line);
  if (frame) addFrame(current, frame);
  else if (isInnerEnd(line)) closeInner(reading);
  else if (!isSeparator(line)) readText(reading, line);
  if (isEnd && reading.numbered > 0) closeNumbered(reading);
}

/** A message can have empty lines. */
function addEmptyLine({ stage, header }: Throw): void {
  if (stage === 'header') header.push('');
}

function addFrame(current: Throw | undefined, frame: Frame): void {
  if (!current) return;
  if (current.frames.length < MAX_FRAMES) current.frames.push(frame);
  current.stage = 'frames';
}

/** .NET Framework writes all the headers in one line: `A: a ---> B: b ---> C: c`. */
function readText(reading: Reading, line: string): void {
  const opens = line.trimStart().startsWith(OPENING);
  if (!opens && reading.open.at(-1)?.stage !== 'header') return;
  const [first = '', ...inner] = (opens ? ` ${line.trimStart()}` : line).split(` ${OPENING}`);
  if (!opens) reading.open.at(-1)?.header.push(first);
  for (const header of inner) openInner(reading, header);
}

const OPENING = '---> ';

function openInner(reading: Reading, printed: string): void {
  const { open, exceptions } = reading;
  const outer = open.at(-1);
  const [mark = '', number] = /^\(.{1,40}#(\d{1,9})\) /.exec(printed) ?? [];
  const isMember = number !== undefined || /AggregateException(?::|$)/.test(outer?.header[0] ?? '');
  const inner = createThrow(isMember ? 'group' : 'cause', number !== undefined);
  inner.header.push(printed.slice(mark.length));
  // .NET Framework and Mono print the first one twice, with what hangs on it.
  const repeated =
    number === undefined ? outer?.repeated === true : number === '0' && outer?.hasInner === true;
  inner.repeated = repeated;
  if (!repeated && exceptions.length < MAX_EXCEPTIONS) exceptions.push(inner);
  if (outer) outer.hasInner = true;
  if (inner.numbered) reading.numbered++;
  open.push(inner);
}

/** Only the outermost stays when more is closed than was opened. */
function closeInner(reading: Reading): Throw | undefined {
  const { open } = reading;
  const inner = open.length > 1 ? open.pop() : undefined;
  const outer = open.at(-1);
  if (inner && outer) outer.stage = 'frames';
  if (inner?.numbered === true) reading.numbered--;
  return inner;
}

function closeNumbered(reading: Reading): void {
  while (closeInner(reading)?.numbered === false);
}

/** Printed where an exception was thrown again, at the line's beginning, and after an inner exception, indented. */
function isSeparator(line: string): boolean {
  const text = line.trim();
  return text.length < MAX_SEPARATOR_LENGTH && text.startsWith('--- ') && text.endsWith(' ---');
}

const MAX_SEPARATOR_LENGTH = 200;

function isInnerEnd(line: string): boolean {
  if (!isSeparator(line) || line.includes('previous location')) return false;
  return line.includes('inner exception') || line.startsWith(' ');
}

/** The text ended inside the name of an inner exception. */
function isCut({ relation, header, frames }: Throw, lastLine: string): boolean {
  const [text = ''] = header;
  const isLast = header.length === 1 && frames.length === 0 && lastLine.endsWith(text);
  return relation !== 'root' && isLast && !text.includes(': ');
}

function finish({ relation, header, frames }: Throw, reported: ReportedNames): ThrownException {
  const { type = '', message } = readDotnetHeader(
    header.join('\n').trimEnd(),
    relation === 'root' ? reported : {},
  );
  return { type, message, relation, frames };
}

/** Names of generic and nested classes, and the code after the name: `SocketException (111): Connection refused`. */
function readDotnetHeader(text: string, reported: ReportedNames): Header {
  if (text === reported.message?.trimEnd()) return { message: text };
  const [, type, message = ''] = HEADER.exec(text) ?? [];
  return type === undefined ? readHeader(text, reported) : { type, message };
}

const HEADER = /^([\p{L}_][\p{L}\p{N}_.+`,[\]]{0,255})(?: \([0-9A-Fx-]{1,11}\))?(?:: ?|$)(.*)$/su;
