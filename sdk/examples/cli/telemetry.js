// Starts OpenTelemetry before the application; OTEL_* in the environment say where to send.
import { NodeSDK } from '@opentelemetry/sdk-node';

const sdk = new NodeSDK();
sdk.start();
process.once('beforeExit', () => void sdk.shutdown());
