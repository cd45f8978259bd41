import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { parseStack } from '../../src/parse/parse-stack.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { assertSameChain, assertSamePrograms, isOurs } from './goldens/compare-traces.ts';
import type { FoundRuntime } from './goldens/find-runtime.ts';
import type { Generator } from './goldens/generator.ts';
import { GENERATORS } from './goldens/generators.ts';
import { keepTraces, listGoldens, readGolden, readMadeWith, type Traces } from './goldens/golden-files.ts';
import { provideRuntime, regenerate } from './goldens/regenerate.ts';

const UPDATE = process.env['UPDATE_GOLDENS'] === '1';
const BY_HAND = 'by hand';
const NOTHING = { version: '', traces: [] };
const regenerated = new Set<string>();

for (const [name, generator] of Object.entries(GENERATORS))
  test(`what ${name} prints is read as it was reviewed`, async (t) => {
    const made = readMadeWith()[name] ?? NOTHING;
    const runtime = await provideRuntime(generator, made.version);
    if (runtime === undefined) return skip(t, generator);
    const traces = await regenerate(generator, runtime, makeTemporaryDirectory(t));
    if (UPDATE) return keepTraces(name, runtime.version, traces);
    assert.deepEqual([...traces.keys()], made.traces, 'what is printed is what is committed');
    const isSame = runtime.version !== '' && runtime.version === made.version;
    if (!isSame) t.diagnostic(tellDifference(runtime, made.version));
    await compare(t, traces, isSame ? assertSameChain : assertPrograms(generator));
  });

test('every golden is printed by one generator or written by hand', () => {
  const made = readMadeWith();
  const names = Object.values(made).flatMap(({ traces }) => traces);
  assert.deepEqual(names.toSorted(), listGoldens());
  assert.deepEqual(new Set(Object.keys(made)), new Set([...Object.keys(GENERATORS), BY_HAND]));
});

test('every generator tells the frames of its programs from others', () => {
  const made = readMadeWith();
  for (const [name, { ours }] of Object.entries(GENERATORS)) {
    const frames = (made[name] ?? NOTHING).traces.flatMap(readGolden).flatMap((thrown) => thrown.frames);
    assert.ok(
      frames.some((frame) => isOurs(frame, ours)),
      name,
    );
  }
});

test('tells how many goldens were regenerated', (t) => {
  const byHand = new Set(readMadeWith()[BY_HAND]?.traces);
  const languages = Map.groupBy(listGoldens(), (name) => name.split('/')[0]);
  for (const [language, names] of languages) {
    const count = (set: ReadonlySet<string>): number => names.filter((name) => set.has(name)).length;
    const [done, hand] = [count(regenerated), count(byHand)];
    const left = names.length - done - hand;
    t.diagnostic(`${language}: ${done} regenerated, ${hand} by hand, ${left} not this time`);
  }
});

function skip(t: TestContext, { ifMissing, required = false }: Generator): void {
  assert.ok(!required, ifMissing);
  t.skip(ifMissing);
}

function tellDifference({ command, version }: FoundRuntime, wanted: string): string {
  const difference = version === '' ? 'does not tell its version' : `is ${version}, not ${wanted}`;
  return `${command} ${difference}: types, relations and the frames of our programs are compared`;
}

type Compare = typeof assertSameChain;

function assertPrograms({ ours }: Generator): Compare {
  return (read, golden) => assertSamePrograms(read, golden, ours);
}

async function compare(t: TestContext, traces: Traces, assertEqual: Compare): Promise<void> {
  for (const [name, text] of traces)
    await t.test(name, () => {
      const [language] = name.split('/');
      assertEqual(parseStack(text, { language }).exceptions, readGolden(name));
      regenerated.add(name);
    });
}
