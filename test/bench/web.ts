import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeErrorShop } from './error-shop.ts';
import type { BenchSettings } from './receive.ts';
import { startChild } from './start-child.ts';
import { median, quantile } from './statistics.ts';
import { startFlawless } from './subjects.ts';
import { formatNumber, formatTable } from './table.ts';

const FILL = join(import.meta.dirname, 'fill-store.ts');
const REPORT = '/get_weekly_error_report';
const JSON_WANTED = { accept: 'application/json' };

type Asked = readonly [name: string, path: string, headers?: Readonly<Record<string, string>>];

const PAGES: readonly Asked[] = [
  ['report', '/'],
  ['report, last page', `${REPORT}?page=500`],
  ['report, all switches', `${REPORT}?include_known_errors=1&include_modified_before_min_date=1`],
  ['report, by file', `${REPORT}?filename=department-4711`],
  ['report, by developer', `${REPORT}?developer=developer-7@shop.test`],
  ['report, by type', `${REPORT}?type=error`],
  ['report, nothing found', `${REPORT}?service=nobody`],
  ['report as JSON', '/', JSON_WANTED],
  ['traceback', '/view_traceback?error_id=0000000000001267'],
  ['traceback, by file and line', '/view_traceback?filename=src/shop/department-4711.js&line_number=1'],
  ['services', '/services'],
  ['stylesheet', '/style.css'],
];

/** How long the pages take, and what they weigh, with 10,000 errors in each of twelve weeks. */
export async function benchWeb({ quick, say }: BenchSettings): Promise<void> {
  const [errors, weeks, times] = quick ? [10_000, 2, 15] : [10_000, 12, 60];
  const dir = mkdtempSync(join(tmpdir(), 'flawless-bench-'));
  try {
    const shop = makeErrorShop(dir);
    const dataDir = join(dir, 'data');
    mkdirSync(dataDir);
    await fill(join(dataDir, 'flawless.sqlite'), errors, weeks);
    const subject = await startFlawless(dir, shop, '', { upstream_endpoint: null, data_dir_path: dataDir });
    const rows: (readonly string[])[] = [];
    for (const page of PAGES) rows.push(await measure(subject.web ?? '', page, times));
    await subject.child.stop();
    say(`${formatNumber(errors)} errors in each of ${weeks} weeks\n`);
    say(formatTable(['page', 'status', 'first ms', 'median ms', '95 % ms', 'KB'], rows));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function fill(path: string, errors: number, weeks: number): Promise<void> {
  const child = await startChild([process.execPath, FILL, path, String(errors), String(weeks)], /filled in/);
  await child.stop();
}

async function measure(base: string, [name, path, headers = {}]: Asked, times: number) {
  const took: number[] = [];
  let [status, bytes] = [0, 0];
  for (let i = 0; i < times; i++) {
    const startedAt = performance.now();
    const answer = await fetch(`${base}${path}`, { headers });
    bytes = (await answer.arrayBuffer()).byteLength;
    took.push(performance.now() - startedAt);
    status = answer.status;
  }
  const ms = [took[0] ?? Number.NaN, median(took), quantile(took, 0.95)].map((value) =>
    formatNumber(value, 1),
  );
  return [name, String(status), ...ms, formatNumber(bytes / 1_000, 1)];
}
