import process from 'node:process';

import { captureLocals } from './capture-locals.ts';
import type { CaptureLocalsOptions } from './capture-locals.ts';
import { flushProviders, hasProviders } from './find-providers.ts';
import { findService } from './find-service.ts';
import type { ServiceOptions } from './find-service.ts';
import { giveWay } from './give-way.ts';
import { installProcessHandlers } from './install-process-handlers.ts';
import type { ProcessHandlerOptions } from './install-process-handlers.ts';
import { flushErrors } from './keep-waiting-errors.ts';
import { describeMissing, loadOpenTelemetry } from './load-open-telemetry.ts';
import type { NodeSdk, OpenTelemetry } from './load-open-telemetry.ts';
import { importApi, requireApi } from './own-require.js';
import { settleWithin } from './settle-within.ts';
import { shareState } from './share-state.ts';

/** How OpenTelemetry is started. What its own environment variables say counts before all of it. */
export interface StartOptions extends ServiceOptions {
  /** Further attributes of the resource. */
  readonly resourceAttributes?: Readonly<Record<string, string | number | boolean>>;
  /** Where to send, as OTEL_EXPORTER_OTLP_ENDPOINT says it: without `/v1/traces`. */
  readonly endpoint?: string;
  /** OpenTelemetry's instrumentations, as NodeSDK takes them. */
  readonly instrumentations?: readonly object[];
  /** Whether `installProcessHandlers` is called, and how. */
  readonly processHandlers?: boolean | ProcessHandlerOptions;
  /** Whether `captureLocals` is called, and how. */
  readonly captureLocals?: boolean | CaptureLocalsOptions;
}

/** What became of it. */
export interface Started {
  /**
   * `running`: errors are sent. `existing`: the application has an OpenTelemetry of its own, before or since, and that sends
   * them. `disabled`: OTEL_SDK_DISABLED is true. `missing`: `@opentelemetry/sdk-node` is not installed. `failed`: it could not
   * be started. `ended`: it was shut down.
   */
  readonly state: 'running' | 'existing' | 'disabled' | 'missing' | 'failed' | 'ended';
  /** Sends what waits, and ends what was started here; at most `timeoutMs`, 5000 if absent. Never rejects. */
  shutdown(options?: { readonly timeoutMs?: number }): Promise<void>;
}

/**
 * Starts OpenTelemetry with exporters for OTLP, and says which service, commit and repository it is. One that the application
 * has set up is left alone. Nothing is thrown: what is wrong is told in one warning. Called again it gives what runs.
 */
export function start(options: StartOptions = {}): Started {
  started.once ??= startOnce(options);
  const { processHandlers = false, captureLocals: locals = false } = options;
  if (started.once.state !== 'disabled') {
    if (processHandlers !== false) installProcessHandlers(processHandlers === true ? {} : processHandlers);
    if (locals !== false) void captureLocals(locals === true ? {} : locals);
  }
  return started.once;
}

const DEFAULT_TIMEOUT_MS = 5000;

const started = shareState('start 1', () => ({ once: undefined as Started | undefined }));

/** While it changes. */
interface Starting {
  state: Started['state'];
  sdk?: NodeSdk;
}

function startOnce(options: StartOptions): Started {
  const starting: Starting = { state: 'failed' };
  try {
    starting.state = begin(options, starting);
  } catch (error) {
    warn(
      `@flawless/sdk could not start OpenTelemetry, and the application goes on without it: ${String(error)}`,
    );
  }
  if (starting.state === 'missing') warn(describeMissing());
  if (starting.state === 'running') sendAtEnd();
  return {
    get state() {
      return starting.state;
    },
    shutdown: ({ timeoutMs = DEFAULT_TIMEOUT_MS } = {}) => shutDown(starting, timeoutMs),
  };
}

function begin(options: StartOptions, starting: Starting): Started['state'] {
  if (process.env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return 'disabled';
  if (hasProviders()) return 'existing';
  const openTelemetry = loadOpenTelemetry();
  if (openTelemetry === undefined) return 'missing';
  const sdk = startSdk(openTelemetry, options);
  starting.sdk = sdk;
  const watchApi = giveWay(() => {
    starting.state = 'existing';
    void sdk.shutdown().catch(() => undefined);
  });
  for (const api of openTelemetry.apis) watchApi(api);
  const other = requireApi();
  if (other !== undefined) watchApi(other);
  void importApi().then(watchApi, () => undefined);
  return 'running';
}

function startSdk({ NodeSDK, resources }: OpenTelemetry, options: StartOptions): NodeSdk {
  const attributes = { ...findService(options), ...options.resourceAttributes };
  const resource = resources.defaultResource().merge(resources.resourceFromAttributes(attributes));
  const { instrumentations = [], endpoint } = options;
  return withVariable('OTEL_EXPORTER_OTLP_ENDPOINT', endpoint, () => {
    const sdk = new NodeSDK({ resource, instrumentations });
    sdk.start();
    return sdk;
  });
}

/** The exporters read where to send when they are made, and nobody else has to. */
function withVariable<Result>(name: string, value: string | undefined, work: () => Result): Result {
  if (value === undefined || (process.env[name] ?? '') !== '') return work();
  process.env[name] = value;
  try {
    return work();
  } finally {
    Reflect.deleteProperty(process.env, name);
  }
}

async function shutDown(starting: Starting, timeoutMs: number): Promise<void> {
  const { state, sdk } = starting;
  flushErrors();
  if (state === 'existing') return settleWithin(flushProviders(), timeoutMs);
  if (state !== 'running' || sdk === undefined) return undefined;
  starting.state = 'ended';
  return settleWithin(sdk.shutdown(), timeoutMs);
}

/** The exporters wait for more with a timer that does not keep the process; a program that is done ends before it. */
function sendAtEnd(): void {
  process.once('beforeExit', () => {
    flushErrors();
    void flushProviders();
  });
}

function warn(sentence: string): void {
  process.emitWarning(sentence, 'FlawlessWarning');
}
