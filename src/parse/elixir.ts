import { parseElixirFrame, type ElixirFrame } from './elixir-frame.ts';
import { MAX_EXCEPTIONS, MAX_FRAMES } from './limits.ts';
import { indentOf } from './lines.ts';
import type { Frame, ThrownException } from './stack.ts';

/**
 * Reads what Elixir's `Exception.format/3`, `format_stacktrace/1` (frames alone) and its logger print. An exit shows the
 * exception of the process that died below it and deeper, which is its cause.
 */
export function readElixir(lines: readonly string[]): readonly ThrownException[] {
  const parsed = lines.map(parseElixirFrame);
  const first = lines.findIndex(isHeader);
  const raised = first < 0 ? [{ ...startRaised('', -1), message: [] }] : [];
  const reading: Reading = { all: raised, open: [...raised], hasEnded: false };
  for (let index = Math.max(0, first); index < lines.length && !reading.hasEnded; index++) {
    const line = lines[index] ?? '';
    const frame = readFrame(lines, parsed, index);
    if (isHeader(line)) startException(reading, line);
    else if (frame) addFrame(reading, frame, indentOf(line));
    else addText(reading, line);
  }
  return reading.all.slice(0, MAX_EXCEPTIONS).map(finish);
}

type Raised = {
  readonly type: string;
  readonly message: string[];
  /** Columns before `**`. */
  readonly indent: number;
  readonly frames: Frame[];
};

/** All exceptions in the order of their headers, and those that the next line can still belong to. */
type Reading = { readonly all: Raised[]; open: Raised[]; hasEnded: boolean };

/** `** (EXIT) …` below an exit says how the other process ended. */
function isHeader(line: string): boolean {
  const text = line.trimStart();
  return text.startsWith('** (') && text.includes(') ') && !text.startsWith('** (EXIT) ');
}

function startRaised(header: string, indent: number): Raised {
  const end = header.indexOf(') ');
  return {
    type: header.slice('** ('.length, Math.max(0, end)),
    message: [header.slice(end + 2)],
    indent,
    frames: [],
  };
}

/** Another header that is not below the last is another report. */
function startException(reading: Reading, line: string): void {
  const indent = indentOf(line);
  reading.open = reading.open.filter((raised) => raised.indent < indent);
  reading.hasEnded =
    reading.all.length >= MAX_EXCEPTIONS || (reading.all.length > 0 && reading.open.length === 0);
  if (reading.hasEnded) return;
  const raised = startRaised(line.trimStart(), indent);
  reading.all.push(raised);
  reading.open.push(raised);
}

/** A line without a place is a frame only beside one that has it. */
function readFrame(
  lines: readonly string[],
  parsed: readonly (ElixirFrame | undefined)[],
  index: number,
): Frame | undefined {
  const read = parsed[index];
  if (!read || read.located) return read?.frame;
  const indent = indentOf(lines[index] ?? '');
  // At the end of a text it may be the beginning of a line that was cut.
  if (index === lines.length - 1 || indent === 0) return undefined;
  const isBeside = [index - 1, index + 1].some(
    (other) => parsed[other]?.located === true && indentOf(lines[other] ?? '') === indent,
  );
  return isBeside ? read.frame : undefined;
}

function addFrame(reading: Reading, frame: Frame, indent: number): void {
  const open = reading.open.filter((raised) => raised.indent < indent);
  if (open.length > 0) reading.open = open;
  const raised = reading.open.at(-1);
  if (raised && raised.frames.length < MAX_FRAMES) raised.frames.push(frame);
}

/** After its frames a report goes on with the state of the process and the stack of its client. */
function addText(reading: Reading, line: string): void {
  const raised = reading.open.at(-1);
  if (!raised) return;
  if (raised.frames.length === 0)
    raised.message.push(line.slice(Math.min(Math.max(0, raised.indent), indentOf(line))));
  else if (line.trim() !== '' && reading.open.every(({ indent }) => indentOf(line) <= Math.max(0, indent))) {
    reading.hasEnded = true;
  }
}

function finish({ type, message, frames }: Raised, index: number): ThrownException {
  const text = message.join('\n').trim();
  return { type, message: text, relation: index === 0 ? 'root' : 'cause', frames };
}
