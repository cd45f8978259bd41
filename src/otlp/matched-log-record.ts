import type { Attributes } from './attributes.ts';
import type { Place } from './place.ts';

/** A log record that carries a wanted attribute. Its body is not read. */
export type MatchedLogRecord = {
  /** Shared by all items of one ResourceLogs. */
  readonly resource: Attributes;
  readonly eventName: string;
  readonly timeUnixNano: bigint;
  readonly observedTimeUnixNano: bigint;
  /** Lower-case hex; empty when absent. */
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
  readonly place: Place;
};
