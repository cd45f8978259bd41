import type { Log } from '../telemetry/log.ts';
import { createGroupCommit } from './group-commit.ts';
import type { OutgoingBatch } from './outgoing.ts';
import { createSegmentFiles } from './segment-files.ts';
import { createSetAside } from './set-aside.ts';
import { openSpoolDirectory, toDiskBytes } from './spool-directory.ts';
import { toOrder } from './spool-order.ts';
import type { SpoolEntry } from './spool-order.ts';

/** Batches on disk waiting for the upstream, in their order. Those that come at the same time share a file and its fsync. */
export type Spool = {
  /** Resolves once the batch is safe on the disk. Rejects with SpoolFull or SpoolUnavailable, and then it is not spooled. */
  put(outgoing: OutgoingBatch): Promise<void>;
  /** Up to `n` entries, oldest first. */
  oldest(n: number): readonly SpoolEntry[];
  /** The batch of an entry; null when it is damaged, unreadable or gone. Rejects when only the machine is short of something. */
  read(entry: SpoolEntry): Promise<OutgoingBatch | null>;
  remove(entry: SpoolEntry): Promise<void>;
  /**
   * Puts the parts of a batch in its place, also when the spool is full. Rejects with SpoolUnavailable, and then the
   * whole is still there; a kill in between leaves either the whole or the parts.
   */
  replace(entry: SpoolEntry, parts: readonly OutgoingBatch[]): Promise<void>;
  /** Takes a damaged entry out of the order; its file is kept as `*.corrupt` once nothing else in it waits. */
  setAside(entry: SpoolEntry): Promise<void>;
  size(): SpoolSize;
};

export type SpoolSize = {
  readonly count: number;
  /** On the disk, in whole blocks of 4 KiB, with the files set aside. */
  readonly bytes: number;
  readonly maxBytes: number;
  /** Null when nothing waits. */
  readonly oldestAgeMs: number | null;
  /** Damaged files kept for a look, at most 16; the oldest go when the room is needed. */
  readonly setAside: number;
};

/** There is no room for this batch until others have left. */
export class SpoolFull extends Error {}

/** The disk did not take the batch. */
export class SpoolUnavailable extends Error {}

// What is written with one fsync; a batch that is larger goes alone.
const GROUP_BYTES = 4 * 1024 * 1024;
const GROUP_BATCHES = 256;

// More than a header takes, so that the room promised is never less than what is written.
const HEADER_BYTES = 1024;

/** Opens the directory, whatever state it was left in. One process at a time may have it. */
export async function createSpool(needs: {
  readonly dir: string;
  readonly maxBytes: number;
  readonly now: () => number;
  readonly log: Log;
}): Promise<Spool> {
  const { dir, maxBytes, now, log } = needs;
  const found = await openSpoolDirectory(dir);
  const setAside = await createSetAside({ dir, found: found.damaged, log });
  const files = createSegmentFiles({ dir, found, setAside, log });
  const { waiting, gone } = toOrder(found);
  for (const entry of gone) await files.leave(entry, 'sent');
  const entries = [...waiting];
  let promisedBytes = 0;

  const commit = createGroupCommit({
    commit: async (group: readonly OutgoingBatch[]) => {
      entries.push(...(await write(group, Math.max(0, Math.trunc(now())))));
    },
    weigh: ({ body }) => body.length,
    mostWeight: GROUP_BYTES,
    most: GROUP_BATCHES,
  });

  async function write(...what: Parameters<typeof files.write>): Promise<readonly SpoolEntry[]> {
    try {
      return await files.write(...what);
    } catch (error) {
      throw new SpoolUnavailable(`the spool ${dir} cannot be written`, { cause: error });
    }
  }

  /** Room is promised before writing, so that puts at the same time cannot overfill the disk together. */
  async function promiseRoom(needed: number): Promise<void> {
    while (files.bytes() + setAside.size().bytes + promisedBytes + needed > maxBytes)
      if (!(await setAside.shed())) throw new SpoolFull(`the spool ${dir} is full (${maxBytes} bytes)`);
    promisedBytes += needed;
  }

  /** Nothing happens to an entry that has left already. */
  async function leave(
    entry: SpoolEntry,
    as: 'sent' | 'damaged',
    instead: readonly SpoolEntry[] = [],
  ): Promise<void> {
    if (!entries.includes(entry)) return;
    await files.leave(entry, as);
    entries.splice(entries.indexOf(entry), 1, ...instead);
  }

  return {
    async put(outgoing) {
      const needed = toDiskBytes(outgoing.body.length + HEADER_BYTES);
      await promiseRoom(needed);
      await commit(outgoing).finally(() => (promisedBytes -= needed));
    },
    oldest: (n) => entries.slice(0, n),
    read: (entry) => files.read(entry),
    remove: (entry) => leave(entry, 'sent'),
    async replace(entry, parts) {
      await leave(entry, 'sent', await write(parts, entry.segment.spooledAtMs, entry.place));
    },
    setAside: (entry) => leave(entry, 'damaged'),
    size: () => {
      const [first] = entries;
      const aside = setAside.size();
      return {
        count: entries.length,
        bytes: files.bytes() + aside.bytes,
        maxBytes,
        oldestAgeMs: first === undefined ? null : Math.max(0, now() - first.segment.spooledAtMs),
        setAside: aside.count,
      };
    },
  };
}
