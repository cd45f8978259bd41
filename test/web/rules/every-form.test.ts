import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { NO_RULES, RULE_FILES, RULE_KINDS, type RuleKind } from '../../../src/config/rules.ts';
import { RULE_FORMS } from '../../../src/web/rules/rule-forms.ts';
import { createRuleTrial } from '../../../src/web/rules/try-rule.ts';
import { StoreUnavailable } from '../../../src/store/store.ts';
import { makeBlamed } from '../../helpers/make-blamed.ts';
import { listValues, readField, readText } from '../read-page.ts';
import { CART_ERROR, PRICE_ERROR, recordError } from '../record-errors.ts';
import { KNOWN_ERRORS, NOW, openWebWorld, WEEK, type WebWorld } from '../web-world.ts';
import { openForm, send } from './open-form.ts';

type Example = {
  readonly typed: Readonly<Record<string, string>>;
  /** What the file then says. */
  readonly entry: object;
  /** Typed instead: the field that is marked then, and how. */
  readonly wrong: readonly [field: string, value: string, message: RegExp];
  /** Of an error in the cart, seen twelve times, and one in the prices, seen once. */
  readonly preview: RegExp;
};

const EXAMPLES: Readonly<Record<RuleKind, Example>> = {
  known_errors: {
    typed: { filename: 'src/cart.js', function_name: 'totalCart' },
    entry: { filename: 'src/cart.js', function_name: 'totalCart' },
    wrong: ['filename', '../x', /must be a path inside the repository/],
    preview: /This would have silenced 12 occurrences of 1 error\. src\/cart\.js:7 in totalCart , 12×/,
  },
  watched_files: {
    typed: { email: 'lead@example.com', filepath: 'src', watch_all_errors: 'yes' },
    entry: { email: 'lead@example.com', filepath: 'src', watch_all_errors: true },
    wrong: ['email', 'lead', /must be an e-mail address, but is &quot;lead&quot;/],
    preview: /lead@example\.com would have had a copy of each mail about 13 occurrences of 2 errors/,
  },
  email_remapping: {
    typed: { remap: 'ada', to: 'countess@example.com' },
    entry: { remap: 'ada', to: 'countess@example.com' },
    wrong: ['to', '', /to is missing/],
    preview: /12 occurrences of 1 error are in lines of ada; mail .* have gone to countess@example\.com/,
  },
  file_disownership: {
    typed: { email: 'ada@example.com', filepath: 'src/cart.js', designated_email: 'grace@example.com' },
    entry: { email: 'ada@example.com', filepath: 'src/cart.js', designated_email: 'grace@example.com' },
    wrong: ['filepath', '/src', /without a leading \//],
    preview: /Mail about 12 occurrences of 1 error would have gone to grace@example\.com/,
  },
  ignored_exceptions: {
    typed: { type: '*Error' },
    entry: { type: '*Error' },
    wrong: ['type', 'a\nb', /must be text on one line/],
    preview: /This would have silenced 13 occurrences of 2 errors/,
  },
  building_blocks: {
    typed: { filename: 'src/cart.js', code_fragment: 'findPrice( item.sku )' },
    entry: { filename: 'src/cart.js', code_fragment: 'findPrice( item.sku )' },
    wrong: ['filename', '', /filename is missing/],
    preview: /It would have met nothing so far/,
  },
  third_party_whitelist: {
    typed: { filename: 'koa/lib/application.js' },
    entry: { filename: 'koa/lib/application.js' },
    wrong: ['filename', 'C:\\x', /must be a path inside the repository/],
    preview: /This would have silenced 12 occurrences of 1 error: they would not have been counted/,
  },
};

async function recordTwo(world: WebWorld): Promise<void> {
  await recordError(world, { exceptions: CART_ERROR, reported: { count: 12, type: 'TypeError' } });
  await recordError(world, { exceptions: PRICE_ERROR, reported: { traceId: 'a'.repeat(32) } });
}

const readFileOf = ({ dir }: WebWorld, kind: RuleKind): string =>
  readFileSync(join(dir, 'config', `${kind}.yaml`), 'utf8');

test('has a form for every rule file, with every field of it', () => {
  assert.deepEqual(RULE_FORMS.map(({ kind }) => kind).toSorted(), RULE_KINDS.toSorted());
  for (const { kind, fields } of RULE_FORMS)
    assert.deepEqual(
      fields.map(({ name }) => name),
      Object.keys(RULE_FILES[kind].fields),
    );
  const paths = RULE_FORMS.flatMap(({ addPath, savePath }) => [addPath, savePath]);
  assert.equal(new Set(paths).size, paths.length);
});

for (const form of RULE_FORMS) {
  const { kind, addPath, savePath } = form;
  const { typed, entry, wrong, preview } = EXAMPLES[kind];

  test(`${addPath} is filled in from the address, tells what the rule would do, and is saved once`, async (t) => {
    const world = await openWebWorld(t);
    const { base } = world;
    await recordTwo(world);
    const path = `${addPath}?${new URLSearchParams(typed).toString()}`;
    const page = await (await fetch(`${base}${path}`)).text();
    for (const [name, value] of Object.entries(typed)) assert.equal(readField(page, name), value);
    assert.match(readText(page), preview);
    if (kind === 'watched_files') assert.match(page, /name="watch_all_errors"[^>]*checked/);
    assert.ok(listValues(page, 'action').includes(savePath));
    const before = kind === 'known_errors' ? KNOWN_ERRORS : '';

    const { cookie, token } = await openForm(base, path);
    const fields = { ...typed, token };
    const tried = await send(`${base}${savePath}`, {
      fields: { ...fields, preview: 'yes' },
      headers: { cookie },
    });
    assert.equal(tried.status, 200);
    const shown = await tried.text();
    assert.match(readText(shown), preview);
    for (const [name, value] of Object.entries(typed)) assert.equal(readField(shown, name), value);
    if (before !== '') assert.equal(readFileOf(world, kind), before);

    const saved = await send(`${base}${savePath}`, { fields, headers: { cookie } });
    assert.equal(saved.status, 303);
    assert.deepEqual(parse(readFileOf(world, kind)).at(-1), entry);
    assert.ok(readFileOf(world, kind).startsWith(before));
    const thanks = readText(await (await fetch(`${base}${saved.headers.get('location')}`)).text());
    assert.match(thanks, /Saved\. This was added to/);
    const twice = await send(`${base}${savePath}`, { fields, headers: { cookie } });
    assert.equal(twice.status, 400);
    assert.match(readText(await twice.text()), /Not saved yet\..*This rule is in the file already/);
  });

  test(`${addPath} marks what is wrong and keeps what was typed`, async (t) => {
    const world = await openWebWorld(t);
    const { base } = world;
    const { cookie, token } = await openForm(base, addPath);
    const [field, value, message] = wrong;
    const fields = { ...typed, [field]: value, token };
    const ways: readonly Readonly<Record<string, string>>[] = [{}, { preview: 'yes' }];
    for (const extra of ways) {
      const response = await send(`${base}${savePath}`, {
        fields: { ...fields, ...extra },
        headers: { cookie },
      });
      assert.equal(response.status, 400);
      const page = await response.text();
      for (const name of Object.keys(typed))
        assert.equal(
          readField(page, name),
          name === 'watch_all_errors' ? 'yes' : fields[name as 'token'],
          name,
        );
      assert.match(new RegExp(`id="${field}-problem">([^<]*)<`).exec(page)?.[1] ?? '', message);
      assert.match(
        page,
        new RegExp(
          `id="${field}"[^>]*aria-describedby="${field}-problem ${field}-hint"[^>]*aria-invalid="true"`,
        ),
      );
    }
    const cross = { cookie, 'sec-fetch-site': 'cross-site' };
    assert.equal(
      (await send(`${base}${savePath}`, { fields: { ...typed, token }, headers: cross })).status,
      403,
    );
    const stale = await send(`${base}${savePath}`, { fields: typed, headers: { cookie } });
    assert.equal(stale.status, 403);
    assert.equal((await fetch(`${base}${savePath}`)).status, 405);
  });

  test(`a rule of ${kind}.yaml is listed, removed by its button, and can be put back`, async (t) => {
    const world = await openWebWorld(t);
    const { base } = world;
    const form1 = await openForm(base, addPath);
    const headers = { cookie: form1.cookie };
    await send(`${base}${savePath}`, { fields: { ...typed, token: form1.token }, headers });
    const list = await (await fetch(`${base}/admin?key=${kind}`, { headers })).text();
    for (const value of Object.values(typed)) assert.ok(readText(list).includes(value));
    const [index, rule] = [listFields(list, 'index').at(-1) ?? '', listFields(list, 'rule').at(-1) ?? ''];
    const token = readField(list, 'token') ?? '';
    const fields = { key: kind, index, rule, token };
    for (const bad of [
      { fields: { ...fields, token: '' }, headers },
      { fields, headers: { ...headers, 'sec-fetch-site': 'cross-site' } },
      { fields: { ...fields, rule: 'x' }, headers },
      { fields: { ...fields, key: 'flawless' }, headers },
      { fields: { ...fields, key: '__proto__' }, headers },
    ])
      assert.ok([403, 404].includes((await send(`${base}/remove_rule`, bad)).status));
    const gone = await send(`${base}/remove_rule`, { fields, headers });
    assert.equal(gone.status, 303);
    assert.equal(readFileOf(world, kind), kind === 'known_errors' ? KNOWN_ERRORS : '');
    const after = await (await fetch(`${base}${gone.headers.get('location')}`)).text();
    assert.match(readText(after), /Removed\. Put it back , if that was a mistake/);
    const back = listValues(after, 'href').find((href) => href.startsWith(`${addPath}?`)) ?? '';
    const filled = await (await fetch(`${base}${back}`)).text();
    for (const [name, value] of Object.entries(typed)) assert.equal(readField(filled, name), value);
    const again = await send(`${base}/remove_rule`, { fields, headers });
    assert.equal(again.status, 404);
    assert.match(readText(await again.text()), /Not removed\. This rule is not there any more/);
  });
}

function listFields(page: string, name: string): readonly string[] {
  return [...page.matchAll(new RegExp(`name="${name}" value="([^"]*)"`, 'g'))].map(([, value = '']) => value);
}

test('lists every rule file with what is in force, and says what is wrong with them', async (t) => {
  const problem = { problem: '/conf/known_errors.yaml:2:3: "x" is not a field of this file', sinceMs: NOW };
  const { base } = await openWebWorld(t, { needs: { ruleProblems: () => [problem] } });
  const page = await (await fetch(`${base}/admin`)).text();
  const text = readText(page);
  for (const { plural, title, kind } of RULE_FORMS) {
    assert.ok(text.includes(plural) && text.includes(title), kind);
    assert.ok(listValues(page, 'href').includes(`/view_config?key=${kind}`));
  }
  assert.match(
    text,
    /1 rule in force, from .*known_errors\.yaml .* filename src\/legacy\.js max_alert_threshold 100 Remove/,
  );
  assert.match(text, /The rule files have mistakes.*:2:3: "x" is not a field of this file/);
  const facts = await (await fetch(`${base}/admin`, { headers: { accept: 'application/json' } })).json();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked below
  const { rules } = facts as { rules: Record<string, readonly object[]> };
  assert.deepEqual(Object.keys(rules).toSorted(), RULE_KINDS.toSorted());
  assert.equal(rules['known_errors']?.length, 1);
});

test('lists many rules page by page', async (t) => {
  const rules = {
    ...NO_RULES,
    ignored_exceptions: Array.from({ length: 250 }, (_, i) => ({ type: `Type${i}` })),
  };
  const world = await openWebWorld(t);
  const ruleBook = { ...world.ruleBook, current: () => rules };
  const { base } = await openWebWorld(t, { needs: { ruleBook } });
  const read = async (path: string) => readText(await (await fetch(`${base}${path}`)).text());
  const overview = await read('/admin');
  assert.match(overview, /250 rules in force.*Type4 .*All 250 rules/);
  assert.doesNotMatch(overview, /Type5 /);
  const last = await read('/admin?key=ignored_exceptions&page=3');
  assert.match(last, /Type200 .*Type249 .*← Before/);
  assert.doesNotMatch(last, /More →|Type199 /);
  assert.equal((await fetch(`${base}/admin?key=ignored_exceptions&page=0`)).status, 400);
  assert.equal((await fetch(`${base}/admin?key=nothing`)).status, 404);
});

test('shows a rule file as it stands, comments and mistakes included', async (t) => {
  const world = await openWebWorld(t);
  writeFileSync(world.knownErrorsPath, '# <b>Ours</b>\n- filename: [a\n');
  const page = await (await fetch(`${world.base}/view_config?key=known_errors`)).text();
  assert.match(
    page,
    /<pre class="letter" tabindex="0">\n# &lt;b&gt;Ours&lt;\/b&gt;\n- filename: \[a\n<\/pre>/,
  );
  assert.match(readText(page), /known_errors\.yaml/);
  const none = await fetch(`${world.base}/view_config?key=watched_files`);
  assert.match(readText(await none.text()), /There is no such file, or it cannot be read/);
  for (const key of ['', '?key=', '?key=../../etc/passwd', '?key=flawless', '?key=__proto__'])
    assert.ok([400, 404].includes((await fetch(`${world.base}/view_config${key}`)).status), key);
});

const failDown = () => Promise.reject(new StoreUnavailable('busy'));

test('tells what a rule would do even of many errors, and when it cannot be told', async () => {
  const occurrence = JSON.stringify(makeBlamed());
  const errors = Array.from({ length: 1_000 }, (_, i) => ({
    errorId: `e${i}`,
    weekMs: WEEK,
    count: 2,
    firstSeenMs: NOW,
    lastSeenMs: NOW,
    mailedAtMs: null,
    path: i % 2 === 0 ? 'src/cart.js' : 'src/other.js',
    function: 'Cart.total',
    line: 7,
    code: 'return x.y;',
    developer: 'Ann@shop.test',
    codeChangedAtMs: NOW,
    known: i % 4 === 0,
    type: 'TypeError',
    days: [0, 0, 0, 0, 0, 0, 0],
    occurrence,
  }));
  const developers = [{ developer: 'Ann@shop.test', errorCount: 5_000, occurrences: 9_000 }];
  const beyond = { occurrences: 0, firstSeenMs: null, lastSeenMs: null };
  const weeklyErrors = async () => ({ developers, errors, hiddenKnown: 0, hiddenOld: 0, beyond });
  const needs = { timezone: 'UTC', now: () => NOW };
  const tryRule = createRuleTrial({ ...needs, store: { weeklyErrors } });
  const rule = { filename: 'src/cart.js', function_name: 'total', code_fragment: null };
  const trial = await tryRule('building_blocks', rule);
  assert.deepEqual(
    [trial?.errors, trial?.occurrences, trial?.known, trial?.looked, trial?.total, trial?.examples.length],
    [500, 1_000, 250, 1_000, 5_000, 5],
  );
  const remapped = await tryRule('email_remapping', { remap: 'ANN', to: 'a@b.c' });
  assert.equal(remapped?.errors, 1_000);

  assert.equal(
    await createRuleTrial({ ...needs, store: { weeklyErrors: failDown } })('building_blocks', rule),
    null,
  );
});
