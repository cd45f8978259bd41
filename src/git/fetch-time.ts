import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

// git empties its FETCH_HEAD before it asks the origin, so that its time tells nothing of success.
const STAMP = 'flawless-fetched';

/** Notes in a mirror that it was brought up to date just now. Never rejects. */
export async function noteFetch(dir: string): Promise<void> {
  await writeFile(join(dir, STAMP), '').catch(() => undefined);
}

/** When a mirror was last fetched, or else cloned; null when neither can be told. */
export async function readFetchTime(dir: string): Promise<number | null> {
  const times = await Promise.all([STAMP, 'config'].map((name) => stat(join(dir, name)).catch(() => null)));
  const known = times.flatMap((found) => (found === null ? [] : [found.mtimeMs]));
  return known.length === 0 ? null : Math.max(...known);
}

export type FetchRhythm = {
  /** How often the origin is asked. */
  readonly updateIntervalMs?: number;
  readonly now?: () => number;
};

const USUAL_INTERVAL_MS = 300_000;
// A fetch may take longer than a short interval.
const LEAST_MS = 120_000;

/** The time of the last fetch if it is more than two intervals ago, else null. */
export function findStaleness(
  fetchedAtMs: number | null,
  { updateIntervalMs = USUAL_INTERVAL_MS, now = Date.now }: FetchRhythm,
): number | null {
  if (fetchedAtMs === null) return null;
  return now() - fetchedAtMs > Math.max(LEAST_MS, 2 * updateIntervalMs) ? fetchedAtMs : null;
}
