import assert from 'node:assert/strict';
import { isAbsolute } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../src/config/load.ts';
import { toRepositorySettings } from '../src/room-settings.ts';
import { SILENT_LOG } from './helpers/silent-log.ts';

test('git, which runs elsewhere, is told of no relative path', async () => {
  const text = 'repo_dir: .\ndata_dir_path: ./data\nblame_ignore_revs_file: ignore-revs\n';
  const readFile = async (path: string) => {
    if (path === 'flawless.yaml') return Buffer.from(text);
    throw Object.assign(new Error('not there'), { code: 'ENOENT' });
  };
  const { config } = await loadConfig({ path: 'flawless.yaml', env: {}, readFile });
  const { mirrorsDir, ignoreRevsFile } = toRepositorySettings(config, config, { env: {}, log: SILENT_LOG });
  assert.ok(isAbsolute(mirrorsDir));
  assert.ok(isAbsolute(ignoreRevsFile ?? ''));
});
