import type { BlamedException } from '../blame/blame-exception.ts';
import type { LocatedFrame, LocatedThrow } from '../locate/place-frames.ts';

/** What the store keeps of the latest occurrence of an error in a week: all that pages and mails tell of it. */
export type Occurrence = BlamedException;

const MAX_TRACE_CHARACTERS = 64 * 1024;
const MAX_FRAMES = 100;
const MAX_EXCEPTIONS = 20;
const MAX_LINE_CHARACTERS = 500;

/** An occurrence as the JSON document the store keeps, bounded in size. */
export function writeOccurrence(occurrence: Occurrence): string {
  const { reported, exceptions, blamed, author } = occurrence;
  const bounded: Occurrence = {
    ...occurrence,
    reported: { ...reported, stacktrace: reported.stacktrace.slice(0, MAX_TRACE_CHARACTERS) },
    exceptions: exceptions.slice(0, MAX_EXCEPTIONS).map(boundThrow),
    blamed: isLong(blamed.code) ? { ...blamed, code: cutLine(blamed.code) } : blamed,
    author: author === null ? null : { ...author, text: cutLine(author.text) },
  };
  return JSON.stringify(bounded);
}

function boundThrow(thrown: LocatedThrow): LocatedThrow {
  return { ...thrown, frames: thrown.frames.slice(0, MAX_FRAMES).map(boundFrame) };
}

function boundFrame(frame: LocatedFrame): LocatedFrame {
  const { text, place } = frame;
  const code = place.where === 'ours' ? place.code : undefined;
  if (!isLong(text) && !isLong(code)) return frame;
  return {
    ...frame,
    ...(text !== undefined && { text: cutLine(text) }),
    place: place.where === 'ours' && code !== undefined ? { ...place, code: cutLine(code) } : place,
  };
}

// A line of code may be a whole minified bundle.
function isLong(line: string | undefined): line is string {
  return line !== undefined && line.length > MAX_LINE_CHARACTERS;
}

function cutLine(line: string): string {
  return line.slice(0, MAX_LINE_CHARACTERS);
}

/** Reads what `writeOccurrence` wrote. */
export function readOccurrence(text: string): Occurrence {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only writeOccurrence writes this column
  return JSON.parse(text) as Occurrence;
}
