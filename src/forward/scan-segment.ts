import { decodeRecordHeader, LONGEST_HEADER, MAGIC } from './spool-record.ts';
import type { RecordHeader } from './spool-record.ts';

/** A record whose header is in order; whether its body is shows when it is read. */
export type FoundRecord = {
  readonly header: RecordHeader;
  readonly offset: number;
  /** Header and body. */
  readonly size: number;
  readonly isSent: boolean;
};

// After damage every place that looks like a record is tried; bodies may be full of such places.
const MOST_TRIES = 1000;

/** At most `length` bytes of a file from `offset`; fewer at its end. */
export type ReadAt = (offset: number, length: number) => Buffer;

/** The records of a segment of `fileSize` bytes, without reading their bodies. What is damaged is passed over. */
export function scanSegment(readAt: ReadAt, fileSize: number): readonly FoundRecord[] {
  const found: FoundRecord[] = [];
  let offset: number | null = 0;
  for (let tries = 0; offset !== null && offset < fileSize && tries < MOST_TRIES;) {
    const decoded = decodeRecordHeader(readAt(offset, LONGEST_HEADER));
    if (decoded === null) {
      tries += 1;
      offset = findMagic(readAt, offset + 1);
      continue;
    }
    const { header, isSent } = decoded;
    const size = decoded.size + header.length;
    if (offset + size <= fileSize) found.push({ header, offset, size, isSent });
    offset += size;
  }
  return found;
}

const WINDOW = 64 * 1024;

function findMagic(readAt: ReadAt, from: number): number | null {
  for (let offset = from; ; offset += WINDOW) {
    const window = readAt(offset, WINDOW + MAGIC.length - 1);
    const at = window.indexOf(MAGIC);
    if (at !== -1) return offset + at;
    if (window.length < WINDOW) return null;
  }
}
