import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { uploadSourceMaps } from '../../../src/cli/upload-source-maps.ts';
import { createPathIndex } from '../../../src/locate/path-index.ts';
import type { MapPlace } from '../../../src/locate/source-maps/find-maps.ts';
import type { MappedFrame } from '../../../src/locate/source-maps/source-mapper.ts';
import { createRepository } from '../../../src/git/repository.ts';
import { createGitReader } from '../../../src/git/run-git.ts';
import { createGitRepository } from '../../helpers/git-repository.ts';
import { makeTemporaryDirectory } from '../../helpers/temporary-directory.ts';
import { openWebWorld } from '../../web/web-world.ts';
import { NOWHERE, openMapper } from './open-mapper.ts';
import { buildAndThrow, BUILDS, EXPECTED } from './shop.ts';

function checkFrames(frames: readonly MappedFrame[], hasText: boolean, isDoubtful: boolean): void {
  const found = frames.map(({ file = '', line, text }) => ({
    file: EXPECTED.find((expected) => file.endsWith(expected.file))?.file ?? file,
    line,
    text: hasText ? text : '',
  }));
  assert.deepEqual(
    found,
    EXPECTED.map((expected) => (hasText ? expected : { ...expected, text: '' })),
  );
  for (const frame of frames) {
    assert.match(frame.compiled?.file ?? '', /main\.js$|cart\.js$/);
    assert.equal(frame.isDoubtful ?? false, isDoubtful);
  }
}

for (const [name, compile] of Object.entries(BUILDS))
  test(`maps what ${name} made: on the disk, in the repository, uploaded`, async (t) => {
    const dir = makeTemporaryDirectory(t);
    const { frames } = await buildAndThrow(dir, compile);
    const hasText = !/CommonJS|root|without sources/.test(name);
    const mapper = openMapper(t);
    checkFrames(await mapper.mapFrames(frames(dir), NOWHERE), hasText, !hasText);

    const elsewhere = frames('/srv/releases/42');
    assert.deepEqual(await mapper.mapFrames(elsewhere, NOWHERE), elsewhere);
    checkFrames(await mapper.mapFrames(elsewhere, await commit(dir)), hasText, false);

    const { base, sourceMapper } = await openWebWorld(t, { config: { upload_tokens: ['secret'] } });
    const lines: string[] = [];
    const code = await uploadSourceMaps({
      request: {
        command: 'sourcemaps',
        dir: join(dir, 'dist'),
        service: 'shop',
        version: '1.2.3',
        to: base,
        token: null,
      },
      env: { FLAWLESS_UPLOAD_TOKEN: 'secret', PATH: process.env['PATH'] },
      pause: async () => undefined,
      print: (line) => lines.push(line),
      printError: (line) => lines.push(line),
    });
    assert.equal(code, 0, lines.join('\n'));
    const ours = { ...NOWHERE, findFile: (path: string) => (path.startsWith('src/') ? path : null) };
    checkFrames(await sourceMapper.mapFrames(elsewhere, ours), hasText, false);
    const other = { ...NOWHERE, serviceVersion: '1.2.4' };
    assert.deepEqual(await sourceMapper.mapFrames(elsewhere, other), elsewhere);
  });

/** Everything that was built, as the one commit of a repository. */
async function commit(dir: string): Promise<MapPlace> {
  const author = 'Ann <ann@shop.test>';
  const [hash = ''] = createGitRepository(dir, [
    { author, date: '2026-01-02T00:00:00Z', message: 'x', files: {} },
  ]);
  const stop = new AbortController().signal;
  const path = process.env['PATH'] ?? '';
  const run = createGitReader({ binary: 'git', dir, path, maxProcesses: 2, timeoutMs: 10_000, stop });
  const repository = createRepository('shop', run);
  const index = createPathIndex(await repository.listPaths(hash));
  return {
    ...NOWHERE,
    commit: hash,
    findFile: (printed) => index.find(printed)?.path ?? null,
    readFile: (file, maxBytes) => repository.readFile(hash, file, maxBytes),
  };
}
