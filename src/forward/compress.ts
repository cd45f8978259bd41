import { promisify } from 'node:util';
import { constants, gunzip, gzip, zstdCompress, zstdDecompress } from 'node:zlib';
import type { ContentEncoding } from '../otlp/encoding.ts';

/** The bytes in a content encoding. */
export async function compress(bytes: Uint8Array, encoding: ContentEncoding): Promise<Uint8Array> {
  if (encoding === 'identity') return bytes;
  return encoding === 'gzip' ? toGzip(bytes, GZIP) : toZstd(bytes, ZSTD);
}

/** The bytes behind a content encoding. Rejects when they are not in it, or are more than `maxBytes`. */
export async function decompress(
  bytes: Uint8Array,
  encoding: ContentEncoding,
  maxBytes: number,
): Promise<Uint8Array> {
  const limit = { maxOutputLength: maxBytes };
  if (encoding === 'identity') return bytes;
  return encoding === 'gzip' ? fromGzip(bytes, limit) : fromZstd(bytes, limit);
}

// Spans repeat themselves so much that the cheapest levels leave little over, at a third of the usual work or less.
const GZIP = { level: 1 };
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

const toGzip = promisify<Uint8Array, typeof GZIP, Uint8Array>(gzip);
const toZstd = promisify<Uint8Array, typeof ZSTD, Uint8Array>(zstdCompress);
const fromGzip = promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(gunzip);
const fromZstd = promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(zstdDecompress);
