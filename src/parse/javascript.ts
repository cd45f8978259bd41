import { parseGeckoFrame } from './gecko-frame.ts';
import { readHeader, type ReportedNames } from './header.ts';
import { MAX_FRAMES } from './limits.ts';
import { indentOf, splitLines } from './lines.ts';
import { countMatchingLines, fillMatchingLines } from './matching-lines.ts';
import { countMessageLines } from './message-lines.ts';
import { parsePosition } from './position.ts';
import { readPreamble } from './preamble.ts';
import {
  addHeaderLine,
  leaveErrors,
  readProperty,
  startChild,
  startReading,
  type ErrorBeingRead,
  type Reading,
} from './printed-error.ts';
import type { Frame, ThrownException } from './stack.ts';
import { parseV8Frame } from './v8-frame.ts';

/** How engines print one frame; the first that can read a line wins. */
const FRAME_PARSERS: readonly ((line: string) => Frame | undefined)[] = [parseV8Frame, parseGeckoFrame];

/**
 * Reads `error.stack` and what Node's `util.inspect` and a dying process print, with causes and the members of an
 * AggregateError. Errors under other properties are skipped.
 */
export function readJavaScript(
  lines: readonly string[],
  reported: ReportedNames,
): readonly ThrownException[] {
  const preamble = readPreamble(lines);
  const reading = startReading();
  const messageEnd =
    preamble.end + countMessageLines(lines, preamble.end, splitLines(reported.message ?? ''));
  for (let index = preamble.end; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (index < messageEnd) reading.current.header.push(line);
    else readLine(reading, line);
  }
  fillMatchingLines(reading.errors);
  return reading.errors.map((error) => finishError(error, reported, preamble.frame));
}

function readLine(reading: Reading, line: string): void {
  const error = reading.current;
  if (error.stage === 'header') return readHeaderLine(error, line);
  if (line.trim() === '' || error.stage === 'closed') return;
  leaveErrors(reading, indentOf(line));
  if (reading.current.stage === 'properties') readProperty(reading, line);
  else readTraceLine(reading, line);
}

function readHeaderLine(error: ErrorBeingRead, line: string): void {
  if (addFrame(error, line)) return;
  if (error.header.length > 0 || line.trim() !== '') addHeaderLine(error, line);
}

/** After the last frame of an error `util.inspect` writes ` {` for its properties or `,` for what follows it. */
function addFrame(error: ErrorBeingRead, line: string): boolean {
  const text = line.replace(/(?: \{|,)$/, '');
  const frame = parseFrame(text);
  const matching = error.stage === 'header' ? undefined : countMatchingLines(text);
  if (!frame && matching === undefined) return false;
  if (matching !== undefined) error.matching ??= { at: error.frames.length, count: matching };
  if (frame && error.frames.length < MAX_FRAMES) error.frames.push(frame);
  error.stage = line.endsWith(' {') ? 'properties' : 'frames';
  return true;
}

function parseFrame(line: string): Frame | undefined {
  for (const parse of FRAME_PARSERS) {
    const frame = parse(line);
    if (frame) return frame;
  }
  return undefined;
}

function readTraceLine(reading: Reading, line: string): void {
  const error = reading.current;
  if (addFrame(error, line) || mapLastFrame(error, line) || error.indent !== undefined) return;
  const cause = causeHeader(line);
  if (cause !== undefined) startChild(reading, 'cause', cause);
}

/** Before version 16 `node --enable-source-maps` printed `-> /app/src/x.ts:7:5` below a compiled frame. */
function mapLastFrame(error: ErrorBeingRead, line: string): boolean {
  const [, printed] = /^\s+-> (\S.{0,4095})$/.exec(line) ?? [];
  const source = printed === undefined ? undefined : parsePosition(printed);
  const frame = source && error.frames.pop();
  if (frame) error.frames.push({ ...frame, ...source });
  return frame !== undefined;
}

/** `Caused by: Type: message` as libraries print it, or the next error's header without any introduction. */
function causeHeader(line: string): string | undefined {
  const [, introduced] = /^\s*caused by:\s?(.*)$/i.exec(line) ?? [];
  if (introduced !== undefined) return introduced;
  return /(?:Error|Exception)$/.test(readHeader(line).type ?? '') ? line : undefined;
}

function finishError(
  error: ErrorBeingRead,
  reported: ReportedNames,
  shown: Frame | undefined,
): ThrownException {
  const isRoot = error.relation === 'root';
  const text = error.header.join('\n');
  const { type = '', message } = readHeader(unwrap(text, error), isRoot ? reported : {});
  const broken = isRoot && type === 'SyntaxError' && shown ? [shown] : [];
  return { type, message, relation: error.relation, frames: [...broken, ...error.frames] };
}

function unwrap(text: string, error: ErrorBeingRead): string {
  const isWrapped = error.frames.length === 0 && text.startsWith('[') && text.endsWith(']');
  return isWrapped ? text.slice(1, -1) : text;
}
