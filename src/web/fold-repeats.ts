import type { LocatedFrame } from '../locate/place-frames.ts';

/** A frame, and how many more of the same line come right after it. */
export type FoldedFrame = { readonly frame: LocatedFrame; readonly repeats: number };

/** Folds what recursion repeats, each time into the first frame of a line; `standsAlone` are never folded into another. */
export function foldRepeats(
  frames: readonly LocatedFrame[],
  standsAlone: (frame: LocatedFrame) => boolean,
): readonly FoldedFrame[] {
  const folded: FoldedFrame[] = [];
  for (const frame of frames) {
    const last = folded.at(-1);
    if (last !== undefined && isSameLine(last.frame, frame) && !standsAlone(frame))
      folded[folded.length - 1] = { frame: last.frame, repeats: last.repeats + 1 };
    else folded.push({ frame, repeats: 0 });
  }
  return folded;
}

function isSameLine(one: LocatedFrame, other: LocatedFrame): boolean {
  return nameLine(one) === nameLine(other);
}

function nameLine({ place, line, function: name }: LocatedFrame): string {
  return JSON.stringify([place.where, 'path' in place ? place.path : null, line, name]);
}
