import { readHeader, type Header } from './header.ts';
import { MAX_FRAME_LINE_LENGTH, MAX_FRAMES } from './limits.ts';
import { indentOf } from './lines.ts';
import type { Frame, Relation, ThrownException } from './stack.ts';

/** One exception of a chain, being read. */
export type Section = {
  /** Oldest first, as printed. */
  frames: Frame[];
  header: string[];
  stage: 'start' | 'frames' | 'header';
  /** Columns before `Traceback`. */
  indent: number;
  /** Its lines stand behind `|`. */
  gutter: boolean;
  /** The next line is the code of the last frame. */
  awaitsText: boolean;
  /** Printed inside `"""`, as multiprocessing does with the traceback of another process. */
  quoted: boolean;
  readonly members: Section[];
  /** The exception that was printed before this one, and what it is to this one. */
  readonly earlier?: { readonly section: Section; readonly relation: Relation };
};

/** An exception of which nothing has been read. */
export function startSection(earlier?: Section['earlier']): Section {
  const marks = { stage: 'start', indent: 0, gutter: false, awaitsText: false, quoted: false } as const;
  return { ...marks, frames: [], header: [], members: [], ...(earlier && { earlier }) };
}

/** The sentence that Python prints between two exceptions of a chain. */
export function chainLink(line: string): 'cause' | 'context' | undefined {
  const text = line.trim();
  if (text === 'The above exception was the direct cause of the following exception:') return 'cause';
  if (text === 'During handling of the above exception, another exception occurred:') return 'context';
  return undefined;
}

/** Adds one line, without gutter, to the exception it belongs to. */
export function readTracebackLine(section: Section, line: string): void {
  if (section.stage !== 'frames' && section.frames.length === 0 && isTracebackTitle(line)) {
    return startTraceback(section, indentOf(line));
  }
  if (section.stage === 'start' && parsePythonFrame(line)) startTraceback(section, indentOf(line) - 2);
  if (section.stage === 'frames') readFrameLine(section, line);
  else addHeaderLine(section, line);
}

/** Whether neither a frame nor a header was read. */
export function isEmpty(section: Section): boolean {
  return section.frames.length === 0 && section.header.length === 0;
}

/** Whether what was read names no exception, as when the text ends inside the title. */
export function isUnread(section: Section): boolean {
  return section.frames.length === 0 && sectionHeader(section).type === undefined;
}

/** Notes stand below the message and are kept as part of it. */
export function finishSection(section: Section, relation: Relation): ThrownException {
  const { type = '', message } = sectionHeader(section);
  const frames = section.frames.slice(-MAX_FRAMES).toReversed();
  return { type, message, relation, frames: isCut(section) ? frames.slice(1) : frames };
}

function sectionHeader({ header, quoted }: Section): Header {
  const text = header.join('\n').trimEnd();
  if (TITLE.startsWith(text)) return { message: '' };
  return readHeader(quoted && text.endsWith('\n"""') ? text.slice(0, -4) : text);
}

/** Without a function's name or a header after it the last line may have lost digits of its number. */
function isCut({ stage, frames }: Section): boolean {
  return stage === 'frames' && frames.at(-1)?.function === undefined;
}

const TITLE = 'Traceback (most recent call last):';

function isTracebackTitle(line: string): boolean {
  const text = line.trim();
  return text === TITLE || text === `Exception Group ${TITLE}`;
}

/** What stood above the title was no header: a log's own words, or the quotes around another process's traceback. */
function startTraceback(section: Section, indent: number): void {
  section.quoted = section.header.at(-1) === '"""';
  section.header = [];
  section.indent = Math.max(0, indent);
  section.stage = 'frames';
}

function readFrameLine(section: Section, line: string): void {
  const depth = indentOf(line) - section.indent;
  if (line.trim() === '') return;
  if (depth >= 4) return addText(section, line.trim());
  const frame = parsePythonFrame(line);
  section.awaitsText = frame !== undefined;
  if (frame) section.frames.push(frame);
  else if (depth <= 0) addHeaderLine(section, line);
}

/** Only the first line below a frame is its code; carets and the rest of a long statement follow. */
function addText(section: Section, text: string): void {
  const frame = section.frames.pop();
  if (frame) section.frames.push(section.awaitsText ? { ...frame, text } : frame);
  section.awaitsText = false;
}

function addHeaderLine(section: Section, line: string): void {
  if (section.header.length === 0 && line.trim() === '') return;
  section.header.push(line);
  section.stage = 'header';
}

/** `File "x.py", line 3, in f`; without `, in f` it is the place of a SyntaxError. */
function parsePythonFrame(line: string): Frame | undefined {
  const text = line.trim();
  if (line.length > MAX_FRAME_LINE_LENGTH || !text.startsWith(OPENING)) return undefined;
  const end = text.lastIndexOf(LINE);
  const match = /^(\d{1,9})(?:, in (.+))?$/.exec(text.slice(end + LINE.length));
  if (end <= OPENING.length || !match) return undefined;
  const file = text.slice(OPENING.length, end);
  const [, number, name] = match;
  return {
    ...(name !== undefined && { function: name }),
    file,
    line: Number(number),
    ...(isRuntime(file) && { native: true }),
  };
}

const OPENING = 'File "';
const LINE = '", line ';

/** `<frozen importlib._bootstrap>`, `<string>`, `<stdin>`: no file. */
function isRuntime(file: string): boolean {
  return file.startsWith('<') && file.endsWith('>');
}
