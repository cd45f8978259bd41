import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { createForwarder } from '../../src/forward/forwarder.ts';
import type { Upstream } from '../../src/forward/forwarder.ts';
import type { OutgoingBatch } from '../../src/forward/outgoing.ts';
import type { ContentEncoding } from '../../src/otlp/encoding.ts';
import { createSpool } from '../../src/forward/spool.ts';
import { createOutcomes } from '../../src/outcome.ts';
import type { Batch } from '../../src/receive/batch.ts';
import type { Log } from '../../src/telemetry/log.ts';

export const NOW = Date.parse('2026-03-01T12:00:00Z');

export async function makeDirectory(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'flawless-spool-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

export function makeBatch(
  text: string | Uint8Array,
  {
    signal = 'traces',
    encoding = 'protobuf',
    contentEncoding = 'identity',
    hops = [],
  }: Partial<Pick<Batch, 'signal' | 'encoding' | 'hops'>> & {
    readonly contentEncoding?: ContentEncoding;
  } = {},
): Batch {
  const bytes = Buffer.from(text);
  const received = { bytes: PACK[contentEncoding](bytes), contentEncoding };
  return { signal, encoding, bytes, received, receivedAtMs: NOW, hops };
}

const PACK = {
  identity: (bytes: Buffer) => bytes,
  gzip: (bytes: Buffer) => gzipSync(bytes),
  zstd: (bytes: Buffer) => zstdCompressSync(bytes),
} as const;

export function makeOutgoing(text: string, rest: Partial<OutgoingBatch> = {}): OutgoingBatch {
  const body = Buffer.from(text);
  return {
    signal: 'traces',
    encoding: 'protobuf',
    contentEncoding: 'identity',
    itemCount: 1,
    hops: [],
    body,
    ...rest,
  };
}

export type LogLine = { readonly level: keyof Log; readonly fields: object; readonly message: string };

export function createMemoryLog(): Log & { readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: keyof Log) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Timers that pass only when told to. */
export function createTimers() {
  const waiting = new Set<{ readonly fn: () => void; readonly ms: number }>();
  return {
    schedule: (fn: () => void, ms: number) => {
      const timer = { fn, ms };
      waiting.add(timer);
      return () => {
        waiting.delete(timer);
      };
    },
    delays: () => [...waiting].map((timer) => timer.ms),
    /** Ends the waiting of all, or of those that wait less than `belowMs`. */
    pass: (belowMs = Infinity) => {
      for (const timer of Array.from(waiting).filter(({ ms }) => ms < belowMs)) {
        waiting.delete(timer);
        timer.fn();
      }
    },
  };
}

export const OWN_ID = '0123456789abcdef';

/** What the walk found in a batch of one item without exceptions. */
export const NOTHING_FOUND = { additions: [], rejected: [], itemCount: 1 };

const now = () => NOW;

/** A forwarder over a spool directory, with time in the test's hands and no jitter. */
export async function openForwarder(
  t: TestContext,
  {
    dir,
    maxBytes = 1 << 20,
    ...upstream
  }: Partial<Upstream> & { readonly dir?: string; readonly maxBytes?: number },
) {
  const log = createMemoryLog();
  const timers = createTimers();
  const outcomes = createOutcomes();
  const spool = await createSpool({ dir: dir ?? (await makeDirectory(t)), maxBytes, now, log });
  const forwarder = createForwarder({
    upstream: { endpoint: null, headers: {}, timeoutMs: 5000, compression: 'received', ...upstream },
    spool,
    outcomes,
    log,
    version: '1.2.3',
    instanceId: OWN_ID,
    now,
    random: () => 0.5,
    schedule: timers.schedule,
  });
  t.after(() => forwarder.close());
  const forward = (text: string) => forwarder.forward(makeBatch(text), NOTHING_FOUND);
  return { forwarder, forward, spool, outcomes, log, timers };
}

/** Waits for something other code does in its own time. */
export async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`never came true: ${isSo.toString()}`);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
