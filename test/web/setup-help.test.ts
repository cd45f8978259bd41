import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlamedException } from '../../src/blame/blame-exception.ts';
import type { Verdict } from '../../src/blame/remember-verdicts.ts';
import type { ReportedException } from '../../src/extract/reported-exception.ts';
import { createParser } from '../../src/parse/parse-exception.ts';
import { findShortfalls } from '../../src/web/find-shortfalls.ts';
import { createSetupNotes } from '../../src/web/setup-notes.ts';
import { makeBlamed } from '../helpers/make-blamed.ts';
import { REPORTED } from '../helpers/reported.ts';
import { readText } from './read-page.ts';
import { NOW, openWebWorld } from './web-world.ts';

const parse = createParser();
const STACK = 'Error: x\n    at total (/app/src/cart.js:7:3)';
const BUNDLE = 'Error: x\n    at t (https://shop.test/assets/main.3f2a1bcd.js:1:48211)';
const DOTNET = 'System.Exception: x\n   at Shop.Cart.Total()';
const KNOWN = { commit: 'c'.repeat(40), known: true, because: '' };
const GUESSED = { ...KNOWN, known: false };

type Row = readonly [
  what: string,
  reported: Partial<ReportedException>,
  verdict: Partial<BlamedException> | Exclude<Verdict, BlamedException>,
  found: readonly string[],
];

const ROWS: readonly Row[] = [
  ['nothing of a service that says all', { stacktrace: STACK, revision: 'c' }, {}, []],
  ['nothing of what is ignored', {}, { ignored: 'ignored_exceptions' }, []],
  ['a missing stack trace', { language: 'go' }, {}, ['no stack']],
  ['a missing revision', { stacktrace: STACK }, { revision: GUESSED }, ['no revision']],
  [
    'a revision nobody has',
    { stacktrace: STACK, revision: 'f' },
    { revision: GUESSED },
    ['unknown revision'],
  ],
  ['a bundle without a map', { stacktrace: BUNDLE }, { unblamed: 'no line of ours' }, ['compiled']],
  ['paths that are elsewhere', { stacktrace: STACK }, { unblamed: 'no line of ours' }, ['no line of ours']],
  ['traces without lines', { stacktrace: DOTNET, language: 'dotnet' }, {}, ['no lines']],
  ['no repository', { stacktrace: STACK }, { unblamed: 'no repository for this service' }, ['no repository']],
  ['no name', { stacktrace: STACK, service: 'unknown_service:node' }, {}, ['no name']],
];

for (const [what, reported, verdict, found] of ROWS)
  test(`finds ${what}`, () => {
    const parsed = parse({ ...REPORTED, service: 'shop', ...reported });
    assert.deepEqual(findShortfalls(parsed, decide(parsed, verdict)), found);
  });

function decide(parsed: ReturnType<typeof parse>, verdict: Row[2]): Verdict {
  if ('ignored' in verdict || 'unblamed' in verdict) return verdict;
  return makeBlamed({ ...verdict, reported: parsed.reported, stackless: parsed.stackless });
}

function blame(frames: BlamedException['exceptions'][number]['frames']): BlamedException {
  return makeBlamed({ exceptions: [{ type: 'E', message: '', relation: 'root', frames }] });
}

test('tells a bundled frame that was led to its source from one that was not', () => {
  const parsed = parse({ ...REPORTED, stacktrace: BUNDLE });
  const frame = {
    file: 'src/cart.ts',
    line: 7,
    place: { where: 'ours', path: 'src/cart.ts', agreement: 'whole' },
  } as const;
  const compiled = { file: 'dist/main.js', line: 1, column: 900 };
  assert.deepEqual(findShortfalls(parsed, blame([{ ...frame, compiled }])), []);
  assert.deepEqual(findShortfalls(parsed, blame([{ ...compiled, place: { where: 'nowhere' } }])), [
    'compiled',
  ]);
  assert.deepEqual(
    findShortfalls(parsed, blame([{ ...compiled, place: { where: 'library', path: 'x.js' } }])),
    [],
  );
});

test('tells per service what is missing and how to mend it, until it is mended', async (t) => {
  const setupNotes = createSetupNotes({ now: () => NOW });
  const { base } = await openWebWorld(t, { needs: { setupNotes } });
  const ask = async () => readText(await (await fetch(`${base}/services`)).text());
  assert.match(await ask(), /No exception has come since Flawless was started/);
  const hear = (service: string, reported: Partial<ReportedException>) => {
    const parsed = parse({ ...REPORTED, service, ...reported });
    setupNotes.note(parsed, makeBlamed({ reported: parsed.reported, stackless: parsed.stackless }));
  };
  hear('billing', { language: 'go' });
  hear('shop', { stacktrace: STACK });
  const told = await ask();
  assert.match(told, /1 service of 2 could be blamed better/);
  assert.match(told, /billing go, last heard of .* trace: 1× Exceptions come without a stack trace/);
  assert.ok(told.includes('span.RecordError(err, trace.WithStackTrace(true))'));
  assert.match(told, /Nothing missing shop/);
  assert.match(readText(await (await fetch(base)).text()), /1 service could send more/);
  const facts = JSON.parse(
    await (await fetch(`${base}/services`, { headers: { accept: 'application/json' } })).text(),
  );
  assert.deepEqual(
    facts.services.map(({ service, missing }: { service: string; missing: readonly object[] }) => [
      service,
      missing.length,
    ]),
    [
      ['billing', 1],
      ['shop', 0],
    ],
  );
  for (let i = 0; i < 30; i++) hear('billing', { stacktrace: `${STACK}\n    at f${i} (/app/src/b.js:1:1)` });
  assert.match(await ask(), /Every service sends all that is needed/);
});
