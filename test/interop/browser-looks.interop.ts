import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { findBarriers, findOverflow, weighPage } from './browser/judge-page.ts';
import { openBrowser, openPage } from './browser/open-browser.ts';
import { breakShop, findError, serveShop, waitForLetters } from './browser/serve-shop.ts';
import { LONG_PATH } from './browser/ugly-shop.ts';

const PICTURES = join(import.meta.dirname, '../../artifacts/pages');
const MOST_BYTES = 60_000;

const LOOKS = [
  { name: 'light', options: { colorScheme: 'light', viewport: { width: 1280, height: 900 } } },
  { name: 'dark', options: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } } },
  { name: 'phone', options: { colorScheme: 'light', viewport: { width: 360, height: 740 } } },
  { name: 'phone-dark', options: { colorScheme: 'dark', viewport: { width: 360, height: 740 } } },
] as const;

/** Its policy lets no script run, not even the one that judges. */
const SANDBOXED = new Set(['mail-html']);

type Named = readonly [name: string, path: string];

const RULES = {
  known_errors: [
    { filename: LONG_PATH, max_alert_threshold: 100, email_header: 'Ask משה before you touch it' },
    ...Array.from({ length: 7 }, (_, i) => ({ filename: `src/legacy/file${i}.js`, function_name: 'run' })),
  ],
  watched_files: [{ email: 'lead@example.com', filepath: 'src', watch_all_errors: true }],
  email_remapping: [{ remap: 'grace@old.example.com', to: 'grace@example.com' }],
};

/** A shop in which everything has happened, and a page of each kind about it. */
async function openEveryPage(t: TestContext) {
  const shop = await serveShop(t, { report_error_threshold: 1 }, RULES);
  await breakShop(shop);
  const [letter = ''] = await waitForLetters(shop, 4);
  const cart = await findError(shop, 'filename=src/cart.js');
  const ugly = await findError(shop, 'filename=packages%2Fcom.example');
  const prefill = new URLSearchParams({ filename: LONG_PATH, code_fragment: 'input.someProperty' });
  const pages: readonly Named[] = [
    ['report', '/'],
    ['report-page-2', '/?page=2&include_known_errors=true'],
    ['report-search', '/?filename=src%2Fmany&include_known_errors=true&type=Type'],
    ['report-nothing-found', '/?developer=nobody-at-all'],
    ['report-empty-week', '/?timestamp=1700000000'],
    ['traceback', cart],
    ['traceback-long-names', ugly],
    ['traceback-right-to-left', await findError(shop, 'filename=src%2F%D7%91')],
    ['traceback-deep', await findError(shop, 'filename=src/tree.js')],
    ['traceback-python', await findError(shop, 'type=KeyError')],
    ['traceback-not-found', '/view_traceback?error_id=nothing'],
    ['known-error-form', '/add_known_error'],
    ['known-error-preview', `/add_known_error?${prefill.toString()}`],
    ['watch-form', '/add_watch?filepath=src&email=nobody'],
    ['remap-form', '/remap_email'],
    ['disown-form', '/disown_file'],
    ['ignored-exception-form', '/add_ignored_exception?type=TypeError'],
    ['building-block-form', '/add_building_block'],
    ['third-party-form', '/add_third_party_code'],
    ['admin', '/admin'],
    ['admin-one-file', '/admin?key=known_errors'],
    ['config-file', '/view_config?key=known_errors'],
    ['mail-list', '/mail'],
    ['mail', letter],
    ['mail-html', `${letter}/html`],
    ['health', '/check_health'],
    ['services', '/services'],
    ['about', '/about'],
    ['not-found', '/nothing-here'],
  ];
  return { ...shop, pages };
}

async function judge(browser: Browser, base: string, pages: readonly Named[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { name: look, options } of LOOKS) {
    const { page, complaints } = await openPage(browser, base, options);
    for (const [name, path] of pages) {
      const about = (found: string) => `${name}, ${look}: ${found}`;
      await page.goto(path);
      await page.screenshot({ path: join(PICTURES, `${name}-${look}.png`), fullPage: true });
      if (SANDBOXED.has(name)) continue;
      faults.push(...(await findOverflow(page)).map(about));
      faults.push(...(await findBarriers(page)).map(about));
      faults.push(...complaints.splice(0).map(about));
    }
    await page.context().close();
  }
  return faults;
}

test('every page is readable by everybody, in light and dark, on a wall and on a phone, and weighs little', async (t) => {
  mkdirSync(PICTURES, { recursive: true });
  const browser = await openBrowser(t);
  const { base, pages } = await openEveryPage(t);
  for (const [name, path] of pages) {
    const bytes = await weighPage(new URL(path, base).href);
    assert.ok(bytes < MOST_BYTES, `${name} weighs ${bytes} bytes`);
  }
  assert.deepEqual(await judge(browser, base, pages), []);
  const locked = await serveShop(t, {
    web_auth: 'users',
    web_users: { ada: `scrypt:10:1:1:${'A'.repeat(22)}:${'A'.repeat(43)}` },
  });
  assert.deepEqual(await judge(browser, locked.base, [['login', '/login?next=%2Fadmin']]), []);
});
