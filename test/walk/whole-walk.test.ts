import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../helpers/eventually.ts';
import { scanTraces } from '../../src/otlp/scan-traces.ts';
import { createWantedKeys } from '../../src/otlp/wanted-keys.ts';
import { createTracing } from './exporters.ts';
import { makeStreet, readOutcomes, readReport, startIn } from './street.ts';

const EXCEPTIONS = createWantedKeys(['exception.type', 'exception.message']);

test('a Node service breaks, and the developer of the line that was running gets one mail', async (context) => {
  const { shop, upstream, smtp, configure } = await makeStreet(context);
  const flawless = await startIn(context, configure());
  const resource = { 'vcs.ref.head.revision': shop.revision, 'service.version': '1.0.0' };
  const tracing = createTracing({ url: flawless.otlp, encoding: 'protobuf', resource });
  for (let i = 0; i < 3; i++) tracing.recordNested(shop.breakCart());
  await tracing.flush();

  const mail = await eventually('the mail', () => smtp.received[0]);
  assert.deepEqual(mail.to, ['bob@shop.test']);
  assert.equal(mail.email.subject, 'Error on shop in src/cart.mjs');
  assert.ok(mail.overTls && mail.user === 'flawless');
  assert.match(mail.email.text ?? '', /item\.price\.amount \* item/);
  assert.match(mail.email.html ?? '', /item\.price\.amount \* item/);

  const [error, ...others] = await readReport(flawless);
  assert.deepEqual(others, []);
  assert.deepEqual(
    [error?.filename, error?.line_number, error?.developer, error?.count, error?.confidence.level],
    ['src/cart.mjs', 2, 'bob@shop.test', 3, 'exact'],
  );
  const page = await fetch(`${flawless.web}/view_traceback?error_id=${error?.error_id}`);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /item\.price\.amount \* item/);

  const [sent] = upstream.received;
  const { matched: spans } = scanTraces(sent?.body ?? new Uint8Array(), 'protobuf', EXCEPTIONS);
  assert.equal(spans.length, 6);
  for (const { attributes, events } of spans)
    for (const holder of [attributes, events[0]?.attributes]) {
      assert.equal(holder?.get('flawless.error.id'), error?.error_id);
      assert.equal(holder?.get('flawless.blame.author.email'), 'bob@shop.test');
    }

  const outcomes = await readOutcomes(flawless);
  assert.equal(outcomes['exceptions_received'], 6);
  assert.equal(outcomes['exceptions_counted'], 3);
  assert.equal(outcomes['exceptions_duplicate'], 3, 'the copy on the outer span of each');
  assert.equal(smtp.received.length, 1);
  await tracing.shutdown();
});

test('a Python traceback leads to the developer of its root cause, found by tag, in OTLP/JSON', async (context) => {
  const { shop, upstream, smtp, configure } = await makeStreet(context);
  const flawless = await startIn(context, configure({ enrich_author: 'name' }));
  const resource = { 'service.version': '1.0.0', 'telemetry.sdk.language': 'python' };
  const tracing = createTracing({ url: flawless.otlp, encoding: 'json', resource });
  tracing.recordEvent({
    'exception.type': 'ValueError',
    'exception.message': 'no tax for FR',
    'exception.stacktrace': shop.taxTraceback,
  });
  await tracing.shutdown();

  const mail = await eventually('the mail', () => smtp.received[0]);
  assert.deepEqual(mail.to, ['ann@shop.test']);
  const [error] = await readReport(flawless);
  assert.deepEqual(
    [error?.filename, error?.line_number, error?.developer, error?.confidence.level],
    ['tax/rates.py', 5, 'ann@shop.test', 'exact'],
  );
  const text = upstream.received[0]?.body.toString() ?? '';
  assert.match(text, /"flawless\.blame\.author\.name"[^}]*"Ann"/);
  assert.doesNotMatch(text, /ann@shop\.test/);
});

test('rules decide: a building block, a known error, an ignored type', async (context) => {
  const { shop, smtp, configure } = await makeStreet(context);
  const rules = {
    building_blocks: [{ filename: 'tax/rates.py', function_name: 'rate_of' }],
    known_errors: [
      { filename: 'src/cart.mjs', min_alert_threshold: 2, email_recipients: ['till@shop.test'] },
    ],
    ignored_exceptions: [{ type: 'Abort*' }],
  };
  const flawless = await startIn(context, configure({}, rules));
  const resource = { 'vcs.ref.head.revision': shop.revision };
  const tracing = createTracing({ url: flawless.otlp, encoding: 'protobuf', resource });
  tracing.recordEvent({ 'exception.type': 'ValueError', 'exception.stacktrace': shop.taxTraceback });
  tracing.recordEvent({
    'exception.type': 'AbortError',
    'exception.stacktrace': shop.breakCart().stack ?? '',
  });
  tracing.recordNested(shop.breakCart());
  await tracing.flush();
  const first = await eventually('the first mail', () => smtp.received[0]);
  assert.deepEqual(first.to, ['carol@shop.test'], 'the caller of the building block');
  tracing.recordNested(shop.breakCart());
  await tracing.shutdown();
  const second = await eventually('the second mail', () => smtp.received[1]);
  assert.deepEqual([...second.to].toSorted(), ['bob@shop.test', 'till@shop.test']);

  const report = await readReport(flawless);
  assert.deepEqual(report.map(({ filename, known, count }) => `${filename} ${known} ${count}`).toSorted(), [
    'src/cart.mjs true 2',
    'tax/tax.py false 1',
  ]);
  const outcomes = await readOutcomes(flawless);
  assert.equal(outcomes['exceptions_ignored{ignored_exceptions}'], 1);
});

test('a trace that does not fit the newest code accuses nobody: the default contact is told', async (context) => {
  const { shop, smtp, configure } = await makeStreet(context);
  const flawless = await startIn(context, configure({ default_contact: 'lead@shop.test' }));
  const tracing = createTracing({ url: flawless.otlp, encoding: 'protobuf', resource: {} });
  const [root = ''] = shop.taxTraceback.split('\n\nThe above');
  tracing.recordEvent({
    'exception.type': 'KeyError',
    'exception.stacktrace': root.replace('[country]', '[land]'),
  });
  await tracing.shutdown();
  const mail = await eventually('the mail', () => smtp.received[0]);
  assert.deepEqual(mail.to, ['lead@shop.test']);
  assert.equal((await readReport(flawless))[0]?.confidence.level, 'weak');
});
