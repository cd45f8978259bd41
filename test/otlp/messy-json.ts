import fc from 'fast-check';

/** OTLP/JSON as no SDK would write it: any order, white space, escapes, nulls, unknown and repeated members. */
export const WANTED_KEYS = ['exception.type', 'exception.message'];

type Text = fc.Arbitrary<string>;

/** The text of a request. With `nulls`, members may be `null`. */
export function messyJson(nulls: boolean): Text {
  const maybe = (value: Text) =>
    nulls ? fc.oneof({ weight: 9, arbitrary: value }, fc.constant('null')) : value;
  const keyValue = object([
    ['key', maybe(key())],
    ['value', maybe(anyValue(2))],
  ]);
  const event = object([
    ['timeUnixNano', maybe(int64(0n, 2n ** 64n - 1n))],
    ['name', maybe(text())],
    ['attributes', maybe(list(keyValue))],
  ]);
  const span = object([
    ['traceId', maybe(hex(32))],
    ['spanId', maybe(hex(16))],
    ['parentSpanId', maybe(hex(16))],
    ['endTimeUnixNano', maybe(int64(0n, 2n ** 64n - 1n))],
    ['name', maybe(text())],
    ['attributes', maybe(list(keyValue))],
    ['events', maybe(list(event))],
  ]);
  const scopeSpans = object([
    ['scope', unknown()],
    ['spans', maybe(list(span))],
  ]);
  const resource = object([['attributes', maybe(list(keyValue))]]);
  const resourceSpans = object([
    ['resource', maybe(resource)],
    ['scopeSpans', maybe(list(scopeSpans))],
  ]);
  return object([['resourceSpans', maybe(list(resourceSpans))]]);
}

/** Exactly one kind of value: several are not valid, and JSON.parse cannot tell which of them came last. */
function anyValue(depth: number): Text {
  const scalar = fc.oneof(
    text().map((value) => `"stringValue":${value}`),
    fc.boolean().map((value) => `"boolValue":${value}`),
    int64(-(2n ** 63n), 2n ** 63n - 1n).map((value) => `"intValue":${value}`),
    fc
      .oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
        fc.constantFrom('"NaN"', '"-Infinity"'),
      )
      .map((value) => `"doubleValue":${value}`),
    fc.uint8Array({ maxLength: 5 }).map((bytes) => `"bytesValue":"${Buffer.from(bytes).toString('base64')}"`),
    fc.constantFrom('"other":[1]', '"stringValue":null', '"string_value":"x"'),
  );
  if (depth === 0) return scalar.map((member) => `{${member}}`);
  const member = object([
    ['key', key()],
    ['value', anyValue(depth - 1)],
  ]);
  const nested = fc.oneof(
    object([['values', list(anyValue(depth - 1))]]).map((value) => `"arrayValue":${value}`),
    object([['values', list(member)]]).map((value) => `"kvlistValue":${value}`),
  );
  return fc.oneof({ weight: 3, arbitrary: scalar }, nested).map((one) => `{${one}}`);
}

function object(members: readonly (readonly [string, Text])[]): Text {
  const all = [
    ...members.map(([name, value]) => ({ weight: 6, arbitrary: fc.tuple(escaped(name), value) })),
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom('"x"', '"resource_spans"', '"__proto__"'), unknown()) },
  ];
  const space = fc.constantFrom('', '', '', ' ', '\n\t');
  return fc
    .tuple(fc.array(fc.oneof(...all), { maxLength: members.length + 2 }), space)
    .map(
      ([pairs, gap]) =>
        `{${gap}${pairs.map(([name, value]) => `${name}${gap}:${gap}${value}${gap}`).join(`,${gap}`)}}`,
    );
}

function list(element: Text): Text {
  const space = fc.constantFrom('', '', ' ', '\r\n');
  return fc
    .tuple(fc.array(element, { maxLength: 3 }), space)
    .map(([all, gap]) => `[${gap}${all.join(`${gap},`)}${gap}]`);
}

function unknown(): Text {
  return fc.constantFrom('1', 'null', '"}]"', '[[],{"spans":[{"events":[]}]}]', '{"a":{"\\"":[1e5]}}');
}

function key(): Text {
  return fc.constantFrom(...WANTED_KEYS, 'a', '__proto__', 'exception.typ').chain(escaped);
}

function escaped(name: string): Text {
  const code = name.charCodeAt(0).toString(16).padStart(4, '0');
  return fc.oneof(
    { weight: 9, arbitrary: fc.constant(JSON.stringify(name)) },
    { weight: 1, arbitrary: fc.constant(`"\\u${code}${name.slice(1)}"`) },
  );
}

function text(): Text {
  return fc.string({ unit: 'grapheme', maxLength: 5 }).map((value) => JSON.stringify(value));
}

function int64(min: bigint, max: bigint): Text {
  return fc
    .tuple(fc.bigInt(min, max), fc.boolean())
    .map(([value, isBare]) => (isBare ? `${value}` : `"${value}"`));
}

function hex(length: number): Text {
  const digits = fc.string({
    unit: fc.constantFrom(...Array.from('0123456789abcdefABCDEF')),
    minLength: length,
    maxLength: length,
  });
  return fc.oneof({ weight: 5, arbitrary: digits }, fc.constant('')).map((value) => `"${value}"`);
}
