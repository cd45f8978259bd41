import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { listValues, readField, readText } from '../read-page.ts';
import { KNOWN_ERRORS, openWebWorld } from '../web-world.ts';
import { openForm, send, type Sent } from './open-form.ts';

const FILLED = {
  filename: 'src/cart.js',
  function_name: 'totalCart',
  code_fragment: 'total += findPrice(item.sku).amount;',
  min_alert_threshold: '10',
  max_alert_threshold: '200',
  alert_every_n_occurrences: '50',
  email_recipients: 'ada@example.com, grace@example.com\r\nlinus@example.com',
  email_header: 'See the <runbook>: "prices" & carts',
};

function save(base: string, sent: Sent): Promise<Response> {
  return send(`${base}/save_known_error`, sent);
}

test('fills the form in from the address', async (t) => {
  const { base } = await openWebWorld(t);
  const { filename, function_name, code_fragment } = FILLED;
  const query = new URLSearchParams({ filename, function_name, code_fragment });
  const page = await (await fetch(`${base}/add_known_error?${query.toString()}`)).text();
  assert.deepEqual(
    [readField(page, 'filename'), readField(page, 'function_name')],
    [filename, function_name],
  );
  assert.equal(readField(page, 'code_fragment'), code_fragment);
  assert.equal(readField(page, 'min_alert_threshold'), '');
  assert.ok(listValues(page, 'action').includes('/save_known_error'));
});

test('appends what was saved to the file, comments and order kept, and shows it', async (t) => {
  const { base, knownErrorsPath } = await openWebWorld(t);
  const { cookie, token } = await openForm(base);
  const saved = await save(base, { fields: { ...FILLED, token }, headers: { cookie } });
  assert.equal(saved.status, 303);
  const shownAt = saved.headers.get('location') ?? '';
  assert.match(shownAt, /^\/add_known_error\?saved=[0-9a-f]{16}$/);
  const file = readFileSync(knownErrorsPath, 'utf8');
  assert.ok(file.startsWith(KNOWN_ERRORS));
  assert.match(file, /- filename: src\/cart\.js\n {2}function_name: totalCart\n/);
  assert.match(file, /alert_every_n_occurrences: 50\n/);
  assert.match(file, /- linus@example\.com\n/);
  const shown = readText(await (await fetch(`${base}${shownAt}`)).text());
  assert.match(shown, /Saved\. .* filename src\/cart\.js function_name totalCart/);
  assert.doesNotMatch(readText(await (await fetch(`${base}/add_known_error?saved=1`)).text()), /Saved/);
  assert.match(shown, /email_recipients ada@example\.com, grace@example\.com, linus@example\.com/);
});

test('leaves out of the entry what was left blank', async (t) => {
  const { base, knownErrorsPath } = await openWebWorld(t);
  const { cookie, token } = await openForm(base);
  const fields = { filename: ' src/cart.js ', function_name: '  ', min_alert_threshold: ' 7 ', token };
  assert.equal((await save(base, { fields, headers: { cookie } })).status, 303);
  const added = readFileSync(knownErrorsPath, 'utf8').slice(KNOWN_ERRORS.length);
  assert.equal(added, '- filename: src/cart.js\n  min_alert_threshold: 7\n');
});

for (const [name, changes, field, message] of [
  ['no file', { filename: ' ' }, 'filename', /filename is missing/],
  ['an absolute path', { filename: '/etc/passwd' }, 'filename', /must be a path inside the repository/],
  ['words for a number', { min_alert_threshold: 'ten' }, 'min_alert_threshold', /must be an integer/],
  ['a fraction', { max_alert_threshold: '1.5' }, 'max_alert_threshold', /must be an integer/],
  [
    'a minimum above the maximum',
    { min_alert_threshold: '300' },
    'min_alert_threshold',
    /no mail would ever be sent/,
  ],
  [
    'a text that is no address',
    { email_recipients: 'ada@example.com\nnobody' },
    'email_recipients',
    /e-mail address/,
  ],
] as const)
  test(`answers ${name} with the form, everything typed still in it, and writes nothing`, async (t) => {
    const { base, knownErrorsPath } = await openWebWorld(t);
    const { cookie, token } = await openForm(base);
    const fields: Readonly<Record<string, string>> = { ...FILLED, ...changes };
    const response = await save(base, { fields: { ...fields, token }, headers: { cookie } });
    assert.equal(response.status, 400);
    const page = await response.text();
    for (const [key, value] of Object.entries(fields))
      assert.equal(readField(page, key), value.replaceAll('\r\n', '\n'), key);
    const problem = new RegExp(`id="${field}-problem">([^<]*)<`).exec(page)?.[1] ?? '';
    assert.match(problem, message);
    assert.equal(readFileSync(knownErrorsPath, 'utf8'), KNOWN_ERRORS);
  });

test('says so when the file does not take an entry', async (t) => {
  const { base, knownErrorsPath } = await openWebWorld(t);
  const { cookie, token } = await openForm(base);
  writeFileSync(knownErrorsPath, '- filename: [broken');
  const response = await save(base, { fields: { ...FILLED, token }, headers: { cookie } });
  assert.equal(response.status, 400);
  assert.match(readText(await response.text()), /Not saved yet.*The file is broken and must be mended first/);
});

test('refuses a form from elsewhere, whatever token it has', async (t) => {
  const { base, knownErrorsPath } = await openWebWorld(t);
  const { cookie, token } = await openForm(base);
  const fields = { ...FILLED, token };
  const foreign: readonly Readonly<Record<string, string>>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: base },
  ];
  for (const headers of foreign)
    assert.equal((await save(base, { fields, headers: { cookie, ...headers } })).status, 403);
  const plain = { 'content-type': 'application/x-www-form-urlencoded', cookie };
  for (const headers of [
    plain,
    { ...plain, origin: 'http://evil.example' },
    { ...plain, origin: 'null', referer: base },
  ]) {
    const body = new URLSearchParams(fields).toString();
    const response = await fetch(`${base}/save_known_error`, { method: 'POST', headers, body });
    assert.equal(response.status, 403, JSON.stringify(headers));
  }
  assert.equal(readFileSync(knownErrorsPath, 'utf8'), KNOWN_ERRORS);
});

test('refuses a form without its token or its cookie, and hands it back to be sent again', async (t) => {
  const { base, knownErrorsPath } = await openWebWorld(t);
  const own = await openForm(base);
  const other = await openForm(base);
  for (const [token, cookie] of [
    ['', own.cookie],
    [own.token, ''],
    [own.token, 'flawless_form=x'],
    [own.token, other.cookie],
    [`${own.token}x`, own.cookie],
  ] as const) {
    const response = await save(base, { fields: { ...FILLED, token }, headers: { cookie } });
    assert.equal(response.status, 403);
    assert.equal(readField(await response.text(), 'filename'), FILLED.filename);
  }
  assert.equal(readFileSync(knownErrorsPath, 'utf8'), KNOWN_ERRORS);
  const again = await save(base, { fields: FILLED, headers: { cookie: own.cookie } });
  const token = readField(await again.text(), 'token') ?? '';
  assert.equal(
    (await save(base, { fields: { ...FILLED, token }, headers: { cookie: own.cookie } })).status,
    303,
  );
});

test('gives the cookie to this server only, and under https to https only', async (t) => {
  const plain = await openWebWorld(t);
  const cookie = (await fetch(`${plain.base}/add_known_error`)).headers.getSetCookie();
  assert.match(cookie.join(), /^flawless_form=[\w-]{22}; Path=\/; HttpOnly; SameSite=Lax$/);
  const safe = await openWebWorld(t, { config: { hostname: 'https://example.com/flawless' } });
  const safeCookie = (await fetch(`${safe.base}/add_known_error`)).headers.getSetCookie();
  assert.match(
    safeCookie.join(),
    /^__Host-flawless_form=[\w-]{22}; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
  );
});

test('takes forms only, and up to 64 KiB', async (t) => {
  const { base } = await openWebWorld(t);
  const { cookie, token } = await openForm(base);
  const json = { cookie, 'content-type': 'application/json' };
  assert.equal((await save(base, { fields: { ...FILLED, token }, headers: json })).status, 415);
  const email_header = 'x'.repeat(70_000);
  const large = await save(base, { fields: { ...FILLED, email_header, token }, headers: { cookie } });
  assert.equal(large.status, 413);
  assert.match(readText(await large.text()), /larger than 64 KiB/);
  assert.equal((await fetch(`${base}/livez`)).status, 200);
});

test('does not save for a GET', async (t) => {
  const { base } = await openWebWorld(t);
  const response = await fetch(`${base}/save_known_error?filename=src/cart.js`);
  assert.equal(response.status, 405);
  assert.equal(response.headers.get('allow'), 'POST');
});
