import type { BlamedException } from '../blame/blame-exception.ts';

/** What the store keeps of the latest occurrence of an error in a week: all that pages and mails tell of it. */
export type Occurrence = BlamedException;

const MAX_TRACE_CHARACTERS = 64 * 1024;
const MAX_FRAMES = 100;
const MAX_EXCEPTIONS = 20;
const MAX_LINE_CHARACTERS = 500;

/** An occurrence as the JSON document the store keeps, bounded in size. */
export function writeOccurrence(blamed: BlamedException): string {
  const { reported, exceptions } = blamed;
  const bounded: Occurrence = {
    ...blamed,
    reported: { ...reported, stacktrace: reported.stacktrace.slice(0, MAX_TRACE_CHARACTERS) },
    exceptions: exceptions
      .slice(0, MAX_EXCEPTIONS)
      .map((exception) => ({ ...exception, frames: exception.frames.slice(0, MAX_FRAMES) })),
  };
  return JSON.stringify(bounded, (key, value: unknown) =>
    key === 'code' || key === 'text' ? cutLine(value) : value,
  );
}

// A line of code may be a whole minified bundle.
function cutLine(value: unknown): unknown {
  return typeof value === 'string' ? value.slice(0, MAX_LINE_CHARACTERS) : value;
}

/** Reads what `writeOccurrence` wrote. */
export function readOccurrence(text: string): Occurrence {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only writeOccurrence writes this column
  return JSON.parse(text) as Occurrence;
}
