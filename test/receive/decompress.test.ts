import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constants, createZstdCompress, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { createByteBudget, type ByteShare } from '../../src/receive/byte-budget.ts';
import { decompress, type Compression } from '../../src/receive/decompress.ts';
import { Refusal } from '../../src/receive/refusal.ts';

const PACK = { gzip: gzipSync, zstd: zstdCompressSync } as const;
const MAX_BYTES = 4_000_000;

function openShare(maxBytes = 2 * MAX_BYTES): ByteShare {
  return createByteBudget({ maxBytes, now: () => 0 }).open('a');
}

function unpack(raw: Uint8Array, compression: Compression, maxBytes = MAX_BYTES): Promise<Uint8Array> {
  return decompress(raw, compression, { maxBytes, share: openShare() });
}

async function refusalOf(work: Promise<unknown>): Promise<number> {
  const refusal = await work.then(
    () => assert.fail('it was taken'),
    (error: unknown) => error,
  );
  assert.ok(refusal instanceof Refusal);
  return refusal.status;
}

/** Bytes that hardly compress, in any length. */
function makeNoise(length: number): Uint8Array {
  let seed = 1;
  return Uint8Array.from({ length }, () => (seed = (seed * 48_271) % 2_147_483_647) & 0xff);
}

const SIZES = [0, 1, 100, 16_384, 131_000, 132_000, 1_048_575, 1_048_576, 1_048_577, 3_000_000];

for (const compression of ['gzip', 'zstd'] as const) {
  const pack = PACK[compression];

  for (const size of SIZES)
    for (const [kind, bytes] of [
      ['noise', makeNoise(size)],
      ['zeros', new Uint8Array(size)],
    ] as const)
      test(`${compression} of ${size} bytes of ${kind} is read back`, async () => {
        assert.ok(Buffer.from(bytes).equals(await unpack(pack(bytes), compression)));
        const twice = Buffer.concat([pack(bytes), pack('end')]);
        assert.ok(Buffer.concat([bytes, Buffer.from('end')]).equals(await unpack(twice, compression)));
      });

  test(`${compression} is taken up to the limit and not beyond`, async () => {
    for (const limit of [50, 10_000, 2_000_000]) {
      for (const make of [makeNoise, (size: number) => new Uint8Array(size)]) {
        assert.equal((await unpack(pack(make(limit)), compression, limit)).length, limit);
        assert.equal(await refusalOf(unpack(pack(make(limit + 1)), compression, limit)), 413);
      }
    }
  });

  test(`${compression} that unpacks into more than there is room for is refused for now`, async () => {
    for (const size of [50_000, 3_000_000]) {
      const limits = { maxBytes: MAX_BYTES, share: openShare(40_000) };
      assert.equal(await refusalOf(decompress(pack(new Uint8Array(size)), compression, limits)), 503);
    }
  });

  test(`any bytes said to be ${compression} are unpacked or refused`, async () => {
    const mutated = fc
      .tuple(fc.uint8Array({ maxLength: 300 }), fc.nat(), fc.uint8Array({ maxLength: 20 }))
      .map(([bytes, at, patch]) => {
        const packed = pack(bytes);
        const start = at % (packed.length + 1);
        return Buffer.concat([packed.subarray(0, start), patch, packed.subarray(start + (at % 5))]);
      });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array(), mutated), async (bytes) => {
        const outcome = await unpack(bytes, compression, 1_000).catch((error: unknown) => error);
        if (outcome instanceof Refusal) assert.ok([400, 413].includes(outcome.status));
        else assert.ok(outcome instanceof Uint8Array && outcome.length <= 1_000);
      }),
      { numRuns: 500 },
    );
  });

  test(`${compression} of anything reads as it was`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5_000 }), async (bytes) =>
        assert.ok(Buffer.from(bytes).equals(await unpack(pack(bytes), compression))),
      ),
    );
  });
}

test('zstd that wants a window beyond 8 MiB is refused', async () => {
  const packer = createZstdCompress({ params: { [constants.ZSTD_c_windowLog]: 27 } });
  packer.write(makeNoise(100_000));
  packer.end(makeNoise(100_000));
  assert.equal(await refusalOf(unpack(Buffer.concat(await packer.toArray()), 'zstd')), 400);
});

test('a frame that is skipped hides nothing behind it', async () => {
  const skipped = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 2);
  const bytes = await unpack(Buffer.concat([skipped, zstdCompressSync('seen')]), 'zstd');
  assert.equal(String(bytes), 'seen');
});

test('frames without end are refused', async () => {
  const frame = zstdCompressSync('x');
  assert.equal(await refusalOf(unpack(Buffer.concat(Array.from({ length: 100 }, () => frame)), 'zstd')), 400);
});
