import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { recordError } from '../../sdk/src/record-error.ts';
import { wrapFunction } from '../../sdk/src/wrap-function.ts';
import type { BenchSettings } from './receive.ts';
import { median } from './statistics.ts';
import { formatNumber, formatTable } from './table.ts';

/**
 * What the SDK costs an application, in CPU nanoseconds a call: of a function that returns, and of one that throws an
 * error that is only counted, each beside the same function without it; and what a storm of distinct errors keeps.
 */
export async function benchSdk({ quick, say }: BenchSettings): Promise<void> {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new TracerProvider());
  const span = trace.getTracer('bench').startSpan('bench');
  const rows = context.with(trace.setSpan(context.active(), span), () => measureAll(quick ? 20 : 200));
  say(formatTable(['a call of a function that', 'ns plain', 'ns wrapped', 'ns more'], rows));
  say(`\nA storm of 100,000 errors of 1,000 kinds keeps ${formatNumber(measureStorm(), 1)} MiB.`);
}

const SAMPLES = 7;

type Job = (index: number) => unknown;

function add(index: number): number {
  return index + 1;
}

function fail(index: number): never {
  throw new RangeError(`order ${index}`);
}

function failInside(index: number): never {
  throw new RangeError(`order ${index}`, { cause: new Error('the cause') });
}

function attempt(job: Job): Job {
  return (index) => {
    try {
      return job(index);
    } catch {
      return undefined;
    }
  };
}

function readStack(job: Job): Job {
  return (index) => {
    try {
      return job(index);
    } catch (error) {
      return error instanceof Error ? error.stack : undefined;
    }
  };
}

function measureAll(sampleMs: number): readonly (readonly string[])[] {
  const pairs: [string, Job, Job][] = [
    ['returns', add, wrapFunction(add)],
    ['throws', attempt(fail), attempt(wrapFunction(fail))],
    ['throws, beside one whose stack is read', readStack(fail), attempt(wrapFunction(fail))],
    ['throws with a cause', attempt(failInside), attempt(wrapFunction(failInside))],
  ];
  return pairs.map(([name, plain, wrapped]) => measurePair(name, plain, wrapped, sampleMs));
}

/** By turns, so that a noisy moment of the machine hits both. */
function measurePair(name: string, plain: Job, wrapped: Job, sampleMs: number): readonly string[] {
  const samples = Array.from({ length: SAMPLES + 1 }, () => [
    timeCall(plain, sampleMs),
    timeCall(wrapped, sampleMs),
  ]);
  const [before = NaN, after = NaN] = [0, 1].map((side) =>
    median(samples.slice(1).map((sample) => sample[side] ?? NaN)),
  );
  return [name, ...[before, after, after - before].map((ns) => formatNumber(ns, ns < 100 ? 1 : 0))];
}

const ROUND = 100;

function timeCall(job: Job, sampleMs: number): number {
  const start = process.cpuUsage();
  let calls = 0;
  let usedUs = 0;
  while (usedUs < sampleMs * 1000) {
    for (let index = 0; index < ROUND; index++) job(index);
    calls += ROUND;
    const { user, system } = process.cpuUsage(start);
    usedUs = user + system;
  }
  return (usedUs * 1000) / calls;
}

/** In MiB, without what is garbage when the process can collect it. */
function measureStorm(): number {
  const before = readHeap();
  for (let index = 0; index < 100_000; index++) {
    const error = new Error('storm');
    error.stack = `Error: storm\n    at place (/app/file.js:${(index % 1000) + 1}:1)\n${'    at other (/app/other.js:1:1)\n'.repeat(9)}`;
    recordError(error);
  }
  return (readHeap() - before) / 1024 / 1024;
}

function readHeap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
