import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkInput } from './check-input.ts';
import { scanInputs } from './scan-inputs.ts';
import { makeSeeds } from './seeds.ts';
import { totalOf } from './tally.ts';

const SEED = 1;
const INPUTS = 2500;

test('reads, enriches and splits damaged requests without a fault', () => {
  const { tally, failed } = scanInputs(makeSeeds(), SEED, {
    from: 0,
    step: 1,
    goOn: (index) => index < INPUTS,
  });
  const { input, problem } = failed ?? {};
  assert.equal(
    failed,
    null,
    `input ${input?.index} of seed ${SEED}, ${input?.mutations.join(', ')}: ${problem}`,
  );
  assert.equal(totalOf(tally), INPUTS);
  const endings = new Set(Object.values(tally).flatMap((row) => Object.keys(row)));
  assert.deepEqual([...endings].toSorted(), ['exceptions', 'malformed', 'quiet', 'rejected items']);
});

test('begins with requests that are valid', () => {
  for (const seed of makeSeeds()) {
    const isLookedInto = seed.signal === 'traces' || seed.signal === 'logs';
    const expected = isLookedInto && !seed.name.startsWith('quiet') ? 'exceptions' : 'quiet';
    assert.deepEqual(checkInput(seed), { ending: expected }, seed.name);
  }
});
