import { createSoonFetcher, type FetchSoon, type SoonNeeds } from './fetch-soon.ts';
import { isDamage } from './is-damage.ts';
import { beginCondition, toState, type MirrorCondition, type RepositoryState } from './mirror-condition.ts';
import { GitFailure } from './git-failure.ts';
import { readReason } from '../read-reason.ts';
import { mayMend, updateMirror, type UpdateNeeds } from './update-mirror.ts';

export type MirrorNeeds = UpdateNeeds &
  Pick<SoonNeeds, 'schedule' | 'stop'> &
  Pick<RepositoryState, 'isMissing' | 'fetchedAtMs'>;

export type Mirror = {
  /** Brings the mirror up to date, cloning it when it is missing; once at a time. Rejects with `GitFailure`. */
  readonly fetch: () => Promise<void>;
  readonly fetchSoon: FetchSoon;
  /** Hears of every read that failed, and clones a damaged mirror anew; what can be read meanwhile is the old one. */
  readonly suspect: (failure: GitFailure) => void;
  readonly state: () => RepositoryState;
};

/** Keeps a bare mirror like its origin. */
export function createMirror(needs: MirrorNeeds): Mirror {
  const condition = beginCondition({ isMissing: needs.isMissing, fetchedAtMs: needs.fetchedAtMs });
  let working: Promise<void> | null = null;

  /** One job at a time, the one that everybody waits for. */
  function fetch(): Promise<void> {
    working ??= updateMirror(needs, condition)
      .then(() => void (condition.failure = null), fail)
      .finally(() => (working = null));
    return working;
  }

  function fail(error: unknown): never {
    noteFailure(condition, error, needs.now());
    if (error instanceof GitFailure) suspect(error);
    throw error;
  }

  function suspect(found: GitFailure): void {
    if (condition.isMissing || condition.damage !== null || !isDamage(found.message)) return;
    condition.damage = found.message;
    // Who asked was told that the read failed; how the mending goes, `state` tells.
    if (mayMend(needs, condition))
      void (working ?? Promise.resolve()).then(fetch, fetch).catch(() => undefined);
  }

  const look = () => ({
    isFetching: working !== null,
    isFailing: condition.failure !== null,
    isDamaged: condition.damage !== null || condition.isMissing,
  });

  return {
    fetch,
    fetchSoon: createSoonFetcher({ ...needs, fetch, look }),
    suspect,
    state: () => toState(condition),
  };
}

function noteFailure(condition: MirrorCondition, error: unknown, nowMs: number): void {
  condition.failure = { reason: readReason(error), sinceMs: condition.failure?.sinceMs ?? nowMs };
}
