import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../telemetry/log.ts';
import { writeDurably } from '../sync-file.ts';
import { isPassingFault } from './is-passing-fault.ts';
import type { OutgoingBatch } from './outgoing.ts';
import type { SetAside } from './set-aside.ts';
import { toDiskBytes, toSegmentName } from './spool-directory.ts';
import type { SpoolDirectory } from './spool-directory.ts';
import type { OpenSegment, SpoolEntry } from './spool-order.ts';
import { decodeRecord, encodeRecordHeader, MAGIC, SENT_MARK } from './spool-record.ts';
import type { SpoolPlace } from './spool-record.ts';

/** The files of a spool; each goes when the last batch in it has left. */
export type SegmentFiles = {
  /** Writes batches so that they are on the disk, at the end of the order or in the place `within`. */
  write(
    batches: readonly OutgoingBatch[],
    spooledAtMs: number,
    within?: SpoolPlace,
  ): Promise<readonly SpoolEntry[]>;
  /** The batch of an entry; null when it is damaged, unreadable or gone. Rejects when only the machine is short of something. */
  read(entry: SpoolEntry): Promise<OutgoingBatch | null>;
  /** The batch waits no more. Damaged ones stay in their file, which is then kept. */
  leave(entry: SpoolEntry, as: 'sent' | 'damaged'): Promise<void>;
  /** On the disk, in whole blocks. */
  bytes(): number;
};

export function createSegmentFiles(needs: {
  readonly dir: string;
  readonly found: SpoolDirectory;
  readonly setAside: SetAside;
  readonly log: Log;
}): SegmentFiles {
  const { dir, found, setAside, log } = needs;
  let { lastSequence } = found;
  let bytes = found.segments.reduce((sum, segment) => sum + segment.bytes, 0);

  function nextSegment(parts: readonly Uint8Array[], spooledAtMs: number): OpenSegment {
    lastSequence += 1;
    const name = { sequence: lastSequence, spooledAtMs, count: parts.length / 2 };
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const file = { ...name, name: toSegmentName(name), bytes: toDiskBytes(length) };
    return { ...file, left: name.count, damaged: false };
  }

  // Without an fsync: a batch sent twice after a power cut is cheaper than an fsync for each that is sent.
  async function markSent({ segment, offset, size }: SpoolEntry): Promise<void> {
    if (size > 0) await writeAt(join(dir, segment.name), SENT_MARK, offset + MAGIC.length);
  }

  function staysBehind(error: unknown): void {
    // Another batch of the file was the last and took it along.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    log.error({ err: error }, 'a forwarded batch stays in the spool and is sent again after a restart');
  }

  return {
    async write(batches, spooledAtMs, within) {
      const places = batches.map((_, index) => [...(within ?? [lastSequence + 1]), index]);
      const parts = batches.flatMap((batch, index) => [
        encodeRecordHeader(batch, places[index] ?? []),
        batch.body,
      ]);
      const segment = nextSegment(parts, spooledAtMs);
      await writeDurably(join(dir, segment.name), parts);
      bytes += segment.bytes;
      return toEntries(batches, places, parts, segment);
    },
    read: async (entry) => {
      if (entry.size === 0) return null;
      const record = await readUnlessDamaged(join(dir, entry.segment.name), entry);
      return record === null ? null : decodeRecord(record);
    },
    async leave(entry, as) {
      const { segment } = entry;
      segment.left -= 1;
      if (as === 'damaged') segment.damaged = true;
      const isLast = segment.left === 0;
      if (isLast) bytes -= segment.bytes;
      if (isLast && segment.damaged) return setAside.keep(segment.name, segment.bytes);
      if (!isLast && as === 'damaged') return;
      const gone = isLast ? rm(join(dir, segment.name), { force: true }) : markSent(entry);
      await gone.catch(staysBehind);
    },
    bytes: () => bytes,
  };
}

function toEntries(
  batches: readonly OutgoingBatch[],
  places: readonly SpoolPlace[],
  parts: readonly Uint8Array[],
  segment: OpenSegment,
): readonly SpoolEntry[] {
  let offset = 0;
  return batches.map(({ signal, itemCount }, index) => {
    const size = (parts[2 * index]?.length ?? 0) + (parts[2 * index + 1]?.length ?? 0);
    const entry = { place: places[index] ?? [], segment, offset, size, signal, itemCount };
    offset += size;
    return entry;
  });
}

async function writeAt(path: string, bytes: Uint8Array, position: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.write(bytes, 0, bytes.length, position);
  } finally {
    await file.close();
  }
}

async function readUnlessDamaged(path: string, { offset, size }: SpoolEntry): Promise<Uint8Array | null> {
  try {
    return await readFrom(path, offset, size);
  } catch (error) {
    if (isPassingFault(error)) throw error;
    return null;
  }
}

async function readFrom(path: string, offset: number, size: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const record = Buffer.allocUnsafe(size);
    const { bytesRead } = await file.read(record, 0, size, offset);
    return record.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
