import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Refusal } from './refusal.ts';

/** A request's body as it came and as it reads once decompressed. */
export type Body = {
  readonly bytes: Uint8Array;
  readonly received: { readonly bytes: Uint8Array; readonly contentEncoding: 'identity' | 'gzip' };
};

const unzip = promisify(gunzip);

/** Reads a body of at most `maxBytes`, before and after decompression; otherwise throws a `Refusal` of 413, 415 or 400. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Body> {
  const contentEncoding = readContentEncoding(request.headers['content-encoding']);
  const raw = await readAtMost(request, maxBytes);
  const received = { bytes: raw, contentEncoding };
  if (contentEncoding === 'identity' || raw.length === 0) return { bytes: raw, received };
  return { bytes: await decompress(raw, maxBytes), received };
}

function readContentEncoding(header: string | undefined): 'identity' | 'gzip' {
  const encoding = (header ?? '').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return 'identity';
  if (encoding === 'gzip') return 'gzip';
  throw new Refusal(415, 'The content encoding is not supported: send gzip or none.');
}

async function readAtMost(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

async function decompress(raw: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  try {
    return await unzip(raw, { maxOutputLength: maxBytes });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new Refusal(400, 'The body is not valid gzip.');
  }
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(413, `The request is larger than max_request_bytes, ${maxBytes} bytes.`);
}
