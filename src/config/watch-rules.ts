import { createStandingProblems } from './standing-problems.ts';
import type { StandingProblem } from './standing-problems.ts';
import type { RuleBook } from './rule-book.ts';
import type { WatchDirectory } from './watch-directory.ts';
import type { Log } from '../telemetry/log.ts';

export type RuleWatchNeeds = {
  readonly ruleBook: Pick<RuleBook, 'dir' | 'reload'>;
  readonly watchDirectory: WatchDirectory;
  /** Told of mistakes in the files, each once until all are mended. */
  readonly report: (problems: readonly string[]) => void;
  readonly schedule: (run: () => void, ms: number) => () => void;
  readonly now: () => number;
  readonly log: Log;
};

/** Keeps the rules in force as the files say. */
export type RuleWatch = {
  /** What is wrong with the files since when; meanwhile the last good rules stay in force. */
  problems(): readonly StandingProblem[];
  close(): Promise<void>;
};

// Editors write a file in several steps, and a checkout several files.
const SETTLE_MS = 250;
// Watches tell nothing of network mounts, of directories that were replaced, and of links that lead elsewhere.
const LOOK_AGAIN_MS = 10_000;

/** Looks soon after the system has told of a change, and every ten seconds in any case. */
export function watchRules(needs: RuleWatchNeeds): RuleWatch {
  const { ruleBook, schedule, log } = needs;
  const standing = createStandingProblems(needs.now);
  let settled = false;
  let soon = true;
  let closed = false;
  let looking: Promise<void> | null = null;
  let cancelTimer = schedule(start, SETTLE_MS);
  const endWatch = needs.watchDirectory(ruleBook.dir, changed, ({ message }) =>
    log.warn({ reason: message }, 'changes of the rule files are noticed only every 10 seconds'),
  );

  function changed(name: string | null): void {
    if (closed || soon || !mayMatter(name)) return;
    soon = true;
    if (looking === null) plan(SETTLE_MS);
  }

  function plan(ms: number): void {
    cancelTimer();
    cancelTimer = schedule(start, ms);
  }

  function start(): void {
    soon = false;
    looking = look()
      .catch((error: unknown) => log.error({ err: error }, 'the rule files could not be looked at'))
      .finally(() => {
        looking = null;
        if (!closed) plan(soon || !settled ? SETTLE_MS : LOOK_AGAIN_MS);
      });
  }

  async function look(): Promise<void> {
    const found = await ruleBook.reload();
    settled = found.settled;
    const { untold, mended } = standing.replace(found.problems);
    if (mended) log.info({}, 'the rule files are in order again');
    if (untold.length === 0) return;
    log.error({ problems: untold }, 'the rule files are wrong: the last good rules stay in force');
    needs.report(untold);
  }

  return {
    problems: () => standing.list(),
    close: async () => {
      closed = true;
      endWatch();
      cancelTimer();
      await looking;
    },
  };
}

// Kubernetes puts new files in force by renaming a link called ..data; what lies about beside the rules is none of ours.
function mayMatter(name: string | null): boolean {
  return name === null || name.startsWith('..') || (name.endsWith('.yaml') && !name.startsWith('.'));
}
