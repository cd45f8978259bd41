import assert from 'node:assert/strict';
import { scryptSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import type { WebNeeds } from '../../../src/web/web-app.ts';
import { SILENT_LOG } from '../../helpers/silent-log.ts';
import { readField, readText } from '../read-page.ts';
import { openForm, send } from '../rules/open-form.ts';
import { KNOWN_ERRORS, NOW, openWebWorld } from '../web-world.ts';

const PASSWORD = 'correct horse battery';
const users = { ada: hashCheaply(PASSWORD), grace: hashCheaply('another good one') };

/** A hash that takes milliseconds. */
function hashCheaply(password: string): string {
  const [salt, cost] = [Buffer.alloc(16, 'salt'), { N: 1024, r: 8, p: 1 }];
  const key = scryptSync(password, salt, 32, cost);
  return `scrypt:10:8:1:${salt.toString('base64url')}:${key.toString('base64url')}`;
}

type Changes = { readonly needs?: Partial<WebNeeds>; readonly hostname?: string };

function openLockedWorld(context: TestContext, { needs = {}, hostname }: Changes = {}) {
  const config = {
    web_auth: 'users',
    web_users: users,
    ...(hostname !== undefined && { hostname }),
  } as const;
  return openWebWorld(context, { config, needs });
}

type Login = { readonly name?: string; readonly password?: string; readonly next?: string };

async function logIn(base: string, login: Login = {}, headers: Readonly<Record<string, string>> = {}) {
  const { cookie, token } = await openForm(base, '/login');
  const { name = 'ada', password = PASSWORD, next = '/' } = login;
  const fields = { name, password, next, token };
  const response = await send(`${base}/login`, { fields, headers: { cookie, ...headers } });
  const session = response.headers.getSetCookie().find((one) => one.includes('flawless_session=')) ?? '';
  return { response, session, cookie: [cookie, session.split(';')[0] ?? ''].join('; ') };
}

const ask = (url: string, cookie = '', accept = 'text/html') =>
  fetch(url, { redirect: 'manual', headers: { cookie, accept } });

test('shows nothing to anybody who has not logged in, and leads them to the page to do so', async (t) => {
  const { base } = await openLockedWorld(t);
  for (const path of [
    '/',
    '/get_weekly_error_report?timestamp=1793750400',
    '/view_traceback?error_id=x',
    '/admin',
    '/view_config?key=known_errors',
    '/add_watch?email=a@b.c',
    '/check_health',
    '/mail',
    '/mail/a.eml',
    '/about',
    '/logout',
    '/nothing',
    '/livez/',
    '/login/x',
    '//livez',
  ]) {
    const response = await ask(`${base}${path}`);
    assert.equal(response.status, 303, path);
    const location = new URL(response.headers.get('location') ?? '', base);
    assert.equal(location.pathname, '/login');
    assert.equal(location.searchParams.get('next'), path);
    assert.equal(await response.text().then((text) => text.includes('KNOWN')), false);
    const asProgram = await ask(`${base}${path}`, '', 'application/json');
    assert.equal(asProgram.status, 401);
    assert.deepEqual(Object.keys(JSON.parse(await asProgram.text())), ['error']);
  }
  for (const path of ['/livez', '/readyz', '/login', '/style.css'])
    assert.equal((await ask(`${base}${path}`)).status, 200, path);
});

test('lets somebody in who knows name and password, and leads them to where they wanted', async (t) => {
  const lines: string[] = [];
  const info = (fields: object, message: string) => void lines.push(JSON.stringify([message, fields]));
  const { base } = await openLockedWorld(t, { needs: { log: { ...SILENT_LOG, info } } });
  const { response, session, cookie } = await logIn(base, { next: '/admin?key=known_errors' });
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), '/admin?key=known_errors');
  assert.match(session, /^flawless_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  assert.equal((await ask(`${base}/admin`, cookie)).status, 200);
  assert.match(lines.join('\n'), /"somebody logged in",\{"name":"ada","address":"127\.0\.0\.1"\}/);
  const again = await ask(`${base}/login?next=/about`, cookie);
  assert.deepEqual([again.status, again.headers.get('location')], [303, '/about']);
});

test('says the same to a wrong password and to a name that nobody has, and keeps the name', async (t) => {
  const { base } = await openLockedWorld(t);
  const texts = [];
  for (const login of [
    { password: `${PASSWORD}x` },
    { password: 'another good one' },
    { password: '' },
    { name: 'nobody' },
    { name: '' },
    { name: '__proto__' },
    { name: 'ada ', password: PASSWORD.toUpperCase() },
    { password: PASSWORD.padEnd(1_001, 'x') },
  ]) {
    const { response, session } = await logIn(base, { ...login, next: '/about' });
    assert.equal(response.status, 401);
    assert.equal(session, '');
    const page = await response.text();
    assert.equal(readField(page, 'name'), (login.name ?? 'ada').trim());
    assert.equal(readField(page, 'next'), '/about');
    assert.ok(!page.includes(login.password ?? PASSWORD) || login.password === '');
    texts.push(readText(page));
  }
  assert.deepEqual(new Set(texts).size, 1);
  assert.match(texts[0] ?? '', /The name or the password is wrong/);
});

test('takes ten tries in ten minutes from an address, successes not counted, and then none', async (t) => {
  let now = NOW;
  const { base } = await openLockedWorld(t, { needs: { now: () => now } });
  for (let i = 0; i < 9; i++) assert.equal((await logIn(base, { password: 'x' })).response.status, 401);
  assert.equal((await logIn(base)).response.status, 303);
  assert.equal((await logIn(base, { password: 'x' })).response.status, 401);
  const { response } = await logIn(base);
  assert.equal(response.status, 429);
  assert.equal(response.headers.get('retry-after'), '600');
  assert.match(readText(await response.text()), /too many tries from your address\. Try again in 10 minutes/);
  // A header that no trusted proxy wrote makes nobody somebody else.
  assert.equal((await logIn(base, {}, { 'x-forwarded-for': '192.0.2.7' })).response.status, 429);
  now += 10 * 60_000;
  assert.equal((await logIn(base)).response.status, 303);
});

test('ends a session when somebody logs out, after four hours without a click, and after twelve', async (t) => {
  let now = NOW;
  const { base } = await openLockedWorld(t, { needs: { now: () => now } });
  const isIn = async (cookie: string) => (await ask(`${base}/about`, cookie)).status === 200;
  const first = await logIn(base);
  const { token } = await openForm(base, '/logout', first.cookie);
  const out = await send(`${base}/logout`, { fields: { token }, headers: { cookie: first.cookie } });
  assert.deepEqual([out.status, out.headers.get('location')], [303, '/login']);
  assert.match(out.headers.getSetCookie().join(), /^flawless_session=; Path=\/;.*Max-Age=0$/);
  assert.equal(await isIn(first.cookie), false, 'the cookie opens nothing any more');

  const idle = await logIn(base);
  now += 4 * 3_600_000;
  assert.equal(await isIn(idle.cookie), true);
  now += 4 * 3_600_000 + 1;
  assert.equal(await isIn(idle.cookie), false);

  const busy = await logIn(base);
  for (let hour = 0; hour < 12; hour++) {
    now += 3_600_000;
    assert.equal(await isIn(busy.cookie), true, `${hour}`);
  }
  now += 1;
  assert.equal(await isIn(busy.cookie), false);
});

test('takes no session from anybody who made one up, and a new one at each login', async (t) => {
  const { base } = await openLockedWorld(t);
  const [one, two] = [await logIn(base), await logIn(base)];
  assert.notEqual(one.session, two.session);
  const planted = 'flawless_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
  for (const cookie of [
    planted,
    'flawless_session=',
    'flawless_session=__proto__',
    one.cookie.replace('=', '=x'),
  ])
    assert.equal((await ask(`${base}/`, cookie.replace(/flawless_session=[\w-]{43}$/, planted))).status, 303);
  const { response, cookie } = await logIn(base, {}, { cookie: planted });
  assert.equal(response.status, 403, 'nor a form that was opened by another browser');
  assert.ok(!cookie.includes('AAAA'));
});

test('keeps the session to this host and to https when the pages are public under https', async (t) => {
  const { base } = await openLockedWorld(t, { hostname: 'https://flawless.example.com/blame' });
  const { response, session, cookie } = await logIn(base, { next: '/about' });
  assert.match(session, /^__Host-flawless_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
  assert.equal(response.headers.get('location'), '/blame/about');
  assert.equal((await ask(`${base}/about`, cookie)).status, 200);
  assert.equal((await ask(`${base}/about`)).headers.get('location'), '/blame/login?next=%2Fabout');
});

test('leads nobody away from this server after the login', async (t) => {
  const { base } = await openLockedWorld(t);
  for (const next of [
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '\\\\evil.example/',
    '/.//evil.example/',
    '/..//evil.example/',
    '/%2e//evil.example',
    '/\t/evil.example/',
    '/\n/evil.example/',
    ' //evil.example/',
    'https:evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '/x\r\nLocation: https://evil.example/',
    '@evil.example',
    '.evil.example',
    '',
    '/\u2028/evil.example',
  ]) {
    const { response } = await logIn(base, { next });
    const location = response.headers.get('location') ?? '';
    assert.equal(new URL(location, 'http://here.example').origin, 'http://here.example', next);
    assert.match(location, /^\/(?!\/)/);
    const page = await (await ask(`${base}/login?next=${encodeURIComponent(next)}`)).text();
    assert.match(readField(page, 'next') ?? '', /^\/(?![/\\])[!-~]*$/, next);
  }
});

test('asks for the login form itself, from a page of this server, with its token', async (t) => {
  const { base } = await openLockedWorld(t);
  const { cookie, token } = await openForm(base, '/login');
  const fields = { name: 'ada', password: PASSWORD, token };
  const wrong: readonly Readonly<Record<string, string>>[] = [
    { cookie, 'sec-fetch-site': 'cross-site' },
    { cookie: '' },
    { cookie: 'flawless_form=AAAAAAAAAAAAAAAAAAAAAA' },
  ];
  for (const headers of wrong) assert.equal((await send(`${base}/login`, { fields, headers })).status, 403);
  assert.equal((await ask(`${base}/login?name=ada&password=${encodeURIComponent(PASSWORD)}`)).status, 200);
  assert.equal((await send(`${base}/login`, { fields, headers: { cookie } })).status, 303);
});

test('binds forms to the session: not those of before, nor those of somebody else', async (t) => {
  const { base, knownErrorsPath } = await openLockedWorld(t);
  const ada = await logIn(base);
  const grace = await logIn(base, { name: 'grace', password: 'another good one' });
  const hers = await openForm(base, '/add_known_error', grace.cookie);
  const fields = { filename: 'src/cart.js', token: hers.token };
  // The same browser, but another session.
  const mixed = [hers.cookie.split('; ')[0], ada.cookie.split('; ').at(-1)].join('; ');
  for (const cookie of [ada.cookie, mixed]) {
    const response = await send(`${base}/save_known_error`, { fields, headers: { cookie } });
    assert.equal(response.status, 403);
    assert.equal(readField(await response.text(), 'filename'), 'src/cart.js');
  }
  assert.equal(readFileSync(knownErrorsPath, 'utf8'), KNOWN_ERRORS);
  const own = await send(`${base}/save_known_error`, { fields, headers: { cookie: hers.cookie } });
  assert.equal(own.status, 303);
});

test('says in the log who saved and who removed a rule', async (t) => {
  const lines: string[] = [];
  const info = (fields: object, message: string) => void lines.push(JSON.stringify([message, fields]));
  const { base } = await openLockedWorld(t, { needs: { log: { ...SILENT_LOG, info } } });
  const { cookie } = await logIn(base);
  const form = await openForm(base, '/add_known_error', cookie);
  const fields = { filename: 'src/cart.js', token: form.token };
  assert.equal((await send(`${base}/save_known_error`, { fields, headers: { cookie } })).status, 303);
  assert.match(lines.join('\n'), /"a rule was added",.*"by":"ada, web form, from 127\.0\.0\.1"/);
});

test('finds a form again as it was when the session has ended meanwhile', async (t) => {
  let now = NOW;
  const { base, knownErrorsPath } = await openLockedWorld(t, { needs: { now: () => now } });
  const { cookie } = await logIn(base);
  const { token } = await openForm(base, '/add_known_error', cookie);
  now += 13 * 3_600_000;
  const typed = { filename: 'src/cart.js', email_header: 'Call <Ada> & "Bob"\nat once' };
  const late = await send(`${base}/save_known_error`, { fields: { ...typed, token }, headers: { cookie } });
  assert.equal(late.status, 401);
  assert.equal(readFileSync(knownErrorsPath, 'utf8'), KNOWN_ERRORS);
  const page = await late.text();
  assert.match(readText(page), /You are no longer logged in, so nothing was changed/);
  const [next, again] = [readField(page, 'next') ?? '', readField(page, 'token') ?? ''];
  const form = (late.headers.getSetCookie()[0] ?? cookie).split(';')[0] ?? '';
  const fields = { name: 'ada', password: PASSWORD, next, token: again };
  const back = await send(`${base}/login`, { fields, headers: { cookie: form } });
  assert.equal(back.status, 303);
  const session = back.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const filled = await (await ask(`${base}${back.headers.get('location')}`, session)).text();
  for (const [name, value] of Object.entries(typed)) assert.equal(readField(filled, name), value);
  const foreign = await send(`${base}/save_known_error`, {
    fields: typed,
    headers: { 'sec-fetch-site': 'cross-site' },
  });
  assert.equal(foreign.status, 403);
});

test('does not need a session to upload source maps, but a token', async (t) => {
  const { base } = await openLockedWorld(t);
  const response = await fetch(`${base}/source_maps`, { method: 'POST', body: '{}' });
  assert.equal(response.status, 403);
  assert.match(await response.text(), /upload_tokens/);
});
