import type { Config } from '../config/options.ts';
import type { Outcomes } from '../outcome.ts';
import type { Letter, LetterEnding, Notice, Store } from '../store/store.ts';
import { createDelivery, type DeliverNeeds, type Tried } from './deliver-letter.ts';
import { endLetter } from './end-letter.ts';
import { listRefusals, type Refusal } from './list-refusals.ts';
import { redirectLetter } from './redirect-letter.ts';
import { createReport } from './report-ending.ts';
import { reportRefusals } from './report-refusals.ts';

export type PostmanNeeds = Omit<DeliverNeeds, 'store' | 'config'> & {
  readonly store: Pick<
    Store,
    | 'claimLetters'
    | 'countLettersSent'
    | 'findErrorWeek'
    | 'gatherDigests'
    | 'noteFullHour'
    | 'readDigest'
    | 'readNotice'
    | 'settleLetter'
    | 'stats'
    | 'weeklyErrors'
  >;
  readonly config: DeliverNeeds['config'] & Pick<Config, 'default_contact'>;
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
 * A letter leaves the queue only as sent, withheld, failed, or told by a digest: what is deferred or cut off by a crash
 * stays in it. What is beyond `max_emails_per_hour` waits until the hour has room again, and goes out in one digest for
 * each recipient then. Recipients out of reach are told to `default_contact`, who also
 * gets the letters that then reach nobody. A server that puts a letter off for reasons of its own ends the
 * round, since it would put off the next one as well.
 */
export function createPostman(needs: PostmanNeeds): Postman {
  const { store, log, now, schedule } = needs;
  const deliver = createDelivery(needs);
  const report = createReport(needs);
  // Endings the store has not taken yet go first, so that a failing store makes no mail go out twice.
  const unsettled = new Map<number, Ended>();
  // When the hour was last found full: what was due then had to wait. Undefined: what an earlier run found is not read yet.
  let fullAtMs: number | null | undefined;
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
    for (const [id, ended] of unsettled) await settle(id, ended);
    for (let letter = await claimNext(); letter !== undefined; letter = await claimNext()) {
      const tried = await deliver(letter);
      await conclude(letter, tried);
      if (tried.is === 'deferred' && tried.about === 'server') return;
    }
  }

  async function claimNext(): Promise<Letter | undefined> {
    if (closed) return undefined;
    const sent = await store.countLettersSent(now() - HOUR_MS, now());
    if (sent >= needs.config.max_emails_per_hour) {
      fullAtMs = now();
      await store.noteFullHour(fullAtMs);
      return undefined;
    }
    if (fullAtMs === undefined) fullAtMs = (await store.stats()).hourFullMs;
    if (fullAtMs !== null) report.gathered(await store.gatherDigests(Math.min(fullAtMs, now()), now()));
    fullAtMs = null;
    const [letter] = await store.claimLetters(now(), LEASE_MS, 1);
    return letter;
  }

  async function conclude(letter: Letter, tried: Tried): Promise<void> {
    const { default_contact: contact } = needs.config;
    const ending = redirectLetter(letter, tried, endLetter(letter, tried, now()), contact);
    const refusals = listRefusals(letter, tried, ending);
    report.ending(letter, ending);
    if (ending.is === 'sent' || ending.is === 'deferred') report.refused(letter, refusals);
    const ended = { ending, notice: tell(letter, refusals) };
    unsettled.set(letter.id, ended);
    await settle(letter.id, ended);
  }

  // About a notice there is none, or they would never end.
  function tell({ kind, weekMs }: Letter, refusals: readonly Refusal[]): Notice | undefined {
    if (kind === 'notice') return undefined;
    return reportRefusals(refusals, needs.config.default_contact, { weekMs, atMs: now() });
  }

  async function settle(id: number, { ending, notice }: Ended): Promise<void> {
    report.settled(await store.settleLetter(id, ending, notice));
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

type Ended = { readonly ending: LetterEnding; readonly notice: Notice | undefined };

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
