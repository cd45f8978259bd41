import { waitAWhile } from './wait-a-while.ts';

/** Brings the repository up to date out of turn; false when it could not be, or was too lately. */
export type FetchSoon = (asked: { readonly patient: boolean }) => Promise<boolean>;

export type SoonNeeds = {
  /** Fetches, or joins the fetch that is going on. */
  readonly fetch: () => Promise<void>;
  /** Whether whoever asks would wait in vain: the remote is down, or the mirror damaged. */
  readonly look: () => {
    readonly isFetching: boolean;
    readonly isFailing: boolean;
    readonly isDamaged: boolean;
  };
  readonly now: () => number;
  /** Runs something once after a while; gives back what calls it off. Without it nobody waits. */
  readonly schedule?: (run: () => void, ms: number) => () => void;
  /** Ends all waiting. */
  readonly stop: AbortSignal;
};

const SOON_MS = 30_000;
const SOON_AFTER_FAILURE_MS = 5 * 60_000;

/**
 * Fetches at most once in 30 seconds; whoever is patient waits for the next time together with all others. Of a remote
 * that is down, nobody waits for another silence; nor is an answer worth a clone.
 */
export function createSoonFetcher({ fetch, look, now, schedule, stop }: SoonNeeds): FetchSoon {
  let soonAtMs = -Infinity;
  let planned: Promise<boolean> | null = null;

  function fetchNow(): Promise<boolean> {
    soonAtMs = now();
    return fetch().then(
      () => true,
      () => false,
    );
  }

  async function fetchLater(ms: number): Promise<boolean> {
    const isDue = schedule !== undefined && (await waitAWhile(ms, { schedule, stop }));
    planned = null;
    const { isFailing, isDamaged } = look();
    return isDue && !isFailing && !isDamaged && fetchNow();
  }

  return async ({ patient }) => {
    const { isFetching, isFailing, isDamaged } = look();
    if (isDamaged) return false;
    const waitMs = soonAtMs + (isFailing ? SOON_AFTER_FAILURE_MS : SOON_MS) - now();
    if (isFetching || waitMs <= 0) return fetchNow();
    return patient && !isFailing && (planned ??= fetchLater(waitMs));
  };
}
