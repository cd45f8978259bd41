import type { Log } from '../telemetry/log.ts';
import { createProgressFilter, type CloneProgress } from './clone-progress.ts';
import type { MirrorCondition } from './mirror-condition.ts';
import { digestRefs, followHead, tidy } from './mirror-upkeep.ts';
import type { RunGit } from './run-git.ts';
import type { RunRemote } from './run-remote.ts';

export type UpdateNeeds = {
  /** Reads in the mirror. */
  readonly read: RunGit;
  /** Fetches and writes in the mirror. */
  readonly remote: RunRemote;
  /** Clones anew, and puts the clone in the mirror's place. */
  readonly clone: (onProgress: (progress: CloneProgress) => void) => Promise<void>;
  readonly log: Log;
  readonly now: () => number;
  /** Told after every fetch. */
  readonly onFetched: () => void;
  /** Told when another directory stands in the mirror's place. */
  readonly onReplaced: () => void;
};

// A mirror that is damaged again at once has a damaged origin.
const MEND_AGAIN_MS = 60 * 60_000;

/** Fetches, or clones what is missing or damaged; rejects with `GitFailure`. */
export async function updateMirror(needs: UpdateNeeds, condition: MirrorCondition): Promise<void> {
  if (condition.isMissing) return cloneNow(needs, condition);
  if (condition.damage !== null && mayMend(needs, condition)) return mend(needs, condition);
  return fetch(needs, condition);
}

/** Whether a damaged mirror is cloned anew already, or once more. */
export function mayMend({ now }: UpdateNeeds, { mendedAtMs }: MirrorCondition): boolean {
  return now() - mendedAtMs >= MEND_AGAIN_MS;
}

async function fetch(needs: UpdateNeeds, condition: MirrorCondition): Promise<void> {
  const { read, remote, now } = needs;
  const before = await digestRefs(read);
  await remote(['fetch', '--prune', '--no-recurse-submodules', '--no-auto-gc', '--progress', 'origin']);
  condition.fetchedAtMs = now();
  const isNew = before !== (await digestRefs(read));
  await followHead(needs);
  needs.onFetched();
  if (isNew || !condition.isTidy) condition.isTidy = await tidy(needs);
}

async function mend(needs: UpdateNeeds, condition: MirrorCondition): Promise<void> {
  needs.log.warn({ reason: condition.damage }, 'the mirror is damaged and cloned anew');
  await cloneNow(needs, condition);
  condition.mendedAtMs = needs.now();
  needs.log.info({}, 'the mirror was cloned anew');
}

async function cloneNow(needs: UpdateNeeds, condition: MirrorCondition): Promise<void> {
  const isWorthSaying = createProgressFilter(needs.now);
  try {
    await needs.clone((progress) => {
      condition.cloning = progress;
      if (isWorthSaying(progress)) needs.log.info(progress, 'cloning the repository');
    });
  } finally {
    condition.cloning = null;
  }
  Object.assign(condition, { isMissing: false, damage: null, isTidy: false, fetchedAtMs: needs.now() });
  needs.onReplaced();
}
