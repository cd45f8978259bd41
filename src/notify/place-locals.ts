import type { Occurrence } from '../aggregate/occurrence.ts';
import type { LocatedFrame, LocatedThrow } from '../locate/place-frames.ts';
import { toPlainFunctionName } from '../plain-function-name.ts';
import { readFrameLocals, type FrameLocals, type Variable } from './read-frame-locals.ts';

/** Local variables where they belong. */
export type PlacedLocals = {
  readonly byFrame: ReadonlyMap<LocatedFrame, readonly Variable[]>;
  /** What belongs to no frame that is shown, as it was sent; empty when there is nothing. */
  readonly rest: string;
};

/** Gives each frame the variables that were sent for it; those of the thrown exception come first. */
export function placeLocals(occurrence: Occurrence): PlacedLocals {
  const text = occurrence.reported.frameLocals ?? '';
  const sent = readFrameLocals(text);
  if (sent === null) return { byFrame: new Map(), rest: text };
  const frames = listFrames(occurrence);
  const byFrame = new Map<LocatedFrame, readonly Variable[]>();
  const lost: FrameLocals[] = [];
  for (const [index, locals] of sent.entries()) {
    if (locals.variables.length === 0) continue;
    const frame = findFrame(locals, index, frames, byFrame);
    if (frame === undefined) lost.push(locals);
    else byFrame.set(frame, locals.variables);
  }
  return { byFrame, rest: lost.length === 0 ? '' : describeLost(lost) };
}

function listFrames({ exceptions, thrown }: Occurrence): readonly LocatedFrame[] {
  const isThrown = ({ type, message }: LocatedThrow) => type === thrown.type && message === thrown.message;
  const ordered = [...exceptions.filter(isThrown), ...exceptions.filter((one) => !isThrown(one))];
  return ordered.flatMap(({ frames }) => frames);
}

/** The surest sign decides: file and line, then function and line, then the function alone; without any, the place in the list. */
function findFrame(
  locals: FrameLocals,
  index: number,
  frames: readonly LocatedFrame[],
  taken: ReadonlyMap<LocatedFrame, unknown>,
): LocatedFrame | undefined {
  const free = frames.filter((frame) => !taken.has(frame));
  const { file, line, function: name } = locals;
  if (file === undefined && line === undefined && name === undefined)
    return free.find((frame) => frame === frames[index]);
  return (
    free.find((frame) => isAt(frame, locals) && isInFile(frame, locals)) ??
    free.find((frame) => isAt(frame, locals) && isInFunction(frame, locals)) ??
    free.find((frame) => isInFunction(frame, locals) && (file === undefined || isInFile(frame, locals)))
  );
}

// The SDK saw the compiled code; what is shown may be its source.
function isAt(frame: LocatedFrame, { line, column }: FrameLocals): boolean {
  const seen = frame.compiled ?? frame;
  if (line === undefined || (line !== seen.line && line !== frame.line)) return false;
  return column === undefined || seen.column === undefined || column === seen.column || line !== seen.line;
}

function isInFile({ file, compiled, place }: LocatedFrame, locals: FrameLocals): boolean {
  const wanted = nameFile(locals.file);
  const path = 'path' in place ? place.path : undefined;
  return wanted !== '' && [file, compiled?.file, path].some((one) => nameFile(one) === wanted);
}

function nameFile(path = ''): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function isInFunction({ function: name = '' }: LocatedFrame, locals: FrameLocals): boolean {
  const wanted = toPlainFunctionName(locals.function ?? '');
  return wanted !== '' && toPlainFunctionName(name) === wanted;
}

function describeLost(lost: readonly FrameLocals[]): string {
  const named = lost.map(({ function: name, file, line, variables }) => ({
    ...(name !== undefined && { function: name }),
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    locals: Object.fromEntries(variables.map(({ name: variable, value }) => [variable, value])),
  }));
  return JSON.stringify(named);
}
