// Starts OpenTelemetry before the application; OTEL_EXPORTER_OTLP_ENDPOINT says where to send.
import { start } from '@flawless/sdk';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';

const telemetry = start({ instrumentations: [new HttpInstrumentation()] });
process.once('SIGTERM', () => void telemetry.shutdown().finally(() => process.exit(0)));
