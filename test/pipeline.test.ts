import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Judged } from '../src/aggregate/make-entry.ts';
import type { Verdict } from '../src/blame/remember-verdicts.ts';
import { rememberVerdicts } from '../src/blame/remember-verdicts.ts';
import { createExtractor } from '../src/extract/extract-exceptions.ts';
import type { Findings } from '../src/forward/outgoing.ts';
import { GitFailure } from '../src/git/git-failure.ts';
import { MAX_MATCHES } from '../src/otlp/limits.ts';
import { createOutcomes } from '../src/outcome.ts';
import { createParser } from '../src/parse/parse-exception.ts';
import { createJudge, createPipeline } from '../src/pipeline.ts';
import type { Batch } from '../src/receive/batch.ts';
import { Unavailable } from '../src/unavailable.ts';
import { createWeightLimit, TooMuchAtOnce } from '../src/weight-limit.ts';
import { SILENT_LOG } from './helpers/silent-log.ts';
import { makeBlamed } from './helpers/make-blamed.ts';
import { createManualClock } from './helpers/manual-clock.ts';

const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });

function makeBatch(types: readonly string[], otherSpans: readonly object[] = []): Batch {
  const events = types.map((type) => ({
    attributes: [attribute('exception.type', type), attribute('exception.message', 'm')],
  }));
  const request = { resourceSpans: [{ scopeSpans: [{ spans: [{ name: 's', events }, ...otherSpans] }] }] };
  const bytes = Buffer.from(JSON.stringify(request));
  return {
    signal: 'traces',
    encoding: 'json',
    bytes,
    received: { bytes, contentEncoding: 'identity' },
    receivedAtMs: 1,
    hops: [],
  };
}

type Changes = {
  readonly checkRoom: () => void;
  readonly letters: number;
  readonly maxWeight: number;
  readonly fetchedAtMs: () => number;
};

function makePipeline(
  judge: () => Promise<Verdict>,
  maxVerdictsInFlight = 10,
  change: Partial<Changes> = {},
) {
  const seen = { judged: [] as Judged[], forwarded: 0, findings: [] as Findings[], woken: 0, notified: 0 };
  const outcomes = createOutcomes();
  const clock = createManualClock(0);
  const verdicts = rememberVerdicts({
    judge,
    rulesVersion: () => 1,
    fetchedAtMs: change.fetchedAtMs ?? (() => 0),
  });
  const pipeline = createPipeline({
    rooms: {
      checkRoom: change.checkRoom ?? (() => undefined),
      extract: createExtractor({ ownInstanceId: 'self' }),
      parse: createParser(),
      verdicts,
      aggregate: async (judged) => {
        seen.judged.push(...judged);
        return change.letters ?? 0;
      },
      notify: () => void (seen.notified += 1),
      catchUp: () => void (seen.woken += 1),
      describe: () => ({}),
      forward: async (_, findings) => {
        seen.forwarded += 1;
        seen.findings.push(findings);
        return 'accepted';
      },
    },
    outcomes,
    schedule: clock.schedule,
    weightLimit: createWeightLimit(change.maxWeight ?? 1e6),
    enrichTimeoutMs: 1_000,
    maxVerdictsInFlight,
  });
  return { ...pipeline, seen, outcomes, clock };
}

test('a verdict that takes too long is late: the exception waits in the store, the batch goes on', async () => {
  const { promise, resolve } = Promise.withResolvers<Verdict>();
  const { accept, seen, clock } = makePipeline(() => promise);
  const accepted = accept(makeBatch(['slow']));
  await clock.waitForTimer();
  clock.advance(1_000);
  await accepted;
  assert.deepEqual([seen.judged.length, seen.judged[0]?.blamed, seen.forwarded, seen.woken], [1, null, 1, 1]);
  resolve({ unblamed: 'no line of ours' });
});

test('while git fails every exception is late', async () => {
  const { accept, seen, outcomes } = makePipeline(() => Promise.reject(new GitFailure('gone')));
  await accept(makeBatch(['a', 'b']));
  assert.deepEqual([seen.judged.map(({ blamed }) => blamed), seen.woken], [[null, null], 1]);
  const totals = { batches_received: 1, exceptions_received: 2, spans_received: 1 };
  assert.deepEqual(outcomes.totals(), totals, 'they have not ended yet');
});

test('when too many verdicts are being made, a new trace is late at once, and a known one is not', async () => {
  const verdicts = [
    Promise.resolve<Verdict>({ unblamed: 'no line of ours' }),
    new Promise<Verdict>(() => undefined),
  ];
  const { accept, seen, outcomes, clock } = makePipeline(
    () => verdicts.shift() ?? Promise.reject(new Error('third')),
    1,
  );
  await accept(makeBatch(['known']));
  const slow = accept(makeBatch(['slow']));
  await clock.waitForTimer();
  await accept(makeBatch(['new']));
  await accept(makeBatch(['known']));
  assert.deepEqual([seen.judged.length, seen.woken], [1, 1], 'only the new one waits');
  assert.equal(outcomes.totals()['exceptions_unblamed{no line of ours}'], 2);
  clock.advance(1_000);
  await slow;
});

test('a span that is not valid is cut out and counted apart', async () => {
  const { accept, seen, outcomes } = makePipeline(async () => ({ unblamed: 'no line of ours' }));
  const invalid = { attributes: [attribute('exception.type', 'E'), 5] };
  assert.deepEqual(await accept(makeBatch(['x'], [invalid, {}])), { rejectedItems: 1, overlookedItems: 0 });
  assert.deepEqual([seen.findings[0]?.itemCount, seen.findings[0]?.rejected.length], [2, 1]);
  const { spans_received, spans_rejected, exceptions_received } = outcomes.totals();
  assert.deepEqual([spans_received, spans_rejected, exceptions_received], [3, 1, 1]);
});

test('a span with more exceptions than are looked at travels on, and is counted as ignored', async () => {
  const { accept, seen, outcomes } = makePipeline(async () => ({ unblamed: 'no line of ours' }));
  const batch = makeBatch(Array<string>(MAX_MATCHES + 1).fill('x'));
  assert.deepEqual(await accept(batch), { rejectedItems: 0, overlookedItems: 1 });
  assert.deepEqual(seen.findings, [{ additions: [], rejected: [], itemCount: 1 }]);
  assert.deepEqual(outcomes.totals(), {
    batches_received: 1,
    'exceptions_ignored{too many in one request}': 1,
    exceptions_received: 1,
    spans_received: 1,
  });
});

function checkRoom(): never {
  throw new Unavailable('full');
}

test('a batch that could not be forwarded is refused before any of it is counted', async () => {
  const { accept, seen, outcomes } = makePipeline(() => Promise.reject(new Error('asked')), 10, {
    checkRoom,
  });
  await assert.rejects(accept(makeBatch(['x'])), Unavailable);
  assert.deepEqual([seen.judged, seen.forwarded, outcomes.totals()], [[], 0, {}]);
});

test('what does not fit beside others is refused, and let in when they have left', async () => {
  const { promise, resolve } = Promise.withResolvers<Verdict>();
  const { accept, seen } = makePipeline(() => promise, 10, { maxWeight: 1 });
  const first = accept(makeBatch(['x']));
  await assert.rejects(accept(makeBatch(['y'])), TooMuchAtOnce);
  resolve({ unblamed: 'no line of ours' });
  await first;
  await accept(makeBatch(['y']));
  assert.equal(seen.forwarded, 2);
});

for (const [letters, notified] of [
  [0, 0],
  [2, 1],
] as const)
  test(`${letters} letters wake who sends them ${notified} times`, async () => {
    const { accept, seen } = makePipeline(async () => ({ unblamed: 'no line of ours' }), 10, { letters });
    await accept(makeBatch(['x', 'y']));
    assert.equal(seen.notified, notified);
  });

test('a trace is judged once, however many ask for it at the same time', async () => {
  let judged = 0;
  const { accept } = makePipeline(async () => {
    judged += 1;
    return { unblamed: 'no line of ours' };
  });
  await Promise.all([accept(makeBatch(['x', 'x'])), accept(makeBatch(['x']))]);
  await accept(makeBatch(['x']));
  assert.equal(judged, 1);
});

test('a bug in judging ends the exception, not the service', async () => {
  const { judge } = createJudge(
    {
      repositoryOf: () => 'shop',
      isIgnored: () => false,
      locate: () => Promise.reject(new TypeError('bug')),
      blame: () => Promise.reject(new TypeError()),
    },
    { log: SILENT_LOG, now: () => 0 },
  );
  const { accept, outcomes } = makePipeline(() => judge(createParser()({ ...EMPTY })));
  await accept(makeBatch(['x']));
  assert.equal(outcomes.totals()['exceptions_unblamed{internal error}'], 1);
});

test('a verdict from a guessed revision is made anew after a fetch, and no other', async () => {
  for (const [known, expected] of [
    [true, 1],
    [false, 2],
  ] as const) {
    let judged = 0;
    let fetchedAtMs = 1;
    const revision = { commit: 'c'.repeat(40), known, because: '' };
    const { accept } = makePipeline(
      async () => {
        judged += 1;
        return { ...makeBlamed(), revision };
      },
      10,
      { fetchedAtMs: () => fetchedAtMs },
    );
    await accept(makeBatch(['x']));
    await accept(makeBatch(['x']));
    fetchedAtMs = 2;
    await accept(makeBatch(['x']));
    assert.equal(judged, expected);
  }
});

test('a repository that fails is told until it works again, whatever others do', async () => {
  let isBroken = true;
  const { judge, failure } = createJudge(
    {
      repositoryOf: ({ reported }) => reported.service,
      isIgnored: () => false,
      locate: async ({ reported }) => {
        if (isBroken && reported.service === 'cart') throw new GitFailure('no git');
        return { unblamed: 'empty repository' };
      },
      blame: () => Promise.reject(new TypeError()),
    },
    { log: SILENT_LOG, now: () => 42 },
  );
  const parse = createParser();
  await assert.rejects(judge(parse({ ...EMPTY, service: 'cart' })), GitFailure);
  await judge(parse({ ...EMPTY, service: 'search' }));
  assert.deepEqual(failure(), { reason: 'cart: no git', sinceMs: 42 });
  isBroken = false;
  await judge(parse({ ...EMPTY, service: 'cart' }));
  assert.equal(failure(), null);
});

const EMPTY = {
  type: 'E',
  message: '',
  stacktrace: '',
  service: '',
  spanName: '',
  traceId: '',
  spanId: '',
  occurredAtMs: 0,
  count: 1,
  request: {},
};
