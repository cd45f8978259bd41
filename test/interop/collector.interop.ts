import { test } from 'node:test';
import { PROGRAMS } from './programs.ts';
import { walkThroughCollectors } from './walk-program.ts';

test('what the JavaScript SDK sends passes a Collector, Flawless and a Collector in gzipped protobuf', async (t) => {
  await walkThroughCollectors(t, PROGRAMS['node-3x'], { compression: 'gzip', encoding: 'proto' });
});

test('what the Python SDK sends passes a Collector, Flawless and a Collector in JSON', async (t) => {
  await walkThroughCollectors(t, PROGRAMS.python, { compression: 'none', encoding: 'json' });
});

test('what the JavaScript SDK 2.x sends passes a Collector, Flawless and a Collector in JSON and zstd', async (t) => {
  await walkThroughCollectors(t, PROGRAMS['node-2x'], { compression: 'zstd', encoding: 'json' });
});

test('what the Go SDK sends passes a Collector, Flawless and a Collector in zstd', async (t) => {
  await walkThroughCollectors(t, PROGRAMS.go, { compression: 'zstd', encoding: 'proto' });
});

test('what the Java SDK sends passes a Collector, Flawless and a Collector that has no queue', async (t) => {
  await walkThroughCollectors(t, PROGRAMS.java, { compression: 'none', sendingQueue: false });
});
