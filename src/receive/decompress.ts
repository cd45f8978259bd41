import type { Transform } from 'node:stream';
import {
  constants,
  createGunzip,
  createZstdDecompress,
  gunzipSync,
  zstdDecompressSync,
  type Gunzip,
  type ZstdDecompress,
} from 'node:zlib';
import type { ContentEncoding } from '../otlp/encoding.ts';
import type { ByteShare } from './byte-budget.ts';
import { createByteSink, tooLarge, type ByteSink } from './byte-sink.ts';
import { Refusal } from './refusal.ts';

/** What can be decompressed. */
export type Compression = Exclude<ContentEncoding, 'identity'>;

export type DecompressLimits = { readonly maxBytes: number; readonly share: ByteShare };

// Up to here the way to a thread and back costs more than decompressing, which takes a millisecond at most.
const SMALL_BYTES = 128 * 1024;
const SMALL_OUTPUT_BYTES = 1024 * 1024;

const CHUNK_BYTES = 256 * 1024;

// gzip members and zstd frames may follow one another (RFC 1952, RFC 8878); each zstd frame costs a fresh context.
const MAX_PARTS = 16;

// A frame may ask for a window of its own choosing. RFC 9659: 8 MiB is what zstd over HTTP may need.
const ZSTD = { params: { [constants.ZSTD_d_windowLogMax]: 23 } };

/** Decompresses a whole body; throws a `Refusal`: 400 for what is broken, 413, 429 or 503 for what is too much. */
export async function decompress(
  raw: Uint8Array,
  compression: Compression,
  limits: DecompressLimits,
): Promise<Uint8Array> {
  const bytes = raw.length > SMALL_BYTES ? null : decompressSmall(raw, compression, limits);
  if (bytes === null) return decompressLarge(raw, compression, limits);
  limits.share.take(bytes.length);
  return bytes;
}

/** Null when it is not small after all, or comes in several parts. */
function decompressSmall(
  raw: Uint8Array,
  compression: Compression,
  { maxBytes }: DecompressLimits,
): Uint8Array | null {
  const maxOutputLength = Math.min(maxBytes, SMALL_OUTPUT_BYTES);
  const chunkSize = Math.max(64, Math.min(maxOutputLength, guessLength(raw, compression)) + 1);
  const options = { maxOutputLength, chunkSize, info: true };
  try {
    const done =
      compression === 'gzip' ? gunzipSync(raw, options) : zstdDecompressSync(raw, { ...options, ...ZSTD });
    return readWhole(done, raw.length);
  } catch (error) {
    if (readCode(error) !== 'ERR_BUFFER_TOO_LARGE') throw broken(compression);
    if (maxOutputLength === maxBytes) throw tooLarge(maxBytes);
    return null;
  }
}

/** A right guess means one allocation and no copy; a wrong one, more of them. */
function guessLength(raw: Uint8Array, compression: Compression): number {
  if (compression === 'zstd' || raw.length < 4) return raw.length * 8;
  // RFC 1952: a member ends in its length, little-endian.
  return Math.min(
    new DataView(raw.buffer, raw.byteOffset + raw.length - 4).getUint32(0, true),
    raw.length * 32,
  );
}

type Inflated = { readonly buffer: Uint8Array; readonly engine: { readonly bytesWritten: number } };

/** With `info`, zlib tells how much of its input it used up, but its types do not know of it. */
function readWhole(done: object, rawLength: number): Uint8Array | null {
  return isInflated(done) && done.engine.bytesWritten === rawLength ? done.buffer : null;
}

function isInflated(done: object): done is Inflated {
  return 'buffer' in done && 'engine' in done;
}

async function decompressLarge(
  raw: Uint8Array,
  compression: Compression,
  { maxBytes, share }: DecompressLimits,
): Promise<Uint8Array> {
  const sink = createByteSink({ limit: maxBytes, share, announced: 0 });
  let start = 0;
  for (let parts = 0; start < raw.length; parts++) {
    if (parts === MAX_PARTS) throw broken(compression);
    start += await decompressPart(raw.subarray(start), compression, sink);
  }
  return sink.bytes();
}

/** Runs on zlib's threads; gives back how many bytes of its input were used up. */
async function decompressPart(raw: Uint8Array, compression: Compression, sink: ByteSink): Promise<number> {
  const engine = openEngine(compression);
  try {
    await drain(engine, raw, sink);
  } catch (error) {
    throw error instanceof Refusal ? error : broken(compression);
  } finally {
    engine.destroy();
  }
  return engine.bytesWritten;
}

function openEngine(compression: Compression): Gunzip | ZstdDecompress {
  if (compression === 'gzip') return createGunzip({ chunkSize: CHUNK_BYTES });
  return createZstdDecompress({ chunkSize: CHUNK_BYTES, ...ZSTD });
}

function drain(engine: Transform, raw: Uint8Array, sink: ByteSink): Promise<void> {
  return new Promise((resolve, reject) => {
    engine.on('data', (chunk: Uint8Array) => {
      try {
        sink.push(chunk);
      } catch (error) {
        engine.destroy(error instanceof Error ? error : undefined);
      }
    });
    engine.on('error', reject);
    engine.on('end', resolve);
    engine.end(raw);
  });
}

function broken(compression: Compression): Refusal {
  return new Refusal(400, `The body is not valid ${compression}.`);
}

function readCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
