import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type OutgoingHttpHeaders } from 'node:http';
import { test } from 'node:test';
import { createRanges } from '../../../src/address-range.ts';
import { findClientAddress } from '../../../src/web/login/client-address.ts';
import { SILENT_LOG } from '../../helpers/silent-log.ts';
import { readText } from '../read-page.ts';
import { openForm } from '../rules/open-form.ts';
import { openWebWorld } from '../web-world.ts';

const LOCAL = ['127.0.0.0/8'];

/** What `fetch` would not send: several headers of one name. */
async function ask(base: string, headers: OutgoingHttpHeaders, path = '/about') {
  const sent = request(`${base}${path}`, { headers, agent: false }).end();
  const [answer] = await once(sent, 'response');
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += String(chunk);
  return { status: answer.statusCode, text: readText(text) };
}

test('lets those in whom a trusted proxy names, and nobody else', async (t) => {
  const config = {
    web_auth: 'proxy',
    web_trusted_proxies: LOCAL,
    web_proxy_header: 'X-Remote-User',
  } as const;
  const { base } = await openWebWorld(t, { config });
  for (const name of ['ada', 'Ada Lovelace', 'ada@example.com', 'CN=ada/O=engines', 'Zoë'])
    assert.equal(
      (await ask(base, { 'X-Remote-User': Buffer.from(name).toString('latin1') })).status,
      200,
      name,
    );
  const refused: readonly OutgoingHttpHeaders[] = [
    {},
    { 'X-Remote-User': '' },
    { 'X-Remote-User': '  ' },
    { 'X-Remote-User': ['ada', 'mallory'] },
    { 'X-Remote-User': 'mallory, ada' },
    { 'X-Remote-User': 'x'.repeat(300) },
    { 'X-Forwarded-User': 'ada' },
    { X_Remote_User: 'ada' },
    { authorization: 'Basic YWRhOmFkYQ==' },
    { cookie: 'X-Remote-User=ada; flawless_session=ada' },
  ];
  for (const headers of refused) {
    const { status, text } = await ask(base, headers);
    assert.equal(status, 403, JSON.stringify(headers));
    assert.match(text, /did not come by way of a proxy that says who asks/);
  }
  assert.equal((await ask(base, {}, '/livez')).status, 200);
  assert.equal((await ask(base, { 'X-Remote-User': 'ada' }, '/login')).status, 404);
});

test('believes no header of anybody but the trusted proxies', async (t) => {
  const config = { web_auth: 'proxy', web_trusted_proxies: ['10.0.0.0/8', '::1'] } as const;
  const { base } = await openWebWorld(t, { config });
  for (const headers of [
    { 'X-Forwarded-User': 'ada' },
    { 'X-Forwarded-User': 'ada', 'X-Forwarded-For': '10.0.0.1' },
    { 'X-Forwarded-User': 'ada', forwarded: 'for=10.0.0.1', 'x-real-ip': '10.0.0.1' },
  ])
    assert.equal((await ask(base, headers)).status, 403);
});

test('says in the log whom the proxy named and where they come from, and binds forms to them', async (t) => {
  const lines: string[] = [];
  const info = (fields: object, message: string) => void lines.push(JSON.stringify([message, fields]));
  const config = { web_auth: 'proxy', web_trusted_proxies: LOCAL } as const;
  const { base } = await openWebWorld(t, { config, needs: { log: { ...SILENT_LOG, info } } });
  const save = async (user: string, form: { readonly cookie: string; readonly token: string }) =>
    fetch(`${base}/save_known_error`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
        'x-forwarded-user': user,
        'x-forwarded-for': '6.6.6.6, 192.0.2.7',
        cookie: form.cookie,
      },
      body: new URLSearchParams({ filename: 'a.js', token: form.token }).toString(),
    });
  const response = await fetch(`${base}/add_known_error`, { headers: { 'x-forwarded-user': 'ada' } });
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const token = /name="token" value="([^"]*)"/.exec(await response.text())?.[1] ?? '';
  assert.equal((await save('grace', { cookie, token })).status, 403);
  assert.equal((await save('ada', { cookie, token })).status, 303);
  assert.match(lines.join('\n'), /"a rule was added",.*"by":"ada, web form, from 192\.0\.2\.7"/);
});

test('tells nobody apart by X-Forwarded-For where no proxy is trusted', async (t) => {
  const lines: string[] = [];
  const info = (fields: object, message: string) => void lines.push(JSON.stringify([message, fields]));
  const { base } = await openWebWorld(t, { needs: { log: { ...SILENT_LOG, info } } });
  const { cookie, token } = await openForm(base);
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'sec-fetch-site': 'same-origin',
    'x-forwarded-for': '192.0.2.7',
    'x-forwarded-user': 'ada',
    cookie,
  };
  const body = new URLSearchParams({ filename: 'a.js', token }).toString();
  await fetch(`${base}/save_known_error`, { method: 'POST', redirect: 'manual', headers, body });
  assert.match(lines.join('\n'), /"by":"web form, from 127\.0\.0\.1"/);
});

/** The address of the socket, `X-Forwarded-For`, and whose request that is, with 10.0.0.0/8 and fd00::/8 trusted. */
const CLIENTS: readonly (readonly [peer: string, header: string | undefined, client: string])[] = [
  ['192.0.2.1', undefined, '192.0.2.1'],
  ['192.0.2.1', '198.51.100.9', '192.0.2.1'],
  ['10.0.0.1', undefined, '10.0.0.1'],
  ['10.0.0.1', '198.51.100.9', '198.51.100.9'],
  ['10.0.0.1', '6.6.6.6, 198.51.100.9', '198.51.100.9'],
  ['10.0.0.1', '198.51.100.9, 10.2.3.4', '198.51.100.9'],
  ['10.0.0.1', '6.6.6.6, 198.51.100.9, 10.2.3.4', '198.51.100.9'],
  ['10.0.0.1', '10.9.9.9, 10.2.3.4', '10.9.9.9'],
  ['::ffff:10.0.0.1', '198.51.100.9', '198.51.100.9'],
  ['::ffff:192.0.2.1', '198.51.100.9', '192.0.2.1'],
  ['fd00::1', '2001:db8::7', '2001:db8::7'],
  ['10.0.0.1', '[2001:db8::7]:4711', '2001:db8::7'],
  ['10.0.0.1', '198.51.100.9:4711', '198.51.100.9'],
  ['10.0.0.1', 'unknown', '10.0.0.1'],
  ['10.0.0.1', '198.51.100.9, <script>', '10.0.0.1'],
  ['10.0.0.1', '', '10.0.0.1'],
  ['10.0.0.1', '10.0.0.2,'.repeat(5_000), '10.0.0.1'],
];

for (const [remoteAddress, header, client] of CLIENTS)
  test(`takes ${remoteAddress} with ${header?.slice(0, 40) ?? 'no header'} for ${client}`, () => {
    const headers = header === undefined ? {} : { 'x-forwarded-for': header };
    const asked: unknown = { socket: { remoteAddress }, headers };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all of it that is read
    const found = findClientAddress(asked as Parameters<typeof findClientAddress>[0], createRanges(TRUSTED));
    assert.equal(found, client);
  });

const TRUSTED = ['10.0.0.0/8', 'fd00::/8'];

test('reads addresses and ranges, and nothing else', () => {
  for (const [range, inside, outside] of [
    ['192.0.2.1', '192.0.2.1', '192.0.2.2'],
    ['192.0.2.0/24', '192.0.2.255', '192.0.3.0'],
    ['2001:db8::/32', '2001:db8:1::1', '2001:db9::1'],
    ['::1', '::1', '127.0.0.1'],
    ['127.0.0.1', '::ffff:127.0.0.1', '::1'],
    ['0.0.0.0/0', '8.8.8.8', '2001:db8::1'],
  ] as const) {
    const isIn = createRanges([range]);
    assert.deepEqual([isIn(inside), isIn(outside), isIn(''), isIn('x')], [true, false, false, false], range);
  }
  for (const text of [
    '10.0.0.0/33',
    '::/129',
    '10.0.0',
    '10.0.0.0/',
    '*',
    'localhost',
    '10.0.0.1-9',
    '010.0.0.1',
  ])
    assert.equal(createRanges([text])('10.0.0.1'), false, text);
});
