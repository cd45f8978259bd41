import assert from 'node:assert/strict';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { runFlawless, type FlawlessProcess } from '../helpers/flawless-process.ts';
import { mountSmallDisk } from '../helpers/small-disk.ts';
import { createTracing, postTraces, serializeSpans } from './exporters.ts';
import { makeStreet, readHealth, readReport, startIn, type Street } from './street.ts';

const PAGE = 4096;
const NO_MOUNT = 'mounting a small disk needs root';

/** A street, and a service in it that has counted four occurrences and stopped. */
async function makeUsedStreet(context: TestContext, options: object = {}) {
  const street = await makeStreet(context);
  const confPath = street.configure(options);
  const first = await startIn(context, confPath);
  const tracing = createTracing({ url: first.otlp, encoding: 'protobuf', resource: {} });
  for (let i = 0; i < 4; i++) tracing.recordNested(street.shop.breakCart());
  await tracing.shutdown();
  return { ...street, confPath, first, path: join(street.dir, 'data/flawless.sqlite') };
}

/** Sends one new occurrence; gives its body, to be sent again, and how it was answered. */
async function send(
  flawless: FlawlessProcess,
  { shop }: Pick<Street, 'shop'>,
  given?: Awaited<ReturnType<typeof serializeSpans>>,
) {
  const body =
    given ?? serializeSpans((tracer) => tracer.startSpan('GET /cart').recordException(shop.breakCart()));
  const answer = await postTraces(flawless.otlp, body);
  await answer.arrayBuffer();
  return { body, status: answer.status, retryAfter: answer.headers.get('retry-after') };
}

async function countAll(flawless: FlawlessProcess): Promise<number> {
  return (await readReport(flawless)).reduce((sum, { count }) => sum + count, 0);
}

function assertRefusedForNow({ status, retryAfter }: Awaited<ReturnType<typeof send>>): void {
  assert.equal(status, 503);
  assert.match(retryAfter ?? '', /^[123]$/);
}

/** One line that says what to do. */
function assertSentence(stderr: string, expected: RegExp): void {
  assert.match(stderr, expected);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
}

function writeNoise(path: string, from: number, to: number): void {
  const file = openSync(path, 'r+');
  for (let at = from; at < to; at += PAGE)
    writeSync(file, Buffer.alloc(Math.min(PAGE, to - at), 0xa5), 0, null, at);
  closeSync(file);
}

const DAMAGES: readonly (readonly [what: string, damage: (path: string) => void])[] = [
  ['noise in its header', (path) => writeNoise(path, 0, 100)],
  ['noise in its middle', (path) => writeNoise(path, PAGE, statSync(path).size)],
  ['its end cut off', (path) => truncateSync(path, 4 * PAGE + 100)],
];

for (const [what, damage] of DAMAGES)
  test(`a store with ${what} is kept aside, and told of until it is moved away, while counting begins anew`, async (context) => {
    const street = await makeUsedStreet(context);
    await street.first.stop();
    damage(street.path);
    const flawless = await startIn(context, street.confPath);
    assert.match(flawless.stderr(), /the store was corrupt: it was set aside and a new one begun/);
    assert.equal((await send(flawless, street)).status, 200);
    assert.equal(await countAll(flawless), 1);
    const kept = readdirSync(join(street.dir, 'data')).filter((name) => /\.corrupt-\d+$/.test(name));
    const { problems } = await readHealth(flawless);
    assert.match(
      problems.join(),
      new RegExp(`^Store: it was damaged, .* kept as ${kept[0]}: save .* move it away`),
    );
    rmSync(join(street.dir, 'data', kept[0] ?? ''));
    assert.deepEqual((await readHealth(flawless)).problems, []);
  });

test('damage that shows while it runs is refused for now, and mended by the next start', async (context) => {
  const street = await makeUsedStreet(context);
  await street.first.stop();
  const rootPage = readRootPage(street.path, 'error_week');
  const flawless = await startIn(context, street.confPath);
  writeNoise(street.path, (rootPage - 1) * PAGE, rootPage * PAGE);
  assertRefusedForNow(await send(flawless, street));
  const { problems } = await readHealth(flawless);
  assert.match(
    problems.join(),
    /malformed; restart Flawless, which sets the file aside and begins a new one\./,
  );
  await flawless.kill();
  const again = await startIn(context, street.confPath);
  assert.match(again.stderr(), /set aside/);
  assert.equal((await send(again, street)).status, 200);
  assert.ok(!existsSync(`${street.path}.damaged`));
});

function readRootPage(path: string, table: string): number {
  const database = new DatabaseSync(path);
  const row = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table);
  database.close();
  return Number(row?.['rootpage']);
}

for (const [what, spoil] of [
  ['gone', (wal: string) => rmSync(wal)],
  ['noise', (wal: string) => writeNoise(wal, 0, statSync(wal).size)],
  ['noise from its middle on', (wal: string) => writeNoise(wal, statSync(wal).size / 2, statSync(wal).size)],
] as const)
  test(`a write-ahead log that is ${what} after a crash keeps nobody from counting on`, async (context) => {
    const street = await makeUsedStreet(context);
    await street.first.kill();
    spoil(`${street.path}-wal`);
    const flawless = await startIn(context, street.confPath);
    const before = await countAll(flawless);
    assert.equal((await send(flawless, street)).status, 200);
    assert.equal(await countAll(flawless), before + 1);
  });

test('a store that another program has locked refuses for now, shows its pages, and loses nothing', async (context) => {
  const street = await makeUsedStreet(context);
  const other = new DatabaseSync(street.path, { timeout: 5_000 });
  context.after(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  const refused = await send(street.first, street);
  assertRefusedForNow(refused);
  assert.equal(await countAll(street.first), 4);
  const { problems } = await readHealth(street.first);
  assert.match(
    problems.join(),
    /answered 503.*database is locked; another program has the file locked: end it/,
  );
  other.exec('ROLLBACK');
  assert.equal((await send(street.first, street, refused.body)).status, 200);
  assert.equal(await countAll(street.first), 5);
  await street.first.stop();
  other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  const { code, stderr } = await runFlawless(['start', '--conf', street.confPath]);
  assert.equal(code, 1);
  assertSentence(
    stderr,
    /store .*flawless\.sqlite cannot be opened: .*locked; another program has the file locked/,
  );
});

test('a second service on the same data directory does not start, and the first goes on', async (context) => {
  const street = await makeUsedStreet(context);
  const { code, stderr } = await runFlawless(['start', '--conf', street.confPath]);
  assert.equal(code, 1);
  assertSentence(
    stderr,
    /^Another Flawless uses the data directory .*: stop it, or give this one its own `data_dir_path`\.$/m,
  );
  assert.equal((await send(street.first, street)).status, 200);
  assert.equal(await countAll(street.first), 5);
});

test('a full disk refuses for now, shows its pages, and all goes on when there is space again', async (context) => {
  const disk = mountSmallDisk(context);
  if (disk === null) return context.skip(NO_MOUNT);
  const street = await makeUsedStreet(context, { data_dir_path: disk.dir });
  disk.fill();
  const refused = await send(street.first, street);
  assertRefusedForNow(refused);
  assert.equal(await countAll(street.first), 4);
  const { problems } = await readHealth(street.first);
  assert.match(problems.join(), /answered 503.*is full; free some space on the disk of `data_dir_path`/);
  disk.free();
  assert.equal((await send(street.first, street, refused.body)).status, 200);
  assert.equal(await countAll(street.first), 5);
});

test('on a disk that is full it does not start, says so, and starts with all counts when there is space', async (context) => {
  const disk = mountSmallDisk(context);
  if (disk === null) return context.skip(NO_MOUNT);
  const street = await makeUsedStreet(context, { data_dir_path: disk.dir });
  await street.first.kill();
  disk.fill();
  const { code, stderr } = await runFlawless(['start', '--conf', street.confPath]);
  assert.equal(code, 1);
  assertSentence(stderr, /is full; free some space/);
  disk.free();
  assert.equal(await countAll(await startIn(context, street.confPath)), 4);
});

test('a data directory that cannot be written is said in a sentence', async (context) => {
  const disk = mountSmallDisk(context);
  if (disk === null) return context.skip(NO_MOUNT);
  const street = await makeUsedStreet(context, { data_dir_path: disk.dir });
  await street.first.stop();
  disk.makeReadOnly();
  const { code, stderr } = await runFlawless(['start', '--conf', street.confPath]);
  assert.equal(code, 1);
  assertSentence(
    stderr,
    /cannot be (?:used|opened): .*; make .* writable for the user that Flawless runs as/,
  );
});
