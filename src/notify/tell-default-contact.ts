import type { Config } from '../config/options.ts';
import type { Outcomes } from '../outcome.ts';
import type { NoticeItem, Store } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import { startOfWeek } from '../week.ts';

export type TellNeeds = {
  readonly store: Pick<Store, 'addNotice'>;
  readonly config: Pick<Config, 'default_contact' | 'timezone'>;
  readonly outcomes: Outcomes;
  /** There may be a letter to send. */
  readonly notify: () => void;
  readonly now: () => number;
  readonly schedule: (run: () => void, ms: number) => () => void;
  readonly log: Log;
};

export type ContactTeller = {
  /** Queues a letter to `default_contact` about what was not told before. */
  tell(items: readonly NoticeItem[]): void;
  close(): Promise<void>;
};

const TRY_AGAIN_MS = 15_000;

/** Writes letters to whoever looks after Flawless; while the store takes none, what is to be told waits. */
export function createContactTeller(needs: TellNeeds): ContactTeller {
  const { store, outcomes, now, schedule, log } = needs;
  const { default_contact: contact, timezone } = needs.config;
  let untold: readonly NoticeItem[] = [];
  let closed = false;
  let cancelTimer: (() => void) | null = null;
  let last: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
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
      log.warn({ reason: String(error) }, 'a mail to the default contact must wait');
      if (!closed) cancelTimer = schedule(writeInTurn, TRY_AGAIN_MS);
    }
  }

  function writeInTurn(): void {
    cancelTimer?.();
    last = last.then(write);
  }

  return {
    tell(items) {
      untold = [...untold, ...items];
      writeInTurn();
    },
    close: async () => {
      closed = true;
      cancelTimer?.();
      await last;
    },
  };
}
