import { LRUCache } from 'lru-cache';
import { FREQUENT, SHOWN_FOR_MS } from './error-counts.ts';
import type { RowDraft } from './pack-entry.ts';

/** Knows of frequent errors how old the document behind the page is, so that only what will be kept is written out. */
export type ShownMemory = {
  /** Whether the row's document is to be sent; if it knows nothing, yes. */
  wantsDocument(row: RowDraft): boolean;
  /** Learns from the answer, which has the count and the time of the document of each row, in turns. */
  learn(rows: readonly NamedRow[], shown: Float64Array): void;
};

type NamedRow = { readonly weekMs: number; readonly errorId: string };

const MOST_REMEMBERED = 10_000;

export function createShownMemory(): ShownMemory {
  const shownMs = new LRUCache<string, number>({ max: MOST_REMEMBERED });
  return {
    wantsDocument: ({ subject, weekMs, latestMs }) =>
      latestMs >= (shownMs.get(`${weekMs} ${subject.errorId}`) ?? -Infinity) + SHOWN_FOR_MS,
    learn(rows, shown) {
      for (const [i, { weekMs, errorId }] of rows.entries())
        if ((shown[i * 2] ?? 0) >= FREQUENT) shownMs.set(`${weekMs} ${errorId}`, shown[i * 2 + 1] ?? 0);
    },
  };
}
