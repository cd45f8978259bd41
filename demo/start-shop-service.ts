import { runProgram } from './run-program.ts';
import type { Shop } from './shop-history.ts';

/** Starts the shop from its checkout of the older release, with nothing but OpenTelemetry's own settings. */
export async function startShopService(shop: Shop, otlpEndpoint: string) {
  const program = await runProgram({
    args: ['src/server.js'],
    cwd: shop.running,
    env: {
      OTEL_SERVICE_NAME: 'demo-shop',
      OTEL_RESOURCE_ATTRIBUTES: `service.version=1.0.0,vcs.ref.head.revision=${shop.revision}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_BSP_SCHEDULE_DELAY: '200',
      // Node keeps ten frames, which a library can fill alone.
      NODE_OPTIONS: '--stack-trace-limit=50',
    },
    ready: /listening on/,
  });
  const port = program.firstLine.replace(/\D+/, '');
  return { ...program, url: `http://127.0.0.1:${port}` };
}
