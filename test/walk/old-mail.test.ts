import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { createRememberedFile } from '../../src/config/remember-file.ts';
import { createRuleBook } from '../../src/config/rule-book.ts';
import { watchDirectory } from '../../src/config/watch-directory.ts';
import { createService } from '../../src/service.ts';
import { eventually } from '../helpers/eventually.ts';
import { createManualClock } from '../helpers/manual-clock.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { makeStreet } from './street.ts';

test('mails in files are deleted when the errors they tell of are forgotten', async (context) => {
  const { configure } = await makeStreet(context);
  const path = configure({ smtp_host: null, retention_weeks: 2 });
  const { config, rules, rulesDir } = await loadConfig({ path, env: {} });
  const folder = join(config.data_dir_path, 'mail');
  const [old, young] = [join(folder, '20260228T230000Z-1.eml'), join(folder, '20260315T010000Z-2.eml')];
  mkdirSync(folder, { recursive: true });
  for (const file of [old, young]) writeFileSync(file, 'Subject: Error\r\n\r\n');

  const clock = createManualClock(Date.UTC(2026, 2, 16));
  const outside = { env: process.env, version: '0', random: () => 0.5, killGroup: () => undefined };
  const files = { watchDirectory, configFile: createRememberedFile(path) };
  const world = { ...outside, ...files, ...clock, log: SILENT_LOG };
  const ruleBook = createRuleBook({ dir: rulesDir, rules, log: SILENT_LOG });
  const service = createService(config, ruleBook, world);
  await service.start();
  context.after(() => service.stop());
  assert.ok(existsSync(old));
  clock.advance(60_000);
  await eventually('the old mail goes', () => !existsSync(old));
  assert.ok(existsSync(young));
});
