import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { GitFailure } from '../../src/git/git-failure.ts';
import { renderBlame } from '../../src/web/blame-card.ts';
import { addCommit } from '../helpers/git-repository.ts';
import { makeBlamed } from '../helpers/make-blamed.ts';
import { listValues, readText } from './read-page.ts';
import { at, CART_ERROR, CHECKOUT_ERROR, recordError } from './record-errors.ts';
import { NOW, openWebWorld, WEEK } from './web-world.ts';

const WEEK_LONG = 7 * 86_400_000;

test('shows our frames with the deployed code and folds the others', async (t) => {
  const world = await openWebWorld(t, {
    config: { trace_url_template: 'https://traces.example.com/{trace_id}' },
  });
  const { errorId } = await recordError(world, {
    exceptions: CART_ERROR,
    mail: true,
    reported: {
      count: 12,
      request: { 'http.request.method': 'POST', 'url.path': '/checkout' },
      additionalInfo: '{"cart":[1,2]}',
      frameLocals: 'sku = "pear"',
      stacktrace: 'TypeError: as it was sent',
    },
  });
  const page = await (await fetch(`${world.base}/view_traceback?error_id=${errorId}`)).text();
  const text = readText(page.replaceAll(/<span class="[a-z]">([^<]*)<\/span>/g, '$1'));
  const short = world.commits[1]?.slice(0, 10);
  for (const expected of [
    'src/cart.js:7 in totalCart',
    `Last changed by Ada Lovelace <ada@example.com> on 6 May 2026 in ${short} , “Add up the cart”`,
    `Since then: still there at HEAD ${world.commits[2]?.slice(0, 10)}.`,
    'Mail about it goes to Ada Lovelace <ada@example.com>, because ada@example.com last changed the line.',
    'confidence: exact because the service says that it runs 1.4.0 (service.version), which is the tag v1.4.0 of commit',
    'Occurrences this week 12',
    'Service shop 1.4.0',
    'Environment production',
    'Host web-3',
    'Operation POST /checkout',
    `Ada Lovelace , 6 May 2026, ${short} Add up the cart confidence: exact`,
    'for (const item of cart.items) {',
    '3 frames outside this repository koa-compose/index.js:42 in dispatch',
    'return { total: totalCart(request.cart) };',
    'http.request.method POST',
    '{ "cart": [ 1, 2 ] }',
    'sku = "pear"',
    'TypeError: as it was sent',
  ])
    assert.ok(text.includes(expected), `${expected} in ${text}`);
  assert.match(page, /<ol class="code" start="4" tabindex="0">/);
  assert.equal(page.match(/<li class="current" aria-current="true"><code> {4}total \+= /g)?.length, 1);
  assert.match(page, /<span class="k">return<\/span>/);
  assert.equal(page.match(/class="frame blamed"/g)?.length, 1);
  const links = listValues(page, 'href');
  assert.ok(links.includes('https://traces.example.com/0af7651916cd43dd8448eb211c80319c'));
  const form = links.find((href) => href.startsWith('/add_known_error?')) ?? '';
  assert.deepEqual(Object.fromEntries(new URL(form, world.base).searchParams), {
    filename: 'src/cart.js',
    function_name: 'totalCart',
    code_fragment: 'total += findPrice(item.sku).amount;',
  });
});

test('shows the chain of causes and marks the line in the exception at fault', async (t) => {
  const world = await openWebWorld(t);
  const { errorId } = await recordError(world, { exceptions: CHECKOUT_ERROR });
  const page = await (await fetch(`${world.base}/view_traceback?error_id=${errorId}`)).text();
  const text = readText(page);
  assert.match(text, /Error: checkout failed .* caused by RangeError: no price for pear/);
  assert.match(page, /class="frame blamed">\s*<figcaption>\s*<code>src\/cart\.js:7/);
});

test('marks the line once, where it is to blame, though the trace passes it twice', async (t) => {
  const world = await openWebWorld(t);
  const frames = [at('src/cart.js', 7, 'totalCart')];
  const { errorId } = await recordError(world, {
    exceptions: [
      { type: 'Error', message: 'outer', relation: 'root', frames },
      { type: 'Error', message: 'inner', relation: 'cause', frames },
    ],
  });
  const page = await (await fetch(`${world.base}/view_traceback?error_id=${errorId}`)).text();
  assert.equal(page.match(/class="frame blamed"/g)?.length, 1);
  assert.ok(page.indexOf('class="frame blamed"') > page.indexOf('Error: inner'));
});

test('folds what recursion repeats, but no frame that has something of its own to show', async (t) => {
  const world = await openWebWorld(t);
  const cart = at('src/cart.js', 7, 'totalCart');
  const frames = [...Array.from({ length: 20 }, () => cart), at('src/checkout.js', 5, 'checkOut'), cart];
  const frameLocals = JSON.stringify(
    [{ n: 1 }, { n: 2 }].map((locals) => ({ function: 'totalCart', locals })),
  );
  const { errorId } = await recordError(world, {
    exceptions: [{ type: 'RangeError', message: 'too deep', relation: 'root', frames }],
    reported: { frameLocals },
  });
  const page = await (await fetch(`${world.base}/view_traceback?error_id=${errorId}`)).text();
  assert.equal(page.match(/<figure class="frame/g)?.length, 4);
  assert.match(readText(page), /The same line 18 more times in a row\./);
});

test('finds an error by the parameters of a link as well', async (t) => {
  const world = await openWebWorld(t);
  await recordError(world, { exceptions: CART_ERROR, atMs: NOW - WEEK_LONG });
  const query = new URLSearchParams({
    filename: 'src/cart.js',
    function_name: 'totalCart',
    line_number: '7',
    text: '    total += findPrice(item.sku).amount;  ',
    timestamp: String((NOW - WEEK_LONG) / 1000),
  });
  const found = await fetch(`${world.base}/view_traceback?${query.toString()}`);
  assert.equal(found.status, 200);
  assert.doesNotMatch(await found.text(), /not seen in the week asked for/);
  const later = await fetch(`${world.base}/view_traceback?filename=src/cart.js&timestamp=${NOW / 1000}`);
  assert.match(await later.text(), /not seen in the week asked for/);
  for (const [name, value] of [
    ['filename', 'src/car.js'],
    ['function_name', 'total'],
    ['line_number', '8'],
    ['text', 'total = 0'],
    ['timestamp', String((NOW - 3 * WEEK_LONG) / 1000)],
  ] as const) {
    const other = new URLSearchParams(query);
    other.set(name, value);
    const response = await fetch(`${world.base}/view_traceback?${other.toString()}`);
    assert.equal(response.status, 404, name);
    assert.match(readText(await response.text()), /knows no such error/);
  }
});

test('answers 400 to parameters it cannot use', async (t) => {
  const { base } = await openWebWorld(t);
  const unusable = [
    '',
    'filename=',
    'filename=a&line_number=0',
    'filename=a&line_number=x',
    'error_id=a&timestamp=x',
  ];
  for (const query of unusable)
    assert.equal((await fetch(`${base}/view_traceback?${query}`)).status, 400, query);
});

const fail = () => Promise.reject(new GitFailure('no git'));

test('still shows the trace while git cannot be run', async (t) => {
  const repository = { readLines: fail, resolve: fail, followLine: fail, listPaths: fail, listRenames: fail };
  const world = await openWebWorld(t, { needs: { findRepository: () => repository } });
  const { errorId } = await recordError(world, { exceptions: CART_ERROR });
  const response = await fetch(`${world.base}/view_traceback?error_id=${errorId}`);
  assert.equal(response.status, 200);
  const text = readText(await response.text());
  assert.match(text, /cannot be read just now/);
  assert.doesNotMatch(text, /Since then/);
  assert.match(text, /total \+= findPrice/);
  assert.doesNotMatch(text, /for \(const item/);
});

test('gives the traceback as JSON', async (t) => {
  const world = await openWebWorld(t);
  const { errorId } = await recordError(world, {
    exceptions: CHECKOUT_ERROR,
    reported: { additionalInfo: 'x' },
  });
  const response = await fetch(`${world.base}/view_traceback?error_id=${errorId}`, {
    headers: { accept: 'application/json' },
  });
  const facts = JSON.parse(await response.text());
  assert.equal(facts.error_id, errorId);
  assert.equal(facts.author.commit, world.commits[1]);
  assert.deepEqual(
    facts.exceptions.map(({ type, relation }: { type: string; relation: string }) => [type, relation]),
    [
      ['Error', 'root'],
      ['RangeError', 'cause'],
    ],
  );
  assert.equal(facts.additional_info, 'x');
  assert.equal(
    facts.traceback_url,
    `http://localhost:8080/view_traceback?error_id=${errorId}&timestamp=${WEEK / 1000}`,
  );
});

test('shows no link of a kind a browser would run', async (t) => {
  const world = await openWebWorld(t, { config: { trace_url_template: 'javascript:alert("{trace_id}")' } });
  const { errorId } = await recordError(world, { exceptions: CART_ERROR });
  const page = await (await fetch(`${world.base}/view_traceback?error_id=${errorId}`)).text();
  for (const link of listValues(page, 'href')) assert.match(link, /^(?:\/|#|data:image\/svg)/);
});

test('tells what has become of the line since, on the page and as JSON', async (t) => {
  const world = await openWebWorld(t);
  const { errorId } = await recordError(world, { exceptions: CART_ERROR });
  const address = `${world.base}/view_traceback?error_id=${errorId}`;
  const accept = { headers: { accept: 'application/json' } };
  const before = JSON.parse(await (await fetch(address, accept)).text());
  assert.deepEqual(before.since_then, { line: 'unchanged', head: world.commits[2] });

  const commit = addCommit(join(world.dir, 'shop'), {
    author: 'Linus <linus@example.com>',
    date: '2026-08-09T10:00:00Z',
    message: 'Charge <i>nothing</i>',
    files: { 'src/cart.js': 'export const totalCart = () => 0;\n' },
  });
  world.repository.forgetNames();
  const page = readText(await (await fetch(address)).text());
  const told = `changed in ${commit.slice(0, 10)} by Linus <linus@example.com> on 9 Aug 2026`;
  assert.ok(page.includes(`Since then: already ${told}: Charge <i>nothing</i>.`), page);
  const after = JSON.parse(await (await fetch(address, accept)).text());
  assert.deepEqual(after.since_then, {
    line: 'changed',
    commit,
    author: { name: 'Linus', email: 'linus@example.com' },
    time: '2026-08-09T10:00:00.000Z',
    summary: 'Charge <i>nothing</i>',
  });
});

test('names the owner and others who may know, where they are known', () => {
  const others = [
    { name: 'Eve', email: 'eve@shop.test' },
    { name: '', email: 'all@shop.test' },
  ];
  const cases = [
    [{ email: 'ann@shop.test' }, 'goes to ann@shop.test , because'],
    [{ email: 'ann@shop.test', name: '' }, 'goes to ann@shop.test , because'],
    [{ email: 'ann@shop.test', name: 'Ann' }, 'goes to Ann <ann@shop.test>, because'],
    [{ email: null, name: 'Ann' }, 'goes to nobody , because'],
    [{ email: 'a@b.test', others }, 'Others who may know: Eve <eve@shop.test>, all@shop.test.'],
  ] as const;
  for (const [owner, told] of cases) {
    const occurrence = makeBlamed({ owner: { because: 'so it is', ...owner } });
    const card = renderBlame({ occurrence, since: null }, { timezone: 'UTC' });
    assert.ok(readText(card.toString()).includes(told), `${told} in ${readText(card.toString())}`);
    assert.equal(readText(card.toString()).includes('Others'), 'others' in owner);
  }
});

test('shows where and when an error was seen, and who was written to', async (t) => {
  const world = await openWebWorld(t);
  const seen = { serviceVersion: 'v1.4.0', host: 'web-9', traceId: 'c'.repeat(32), count: 3 };
  await recordError(world, { exceptions: CART_ERROR, atMs: NOW - 2 * WEEK_LONG, reported: seen });
  const { errorId } = await recordError(world, { exceptions: CART_ERROR, mail: true });
  const [letter] = await world.store.claimLetters(NOW, 1, 1);
  await world.store.settleLetter(letter?.id ?? 0, {
    is: 'failed',
    atMs: 0,
    because: '550 no such user',
  });
  const address = `${world.base}/view_traceback?error_id=${errorId}`;
  const text = readText(await (await fetch(address)).text());
  for (const expected of [
    'Week of Occurrences 30 Aug 2026 0',
    '1 Nov 2026 3 8 Nov 2026 0 15 Nov 2026 1',
    'shop 1.4.0 web-3 Wed 18 Nov 2026, 12:00 UTC Wed 18 Nov 2026, 12:00 UTC',
    'shop v1.4.0 web-9 Wed 4 Nov 2026, 12:00 UTC',
    'could not be sent to ada@example.com : 550 no such user',
  ])
    assert.ok(text.includes(expected), `${expected} in ${text}`);
  const accept = { headers: { accept: 'application/json' } };
  const facts = JSON.parse(await (await fetch(address, accept)).text());
  assert.deepEqual(
    facts.weeks.map(({ count }: { count: number }) => count),
    [3, 1],
  );
  assert.deepEqual(
    facts.seen_at.map(({ host }: { host: string }) => host),
    ['web-3', 'web-9'],
  );
  assert.deepEqual([facts.mails[0].state, facts.mails[0].recipients], ['failed', ['ada@example.com']]);
  const old = await fetch(`${address}&timestamp=${(NOW - 2 * WEEK_LONG) / 1000}`);
  assert.match(readText(await old.text()), /Occurrences this week 3/);
});

test('leads to the forms, filled in', async (t) => {
  const world = await openWebWorld(t);
  const { errorId } = await recordError(world, { exceptions: CART_ERROR });
  const page = await (await fetch(`${world.base}/view_traceback?error_id=${errorId}`)).text();
  const links = listValues(page, 'href');
  assert.ok(links.includes('/add_watch?filepath=src%2Fcart.js'));
  assert.ok(links.includes('/disown_file?filepath=src%2Fcart.js&email=ada%40example.com'));
  for (const link of links.filter((href) => /^\/(?:add_|disown_)/.test(href))) {
    const form = await fetch(`${world.base}${link}`);
    assert.equal(form.status, 200, link);
    assert.match(await form.text(), /value="src\/cart\.js"/);
  }
});

test('stays light however long the chain is, and still shows the line at fault', async (t) => {
  const world = await openWebWorld(t);
  const name = 'generated'.repeat(20);
  const frames = [
    ...Array.from({ length: 99 }, (_, i) =>
      at(`node_modules/${'deep/'.repeat(40)}${i}.js`, i, `${name}${i}`),
    ),
    at('src/cart.js', 7, 'totalCart'),
  ];
  const message = 'ж'.repeat(30_000);
  const exceptions = Array.from({ length: 20 }, (_, i) => ({
    type: `E${i}`,
    message,
    relation: i === 0 ? ('root' as const) : ('cause' as const),
    frames,
  }));
  const stacktrace = `E: <b>\n${'    at x (/y.js:1:1)\n'.repeat(3_000)}`;
  const reported = { stacktrace, additionalInfo: 'ж'.repeat(40_000) };
  const { errorId } = await recordError(world, { exceptions, reported });
  const page = await (await fetch(`${world.base}/view_traceback?error_id=${errorId}`)).text();
  const size = Buffer.byteLength(page);
  assert.ok(size < 60_000, `${size} bytes`);
  assert.equal(page.match(/class="frame blamed"/g)?.length, 1);
  assert.match(readText(page), /95 more frames, in the trace as it was sent/);
  const link = listValues(page, 'href').find((href) => href.includes('as_sent')) ?? '';
  const sent = await fetch(`${world.base}${link}`);
  assert.equal(sent.headers.get('content-type'), 'text/plain; charset=utf-8');
  assert.ok((await sent.text()).startsWith('E: <b>\n'));
});
