import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { eventually } from '../helpers/eventually.ts';
import { startFlawless } from '../helpers/flawless-process.ts';
import { postTraces, serializeSpans } from './exporters.ts';
import { makeStreet, readHealth, readReport, startIn, type Street } from './street.ts';

/** Takes connections and never says a word. */
async function startSilentServer(context: TestContext) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, connections: () => sockets.size };
}

async function post(otlp: string, { shop }: Pick<Street, 'shop'>): Promise<number> {
  const body = serializeSpans((tracer) => tracer.startSpan('GET /cart').recordException(shop.breakCart()));
  return (await postTraces(otlp, body)).status;
}

test('an SMTP server that never says a word keeps nobody from counting, reading, forwarding and stopping', async (context) => {
  const street = await makeStreet(context);
  const silent = await startSilentServer(context);
  const flawless = await startIn(context, street.configure({ smtp_host: `127.0.0.1:${silent.port}` }));
  assert.equal(await post(flawless.otlp, street), 200);
  await eventually('a mail is under way', () => silent.connections() > 1);
  for (let i = 0; i < 9; i++) assert.equal(await post(flawless.otlp, street), 200);
  assert.equal((await readReport(flawless))[0]?.count, 10);
  assert.equal(street.upstream.received.length, 10);
  assert.equal((await readHealth(flawless)).facts['mails waiting'], 1);
  assert.equal(await flawless.stop(), 0);
});

test('a self-signed certificate is refused with advice, and the mail waits until it is trusted', async (context) => {
  const street = await makeStreet(context);
  const confPath = street.configure();
  const distrusting = await startFlawless(confPath, { env: { NODE_EXTRA_CA_CERTS: '' } });
  context.after(() => distrusting.stop());
  assert.equal(await post(distrusting.otlp, street), 200);
  const problem = await eventually('the problem', async () => {
    const { problems } = await readHealth(distrusting);
    return problems.find((line) => line.startsWith('Mail:'));
  });
  assert.match(problem, /wait for another try, because: .*certificate.*NODE_EXTRA_CA_CERTS/);
  assert.match(distrusting.stderr(), /The SMTP server localhost:\d+ cannot be used: .*NODE_EXTRA_CA_CERTS/);
  await distrusting.stop();
  assert.equal(street.smtp.received.length, 0);
  const trusting = await startIn(context, confPath);
  const mail = await eventually('the mail', () => street.smtp.received[0]);
  assert.deepEqual([mail.overTls, mail.user], [true, 'flawless']);
  assert.equal(await trusting.stop(), 0);
  assert.equal(street.smtp.received.length, 1);
});
