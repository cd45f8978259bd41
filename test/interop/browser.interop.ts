import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { hashPassword } from '../../src/password-hash.ts';
import { eventually } from '../helpers/eventually.ts';
import { openBrowser, openPage } from './browser/open-browser.ts';
import { breakShop, serveShop, waitForLetters } from './browser/serve-shop.ts';
import { CART_ERROR, UGLY_ERRORS } from './browser/ugly-shop.ts';

const PASSWORD = 'correct horse battery staple';

// The pages promise to work without scripts, and their policy allows none.
const WITHOUT_SCRIPTS = { javaScriptEnabled: false };

/** A browser in front of a service of its own; at the end nothing may have been complained about. */
async function visit(t: TestContext, options: object = {}, rules: Readonly<Record<string, object>> = {}) {
  const browser = await openBrowser(t);
  const shop = await serveShop(t, { report_error_threshold: 1, ...options }, rules);
  const { page, complaints } = await openPage(browser, shop.base, WITHOUT_SCRIPTS);
  const read = (kind: string): string => readFileSync(join(shop.configDir, `${kind}.yaml`), 'utf8');
  const checkQuiet = (): void => assert.deepEqual(complaints, []);
  return { ...shop, page, read, checkQuiet };
}

function readQuery(page: Page, name: string): string | null {
  return new URL(page.url()).searchParams.get(name);
}

const save = (page: Page): Promise<void> => page.getByRole('button', { name: 'Save' }).click();

/** Says the text of what assistive technology reads out with a field. */
async function readDescription(page: Page, field: Locator): Promise<string> {
  const ids = ((await field.getAttribute('aria-describedby')) ?? '').split(' ');
  const texts = await Promise.all(ids.map((id) => page.locator(`#${id}`).innerText()));
  return texts.join(' ');
}

test('from a mail to the traceback, the whitelist and the report', async (t) => {
  const { page, read, checkQuiet, ...shop } = await visit(t);
  await breakShop(shop, [CART_ERROR]);
  const [letter = ''] = await waitForLetters(shop, 1);
  const text = await (await fetch(`${shop.base}${letter}`)).text();
  const link = /http:\/\/localhost:\d+\/view_traceback\?error_id=\w+/.exec(text)?.[0] ?? '';

  await page.goto(link);
  await page.getByRole('heading', { level: 1, name: 'TypeError' }).waitFor();
  const blamed = page.locator('.frame.blamed');
  assert.match(await blamed.locator('[aria-current]').innerText(), /total \+= findPrice\(item\.sku\)/);
  assert.match(await blamed.innerText(), /Ada Lovelace, 6 May 2026/);
  await page.getByRole('link', { name: 'Add to the known errors' }).click();

  assert.equal(await page.getByLabel('File').inputValue(), 'src/cart.js');
  assert.equal(await page.getByLabel('Function').inputValue(), 'totalCart');
  await page.getByText('This would have silenced 37 occurrences of 1 error.').waitFor();
  await page.getByLabel('Note on top of the mail').fill('Pears have no price yet.\nAsk Ada.');
  await save(page);
  await page.getByRole('status').getByText('Saved.').waitFor();
  assert.match(read('known_errors'), /filename: src\/cart\.js\n[^]*Pears have no price yet\./);
  const saved = page.url();
  await page.reload();
  assert.equal(page.url(), saved);
  assert.equal(read('known_errors').match(/filename/g)?.length, 1, 'a reload saves nothing again');

  await breakShop(shop, [CART_ERROR]);
  await page.getByRole('link', { name: 'This week' }).click();
  await page.getByRole('heading', { level: 1, name: /^Week of / }).waitFor();
  assert.equal(await page.locator('article').count(), 0, 'what is known is left out');
  await page.getByRole('link', { name: /^Show known errors too \(1 left out\)/ }).click();
  assert.match(await page.locator('article').innerText(), /known error/);
  assert.equal(readQuery(page, 'include_known_errors'), 'true');
  checkQuiet();
});

test('the report is searched, paged, switched and led to other weeks', async (t) => {
  const { page, checkQuiet, ...shop } = await visit(t, { report_only_after_minimum_date: '2025-01-01' });
  await breakShop(shop, UGLY_ERRORS);
  await page.goto('/');
  assert.equal(await page.locator('article').count(), 20);
  await page.getByRole('link', { name: 'Rarer →' }).click();
  assert.equal(await page.locator('article').count(), 13);
  await page.getByRole('link', { name: '← More frequent' }).click();

  const old = page.getByRole('link', { name: /^Show code from before the minimum date too \(2 left out\)/ });
  await old.click();
  await page.getByRole('heading', { name: 'grace@example.com' }).waitFor();
  await page.getByRole('link', { name: /^Leave code from before/ }).click();

  await page.getByText('Find an error, or pick a week').click();
  await page.getByLabel('File').fill('CART.js');
  await page.getByRole('button', { name: 'Find' }).click();
  assert.equal(await page.locator('article').count(), 1);
  assert.equal(await page.getByLabel('File').inputValue(), 'CART.js');
  await page.getByLabel('File').fill('');
  await page.getByLabel('Service').fill('events');
  await page.getByLabel('Developer').fill('bob');
  await page.getByLabel('Type of exception').fill('typeerror');
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByText('30 errors, 30 occurrences.').waitFor();
  await page.getByLabel('Developer').fill('ada');
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByText('Nothing of this week is like that.').waitFor();
  await page.getByRole('link', { name: 'Show everything' }).click();
  assert.equal(await page.locator('article').count(), 20);

  await page.getByText('Find an error, or pick a week').click();
  await page.getByLabel('Week of').selectOption({ index: 2 });
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByText('Nothing broke this week').waitFor();
  await page.getByRole('link', { name: 'Next week →' }).click();
  await page.getByRole('link', { name: 'Next week →' }).click();
  assert.equal(await page.locator('article').count(), 20);
  await page.getByRole('link', { name: 'bob@example.com' }).click();
  assert.equal(new URL(page.url()).hash, '#bob%40example.com');
  assert.match(await page.locator(':target h2').innerText(), /bob@example\.com/);
  await page.getByText('The weeks as a table').click();
  assert.equal(await page.locator('.history tbody tr').count(), 12);
  checkQuiet();
});

test('a bad value comes back with what is wrong beside it, and nothing typed is lost', async (t) => {
  const { page, read, checkQuiet } = await visit(t);
  await page.goto('/add_known_error');
  const typed = {
    File: 'src/<b>"cart".js',
    Function: "total'Cart",
    Code: '\n  a & b;\n  "c"',
    'Mail from this many occurrences a week': 'many',
    'Also mail to': 'ada@example.com, nobody',
    'Note on top of the mail': '</textarea> שלום',
  };
  for (const [label, text] of Object.entries(typed)) await page.getByLabel(label, { exact: true }).fill(text);
  await save(page);
  await page.getByRole('alert').getByText('nothing you typed is lost').waitFor();
  for (const [label, text] of Object.entries(typed))
    assert.equal(await page.getByLabel(label, { exact: true }).inputValue(), text, label);
  for (const name of ['min_alert_threshold', 'email_recipients']) {
    const field = page.locator(`[name=${name}]`);
    assert.equal(await field.getAttribute('aria-invalid'), 'true', name);
    assert.match(await readDescription(page, field), /many|nobody/, name);
  }
  await page.getByLabel('Mail from this many occurrences a week').fill('5');
  await page.getByLabel('Also mail to').fill('ada@example.com');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByText('It would have met nothing so far.').waitFor();
  await save(page);
  await page.getByRole('status').getByText('Saved.').waitFor();
  assert.match(read('known_errors'), /min_alert_threshold: 5/);
  checkQuiet();
});

const WATCH = `# Who looks after what.
- email: lead@example.com # until spring
  filepath: src
- email: ada@example.com
  filepath: tax
`;

test('a rule is removed and put back', async (t) => {
  const { page, read, configDir, checkQuiet } = await visit(t);
  writeFileSync(join(configDir, 'watched_files.yaml'), WATCH);
  await eventually('the written rules are in force', async () => {
    await page.goto('/admin?key=watched_files');
    return (await page.locator('.rules li').count()) === 2;
  });
  const rule = page.locator('.rules li').filter({ hasText: 'ada@example.com' });
  await rule.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('status').getByText('Removed.').waitFor();
  assert.equal(read('watched_files'), WATCH.slice(0, WATCH.indexOf('- email: ada')));
  await page.getByRole('link', { name: 'Put it back' }).click();
  assert.equal(await page.getByLabel('Who watches').inputValue(), 'ada@example.com');
  await save(page);
  await page.getByRole('status').getByText('Saved.').waitFor();
  assert.equal(read('watched_files'), WATCH);
  checkQuiet();
});

test('who may see the pages logs in, and a form posted after the session ended is not lost', async (t) => {
  const web_users = { ada: await hashPassword(PASSWORD, randomBytes) };
  const { page, base, checkQuiet, read } = await visit(t, { web_auth: 'users', web_users });
  const logIn = async (password: string): Promise<void> => {
    await page.getByLabel('Name').fill('ada');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
  };
  await page.goto('/add_watch?filepath=src/cart.js');
  assert.equal(new URL(page.url()).pathname, '/login');
  await logIn('wrong');
  await page.getByRole('alert').getByText('The name or the password is wrong.').waitFor();
  assert.equal(await page.getByLabel('Name').inputValue(), 'ada');
  assert.equal(await page.getByLabel('Password').inputValue(), '');
  await logIn(PASSWORD);
  assert.equal(page.url(), `${base}/add_watch?filepath=src/cart.js`);

  await page.getByLabel('Who watches').fill('ada@example.com');
  await page.context().clearCookies();
  await save(page);
  await page.getByRole('alert').getByText('You are no longer logged in, so nothing was changed.').waitFor();
  await logIn(PASSWORD);
  assert.equal(await page.getByLabel('Who watches').inputValue(), 'ada@example.com');
  assert.equal(await page.getByLabel('File or folder').inputValue(), 'src/cart.js');
  await save(page);
  await page.getByRole('status').getByText('Saved.').waitFor();
  assert.match(read('watched_files'), /ada@example\.com/);

  const [cookie] = await page.context().cookies();
  assert.ok(cookie?.httpOnly === true && cookie.sameSite === 'Lax');
  await page.getByRole('link', { name: 'Log out' }).click();
  await page.getByText('You are logged in as ada.').waitFor();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.goto('/');
  assert.equal(new URL(page.url()).pathname, '/login');
  checkQuiet();
});

/** Goes on with a key until what has the focus shows a text, or has an id, that is wanted. */
async function reach(page: Page, wanted: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const focused = page.locator(':focus');
  for (let steps = 0; steps < 60; steps++) {
    await page.keyboard.press(key);
    if ((await focused.count()) === 0) continue;
    if (wanted.test(`${await focused.innerText()} ${await focused.getAttribute('id')}`)) return;
  }
  assert.fail(`the keyboard does not reach ${String(wanted)}`);
}

test('the keyboard alone leads from the report to a saved rule', async (t) => {
  const { page, read, checkQuiet, ...shop } = await visit(t);
  await breakShop(shop, [CART_ERROR]);
  await page.goto('/');
  await page.keyboard.press('Tab');
  assert.equal(await page.locator(':focus').innerText(), 'Skip to the content');
  await page.keyboard.press('Enter');
  await reach(page, /^TypeError: Cannot read/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'TypeError' }).waitFor();
  await reach(page, /^\d+ frames? outside this repository/);
  await page.keyboard.press('Enter');
  await page.getByText('express/lib/router/layer.js:95').first().waitFor();
  await reach(page, /^Add to the known errors/, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await reach(page, / alert_every_n_occurrences$/);
  await page.keyboard.type('100');
  await reach(page, /^Save/);
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('Saved.').waitFor();
  assert.match(read('known_errors'), /alert_every_n_occurrences: 100/);
  checkQuiet();
});
