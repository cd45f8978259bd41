import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';

import { captureLocals, installScrubbers, recordError, wrapFunction } from '../../sdk/src/index.ts';
import { eventually } from '../helpers/eventually.ts';
import { makeStreet, readReport, startIn } from './street.ts';

test('a storm in a service with the SDK is counted to the last error, and its mail keeps the secrets', async (context) => {
  const { shop, smtp, configure } = await makeStreet(context);
  const flawless = await startIn(context, configure());
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = flawless.otlp;
  process.env['OTEL_METRICS_EXPORTER'] = 'none';
  const resource = resourceFromAttributes({ 'service.name': 'shop', 'vcs.ref.head.revision': shop.revision });
  const openTelemetry = new NodeSDK({ resource, autoDetectResources: false });
  openTelemetry.start();
  context.after(() => openTelemetry.shutdown());
  installScrubbers(/\bDE\d{20}\b/);

  const pay = wrapFunction(() => {
    const error = shop.breakCart();
    const additionalInfo = { cart: 17, iban: 'DE00123456781234567890', password: 'hunter2' };
    recordError(error, { additionalInfo });
    throw error;
  });
  context.after(await captureLocals({ maxPerSecond: 100_000 }));
  const tracer = trace.getTracer('shop');
  for (let number = 0; number < 1000; number++) {
    // As an instrumentation does around a request; every fifth runs outside of any.
    if (number % 5 === 0) assert.throws(pay);
    else {
      tracer.startActiveSpan('GET /cart', (span) => {
        try {
          pay();
        } catch (error) {
          span.recordException(error instanceof Error ? error : String(error));
        }
        span.end();
      });
    }
  }
  await openTelemetry.shutdown();

  const mail = await eventually('the mail', () => smtp.received[0]);
  assert.deepEqual(mail.to, ['bob@shop.test']);
  assert.match(mail.email.text ?? '', /item\.price\.amount \* item/);
  assert.match(mail.email.text ?? '', /"cart": 17/);
  assert.match(mail.email.text ?? '', /"iban": "\[scrubbed\]"/);
  assert.match(mail.email.text ?? '', /cart\.mjs:2 in .*total\n.*\n +cart = \{items: Array\(1\)\}\n/);
  assert.doesNotMatch(`${mail.email.text}${mail.email.html}`, /hunter2|DE0012/);

  const errors = await readReport(flawless);
  assert.deepEqual(
    errors.map(({ filename, developer, count }) => [filename, developer, count]),
    [['src/cart.mjs', 'bob@shop.test', 1000]],
  );
});
