import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { createRememberedFile } from '../../src/config/remember-file.ts';
import { createRuleBook } from '../../src/config/rule-book.ts';
import { watchDirectory } from '../../src/config/watch-directory.ts';
import { createService } from '../../src/service.ts';
import { eventually } from '../helpers/eventually.ts';
import { createManualClock } from '../helpers/manual-clock.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { startSmtpServer } from '../helpers/smtp-server.ts';
import { postTraces, serializeSpans } from './exporters.ts';
import { makeStreet } from './street.ts';

const MINUTE = 60_000;

test('an SMTP server that is down for hours delays the mail, which goes out once when it is back', async (context) => {
  const { shop, smtp, configure } = await makeStreet(context);
  const confPath = configure({
    smtp_host: `127.0.0.1:${smtp.port}`,
    smtp_user: null,
    smtp_password: null,
    smtp_use_tls: false,
  });
  await smtp.stop();
  const { config, rules, rulesDir } = await loadConfig({ path: confPath, env: {} });
  const clock = createManualClock(Date.now());
  const outside = { env: process.env, version: '0', random: () => 0.5, killGroup: () => undefined };
  const files = { watchDirectory, configFile: createRememberedFile(confPath) };
  const world = { ...outside, ...files, ...clock, log: SILENT_LOG };
  const ruleBook = createRuleBook({ dir: rulesDir, rules, log: SILENT_LOG });
  const service = createService(config, ruleBook, world);
  const { otlpPort, webPort } = await service.start();
  context.after(() => service.stop());
  const health = async () => {
    const response = await fetch(`http://127.0.0.1:${webPort}/check_health`, {
      headers: { accept: 'application/json' },
    });
    return (await response.json()) as { ok: boolean; problems: string[]; outcomes: Record<string, number> };
  };

  const body = serializeSpans((tracer) => tracer.startSpan('GET /cart').recordException(shop.breakCart()));
  assert.equal((await postTraces(`http://127.0.0.1:${otlpPort}`, body)).status, 200);
  await eventually('the first try', async () => (await health()).outcomes['mails_deferred'] === 1);
  assert.match((await health()).problems.join(), /Mail: 1 wait for another try, because: .*ECONNREFUSED/);
  // In steps, because the next try is planned only after the last one is told.
  await eventually('more tries', async () => {
    clock.advance(10 * MINUTE);
    return Number((await health()).outcomes['mails_deferred']) >= 5;
  });

  const back = await startSmtpServer(context, { port: smtp.port });
  const mail = await eventually('the mail', () => {
    clock.advance(10 * MINUTE);
    return back.received[0];
  });
  assert.match(mail.email.subject ?? '', / in src\/cart\.mjs$/);
  await eventually('the end of it', async () => (await health()).outcomes['mails_sent'] === 1);
  clock.advance(24 * 60 * MINUTE);
  assert.deepEqual([(await health()).ok, back.received.length], [true, 1]);
});
