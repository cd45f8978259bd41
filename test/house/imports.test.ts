import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '../../src');

/** Lower rooms know nothing of higher ones; rooms of one row know nothing of each other. */
const ROWS: readonly (readonly string[])[] = [
  [
    'address-range',
    'bears-token',
    'collapse-space',
    'hide-credentials',
    'html',
    'links',
    'mail-address',
    'matches-glob',
    'once-a-minute',
    'outcome',
    'password-hash',
    'plain-function-name',
    'read-reason',
    'slice-by-size',
    'start-failure',
    'sync-file',
    'unavailable',
    'week',
  ],
  ['telemetry', 'listen', 'read-tls', 'weight-limit'],
  ['closing'],
  ['config', 'store', 'otlp', 'git'],
  ['receive'],
  ['extract'],
  ['parse'],
  ['locate'],
  ['blame'],
  ['aggregate'],
  ['decide'],
  ['notify'],
  ['forward'],
  ['web'],
  ['choose-repository', 'open-source-mapper', 'pipeline', 'room-settings', 'watch-refusals'],
  ['catch-up', 'housekeeping', 'open-data', 'open-repositories'],
  ['judge-rooms', 'open-post'],
  ['open-judging'],
  ['ask-store', 'gauges'],
  ['check-health'],
  ['service'],
  ['cli'],
  ['main'],
];

type Import = { readonly from: string; readonly to: string };

function listSources(): readonly string[] {
  return readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map(normalize);
}

function listImports(path: string): readonly Import[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(
    (match) => match[1] ?? '',
  );
  return specifiers.map((specifier) => ({ from: path, to: normalize(join(dirname(path), specifier)) }));
}

function roomOf(path: string): string {
  return (path.split('/')[0] ?? '').replace(/\.ts$/, '');
}

function rowOf(path: string): number {
  return ROWS.findIndex((row) => row.includes(roomOf(path)));
}

const sources = listSources();
const imports = sources.flatMap(listImports);

test('every file of src belongs to a room that has its place in the order', () => {
  assert.deepEqual(
    sources.filter((path) => rowOf(path) === -1),
    [],
  );
});

test('imports go one way: never to a later room, nor across a row', () => {
  const backward = imports.filter(({ from, to }) => roomOf(from) !== roomOf(to) && rowOf(from) <= rowOf(to));
  assert.deepEqual(backward, []);
  assert.ok(imports.length > 0, 'the imports were found at all');
});

test('no file imports itself, however long the way round', () => {
  const targets = Map.groupBy(imports, ({ from }) => from);
  const settled = new Set<string>();
  function visit(path: string, way: readonly string[]): void {
    assert.ok(!way.includes(path), `circular import: ${[...way, path].join(' → ')}`);
    if (settled.has(path)) return;
    for (const { to } of targets.get(path) ?? []) visit(to, [...way, path]);
    settled.add(path);
  }
  for (const path of sources) visit(path, []);
});

test('only main.ts touches the process, and the SDK is nobody of ours', () => {
  for (const path of sources) {
    const text = readFileSync(join(ROOT, path), 'utf8');
    if (path !== 'main.ts') assert.ok(!/\bprocess\.[a-zA-Z]|node:process/.test(text), path);
    assert.ok(!text.includes('/sdk/src/'), path);
  }
});
