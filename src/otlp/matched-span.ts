import type { Attributes } from './attributes.ts';
import type { Place } from './place.ts';

/** A span that carries a wanted attribute itself, or on at least one of its events. */
export type MatchedSpan = {
  /** Shared by all items of one ResourceSpans. */
  readonly resource: Attributes;
  readonly name: string;
  /** Lower-case hex; empty when absent. */
  readonly traceId: string;
  readonly spanId: string;
  readonly endTimeUnixNano: bigint;
  readonly attributes: Attributes;
  readonly place: Place;
  /** Only the events that carry a wanted attribute, in their order. */
  readonly events: readonly MatchedEvent[];
};

export type MatchedEvent = {
  readonly name: string;
  readonly timeUnixNano: bigint;
  readonly attributes: Attributes;
  readonly place: Place;
};
