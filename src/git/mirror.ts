import type { Log } from '../telemetry/log.ts';
import { createProgressFilter, type CloneProgress } from './clone-progress.ts';
import { createSoonFetcher, type FetchSoon, type SoonNeeds } from './fetch-soon.ts';
import { isDamage } from './is-damage.ts';
import { digestRefs, followHead, tidy } from './mirror-upkeep.ts';
import { GitFailure, type RunGit } from './run-git.ts';
import type { RunRemote } from './run-remote.ts';

/** How a repository is doing. */
export type RepositoryState = {
  readonly kind: 'checkout' | 'mirror';
  /** When it was last brought up to date; null for a checkout, which somebody else does. */
  readonly fetchedAtMs: number | null;
  /** Why the last fetch failed, and since when fetching fails; null when all is well. */
  readonly failure: { readonly reason: string; readonly sinceMs: number } | null;
  /** How far the clone is that is being made. */
  readonly cloning: CloneProgress | null;
  /** Why the mirror is cloned anew, or will be. */
  readonly damage: string | null;
};

export type MirrorNeeds = Pick<SoonNeeds, 'now' | 'schedule' | 'stop'> & {
  /** Reads in the mirror. */
  readonly read: RunGit;
  /** Fetches and writes in the mirror. */
  readonly remote: RunRemote;
  /** Clones anew, and puts the clone in the mirror's place. */
  readonly clone: (onProgress: (progress: CloneProgress) => void) => Promise<void>;
  readonly log: Log;
  readonly fetchedAtMs: number | null;
  /** Told after every fetch. */
  readonly onFetched: () => void;
  /** Told when another directory stands in the mirror's place. */
  readonly onReplaced: () => void;
};

export type Mirror = {
  /** Brings the mirror up to date; once at a time. Rejects with `GitFailure`. */
  readonly fetch: () => Promise<void>;
  readonly fetchSoon: FetchSoon;
  /** Hears of every read that failed, and clones a damaged mirror anew; what can be read meanwhile is the old one. */
  readonly suspect: (failure: GitFailure) => void;
  readonly state: () => RepositoryState;
};

// A mirror that is damaged again at once has a damaged origin.
const MEND_AGAIN_MS = 60 * 60_000;

/** Keeps a bare mirror like its origin. */
export function createMirror(needs: MirrorNeeds): Mirror {
  const { read, remote, log, now } = needs;
  let { fetchedAtMs } = needs;
  let failure: RepositoryState['failure'] = null;
  let cloning: CloneProgress | null = null;
  let damage: string | null = null;
  let mendedAtMs = -Infinity;
  let isTidy = false;
  let working: Promise<void> | null = null;

  /** One job at a time, the one that everybody waits for. */
  function work(job: () => Promise<void>): Promise<void> {
    working ??= job()
      .then(() => (failure = null), fail)
      .then(() => undefined)
      .finally(() => (working = null));
    return working;
  }

  function fail(error: unknown): never {
    const reason = error instanceof Error ? error.message : String(error);
    failure = { reason, sinceMs: failure?.sinceMs ?? now() };
    if (error instanceof GitFailure) suspect(error);
    throw error;
  }

  async function update(): Promise<void> {
    if (damage !== null && mayMend()) return mend();
    const before = await digestRefs(read);
    await remote(['fetch', '--prune', '--no-recurse-submodules', '--no-auto-gc', '--progress', 'origin']);
    fetchedAtMs = now();
    const isNew = before !== (await digestRefs(read));
    await followHead(needs);
    needs.onFetched();
    if (isNew || !isTidy) isTidy = await tidy(needs);
  }

  function mayMend(): boolean {
    return now() - mendedAtMs >= MEND_AGAIN_MS;
  }

  async function mend(): Promise<void> {
    log.warn({ reason: damage }, 'the mirror is damaged and cloned anew');
    const isWorthSaying = createProgressFilter(now);
    try {
      await needs.clone((progress) => {
        cloning = progress;
        if (isWorthSaying(progress)) log.info(progress, 'cloning the repository');
      });
    } finally {
      cloning = null;
    }
    damage = null;
    isTidy = false;
    mendedAtMs = fetchedAtMs = now();
    needs.onReplaced();
    log.info({}, 'the mirror was cloned anew');
  }

  function suspect(found: GitFailure): void {
    if (damage !== null || !isDamage(found.message)) return;
    damage = found.message;
    // Who asked was told that the read failed; how the mending goes, `state` tells.
    if (mayMend()) void (working ?? Promise.resolve()).then(fetch, fetch).catch(() => undefined);
  }

  const fetch = () => work(update);
  const look = () => ({
    isFetching: working !== null,
    isFailing: failure !== null,
    isDamaged: damage !== null,
  });

  return {
    fetch,
    fetchSoon: createSoonFetcher({ ...needs, fetch, look }),
    suspect,
    state: () => ({ kind: 'mirror', fetchedAtMs, failure, cloning, damage }),
  };
}
