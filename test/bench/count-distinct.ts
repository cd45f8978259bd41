import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorShop } from './error-shop.ts';
import { readPeakMib, readResidentMib } from './process-usage.ts';
import { startChild } from './start-child.ts';
import { startFlawless, type Subject } from './subjects.ts';
import { formatNumber, formatTable } from './table.ts';

const FILL = join(import.meta.dirname, 'fill-store.ts');

type Filled = { readonly seconds: number; readonly cpuSeconds: number; readonly peakMib: number };
type Shown = { readonly reportMs: number; readonly said: string; readonly peakMib: number };

/** So many distinct errors in one week: what counting them costs, what they take, and how the report fares. */
export async function measureDistinct(
  dir: string,
  shop: ErrorShop,
  sizes: readonly number[],
): Promise<string> {
  const rows: (readonly string[])[] = [];
  for (const size of sizes) rows.push(await measureSize(dir, shop, size));
  return formatTable(COLUMNS, rows);
}

const COLUMNS = [
  'distinct errors',
  'errors/s',
  'errors/CPU s',
  'peak MiB',
  'file MiB',
  'ready ms',
  'idle MiB',
  'report ms',
  'peak MiB then',
  'report says',
];

async function measureSize(dir: string, shop: ErrorShop, size: number): Promise<readonly string[]> {
  const dataDir = mkdtempSync(join(dir, 'distinct-'));
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'flawless.sqlite');
  const filled = await fill(path, size);
  const fileMib = statSync(path).size / 1024 / 1024;
  const subject = await startFlawless(dir, shop, '', { upstream_endpoint: null, data_dir_path: dataDir });
  const idleMib = readResidentMib(subject.child.pid);
  const shown = await askForReport(subject);
  await subject.child.stop();
  rmSync(dataDir, { recursive: true });
  return [
    formatNumber(size),
    formatNumber(size / filled.seconds),
    formatNumber(size / filled.cpuSeconds),
    ...[filled.peakMib, fileMib, subject.child.readyMs, idleMib].map((value) => formatNumber(value)),
    formatNumber(shown.reportMs),
    formatNumber(shown.peakMib),
    shown.said,
  ];
}

/** Counts in a process of its own, with the young generation of the real one. */
async function fill(path: string, size: number): Promise<Filled> {
  const command = [process.execPath, '--max-semi-space-size=2', FILL, path, String(size)] as const;
  const child = await startChild(command, /filled in (\S+) s, (\S+) CPU s, peak (\S+) MiB/);
  await child.stop();
  const [seconds = Number.NaN, cpuSeconds = Number.NaN, peakMib = Number.NaN] = child.ready
    .slice(1)
    .map(Number);
  return { seconds, cpuSeconds, peakMib };
}

/** The report may be more than the process can hold; then it is told how it ended. */
async function askForReport({ child, web }: Subject): Promise<Shown> {
  const startedAt = performance.now();
  let peakMib = Number.NaN;
  const watch = setInterval(() => void (peakMib = readPeak(child.pid) ?? peakMib), 100);
  try {
    const answer = await fetch(`${web}/`, { headers: { accept: 'application/json' } });
    const { error_count: errors } = (await answer.json()) as { readonly error_count?: number };
    const reportMs = performance.now() - startedAt;
    return {
      reportMs,
      said: `${answer.status}, ${formatNumber(errors ?? Number.NaN)} errors`,
      peakMib: readPeakMib(child.pid),
    };
  } catch {
    return { reportMs: Number.NaN, said: `no answer, ended with ${child.exitCode() ?? 'nothing'}`, peakMib };
  } finally {
    clearInterval(watch);
  }
}

function readPeak(pid: number): number | null {
  try {
    return readPeakMib(pid);
  } catch {
    return null;
  }
}
