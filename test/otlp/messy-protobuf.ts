import fc from 'fast-check';

/** ExportTraceServiceRequests as no SDK would write them: any order, unknown fields, split messages, padded varints. */
export const WANTED_KEYS = ['exception.type', 'exception.message'];

type Bytes = fc.Arbitrary<Uint8Array>;

export function messyProtobuf(): Bytes {
  return message([[1, resourceSpans()]], 3);
}

/** A varint of `value`, in that many bytes more than the first one, as far as ten bytes go. */
export function paddedVarint(value: bigint, extraBytes: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push(Number(rest % 128n));
    rest /= 128n;
  } while (rest > 0n);
  while (bytes.length < 10 && bytes.length <= extraBytes) bytes.push(0);
  return Uint8Array.from(bytes, (byte, i) => (i < bytes.length - 1 ? byte + 128 : byte));
}

/** A length-prefixed field. */
export function lengthField(number: number, content: Uint8Array, extraBytes = 0): Uint8Array {
  const header = paddedVarint(BigInt(number * 8 + 2), Math.min(extraBytes, 4));
  return concat([header, paddedVarint(BigInt(content.length), extraBytes), content]);
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function resourceSpans(): Bytes {
  return message(
    [
      [1, message([[1, keyValue()]], 3)],
      [2, message([[2, span()]], 3)],
      [3, text()],
    ],
    4,
  );
}

function span(): Bytes {
  const endTime = fc.bigInt(0n, 2n ** 64n - 1n).map((value) => fixed64(8, value));
  return withFields(
    [endTime],
    message(
      [
        [1, id(16)],
        [2, id(8)],
        [4, id(8)],
        [5, text()],
        [9, keyValue()],
        [11, event()],
        [13, message([[1, id(16)]], 2)],
      ],
      8,
    ),
  );
}

function event(): Bytes {
  const time = fc.bigInt(0n, 2n ** 64n - 1n).map((value) => fixed64(1, value));
  return withFields(
    [time],
    message(
      [
        [2, text()],
        [3, keyValue()],
        [3, keyValue()],
      ],
      5,
    ),
  );
}

function keyValue(): Bytes {
  return message(
    [
      [1, key()],
      [1, key()],
      [2, anyValue(2)],
    ],
    3,
  );
}

function anyValue(depth: number): Bytes {
  const scalars = [
    fc.boolean().map((value) => varintField(2, value ? 1n : 0n)),
    fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((value) => varintField(3, BigInt.asUintN(64, value))),
    fc.double().map((value) => doubleField(4, value)),
    fc.uint8Array({ maxLength: 9 }).map((value) => lengthField(7, value)),
    text().map((value) => lengthField(1, value)),
  ];
  if (depth === 0) return withFields(scalars, fc.constant(new Uint8Array()));
  const nested: readonly Known[] = [
    [5, message([[1, anyValue(depth - 1)]], 2)],
    [
      6,
      message(
        [
          [
            1,
            message(
              [
                [1, key()],
                [2, anyValue(depth - 1)],
              ],
              3,
            ),
          ],
        ],
        2,
      ),
    ],
  ];
  return withFields(scalars, message(nested, 2));
}

function key(): Bytes {
  return fc.constantFrom(...WANTED_KEYS, 'a', '__proto__', 'exception.typ', 'exception.typf').map(utf8);
}

function text(): Bytes {
  return fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 6 }).map(utf8),
    fc.uint8Array({ maxLength: 6 }),
    fc.constant(utf8('\uFEFFx')),
  );
}

function id(length: number): Bytes {
  return fc.oneof(
    { weight: 12, arbitrary: fc.uint8Array({ minLength: length, maxLength: length }) },
    fc.constant(new Uint8Array()),
    { weight: 1, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 20 }) },
  );
}

type Known = readonly [number, Bytes];

function message(known: readonly Known[], maxFields: number): Bytes {
  const fields = known.map(([number, content]) =>
    fc.tuple(content, padding()).map(([bytes, pad]) => lengthField(number, bytes, pad)),
  );
  const misplaced = fc.constantFrom(...known).map(([number]) => varintField(number, 5n));
  const all = fc.oneof(
    ...fields.map((arbitrary) => ({ weight: 8, arbitrary })),
    { weight: 1, arbitrary: unknownField() },
    { weight: 1, arbitrary: misplaced },
  );
  return fc.array(all, { maxLength: maxFields }).map(concat);
}

function withFields(fields: readonly Bytes[], rest: Bytes): Bytes {
  const some = fc.array(fc.oneof(...fields), { maxLength: 2 });
  return fc
    .tuple(some, rest, fc.boolean())
    .map(([parts, bytes, isFirst]) => concat(isFirst ? [...parts, bytes] : [bytes, ...parts]));
}

function unknownField(): Bytes {
  const number = fc.constantFrom(16, 99, 2 ** 29 - 1);
  return fc.oneof(
    fc.tuple(number, fc.bigInt(0n, 2n ** 64n - 1n)).map(([field, value]) => varintField(field, value)),
    fc.tuple(number, fc.uint8Array({ maxLength: 5 })).map(([field, content]) => lengthField(field, content)),
    number.map((field) => fixed64(field, 7n)),
    number.map((field) => concat([tag(field, 5), Uint8Array.of(1, 2, 3, 4)])),
    number.map((field) => concat([tag(field, 3), tag(7, 3), varintField(1, 1n), tag(7, 4), tag(field, 4)])),
  );
}

function padding(): fc.Arbitrary<number> {
  return fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(9) });
}

function tag(number: number, wireType: number): Uint8Array {
  return paddedVarint(BigInt(number) * 8n + BigInt(wireType), 0);
}

function varintField(number: number, value: bigint): Uint8Array {
  return concat([tag(number, 0), paddedVarint(value, 0)]);
}

function fixed64(number: number, value: bigint): Uint8Array {
  const content = new Uint8Array(8);
  new DataView(content.buffer).setBigUint64(0, value, true);
  return concat([tag(number, 1), content]);
}

function doubleField(number: number, value: number): Uint8Array {
  const content = new Uint8Array(8);
  new DataView(content.buffer).setFloat64(0, value, true);
  return concat([tag(number, 1), content]);
}

function utf8(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
