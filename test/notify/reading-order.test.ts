import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { LocatedThrow } from '../../src/locate/place-frames.ts';
import { foldTrace } from '../../src/notify/fold-trace.ts';
import { scaleLimits } from '../../src/notify/limits.ts';
import { parseStack } from '../../src/parse/parse-stack.ts';
import type { ThrownException } from '../../src/parse/stack.ts';
import { makeOccurrence } from './samples.ts';

const STACKS = new URL('../fixtures/stacks/', import.meta.url);
const LIMITS = { ...scaleLimits(1), exceptions: 100, traceRows: 10_000 };

/** What SDKs send, and what the runtimes themselves print of chains. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  python: ['sdk_otel_span', 'sdk_otel_log', 'python313_causes', 'library', 'pool'],
  java: ['otel_causes', 'otel_suppressed', 'causes', 'suppressed', 'scala', 'executor'],
  javascript: ['node20_awaits', 'promises', 'safari', 'firefox_async', 'bundlers', 'paths'],
};

for (const [language, names] of Object.entries(FILES))
  test(`frames of ${language} stand in a mail in the order in which the service sent them`, () => {
    const directory = new URL(`${language}/`, STACKS);
    for (const file of names.map((name) => `${name}.txt`)) {
      const stacktrace = readFileSync(new URL(file, directory), 'utf8');
      const exceptions = parseStack(stacktrace, { language }).exceptions.map(toLocated);
      const reported = { ...makeOccurrence().reported, stacktrace, language };
      const { blocks } = foldTrace(makeOccurrence({ reported, exceptions }), LIMITS);
      const shown = blocks.flatMap(({ rows }) =>
        rows.flatMap((row) => (row.is === 'ours' ? [row.place] : [])),
      );
      assert.ok(shown.length > 1, file);
      assertInOrder(shown, stacktrace, file);
    }
  });

/** As if every frame were ours. */
function toLocated(thrown: ThrownException): LocatedThrow {
  const frames = thrown.frames.map((frame) => ({
    ...frame,
    place: { where: 'ours', agreement: 'whole', path: frame.file ?? 'x' } as const,
  }));
  return { ...thrown, frames };
}

function assertInOrder(places: readonly string[], stacktrace: string, file: string): void {
  let from = 0;
  for (const place of places) {
    const [, line] = /:(\d+)$/.exec(place) ?? [];
    if (line === undefined) continue;
    const found = stacktrace.slice(from).search(new RegExp(`(?:line |:)${line}(?!\\d)`));
    assert.notEqual(found, -1, `${file}: ${place} stands too late; ${places.join(' ')}`);
    from += found + 1;
  }
}
