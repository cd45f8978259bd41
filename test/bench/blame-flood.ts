import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { v8 } from '../blame/truth/print-trace.ts';
import { postTraces } from '../walk/exporters.ts';
import { pickDistinctLines, type Line } from './blame-lines.ts';
import type { ShopError } from './error-shop.ts';
import { makeSpans, SPANS_A_BATCH } from './make-spans.ts';
import { createRenewal } from './marked-ids.ts';
import { readCpuSeconds, readPeakMib } from './process-usage.ts';
import { startFlawless, type Subject } from './subjects.ts';
import { formatNumber, formatTable } from './table.ts';

const LONGEST_WAIT_MS = 60 * 60_000;

/** Sends a service exceptions in `count` lines of `history`, each in another, as fast as it takes them; gives a table. */
export async function measureFlood(history: string, count: number): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'flawless-bench-'));
  try {
    const repository = cloneMirror(history, dir);
    const revision = execFileSync('git', ['rev-parse', 'main'], { cwd: repository, encoding: 'utf8' }).trim();
    const shop = { repository, revision, errors: pickDistinctLines(count).map(toError) };
    const subject = await startFlawless(dir, shop, 'http://127.0.0.1:9', { upstream_endpoint: null });
    try {
      const bodies = makeBodies(shop);
      const start = performance.now();
      const slowestMs = await sendAll(subject.url, bodies);
      const acceptedMs = performance.now() - start;
      const waiting = toWaiting(await readHealth(subject));
      const health = await waitForBlames(subject, start);
      return describeFlood({
        count,
        acceptedMs,
        slowestMs,
        waiting,
        blamedMs: performance.now() - start,
        health,
        subject,
      });
    } finally {
      await subject.child.stop();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** As Flawless keeps its mirrors, where the service may take it for a repository of somebody else's. */
function cloneMirror(history: string, dir: string): string {
  const mirror = join(dir, 'shop.git');
  execFileSync('git', ['clone', '--quiet', '--mirror', history, mirror]);
  execFileSync(
    'git',
    ['commit-graph', 'write', '--reachable', '--changed-paths', '--split', '--no-progress'],
    {
      cwd: mirror,
    },
  );
  return mirror;
}

function toError({ path, line }: Line): ShopError {
  const { text } = v8(`total (/app/${path}:${line}:9)`, 'next (/app/node_modules/koa/index.js:9:1)');
  return { type: 'TypeError', message: 'it broke', stacktrace: text };
}

/** Requests whose every span carries another exception. */
function makeBodies(shop: Parameters<typeof makeSpans>[0]): readonly Buffer<ArrayBuffer>[] {
  const batches = Math.ceil(shop.errors.length / SPANS_A_BATCH);
  return Array.from({ length: batches }, (_, batch) => {
    const errors = shop.errors.slice(batch * SPANS_A_BATCH, (batch + 1) * SPANS_A_BATCH);
    const bytes = ProtobufTraceSerializer.serializeRequest(makeSpans({ ...shop, errors }, errors.length));
    return Buffer.from(createRenewal(bytes ?? new Uint8Array())(batch + 1));
  });
}

/** One after the other, each again until it is taken; gives how long the slowest answer took. */
async function sendAll(url: string, bodies: readonly Buffer<ArrayBuffer>[]): Promise<number> {
  let slowestMs = 0;
  for (const body of bodies) {
    for (;;) {
      const start = performance.now();
      const { ok, status } = await postTraces(url, body);
      slowestMs = Math.max(slowestMs, performance.now() - start);
      if (ok) break;
      if (status !== 503 && status !== 429) throw new Error(`the flood was answered ${status}`);
      await wait(1000);
    }
  }
  return slowestMs;
}

/** What `/check_health` says. */
type Health = {
  readonly facts: Readonly<Record<string, string | number>>;
  readonly outcomes: Readonly<Record<string, number>>;
};

async function readHealth({ web }: Subject): Promise<Health> {
  const answer = await fetch(`${web}/check_health`, { headers: { accept: 'application/json' } });
  return (await answer.json()) as Health;
}

function toWaiting({ facts }: Health): number {
  return Number(facts['exceptions waiting for blame']);
}

async function waitForBlames(subject: Subject, start: number): Promise<Health> {
  for (;;) {
    const health = await readHealth(subject);
    if (toWaiting(health) === 0 || performance.now() - start > LONGEST_WAIT_MS) return health;
    await wait(250);
  }
}

type Flood = {
  readonly count: number;
  readonly acceptedMs: number;
  readonly slowestMs: number;
  /** Exceptions not yet blamed when the last request had been answered. */
  readonly waiting: number;
  readonly blamedMs: number;
  readonly health: Health;
  readonly subject: Subject;
};

function describeFlood(flood: Flood): string {
  const { count, health, subject } = flood;
  const counted = health.outcomes['exceptions_counted'] ?? 0;
  return formatTable(
    [`a flood of ${formatNumber(count)} distinct lines`, 'measured'],
    [
      ['counted', `${formatNumber(counted)}${counted === count ? '' : ' NOT ALL'}`],
      ['taken after s', formatNumber(flood.acceptedMs / 1000, 1)],
      ['slowest answer, s', formatNumber(flood.slowestMs / 1000, 1)],
      ['still to be blamed then', formatNumber(flood.waiting)],
      ['all blamed after s', formatNumber(flood.blamedMs / 1000, 1)],
      ['blames/s', formatNumber((1000 * count) / flood.blamedMs)],
      ['CPU s of the service, without git', formatNumber(readCpuSeconds(subject.child.pid), 1)],
      ['most memory, MiB', formatNumber(readPeakMib(subject.child.pid))],
    ],
  );
}
