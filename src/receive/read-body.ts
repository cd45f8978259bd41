import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ByteShare } from './byte-budget.ts';
import { Refusal } from './refusal.ts';

/** A request's body as it came and as it reads once decompressed. */
export type Body = {
  readonly bytes: Uint8Array;
  readonly received: { readonly bytes: Uint8Array; readonly contentEncoding: 'identity' | 'gzip' };
};

/**
 * Reads a body of at most `maxBytes`, before and after decompression, charging the share for both; otherwise throws a
 * `Refusal` of 413, 415, 400 or 503.
 */
export async function readBody(request: IncomingMessage, maxBytes: number, share: ByteShare): Promise<Body> {
  const contentEncoding = readContentEncoding(request.headers['content-encoding']);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const raw = await readAtMost(request, maxBytes, share);
  const received = { bytes: raw, contentEncoding };
  if (contentEncoding === 'identity' || raw.length === 0) return { bytes: raw, received };
  return { bytes: await decompress(raw, maxBytes, share), received };
}

function readContentEncoding(header: string | undefined): 'identity' | 'gzip' {
  const encoding = (header ?? '').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return 'identity';
  if (encoding === 'gzip') return 'gzip';
  throw new Refusal(415, 'The content encoding is not supported: send gzip or none.');
}

async function readAtMost(
  stream: AsyncIterable<Buffer>,
  maxBytes: number,
  share: ByteShare,
): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    share.take(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

async function decompress(raw: Uint8Array, maxBytes: number, share: ByteShare): Promise<Uint8Array> {
  try {
    return await readAtMost(Readable.from([raw]).pipe(createGunzip()), maxBytes, share);
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(400, 'The body is not valid gzip.');
  }
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(413, `The request is larger than max_request_bytes, ${maxBytes} bytes.`);
}
