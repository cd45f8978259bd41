import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually } from '../helpers/eventually.ts';
import { createTracing, postTraces, serializeSpans } from './exporters.ts';
import { makeStreet, readOutcomes, readReport, startIn } from './street.ts';

test('killed between the answer and the mail, it sends the mail after the next start, once', async (context) => {
  const street = await makeStreet(context, { answerMessage: (nth) => (nth === 1 ? 'hang' : null) });
  const { shop, smtp } = street;
  const confPath = street.configure();
  const first = await startIn(context, confPath);
  const resource = { 'vcs.ref.head.revision': shop.revision };
  const tracing = createTracing({ url: first.otlp, encoding: 'protobuf', resource });
  for (let i = 0; i < 4; i++) tracing.recordNested(shop.breakCart());
  await tracing.shutdown();
  await smtp.message(1);
  await first.kill();
  assert.equal(smtp.received.length, 0);

  const second = await startIn(context, confPath);
  const mail = await eventually('the mail', () => smtp.received[0]);
  assert.deepEqual(mail.to, ['bob@shop.test']);
  const again = createTracing({ url: second.otlp, encoding: 'protobuf', resource });
  again.recordNested(shop.breakCart());
  await again.shutdown();
  assert.equal((await readReport(second))[0]?.count, 5);
  await second.stop();
  assert.equal(smtp.received.length, 1);
});

test('a batch sent again, also after being killed, is not counted again', async (context) => {
  const { shop, configure } = await makeStreet(context);
  const confPath = configure();
  const body = serializeSpans((tracer) => tracer.startSpan('GET /cart').recordException(shop.breakCart()));
  const first = await startIn(context, confPath);
  for (let i = 0; i < 2; i++) assert.equal((await postTraces(first.otlp, body)).status, 200);
  await first.kill();
  const second = await startIn(context, confPath);
  assert.equal((await postTraces(second.otlp, body)).status, 200);
  assert.equal((await readReport(second))[0]?.count, 1);
  assert.equal((await readOutcomes(second))['exceptions_duplicate'], 1);
});

test('a repository that breaks while it runs delays the blame, and loses no count', async (context) => {
  const { dir, shop, smtp, configure } = await makeStreet(context);
  const flawless = await startIn(context, configure());
  renameSync(join(dir, 'shop'), join(dir, 'gone'));
  const body = serializeSpans((tracer) => tracer.startSpan('GET /cart').recordException(shop.breakCart()));
  assert.equal((await postTraces(flawless.otlp, body)).status, 200);
  assert.deepEqual(await readReport(flawless), []);
  await flawless.kill();
  renameSync(join(dir, 'gone'), join(dir, 'shop'));
  const again = await startIn(context, configure());
  await eventually('the mail', () => smtp.received[0]);
  assert.equal((await readReport(again))[0]?.count, 1);
});

test('asked to stop under load, it exits with 0, and all it answered with 200 reaches the upstream', async (context) => {
  const { upstream, configure } = await makeStreet(context);
  const confPath = configure();
  const first = await startIn(context, confPath);
  const acknowledged: string[] = [];
  const { promise: warm, resolve: isWarm } = Promise.withResolvers<void>();
  async function send(client: number): Promise<void> {
    for (let n = 0; ; n++) {
      const name = `span ${client}-${n}.`;
      const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ name }] }] }] });
      const answer = await postTraces(first.otlp, body, { 'content-type': 'application/json' });
      if (answer.status === 200) acknowledged.push(name);
      if (acknowledged.length === 200) isWarm();
      await answer.arrayBuffer();
    }
  }
  const clients = Array.from({ length: 16 }, (_, client) => send(client).catch(() => undefined));
  await warm;
  assert.equal(await first.stop(), 0);
  await Promise.all(clients);
  await startIn(context, confPath);
  const arrived = () => upstream.received.map(({ body }) => body.toString()).join('');
  await eventually('all that was acknowledged', () =>
    acknowledged.every((name) => arrived().includes(name)) ? true : undefined,
  );
});
