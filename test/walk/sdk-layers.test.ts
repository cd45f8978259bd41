import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';

import { flawlessKoa } from '../../sdk/src/index.ts';
import { eventually } from '../helpers/eventually.ts';
import { makeStreet, readOutcomes, readReport, startIn } from './street.ts';

test("mails the request of an error that an instrumentation of the framework's layers has recorded before", async (context) => {
  const { shop, smtp, configure } = await makeStreet(context);
  const flawless = await startIn(context, configure());
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = flawless.otlp;
  process.env['OTEL_METRICS_EXPORTER'] = 'none';
  const resource = resourceFromAttributes({ 'service.name': 'shop', 'vcs.ref.head.revision': shop.revision });
  const openTelemetry = new NodeSDK({ resource, autoDetectResources: false });
  openTelemetry.start();
  const tracer = trace.getTracer('shop');
  await tracer.startActiveSpan('GET /cart', async (server) => {
    await flawlessKoa()({ method: 'GET', url: '/carts/17' }, () =>
      tracer.startActiveSpan('layer', async (layer) => {
        const error = shop.breakCart();
        layer.recordException(error instanceof Error ? error : String(error));
        layer.end();
        throw error;
      }),
    ).catch(() => undefined);
    server.end();
  });
  await openTelemetry.shutdown();
  const mail = await eventually('the mail', () => smtp.received[0]);
  assert.match(mail.email.text ?? '', /"path": "\/carts\/17"/);
  assert.equal((await readReport(flawless))[0]?.count, 1);
  assert.equal((await readOutcomes(flawless))['exceptions_duplicate'], 1);
});
