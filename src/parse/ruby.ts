import type { ReportedNames } from './header.ts';
import { MAX_EXCEPTIONS, MAX_FRAMES } from './limits.ts';
import { splitLines } from './lines.ts';
import { brokenPlace, isRailsHeader, quotedLine, readRubyNames } from './ruby-header.ts';
import { parseRubyFrame, parseRubyHeader, type RubyFrame, type RubyHeader } from './ruby-line.ts';
import type { Frame, ThrownException } from './stack.ts';

/**
 * Reads what `Exception#full_message` prints in either order, with causes, and a backtrace below `Type: message` or
 * Rails' `Type (message):`.
 */
export function readRuby(lines: readonly string[], reported: ReportedNames): readonly ThrownException[] {
  const sections: Section[] = [startSection()];
  const message = splitLines(reported.message ?? '');
  let messageEnd = 0;
  for (const [index, line] of lines.entries()) {
    const section = sections.at(-1) ?? startSection();
    if (index < messageEnd) section.header.push(line);
    else if (readLine(sections, section, line, index === lines.length - 1))
      messageEnd = index + countHeldLines(lines, index, message);
    if (sections.length > MAX_EXCEPTIONS) break;
  }
  return inOrder(sections.slice(0, MAX_EXCEPTIONS).filter(isRead)).map(finishSection);
}

/** One exception of a chain, being read. */
type Section = {
  /** Innermost first, unless `counted`; without the place that the header names. */
  readonly frames: Frame[];
  header: string[];
  first?: RubyHeader;
  /** Printed with the oldest frame first and the header last. */
  counted: boolean;
};

function startSection(): Section {
  return { frames: [], header: [], counted: false };
}

/** Whether the line was an exception's header. */
function readLine(sections: Section[], section: Section, line: string, isLast: boolean): boolean {
  const frame = parseRubyFrame(line);
  if (frame) {
    addFrame(sections, section, frame, isLast);
    return false;
  }
  const header = parseRubyHeader(line);
  if (header && (!hasMessage(section) || endsAt(section, header))) {
    addHeader(sections, section, header);
    return true;
  }
  readText(sections, section, line);
  return false;
}

/** A number at the very end, with no function after it, may have lost digits. */
function addFrame(
  sections: Section[],
  section: Section,
  { frame, counted }: RubyFrame,
  isLast: boolean,
): void {
  if (isLast && frame.function === undefined) return;
  const target = counted && section.first ? startSection() : section;
  if (target !== section) sections.push(target);
  target.counted ||= counted;
  target.frames.push(frame);
}

/** A message goes on below the header, so that a cause is told by frames in between or by both having a type. */
function endsAt(section: Section, next: RubyHeader): boolean {
  if (section.frames.length > 0 && !section.counted) return true;
  return section.first?.type !== undefined && next.type !== undefined;
}

function hasMessage(section: Section): boolean {
  return section.first !== undefined || (section.frames.length > 0 && !section.counted);
}

/** What stood above the first header was a log's own words. */
function addHeader(sections: Section[], section: Section, header: RubyHeader): void {
  const target = hasMessage(section) ? startSection() : section;
  if (target !== section) sections.push(target);
  target.first = header;
  target.header = [header.message];
}

function readText(sections: Section[], section: Section, line: string): void {
  const isOver = section.frames.length > 0 && !section.counted;
  if (isOver && !(section.first === undefined && isRailsHeader(line))) return;
  if (isOver) sections.push({ ...startSection(), header: [line] });
  else if (section.first || line.trim() !== '' || section.header.length > 0) section.header.push(line);
}

/** A message can hold lines that look like frames; where the reporter sent the message too, its lines are known. */
function countHeldLines(lines: readonly string[], start: number, message: readonly string[]): number {
  const [first = '', ...rest] = message;
  if (first === '' || lines[start]?.includes(`: ${first}`) !== true) return 0;
  return rest.every((line, index) => lines[start + 1 + index] === line) ? message.length : 0;
}

function isRead(section: Section): boolean {
  return section.first !== undefined || section.frames.length > 0;
}

/** With the oldest frame first the root cause comes first, too. */
function inOrder(sections: readonly Section[]): readonly Section[] {
  return sections.some(({ counted }) => counted) ? sections.toReversed() : sections;
}

function finishSection(section: Section, index: number): ThrownException {
  const { first, counted } = section;
  const { type = '', message } = readRubyNames(section.header, first);
  const outward = counted
    ? section.frames.slice(-MAX_FRAMES).toReversed()
    : section.frames.slice(0, MAX_FRAMES);
  const text = quotedLine(section.header);
  const place = first && { ...first.place, ...(text !== undefined && { text }) };
  const frames = [...brokenPlace(type, message), ...(place ? [place] : []), ...outward];
  return { type, message, relation: index === 0 ? 'root' : 'cause', frames };
}
