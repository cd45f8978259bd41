import type { Span } from '@opentelemetry/api';

import { isObject } from './read-safely.ts';
import { markRecorded, whoRecorded } from './recorded-errors.ts';
import { shareState } from './share-state.ts';

/**
 * Makes `recordException` of this kind of span pass over an error that stands on record already, and remember the
 * others: an instrumentation that records what it sees pass in every layer would have each counted again.
 */
export function recogniseInstrumentations(span: Span): void {
  const prototype: unknown = Object.getPrototypeOf(span);
  if (!isObject(prototype) || known.has(prototype)) return;
  known.add(prototype);
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'recordException');
  const original: unknown = descriptor?.value;
  if (typeof original !== 'function') return;
  Reflect.defineProperty(prototype, 'recordException', {
    ...descriptor,
    value: function recordException(this: Span, error: unknown, ...rest: unknown[]): unknown {
      if (isKnown(error, this)) return undefined;
      return Reflect.apply(original, this, [error, ...rest]);
    },
  });
}

const known = shareState('recognised spans 1', () => new WeakSet());

function isKnown(error: unknown, span: Span): boolean {
  const recorder = whoRecorded(error, span);
  if (recorder === undefined && isObject(error) && span.isRecording()) markRecorded(error, span, 'others');
  return recorder === 'us';
}
