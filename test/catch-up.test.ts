import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createAggregator } from '../src/aggregate/aggregate.ts';
import type { Verdict } from '../src/blame/remember-verdicts.ts';
import { createCatchUp } from '../src/catch-up.ts';
import { GitFailure } from '../src/git/git-failure.ts';
import { createOutcomes } from '../src/outcome.ts';
import { createParser, type ParsedException } from '../src/parse/parse-exception.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { eventually } from './helpers/eventually.ts';
import { SILENT } from './helpers/mail-terms.ts';
import { createManualClock } from './helpers/manual-clock.ts';
import { REPORTED } from './helpers/reported.ts';
import { SILENT_LOG } from './helpers/silent-log.ts';
import { makeTemporaryDirectory } from './helpers/temporary-directory.ts';

const HOUR = 3_600_000;
const NOBODY: Verdict = { unblamed: 'git gave no answer' };

type Git = {
  /** Tells every try; what it answers is the verdict. */
  readonly judge: (name: string) => Promise<Verdict>;
  readonly answersLately?: boolean;
};

/** A store, kept in `dir`, in which these exceptions wait, and who takes them on. */
async function open(dir: string, names: readonly string[], { judge, answersLately = true }: Git) {
  const clock = createManualClock(HOUR);
  const outcomes = createOutcomes();
  const store = await openSqliteStore({
    path: join(dir, 'flawless.sqlite'),
    log: SILENT_LOG,
    now: clock.now,
  });
  const needs = { store, outcomes, setTerms: () => SILENT, threshold: 3, warnOfBeyond: () => assert.fail() };
  const aggregator = createAggregator({ ...needs, timezone: 'UTC', now: clock.now });
  const parse = createParser();
  const judged = names.map((service) => ({ parsed: parse({ ...REPORTED, service }), blamed: null }));
  await aggregator.count(judged, HOUR);
  const catchUp = createCatchUp({
    store,
    parse,
    verdicts: { of: ({ reported }: ParsedException) => judge(reported.service) },
    answersLately: () => answersLately,
    giveUp: async () => NOBODY,
    settleWaiting: aggregator.settleWaiting,
    notify: () => undefined,
    outcomes,
    log: SILENT_LOG,
    now: clock.now,
    schedule: clock.schedule,
  });
  const waits = async () => (await store.stats()).waitingExceptions;
  const close = async () => {
    await catchUp.close();
    await store.close();
  };
  return { catchUp, clock, outcomes, waits, close };
}

/** Lets time pass until so many tries were made. */
async function passTries(clock: ReturnType<typeof createManualClock>, tries: () => number, count: number) {
  await eventually(`${count} tries`, () => {
    if (tries() >= count) return true;
    clock.advance(HOUR);
    return false;
  });
}

test('what git fails on for a day is given up, counted by its name, also across a restart', async (context) => {
  const dir = makeTemporaryDirectory(context);
  let tries = 0;
  const judge = () => {
    tries += 1;
    return Promise.reject(new GitFailure('too slow'));
  };
  const before = await open(dir, ['a'], { judge });
  await passTries(before.clock, () => tries, 20);
  assert.equal(await before.waits(), 1, 'not yet');
  await before.close();

  const after = await open(dir, [], { judge });
  await passTries(after.clock, () => tries, 33);
  await eventually('the end', async () => (await after.waits()) === 0);
  assert.equal(after.outcomes.totals()['exceptions_unblamed{git gave no answer}'], 1);
  await after.close();
});

test('a git that is down is waited for longer', async (context) => {
  let tries = 0;
  const judge = () => {
    tries += 1;
    return tries > 60
      ? Promise.resolve<Verdict>({ unblamed: 'no line of ours' })
      : Promise.reject(new GitFailure('no'));
  };
  const { clock, outcomes, waits, close } = await open(makeTemporaryDirectory(context), ['a'], {
    judge,
    answersLately: false,
  });
  await passTries(clock, () => tries, 61);
  await eventually('the verdict', async () => (await waits()) === 0);
  assert.equal(outcomes.totals()['exceptions_unblamed{no line of ours}'], 1);
  await close();
});

test('the slowest keeps no other waiting, and no more are taken on than git may be asked', async (context) => {
  const names = Array.from({ length: 70 }, (_, i) => `service ${i}`);
  const stuck = new Map<string, () => void>();
  let most = 0;
  let running = 0;
  const judge = async (name: string): Promise<Verdict> => {
    most = Math.max(most, ++running);
    if (stuck.size < 3) await new Promise<void>((resolve) => stuck.set(name, resolve));
    else await nextTurn();
    running -= 1;
    return { unblamed: 'no line of ours' };
  };
  const { catchUp, clock, waits, close } = await open(makeTemporaryDirectory(context), names, { judge });
  clock.advance(0);
  catchUp.wake();
  await eventually('all others', async () => (await waits()) === 3);
  assert.equal(most, 20);
  for (const free of stuck.values()) free();
  await eventually('all', async () => (await waits()) === 0);
  await close();
});
