import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** An empty directory that goes with the test. */
export function makeTemporaryDirectory(context: Pick<TestContext, 'after'>): string {
  const dir = mkdtempSync(join(tmpdir(), 'flawless-test-'));
  context.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
