import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { MapPlace } from '../../../src/locate/source-maps/find-maps.ts';
import { createSourceMapper } from '../../../src/locate/source-maps/source-mapper.ts';
import { SILENT_LOG } from '../../helpers/silent-log.ts';
import { makeTemporaryDirectory } from '../../helpers/temporary-directory.ts';

/** A mapper without any uploads, that ends with the test. */
export function openMapper(t: Pick<TestContext, 'after'>) {
  const dir = join(makeTemporaryDirectory(t), 'source-maps');
  const mapper = createSourceMapper({ dir, keepUnusedMs: 1e9, now: Date.now, schedule, log: SILENT_LOG });
  t.after(() => mapper.close());
  return mapper;
}

/** A service whose repository has no files. */
export const NOWHERE: MapPlace = {
  service: 'shop',
  serviceVersion: '1.2.3',
  findFile: () => null,
  readFile: async () => null,
};

function schedule(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
