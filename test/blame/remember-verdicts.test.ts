import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addReport, rememberVerdicts, type Verdict } from '../../src/blame/remember-verdicts.ts';
import type { LocatedThrow } from '../../src/locate/place-frames.ts';
import { createParser, type ParsedException } from '../../src/parse/parse-exception.ts';
import { makeBlamed } from '../helpers/make-blamed.ts';

const { reported: REPORTED } = makeBlamed();

const parse = createParser();

/** A cause with a line of ours, below a wrapper with none. */
function report(nth: number, line = 1): ParsedException {
  const inner = `\tat shop.Cart.total(Cart.java:${line})`;
  const message = `order ${nth}`;
  const stacktrace = `web.Failed: request ${nth}\n\tat web.Server.run(Server.java:9)\nCaused by: shop.Gone: ${message}\n${inner}\n`;
  return parse({ ...REPORTED, language: 'java', type: 'web.Failed', message: `request ${nth}`, stacktrace });
}

/** Blames the cause, as the walk would. */
function blame({ reported, exceptions }: ParsedException, code = 'return x.y;'): Verdict {
  const chain: readonly LocatedThrow[] = exceptions.map((one) => ({
    ...one,
    frames: one.frames.map((frame) => ({
      ...frame,
      place:
        one.type === 'shop.Gone'
          ? { where: 'ours', path: 'src/cart.js', agreement: 'whole', code }
          : { where: 'library', path: 'server' },
    })),
  }));
  const { type, message } = exceptions.at(-1) ?? { type: '', message: '' };
  return makeBlamed({ reported, exceptions: chain, thrown: { type, message } });
}

function makeVerdicts(code?: string) {
  const judged: ParsedException[] = [];
  const verdicts = rememberVerdicts({
    judge: async (parsed) => {
      judged.push(parsed);
      return blame(parsed, code);
    },
    rulesVersion: () => 1,
    fetchedAtMs: () => 0,
  });
  return { ...verdicts, judged };
}

test('a storm whose messages differ is judged once, and each occurrence says what it said', async () => {
  const verdicts = makeVerdicts();
  await verdicts.of(report(1));
  for (let nth = 2; nth <= 50; nth++) {
    const parsed = report(nth);
    const verdict = verdicts.recall(parsed);
    assert.deepEqual(verdict, blame(parsed));
    assert.deepEqual(await verdicts.of(parsed), blame(parsed));
  }
  assert.equal(verdicts.judged.length, 1);
});

test('occurrences that come while the verdict is made wait for the same one', async () => {
  const verdicts = makeVerdicts();
  const all = [1, 2, 3].map((nth) => verdicts.of(report(nth)));
  assert.deepEqual([verdicts.isMaking(report(4)), verdicts.inFlight()], [true, 1]);
  const made = await Promise.all(all);
  assert.deepEqual(
    made.map((verdict) => 'thrown' in verdict && verdict.thrown.message),
    ['order 1', 'order 2', 'order 3'],
  );
  assert.equal(verdicts.judged.length, 1);
});

test('who waits without holding on to the report is told the same', async () => {
  const verdicts = makeVerdicts();
  const begun = verdicts.begin(report(1));
  const [one, other] = await Promise.all([begun, verdicts.begin(report(2))]);
  assert.equal(one, other);
  assert.deepEqual(addReport(one, report(1)), blame(report(1)));
  assert.deepEqual(addReport(await verdicts.begin(report(3)), report(3)), blame(report(3)));
  assert.equal(verdicts.judged.length, 1);
});

test('what is remembered is bounded by what it takes: the oldest go first', async () => {
  const line = 'x'.repeat(4 * 1024 * 1024);
  const verdicts = makeVerdicts(line);
  const reports = Array.from({ length: 17 }, (_, i) => report(1, i + 1));
  for (const parsed of reports) await verdicts.of(parsed);
  const left = reports.map((parsed) => verdicts.recall(parsed) !== null);
  assert.deepEqual([left.indexOf(true), left.lastIndexOf(false)], [2, 1], '15 of 4 MB each fit into 64');
});
