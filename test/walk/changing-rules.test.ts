import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { stringify } from 'yaml';
import { eventually } from '../helpers/eventually.ts';
import type { FlawlessProcess } from '../helpers/flawless-process.ts';
import { readField } from '../web/read-page.ts';
import { createTracing } from './exporters.ts';
import { makeStreet, readOutcomes, readReport, startIn } from './street.ts';

const CHANGED = 'a rule file was changed: its rules are in force';
const QUIET = 'decisions{known error without thresholds}';

async function startShop(
  context: TestContext,
  options: object = {},
  prepare: (path: (kind: string) => string) => void = () => undefined,
) {
  const street = await makeStreet(context);
  const confPath = street.configure(options);
  prepare((kind) => pathOf(confPath, kind));
  const flawless = await startIn(context, confPath);
  const resource = { 'vcs.ref.head.revision': street.shop.revision };
  const tracing = createTracing({ url: flawless.otlp, encoding: 'protobuf', resource });
  context.after(() => tracing.shutdown());
  // The same trace each time, whose verdict is remembered.
  const error = street.shop.breakCart();
  const breakOnce = async (): Promise<void> => {
    tracing.recordNested(error);
    await tracing.flush();
  };
  return { ...street, confPath, rulePath: (kind: string) => pathOf(confPath, kind), flawless, breakOnce };
}

function pathOf(confPath: string, kind: string): string {
  return join(dirname(confPath), `${kind}.yaml`);
}

type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

function readLog(flawless: FlawlessProcess, message: string): readonly LogLine[] {
  const lines = flawless.stderr().split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as LogLine).filter(({ msg }) => msg === message);
}

async function readHealth(flawless: FlawlessProcess) {
  const response = await fetch(`${flawless.web}/check_health`, { headers: { accept: 'application/json' } });
  return (await response.json()) as { ok: boolean; problems: string[] };
}

test('a known error written into the file by hand is quiet from its next occurrence on, and loud again when it is taken out', async (context) => {
  const { flawless, smtp, breakOnce, rulePath } = await startShop(context);
  const path = rulePath('known_errors');
  assert.ok(!existsSync(path));
  writeFileSync(path, '# Ours.\n- filename: src/cart.mjs\n  code_fragment: item.price.amount\n');
  const [line] = await eventually('the change', () => {
    const lines = readLog(flawless, CHANGED);
    return lines.length > 0 && lines;
  });
  assert.deepEqual(
    { file: line?.['file'], added: line?.['added'], removed: line?.['removed'] },
    { file: path, added: 1, removed: 0 },
  );
  await breakOnce();
  assert.equal((await readReport(flawless))[0]?.known, true);
  assert.equal((await readOutcomes(flawless))[QUIET], 1);
  assert.equal((await readOutcomes(flawless))['mails_queued'], undefined);

  writeFileSync(path, '# Ours.\n');
  await eventually('the second change', () => readLog(flawless, CHANGED).length === 2);
  await breakOnce();
  const mail = await eventually('the mail', () => smtp.received[0]);
  assert.deepEqual(mail.to, ['bob@shop.test']);
  assert.equal((await readReport(flawless))[0]?.known, false);
});

const KNOWN_BEFORE = `# Ask Ann before you add to this list.
- filename: src/legacy.mjs # nobody dares to touch it
  alert_every_n_occurrences: 100

# The end.
`;

test('the link in the mail leads to the form, and what is saved there holds for the next occurrence', async (context) => {
  const { flawless, smtp, breakOnce, rulePath } = await startShop(context, {}, (path) =>
    writeFileSync(path('known_errors'), KNOWN_BEFORE),
  );
  await breakOnce();
  const mail = await eventually('the mail', () => smtp.received[0]);
  const link = new URL(/\S+\/add_known_error\?\S+/.exec(mail.email.text ?? '')?.[0] ?? '');
  const form = await fetch(`${flawless.web}${link.pathname}${link.search}`);
  const cookie = form.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const page = await form.text();
  const names = ['token', 'filename', 'function_name', 'code_fragment'];
  const fields = Object.fromEntries(names.map((name) => [name, readField(page, name) ?? '']));
  const saved = await fetch(`${flawless.web}/save_known_error`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams(fields),
  });
  assert.equal(saved.status, 303);
  const written = readFileSync(rulePath('known_errors'), 'utf8');
  assert.ok(written.startsWith(KNOWN_BEFORE.trimEnd()), written);
  assert.match(written.slice(KNOWN_BEFORE.trimEnd().length), /^\s*- filename: src\/cart\.mjs\n/);

  await breakOnce();
  const [error] = await readReport(flawless);
  assert.deepEqual([error?.count, error?.known], [2, true]);
  assert.equal((await readOutcomes(flawless))[QUIET], 1);
  assert.equal(smtp.received.length, 1);

  const [added] = readLog(flawless, 'a rule was added');
  assert.equal(added?.['file'], rulePath('known_errors'));
  assert.equal(added?.['by'], 'web form, from 127.0.0.1');
  const { filename, code_fragment } = fields;
  assert.deepEqual(added?.['entry'], { filename, code_fragment });
  assert.match(String(added?.['time']), /^\d{13}$/);

  writeFileSync(rulePath('ignored_exceptions'), '- type: Abort*\n');
  await eventually('the other change', () => readLog(flawless, CHANGED).length > 0);
  assert.deepEqual(
    readLog(flawless, CHANGED).map(({ file }) => file),
    [rulePath('ignored_exceptions')],
    'what the form wrote is no change by somebody else',
  );
});

test('a bad edit keeps the last good rules, and health says where it is until it is mended', async (context) => {
  const contact = { default_contact: 'care@shop.test' };
  const { flawless, smtp, breakOnce, rulePath, confPath } = await startShop(context, contact);
  const [known, watched] = [rulePath('known_errors'), rulePath('watched_files')];
  writeFileSync(known, stringify([{ filename: 'src/cart.mjs' }]));
  await eventually('the change', () => readLog(flawless, CHANGED).length === 1);

  writeFileSync(known, '# None any more.\n');
  writeFileSync(watched, '- email: ann@shop.test\n  filepth: src\n');
  const problem = await eventually('the problem', async () => (await readHealth(flawless)).problems[0]);
  assert.ok(problem.startsWith(`Rules: ${watched}:2:3: "filepth" is not a field of this file`), problem);
  assert.match(
    problem,
    / \(since 20\d\d-\d\d-\d\dT.*Z; until it is mended, the last good rules stay in force\)$/,
  );
  await breakOnce();
  assert.equal((await readOutcomes(flawless))[QUIET], 1, 'nothing of the edit is in force');
  const mail = await eventually('the mail', () => smtp.received[0]);
  assert.deepEqual(
    [mail.to, mail.email.subject],
    [['care@shop.test'], 'Mistake in watched_files.yaml, line 2'],
  );
  assert.match((mail.email.text ?? '').replace(/\s+/g, ' '), /:2:3: "filepth" is not a field of this file/);
  const wrong = 'the rule files are wrong: the last good rules stay in force';
  assert.equal(readLog(flawless, wrong).length, 1);

  writeFileSync(watched, '- email: ann@shop.test\n  filepath: src\n');
  await eventually('the end of it', async () => (await readHealth(flawless)).ok);
  assert.equal(readLog(flawless, CHANGED).length, 3, 'both files at once');
  assert.equal(readLog(flawless, 'the rule files are in order again').length, 1);

  assert.equal(smtp.received.length, 1, 'told once');
  appendFileSync(confPath, '# A thought.\n');
  assert.deepEqual((await readHealth(flawless)).problems, [
    `Options: ${confPath} has changed since the start; restart Flawless to use it.`,
  ]);
  const options = readFileSync(confPath, 'utf8').replace('# A thought.\n', '');
  writeFileSync(confPath, options);
  assert.ok((await readHealth(flawless)).ok, 'what says the same again needs no restart');
  rmSync(watched);
  const gone = await eventually('the missing file', async () => (await readHealth(flawless)).problems[0]);
  assert.ok(gone.includes(`${watched}: is gone; put it back`), gone);
  await eventually(
    'the mail about it',
    async () => (await readOutcomes(flawless))['mails_sent{notice}'] === 2,
  );
  assert.equal(smtp.received[1]?.email.subject, 'Mistake in watched_files.yaml');
});
