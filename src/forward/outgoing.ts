import { addAttributes } from '../otlp/add-attributes.ts';
import type { Addition } from '../otlp/addition.ts';
import type { ContentEncoding, Encoding } from '../otlp/encoding.ts';
import type { Hole } from '../otlp/hole.ts';
import type { Signal } from '../otlp/signal.ts';
import type { Batch } from '../receive/batch.ts';
import { compress } from './compress.ts';

/** A request body as the upstream gets it, and what has to be known to send it. */
export type OutgoingBatch = {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly contentEncoding: ContentEncoding;
  readonly body: Uint8Array;
  /** Spans or log records; 0 for the other signals. */
  readonly itemCount: number;
  /** The instances of Flawless it passed before this one. */
  readonly hops: readonly string[];
};

/** `received`: compressed as it came. */
export type UpstreamCompression = 'received' | 'gzip' | 'none';

/** What the walk found out about a batch. */
export type Findings = {
  readonly additions: readonly Addition[];
  /** Items that are not valid OTLP and do not travel on. */
  readonly rejected: readonly Hole[];
  /** The items that do. */
  readonly itemCount: number;
};

/**
 * With nothing to add or to cut out the bytes travel on exactly as they came over the wire whenever `compression` allows
 * it; otherwise they are spliced and compressed again.
 */
export async function toOutgoing(
  batch: Batch,
  { additions, rejected, itemCount }: Findings,
  compression: UpstreamCompression,
): Promise<OutgoingBatch> {
  const { signal, encoding, received, hops } = batch;
  const contentEncoding = encodingFor(compression, received.contentEncoding);
  const bytes = addAttributes(batch.bytes, encoding, additions, rejected);
  const isUnchanged = bytes === batch.bytes && contentEncoding === received.contentEncoding;
  const body = isUnchanged ? received.bytes : await compress(bytes, contentEncoding);
  return { signal, encoding, contentEncoding, body, itemCount, hops };
}

function encodingFor(compression: UpstreamCompression, received: ContentEncoding): ContentEncoding {
  if (compression === 'received') return received;
  return compression === 'gzip' ? 'gzip' : 'identity';
}
