import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../telemetry/log.ts';
import { writeDurably } from '../sync-file.ts';
import type { OutgoingBatch } from './outgoing.ts';
import { SET_ASIDE, openSpoolDirectory, toDiskBytes, toFileName } from './spool-directory.ts';
import type { SpoolEntry } from './spool-directory.ts';
import { decodeSpoolFile, encodeSpoolHeader } from './spool-file.ts';

/** Batches on disk waiting for the upstream, oldest first, one file each. */
export type Spool = {
  /** Resolves once the batch is safe on the disk. Rejects with SpoolFull or SpoolUnavailable, and then it is not spooled. */
  put(outgoing: OutgoingBatch): Promise<void>;
  /** Up to `n` entries, oldest first. */
  oldest(n: number): readonly SpoolEntry[];
  /** The batch of an entry; null when its file is damaged, unreadable or gone. Rejects when only the machine is short of something. */
  read(entry: SpoolEntry): Promise<OutgoingBatch | null>;
  remove(entry: SpoolEntry): Promise<void>;
  /** Takes a damaged entry out of the order and keeps its file as `*.corrupt`. */
  setAside(entry: SpoolEntry): Promise<void>;
  size(): SpoolSize;
};

export type SpoolSize = {
  readonly count: number;
  /** On the disk, in whole blocks of 4 KiB. */
  readonly bytes: number;
  readonly maxBytes: number;
  /** Null when nothing waits. */
  readonly oldestAgeMs: number | null;
  /** Damaged files kept for a look; they do not count as `bytes`. */
  readonly setAside: number;
};

/** There is no room for this batch until others have left. */
export class SpoolFull extends Error {}

/** The disk did not take the batch. */
export class SpoolUnavailable extends Error {}

/** Opens the directory, whatever state it was left in. One process at a time may have it. */
export async function createSpool(needs: {
  readonly dir: string;
  readonly maxBytes: number;
  readonly now: () => number;
  readonly log: Log;
}): Promise<Spool> {
  const { dir, maxBytes, now, log } = needs;
  const found = await openSpoolDirectory(dir);
  const entries = [...found.entries];
  let { lastSequence, setAside } = found;
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);

  const pathOf = (entry: SpoolEntry) => join(dir, toFileName(entry));

  /** Room is taken before writing, so that puts at the same time cannot overfill the disk together. */
  function reserve(length: number): SpoolEntry {
    const needed = toDiskBytes(length);
    if (bytes + needed > maxBytes) throw new SpoolFull(`the spool ${dir} is full (${maxBytes} bytes)`);
    bytes += needed;
    lastSequence += 1;
    return { sequence: lastSequence, spooledAtMs: Math.max(0, Math.trunc(now())), bytes: needed };
  }

  function forget(entry: SpoolEntry): void {
    const index = entries.indexOf(entry);
    if (index === -1) return;
    entries.splice(index, 1);
    bytes -= entry.bytes;
  }

  return {
    async put(outgoing) {
      const header = encodeSpoolHeader(outgoing);
      const entry = reserve(header.length + outgoing.body.length);
      try {
        await writeDurably(pathOf(entry), [header, outgoing.body]);
      } catch (error) {
        bytes -= entry.bytes;
        throw new SpoolUnavailable(`the spool ${dir} cannot be written`, { cause: error });
      }
      entries.push(entry);
    },
    oldest: (n) => entries.slice(0, n),
    read: async (entry) => {
      const file = await readUnlessDamaged(pathOf(entry));
      return file === null ? null : decodeSpoolFile(file);
    },
    async remove(entry) {
      await rm(pathOf(entry), { force: true }).catch((error: unknown) =>
        log.error({ err: error }, 'a forwarded batch stays in the spool and is sent again after a restart'),
      );
      forget(entry);
    },
    async setAside(entry) {
      const path = pathOf(entry);
      log.error({ file: path + SET_ASIDE }, 'a spooled batch is damaged and was set aside');
      await rename(path, path + SET_ASIDE).catch((error: unknown) =>
        log.error({ err: error, file: path }, 'the damaged batch could not be renamed'),
      );
      setAside += 1;
      forget(entry);
    },
    size: () => {
      const [first] = entries;
      const oldestAgeMs = first === undefined ? null : Math.max(0, now() - first.spooledAtMs);
      return { count: entries.length, bytes, maxBytes, oldestAgeMs, setAside };
    },
  };
}

// Too many open files, or too little memory: the file itself may be in order.
const PASSING = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']);

async function readUnlessDamaged(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && PASSING.has(String(error.code))) throw error;
    return null;
  }
}
