import type { Attributes } from './attributes.ts';
import type { Place } from './place.ts';

/** What a walk through one ExportTraceServiceRequest found. */
export type TraceScan = {
  /** All spans of the request, rejected ones too. */
  readonly spanCount: number;
  readonly spans: readonly MatchedSpan[];
  /** Spans whose own content is invalid. They were not read; the rest of the request was. */
  readonly rejectedSpans: number;
};

/** A span of which at least one event carries a wanted attribute. */
export type MatchedSpan = {
  /** Shared by all spans of one ResourceSpans. */
  readonly resource: Attributes;
  readonly name: string;
  /** Lower-case hex; empty when absent. */
  readonly traceId: string;
  readonly spanId: string;
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
