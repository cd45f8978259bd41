import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createForwarder } from '../../src/forward/forwarder.ts';
import type { Upstream } from '../../src/forward/forwarder.ts';
import type { OutgoingBatch } from '../../src/forward/outgoing.ts';
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
  text: string,
  {
    encoding = 'protobuf',
    gzip = false,
  }: { readonly encoding?: Batch['encoding']; readonly gzip?: boolean } = {},
): Batch {
  const bytes = Buffer.from(text);
  const received = gzip
    ? ({ bytes: gzipSync(bytes), contentEncoding: 'gzip' } as const)
    : ({ bytes, contentEncoding: 'identity' } as const);
  return { signal: 'traces', encoding, bytes, received, receivedAtMs: NOW };
}

export function makeOutgoing(text: string): OutgoingBatch {
  return {
    signal: 'traces',
    contentType: 'application/x-protobuf',
    contentEncoding: 'identity',
    body: Buffer.from(text),
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
    /** Ends the waiting of all. */
    pass: () => {
      for (const timer of Array.from(waiting)) {
        waiting.delete(timer);
        timer.fn();
      }
    },
  };
}

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
    now,
    random: () => 0.5,
    schedule: timers.schedule,
  });
  t.after(() => forwarder.close());
  const forward = (text: string) => forwarder.forward(makeBatch(text), []);
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
