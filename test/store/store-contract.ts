import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MailTerms } from '../../src/store/mail-terms.ts';
import type {
  ErrorChoice,
  ErrorSearch,
  Letter,
  Sighting,
  Store,
  Subject,
  WaitingException,
} from '../../src/store/store.ts';
import { SILENT, tellAlways } from '../helpers/mail-terms.ts';

/** Opens a store; called again with the same context and name, it opens what the last one left. */
export type OpenStore = (
  context: TestContext,
  name: string,
  limits?: { readonly maxErrorsPerWeek: number },
) => Promise<Store>;

const WEEK = Date.UTC(2026, 10, 1);
const HOUR = 3_600_000;
const always = tellAlways(['ann@x.test', 'bob@x.test'], 'Look');
/** What no store can write down. */
const BROKEN = { errorId: 'broken', line: Number.NaN };

let keys = 0;

export function makeSighting(change: Partial<FlatSighting> = {}): Sighting {
  const { dedupeKey, weekMs, seenAtMs, receivedAtMs, count, ...subject } = { ...makeFlat(), ...change };
  return { subject, dedupeKey, weekMs, seenAtMs, receivedAtMs, count };
}

export type FlatSighting = Subject & Omit<Sighting, 'subject'>;

function makeFlat(): FlatSighting {
  return {
    errorId: 'e1',
    dedupeKey: `key ${keys++}`,
    weekMs: WEEK,
    seenAtMs: WEEK + HOUR,
    receivedAtMs: WEEK + HOUR,
    count: 1,
    path: 'src/cart.js',
    function: 'total',
    line: 7,
    code: '  return sum(items);',
    developer: 'ann@x.test',
    codeChangedAtMs: WEEK - HOUR,
    known: false,
    terms: SILENT,
    type: 'TypeError',
    origin: { service: 'shop', version: '1.0', host: 'web-1' },
    occurrence: '{"n":1}',
  };
}

export function makeWaiting(change: Partial<WaitingException> = {}): WaitingException {
  const { dedupeKey, weekMs, seenAtMs, receivedAtMs, count } = makeSighting();
  const moment = { dedupeKey, weekMs, seenAtMs, receivedAtMs, count };
  return { ...moment, stackKey: 's1', reported: '{"type":"E"}', attempts: 0, threshold: 3, ...change };
}

function unknown(count: number): MailTerms {
  return { thresholds: { kind: 'unknown', count, isOld: false }, recipients: ['ann@x.test'], header: null };
}

function record(store: Store, sightings: readonly Sighting[], terms: MailTerms = SILENT, nowMs?: number) {
  const told = sightings.map((sighting) => ({ ...sighting, subject: { ...sighting.subject, terms } }));
  return store.record({ sightings: told, waiting: [] }, nowMs ?? sightings[0]?.receivedAtMs ?? WEEK);
}

async function countTurnsUntil(done: Promise<unknown>): Promise<number> {
  const state = { turns: 0, isDone: false };
  void done.then(() => (state.isDone = true));
  for (; !state.isDone; state.turns++) await nextTurn();
  return state.turns;
}

/** Everything a week holds. */
async function listWeek(store: Store, weekMs: number) {
  const everything = { includeKnown: true, changedSinceMs: null, limit: 10_000 };
  return (await store.weeklyErrors(weekMs, everything)).errors;
}

async function showSeen(store: Store) {
  const { seenKeys, seenSinceMs } = await store.stats();
  return [seenKeys, seenSinceMs];
}

/** What every store must do, whatever it is made of. */
export function describeStore(kind: string, open: OpenStore): void {
  function walk(title: string, run: (store: Store, context: TestContext) => Promise<void>): void {
    void test(`${kind}: ${title}`, async (context) => {
      const store = await open(context, 'store');
      try {
        await run(store, context);
      } finally {
        await store.close().catch(() => undefined);
      }
    });
  }

  walk('adds occurrences up by error and week', async (store) => {
    const other = { errorId: 'e2', path: 'src/b.js' };
    const first = await record(store, [makeSighting(), makeSighting({ count: 4 }), makeSighting(other)]);
    assert.deepEqual([first.counted, first.duplicates, first.waiting], [6, 0, 0]);
    await record(store, [makeSighting({ seenAtMs: WEEK + 2 * HOUR, occurrence: '{"n":2}' })]);
    await record(store, [makeSighting({ weekMs: WEEK + 168 * HOUR })]);
    const [e1, e2, ...rest] = await listWeek(store, WEEK);
    assert.deepEqual([e1?.errorId, e1?.count, e1?.occurrence], ['e1', 6, '{"n":2}']);
    assert.deepEqual([e1?.firstSeenMs, e1?.lastSeenMs], [WEEK + HOUR, WEEK + 2 * HOUR]);
    assert.deepEqual([e2?.errorId, e2?.count, rest.length], ['e2', 1, 0]);
  });

  walk(
    'counts what carries the same key once, also after it was closed and opened again',
    async (store, context) => {
      const once = makeSighting({ dedupeKey: 'same', count: 2 });
      const first = await record(store, [once, once]);
      assert.deepEqual([first.counted, first.duplicates], [2, 2]);
      await store.close();
      const again = await open(context, 'store');
      const second = await record(again, [once]);
      assert.deepEqual([second.counted, second.duplicates], [0, 2]);
      await again.forgetSeen(once.receivedAtMs + 1);
      assert.equal((await record(again, [once])).counted, 2);
      assert.equal((await listWeek(again, WEEK))[0]?.count, 4);
      await again.close();
    },
  );

  walk('forgets keys by when they were recorded, and says since when it remembers them', async (store) => {
    const [early, late] = [makeSighting(), makeSighting({ receivedAtMs: WEEK + 2 * HOUR })];
    await record(store, [early]);
    await record(store, [late]);
    assert.deepEqual(await showSeen(store), [2, WEEK + HOUR]);
    await store.forgetSeen(WEEK + 2 * HOUR);
    assert.deepEqual(await showSeen(store), [1, WEEK + 2 * HOUR]);
    assert.equal((await record(store, [late])).duplicates, 1);
    assert.equal((await record(store, [early])).duplicates, 0);
    await store.forgetSeen(WEEK + 99 * HOUR);
    assert.deepEqual(await showSeen(store), [0, null]);
  });

  walk('a clock that is set back makes it forget nothing, and keep nothing for ever', async (store) => {
    const ahead = makeSighting({ receivedAtMs: WEEK + 99 * HOUR });
    const back = makeSighting();
    await record(store, [ahead]);
    await record(store, [back]);
    await store.forgetSeen(WEEK + HOUR);
    assert.deepEqual(await showSeen(store), [2, WEEK + HOUR]);
    assert.equal((await record(store, [{ ...ahead, receivedAtMs: WEEK + HOUR }])).duplicates, 1);
    await store.forgetSeen(WEEK + HOUR + 1);
    assert.deepEqual(await showSeen(store), [0, null]);
  });

  walk(
    'a write that failed leaves no key behind: the same exceptions count when they come again',
    async (store) => {
      const once = makeSighting();
      await assert.rejects(record(store, [once, makeSighting(BROKEN)]));
      const [failed, worked] = await Promise.allSettled([
        record(store, [makeSighting(BROKEN), once]),
        record(store, [once]),
      ]);
      assert.equal(failed.status, 'rejected');
      assert.deepEqual(
        worked.status === 'fulfilled' && [worked.value.counted, worked.value.duplicates],
        [1, 0],
      );
      assert.deepEqual(await showSeen(store), [1, WEEK + HOUR]);
    },
  );

  walk('takes a large batch whole or not at all, and lets others work meanwhile', async (store) => {
    const many = Array.from({ length: 5_000 }, (_, i) => makeSighting({ errorId: `e${i}` }));
    const failing = record(store, [...many, makeSighting(BROKEN)]);
    const turns = countTurnsUntil(failing.catch(() => undefined));
    const other = record(store, [makeSighting({ errorId: 'other' })]);
    await assert.rejects(failing);
    assert.ok((await turns) > 10);
    assert.equal((await other).counted, 1);
    assert.deepEqual(
      (await listWeek(store, WEEK)).map((error) => error.errorId),
      ['other'],
    );
    assert.equal((await record(store, many)).counted, 5_000);
    assert.equal((await listWeek(store, WEEK)).length, 5_001);
  });

  walk('shows the latest occurrence, also when an earlier one is counted after it', async (store) => {
    await record(store, [
      makeSighting({ seenAtMs: WEEK + 2 * HOUR, occurrence: 'later', line: 9 }),
      makeSighting({ line: 8 }),
    ]);
    await record(store, [makeSighting({ seenAtMs: WEEK + HOUR, occurrence: 'earlier' })]);
    const [error] = await listWeek(store, WEEK);
    assert.deepEqual([error?.occurrence, error?.line, error?.count], ['later', 9, 3]);
  });

  walk('of an error seen often, what it shows is at most a second old', async (store) => {
    const start = WEEK + HOUR;
    const see = (ms: number) =>
      record(store, [makeSighting({ seenAtMs: start + ms, occurrence: `${ms}`, line: ms })]);
    await record(store, [makeSighting({ seenAtMs: start, count: 100 })]);
    await see(999);
    const [early] = await listWeek(store, WEEK);
    assert.deepEqual([early?.count, early?.lastSeenMs], [101, start + 999]);
    await see(1_000);
    await see(400);
    const [late] = await listWeek(store, WEEK);
    assert.deepEqual([late?.occurrence, late?.line, late?.count], ['1000', 1_000, 103]);
  });

  void test(`${kind}: beyond its errors a week adds up what comes, and loses no count`, async (context) => {
    const store = await open(context, 'small', { maxErrorsPerWeek: 2 });
    const see = (errorId: string, change: Partial<FlatSighting> = {}) =>
      record(store, [makeSighting({ errorId, ...change })], always);
    const beyondOf = async (weekMs: number) => {
      const choice = { includeKnown: false, changedSinceMs: null, limit: 10 };
      return (await store.weeklyErrors(weekMs, choice)).beyond;
    };
    assert.deepEqual(await beyondOf(WEEK), { occurrences: 0, firstSeenMs: null, lastSeenMs: null });
    await see('e1');
    await see('e2');
    const late = await see('e3', { count: 4, seenAtMs: WEEK + 3 * HOUR });
    assert.deepEqual([late.counted, late.beyond], [4, 4]);
    assert.deepEqual(late.decisions, [{ notify: false, reason: 'beyond max_errors_per_week' }]);
    assert.deepEqual([(await see('e1', { count: 2 })).beyond, (await see('e4')).beyond], [0, 1]);
    const same = makeSighting({ errorId: 'e5', count: 3 });
    const { counted, duplicates, beyond } = await record(store, [same, same]);
    assert.deepEqual([counted, duplicates, beyond], [3, 3, 3]);
    assert.equal((await see('e3', { weekMs: WEEK + 168 * HOUR })).beyond, 0, 'another week has room');
    await store.record({ sightings: [], waiting: [makeWaiting({ count: 7 })] }, WEEK);
    const settled = await store.settleWaiting('s1', makeSighting({ errorId: 'e6' }).subject, WEEK);
    assert.deepEqual([settled.counted, settled.beyond], [7, 7]);
    await store.close();

    const again = await open(context, 'small', { maxErrorsPerWeek: 3 });
    const { errors, beyond: left } = await again.weeklyErrors(WEEK, {
      includeKnown: true,
      changedSinceMs: null,
      limit: 10,
    });
    assert.deepEqual(
      errors.map(({ errorId, count }) => [errorId, count]),
      [
        ['e1', 3],
        ['e2', 1],
      ],
    );
    assert.deepEqual(left, {
      occurrences: 15,
      firstSeenMs: WEEK + HOUR,
      lastSeenMs: WEEK + 3 * HOUR,
    });
    assert.equal((await record(again, [makeSighting({ errorId: 'e3' })])).beyond, 0, 'there is more room');
    await again.forgetWeeks(WEEK + 168 * HOUR);
    assert.deepEqual(await again.findErrorWeek({ weekMs: WEEK, errorId: 'e1' }), null);
    await again.close();
  });

  walk('decides from the counts before and after a step, and from when mails were decided', async (store) => {
    const terms: MailTerms = { ...always, thresholds: { kind: 'unknown', count: 5, isOld: false } };
    const see = async (change: Partial<FlatSighting> = {}, nowMs = WEEK + HOUR) => {
      const { decisions } = await record(store, [makeSighting(change), makeSighting()], terms, nowMs);
      return decisions.map((decision) => (decision.notify ? 'mail' : decision.reason));
    };
    assert.deepEqual(await see({ count: 3 }), ['below the threshold']);
    assert.deepEqual(await see(), ['mail']);
    assert.deepEqual(await see(), ['already mailed this week']);
    const nextWeek = { weekMs: WEEK + 168 * HOUR, count: 5 };
    assert.deepEqual(await see(nextWeek), ['mailed less than 5 minutes ago', 'already mailed this week']);
    assert.deepEqual(await see(nextWeek, WEEK + 2 * HOUR), ['mail', 'already mailed this week']);
  });

  walk('writes the letter with the count that caused it, or neither', async (store) => {
    await assert.rejects(record(store, [makeSighting(), makeSighting(BROKEN)], always));
    assert.deepEqual(await listWeek(store, WEEK), []);
    assert.deepEqual(await store.claimLetters(WEEK + 2 * HOUR, HOUR, 10), []);
    await record(store, [makeSighting()], always);
    const [letter] = await store.claimLetters(WEEK + 2 * HOUR, HOUR, 10);
    assert.ok(letter?.kind === 'error');
    assert.deepEqual(letter.recipients, ['ann@x.test', 'bob@x.test']);
    assert.deepEqual(
      [letter.errorId, letter.weekMs, letter.header, letter.attempts],
      ['e1', WEEK, 'Look', 0],
    );
  });

  walk('one failing write does not spoil those that share its moment', async (store) => {
    const failing = record(store, [makeSighting(BROKEN)]);
    const working = record(store, [makeSighting({ errorId: 'good' })]);
    await assert.rejects(failing);
    assert.equal((await working).counted, 1);
    assert.deepEqual(
      (await listWeek(store, WEEK)).map((error) => error.errorId),
      ['good'],
    );
  });

  walk('leases a letter to one claimer at a time, until it is settled', async (store) => {
    const now = WEEK + 2 * HOUR;
    await record(store, [makeSighting()], always);
    const [letter] = await store.claimLetters(now, HOUR, 10);
    assert.ok(letter);
    assert.deepEqual(await store.claimLetters(now, HOUR, 10), []);
    assert.equal(
      (await store.claimLetters(now + HOUR, HOUR, 10)).length,
      1,
      'a claimer that died gives it back',
    );
    await store.settleLetter(letter.id, {
      is: 'deferred',
      atMs: now,
      nextAttemptMs: now + 5 * HOUR,
      because: '451 later',
    });
    assert.equal((await store.stats()).lastLetterFailure, '451 later');
    assert.deepEqual(await store.claimLetters(now + 4 * HOUR, HOUR, 10), []);
    assert.equal((await store.claimLetters(now + 5 * HOUR, HOUR, 10))[0]?.attempts, 1);
    await store.settleLetter(letter.id, { is: 'sent', atMs: now });
    assert.deepEqual(await store.claimLetters(now + 99 * HOUR, HOUR, 10), []);
    assert.equal(await store.countLettersSent(now, now), 1);
    assert.equal(await store.countLettersSent(now + 1, now + HOUR), 0);
    assert.equal(await store.countLettersSent(now - HOUR, now - 1), 0, 'sent before the clock was set back');
  });

  walk('what is put off for more than a day is due, since the clock was set back', async (store) => {
    await record(store, [makeSighting()], always, WEEK + 999 * HOUR);
    await store.record({ sightings: [], waiting: [makeWaiting()] }, WEEK + 999 * HOUR);
    await store.postponeWaiting('s1', WEEK + 999 * HOUR);
    const [letter] = await store.claimLetters(WEEK, HOUR, 10);
    assert.equal(letter?.createdAtMs, WEEK + 999 * HOUR);
    assert.deepEqual(await store.claimLetters(WEEK, HOUR, 10), [], 'leased as any other');
    assert.equal((await store.dueWaiting(WEEK, 10)).length, 1);
    await store.postponeWaiting('s1', WEEK + 24 * HOUR);
    assert.deepEqual(await store.dueWaiting(WEEK, 10), []);
  });

  walk(
    'notes when the hour was full until digests are gathered, also for the next process',
    async (store, context) => {
      assert.equal((await store.stats()).hourFullMs, null);
      for (const ms of [WEEK, WEEK + 2]) await store.noteFullHour(ms);
      await store.close();
      const again = await open(context, 'store');
      assert.equal((await again.stats()).hourFullMs, WEEK + 2);
      await again.gatherDigests(WEEK, WEEK);
      assert.equal((await again.stats()).hourFullMs, null);
      await again.close();
    },
  );

  walk('tells on which days of its week an error arrived', async (store) => {
    const DAY = 24 * HOUR;
    const arrive = (receivedAtMs: number, count: number) =>
      record(store, [makeSighting({ receivedAtMs, count })]);
    await arrive(WEEK, 150);
    await arrive(WEEK + DAY - 1, 2);
    await arrive(WEEK + 3 * DAY, 4);
    await arrive(WEEK + 7 * DAY + HOUR, 8);
    await arrive(WEEK - 1, 16);
    const [error] = await listWeek(store, WEEK);
    assert.deepEqual(error?.days, [168, 0, 0, 4, 0, 0, 8]);
    assert.equal(error.count, 180);
  });

  walk('finds errors by what they contain, in letters of either case, a part at a time', async (store) => {
    const origin = { service: 'Web', version: null, host: null };
    await record(store, [
      makeSighting({ errorId: 'e1', count: 3 }),
      makeSighting({ errorId: 'e2', count: 2, path: 'src/100%_É.ts', type: 'RangeError', origin }),
      makeSighting({ errorId: 'e3', developer: null, known: true }),
    ]);
    const look = async (search: ErrorSearch, change: Partial<ErrorChoice> = {}) => {
      const choice = { includeKnown: true, changedSinceMs: null, limit: 10, search, ...change };
      const { errors, developers, hiddenKnown } = await store.weeklyErrors(WEEK, choice);
      return [errors.map(({ errorId }) => errorId).join(' '), developers.length, hiddenKnown];
    };
    assert.deepEqual(await look({}), ['e1 e2 e3', 2, 0]);
    assert.deepEqual(await look({}, { limit: 1, offset: 1 }), ['e2', 2, 0]);
    assert.deepEqual(await look({}, { offset: 3 }), ['', 2, 0]);
    assert.deepEqual(await look({ path: 'CART.j' }), ['e1 e3', 2, 0]);
    assert.deepEqual(await look({ path: '%_É' }), ['e2', 1, 0]);
    assert.deepEqual(await look({ developer: 'Ann@' }), ['e1 e2', 1, 0]);
    assert.deepEqual(await look({ type: 'range' }), ['e2', 1, 0]);
    assert.deepEqual(await look({ service: 'web', type: 'rangeerror' }), ['e2', 1, 0]);
    assert.deepEqual(await look({ service: 'web', path: 'cart' }), ['', 0, 0]);
    assert.deepEqual(await look({ path: 'cart' }, { includeKnown: false }), ['e1', 1, 1]);
  });

  walk('adds up each week that anything was counted in', async (store) => {
    const next = WEEK + 168 * HOUR;
    await record(store, [
      makeSighting({ count: 3 }),
      makeSighting({ errorId: 'e2' }),
      makeSighting({ weekMs: next }),
    ]);
    const [first, second] = await store.weekTotals(WEEK, next);
    assert.deepEqual(first, { weekMs: WEEK, errorCount: 2, occurrences: 4 });
    assert.deepEqual(second, { weekMs: next, errorCount: 1, occurrences: 1 });
    assert.deepEqual(await store.weekTotals(WEEK + 1, next - 1), []);
  });

  walk('remembers of an error its weeks, where it was seen, and the letters about it', async (store) => {
    const next = WEEK + 168 * HOUR;
    const see = (
      host: string | null,
      receivedAtMs: number,
      change: Partial<FlatSighting> = {},
      terms = SILENT,
    ) =>
      record(
        store,
        [makeSighting({ origin: { service: 'shop', version: null, host }, receivedAtMs, ...change })],
        terms,
      );
    await see('a', WEEK, { count: 2 });
    await see('b', WEEK + 1, {}, always);
    await see('a', WEEK + 2, { weekMs: next });
    await see('c', WEEK, { errorId: 'other' }, always);
    assert.deepEqual(await store.errorHistory('e1', WEEK), {
      weeks: [
        { weekMs: WEEK, count: 3 },
        { weekMs: next, count: 1 },
      ],
      origins: [
        { service: 'shop', version: null, host: 'a', firstMs: WEEK, lastMs: WEEK + 2 },
        { service: 'shop', version: null, host: 'b', firstMs: WEEK + 1, lastMs: WEEK + 1 },
      ],
      letters: [
        {
          createdAtMs: WEEK + 1,
          recipients: ['ann@x.test', 'bob@x.test'],
          begun: false,
          state: 'waiting',
          atMs: null,
          because: null,
        },
      ],
    });
    for (const { id } of await store.claimLetters(WEEK + HOUR, HOUR, 9))
      await store.settleLetter(id, { is: 'sent', atMs: WEEK + HOUR });
    const { letters } = await store.errorHistory('e1', WEEK);
    assert.deepEqual(
      letters.map(({ state, atMs }) => [state, atMs]),
      [['sent', WEEK + HOUR]],
    );
    assert.deepEqual(await store.errorHistory('none', WEEK), { weeks: [], origins: [], letters: [] });
    await store.forgetWeeks(WEEK + 1);
    assert.deepEqual((await store.errorHistory('other', 0)).origins, []);
    const hosts = Array.from({ length: 60 }, (_, i) => `pod-${i}`);
    for (const [i, host] of hosts.entries()) await see(host, next + i, { weekMs: next });
    const { origins } = await store.errorHistory('e1', next);
    assert.deepEqual(
      origins.map(({ host }) => host),
      hosts.slice(10).toReversed(),
    );
  });

  walk('a letter that is withheld leaves its week as it was before', async (store) => {
    const now = WEEK + 2 * HOUR;
    const mailedAt = async () => (await listWeek(store, WEEK)).map(({ mailedAtMs }) => mailedAtMs);
    await record(store, [makeSighting()], always, now);
    await record(store, [makeSighting()], always, now + HOUR);
    await record(store, [makeSighting({ errorId: 'e2' })], always, now);
    assert.deepEqual(await mailedAt(), [now + HOUR, now]);
    const [first, second, other] = await store.claimLetters(now + HOUR, 0, 10);
    const because = 'already changed';
    const withhold = (letter: Letter | undefined) =>
      store.settleLetter(letter?.id ?? 0, { is: 'withheld', because });
    await withhold(second);
    assert.deepEqual(await mailedAt(), [now, now]);
    await withhold(other);
    assert.deepEqual(await mailedAt(), [now, null]);
    const often = { ...always, thresholds: { kind: 'unknown', count: 1, isOld: false } } as const;
    const { decisions } = await record(store, [makeSighting()], often, now + HOUR);
    assert.deepEqual(decisions, [{ notify: false, reason: 'already mailed this week' }]);
    const soon = await record(store, [makeSighting()], always, now + HOUR + 1);
    assert.deepEqual(soon.decisions, [{ notify: false, reason: 'mailed less than 5 minutes ago' }]);
    assert.deepEqual(await store.claimLetters(now + HOUR, 0, 10), [first]);
    assert.equal(await store.countLettersSent(0, now + HOUR), 0);
    const { lettersQueued, lettersFailed, lastLetterFailure } = await store.stats();
    assert.deepEqual([lettersQueued, lettersFailed, lastLetterFailure], [1, 0, null]);
  });

  walk('a letter that failed for good stays visible and is not offered again', async (store) => {
    await record(store, [makeSighting()], always);
    const [letter] = await store.claimLetters(WEEK + 2 * HOUR, 0, 10);
    const atMs = WEEK + 3 * HOUR;
    await store.settleLetter(letter?.id ?? 0, { is: 'failed', atMs, because: '550 no such user' });
    assert.deepEqual(await store.claimLetters(WEEK + 9 * HOUR, 0, 10), []);
    const { lettersQueued, lettersFailed, lastLetterFailure } = await store.stats();
    assert.deepEqual([lettersQueued, lettersFailed, lastLetterFailure], [0, 1, '550 no such user']);
    const failedSince = async (ms?: number) => (await store.stats(ms)).failedLately;
    assert.deepEqual(await failedSince(atMs), { letters: 1, because: '550 no such user' });
    assert.deepEqual(await failedSince(atMs + 1), { letters: 0, because: null });
    assert.deepEqual(await failedSince(), { letters: 0, because: null });
  });

  walk('a letter that nobody can get is due for somebody else at once, and says so', async (store) => {
    const now = WEEK + 2 * HOUR;
    await record(store, [makeSighting()], always);
    const [letter] = await store.claimLetters(now, HOUR, 10);
    assert.ok(letter?.kind === 'error');
    assert.deepEqual([letter.insteadOf, letter.hasRedirected], [null, false]);
    const put = { is: 'deferred', atMs: now, nextAttemptMs: now + HOUR, because: '450' } as const;
    await store.settleLetter(letter.id, put);
    const redirected = { is: 'redirected', atMs: now, to: 'care@x.test', because: '550' } as const;
    assert.deepEqual(await store.settleLetter(letter.id, redirected), { digested: 0, failed: 0, notices: 0 });
    const { lettersQueued, lettersDeferred, lettersFailed } = await store.stats();
    assert.deepEqual([lettersQueued, lettersDeferred, lettersFailed], [1, 0, 0]);
    const [again] = await store.claimLetters(now, HOUR, 10);
    assert.deepEqual([again?.id, again?.recipients, again?.attempts], [letter.id, ['care@x.test'], 0]);
    assert.deepEqual(again?.insteadOf, { recipients: letter.recipients, atMs: now, because: '550' });

    await record(store, [makeSighting()], always, now + HOUR);
    await record(store, [makeSighting({ errorId: 'e2' })], always, now);
    const others = await store.claimLetters(now + HOUR, 0, 10);
    assert.deepEqual(
      others.map((one) => one.kind === 'error' && [one.errorId, one.hasRedirected]),
      [
        ['e1', true],
        ['e1', true],
        ['e2', false],
      ],
    );
  });

  walk(
    'a redirected letter may be listed in a digest, and a redirected digest takes no more',
    async (store) => {
      const now = WEEK + 2 * HOUR;
      const write = (errorId: string, to: string) =>
        record(store, [makeSighting({ errorId })], tellAlways([to]));
      const redirect = async () => {
        const [letter] = await store.claimLetters(now, HOUR, 1);
        const ending = { is: 'redirected', atMs: now, to: 'care@x.test', because: '550' } as const;
        await store.settleLetter(letter?.id ?? 0, ending);
      };
      await write('e1', 'gone@x.test');
      await redirect();
      await write('e2', 'care@x.test');
      assert.deepEqual(await store.gatherDigests(now, now), { digests: 1, letters: 2 });
      await redirect();
      await write('e3', 'care@x.test');
      await write('e4', 'care@x.test');
      assert.deepEqual(await store.gatherDigests(now, now), { digests: 1, letters: 2 });
    },
  );

  walk('a letter that some have is put off for the rest only', async (store) => {
    const now = WEEK + 2 * HOUR;
    await record(store, [makeSighting()], always);
    const [letter] = await store.claimLetters(now, 0, 10);
    assert.equal(letter?.begun, false);
    const left = ['bob@x.test'];
    const put = { is: 'deferred', atMs: now, nextAttemptMs: now, because: '450' } as const;
    await store.settleLetter(letter.id, put);
    assert.equal(await store.countLettersSent(0, now), 0);
    await store.settleLetter(letter.id, { ...put, left });
    const [again] = await store.claimLetters(now, 0, 10);
    assert.deepEqual([again?.recipients, again?.begun], [left, true]);
    assert.equal(await store.countLettersSent(now, now), 1, 'somebody has it');
    assert.equal(await store.countLettersSent(now + 1, now + HOUR), 0);
    await store.settleLetter(letter.id, { is: 'sent', atMs: now + 9 });
    assert.equal(await store.countLettersSent(now, now + 9), 1, 'it is one letter');
    assert.equal(await store.countLettersSent(now + 1, now + 9), 1);
  });

  walk(
    'gathers what had to wait in one digest for each recipient, and ends it with the last',
    async (store) => {
      const now = WEEK + 2 * HOUR;
      const write = (errorId: string, ...recipients: readonly string[]) =>
        record(store, [makeSighting({ errorId })], tellAlways(recipients));
      await write('tried', 'ann@x.test');
      await store.claimLetters(now, 0, 1);
      await write('e1', 'ann@x.test', 'bob@x.test');
      await write('e2', 'Ann@X.test');
      await write('alone', 'eve@x.test');
      assert.deepEqual(await store.gatherDigests(WEEK, now), { digests: 0, letters: 0 }, 'none was due');
      assert.deepEqual(await store.gatherDigests(now, now), { digests: 2, letters: 2 });
      await write('e3', 'ann@x.test');
      assert.deepEqual(await store.gatherDigests(now, now), { digests: 0, letters: 1 }, 'the digest grows');
      assert.equal((await store.stats()).lettersQueued, 7);

      const letters = await store.claimLetters(now, HOUR, 10);
      assert.deepEqual(
        letters.map((letter) => [letter.kind, ...letter.recipients]),
        [
          ['error', 'ann@x.test'],
          ['error', 'eve@x.test'],
          ['digest', 'ann@x.test'],
          ['digest', 'bob@x.test'],
        ],
      );
      const [, , ann, bob] = letters.map(({ id }) => id);
      const { errors, total } = await store.readDigest(ann ?? 0, 2);
      assert.deepEqual([errors.map(({ errorId }) => errorId), total], [['e1', 'e2'], 3]);
      assert.equal((await store.readDigest(bob ?? 0, 2)).total, 1);
      await write('e4', 'ann@x.test');
      await write('e5', 'ann@x.test');
      assert.deepEqual(
        await store.gatherDigests(now, now),
        { digests: 1, letters: 2 },
        'it may have been seen',
      );

      const failed = { is: 'failed', atMs: now, because: '550' } as const;
      assert.deepEqual(await store.settleLetter(bob ?? 0, failed), { digested: 0, failed: 0, notices: 0 });
      const sent = { is: 'sent', atMs: now } as const;
      assert.deepEqual(await store.settleLetter(ann ?? 0, sent), { digested: 3, failed: 0, notices: 0 });
      const [last] = await store.claimLetters(now, HOUR, 10);
      assert.deepEqual(await store.settleLetter(last?.id ?? 0, failed), {
        digested: 0,
        failed: 2,
        notices: 0,
      });
      const { lettersQueued, lettersFailed } = await store.stats();
      assert.deepEqual([lettersQueued, lettersFailed], [2, 4]);
      const { failedLately } = await store.stats(now);
      assert.deepEqual(failedLately, { letters: 2, because: '550' }, 'the digests, with what they list');
      assert.equal(await store.countLettersSent(0, WEEK + 999 * HOUR), 1);
      await store.forgetWeeks(WEEK + 168 * HOUR);
      assert.deepEqual(await store.readDigest(ann ?? 0, 2), { errors: [], total: 0 });
    },
  );

  walk('lists in a digest what was tried in vain, but nothing that may have arrived', async (store) => {
    const now = WEEK + 2 * HOUR;
    const later = { is: 'deferred', atMs: now, nextAttemptMs: now, because: '451' } as const;
    const endings = [{ unseen: true }, {}, { unseen: true, left: ['bob@x.test'] }];
    for (const [i, how] of endings.entries()) {
      await record(store, [makeSighting({ errorId: `e${i}` })], always);
      const [letter] = await store.claimLetters(now, 0, 9);
      await store.settleLetter(letter?.id ?? 0, { ...later, ...how, nextAttemptMs: now + HOUR });
    }
    await record(store, [makeSighting({ errorId: 'fresh' })], always);
    const gathered = await store.gatherDigests(now + HOUR, now + HOUR);
    assert.deepEqual(gathered, { digests: 2, letters: 2 });

    const [lost] = await store.claimLetters(now + HOUR, 0, 1);
    await store.settleLetter(lost?.id ?? 0, { ...later, unseen: true });
    await store.gatherDigests(now + HOUR, now + HOUR);
    assert.equal((await store.claimLetters(now + HOUR, 0, 1))[0]?.id, lost?.id, 'once is enough');
  });

  walk(
    'queues one letter about a week, also across a restart and in another time zone',
    async (store, context) => {
      const recipients = ['team@x.test', 'lead@x.test'];
      assert.equal(await store.addWeekLetter(WEEK, recipients, WEEK + HOUR), 1);
      assert.equal(await store.addWeekLetter(WEEK, recipients, WEEK + HOUR), 0);
      const [letter] = await store.claimLetters(WEEK + HOUR, HOUR, 10);
      assert.deepEqual([letter?.kind, letter?.weekMs, letter?.recipients], ['week', WEEK, recipients]);
      await store.settleLetter(letter?.id ?? 0, { is: 'sent', atMs: WEEK + HOUR });
      await store.close();
      const reopened = await open(context, 'store');
      context.after(() => reopened.close());
      assert.equal(await reopened.addWeekLetter(WEEK + 9 * HOUR, recipients, WEEK + 2 * HOUR), 0);
      assert.equal(await reopened.addWeekLetter(WEEK + 7 * 24 * HOUR, recipients, WEEK + 2 * HOUR), 1);
    },
  );

  walk('queues a notice with the ending that caused it, each of its items once', async (store) => {
    const now = WEEK + 2 * HOUR;
    const failed = { is: 'failed', atMs: now, because: '550' } as const;
    const tell = async (errorId: string, ...told: readonly string[]) => {
      await record(store, [makeSighting({ errorId })], always);
      const [letter] = await store.claimLetters(now, HOUR, 1);
      const items = told.map((key) => ({ key, title: `title of ${key}`, text: `text of ${key}` }));
      const notice = { recipients: ['care@x.test'], weekMs: WEEK, atMs: now, items };
      return (await store.settleLetter(letter?.id ?? 0, failed, notice)).notices;
    };
    assert.equal(await tell('e1', 'a'), 1);
    const [first] = await store.claimLetters(now, HOUR, 1);
    assert.deepEqual([first?.kind, first?.recipients], ['notice', ['care@x.test']]);
    assert.deepEqual(await store.readNotice(first?.id ?? 0), [
      { key: 'a', title: 'title of a', text: 'text of a' },
    ]);
    assert.equal(await tell('e2', 'a'), 0);
    assert.equal(await tell('e3', 'a', 'b'), 1);
    const [second] = await store.claimLetters(now, 0, 1);
    assert.deepEqual(
      (await store.readNotice(second?.id ?? 0)).map(({ key }) => key),
      ['b'],
    );
    await store.forgetWeeks(WEEK + 168 * HOUR);
    assert.equal(await tell('e4', 'a'), 1, 'after the retention it is told again');
  });

  walk('queues a notice about nothing that was mailed, each of its items once', async (store) => {
    const now = WEEK + 2 * HOUR;
    const add = (...told: readonly string[]) => {
      const items = told.map((key) => ({ key, title: 'a title', text: 'a text' }));
      return store.addNotice({ recipients: ['care@x.test'], weekMs: WEEK, atMs: now, items });
    };
    assert.deepEqual([await add('a'), await add('a', 'b'), await add('b')], [1, 0, 0]);
    const letters = await store.claimLetters(now, HOUR, 9);
    assert.equal(letters.length, 1);
    const items = await store.readNotice(letters[0]?.id ?? 0);
    assert.deepEqual(
      items.map(({ key }) => key),
      ['a', 'b'],
    );
    assert.equal(await add('c'), 1, 'what was handed out takes no more');
  });

  walk('keeps late exceptions until their error is known, then counts them all', async (store) => {
    const recorded = await store.record(
      { sightings: [], waiting: [makeWaiting(), makeWaiting({ count: 4 })] },
      WEEK,
    );
    assert.deepEqual([recorded.counted, recorded.waiting], [0, 5]);
    await store.record({ sightings: [], waiting: [makeWaiting({ weekMs: WEEK + 168 * HOUR })] }, WEEK);
    assert.equal((await store.stats()).waitingExceptions, 6);
    const subject = { ...makeSighting().subject, terms: always };
    const [due] = await store.dueWaiting(WEEK, 10);
    assert.deepEqual([due?.stackKey, due?.count, due?.reported], ['s1', 5, '{"type":"E"}']);
    assert.equal((await store.stats()).waitingSinceMs, makeWaiting().receivedAtMs);
    const settled = await store.settleWaiting('s1', subject, WEEK + 99 * HOUR);
    assert.deepEqual([settled.counted, settled.dropped, settled.decisions.length], [6, 0, 2]);
    const [letter] = await store.claimLetters(WEEK + 99 * HOUR, HOUR, 1);
    assert.equal(
      letter?.createdAtMs,
      WEEK + 99 * HOUR,
      'decided when the blame came, not when the exception did',
    );
    assert.equal((await listWeek(store, WEEK))[0]?.count, 5);
    assert.equal((await listWeek(store, WEEK + 168 * HOUR))[0]?.count, 1);
    assert.deepEqual(await store.dueWaiting(WEEK, 10), []);
    assert.equal((await store.settleWaiting('s1', subject, WEEK)).counted, 0);
  });

  walk('of what waits under one key the latest report is kept, and the lowest threshold', async (store) => {
    const { seenAtMs } = makeWaiting();
    const wait = (...waiting: readonly Partial<WaitingException>[]) =>
      store.record({ sightings: [], waiting: waiting.map(makeWaiting) }, WEEK);
    await wait({ seenAtMs: seenAtMs + 1, reported: '1' }, { seenAtMs, reported: '0', threshold: 2 });
    await wait({ seenAtMs: seenAtMs + 2, reported: '2', threshold: 5 });
    await wait({ seenAtMs: seenAtMs - 1, reported: '-1' });
    const due = await store.dueWaiting(WEEK, 10);
    assert.deepEqual(
      due.map(({ count, reported, threshold }) => [count, reported, threshold]),
      [[4, '2', 2]],
    );
    const { subject } = makeSighting({ terms: unknown(9) });
    const { decisions } = await store.settleWaiting('s1', subject, WEEK);
    assert.deepEqual(decisions, [{ notify: true, recipients: ['ann@x.test'], header: null }]);
  });

  walk('of one step a mail is due as soon as any occurrence wants it', async (store) => {
    const { seenAtMs } = makeSighting();
    const step = (errorId: string, counts: readonly number[]) =>
      counts.map((count, i) => makeSighting({ errorId, seenAtMs: seenAtMs + i, terms: unknown(count) }));
    const sightings = [...step('e1', [1, 3]), ...step('e2', [3, 1]), ...step('e3', [4, 3])];
    const { decisions } = await store.record({ sightings, waiting: [] }, WEEK);
    assert.deepEqual(
      decisions.map(({ notify }) => notify),
      [true, true, false],
    );
    const told = await store.record({ sightings: step('e3', [9]), waiting: [] }, WEEK);
    assert.equal(told.decisions[0]?.notify, false, 'each step has its own');
  });

  walk('late exceptions can be put off and dropped', async (store) => {
    await store.record({ sightings: [], waiting: [makeWaiting({ dedupeKey: 'late' })] }, WEEK);
    await store.postponeWaiting('s1', WEEK + HOUR);
    assert.deepEqual(await store.dueWaiting(WEEK, 10), []);
    assert.equal((await store.dueWaiting(WEEK + HOUR, 10))[0]?.attempts, 1);
    await store.hastenWaiting();
    assert.equal((await store.dueWaiting(WEEK, 10))[0]?.attempts, 0);
    const settled = await store.settleWaiting('s1', null, WEEK);
    assert.deepEqual(settled, { counted: 0, beyond: 0, dropped: 1, decisions: [] });
    assert.deepEqual(await listWeek(store, WEEK), []);
    const resent = await record(store, [makeSighting({ dedupeKey: 'late' })]);
    assert.equal(resent.duplicates, 1, 'a late exception sent again is a duplicate too');
  });

  walk('finds an error by its id or by its line, in its week or the nearest before', async (store) => {
    await record(store, [
      makeSighting({ occurrence: 'old' }),
      makeSighting({ errorId: 'e2', line: 9, function: null }),
    ]);
    await record(store, [makeSighting({ weekMs: WEEK + 168 * HOUR, occurrence: 'new' })]);
    const later = WEEK + 999 * HOUR;
    const find = async (query: object, weekMs = later) =>
      (await store.findErrorWeek({ weekMs, ...query }))?.occurrence;
    assert.equal(await find({ errorId: 'e1' }), 'new');
    assert.equal(await find({ errorId: 'e1' }, WEEK), 'old');
    assert.equal(
      await find({ path: 'src/cart.js', function: 'total', line: 7, code: 'return sum(items);' }),
      'new',
    );
    assert.equal((await store.findErrorWeek({ weekMs: later, path: 'src/cart.js', line: 9 }))?.errorId, 'e2');
    assert.equal(await find({ errorId: 'none' }), undefined);
    assert.equal(await find({ path: 'src/cart.js', line: 8 }), undefined);
    assert.equal(await find({ errorId: 'e1' }, WEEK - HOUR), undefined);
  });

  walk('forgets weeks beyond retention', async (store) => {
    await record(store, [makeSighting({ errorId: 'old' })], always);
    await record(store, [makeSighting({ weekMs: WEEK + 168 * HOUR })]);
    await store.forgetWeeks(WEEK + 168 * HOUR);
    assert.deepEqual(await listWeek(store, WEEK), []);
    assert.equal(await store.findErrorWeek({ weekMs: WEEK, errorId: 'old' }), null);
    assert.equal((await listWeek(store, WEEK + 168 * HOUR)).length, 1);
    assert.deepEqual(await store.claimLetters(WEEK + 999 * HOUR, 0, 10), []);
  });

  walk('forgets a week with many errors, and nothing of the others', async (store) => {
    const many = Array.from({ length: 1_200 }, (_, i) => makeSighting({ errorId: `e${i}` }));
    await record(store, many);
    const later = { errorId: 'e7', weekMs: WEEK + 168 * HOUR };
    await record(store, [makeSighting(later)], always);
    await store.forgetWeeks(WEEK + 168 * HOUR);
    assert.deepEqual(await listWeek(store, WEEK), []);
    assert.equal((await listWeek(store, WEEK + 168 * HOUR)).length, 1);
    const { decisions } = await record(store, [makeSighting(later)], always);
    assert.deepEqual(decisions, [{ notify: false, reason: 'mailed less than 5 minutes ago' }]);
  });

  walk('what is asked before closing is answered, and nothing after', async (store) => {
    const recorded = Array.from({ length: 20 }, (_, i) =>
      record(store, [makeSighting({ errorId: `e${i}` })]),
    );
    const closing = store.close();
    assert.equal((await Promise.all(recorded)).length, 20);
    await closing;
    await assert.rejects(record(store, [makeSighting()]), { name: 'StoreUnavailable' });
    await assert.rejects(listWeek(store, WEEK), { name: 'StoreUnavailable' });
  });

  walk('remembers what git said of lines, the latest of them', async (store, context) => {
    assert.equal(await store.findBlame('a'), null);
    for (const [i, key] of ['a', 'b', 'c'].entries()) await store.keepBlame(key, `{"n":${i}}`, WEEK + i);
    await store.keepBlame('a', '{"n":"anew"}', WEEK + 9);
    await store.forgetBlames(2);
    await store.close();
    const again = await open(context, 'store');
    assert.equal(await again.findBlame('a'), '{"n":"anew"}');
    assert.equal(await again.findBlame('b'), null);
    assert.equal(await again.findBlame('c'), '{"n":2}');
    await again.close();
  });
}
