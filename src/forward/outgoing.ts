import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { addAttributes } from '../otlp/add-attributes.ts';
import type { Addition } from '../otlp/addition.ts';
import type { Batch } from '../receive/batch.ts';

/** A request body as the upstream gets it, with the two headers that describe it. */
export type OutgoingBatch = {
  readonly signal: Batch['signal'];
  readonly contentType: 'application/x-protobuf' | 'application/json';
  readonly contentEncoding: 'identity' | 'gzip';
  readonly body: Uint8Array;
};

/** `received`: compressed if it came compressed. */
export type UpstreamCompression = 'received' | 'gzip' | 'none';

/**
 * Without additions the bytes travel on exactly as they came over the wire whenever `compression` allows it; with
 * additions they are spliced in and compressed again.
 */
export async function toOutgoing(
  batch: Batch,
  additions: readonly Addition[],
  compression: UpstreamCompression,
): Promise<OutgoingBatch> {
  const { signal, received } = batch;
  const contentType = batch.encoding === 'json' ? 'application/json' : 'application/x-protobuf';
  const contentEncoding = encodingFor(compression, received.contentEncoding);
  const bytes = addAttributes(batch.bytes, batch.encoding, additions);
  if (bytes === batch.bytes && contentEncoding === received.contentEncoding)
    return { signal, contentType, contentEncoding, body: received.bytes };
  const body = contentEncoding === 'gzip' ? await compress(bytes) : bytes;
  return { signal, contentType, contentEncoding, body };
}

const compress = promisify<Uint8Array, Uint8Array>(gzip);

function encodingFor(
  compression: UpstreamCompression,
  received: OutgoingBatch['contentEncoding'],
): OutgoingBatch['contentEncoding'] {
  if (compression === 'received') return received;
  return compression === 'gzip' ? 'gzip' : 'identity';
}
