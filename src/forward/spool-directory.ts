import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UNFINISHED } from '../sync-file.ts';
import { isPassingFault } from './is-passing-fault.ts';
import { scanSegment } from './scan-segment.ts';
import type { FoundRecord } from './scan-segment.ts';
import { SET_ASIDE } from './set-aside.ts';
import type { DamagedFile } from './set-aside.ts';

/** A file with the batches that were spooled together. */
export type SegmentFile = {
  readonly name: string;
  readonly sequence: number;
  /** When it was written, by the clock of then. */
  readonly spooledAtMs: number;
  /** How many batches were written into it. */
  readonly count: number;
  /** On the disk, in whole blocks. */
  readonly bytes: number;
};

/** What a spool directory held when it was opened. */
export type SpoolDirectory = {
  readonly segments: readonly (SegmentFile & { readonly records: readonly FoundRecord[] })[];
  /** Oldest first. */
  readonly damaged: readonly DamagedFile[];
  /** The highest sequence number on the disk; 0 when there is none. */
  readonly lastSequence: number;
};

/** `<sequence>-<milliseconds since 1970>-<batches>.spool`. No sequence number is ever used twice while its file is there. */
export function toSegmentName(segment: Omit<SegmentFile, 'name' | 'bytes'>): string {
  const { sequence, spooledAtMs, count } = segment;
  return `${String(sequence).padStart(15, '0')}-${String(spooledAtMs).padStart(13, '0')}-${count}.spool`;
}

/** A block: smaller files take this much of a disk all the same, which also bounds how many files there can be. */
const BLOCK_BYTES = 4096;

/** What a file of `length` bytes takes on the disk. */
export function toDiskBytes(length: number): number {
  return Math.max(1, Math.ceil(length / BLOCK_BYTES)) * BLOCK_BYTES;
}

/** Makes the directory if there is none, deletes what was never finished, and lists the rest; other files are left alone. */
export async function openSpoolDirectory(dir: string): Promise<SpoolDirectory> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const names = (await readdir(dir)).map(parseName).filter((name) => name !== null);
  const withEnding = (ending: string) => names.filter((name) => name.ending === ending);
  await Promise.allSettled(withEnding(UNFINISHED).map(({ name }) => rm(join(dir, name), { force: true })));
  return {
    segments: inOrder(withEnding('')).flatMap((name) => readSegment(dir, name)),
    damaged: inOrder(withEnding(SET_ASIDE)).flatMap((name) => measure(dir, name)),
    lastSequence: names.reduce((last, { sequence }) => Math.max(last, sequence), 0),
  };
}

type ParsedName = Omit<SegmentFile, 'bytes'> & { readonly ending: string };

// The longest sequence number is one that can still be counted up.
const NAME = /^(\d{15}|[0-8]\d{15})-(\d{13,16})-(\d{1,4})\.spool(\.tmp|\.corrupt)?$/;

function parseName(name: string): ParsedName | null {
  const [, sequence, spooledAtMs, count, ending = ''] = NAME.exec(name) ?? [];
  if (sequence === undefined) return null;
  return { name, sequence: Number(sequence), spooledAtMs: Number(spooledAtMs), count: Number(count), ending };
}

function inOrder(names: readonly ParsedName[]): readonly ParsedName[] {
  return names.toSorted((a, b) => a.sequence - b.sequence);
}

function measure(dir: string, { name }: ParsedName): readonly DamagedFile[] {
  const status = statSync(join(dir, name), { throwIfNoEntry: false });
  return status?.isFile() ? [{ name, bytes: toDiskBytes(status.size) }] : [];
}

function readSegment(dir: string, parsed: ParsedName) {
  return measure(dir, parsed).map(({ bytes }) => {
    return { ...parsed, bytes, records: readRecords(join(dir, parsed.name)) };
  });
}

// Nothing else runs yet at the start, and without the detour through other threads thousands of files take a tenth of the time.
function readRecords(path: string): readonly FoundRecord[] {
  let file: number | null = null;
  try {
    const opened = (file = openSync(path, 'r'));
    return scanSegment((offset, length) => readAt(opened, offset, length), fstatSync(opened).size);
  } catch (error) {
    if (isPassingFault(error)) throw error;
    return [];
  } finally {
    if (file !== null) closeSync(file);
  }
}

function readAt(file: number, offset: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  return buffer.subarray(0, readSync(file, buffer, 0, length, offset));
}
