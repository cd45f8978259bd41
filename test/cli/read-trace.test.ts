import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTrace } from '../../src/cli/read-trace.ts';
import { StartFailure } from '../../src/start-failure.ts';

async function* pieces(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

const TRACE = Buffer.from('Error: zu früh\n    at f (/app/x.js:3:9)\n');
const MIB = new Uint8Array(1024 * 1024).fill(0x61);

test('reads text in any pieces, also what a Windows shell redirects', async () => {
  const one = [...TRACE].map((byte) => Uint8Array.of(byte));
  assert.equal(await readTrace(pieces(...one), 'x'), TRACE.toString());
  const utf16 = Buffer.from(`\uFEFF${TRACE.toString()}`, 'utf16le');
  assert.equal(await readTrace(pieces(utf16), 'x'), TRACE.toString());
  assert.equal(await readTrace(pieces(Buffer.from(`\uFEFF${TRACE.toString()}`)), 'x'), TRACE.toString());
});

test('reads text with a few bytes that are none, as a log in another encoding has them', async () => {
  const latin = Buffer.from(TRACE.toString(), 'latin1');
  assert.equal(await readTrace(pieces(latin), 'x'), TRACE.toString().replace('ü', '\uFFFD'));
});

const WRONG: readonly (readonly [what: string, bytes: readonly Uint8Array[], message: string])[] = [
  ['nothing', [], 'x is empty: it has to be a stack trace as printed.'],
  ['white space', [Buffer.from(' \n\t')], 'x is empty: it has to be a stack trace as printed.'],
  ['NULs', [Buffer.from('Error\0')], 'x is not text: it has to be a stack trace as printed.'],
  [
    'bytes of a compressed file',
    [Uint8Array.from({ length: 200 }, (_, i) => 1 + ((i * 97) % 255))],
    'x is not text: it has to be a stack trace as printed.',
  ],
  [
    'more than 16 MiB',
    [...Array.from({ length: 16 }, () => MIB), Uint8Array.of(0x61)],
    'x is larger than 16 MiB: cut the stack trace out of it.',
  ],
];

for (const [what, bytes, message] of WRONG)
  test(`refuses ${what}`, async () => {
    await assert.rejects(readTrace(pieces(...bytes), 'x'), new StartFailure(message));
  });

test('takes 16 MiB', async () => {
  const text = await readTrace(pieces(...Array.from({ length: 16 }, () => MIB)), 'x');
  assert.equal(text.length, 16 * 1024 * 1024);
});
