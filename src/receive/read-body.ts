import type { IncomingMessage } from 'node:http';
import type { ContentEncoding } from '../otlp/encoding.ts';
import type { ByteShare } from './byte-budget.ts';
import { createByteSink, tooLarge, type ByteSink } from './byte-sink.ts';
import { decompress } from './decompress.ts';
import { Refusal } from './refusal.ts';

/** A request's body as it came and as it reads once decompressed. */
export type Body = {
  readonly bytes: Uint8Array;
  readonly received: { readonly bytes: Uint8Array; readonly contentEncoding: ContentEncoding };
};

/** What a body's headers say, once there is room for it. */
export type AdmittedBody = {
  readonly contentEncoding: ContentEncoding;
  readonly sink: ByteSink;
};

export type BodyLimits = { readonly maxBytes: number; readonly share: ByteShare };

/** The client went away; there is nobody to answer. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff';
}

/** Finds room for what is announced before any of it is read; throws a `Refusal` of 400, 413, 415, 429 or 503. */
export function admitBody({ headers }: IncomingMessage, { maxBytes, share }: BodyLimits): AdmittedBody {
  const contentEncoding = readContentEncoding(headers['content-encoding']);
  const transferEncoding = headers['transfer-encoding']?.toLowerCase() ?? 'chunked';
  if (transferEncoding !== 'chunked')
    throw new Refusal(400, 'The transfer encoding is not supported: send chunked.');
  const announced = Number(headers['content-length'] ?? 0);
  if (announced > maxBytes) throw tooLarge(maxBytes);
  return { contentEncoding, sink: createByteSink({ limit: maxBytes, share, announced }) };
}

/**
 * Reads a body of at most `maxBytes`, before and after decompression, charging the share for both. Rejects with a
 * `Refusal` of 400, 413, 429 or 503, with the one that a `refused` event of the request hands in, or with `BrokenOff`.
 */
export async function readBody(
  request: IncomingMessage,
  { contentEncoding, sink }: AdmittedBody,
  limits: BodyLimits,
): Promise<Body> {
  const bytes = await readInto(sink, request);
  if (contentEncoding === 'identity' || bytes.length === 0)
    return { bytes, received: { bytes, contentEncoding: 'identity' } };
  return { bytes: await decompress(bytes, contentEncoding, limits), received: { bytes, contentEncoding } };
}

function readContentEncoding(header: string | undefined): ContentEncoding {
  const encoding = (header ?? '').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return 'identity';
  if (encoding === 'gzip' || encoding === 'zstd') return encoding;
  throw new Refusal(415, 'The content encoding is not supported: send gzip, zstd or none.');
}

function readInto(sink: ByteSink, request: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    function push(chunk: Uint8Array): void {
      try {
        sink.push(chunk);
      } catch (error) {
        stop(error);
      }
    }

    function stop(error: unknown): void {
      request.off('data', push);
      request.pause();
      reject(error);
    }

    request.on('data', push);
    request.once('end', () => resolve(sink.bytes()));
    request.once('refused', stop);
    request.once('error', () => stop(new BrokenOff()));
    request.once('close', () => request.readableEnded || stop(new BrokenOff()));
  });
}
