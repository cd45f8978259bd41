import type { Choice, ConsideredFrame } from '../blame/choose-frame.ts';
import type { LocatedFrame, LocatedThrow } from '../locate/place-frames.ts';
import type { ThrownException } from '../parse/stack.ts';
import type { JudgedTrace } from './judge-trace.ts';

/** An exception of the chain, each of its frames with what it was taken as. */
export type TakenException = Omit<ThrownException, 'frames'> & { readonly frames: readonly TakenFrame[] };

export type TakenFrame = {
  readonly frame: ShownFrame;
  readonly taken: Taken;
  /** At most one frame of all: the line at fault. */
  readonly blamed: boolean;
};

/** Without a commit to read the trace against, a frame has no place. */
export type ShownFrame = Omit<LocatedFrame, 'place'> & Partial<Pick<LocatedFrame, 'place'>>;

/** `passed over` is a line of ours that was not reached, because one before it was blamed or all are ignored. */
export type Taken =
  | 'blamed'
  | 'passed over'
  | 'known error'
  | 'raising line'
  | 'building block'
  | 'not blamable'
  | 'whitelisted'
  | 'no line number'
  | 'library'
  | 'runtime'
  | 'not found'
  | 'not located';

/** The chain in its own order, which is not the one frames are looked at in. */
export function takeFrames({ parsed, located, choice }: JudgedTrace): readonly TakenException[] {
  if (located === null || choice === null) return parsed.exceptions.map(leaveUnlocated);
  const blamed = findBlamed(choice);
  const byException = Map.groupBy(choice.considered, ({ exception }) => exception);
  return located.exceptions.map((exception) => takeException(exception, byException, blamed));
}

function leaveUnlocated({ frames, ...exception }: ThrownException): TakenException {
  return {
    ...exception,
    frames: frames.map((frame) => ({ frame, taken: 'not located', blamed: false })),
  };
}

function findBlamed(choice: Choice): ConsideredFrame | undefined {
  if (choice.kind !== 'blamed') return undefined;
  return choice.considered.find(
    ({ exception, frame }) => exception === choice.exception && frame === choice.frame,
  );
}

function takeException(
  exception: LocatedThrow,
  byException: ReadonlyMap<LocatedThrow, readonly ConsideredFrame[]>,
  blamed: ConsideredFrame | undefined,
): TakenException {
  const frames = (byException.get(exception) ?? []).map((considered) => ({
    frame: considered.frame,
    taken: nameTaken(considered, considered === blamed),
    blamed: considered === blamed,
  }));
  return { ...exception, frames };
}

function nameTaken({ frame: { place }, kind }: ConsideredFrame, blamed: boolean): Taken {
  if (kind.is === 'third party') return 'whitelisted';
  if (place.where === 'nowhere') return 'not found';
  if (place.where !== 'ours') return place.where;
  if (kind.is === 'bad path') return 'no line number';
  if (kind.is === 'default') return blamed ? 'blamed' : 'passed over';
  return kind.is;
}
