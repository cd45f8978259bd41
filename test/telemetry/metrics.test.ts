import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createOutcomes } from '../../src/outcome.ts';
import type { Log } from '../../src/telemetry/log.ts';
import { startMetrics } from '../../src/telemetry/metrics.ts';
import type { Read, Readings } from '../../src/telemetry/observe.ts';
import { eventually } from '../helpers/eventually.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { startTestUpstream } from '../helpers/upstream.ts';
import { readJsonMetrics, readProtobufMetrics } from './read-metrics.ts';

const INSTANCE = '0123456789abcdef';

function makeReadings(): Readings {
  const outcomes = createOutcomes();
  outcomes.settle('requests', 9);
  outcomes.settle('requests_refused', 2, '503');
  outcomes.settle('log_records_received', 50);
  outcomes.settle('log_records_rejected', 1);
  outcomes.settle('batches_dropped', 3, 'status 400');
  outcomes.settle('exceptions_received', 7);
  outcomes.settle('exceptions_counted', 5);
  outcomes.settle('exceptions_ignored', 2, 'ignored_exceptions');
  outcomes.settle('decisions', 1, 'notify');
  outcomes.settle('decisions', 4, 'below the threshold');
  outcomes.settle('mails_queued', 1);
  outcomes.settle('mails_sent', 1);
  outcomes.settle('mails_withheld', 2, 'line changed since');
  const levels = { spoolBytes: 4_000_000_000, spoolBatches: 2, waitingExceptions: 6, mailsQueued: 1 };
  return { outcomes: outcomes.totals(), ...levels, bytesInFlight: 77, verdictsInFlight: 3, seenKeys: 5 };
}

/** Starts as `flawless start` would with these variables, which the SDK reads from the process. */
async function startWith(
  context: TestContext,
  env: Readonly<Record<string, string>>,
  log = SILENT_LOG,
  read: Read = makeReadings,
) {
  for (const [name, value] of Object.entries(env)) process.env[name] = value;
  context.after(() => {
    for (const name of Object.keys(env)) delete process.env[name];
  });
  return startMetrics({ env, version: '1.2.3', instanceId: INSTANCE, read, log });
}

const ENCODINGS = [
  { protocol: 'http/protobuf', type: 'application/x-protobuf', read: readProtobufMetrics },
  { protocol: 'http/json', type: 'application/json', read: readJsonMetrics },
] as const;

for (const { protocol, type, read } of ENCODINGS)
  test(`exports every outcome and level over ${protocol}, and the last ones when it closes`, async (context) => {
    const sink = await startTestUpstream(context);
    const metrics = await startWith(context, {
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    });
    await metrics?.close();
    const [request, ...others] = sink.received;
    assert.ok(request);
    assert.deepEqual(
      [request.path, request.headers['content-type'], others.length],
      ['/v1/metrics', type, 0],
    );
    const { resource, metrics: got } = read(request.body);
    assert.equal(resource['service.name'], 'flawless');
    assert.equal(resource['service.version'], '1.2.3');
    assert.equal(resource['service.instance.id'], INSTANCE);
    const { 'nodejs.eventloop.delay.p99': delay, ...rest } = got;
    assert.deepEqual([delay?.unit, delay?.kind], ['s', 'gauge']);
    assert.deepEqual(rest, EXPECTED);
  });

const counter = (unit: string, points: Readonly<Record<string, number>>) => ({
  unit,
  kind: 'counter',
  points,
});
const level = (unit: string, value: number) => ({ unit, kind: 'up-down counter', points: { '': value } });
const outcome = (name: string) => `flawless.outcome=${name}`;

const EXPECTED = {
  'flawless.requests.received': counter('{request}', { '': 9 }),
  'flawless.requests.outcomes': counter('{request}', { [`${outcome('refused')} flawless.reason=503`]: 2 }),
  'flawless.log_records.received': counter('{log_record}', { '': 50 }),
  'flawless.log_records.outcomes': counter('{log_record}', { [outcome('rejected')]: 1 }),
  'flawless.batches.outcomes': counter('{batch}', {
    [`${outcome('dropped')} flawless.reason=status 400`]: 3,
  }),
  'flawless.exceptions.received': counter('{exception}', { '': 7 }),
  'flawless.exceptions.outcomes': counter('{exception}', {
    [outcome('counted')]: 5,
    [`${outcome('ignored')} flawless.reason=ignored_exceptions`]: 2,
  }),
  'flawless.decisions.outcomes': counter('{decision}', {
    [outcome('notify')]: 1,
    [`${outcome('silent')} flawless.reason=below the threshold`]: 4,
  }),
  'flawless.mails.queued': counter('{mail}', { '': 1 }),
  'flawless.mails.outcomes': counter('{mail}', {
    [outcome('sent')]: 1,
    [`${outcome('withheld')} flawless.reason=line changed since`]: 2,
  }),
  'flawless.spool.size': level('By', 4_000_000_000),
  'flawless.spool.batches': level('{batch}', 2),
  'flawless.exceptions.waiting': level('{exception}', 6),
  'flawless.exceptions.remembered': level('{exception}', 5),
  'flawless.mails.waiting': level('{mail}', 1),
  'flawless.requests.in_flight.size': level('By', 77),
  'flawless.verdicts.in_flight': level('{verdict}', 3),
};

test('exports again and again, at the interval asked for, to the endpoint for metrics', async (context) => {
  const sink = await startTestUpstream(context);
  const metrics = await startWith(context, {
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${sink.url}/custom`,
    OTEL_METRIC_EXPORT_INTERVAL: '50',
    OTEL_METRIC_EXPORT_TIMEOUT: '50',
  });
  await eventually('a second export', () => sink.received.length >= 2);
  await metrics?.close();
  assert.ok(sink.received.every(({ path }) => path === '/custom'));
});

test('keeps the name the environment gives the service, and its own instance id whatever that says', async (context) => {
  const environments: readonly Readonly<Record<string, string>>[] = [
    { OTEL_SERVICE_NAME: 'blame', OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=x' },
    { OTEL_RESOURCE_ATTRIBUTES: 'team=a, service.name=blame' },
  ];
  for (const env of environments) {
    const sink = await startTestUpstream(context);
    const metrics = await startWith(context, { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url });
    await metrics?.close();
    for (const name of Object.keys(env)) delete process.env[name];
    const { resource } = readProtobufMetrics(sink.received[0]?.body ?? Buffer.alloc(0));
    assert.deepEqual([resource['service.name'], resource['service.instance.id']], ['blame', INSTANCE]);
  }
});

const OFF: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['nothing asks for it', { OTEL_SERVICE_NAME: 'blame' }],
  ['the endpoint is empty', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }],
  ['the SDK is disabled', { OTEL_SDK_DISABLED: 'TRUE', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }],
  [
    'metrics are switched off',
    { OTEL_METRICS_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
  ],
];

for (const [what, env] of OFF)
  test(`does not start when ${what}`, async (context) => {
    assert.equal(await startWith(context, env), null);
  });

// The SDK's own limit is longer than ours, and keeps the process of the test.
const GIVE_UP_SOON = { OTEL_EXPORTER_OTLP_TIMEOUT: '2500' };

test('closes although the endpoint takes the request and never answers, and says so', async (context) => {
  const said: object[] = [];
  const endpoint = await startServer(context, () => undefined);
  const metrics = await startWith(
    context,
    { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...GIVE_UP_SOON },
    noteIn(said),
  );
  await metrics?.close();
  assert.deepEqual(said, [{ reason: 'it takes too long' }]);
});

test('says in the log why the endpoint does not take the metrics', async (context) => {
  const said: object[] = [];
  const endpoint = await startServer(context, (_, response) => void response.writeHead(403).end());
  const metrics = await startWith(context, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, noteIn(said));
  await metrics?.close();
  assert.match(JSON.stringify(said), /Forbidden/);
});

test('a reading that cannot be had is said in the log, and ends nothing', async (context) => {
  const said: object[] = [];
  const sink = await startTestUpstream(context);
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url };
  const metrics = await startWith(context, env, noteIn(said), failToRead);
  await metrics?.close();
  assert.match(JSON.stringify(said), /the store is locked/);
});

test('does what a configuration file says', async (context) => {
  const sink = await startTestUpstream(context);
  const path = join(makeTemporaryDirectory(context), 'otel.yaml');
  const exporter = { otlp_http: { endpoint: `${sink.url}/v1/metrics` } };
  const readers = [{ periodic: { exporter } }];
  writeFileSync(path, stringify({ file_format: '1.0', meter_provider: { readers } }));
  const metrics = await startWith(context, { OTEL_CONFIG_FILE: path });
  await metrics?.close();
  const got = readProtobufMetrics(sink.received[0]?.body ?? Buffer.alloc(0));
  assert.equal(got.metrics['flawless.spool.batches']?.points[''], 2);
});

function failToRead(): Promise<Readings> {
  return Promise.reject(new Error('the store is locked'));
}

function noteIn(said: object[]): Log {
  return { ...SILENT_LOG, warn: (fields) => void said.push(fields) };
}

async function startServer(context: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}
