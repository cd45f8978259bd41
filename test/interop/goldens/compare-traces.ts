import assert from 'node:assert/strict';
import type { Frame, ThrownException } from '../../../src/parse/stack.ts';

/** Fails unless a trace is read as the golden says. */
export function assertSameChain(read: Chain, golden: Chain): void {
  assert.deepEqual(read, golden);
}

/** Fails unless a trace of another version of the runtime has the same exceptions with the same frames of our programs. */
export function assertSamePrograms(read: Chain, golden: Chain, ours: RegExp): void {
  assert.deepEqual(keepPrograms(read, ours), keepPrograms(golden, ours));
}

/** Whether code of our programs is in the frame. Comprehensions, which have no frames from Python 3.12 on, do not count. */
export function isOurs({ file = '', module = '', function: name = '' }: Frame, ours: RegExp): boolean {
  return ours.test(`${file}\0${module}`) && !/<(?:dict|list|set)comp>$/.test(name);
}

type Chain = readonly ThrownException[];

/** Messages, frames of the runtime, columns and quoted lines differ from version to version. */
function keepPrograms(exceptions: Chain, ours: RegExp): readonly object[] {
  return exceptions.map(({ type, relation, frames }) => ({
    type,
    relation,
    frames: frames.filter((frame) => isOurs(frame, ours)).map(keepPlace),
  }));
}

function keepPlace({ function: name, file, line }: Frame): object {
  return { function: name, file, line };
}
