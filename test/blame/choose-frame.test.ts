import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseFrame, type Choice } from '../../src/blame/choose-frame.ts';
import type { CodeRule, KnownError, Rules } from '../../src/config/rules.ts';
import type { LocatedFrame, LocatedThrow } from '../../src/locate/place-frames.ts';
import type { Relation } from '../../src/parse/stack.ts';
import { NO_RULES } from '../../src/config/rules.ts';

function ours(name: string, code = 'work();'): LocatedFrame {
  return {
    function: name,
    file: `/app/${name}.js`,
    line: 7,
    place: { where: 'ours', agreement: 'whole', path: `${name}.js`, code },
  };
}

function library(path: string): LocatedFrame {
  return { function: 'call', file: `/app/node_modules/${path}`, line: 3, place: { where: 'library', path } };
}

const RUNTIME: LocatedFrame = { native: true, place: { where: 'runtime' } };
const NOWHERE: LocatedFrame = { file: '/x/y.js', line: 1, place: { where: 'nowhere' } };

function thrown(relation: Relation, ...frames: LocatedFrame[]): LocatedThrow {
  return { type: relation, message: '', relation, frames };
}

const isBlamable = (path: string): boolean => !path.startsWith('generated');

function choose(exceptions: readonly LocatedThrow[], rules: Partial<Rules> = {}): string {
  return describe(chooseFrame(exceptions, { rules: { ...NO_RULES, ...rules }, isBlamable }));
}

function describe(choice: Choice): string {
  if (choice.kind !== 'blamed') return `${choice.kind}: ${choice.reason}`;
  return `${choice.frame.function}${choice.known === null ? '' : ' (known)'} in ${choice.exception.type}`;
}

const lineOf = (filename: string, name: string | null = null): CodeRule => ({
  filename,
  function_name: name,
  code_fragment: null,
});
const knownIn = (filename: string): KnownError => ({
  ...lineOf(filename),
  min_alert_threshold: null,
  max_alert_threshold: null,
  alert_every_n_occurrences: null,
  email_recipients: [],
  email_header: null,
});
const BLOCKS = {
  building_blocks: [lineOf('block.js'), lineOf('deep.js', 'deep')],
};

const CASES: readonly (readonly [
  what: string,
  given: readonly LocatedThrow[],
  rules: Partial<Rules>,
  chosen: string,
])[] = [
  ['the innermost line of ours is blamed', [thrown('root', ours('a'), ours('b'))], {}, 'a in root'],
  [
    'library, runtime and unknown lines are passed over',
    [thrown('root', RUNTIME, library('koa/x.js'), NOWHERE, ours('a'))],
    {},
    'a in root',
  ],
  [
    'a building block hands the blame to its caller',
    [thrown('root', ours('block'), ours('a'))],
    BLOCKS,
    'a in root',
  ],
  ['so do several in a row', [thrown('root', ours('deep'), ours('block'), ours('a'))], BLOCKS, 'a in root'],
  [
    'a building block is stronger than a known error',
    [thrown('root', ours('block'), ours('a'))],
    { ...BLOCKS, known_errors: [knownIn('block.js')] },
    'a in root',
  ],
  [
    'a line that only throws hands the blame to its caller',
    [thrown('root', ours('a', 'throw new Error("x");'), ours('b'))],
    {},
    'b in root',
  ],
  [
    'raise and panic are throwing too',
    [thrown('root', ours('a', '  raise ValueError'), ours('p', 'panic("x")'), ours('b'))],
    {},
    'b in root',
  ],
  [
    'a call whose name begins like a raise is ordinary',
    [thrown('root', ours('a', 'raise_for_status()'), ours('b'))],
    {},
    'a in root',
  ],
  [
    'a throwing line of ours is blamed when nothing else is left',
    [thrown('root', ours('a', 'throw e'), library('koa/x.js'))],
    {},
    'a in root',
  ],
  [
    'a throwing line that is a known error is blamed',
    [thrown('root', ours('known', 'throw e'), ours('b'))],
    { known_errors: [knownIn('known.js')] },
    'known (known) in root',
  ],
  [
    'a known error outside an ordinary line is not reached',
    [thrown('root', ours('a'), ours('known'))],
    { known_errors: [knownIn('known.js')] },
    'a in root',
  ],
  [
    'a path that may not be blamed is passed over',
    [thrown('root', ours('generated'), ours('a'))],
    {},
    'a in root',
  ],
  ['the root cause comes first', [thrown('root', ours('a')), thrown('cause', ours('c'))], {}, 'c in cause'],
  [
    'a cause without lines of ours leaves it to the outer exception',
    [thrown('root', ours('a')), thrown('cause', library('pg/x.js'))],
    {},
    'a in root',
  ],
  [
    'an ordinary outer line is stronger than a throwing inner one',
    [thrown('root', ours('a')), thrown('cause', ours('c', 'throw e'))],
    {},
    'a in root',
  ],
  [
    'what was suppressed is no cause',
    [thrown('root', ours('a')), thrown('suppressed', ours('s'))],
    {},
    'a in root',
  ],
  [
    'a whitelisted library line anywhere ends it',
    [thrown('root', ours('a'), library('koa/x.js'))],
    { third_party_whitelist: [lineOf('koa/x.js')] },
    'ignored: third_party_whitelist',
  ],
  [
    'also in an outer exception',
    [thrown('root', library('koa/x.js')), thrown('cause', ours('c'))],
    { third_party_whitelist: [lineOf('koa/x.js')] },
    'ignored: third_party_whitelist',
  ],
  [
    'another function of the whitelisted file does not',
    [thrown('root', ours('a'), library('koa/x.js'))],
    { third_party_whitelist: [lineOf('koa/x.js', 'other')] },
    'a in root',
  ],
  [
    'a whitelisted line of ours ends it, too',
    [thrown('root', ours('a'), ours('b'))],
    { third_party_whitelist: [lineOf('b.js')] },
    'ignored: third_party_whitelist',
  ],
  [
    'also one in a suppressed exception',
    [thrown('root', ours('a')), thrown('suppressed', library('koa/x.js'))],
    { third_party_whitelist: [lineOf('koa/x.js')] },
    'ignored: third_party_whitelist',
  ],
  [
    'also one in a path that may not be blamed',
    [thrown('root', ours('a'), ours('generated'))],
    { third_party_whitelist: [lineOf('generated.js')] },
    'ignored: third_party_whitelist',
  ],
  [
    'the whitelist is stronger than a building block and a known error of the same line',
    [thrown('root', ours('block'), ours('a'))],
    {
      ...BLOCKS,
      known_errors: [knownIn('block.js')],
      third_party_whitelist: [lineOf('block.js')],
    },
    'ignored: third_party_whitelist',
  ],
  [
    'a whitelisted function is meant wherever in it the trace passes',
    [thrown('root', ours('a'), library('koa/x.js'))],
    { third_party_whitelist: [lineOf('koa/x.js', 'call')] },
    'ignored: third_party_whitelist',
  ],
  [
    'a whitelisted fragment of a line that the trace does not print is not met',
    [thrown('root', ours('a'), library('koa/x.js'))],
    { third_party_whitelist: [{ ...lineOf('koa/x.js'), code_fragment: 'next()' }] },
    'a in root',
  ],
  [
    'a path that may not be blamed is no building block that hands on, nor a known error',
    [thrown('root', ours('generated'), ours('a'))],
    { building_blocks: [lineOf('generated.js')], known_errors: [knownIn('generated.js')] },
    'a in root',
  ],
  [
    'building blocks hand the blame on through libraries between them',
    [thrown('root', ours('block'), library('koa/x.js'), ours('deep'), RUNTIME, ours('a'))],
    BLOCKS,
    'a in root',
  ],
  [
    'a building block means one function, if it names one',
    [thrown('root', { ...ours('deep'), function: 'shallow' }, ours('a'))],
    BLOCKS,
    'shallow in root',
  ],
  [
    'a cause of building blocks alone leaves it to the outer exception',
    [thrown('root', ours('a')), thrown('cause', ours('block'), ours('deep'))],
    BLOCKS,
    'a in root',
  ],
  [
    'a building block that raises hands the blame on as well, and is not what is left',
    [thrown('root', ours('block', 'throw e'), ours('a', 'throw e'))],
    BLOCKS,
    'a in root',
  ],
  [
    'a building block means a fragment, if it has one, of the line as the trace prints it',
    [thrown('root', { ...ours('a', 'old();'), text: 'retry(task)' }, ours('b'))],
    { building_blocks: [{ ...lineOf('a.js'), code_fragment: 'retry(' }] },
    'b in root',
  ],
  [
    'where the trace prints no line, the line of the revision counts',
    [thrown('root', ours('a', '  retry( task );'), ours('b'))],
    { building_blocks: [{ ...lineOf('a.js'), code_fragment: 'retry( task )' }] },
    'b in root',
  ],
  [
    'a known error behind building blocks is reached',
    [thrown('root', ours('block'), ours('known'))],
    { ...BLOCKS, known_errors: [knownIn('known.js')] },
    'known (known) in root',
  ],
  [
    'a known error in the cause is stronger than an ordinary line outside',
    [thrown('root', ours('a')), thrown('cause', ours('known'))],
    { known_errors: [knownIn('known.js')] },
    'known (known) in cause',
  ],
  [
    'of several raising lines the innermost is blamed',
    [thrown('root', ours('a', 'throw a')), thrown('cause', ours('c', 'throw c'), ours('d', 'throw d'))],
    {},
    'c in cause',
  ],
  ['a path the repository does not have', [thrown('root', NOWHERE)], {}, 'unblamed: no line of ours'],
  ['a path that may not be blamed', [thrown('root', ours('generated'))], {}, 'unblamed: no line of ours'],
  ['nothing of ours', [thrown('root', library('koa/x.js'), RUNTIME)], {}, 'unblamed: no line of ours'],
  ['only building blocks', [thrown('root', ours('block'))], BLOCKS, 'unblamed: no line of ours'],
  ['no frames at all', [thrown('root')], {}, 'unblamed: no stack trace'],
];

for (const [what, given, rules, chosen] of CASES)
  test(`${what}: ${chosen}`, () => assert.equal(choose(given, rules), chosen));

test('tells how it took each frame, in the order it looked at them', () => {
  const chain = [
    thrown('root', ours('block'), ours('a'), ours('generated'), { ...ours('c'), line: undefined }),
    thrown('suppressed', ours('s')),
    thrown('cause', NOWHERE, RUNTIME, library('koa/x.js'), ours('d', 'throw e'), ours('known')),
  ];
  const rules = { ...NO_RULES, ...BLOCKS, known_errors: [knownIn('known.js')] };
  const took = (changed: Partial<Rules>) =>
    chooseFrame(chain, { rules: { ...rules, ...changed }, isBlamable }).considered.map(
      ({ exception, frame, kind }) => `${exception.relation} ${frame.function ?? '-'} ${kind.is}`,
    );
  assert.deepEqual(took({}), [
    'cause - bad path',
    'cause - bad path',
    'cause call not blamable',
    'cause d raising line',
    'cause known known error',
    'root block building block',
    'root a default',
    'root generated not blamable',
    'root c bad path',
    'suppressed s default',
  ]);
  const whitelisted = took({ third_party_whitelist: [lineOf('koa/x.js')] });
  assert.equal(whitelisted[2], 'cause call third party');
});

test('the first known error that means the line counts', () => {
  const known = [
    { ...knownIn('a.js'), code_fragment: 'other' },
    { ...knownIn('a.js'), email_header: 'first' },
    { ...knownIn('a.js'), email_header: 'second' },
  ];
  const choice = chooseFrame([thrown('root', ours('a'))], {
    rules: { ...NO_RULES, known_errors: known },
    isBlamable,
  });
  assert.equal(choice.kind === 'blamed' && choice.known?.email_header, 'first');
});
