import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { BlamedException } from '../../src/blame/blame-exception.ts';
import { chooseFrame } from '../../src/blame/choose-frame.ts';
import { formatBlameJson } from '../../src/cli/blame-json.ts';
import { formatBlameReport } from '../../src/cli/blame-report.ts';
import type { FollowedTrace } from '../../src/cli/judge-trace.ts';
import { NO_RULES } from '../../src/config/rules.ts';
import type { LineFate } from '../../src/git/follow-line.ts';
import type { LocatedFrame } from '../../src/locate/place-frames.ts';
import { makeBlamed } from '../helpers/make-blamed.ts';

const FRAME: LocatedFrame = {
  function: 'total',
  file: '/app/src/cart.js',
  line: 7,
  place: { where: 'ours', path: 'src/cart.js', agreement: 'whole', code: 'return x.y;' },
};

const ROOT = { type: 'TypeError', message: 'x is undefined', relation: 'root', frames: [FRAME] } as const;

function judged(change: Partial<BlamedException> = {}, since: LineFate | null = null): FollowedTrace {
  const verdict = makeBlamed({ exceptions: [ROOT], ...change });
  const choice = chooseFrame(verdict.exceptions, { rules: NO_RULES, isBlamable: () => true });
  return { parsed: verdict, located: verdict, choice, verdict, since };
}

const report = (trace: FollowedTrace) => formatBlameReport(trace, 'UTC').split('\n');

test('tells the chain, then the verdict with its reasons', () => {
  assert.deepEqual(report(judged()), [
    'TypeError: x is undefined',
    '> blamed          src/cart.js:7  total',
    '                    return x.y;',
    '',
    'Blamed      src/cart.js:7 in total',
    'Revision    cccccccccccc, because it is a commit',
    'Author      Ann <Ann@shop.test>',
    'Date        2 Jan 2026',
    'Commit      dddddddddddd Begin',
    'Owner       ann@shop.test, because ann@shop.test last changed the line',
    'Confidence  exact, because it is a commit',
    'Error id    0123456789abcdef',
  ]);
});

test('tells what is unusual about a verdict', () => {
  const owner = { email: null, because: 'he is a bot', others: [{ name: 'Eve', email: 'e@shop.test' }] };
  const lines = report(judged({ owner, author: null, exceptions: [{ ...ROOT, frames: [] }] }));
  assert.ok(lines.includes('Owner       nobody, because he is a bot'));
  assert.ok(lines.includes('Also        Eve <e@shop.test>'));
  const named = report(judged({ owner: { email: 'e@shop.test', because: 'she is named', name: 'Eve' } }));
  assert.ok(named.includes('Owner       Eve <e@shop.test>, because she is named'));
  assert.ok(!lines.some((line) => line.startsWith('Author')));
  const long = { ...makeBlamed().reported, stacktrace: 'x'.repeat(1_048_577) };
  assert.equal(report(judged({ reported: long })).at(-1), 'Read        only the first 1 MiB of the text');
});

test('tells what has become of the line since', () => {
  const at = 'f'.repeat(40);
  assert.ok(
    report(judged({}, { kind: 'unchanged', at })).includes('Since then  still there at HEAD ffffffffff'),
  );
  const by = {
    commit: 'e'.repeat(40),
    authorName: 'Bob',
    authorEmail: 'bob@shop.test',
    authoredAtMs: Date.UTC(2026, 2, 3),
    summary: 'Mend it',
  };
  const trace = judged({}, { kind: 'deleted', by });
  assert.match(
    report(trace).join('\n'),
    /^Since then  already deleted in eeeeeeeeee by Bob <bob@shop\.test> on 3 Mar 2026: Mend it$/m,
  );
  assert.deepEqual((JSON.parse(formatBlameJson(trace)) as { readonly since_then: object }).since_then, {
    line: 'deleted',
    commit: by.commit,
    author: { name: 'Bob', email: 'bob@shop.test' },
    time: '2026-03-03T00:00:00.000Z',
    summary: 'Mend it',
  });
});

test('shows what was read also where nothing could be located', () => {
  const frame = { function: 'total', file: '/app/src/cart.js', line: 7 };
  const trace: FollowedTrace = {
    parsed: { ...judged().parsed, exceptions: [{ ...ROOT, frames: [frame] }] },
    located: null,
    choice: null,
    verdict: { unblamed: 'empty repository' },
    since: null,
  };
  assert.deepEqual(report(trace), [
    'TypeError: x is undefined',
    '  not located     /app/src/cart.js:7  total',
    '',
    'Blamed      nobody: the repository has no commit',
  ]);
});

test('names how each exception of a chain hangs on the others', () => {
  const relations = ['root', 'cause', 'context', 'suppressed', 'group'] as const;
  const exceptions = relations.map((relation) => ({ ...ROOT, relation }));
  const titles = report(judged({ exceptions })).filter((line) => line.includes('TypeError'));
  assert.deepEqual(
    titles.map((title) => title.slice(0, title.indexOf('TypeError'))),
    ['', 'Caused by ', 'Raised while handling ', 'Suppressed ', 'Member of the group '],
  );
});

const text = fc.string({ unit: 'binary', maxLength: 200 });
const hostile = fc.record({ type: text, message: text, name: text, email: text, because: text, path: text });

test('prints text and JSON without anything that steers a terminal, whatever is said', () => {
  fc.assert(
    fc.property(hostile, ({ type, message, name, email, because, path }) => {
      const { author } = makeBlamed();
      const by = {
        commit: 'e'.repeat(40),
        authorName: name,
        authorEmail: email,
        authoredAtMs: 0,
        summary: message,
      };
      const change: Partial<BlamedException> = {
        exceptions: [{ ...ROOT, type, message, frames: [{ ...FRAME, function: name, file: path }] }],
        author: author && { ...author, authorName: name, authorEmail: email, summary: message },
        owner: { email, because, name },
        blamed: { path, line: 7, function: name, code: message },
        confidence: { level: 'exact', because },
      };
      const trace = judged(change, { kind: 'changed', by });
      const json = formatBlameJson(trace);
      for (const shown of [formatBlameReport(trace, 'UTC'), json])
        assert.doesNotMatch(shown, /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      const told = JSON.parse(json) as { readonly exceptions: readonly object[]; readonly owner: object };
      assert.deepEqual(told.owner, { email, name, because });
      assert.deepEqual({ ...told.exceptions[0], frames: 0 }, { type, message, relation: 'root', frames: 0 });
    }),
  );
});
