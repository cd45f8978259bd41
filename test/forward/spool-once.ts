import assert from 'node:assert/strict';
import process from 'node:process';
import { createSpool, SpoolUnavailable } from '../../src/forward/spool.ts';
import { createMemoryLog, makeOutgoing } from './fixtures.ts';

// Run by spool.test.ts under a limit on the size of files: spools a batch beyond it and one below.
const spool = await createSpool({
  dir: process.argv[2] ?? '',
  maxBytes: 1 << 30,
  now: Date.now,
  log: createMemoryLog(),
});

async function tryToPut(text: string): Promise<string> {
  try {
    await spool.put(makeOutgoing(text));
    return 'spooled';
  } catch (error) {
    assert.ok(error instanceof SpoolUnavailable && error.cause instanceof Error && 'code' in error.cause);
    return `SpoolUnavailable ${String(error.cause.code)}`;
  }
}

const refused = await tryToPut('x'.repeat(100_000));
const taken = await tryToPut('small');
console.log(`${refused}, then ${spool.size().count} ${taken} in ${spool.size().bytes} bytes`);
