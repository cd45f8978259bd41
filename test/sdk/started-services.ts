import type { SentError, ServiceRun, ServiceSettings } from './run-service.ts';

/** A program that uses the build, how it is run, and what has to come of it. */
export interface StartedService extends ServiceSettings {
  readonly title: string;
  readonly program: readonly [name: string, source: string];
  readonly sends: readonly [message: string, service: string][];
  readonly says?: string;
  readonly code?: number;
}

const IMPORT = ['--import', '@flawless/sdk/register'];
const REQUIRE = ['--require', '@flawless/sdk/register'];
const ESM =
  "import { recordError, start } from '@flawless/sdk'; import { NodeSDK } from '@opentelemetry/sdk-node';";
const CJS =
  "const { recordError, start } = require('@flawless/sdk'); const { NodeSDK } = require('@opentelemetry/sdk-node');";
const OWN = "const own = new NodeSDK({ serviceName: 'own' }); own.start();";
const END = 'own.shutdown().then(() => console.log(start().state));';

/** What holds on every runtime and with both generations of OpenTelemetry's packages. */
export const SERVICES: readonly StartedService[] = [
  {
    title: '--import, an ES module that ends by itself',
    args: IMPORT,
    program: ['app.mjs', `${ESM} recordError(new Error('one')); console.log(start().state);`],
    sends: [['one', 'shop']],
    says: 'running',
  },
  {
    title: '--import, CommonJS',
    args: IMPORT,
    program: ['app.cjs', `${CJS} recordError(new Error('one')); console.log(start().state);`],
    sends: [['one', 'shop']],
    says: 'running',
  },
  {
    title: '--require, CommonJS',
    args: REQUIRE,
    program: ['app.cjs', `${CJS} recordError(new Error('one'));`],
    sends: [['one', 'shop']],
  },
  {
    title: 'start() in CommonJS, and what ends the process',
    program: ['app.cjs', `${CJS} start({ processHandlers: true }); throw new Error('one');`],
    sends: [['one', 'shop']],
    code: 1,
  },
  {
    title: 'what ends the process under --import, when asked',
    args: IMPORT,
    env: { FLAWLESS_PROCESS_HANDLERS: 'true' },
    program: ['app.mjs', "await null; throw new Error('one');"],
    sends: [['one', 'shop']],
    code: 1,
  },
  {
    title: 'no process handlers unless asked',
    args: IMPORT,
    program: ['app.mjs', "throw new Error('one');"],
    sends: [],
    code: 1,
  },
  {
    title: 'start({ endpoint }), which does not stay in the environment',
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: '', PLACE: 'the endpoint' },
    program: [
      'app.mjs',
      `${ESM} const said = () => process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? '';
      start({ endpoint: process.env.PLACE }); recordError(new Error('one')); console.log(said());`,
    ],
    sends: [['one', 'shop']],
  },
  {
    title: 'OTEL_SERVICE_NAME before what the application says',
    env: { OTEL_SERVICE_NAME: 'cart' },
    program: ['app.mjs', `${ESM} start({ serviceName: 'other' }); recordError(new Error('one'));`],
    sends: [['one', 'cart']],
  },
  {
    title: 'OTEL_SDK_DISABLED',
    args: IMPORT,
    env: { OTEL_SDK_DISABLED: 'TRUE', FLAWLESS_PROCESS_HANDLERS: 'true' },
    program: ['app.mjs', `${ESM} recordError(new Error('one')); console.log(start().state);`],
    sends: [],
    says: 'disabled',
  },
  {
    title: 'the application’s OpenTelemetry before start()',
    program: [
      'app.mjs',
      `${ESM} ${OWN} start(); recordError(new Error('one')); await start().shutdown(); recordError(new Error('two')); ${END}`,
    ],
    sends: [
      ['one', 'own'],
      ['two', 'own'],
    ],
    says: 'existing',
  },
  {
    title: 'the application’s OpenTelemetry after --import',
    args: IMPORT,
    program: [
      'app.mjs',
      `${ESM} recordError(new Error('one')); ${OWN} recordError(new Error('two')); ${END}`,
    ],
    sends: [
      ['one', 'shop'],
      ['two', 'own'],
    ],
    says: 'existing',
  },
  {
    title: 'the application’s OpenTelemetry in CommonJS after --import',
    args: IMPORT,
    program: [
      'app.cjs',
      `${CJS} recordError(new Error('one')); ${OWN} recordError(new Error('two')); ${END}`,
    ],
    sends: [
      ['one', 'shop'],
      ['two', 'own'],
    ],
    says: 'existing',
  },
  {
    title: 'the application’s OpenTelemetry in an ES module after --require',
    args: REQUIRE,
    program: [
      'app.mjs',
      `${ESM} recordError(new Error('one')); ${OWN} recordError(new Error('two')); ${END}`,
    ],
    sends: [
      ['one', 'shop'],
      ['two', 'own'],
    ],
    says: 'existing',
  },
  {
    title: 'only the application’s context manager after start()',
    program: [
      'app.mjs',
      `${ESM} import { context, createContextKey } from '@opentelemetry/api'; start();
      const manager = { active: () => ({ getValue: () => 'own' }), with: (_, fn) => fn(), bind: (_, fn) => fn, enable() { return this; }, disable() { return this; } };
      const taken = context.setGlobalContextManager(manager);
      console.log(taken, context.active().getValue(createContextKey('x')), start().state); await start().shutdown(); console.log(start().state);`,
    ],
    sends: [],
    says: 'true own running\nended',
  },
  {
    title: 'the resource detector in an OpenTelemetry of the application’s',
    program: [
      'app.mjs',
      `${ESM} import { serviceDetector } from '@flawless/sdk';
      const own = new NodeSDK({ resourceDetectors: [serviceDetector] }); own.start(); recordError(new Error('one')); await own.shutdown();`,
    ],
    sends: [['one', 'shop']],
  },
  {
    title: 'a worker thread',
    args: IMPORT,
    program: [
      'app.mjs',
      `${ESM} import { isMainThread, Worker } from 'node:worker_threads';
      if (isMainThread) new Worker(new URL(import.meta.url)); else { recordError(new Error('one')); await start().shutdown(); }`,
    ],
    sends: [['one', 'shop']],
  },
];

/** The same for what was run, to compare with what has to be. */
export function describeRun({ code, out, sent }: ServiceRun): object {
  return {
    code,
    out,
    sent: sent.map(({ message, resource }: SentError) => [message, resource['service.name']]),
  };
}

export function describeExpected({ code = 0, says = '', sends }: StartedService): object {
  return { code, out: says, sent: sends };
}
