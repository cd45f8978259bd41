import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { createRememberedFile } from '../../src/config/remember-file.ts';
import { createRuleBook } from '../../src/config/rule-book.ts';
import { watchDirectory } from '../../src/config/watch-directory.ts';
import { createService } from '../../src/service.ts';
import { eventually } from '../helpers/eventually.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { createTracing } from './exporters.ts';
import { makeStreet } from './street.ts';

const DAY = 24 * 3_600_000;
const SUNDAY_AT_8 = Date.UTC(2026, 2, 8, 8);

/** Flawless with its clock set to `startMs`, until it is stopped. */
async function startAt(context: TestContext, path: string, startMs: number) {
  const { config, rules, rulesDir } = await loadConfig({ path, env: {} });
  const aheadMs = startMs - Date.now();
  const service = createService(config, createRuleBook({ dir: rulesDir, rules, log: SILENT_LOG }), {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: '' },
    version: '0',
    random: () => 0.5,
    killGroup: () => undefined,
    watchDirectory,
    configFile: createRememberedFile(path),
    log: SILENT_LOG,
    now: () => Date.now() + aheadMs,
    schedule: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
  const ports = await service.start();
  context.after(() => service.stop());
  const health = async (): Promise<Readonly<Record<string, number>>> => {
    const headers = { accept: 'application/json' };
    const response = await fetch(`http://127.0.0.1:${ports.webPort}/check_health`, { headers });
    return ((await response.json()) as { outcomes: Record<string, number> }).outcomes;
  };
  return { service, otlp: `http://127.0.0.1:${ports.otlpPort}`, health };
}

test('the team gets one mail about each week, however often Flawless is restarted on Sunday', async (context) => {
  const { configure, smtp, shop } = await makeStreet(context, { login: undefined, startTls: false });
  const path = configure({
    smtp_host: `localhost:${smtp.port}`,
    smtp_user: null,
    smtp_password: null,
    smtp_use_tls: false,
    weekly_report_recipients: ['team@shop.test', 'lead@shop.test'],
  });
  const subjects = () => smtp.received.map(({ email }) => email.subject);

  const friday = await startAt(context, path, SUNDAY_AT_8 - 2 * DAY);
  const resource = { 'vcs.ref.head.revision': shop.revision };
  const tracing = createTracing({ url: friday.otlp, encoding: 'protobuf', resource });
  tracing.recordNested(shop.breakCart());
  await tracing.flush();
  await tracing.shutdown();
  await eventually('the mail to Bob', () => smtp.received.length === 1);
  await friday.service.stop();

  for (const laterMs of [0, 60_000, DAY]) {
    const sunday = await startAt(context, path, SUNDAY_AT_8 + laterMs);
    await eventually('the report', () => smtp.received.length === 2);
    await sunday.service.stop();
  }
  const report = smtp.received[1];
  assert.deepEqual(report?.to, ['team@shop.test', 'lead@shop.test']);
  assert.equal(report.email.subject, 'Week of 1 Mar 2026: 1 error');
  for (const part of [report.email.text, report.email.html]) {
    assert.match(part ?? '', /bob@shop\.test/);
    assert.match(part ?? '', /src\/(?:<wbr \/>)?cart\.mjs/);
    assert.match(part ?? '', /get_weekly_error_report\?timestamp=1772323200/);
  }

  const tooLate = await startAt(context, path, SUNDAY_AT_8 + 9 * DAY);
  assert.equal((await tooLate.health())['mails_queued{week}'], undefined);
  await tooLate.service.stop();
  const late = await startAt(context, path, SUNDAY_AT_8 + 15 * DAY);
  await eventually('the late report', () => smtp.received.length === 3);
  await late.service.stop();
  assert.deepEqual(subjects().slice(1), [
    'Week of 1 Mar 2026: 1 error',
    'Week of 15 Mar 2026: nothing broke',
  ]);
});
