import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LineBlame } from '../../src/git/blame-porcelain.ts';
import { rememberBlame, type BlameMemory } from '../../src/git/remember-blame.ts';

const FOUND: LineBlame = {
  commit: 'a'.repeat(40),
  authorName: 'Ann',
  authorEmail: 'ann@shop.test',
  authoredAtMs: 1,
  summary: 'Begin',
  path: 'a.js',
  line: 1,
  text: 'x',
};

function makeMemory(): BlameMemory & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    find: async (key) => kept.get(key) ?? null,
    keep: async (key, document) => void kept.set(key, document),
  };
}

const refuse = () => Promise.reject(new Error('git is asked'));

test('asks git once for a key, and again for another', async () => {
  const memory = makeMemory();
  assert.deepEqual(await rememberBlame(memory, ['a', 1], async () => FOUND), FOUND);
  assert.deepEqual(await rememberBlame(memory, ['a', 1], refuse), FOUND);
  await assert.rejects(rememberBlame(memory, ['a', 2], refuse), /git is asked/);
});

test('keeps neither a missing line nor one at the end of a shallow clone', async () => {
  const memory = makeMemory();
  assert.equal(await rememberBlame(memory, ['none'], async () => null), null);
  await rememberBlame(memory, ['shallow'], async () => ({ ...FOUND, boundary: true }));
  assert.equal(memory.kept.size, 0);
});

test('a memory that fails costs no answer', async () => {
  const broken = { find: refuse, keep: refuse };
  assert.deepEqual(await rememberBlame(broken, ['a'], async () => FOUND), FOUND);
  assert.deepEqual(await rememberBlame(undefined, ['a'], async () => FOUND), FOUND);
});
