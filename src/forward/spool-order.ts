import type { Signal } from '../otlp/signal.ts';
import type { SegmentFile, SpoolDirectory } from './spool-directory.ts';
import type { SpoolPlace } from './spool-record.ts';

/** A file of the spool and how many of its batches still wait. */
export type OpenSegment = SegmentFile & {
  left: number;
  /** Whether a batch of it could not be read. */
  damaged: boolean;
};

/** One waiting batch. */
export type SpoolEntry = {
  readonly place: SpoolPlace;
  readonly segment: OpenSegment;
  /** Where its record is in the file. */
  readonly offset: number;
  /** Of its record; 0 when that was not found. */
  readonly size: number;
  /** Null when its record was not found. */
  readonly signal: Signal | null;
  readonly itemCount: number;
};

/**
 * What a directory holds, in order. `gone` are those that left before, or that their halves had replaced when the
 * process was killed. For a batch of which nothing was found an entry stands that cannot be read.
 */
export function toOrder(found: SpoolDirectory): {
  readonly waiting: readonly SpoolEntry[];
  readonly gone: readonly SpoolEntry[];
} {
  const all = found.segments.flatMap(toEntries).toSorted((a, b) => comparePlaces(a.place, b.place));
  const isGone = (entry: Listed, index: number) => entry.isSent || isReplaced(entry, all[index + 1]);
  return { waiting: all.filter((entry, index) => !isGone(entry, index)), gone: all.filter(isGone) };
}

type Listed = SpoolEntry & { readonly isSent: boolean };

// A name may lie about a damaged file; a record is never smaller.
const LEAST_RECORD_BYTES = 128;

function toEntries({ records, ...file }: SpoolDirectory['segments'][number]): readonly Listed[] {
  const count = Math.max(
    Math.min(file.count, Math.floor(file.bytes / LEAST_RECORD_BYTES)),
    records.length,
    1,
  );
  const segment: OpenSegment = { ...file, left: count, damaged: false };
  const missing = Array.from({ length: count - records.length }, (_, index) => ({
    place: [file.sequence, Number.MAX_SAFE_INTEGER, index],
    segment,
    offset: 0,
    size: 0,
    signal: null,
    itemCount: 0,
    isSent: false,
  }));
  const read = records.map(({ header, offset, size, isSent }) => {
    const { place, signal, itemCount } = header;
    return { place, segment, offset, size, signal, itemCount, isSent };
  });
  return [...read, ...missing];
}

function comparePlaces(a: SpoolPlace, b: SpoolPlace): number {
  for (const [index, number] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (number !== other) return number - other;
  }
  return a.length - b.length;
}

// What stands within a place comes right behind it.
function isReplaced({ place }: Listed, next: Listed | undefined): boolean {
  const inner = next?.place ?? [];
  return inner.length > place.length && place.every((number, index) => number === inner[index]);
}
