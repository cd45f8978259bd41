import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

const SERVICE = join(import.meta.dirname, 'fixtures/dying-service.ts');

async function live(manner: string, signal: string, flags: readonly string[] = []) {
  const env = { ...process.env, OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' };
  const child = spawn(process.execPath, [...flags, SERVICE, manner, signal], { env });
  const [out, error, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  const said = out.split('\n').filter((line) => line.startsWith('{'));
  return { code: Number(code), error, records: said.map((line) => JSON.parse(line)) };
}

function describe(record: Record<string, unknown>): unknown[] {
  return [record['kind'], record['exception.type'], record['exception.message']];
}

for (const signal of ['spans', 'logs']) {
  const kind = signal === 'spans' ? 'span' : 'log';
  const endings: [manner: string, type: string, message: string][] = [
    ['throw', 'TypeError', 'thrown'],
    ['reject', 'TypeError', 'rejected'],
    ['inSpan', 'TypeError', 'in a span'],
    ['throwText', 'string', 'a text'],
  ];
  for (const [manner, type, message] of endings) {
    test(`what ends the process is sent first, and Node still says it: ${manner}, ${signal}`, async () => {
      const { code, error, records } = await live(manner, signal);
      assert.deepEqual(records.map(describe), [[kind, type, message]]);
      if (signal === 'logs') assert.equal(records[0].severityNumber, 21);
      assert.equal(code, 1);
      assert.match(error, new RegExp(`${message}[^]*Node\\.js v`));
    });
  }

  for (const manner of ['end', 'shutdown']) {
    test(`no count of a storm is lost at the end of the process: ${manner}, ${signal}`, async () => {
      const { code, records } = await live(manner, signal);
      assert.equal(code, 0);
      const counts = records.map((record) => Number(record['flawless.error_count'] ?? 1));
      assert.equal(
        counts.reduce((sum, count) => sum + count, 0),
        100,
      );
      assert.equal(counts.length, 10 + 3 + 1);
    });
  }
}

test('the error that ends the process is sent by itself, however often it was before', async () => {
  const { code, records } = await live('throwAfterStorm', 'logs');
  assert.equal(code, 1);
  const counts = records.map((record) => Number(record['flawless.error_count'] ?? 1));
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    100,
  );
  assert.deepEqual(
    records
      .filter(({ severityNumber }) => severityNumber === 21)
      .map((record) => record['flawless.error_count']),
    [undefined],
  );
});

test('an application that listens itself goes on, and its error is recorded', async () => {
  const { code, records } = await live('listen', 'logs');
  assert.equal(code, 0);
  assert.deepEqual(records.map(describe), [
    ['the application goes on', undefined, undefined],
    ['log', 'TypeError', 'listened to'],
  ]);
});

test('leaves a rejection to --unhandled-rejections=warn', async () => {
  const { code, error } = await live('reject', 'logs', ['--unhandled-rejections=warn']);
  assert.equal(code, 0);
  assert.match(error, /UnhandledPromiseRejectionWarning/);
});

test('takes its handlers away again', async () => {
  const { code, records } = await live('removed', 'logs');
  assert.deepEqual([code, records], [1, []]);
});
