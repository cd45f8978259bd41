import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHealthCheck, type HealthNeeds } from '../src/check-health.ts';
import { createOutcomes } from '../src/outcome.ts';

const NOW = Date.UTC(2026, 10, 18, 12);

const STATS = {
  waitingExceptions: 0,
  waitingSinceMs: null,
  waitingIsFull: false,
  lettersQueued: 0,
  lettersFailed: 0,
  oldestLetterMs: null,
  lettersDeferred: 0,
  lastLetterFailure: null,
  seenKeys: 0,
  seenLimit: 1_000_000,
  seenSinceMs: null,
  seenForgottenEarly: 0,
  seenLostMs: null,
  hourFullMs: null,
  failedLately: { letters: 0, because: null },
};

const SPOOL = { count: 0, bytes: 0, maxBytes: 1_000, oldestAgeMs: null, setAside: 0 };

function makeNeeds(change: Partial<HealthNeeds> = {}): HealthNeeds {
  return {
    store: { stats: async () => STATS },
    forwarder: { stats: () => ({ upstream: 'answering', failure: null, spool: SPOOL }) },
    housekeeping: { fetchFailure: () => null },
    repositories: { states: () => new Map() },
    judge: { failure: () => null },
    ruleWatch: { problems: () => [] },
    configFile: { path: 'flawless.yaml', hasChanged: async () => false },
    receiver: { bytesInFlight: () => 0 },
    setAside: () => [],
    refusing: () => null,
    outcomes: createOutcomes(),
    config: { timezone: 'UTC' },
    now: () => NOW,
    ...change,
  };
}

const failing = (spool: Partial<typeof SPOOL>) => ({
  stats: () => ({ upstream: 'failing' as const, failure: '503', spool: { ...SPOOL, ...spool } }),
});

/** What goes wrong, and what is said of it. */
const WRONG: readonly (readonly [title: string, change: Partial<HealthNeeds>, problem: RegExp])[] = [
  [
    'a refusal',
    { refusing: () => 'the disk is full' },
    /^Requests are answered 503, .*: the disk is full\.$/,
  ],
  [
    'a mistake in a rule file',
    { ruleWatch: { problems: () => [{ problem: 'a.yaml:1:1: no', sinceMs: NOW }] } },
    /^Rules: a\.yaml:1:1: no \(since 2026-11-18T12:00:00\.000Z; until it is mended/,
  ],
  [
    'options that were changed since the start',
    { configFile: { path: 'flawless.yaml', hasChanged: async () => true } },
    /^Options: flawless\.yaml has changed since the start; restart/,
  ],
  [
    'mail that is put off',
    { store: { stats: async () => ({ ...STATS, lettersDeferred: 3, lastLetterFailure: 'no route' }) } },
    /^Mail: 3 wait for another try, because: no route$/,
  ],
  [
    'mail that was given up since the week began',
    {
      store: {
        stats: async (sinceMs) => ({
          ...STATS,
          failedLately: { letters: sinceMs === Date.UTC(2026, 10, 15) ? 2 : 9, because: '550 no' },
        }),
      },
    },
    /^Mail: 2 given up this week, the last because: 550 no$/,
  ],
  [
    'mail that is late',
    { store: { stats: async () => ({ ...STATS, oldestLetterMs: NOW - 660_000 }) } },
    /^Mail: the oldest mail has been waiting for more than 10 minutes/,
  ],
  [
    'exceptions whose blame is late',
    { store: { stats: async () => ({ ...STATS, waitingExceptions: 7, waitingSinceMs: NOW - 300_000 }) } },
    /^Blame: 7 exceptions wait for it, the oldest since 2026-11-18T11:55:00\.000Z\. See whether git answers\.$/,
  ],
  [
    'exceptions that find no room to wait',
    {
      store: {
        stats: async () => ({ ...STATS, waitingExceptions: 7, waitingSinceMs: NOW, waitingIsFull: true }),
      },
    },
    /^Blame: 7 exceptions wait for it, and there is room for no new ones/,
  ],
  [
    'occurrences that were forgotten within their window',
    { store: { stats: async () => ({ ...STATS, seenForgottenEarly: 5, seenLostMs: NOW - 150_000 }) } },
    /^Counting: so many exceptions arrive that copies of one are recognised for 2 minutes instead of 15/,
  ],
  [
    'a store that cannot be read',
    { store: { stats: () => Promise.reject(new Error('unable to open database file')) } },
    /^Store: it cannot be read, so that nothing is counted and no mail is sent: unable to open database file$/,
  ],
  [
    'a remote that does not answer',
    { housekeeping: { fetchFailure: () => ({ reason: 'no such host', sinceMs: NOW }) } },
    /^Repository: fetching has failed since 2026-11-18T12:00:00\.000Z: no such host$/,
  ],
  [
    'an upstream that is down',
    { forwarder: failing({ count: 7 }) },
    /does not take batches \(503\); 7 are waiting/,
  ],
];

test('is well when nothing is wrong', async () => {
  const { ok, problems } = await createHealthCheck(makeNeeds())();
  assert.deepEqual([ok, problems], [true, []]);
});

test('blame that is late for a moment is no problem', async () => {
  const store = { stats: async () => ({ ...STATS, waitingExceptions: 7, waitingSinceMs: NOW - 299_000 }) };
  assert.deepEqual((await createHealthCheck(makeNeeds({ store }))()).problems, []);
});

test('what was forgotten early is no problem once its window is over', async () => {
  const store = { stats: async () => ({ ...STATS, seenForgottenEarly: 5, seenLostMs: NOW - 900_000 }) };
  assert.deepEqual((await createHealthCheck(makeNeeds({ store }))()).problems, []);
});

test('shows the rest when the store cannot be read, nor its directory', async () => {
  const outcomes = createOutcomes();
  outcomes.settle('requests', 3);
  const needs = makeNeeds({
    store: { stats: () => Promise.reject(new Error('gone')) },
    setAside: () => assert.fail(),
    outcomes,
  });
  const { problems, facts, outcomes: totals } = await createHealthCheck(needs)();
  assert.deepEqual([problems.length, facts['upstream'], totals], [1, 'answering', { requests: 3 }]);
});

for (const [title, change, problem] of WRONG)
  test(`tells of ${title}`, async () => {
    const { ok, problems } = await createHealthCheck(makeNeeds(change))();
    assert.deepEqual([ok, problems.length], [false, 1]);
    assert.match(problems[0] ?? '', problem);
  });

test('tells that the spool is nearly full while there is time to mend it', async () => {
  for (const [bytes, told] of [
    [799, false],
    [800, true],
    [1_000, true],
  ] as const) {
    const { problems } = await createHealthCheck(makeNeeds({ forwarder: failing({ bytes }) }))();
    assert.equal(
      problems.some((problem) => /^Spool: it is \d+ % full/.test(problem)),
      told,
      String(bytes),
    );
  }
  const none = await createHealthCheck(makeNeeds({ forwarder: failing({ maxBytes: 0 }) }))();
  assert.ok(!none.problems.some((problem) => problem.startsWith('Spool')));
});

test('says of a mirror when it was fetched, which is not to say that it can be read', async () => {
  const state = {
    kind: 'mirror',
    isMissing: false,
    fetchedAtMs: NOW,
    failure: null,
    cloning: null,
    damage: 'index file x.idx is too small',
  } as const;
  const check = createHealthCheck(makeNeeds({ repositories: { states: () => new Map([['shop', state]]) } }));
  const { facts, problems } = await check();
  assert.equal(facts['repository shop'], 'mirror, damaged, last fetched at 2026-11-18T12:00:00.000Z');
  assert.match(problems.join(), /the mirror of shop is damaged and is cloned anew: index file/);
});
