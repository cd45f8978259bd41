import { test } from 'node:test';
import { PROGRAMS } from './programs.ts';
import { walkThroughFlawless, type Sending } from './walk-program.ts';

const GZIP = { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' };
const JSON_PROTOCOL = { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
// The Python SDK has its JSON exporters under a name of their own.
const PYTHON_JSON = { OTEL_TRACES_EXPORTER: 'otlp_json_http', OTEL_LOGS_EXPORTER: 'otlp_json_http' };

const PROTOBUF: Sending = { env: {}, as: 'application/x-protobuf identity' };
const GZIPPED_PROTOBUF: Sending = { env: GZIP, as: 'application/x-protobuf gzip' };
const PLAIN_JSON: Sending = { env: JSON_PROTOCOL, as: 'application/json identity' };
const GZIPPED_JSON: Sending = { env: { ...JSON_PROTOCOL, ...GZIP }, as: 'application/json gzip' };

test('the JavaScript SDK 2.x sends protobuf and JSON through Flawless, and all of it arrives as sent and blamed', async (t) => {
  await walkThroughFlawless(t, PROGRAMS['node-2x'], [GZIPPED_PROTOBUF, PLAIN_JSON]);
});

test('the JavaScript SDK 3.x sends protobuf and JSON through Flawless, and all of it arrives as sent and blamed', async (t) => {
  await walkThroughFlawless(t, PROGRAMS['node-3x'], [PROTOBUF, GZIPPED_JSON]);
});

test('the Python SDK sends protobuf and JSON through Flawless, and all of it arrives as sent and blamed', async (t) => {
  await walkThroughFlawless(t, PROGRAMS.python, [
    GZIPPED_PROTOBUF,
    { env: PYTHON_JSON, as: 'application/json identity' },
  ]);
});

test('the Go SDK sends protobuf through Flawless, and all of it arrives as sent and blamed', async (t) => {
  await walkThroughFlawless(t, PROGRAMS.go, [GZIPPED_PROTOBUF, PROTOBUF]);
});

test('the Java SDK sends protobuf, metrics too, through Flawless, and all of it arrives as sent and blamed', async (t) => {
  await walkThroughFlawless(t, PROGRAMS.java, [GZIPPED_PROTOBUF, PROTOBUF]);
});

test('a TypeScript service compiled by tsc is blamed in its source', async (t) => {
  await walkThroughFlawless(t, PROGRAMS.tsc, [PROTOBUF]);
});

test('a TypeScript service bundled and minified by esbuild is blamed in its source', async (t) => {
  await walkThroughFlawless(t, PROGRAMS.bundle, [PROTOBUF]);
});
