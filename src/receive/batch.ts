import type { ContentEncoding, Encoding } from '../otlp/encoding.ts';
import type { Signal } from '../otlp/signal.ts';

/** What one accepted OTLP request carried. `bytes` is the body after decompression and is never changed in place. */
export type Batch = {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly bytes: Uint8Array;
  /** The body as it came over the wire, so that an unchanged batch can travel on still compressed. */
  readonly received: { readonly bytes: Uint8Array; readonly contentEncoding: ContentEncoding };
  readonly receivedAtMs: number;
  /** The instances of Flawless it has passed, oldest first, by the ids they put into `Via`. */
  readonly hops: readonly string[];
};
