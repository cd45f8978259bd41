import type { Config } from '../config/options.ts';
import type { Outcomes } from '../outcome.ts';
import type { Letter, LetterEnding, Store } from '../store/store.ts';
import { createDelivery, type DeliverNeeds } from './deliver-letter.ts';
import { endLetter } from './end-letter.ts';
import { createRecipientsLeft } from './recipients-left.ts';
import { createReport } from './report-ending.ts';

export type PostmanNeeds = Omit<DeliverNeeds, 'store' | 'config'> & {
  readonly store: Pick<
    Store,
    'claimLetters' | 'countLettersSentSince' | 'findErrorWeek' | 'settleLetter' | 'stats'
  >;
  readonly config: DeliverNeeds['config'] & Pick<Config, 'max_emails_per_hour'>;
  readonly outcomes: Outcomes;
  readonly now: () => number;
};

/** Sends the letters that wait in the store, one at a time. */
export type Postman = {
  /** There may be a due letter. */
  wake(): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  /** Takes no further letter and waits a few seconds for the one in flight. */
  close(): Promise<void>;
};

const HOUR_MS = 60 * 60_000;
// Longer than any sending can take.
const LEASE_MS = 5 * 60_000;
const LOOK_AGAIN_MS = 15_000;
const CLOSE_WITHIN_MS = 5_000;

/**
 * A letter leaves the queue only as sent, withheld or failed: what is beyond `max_emails_per_hour`, deferred, or cut off by a
 * crash stays in it. A deferral ends the round, since the server would likely put the next letter off as well.
 */
export function createPostman(needs: PostmanNeeds): Postman {
  const { store, log, now, schedule } = needs;
  const deliver = createDelivery(needs);
  const recipients = createRecipientsLeft();
  const report = createReport(needs);
  // Endings the store has not taken yet go first, so that a failing store makes no mail go out twice.
  const unsettled = new Map<number, LetterEnding>();
  let closed = false;
  let again = false;
  let running = false;
  let last: Promise<void> = Promise.resolve();
  // An earlier run may have left letters behind.
  let cancelTimer = schedule(wake, 0);

  function wake(): void {
    again = true;
    if (closed || running) return;
    running = true;
    last = run();
  }

  // From finding `again` false to `running = false` there must be no await, or a letter could go unnoticed.
  async function run(): Promise<void> {
    while (again) {
      again = false;
      await runRound();
    }
    running = false;
  }

  async function runRound(): Promise<void> {
    cancelTimer();
    if (closed) return;
    try {
      await sendDueLetters();
      const { lettersQueued } = await store.stats();
      if (lettersQueued > 0) lookAgain();
    } catch (error) {
      log.error({ err: error }, 'the store failed while mails were sent; the rest is sent later');
      lookAgain();
    }
  }

  function lookAgain(): void {
    if (!closed) cancelTimer = schedule(wake, LOOK_AGAIN_MS);
  }

  async function sendDueLetters(): Promise<void> {
    for (const [id, ending] of unsettled) await settle(id, ending);
    for (let letter = await claimNext(); letter !== undefined; letter = await claimNext()) {
      const ending = await handle(letter);
      if (ending.is === 'deferred') return;
    }
  }

  async function claimNext(): Promise<Letter | undefined> {
    if (closed) return undefined;
    const sent = await store.countLettersSentSince(now() - HOUR_MS);
    if (sent >= needs.config.max_emails_per_hour) return undefined;
    const [letter] = await store.claimLetters(now(), LEASE_MS, 1);
    return letter;
  }

  async function handle(letter: Letter): Promise<LetterEnding> {
    const begun = recipients.isBegun(letter);
    const tried = await deliver({ ...letter, recipients: recipients.of(letter), begun });
    const ending = endLetter(letter, recipients.afterTrying(letter, tried), now());
    if (ending.is !== 'deferred') recipients.forget(letter);
    report.refused(letter, tried);
    report.ending(letter, ending);
    unsettled.set(letter.id, ending);
    await settle(letter.id, ending);
    return ending;
  }

  async function settle(id: number, ending: LetterEnding): Promise<void> {
    await store.settleLetter(id, ending);
    unsettled.delete(id);
  }

  return {
    wake,
    idle: () => last,
    async close() {
      closed = true;
      cancelTimer();
      await waitAtMost(last, CLOSE_WITHIN_MS, schedule);
    },
  };
}

async function waitAtMost(
  work: Promise<void>,
  ms: number,
  schedule: PostmanNeeds['schedule'],
): Promise<void> {
  const { promise: timeIsUp, resolve } = Promise.withResolvers<void>();
  const cancel = schedule(resolve, ms);
  await Promise.race([work, timeIsUp]);
  cancel();
}
