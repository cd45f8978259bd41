import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { listTags, listValues, readText } from './read-page.ts';
import { CART_ERROR, recordError } from './record-errors.ts';
import { openWebWorld } from './web-world.ts';

const JSON_WANTED = { headers: { accept: 'application/json' } };

test('tells how the service is doing, as a page and as JSON', async (t) => {
  let ok = true;
  const health = async () => ({
    ok,
    problems: ok ? [] : ['The upstream has refused connections for 3 minutes. Check upstream_endpoint.'],
    facts: { 'letters waiting': 2 },
    outcomes: { 'exceptions_ignored{type}': 7 },
  });
  const { base } = await openWebWorld(t, { needs: { health } });
  const good = await fetch(`${base}/check_health`);
  assert.equal(good.status, 200);
  assert.match(
    readText(await good.text()),
    /OK .* letters waiting 2 .* exceptions_ignored\{type\} 7 .* timezone UTC/,
  );
  ok = false;
  const bad = await fetch(`${base}/check_health`);
  assert.equal(bad.status, 200);
  assert.match(readText(await bad.text()), /Something is wrong The upstream has refused connections/);
  const facts = JSON.parse(await (await fetch(`${base}/check_health`, JSON_WANTED)).text());
  assert.deepEqual([facts.ok, facts.facts['letters waiting'], facts.options.timezone], [false, 2, 'UTC']);
});

test('says whether it lives and whether it is ready', async (t) => {
  let ready = false;
  const { base } = await openWebWorld(t, { needs: { ready: () => ready } });
  assert.equal((await fetch(`${base}/livez`)).status, 200);
  assert.equal((await fetch(`${base}/readyz`)).status, 503);
  ready = true;
  const response = await fetch(`${base}/readyz`);
  assert.equal(response.status, 200);
  assert.equal(await response.text(), 'ready\n');
});

test('shows no secret on any page, in any form', async (t) => {
  const canary = 'canary-7f3a';
  const world = await openWebWorld(t, {
    config: {
      smtp_password: canary,
      ingest_tokens: [canary],
      web_users: { ada: canary },
      upstream_headers: { authorization: canary },
      repo_url: `https://robot:${canary}@git.example.com/shop.git`,
    },
  });
  const { errorId } = await recordError(world, { exceptions: CART_ERROR });
  const paths = [
    '/',
    `/view_traceback?error_id=${errorId}`,
    '/check_health',
    '/add_known_error',
    '/admin',
    '/view_config?key=known_errors',
    '/about',
    '/mail',
    '/x',
  ];
  for (const path of paths)
    for (const options of [{}, JSON_WANTED]) {
      const text = await (await fetch(`${world.base}${path}`, options)).text();
      assert.ok(!text.includes(canary), path);
    }
  assert.match(
    await (await fetch(`${world.base}/check_health`)).text(),
    /https:\/\/…@git\.example\.com\/shop\.git/,
  );
});

const LETTER = `From: Flawless <flawless@example.com>
To: ada@example.com
Subject: Error on web-3 in src/cart.js
Content-Type: multipart/alternative; boundary="b1"
MIME-Version: 1.0

--b1
Content-Type: text/plain; charset=utf-8

TypeError: <b>bold</b>
--b1
Content-Type: text/html; charset=utf-8

<p style="color: red">Rich <script>alert(1)</script></p>
--b1--
`;

test('shows the letters that were kept instead of sent, the newest first', async (t) => {
  const { base, config } = await openWebWorld(t);
  assert.match(readText(await (await fetch(`${base}/mail`)).text()), /No letter has been written yet/);
  const folder = join(config.data_dir_path, 'mail');
  mkdirSync(folder);
  writeFileSync(join(folder, '20261118T110000Z-1.eml'), LETTER.replace('web-3', 'web-1'));
  writeFileSync(join(folder, '20261118T120000Z-2.eml'), LETTER);
  utimesSync(join(folder, '20261118T110000Z-1.eml'), 1, 1);
  const list = await (await fetch(`${base}/mail`)).text();
  assert.match(readText(list), /Error on web-3 in src\/cart\.js ada@example\.com Error on web-1/);
  const link = listValues(list, 'href').find((href) => href.startsWith('/mail/'));
  assert.equal(link, '/mail/20261118T120000Z-2.eml');
  const page = await (await fetch(`${base}${link}`)).text();
  assert.match(readText(page), /From Flawless <flawless@example\.com> .* TypeError: <b>bold<\/b>/);
  const rich = await fetch(`${base}${link}/html`);
  assert.match(rich.headers.get('content-security-policy') ?? '', /default-src 'none';.*; sandbox$/);
  assert.match(await rich.text(), /^<p style="color: red">/);
  const file = await fetch(`${base}${link}/eml`);
  assert.equal(file.headers.get('content-type'), 'message/rfc822');
  assert.equal(file.headers.get('content-disposition'), 'attachment; filename="20261118T120000Z-2.eml"');
  assert.equal(await file.text(), LETTER);
});

test('opens nothing but letters in the folder of letters', async (t) => {
  const { base, config } = await openWebWorld(t);
  const folder = join(config.data_dir_path, 'mail');
  mkdirSync(join(folder, 'directory.eml'), { recursive: true });
  writeFileSync(join(config.data_dir_path, 'outside.eml'), LETTER);
  writeFileSync(join(folder, 'notes.txt'), LETTER);
  writeFileSync(join(folder, '.hidden.eml'), LETTER);
  symlinkSync(join(config.data_dir_path, 'outside.eml'), join(folder, 'linked.eml'));
  const names = [
    '..%2Foutside.eml',
    '%2E%2E%2Foutside.eml',
    'notes.txt',
    '.hidden.eml',
    'linked.eml',
    'directory.eml',
  ];
  const others = [
    'a%00.eml',
    '..',
    '%2e%2e',
    'a..eml',
    'none.eml',
    '%E0%A4%A.eml',
    `${'a'.repeat(5_000)}.eml`,
    '-.eml',
  ];
  for (const name of [...names, ...others])
    for (const part of ['', '/html', '/eml']) {
      const response = await fetch(`${base}/mail/${name}${part}`);
      const expected = name === '%E0%A4%A.eml' ? [400, 404] : [404];
      const isList = response.url === `${base}/mail/` || response.url === `${base}/`;
      assert.ok(isList || expected.includes(response.status), `${name}${part} ${response.status}`);
      assert.doesNotMatch(await response.text(), /TypeError/);
    }
});

test('has no mail pages when mails are sent', async (t) => {
  const { base } = await openWebWorld(t, { config: { smtp_host: 'smtp.example.com' } });
  assert.equal((await fetch(`${base}/mail`)).status, 404);
  assert.ok(!listValues(await (await fetch(base)).text(), 'href').includes('/mail'));
});

test('answers what it does not have, or not in this way, with a page in words', async (t) => {
  const { base } = await openWebWorld(t);
  for (const path of [
    '/nothing',
    '/__class__',
    '/constructor',
    '/web-app.ts',
    '/style.css/x',
    '//evil.example/',
  ]) {
    const response = await fetch(`${base}${path}`);
    assert.equal(response.status, 404, path);
    assert.match(readText(await response.text()), /Nothing here There is no page at this address/);
  }
  const wrongWay = await fetch(`${base}/check_health`, { method: 'POST' });
  assert.equal(wrongWay.status, 405);
  assert.match(wrongWay.headers.get('allow') ?? '', /GET/);
  assert.match(readText(await wrongWay.text()), /Not this way/);
  const facts = JSON.parse(await (await fetch(`${base}/nothing`, JSON_WANTED)).text());
  assert.deepEqual(facts, { error: 'There is no page at this address.' });
});

test('answers request lines that no browser sends', async (t) => {
  const { base } = await openWebWorld(t);
  for (const [target, status] of [
    ['http://[::bad/x', 400],
    ['/%E0%A4%A', 404],
    ['*', 404],
  ] as const)
    assert.equal(await askFor(base, target), status, target);
});

/** The status of the answer to a request target that `fetch` would not send. */
async function askFor(base: string, path: string): Promise<number | undefined> {
  const asked = request({ port: new URL(base).port, host: '127.0.0.1', path, agent: false }).end();
  const [answer] = await once(asked, 'response');
  answer.resume();
  return answer.statusCode;
}

test('answers HEAD like GET, without the body', async (t) => {
  const world = await openWebWorld(t);
  for (const path of [
    '/',
    '/check_health',
    '/add_known_error',
    '/admin',
    '/style.css',
    '/livez',
    '/nothing',
  ]) {
    const [head, get] = [
      await fetch(`${world.base}${path}`, { method: 'HEAD' }),
      await fetch(`${world.base}${path}`),
    ];
    assert.equal(head.status, get.status, path);
    assert.equal(head.headers.get('content-length'), get.headers.get('content-length'));
    assert.equal(await head.text(), '');
  }
});

test('sends the same strict headers with every answer, and needs nothing from elsewhere', async (t) => {
  const world = await openWebWorld(t);
  const { errorId } = await recordError(world, { exceptions: CART_ERROR });
  for (const path of [
    '/',
    `/view_traceback?error_id=${errorId}`,
    '/check_health',
    '/about',
    '/add_known_error',
    '/add_watch?filepath=src&email=a@b.c',
    '/admin',
    '/view_config?key=known_errors',
    '/nothing',
    '/mail',
  ]) {
    const response = await fetch(`${world.base}${path}`);
    assert.equal(
      response.headers.get('content-security-policy'),
      "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(response.headers.get('referrer-policy'), 'same-origin');
    assert.equal(response.headers.get('cache-control'), 'no-store');
    const page = await response.text();
    assert.ok(page.startsWith('<!doctype html><html lang="en">'));
    assert.deepEqual(
      listTags(page).filter((tag) => /^(?:script|style|iframe|object)\b|\b(?:style|on\w+)$/.test(tag)),
      [],
    );
    for (const link of [...listValues(page, 'href'), ...listValues(page, 'src')])
      assert.match(link, /^(?:\/(?!\/)|#|data:image\/svg)/);
  }
  const styles = await fetch(`${world.base}/style.css`);
  assert.match(styles.headers.get('content-type') ?? '', /^text\/css/);
  assert.doesNotMatch(await styles.text(), /url\(|@import|</);
});
