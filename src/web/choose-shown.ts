import type { Occurrence } from '../aggregate/occurrence.ts';
import type { LocatedFrame, LocatedThrow } from '../locate/place-frames.ts';

/** What of a chain a page shows, so that it stays light however long the chain is. */
export type ShownChain = {
  readonly exceptions: readonly ShownThrow[];
  /** The frame at fault, which is always shown. */
  readonly blamed: LocatedFrame | undefined;
};

export type ShownThrow = LocatedThrow & { readonly leftOut: number };

const MAX_FRAMES = 80;
const LEAST = 3;

/** The innermost frames of each exception of the chain. */
export function chooseShown(occurrence: Occurrence): ShownChain {
  const { exceptions } = occurrence;
  const blamed = findBlamedFrame(occurrence);
  const most = Math.max(LEAST, Math.floor(MAX_FRAMES / Math.max(1, exceptions.length)));
  return { exceptions: exceptions.map((thrown) => shorten(thrown, most, blamed)), blamed };
}

function shorten(thrown: LocatedThrow, most: number, blamed: LocatedFrame | undefined): ShownThrow {
  const frames = thrown.frames.filter((frame, i) => i < most || frame === blamed);
  return { ...thrown, frames, leftOut: thrown.frames.length - frames.length };
}

/** The first of the thrown exception that stands on the blamed line. */
function findBlamedFrame({ exceptions, thrown, blamed }: Occurrence): LocatedFrame | undefined {
  const isThrown = ({ type, message }: LocatedThrow) => type === thrown.type && message === thrown.message;
  return [...exceptions.filter(isThrown), ...exceptions]
    .flatMap(({ frames }) => frames)
    .find(
      ({ place, line, function: name }) =>
        place.where === 'ours' &&
        place.path === blamed.path &&
        line === blamed.line &&
        name === blamed.function,
    );
}
