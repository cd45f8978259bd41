import type { Config } from '../config/options.ts';
import type { NoticeItem } from '../store/store.ts';
import { createContactTeller, type TellNeeds } from './tell-default-contact.ts';

export type BeyondNeeds = TellNeeds & {
  readonly config: Pick<Config, 'default_contact' | 'timezone' | 'max_errors_per_week'>;
};

export type BeyondReporter = {
  /** Tells `default_contact` once that the week has more errors than it has room for. */
  report(weekMs: number): void;
  close(): Promise<void>;
};

/** Makes what writes letters about weeks with too many errors; the store knows what an earlier run has told. */
export function createBeyondReporter(needs: BeyondNeeds): BeyondReporter {
  const teller = createContactTeller(needs);
  const most = needs.config.max_errors_per_week;
  let toldWeekMs: number | null = null;
  return {
    report(weekMs) {
      if (weekMs === toldWeekMs) return;
      toldWeekMs = weekMs;
      needs.log.warn({ max_errors_per_week: most }, 'more different errors this week than are kept apart');
      teller.tell([toItem(weekMs, most)]);
    },
    close: () => teller.close(),
  };
}

function toItem(weekMs: number, most: number): NoticeItem {
  const errors = most.toLocaleString('en-US');
  return {
    key: `beyond ${weekMs}`,
    title: `More than ${errors} different errors this week`,
    text:
      `This week has more than ${errors} different errors. Those that were there first are counted and mailed as before; ` +
      'all others are added up as "everything else" in the weekly report and are not mailed. ' +
      'Often the cause is one message or generated file that makes every error look new. ' +
      'If they are all real, raise `max_errors_per_week`.',
  };
}
