import type { Config } from './config/options.ts';
import type { Outcomes } from './outcome.ts';
import type { NoticeItem, Store } from './store/store.ts';
import type { Log } from './telemetry/log.ts';
import { startOfWeek } from './week.ts';

export type RuleMistakeNeeds = {
  readonly store: Pick<Store, 'addNotice'>;
  readonly config: Pick<Config, 'default_contact' | 'timezone'>;
  readonly outcomes: Outcomes;
  /** There may be a letter to send. */
  readonly notify: () => void;
  readonly now: () => number;
  readonly schedule: (run: () => void, ms: number) => () => void;
  readonly log: Log;
};

export type RuleMistakeReporter = {
  /** Tells `default_contact` of mistakes in the rule files, `file:line:column: message` each. */
  report(problems: readonly string[]): void;
  close(): Promise<void>;
};

const TRY_AGAIN_MS = 15_000;

/** Writes letters to whoever looks after Flawless; while the store takes none, what is to be told waits. */
export function createRuleMistakeReporter(needs: RuleMistakeNeeds): RuleMistakeReporter {
  const { store, outcomes, now, schedule, log } = needs;
  const { default_contact: contact, timezone } = needs.config;
  let untold: readonly NoticeItem[] = [];
  let closed = false;
  let cancelTimer: (() => void) | null = null;
  let last: Promise<void> = Promise.resolve();

  async function tell(): Promise<void> {
    const items = untold;
    if (contact === null || items.length === 0) return;
    try {
      const atMs = now();
      const weekMs = startOfWeek(atMs, timezone);
      const begun = await store.addNotice({ recipients: [contact], weekMs, atMs, items });
      untold = untold.slice(items.length);
      outcomes.settle('mails_queued', begun, 'notice');
      needs.notify();
    } catch (error) {
      log.warn({ reason: String(error) }, 'the mail about the rule files must wait');
      if (!closed) cancelTimer = schedule(tellInTurn, TRY_AGAIN_MS);
    }
  }

  function tellInTurn(): void {
    cancelTimer?.();
    last = last.then(tell);
  }

  return {
    report(problems) {
      untold = [...untold, ...problems.map((problem, i) => toItem(problem, `${now()} ${i}`))];
      tellInTurn();
    },
    close: async () => {
      closed = true;
      cancelTimer?.();
      await last;
    },
  };
}

// The same mistake made again after it was mended is worth another letter, so its time is part of its name.
function toItem(problem: string, moment: string): NoticeItem {
  const [, file = 'the rule files', line] = /([^/\\]+\.yaml)(?::(\d+):\d+)?: /.exec(problem) ?? [];
  return {
    key: `rules ${moment} ${problem}`,
    title: `Mistake in ${file}${line === undefined ? '' : `, line ${line}`}`,
    text: `${problem}. Until it is mended, the last good rules stay in force; /check_health says whether it is.`,
  };
}
