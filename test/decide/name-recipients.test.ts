import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlamedException } from '../../src/blame/blame-exception.ts';
import { NO_RULES, type KnownError, type WatchedFile } from '../../src/config/rules.ts';
import { nameRecipients } from '../../src/decide/name-recipients.ts';
import type { LocatedFrame } from '../../src/locate/place-frames.ts';
import { makeBlamed } from '../helpers/make-blamed.ts';

const frame = (place: LocatedFrame['place']): LocatedFrame => ({ file: '/app/x.js', line: 1, place });
const ours = (path: string) => frame({ where: 'ours', path, agreement: 'whole', code: 'work();' });

/** Blamed in src/shop/cart.js, called by src/web/page.js and a library, caused by src/db/read.js. */
const BLAMED = makeBlamed({
  blamed: { path: 'src/shop/cart.js', line: 7 },
  exceptions: [
    {
      type: 'Error',
      message: '',
      relation: 'root',
      frames: [
        ours('src/shop/cart.js'),
        ours('src/web/page.js'),
        frame({ where: 'library', path: 'koa/x.js' }),
      ],
    },
    { type: 'Error', message: '', relation: 'cause', frames: [ours('src/db/read.js')] },
  ],
});

const watch = (filepath: string, watch_all_errors = false, email = 'eve@shop.test'): WatchedFile => ({
  email,
  filepath,
  watch_all_errors,
});
const KNOWN: KnownError = {
  filename: 'src/shop/cart.js',
  function_name: null,
  code_fragment: null,
  min_alert_threshold: 1,
  max_alert_threshold: null,
  alert_every_n_occurrences: null,
  email_recipients: ['till@shop.test', 'ops@shop.test'],
  email_header: null,
};
const OWNER = 'ann@shop.test';
const NOBODY = { email: null, because: 'nobody can be reached' };

type Row = readonly [
  what: string,
  watched: readonly WatchedFile[],
  recipients: readonly string[],
  change?: Partial<BlamedException>,
];

const ROWS: readonly Row[] = [
  ['the owner', [], [OWNER]],
  ['who watches the blamed file', [watch('src/shop/cart.js')], [OWNER, 'eve@shop.test']],
  ['who watches its folder', [watch('src/shop')], [OWNER, 'eve@shop.test']],
  ['who watches a folder above', [watch('src/')], [OWNER, 'eve@shop.test']],
  ['who watches everything', [watch('/')], [OWNER, 'eve@shop.test']],
  ['who watches a folder whose name only begins alike', [watch('src/sho')], [OWNER]],
  ['who watches another file', [watch('src/shop/card.js')], [OWNER]],
  ['who watches only what is blamed, of a file in the trace', [watch('src/web/page.js')], [OWNER]],
  ['who watches only what is blamed, of its folder', [watch('src/web')], [OWNER]],
  [
    'who watches all errors of a file in the trace',
    [watch('src/web/page.js', true)],
    [OWNER, 'eve@shop.test'],
  ],
  ['who watches all errors of its folder', [watch('src/web', true)], [OWNER, 'eve@shop.test']],
  ['who watches all errors of the blamed file', [watch('src/shop/cart.js', true)], [OWNER, 'eve@shop.test']],
  ['who watches all errors of a file in the cause', [watch('src/db', true)], [OWNER, 'eve@shop.test']],
  ['who watches all errors of a file elsewhere', [watch('src/mail', true)], [OWNER]],
  ['who watches a library', [watch('koa', true)], [OWNER]],
  ['who watches twice', [watch('src'), watch('src/shop', true)], [OWNER, 'eve@shop.test']],
  ['who watches their own file', [watch('src', false, 'ANN@shop.test')], ['ANN@shop.test']],
  [
    'several who watch',
    [watch('src', false, 'eve@shop.test'), watch('src', false, 'max@shop.test')],
    [OWNER, 'eve@shop.test', 'max@shop.test'],
  ],
  [
    'what is no address stops nobody',
    [watch('src', false, 'a..b@x'), watch('src')],
    [OWNER, 'eve@shop.test'],
  ],
  ['recipients of a known error', [], [OWNER, 'till@shop.test', 'ops@shop.test'], { known: KNOWN }],
  [
    'recipients and watchers, each once',
    [watch('src', false, 'Till@shop.test')],
    [OWNER, 'till@shop.test', 'ops@shop.test'],
    { known: KNOWN },
  ],
  ['nobody who can be reached', [], [], { owner: NOBODY }],
  ['nobody but a watcher', [watch('src')], ['eve@shop.test'], { owner: NOBODY }],
  [
    'nobody but the recipients of a known error',
    [],
    ['till@shop.test', 'ops@shop.test'],
    { owner: NOBODY, known: KNOWN },
  ],
];

for (const [what, watched_files, recipients, change = {}] of ROWS)
  test(`${what}: ${recipients.join(', ') || 'no mail'}`, () => {
    const found = nameRecipients({ ...BLAMED, ...change }, { ...NO_RULES, watched_files });
    assert.deepEqual(found, recipients);
  });
