import type { Span } from '@opentelemetry/api';

import { isObject } from './read-safely.ts';
import { shareState } from './share-state.ts';

/** Who has put an error on record: this package, or somebody else who called `recordException`. */
export type Recorder = 'us' | 'others';

/** Who has recorded this very error before; a primitive is known by its span, because it has no identity. */
export function whoRecorded(error: unknown, span: Span | undefined): Recorder | undefined {
  if (isObject(error)) return memory.objects.get(error);
  return span !== undefined && memory.primitives.get(span)?.has(error) === true ? 'us' : undefined;
}

/** Remembers the error for as long as it, or the span of a primitive, exists. */
export function markRecorded(error: unknown, span: Span | undefined, recorder: Recorder): void {
  if (isObject(error)) memory.objects.set(error, recorder);
  else if (span !== undefined) rememberPrimitive(error, span);
}

/** Undoes `markRecorded`, for an error that could not be written after all. */
export function forgetRecorded(error: unknown, span: Span | undefined): void {
  if (isObject(error)) memory.objects.delete(error);
  else if (span !== undefined) memory.primitives.get(span)?.delete(error);
}

const memory = shareState('recorded errors 1', () => ({
  objects: new WeakMap<object, Recorder>(),
  primitives: new WeakMap<Span, Set<unknown>>(),
}));
const MAX_PRIMITIVES = 100;

function rememberPrimitive(error: unknown, span: Span): void {
  const known = memory.primitives.get(span) ?? new Set();
  memory.primitives.set(span, known);
  if (known.size < MAX_PRIMITIVES) known.add(error);
}
