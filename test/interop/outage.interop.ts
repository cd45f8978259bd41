import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually } from '../helpers/eventually.ts';
import { startFlawless, writeConfig } from '../helpers/flawless-process.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { startTestUpstream } from '../helpers/upstream.ts';
import { readOutcomes, readReport, startIn } from '../walk/street.ts';
import { sdkEnvironment } from './chain.ts';
import { startCollector } from './collector/start.ts';
import { assertSameData } from './compare.ts';
import { findFreePort } from '../helpers/free-port.ts';
import { PROGRAMS } from './programs.ts';
import { startRecorder } from './recorder.ts';
import { makeShopRepository } from './shop-repository.ts';

test('a Collector and Flawless lose nothing, and count once, when the backend is away and Flawless is killed', async (t) => {
  const program = PROGRAMS['node-3x'];
  const dir = makeTemporaryDirectory(t);
  const repository = join(dir, 'repository');
  const revision = makeShopRepository(repository, program);
  const backend = await startTestUpstream(t);
  const port = await findFreePort();
  const options = { port, repo_dir: repository, upstream_endpoint: backend.url, enrich_timeout_ms: 5_000 };
  const conf = writeConfig(dir, options);
  const killed = await startFlawless(conf);
  t.after(() => killed.kill());
  const nearEnd = await startRecorder(t, await startCollector(t, { sendTo: killed.otlp }));
  const run = await program.prepare(join(repository, program.folder));
  const env = sdkEnvironment({ endpoint: nearEnd.url, revision });

  await run('broken', env);
  await eventually(
    'the first run is at the backend',
    () => backend.received.length === nearEnd.requests.length,
  );
  await backend.goDown();
  await run('broken', env);
  const isSpooled = async () => (await readOutcomes(killed))['batches_spooled'] === 2;
  await eventually('the second run is in the spool', isSpooled);
  await killed.kill();
  await run('broken', env);
  await backend.comeBack();
  const flawless = await startIn(t, conf);

  await eventually('all runs are at the backend', () => backend.received.length >= nearEnd.requests.length);
  const arrived = backend.received.map(({ path, headers, body }) => ({
    path,
    contentType: headers['content-type'] ?? '',
    contentEncoding: headers['content-encoding'] ?? 'identity',
    body,
  }));
  await assertSameData(nearEnd.requests, arrived);
  const counts = (await readReport(flawless)).map(({ count }) => count);
  assert.deepEqual(
    counts.toSorted((a, b) => a - b),
    [3, 6],
    'three runs of one exception in a line of Bob and two in one of Ann',
  );
});
