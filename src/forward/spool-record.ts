import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { MEDIA_TYPES } from '../otlp/encoding.ts';
import { SIGNAL_PATHS } from '../otlp/signal.ts';
import type { OutgoingBatch } from './outgoing.ts';

/**
 * A place in the order of the spool: numbers compared one after another, the shorter first. The two halves of a batch
 * stand where it stood, with 0 and 1 behind its numbers.
 */
export type SpoolPlace = readonly number[];

/** What stands before a spooled body. */
export type RecordHeader = Omit<OutgoingBatch, 'body'> & {
  readonly place: SpoolPlace;
  readonly length: number;
  /** Of the body, hexadecimal. */
  readonly sha256: string;
};

/** Begins every record; the mark is behind it. */
export const MAGIC = Buffer.from('\0BATCH');
/** So far from each other that no accident makes one the other. */
const WAITING_MARK = Buffer.from('WAIT');
export const SENT_MARK = Buffer.from('SENT');

/** No header is longer. */
export const LONGEST_HEADER = 4096;

/**
 * A record is the magic, the mark, a CRC-32 and the line of JSON that it covers, and the body, which the line covers
 * with its SHA-256. So it reads back as the batch that was written, or not at all.
 */
export function encodeRecordHeader(outgoing: OutgoingBatch, place: SpoolPlace): Buffer {
  const { body, ...described } = outgoing;
  const header: RecordHeader = { ...described, place, length: body.length, sha256: hashBody(body) };
  const json = JSON.stringify(header);
  return Buffer.concat([MAGIC, WAITING_MARK, Buffer.from(`${checksum(Buffer.from(json))}${json}\n`)]);
}

/** The header at the start of `bytes`; null when there is none that is whole. */
export function decodeRecordHeader(
  bytes: Uint8Array,
): { readonly header: RecordHeader; readonly size: number; readonly isSent: boolean } | null {
  if (!MAGIC.equals(bytes.subarray(0, MAGIC.length))) return null;
  const end = bytes.subarray(0, LONGEST_HEADER).indexOf(NEWLINE);
  if (end < JSON_AT) return null;
  const json = bytes.subarray(JSON_AT, end);
  if (Buffer.from(bytes.subarray(CHECKSUM_AT, JSON_AT)).toString('latin1') !== checksum(json)) return null;
  const header = parseHeader(json);
  // Whatever else a broken mark says, the batch is rather sent twice than lost.
  const isSent = SENT_MARK.equals(bytes.subarray(MAGIC.length, CHECKSUM_AT));
  return header && { header, size: end + 1, isSent };
}

/** The batch of a whole record; null when the body is not the one that was written. */
export function decodeRecord(bytes: Uint8Array): OutgoingBatch | null {
  const decoded = decodeRecordHeader(bytes);
  if (decoded === null) return null;
  const { length, sha256, place: _, ...described } = decoded.header;
  const body = bytes.subarray(decoded.size);
  return body.length === length && hashBody(body) === sha256 ? { ...described, body } : null;
}

const NEWLINE = 0x0a;
const CHECKSUM_AT = MAGIC.length + WAITING_MARK.length;
const JSON_AT = CHECKSUM_AT + 8;

function checksum(json: Uint8Array): string {
  return crc32(json).toString(16).padStart(8, '0');
}

function hashBody(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

function parseHeader(json: Uint8Array): RecordHeader | null {
  try {
    const header: unknown = JSON.parse(Buffer.from(json).toString('utf8'));
    return isHeader(header) ? header : null;
  } catch {
    return null;
  }
}

// A version of Flawless to come may write what is unknown here.
function isHeader(value: unknown): value is RecordHeader {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const place = fields.get('place');
  const hops = fields.get('hops');
  return (
    [...CHOICES].every(([name, choices]) => choices.includes(String(fields.get(name)))) &&
    [fields.get('length'), fields.get('itemCount')].every(isCount) &&
    typeof fields.get('sha256') === 'string' &&
    Array.isArray(place) &&
    place.length > 0 &&
    place.every(isCount) &&
    Array.isArray(hops) &&
    hops.every((hop) => typeof hop === 'string')
  );
}

const CHOICES: ReadonlyMap<string, readonly string[]> = new Map([
  ['signal', Object.keys(SIGNAL_PATHS)],
  ['encoding', Object.keys(MEDIA_TYPES)],
  ['contentEncoding', ['identity', 'gzip', 'zstd']],
]);

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
