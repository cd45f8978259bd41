import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Unavailable } from '../../src/unavailable.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { openWebWorld } from './web-world.ts';

const TOKEN = 'canary-upload';
const MAP = JSON.stringify({
  version: 3,
  sources: ['../src/cart.ts'],
  sourcesContent: ['export const total = 1;\nthrow new Error();\n'],
  names: [],
  mappings: 'AACA',
});
const QUERY = 'service=shop&version=1.2.3&path=dist/cart.js';

type Change = {
  readonly query?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
};

function post(base: string, { query = QUERY, body = MAP, headers = {} }: Change = {}): Promise<Response> {
  return fetch(`${base}/source_maps?${query}`, {
    method: 'POST',
    body,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/json',
      accept: 'application/json',
      ...headers,
    },
  });
}

async function readAnswer(response: Response): Promise<readonly [number, string]> {
  const answer = JSON.parse(await response.text());
  return [response.status, answer.error ?? answer.kept];
}

test('keeps a source map that is uploaded, and maps with it', async (t) => {
  const { base, sourceMapper } = await openWebWorld(t, { config: { upload_tokens: ['other', TOKEN] } });
  assert.deepEqual(await readAnswer(await post(base)), [201, 'new']);
  const body = new Uint8Array(gzipSync(MAP));
  const again = await post(base, { body, headers: { 'content-encoding': 'gzip' } });
  assert.deepEqual(await readAnswer(again), [200, 'replaced']);
  const frames = await sourceMapper.mapFrames([{ file: '/app/dist/cart.js', line: 1, column: 1 }], {
    service: 'shop',
    serviceVersion: '1.2.3',
    findFile: () => null,
    readFile: async () => null,
  });
  assert.deepEqual(frames, [
    {
      file: 'src/cart.ts',
      line: 2,
      column: 1,
      text: 'throw new Error();',
      compiled: { file: '/app/dist/cart.js', line: 1, column: 1 },
    },
  ]);
});

test('resolves sources from where the upload says that its folder lies', async (t) => {
  const { base, sourceMapper } = await openWebWorld(t, { config: { upload_tokens: [TOKEN] } });
  const query = `${QUERY}&map_path=dist/maps/cart.js.map&root=packages/cart`;
  assert.equal((await post(base, { query })).status, 201);
  const [frame] = await sourceMapper.mapFrames([{ file: '/app/dist/cart.js', line: 1 }], {
    service: 'shop',
    serviceVersion: '1.2.3',
    findFile: () => null,
    readFile: async () => null,
  });
  assert.equal(frame?.file, 'packages/cart/dist/src/cart.ts');
});

const REFUSED: readonly (readonly [what: string, change: Change, status: number, words: RegExp])[] = [
  ['no token', { headers: { authorization: '' } }, 401, /upload_tokens/],
  ['a wrong token', { headers: { authorization: 'Bearer nope' } }, 401, /upload_tokens/],
  ['no path', { query: 'service=shop&version=1' }, 400, /Say path once/],
  ['two versions', { query: `${QUERY}&version=2` }, 400, /Say version once/],
  ['a path that leads out', { query: 'service=s&version=1&path=../a.js' }, 400, /path must be relative/],
  ['a root that leads out', { query: `${QUERY}&root=../packages` }, 400, /root must be relative/],
  ['two roots', { query: `${QUERY}&root=a&root=b` }, 400, /Say root once/],
  ['an absolute path', { query: 'service=s&version=1&path=/a.js' }, 400, /path must be relative/],
  ['no JSON', { body: 'x' }, 400, /This source map cannot be used: it is not JSON\./],
  ['other JSON', { body: '{"version":3}' }, 400, /its mappings are not text/],
  ['nothing', { body: '' }, 400, /it is not JSON/],
  ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, /Content-Type/],
  ['brotli', { headers: { 'content-encoding': 'br' } }, 415, /gzip/],
  ['no gzip', { headers: { 'content-encoding': 'gzip' } }, 400, /not gzip/],
  [
    'a gzip bomb',
    {
      body: new Uint8Array(gzipSync(Buffer.alloc(65 * 1024 * 1024))),
      headers: { 'content-encoding': 'gzip' },
    },
    413,
    /larger than 64 MiB/,
  ],
];

for (const [what, change, status, words] of REFUSED)
  test(`refuses ${what} with ${status}`, async (t) => {
    const { base } = await openWebWorld(t, { config: { upload_tokens: [TOKEN] } });
    const response = await post(base, change);
    const [given, message] = await readAnswer(response);
    assert.equal(given, status);
    assert.match(message, words);
    assert.equal(response.headers.get('www-authenticate'), status === 401 ? 'Bearer' : null);
  });

test('refuses everybody while no token is configured, and says what to set', async (t) => {
  const { base } = await openWebWorld(t);
  const [status, message] = await readAnswer(await post(base));
  assert.equal(status, 403);
  assert.match(message, /set upload_tokens/);
});

test('says so when the disk is full, and asks to come back when it is busy, which is nothing to log', async (t) => {
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  const { promise, resolve } = Promise.withResolvers<'new'>();
  const answers = [
    () => Promise.reject(full),
    () => Promise.reject(new Unavailable('source maps cannot be read now')),
    () => promise,
    () => promise,
  ];
  const sourceMapper = { keepUpload: async () => answers.shift()?.() ?? ('new' as const) };
  const logged: unknown[] = [];
  const log = { ...SILENT_LOG, error: (fields: object) => void logged.push(fields) };
  const { base } = await openWebWorld(t, {
    config: { upload_tokens: [TOKEN] },
    needs: { sourceMapper, log },
  });
  assert.equal((await post(base)).status, 507);
  assert.equal(logged.length, 1);
  const busy = [await post(base)];
  const waiting = [post(base), post(base)];
  while (answers.length > 0) await new Promise((next) => setImmediate(next));
  busy.push(await post(base));
  for (const response of busy) {
    assert.equal(response.headers.get('retry-after'), '3');
    const words = 'Too many source maps are being read at the moment: send this one again in a few seconds.';
    assert.deepEqual(await readAnswer(response), [503, words]);
  }
  assert.equal(logged.length, 1);
  resolve('new');
  assert.deepEqual(await Promise.all(waiting.map(async (one) => (await one).status)), [201, 201]);
});
