import process from 'node:process';
import { createSpool } from '../../src/forward/spool.ts';
import { createMemoryLog, makeOutgoing } from './fixtures.ts';

// Run by spool.test.ts: puts batches, four at a time, and tells each one that is safe, until it is killed.
const spool = await createSpool({
  dir: process.argv[2] ?? '',
  maxBytes: 1 << 30,
  now: Date.now,
  log: createMemoryLog(),
});

async function write(writer: number): Promise<void> {
  for (let i = 0; ; i++) {
    const text = `${writer}-${i} ${'x'.repeat(i % 20_000)}`;
    await spool.put(makeOutgoing(text));
    process.send?.(text);
  }
}

await Promise.all([0, 1, 2, 3].map(write));
