import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { installBuild, RECORDED, recordWithBuild } from '../sdk/install-build.ts';
import { installPackages } from './runtimes/node.ts';

for (const version of ['node-2x', 'node-3x'] as const) {
  test(`the SDK of Flawless records with OpenTelemetry's packages of ${version}`, async (context) => {
    const folder = makeTemporaryDirectory(context);
    await installBuild(folder, join(await installPackages(version), '@opentelemetry'));
    for (const kind of ['esm', 'cjs'] as const) {
      for (const manner of ['logs', 'no logs'] as const) {
        assert.deepEqual(await recordWithBuild(folder, kind, manner), RECORDED[manner], `${kind}, ${manner}`);
      }
    }
  });
}
