import type { DiagLogFunction, DiagLogger } from '@opentelemetry/api';
import type { Log } from './log.ts';
import { observe, type Read } from './observe.ts';

export type MetricsNeeds = {
  /** Decides whether the SDK is started, and names the service; the rest of the environment the SDK reads itself. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** Becomes `service.instance.id`, by which our own telemetry is known when it comes back. */
  readonly instanceId: string;
  readonly read: Read;
  readonly log: Log;
};

/** Metrics being exported; closing sends the last ones, for at most two seconds. */
export type Metrics = { close(): Promise<void> };

const FLUSH_WITHIN_MS = 2_000;
const MAX_REASON_LENGTH = 500;

/**
 * Exports the service's own metrics as the standard `OTEL_*` variables say; null when none of them asks for it, and then
 * the SDK is not even loaded: its default endpoint is our own port. Traces and logs are not exported, nothing is
 * instrumented. Never rejects: a wrong setting is logged.
 */
export async function startMetrics(needs: MetricsNeeds): Promise<Metrics | null> {
  if (!isWanted(needs.env)) return null;
  try {
    return await start(needs);
  } catch (error) {
    needs.log.warn({ reason: String(error) }, 'the metrics of Flawless itself are not exported');
    return null;
  }
}

const ASKING = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
  'OTEL_METRICS_EXPORTER',
  'OTEL_CONFIG_FILE',
] as const;

function isWanted(env: MetricsNeeds['env']): boolean {
  if (env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return false;
  if (env['OTEL_METRICS_EXPORTER']?.trim() === 'none') return (env['OTEL_CONFIG_FILE'] ?? '') !== '';
  return ASKING.some((name) => (env[name] ?? '').trim() !== '');
}

async function start({ env, version, instanceId, read, log }: MetricsNeeds): Promise<Metrics> {
  const { diag, DiagLogLevel, metrics, context, propagation } = await import('@opentelemetry/api');
  const { startNodeSdk } = await import('@opentelemetry/sdk-node');
  // Until it has started, the SDK complains on standard error. A configuration file replaces these options.
  const sdk = startNodeSdk({
    logLevel: 'warn',
    spanProcessors: [],
    logRecordProcessors: [],
    resourceAttributes: describeService(env, version, instanceId),
  });
  diag.setLogger(toDiagLogger(log), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const observing = observe(metrics.getMeter('flawless', version), read);
  return {
    async close() {
      await withinBound(sdk.shutdown(), log);
      observing.close();
      for (const api of [metrics, context, propagation, diag]) api.disable();
    },
  };
}

function describeService(env: MetricsNeeds['env'], version: string, instanceId: string) {
  const isNamed = (env['OTEL_SERVICE_NAME'] ?? '') !== '' || namesService(env['OTEL_RESOURCE_ATTRIBUTES']);
  return {
    ...(!isNamed && { 'service.name': 'flawless' }),
    'service.version': version,
    'service.instance.id': instanceId,
  };
}

function namesService(attributes = ''): boolean {
  return attributes.split(',').some((pair) => pair.trimStart().startsWith('service.name='));
}

const ignore: DiagLogFunction = () => undefined;

function toDiagLogger(log: Log): DiagLogger {
  const warn: DiagLogFunction = (message, ...more) => {
    const reason = [readMessage(message), ...more.flat().map(String)].join(' ').slice(0, MAX_REASON_LENGTH);
    log.warn({ reason }, 'exporting the metrics of Flawless itself met a problem');
  };
  return { error: warn, warn, info: ignore, debug: ignore, verbose: ignore };
}

// The SDK hands some errors over as JSON, their stack first.
function readMessage(text: string): string {
  if (!text.startsWith('{')) return text;
  const [, message = text] = /"message":"((?:[^"\\]|\\.)*)"/.exec(text) ?? [];
  return message;
}

async function withinBound(flushing: Promise<void>, log: Log): Promise<void> {
  const { promise: timeIsUp, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve('it takes too long'), FLUSH_WITHIN_MS);
  const failure = await Promise.race([flushing.then(() => null, String), timeIsUp]);
  clearTimeout(timer);
  if (failure !== null)
    log.warn({ reason: failure }, 'the last metrics of Flawless itself were not exported');
}
