import type { ReportedNames } from './header.ts';
import { MAX_EXCEPTIONS } from './limits.ts';
import {
  chainLink,
  finishSection,
  isEmpty,
  isUnread,
  readTracebackLine,
  startSection,
  type Section,
} from './python-traceback.ts';
import type { Relation, ThrownException } from './stack.ts';

/**
 * Reads what `traceback.format_exception` prints: the cause before the exception it led to, the oldest frame first, and
 * the members of an ExceptionGroup behind gutters of `|` and `+`.
 */
export function readPython(lines: readonly string[], reported: ReportedNames): readonly ThrownException[] {
  const levels: Level[] = [{ current: startSection() }];
  for (const line of lines) readGutter(levels, line);
  while (levels.length > 1) closeLevel(levels);
  const [outermost] = levels;
  return outermost ? flatten(dropEmpty(outermost.current, reported)) : [];
}

/** The chain of one exception; each deeper level is one member of the group that is current a level above. */
type Level = { current: Section };

function readGutter(levels: Level[], line: string): void {
  const level = levels.at(-1);
  if (!level) return;
  const mark = line.trimStart();
  level.current.gutter ||= levels.length > 1 || opensGroup(level.current, line);
  if (!level.current.gutter) readContent(level, line);
  else if (mark.startsWith('+-+-')) levels.push({ current: startSection() });
  else if (mark.startsWith('+-')) leaveMember(levels, mark.includes(' '));
  else readContent(level, mark.replace(/^[|+] ?/, ''));
}

/** A group that was never raised has no `+ Exception Group Traceback` above it. */
function opensGroup(section: Section, line: string): boolean {
  return line.startsWith('  + Exception Group Traceback') || (isEmpty(section) && line.startsWith('  | '));
}

/** `+---- 2 ----` begins the next member, `+----------` ends the group. */
function leaveMember(levels: Level[], hasNext: boolean): void {
  if (levels.length > 1) closeLevel(levels);
  if (hasNext) levels.push({ current: startSection() });
}

function closeLevel(levels: Level[]): void {
  const member = levels.pop();
  const group = levels.at(-1);
  if (member && group && group.current.members.length < MAX_EXCEPTIONS)
    group.current.members.push(member.current);
}

function readContent(level: Level, line: string): void {
  const relation = chainLink(line);
  if (relation) level.current = startSection({ section: level.current, relation });
  else readTracebackLine(level.current, line);
}

/** Of an exception whose trace was cut off nothing is known, unless the reporter named it. */
function dropEmpty(outermost: Section, reported: ReportedNames): Section {
  let section = outermost;
  while (isUnread(section) && section.earlier && !reported.type && !reported.message) {
    section = section.earlier.section;
  }
  return section;
}

function flatten(outermost: Section): readonly ThrownException[] {
  const exceptions: ThrownException[] = [];
  const waiting: { readonly section: Section; readonly relation: Relation }[] = [
    { section: outermost, relation: 'root' },
  ];
  while (exceptions.length < MAX_EXCEPTIONS) {
    const next = waiting.pop();
    if (!next) break;
    if (next.relation === 'root' || !isUnread(next.section))
      exceptions.push(finishSection(next.section, next.relation));
    waiting.push(
      ...next.section.members.toReversed().map((section) => ({ section, relation: 'group' as const })),
    );
    if (next.section.earlier) waiting.push(next.section.earlier);
  }
  return exceptions;
}
