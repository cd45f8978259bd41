import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanLine, cleanLines, cutPath, cutText } from '../../src/notify/clean-text.ts';
import { endLetter } from '../../src/notify/end-letter.ts';
import { explainWhy } from '../../src/notify/explain-blame.ts';
import type { TraceRow } from '../../src/notify/fold-frames.ts';
import { foldTrace } from '../../src/notify/fold-trace.ts';
import { formatJson } from '../../src/notify/format-json.ts';
import { keepEnds } from '../../src/notify/keep-ends.ts';
import { scaleLimits } from '../../src/notify/limits.ts';
import { nameSubject } from '../../src/notify/mail-subject.ts';
import { nameThread } from '../../src/notify/name-thread.ts';
import { parseSmtpHost } from '../../src/notify/parse-smtp-host.ts';
import { showCode } from '../../src/notify/show-code.ts';
import { wrapText } from '../../src/notify/wrap-text.ts';
import { library, makeLetter, makeOccurrence, ours, PYTHON, runtime } from './samples.ts';

const LIMITS = scaleLimits(1);
const RTL = '\u202E';

test('foreign text loses what could act on a terminal, a header or the reading direction', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['plain', 'plain'],
    ['  two \t words\n', 'two words'],
    ['a\r\nBcc: evil@example.com', 'a Bcc: evil@example.com'],
    ['\u001B[31mred\u001B[0m', 'red'],
    [`${RTL}txt.exe\u2066\u200F`, 'txt.exe'],
    ['zero\u200Bwidth\uFEFF', 'zerowidth'],
    ['nul\0bell\u0007\u0085', 'nulbell'],
    ['line\u2028sep', 'line sep'],
    ['half \uD83D', 'half \uFFFD'],
    ['é ünï 名前', 'é ünï 名前'],
  ];
  for (const [text, clean] of cases) assert.equal(cleanLine(text, 100), clean);
  assert.deepEqual(cleanLines('a\r\n\tb\u2028c \n\n d\0', 100), ['a', '    b', 'c', '', ' d']);
  assert.deepEqual(cleanLines(' \n ', 100), []);
});

test('what is too long is cut at the end, a path at its beginning, and no character is cut in two', () => {
  assert.equal(cutText('abcdef', 6), 'abcdef');
  assert.equal(cutText('abcdefg', 6), 'abcde…');
  assert.equal(cutText('abcd😀fg', 6), 'abcd…');
  assert.equal(cutPath('src/a/b.ts', 6), '…/b.ts');
  assert.equal(cutPath('src/😀b.ts', 6), '…b.ts');
  assert.equal(cleanLine('x'.repeat(1_000_000), 10), `${'x'.repeat(9)}…`);
});

test('the subject tells host or service and the file in one line of at most 150 characters', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['web-1', 'src/cart.ts', 'Error on web-1 in src/cart.ts'],
    ['', 'src/cart.ts', 'Error on an unnamed service in src/cart.ts'],
    ['web\r\nBcc: evil@example.com', 'a.ts', 'Error on web Bcc: evil@example.com in a.ts'],
    [`web${RTL}1`, 'a\0b.ts', 'Error on web1 in ab.ts'],
    ['=?utf-8?Q?=0D=0A?=', 'a.ts', 'Error on = ?utf-8?Q?=0D=0A?= in a.ts'],
    ['h'.repeat(999), 'a.ts', `Error on ${'h'.repeat(59)}… in a.ts`],
  ];
  for (const [where, path, subject] of cases) assert.equal(nameSubject(where, path), subject);
  const long = nameSubject('web-1', `${'deep/'.repeat(500)}cart.ts`);
  assert.equal(long.length, 150);
  assert.match(long, /^Error on web-1 in ….*\/deep\/cart\.ts$/);
});

function show(rows: readonly TraceRow[]): readonly string[] {
  return rows.map((row) => (row.is === 'folded' ? row.text : `${row.blamed ? '!' : ''}${row.place}`));
}

test('our frames stand alone and runs of others are one row, in the order of the language', () => {
  const trace = foldTrace(makeOccurrence(), LIMITS);
  assert.equal(trace.order, 'newest first');
  assert.deepEqual(
    trace.blocks.map(({ lead, title, rows }) => ({ lead, title, rows: show(rows) })),
    [
      {
        lead: null,
        title: 'CheckoutError: the cart could not be priced',
        rows: ['src/checkout/checkout.ts:88', '… 2 library frames'],
      },
      {
        lead: 'Caused by:',
        title: "TypeError: Cannot read properties of undefined (reading 'price')",
        rows: [
          '!src/cart/price-items.ts:42',
          '… 1 runtime frame',
          'src/cart/price-items.ts:31',
          'src/checkout/checkout.ts:80',
          '… 3 library frames',
        ],
      },
    ],
  );
  const python = foldTrace(makeOccurrence(PYTHON), LIMITS);
  assert.equal(python.order, 'oldest first');
  assert.deepEqual(
    python.blocks.map(({ lead, rows }) => ({ lead, rows: show(rows) })),
    [
      {
        lead: 'Traceback (most recent call last):',
        rows: ['billing/worker.py:12', '!billing/invoices.py:54', '… 2 library frames'],
      },
      {
        lead: 'During handling of the above exception, another exception occurred:',
        rows: ['billing/invoices.py:61'],
      },
    ],
  );
});

test('what a cause has in common with the exception above is told once, as Java prints it', () => {
  const tail = [library('koa/a.js', 1, 'a'), ours('src/main.ts', 9, 'main', 'run();')];
  const [first, second] = [ours('src/a.ts', 1, 'f', 'g();'), ours('src/b.ts', 2, 'g', 'h();')];
  const chain = [
    { type: 'A', message: '', relation: 'root', frames: [first, ...tail] },
    { type: 'B', message: '', relation: 'cause', frames: [second, first, ...tail] },
    { type: 'C', message: '', relation: 'cause', frames: [second, ...tail.slice(1)] },
  ] as const;
  const { blocks } = foldTrace(makeOccurrence({ exceptions: chain }), LIMITS);
  assert.deepEqual(
    blocks.map(({ rows }) => show(rows)),
    [
      ['src/a.ts:1', '… 1 library frame', 'src/main.ts:9'],
      ['src/b.ts:2', '… 3 frames as above'],
      ['src/b.ts:2', 'src/main.ts:9'],
    ],
  );
  const byFrame = new Map([[tail[0] ?? first, [{ name: 'i', value: '1' }]]]);
  const again = [chain[0], { ...chain[1], frames: [second, ...tail, ...tail] }] as const;
  const [, cause] = foldTrace(makeOccurrence({ exceptions: again }), LIMITS, byFrame).blocks;
  assert.deepEqual(show(cause?.rows ?? []), [
    'src/b.ts:2',
    '… 1 library frame',
    'src/main.ts:9',
    '… 1 library frame',
    'src/main.ts:9',
  ]);
});

test('members of a Python group follow their group, each above its own causes', () => {
  const [root] = makeOccurrence().exceptions;
  assert.ok(root !== undefined);
  const chain = (['root', 'cause', 'group', 'cause', 'group'] as const).map((relation, i) => ({
    ...root,
    relation,
    type: `E${i}`,
    message: '',
  }));
  const { blocks } = foldTrace(makeOccurrence({ ...PYTHON, exceptions: chain }), LIMITS);
  assert.deepEqual(
    blocks.map(({ lead, title }) => [title, lead]),
    [
      ['E1', 'Traceback (most recent call last):'],
      ['E0', 'The above exception was the direct cause of the following exception:'],
      ['E2', 'Member of the group:'],
      ['E3', 'Caused by:'],
      ['E4', 'Member of the group:'],
    ],
  );
});

type Frames = Parameters<typeof foldTrace>[0]['exceptions'][number]['frames'];

function fold(frames: Frames): readonly string[] {
  const exceptions = [{ type: 'E', message: '', relation: 'root', frames } as const];
  return show(foldTrace(makeOccurrence({ exceptions }), LIMITS).blocks[0]?.rows ?? []);
}

test('a fold is named after what is in it, and a long trace keeps its ends', () => {
  const nowhere = { file: '/opt/x.js', line: 1, place: { where: 'nowhere' } } as const;
  assert.deepEqual(fold([]), []);
  assert.deepEqual(fold([runtime('a'), runtime('b')]), ['… 2 runtime frames']);
  assert.deepEqual(fold([nowhere]), ['… 1 frame outside the repository']);
  assert.deepEqual(fold([nowhere, runtime('a')]), ['… 2 frames outside the repository']);
  assert.deepEqual(fold([runtime('a'), library('koa/x.js', 1, 'f'), nowhere]), ['… 3 library frames']);
  const recursion = fold(Array.from({ length: 100 }, (_, i) => ours('a.ts', i, 'f', 'f()')));
  assert.equal(recursion.length, LIMITS.traceRows);
  assert.equal(recursion.indexOf('… 61 more lines'), 20);
});

function keep(n: number, max: number): string {
  return keepEnds('abcdefgh'.split('').slice(0, n), max, String).join('');
}

test('a list keeps both ends around what was left out', () => {
  assert.deepEqual(
    [keep(0, 4), keep(4, 4), keep(5, 4), keep(8, 4), keep(8, 5), keep(8, 2)],
    ['', 'abcd', 'ab2e', 'ab5h', 'ab4gh', 'a7'],
  );
});

test('JSON is indented, other text is left as it is, and deep nesting costs nothing', () => {
  assert.deepEqual(formatJson('', 100), []);
  assert.deepEqual(formatJson('{"a":[1]}', 100), ['{', '  "a": [', '    1', '  ]', '}']);
  assert.deepEqual(formatJson('not json {', 100), ['not json {']);
  assert.deepEqual(formatJson('["a\\u001b[31m\\u202eb"]', 100), ['[', '  "a\\u001b[31mb"', ']']);
  const deep = '['.repeat(100_000);
  assert.deepEqual(formatJson(deep + ']'.repeat(100_000), 10), [`${'['.repeat(9)}…`]);
});

test('code is shown from its first column, whatever it was indented by', () => {
  const { blamed } = makeOccurrence();
  const excerpt = { firstLine: 41, lines: ['\tif (x) {', '', '\t\treturn x;'] };
  assert.deepEqual(showCode(blamed, excerpt, LIMITS), [
    { line: 41, text: 'if (x) {', blamed: false },
    { line: 42, text: '', blamed: true },
    { line: 43, text: '    return x;', blamed: false },
  ]);
  assert.deepEqual(showCode(blamed, null, LIMITS), [
    { line: 42, text: 'return item.product.price * item.quantity;', blamed: true },
  ]);
  assert.deepEqual(showCode({ path: 'a', line: 1 }, null, LIMITS), []);
});

function why(...recipients: readonly string[]): string {
  return explainWhy(makeOccurrence(), makeLetter({ recipients }), LIMITS);
}

test('the mail says why it came to its reader', () => {
  assert.equal(why('Alice@example.com'), 'You get this mail because you last changed the line.');
  assert.match(
    why('alice@example.com', 'b@example.com'),
    /^alice@example.com gets this mail because they last changed the line. The others/,
  );
  assert.match(why('watcher@example.com'), /^You get this mail because you watch .*; alice@example.com last/);
  const recipients = ['a@x.test', 'b@x.test', 'c@x.test', 'd@x.test'];
  const insteadOf = { recipients, atMs: 1, because: '550 no such user' };
  assert.equal(
    explainWhy(makeOccurrence(), makeLetter({ recipients: ['care@x.test'], insteadOf }), LIMITS),
    'You get this mail because you are the default_contact: it was for a@x.test, b@x.test, c@x.test, and 1 more, ' +
      'and could not be delivered there (550 no such user). It was for them because alice@example.com last changed the line.',
  );
});

test('prose is wrapped at the width, words never', () => {
  assert.deepEqual(wrapText('aa bb  cc', 5), ['aa bb', 'cc']);
  assert.deepEqual(wrapText('aa bbbbbbbb c', 5, '  '), ['  aa', '  bbbbbbbb', '  c']);
  assert.deepEqual(wrapText(' ', 5, '  '), []);
});

test('a letter has one Message-ID however often it is sent, and all letters of an error one thread', () => {
  const config = { email_domain_name: 'Example.com', hostname: 'https://flawless.corp' };
  const one = nameThread(makeLetter(), config);
  assert.deepEqual(one, {
    messageId: '<letter-17.0123456789abcdef.1772323200000@example.com>',
    references: '<error-0123456789abcdef@example.com>',
    listId: '<errors.flawless.example.com>',
  });
  assert.deepEqual(nameThread(makeLetter({ attempts: 3 }), config), one);
  const next = nameThread(makeLetter({ id: 18, weekMs: 5 }), config);
  assert.equal(next.references, one.references);
  assert.notEqual(next.messageId, one.messageId);
  const hostile = nameThread(makeLetter({ errorId: 'a>\r\nBcc: x' }), { ...config, email_domain_name: '' });
  assert.equal(hostile.messageId, '<letter-17.aBccx.1772323200000@flawless.corp>');
  assert.match(nameThread(makeLetter(), { email_domain_name: 'bücher.de', hostname: '' }).listId, /xn--/);
});

function at(text: string, submits = false): readonly unknown[] {
  return Object.values(parseSmtpHost(text, { submits }));
}

test('the port follows from smtp_host, else from whether mail is submitted or relayed', () => {
  assert.deepEqual(at('mail.example.com'), ['mail.example.com', 25, false]);
  assert.deepEqual(at('mail.example.com', true), ['mail.example.com', 587, false]);
  assert.deepEqual(at('mail.example.com:465'), ['mail.example.com', 465, true]);
  assert.deepEqual(at(' 10.0.0.1:2525 '), ['10.0.0.1', 2525, false]);
  assert.deepEqual(at('[::1]:465'), ['::1', 465, true]);
  assert.deepEqual(at('[::1]'), ['::1', 25, false]);
  assert.deepEqual(at('::1'), ['::1', 25, false]);
});

const FOUR_DAYS = 96 * 60 * 60_000;

test('deferrals wait 1, 5, 15, 30, 60, 120 and then every 180 minutes, four days in all', () => {
  const delivery = { is: 'deferred', because: 'busy', unseen: true, about: 'server' } as const;
  const minutes = [0, 1, 2, 3, 4, 5, 6, 30].map((attempts) => {
    const ending = endLetter({ attempts, createdAtMs: 0, begun: false, insteadOf: null }, delivery, 1000);
    return ending.is === 'deferred' ? (ending.nextAttemptMs - 1000) / 60_000 : ending.is;
  });
  assert.deepEqual(minutes, [1, 5, 15, 30, 60, 120, 180, 180]);
  const last = { attempts: 33, createdAtMs: 0, begun: false, insteadOf: null };
  assert.equal(endLetter(last, delivery, FOUR_DAYS - 1).is, 'deferred');
  assert.deepEqual(endLetter(last, delivery, FOUR_DAYS), {
    is: 'failed',
    atMs: FOUR_DAYS,
    because: 'given up after 4 days: busy',
  });
  assert.deepEqual(endLetter(last, { is: 'sent', refused: [] }, 7), { is: 'sent', atMs: 7 });
  assert.deepEqual(endLetter(last, { is: 'failed', because: 'no' }, 7), {
    is: 'failed',
    atMs: 7,
    because: 'no',
  });
  const anew = { ...last, insteadOf: { recipients: ['a@x.test'], atMs: FOUR_DAYS, because: '550' } };
  assert.equal(endLetter(anew, delivery, FOUR_DAYS + 1).is, 'deferred', 'somebody else has four days too');
});
