import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { JsonCursor } from '../../src/otlp/json/json-cursor.ts';
import { MalformedOtlp } from '../../src/otlp/malformed-otlp.ts';

test('accepts exactly what JSON.parse accepts', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.oneof(anyBytes(), scraps(), documents(), mutations()), (bytes) => {
      const expected = isAcceptedByParse(bytes);
      if (expected) accepted++;
      assert.equal(isAccepted(bytes), expected, Buffer.from(bytes).toString());
    }),
    { numRuns: 20_000 },
  );
  assert.ok(accepted > 2000 && accepted < 18_000, `${accepted} accepted`);
});

test('accepts or refuses the corners of the grammar as JSON.parse does', () => {
  const cases = [
    [
      '',
      ' ',
      '0',
      '-0',
      '-',
      '+1',
      '01',
      '1.',
      '.5',
      '1.5',
      '1e',
      '1e5',
      '1E+5',
      '1e-5',
      '1e+',
      '0x1',
      '1 2',
      '-a',
    ],
    [
      '""',
      '"',
      '"\\"',
      '"\\""',
      '"\\u12"',
      '"\\u12g4"',
      '"\\uD800"',
      '"\\x"',
      '"\t"',
      '"\u007f"',
      '"\u2028"',
      "'a'",
    ],
    ['null', 'nul', 'nulll', 'true', 'false', 'True', 'NaN', 'Infinity', 'undefined'],
    ['[]', '[', ']', '[,]', '[1,]', '[1,2]', '[1 2]', ' [ 1 , 2 ] ', '[1]]', '[[]', '[}', '[1}'],
    [
      '{}',
      '{',
      '}',
      '{"a"}',
      '{"a":}',
      '{"a":1}',
      '{"a":1,}',
      '{,}',
      '{a:1}',
      '{"a" : 1 , "b":[]}',
      '{"a":1]',
      '{"a":1 "b":2}',
    ],
    [
      '\uFEFF{}',
      '\u00a0{}',
      '\v{}',
      '{}\0',
      '//x\n{}',
      '{"a":1}{}',
      '{"":{"":{}}}',
      '{"a":1,"a":2}',
      '{1:1}',
    ],
  ].flat();
  for (const text of cases) {
    const bytes = new TextEncoder().encode(text);
    assert.equal(isAccepted(bytes), isAcceptedByParse(bytes), JSON.stringify(text));
  }
});

test('tolerates bytes that are not UTF-8 inside strings and nowhere else', () => {
  const broken = Buffer.from([0xc3, 0x28, 0xff, 0xed, 0xa0, 0x80, 0xc0, 0xaf, 0xe2]);
  assert.equal(
    isAccepted(Buffer.concat([Buffer.from('{"a'), broken, Buffer.from('":"'), broken, Buffer.from('"}')])),
    true,
  );
  assert.equal(isAccepted(Buffer.concat([Buffer.from('['), broken, Buffer.from(']')])), false);
});

test('refuses nesting deeper than 100, however deep, without recursion', () => {
  for (const [open, inner, close] of [
    ['[', '', ']'],
    ['{"a":', '1', '}'],
  ] as const) {
    const nested = (depth: number) => Buffer.from(open.repeat(depth) + inner + close.repeat(depth));
    assert.deepEqual(
      [100, 101, 200_000].map((depth) => isAccepted(nested(depth))),
      [true, false, false],
    );
  }
});

test('gives strings as JSON.parse does', () => {
  const texts = fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text));
  const escaped = fc.array(
    fc.constantFrom('a', '\\u0041', '\\n', '\\"', '\\\\', '\\/', '\\ud83d\\ude00', '\\ud83d', 'é', '😀'),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        texts,
        escaped.map((parts) => `"${parts.join('')}"`),
      ),
      (text) => {
        const cursor = new JsonCursor(new TextEncoder().encode(text), 'traces');
        cursor.readString();
        assert.equal(cursor.text(), JSON.parse(text.toWellFormed()));
      },
    ),
  );
});

/** Stepped over or walked through, it is the same to the cursor. */
function isAccepted(bytes: Uint8Array): boolean {
  const isSkipped = isTakenBy(bytes, (cursor) => cursor.skipValue());
  assert.equal(isTakenBy(bytes, walkValue), isSkipped, Buffer.from(bytes).toString().slice(0, 99));
  return isSkipped;
}

function isTakenBy(bytes: Uint8Array, take: (cursor: JsonCursor) => void): boolean {
  try {
    const cursor = new JsonCursor(bytes, 'traces');
    cursor.skipSpace();
    take(cursor);
    cursor.expectEnd();
    return true;
  } catch (error) {
    assert.ok(error instanceof MalformedOtlp);
    return false;
  }
}

function walkValue(cursor: JsonCursor): void {
  if (cursor.isObject()) {
    for (let more = cursor.enterObject(); more; more = cursor.nextMember()) walkValue(cursor);
  } else if (cursor.isArray()) {
    for (let more = cursor.enterArray(); more; more = cursor.nextElement()) walkValue(cursor);
  } else cursor.skipValue();
}

function isAcceptedByParse(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}

function anyBytes(): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ maxLength: 20 });
}

function scraps(): fc.Arbitrary<Uint8Array> {
  const scrap = fc.constantFrom(
    ...'{ } [ ] : , " \\ \n 0 1 2 . e E + - u'.split(' '),
    ' ',
    'true',
    'null',
    '"a"',
    '"a":',
    '\\u00e9',
    '1.5',
    '\uFEFF',
  );
  return fc.array(scrap, { maxLength: 12 }).map((parts) => new TextEncoder().encode(parts.join('')));
}

function documents(): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 1, '\t'))
    .map(([value, indent]) => new TextEncoder().encode(JSON.stringify(value, null, indent)));
}

function mutations(): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(documents(), fc.nat(), fc.constantFrom('', '"', ',', '}', ']', '{', '\\', '0', '\0'), fc.nat(1))
    .map(([bytes, position, text, remove]) => {
      const at = position % (bytes.length + 1);
      return new Uint8Array(Buffer.concat([bytes.slice(0, at), Buffer.from(text), bytes.slice(at + remove)]));
    });
}
