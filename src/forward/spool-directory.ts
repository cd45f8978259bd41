import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UNFINISHED } from '../sync-file.ts';

/** One waiting batch: its place in the order, and what it takes on the disk. */
export type SpoolEntry = {
  readonly sequence: number;
  /** When it was spooled, by the clock of then. */
  readonly spooledAtMs: number;
  readonly bytes: number;
};

/** What a spool directory held when it was opened. */
export type SpoolDirectory = {
  /** Oldest first. */
  readonly entries: readonly SpoolEntry[];
  readonly setAside: number;
  /** The highest sequence number on the disk; 0 when there is none. */
  readonly lastSequence: number;
};

/** Ends the names of files that could not be read back. */
export const SET_ASIDE = '.corrupt';

/**
 * `<sequence>-<milliseconds since 1970>.batch`. The order is the sequence's alone, so that a clock that jumps cannot
 * change it; the time only tells the age.
 */
export function toFileName({ sequence, spooledAtMs }: Omit<SpoolEntry, 'bytes'>): string {
  return `${String(sequence).padStart(15, '0')}-${String(spooledAtMs).padStart(13, '0')}.batch`;
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
  const files = (await readdir(dir)).map(parseFileName).filter((file) => file !== null);
  const withEnding = (ending: string) => files.filter((file) => file.ending === ending);
  await Promise.all(withEnding(UNFINISHED).map((file) => rm(join(dir, file.name), { force: true })));
  const entries = await Promise.all(withEnding('').map((file) => measure(dir, file)));
  return {
    entries: entries.filter((entry) => entry !== null).toSorted((a, b) => a.sequence - b.sequence),
    setAside: withEnding(SET_ASIDE).length,
    lastSequence: files.reduce((last, file) => Math.max(last, file.sequence), 0),
  };
}

type SpoolFile = {
  readonly name: string;
  readonly sequence: number;
  readonly spooledAtMs: number;
  readonly ending: string;
};

const NAME = /^(\d{15})-(\d{13,16})\.batch(\.tmp|\.corrupt)?$/;

function parseFileName(name: string): SpoolFile | null {
  const [, sequence, spooledAtMs, ending = ''] = NAME.exec(name) ?? [];
  if (sequence === undefined) return null;
  return { name, sequence: Number(sequence), spooledAtMs: Number(spooledAtMs), ending };
}

async function measure(dir: string, file: SpoolFile): Promise<SpoolEntry | null> {
  const status = await stat(join(dir, file.name)).catch(() => null);
  if (!status?.isFile()) return null;
  const { sequence, spooledAtMs } = file;
  return { sequence, spooledAtMs, bytes: toDiskBytes(status.size) };
}
