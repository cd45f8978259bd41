import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureDistinct } from './count-distinct.ts';
import { measureStorm } from './count-storm.ts';
import { makeErrorShop } from './error-shop.ts';
import type { BenchSettings } from './receive.ts';

const DISTINCT = [10_000, 100_000, 1_000_000];

/**
 * What counting costs: a storm of 100 errors through the whole service, and very many distinct errors in one week.
 * `only` names parts: storm, distinct.
 */
export async function benchCount({ quick, only, say }: BenchSettings): Promise<void> {
  const wants = (part: string) => only.length === 0 || only.includes(part);
  const dir = mkdtempSync(join(tmpdir(), 'flawless-bench-'));
  try {
    const shop = makeErrorShop(dir);
    if (wants('storm')) say(`${await measureStorm(dir, shop, quick)}\n`);
    if (wants('distinct')) say(await measureDistinct(dir, shop, quick ? DISTINCT.slice(0, 2) : DISTINCT));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
