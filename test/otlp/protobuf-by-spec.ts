/**
 * A second, naive decoder, written from protobuf's encoding page and the .proto files alone. It throws on whatever is
 * malformed and merges a message that comes twice by decoding the two encodings one after the other.
 */
export type RawField = {
  readonly number: number;
  readonly wireType: number;
  /** The bytes of the tag. */
  readonly tag: Uint8Array;
  /** Tag, length and content. */
  readonly raw: Uint8Array;
  readonly content: Uint8Array;
};

export function parseFields(bytes: Uint8Array): RawField[] {
  const fields: RawField[] = [];
  for (let at = 0; at < bytes.length;) {
    const field = parseField(bytes, at);
    fields.push(field);
    at += field.raw.length;
  }
  return fields;
}

export type ReadSpan = {
  readonly resource: ReadAttributes;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly endTimeUnixNano: bigint;
  readonly attributes: ReadAttributes;
  readonly events: readonly {
    readonly name: string;
    readonly timeUnixNano: bigint;
    readonly attributes: ReadAttributes;
  }[];
};
export type ReadValue = string | number | bigint | boolean | null | Uint8Array | ReadValue[] | ReadAttributes;
export type ReadAttributes = Map<string, ReadValue>;

/** The spans of a request whose ids have the right lengths, each with its wanted events only. */
export function readBySpec(bytes: Uint8Array, wanted: ReadonlySet<string>): ReadSpan[] {
  return messages(bytes, 1).flatMap((resourceSpans) => {
    const resource = keyValues(merged(resourceSpans, 1), 1);
    return messages(resourceSpans, 2).flatMap((scopeSpans) =>
      messages(scopeSpans, 2)
        .filter(hasValidIds)
        .map((span) => readSpan(span, resource, wanted)),
    );
  });
}

/** Whether a span carries a wanted attribute, itself or on one of its events. */
export function isMatched({ attributes, events }: ReadSpan, wanted: ReadonlySet<string>): boolean {
  return events.length > 0 || [...wanted].some((key) => attributes.has(key));
}

/** How many spans a request has, valid or not. */
export function countSpansBySpec(bytes: Uint8Array): number {
  return listSpansBySpec(bytes).length;
}

/** How many spans have bytes in them that may be a wanted key, but ids of wrong lengths. */
export function countRejectedBySpec(bytes: Uint8Array): number {
  return listSpansBySpec(bytes).filter((span) => Buffer.from(span).includes('xcepti') && !hasValidIds(span))
    .length;
}

function listSpansBySpec(bytes: Uint8Array): Uint8Array[] {
  return messages(bytes, 1)
    .flatMap((resourceSpans) => messages(resourceSpans, 2))
    .flatMap((scopeSpans) => messages(scopeSpans, 2));
}

function hasValidIds(span: Uint8Array): boolean {
  const lengths = (field: number, expected: number) =>
    messages(span, field).every(({ length }) => length === 0 || length === expected);
  return lengths(1, 16) && lengths(2, 8) && lengths(4, 8);
}

function readSpan(span: Uint8Array, resource: ReadAttributes, wanted: ReadonlySet<string>): ReadSpan {
  const events = messages(span, 11).filter((event) =>
    messages(event, 3).some((keyValue) => wanted.has(text(last(keyValue, 1)))),
  );
  return {
    resource,
    name: text(last(span, 5)),
    traceId: hex(last(span, 1)),
    spanId: hex(last(span, 2)),
    endTimeUnixNano: fixed64(span, 8),
    attributes: keyValues(span, 9),
    events: events.map((event) => ({
      name: text(last(event, 2)),
      timeUnixNano: fixed64(event, 1),
      attributes: keyValues(event, 3),
    })),
  };
}

function keyValues(message: Uint8Array, field: number): ReadAttributes {
  return new Map(
    messages(message, field).map((keyValue) => [text(last(keyValue, 1)), anyValue(merged(keyValue, 2))]),
  );
}

function anyValue(message: Uint8Array): ReadValue {
  let value: ReadValue = null;
  let kind = 0;
  let list = new Uint8Array();
  for (const { number, wireType, content } of parseFields(message)) {
    if (wireType !== [undefined, 2, 0, 0, 1, 2, 2, 2][number]) continue;
    list = joined(kind === number ? [list, content] : [content]);
    kind = number;
    if (number === 1) value = text(content);
    else if (number === 2) value = varint(content) !== 0n;
    else if (number === 3) value = BigInt.asIntN(64, varint(content));
    else if (number === 4) value = new DataView(content.buffer, content.byteOffset).getFloat64(0, true);
    else if (number === 5) value = messages(list, 1).map(anyValue);
    else if (number === 6) value = keyValues(list, 1);
    else value = content;
  }
  return value;
}

function messages(message: Uint8Array, field: number): Uint8Array[] {
  return parseFields(message)
    .filter(({ number, wireType }) => number === field && wireType === 2)
    .map(({ content }) => content);
}

function merged(message: Uint8Array, field: number): Uint8Array {
  return joined(messages(message, field));
}

function last(message: Uint8Array, field: number): Uint8Array {
  return messages(message, field).at(-1) ?? new Uint8Array();
}

function fixed64(message: Uint8Array, field: number): bigint {
  const found = parseFields(message).findLast(({ number, wireType }) => number === field && wireType === 1);
  return found === undefined
    ? 0n
    : new DataView(found.content.buffer, found.content.byteOffset).getBigUint64(0, true);
}

function text(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function parseField(bytes: Uint8Array, start: number): RawField {
  const tagEnd = varintEnd(bytes, start);
  const tag = varint(bytes.subarray(start, tagEnd));
  if (tag >= 2n ** 32n || tag < 8n) throw new Error('bad tag');
  const number = Number(tag >> 3n);
  const wireType = Number(tag & 7n);
  const [from, to, end] = contentRange(bytes, tagEnd, wireType, number);
  if (end > bytes.length) throw new Error('cut off');
  return {
    number,
    wireType,
    tag: bytes.subarray(start, tagEnd),
    raw: bytes.subarray(start, end),
    content: bytes.subarray(from, to),
  };
}

function contentRange(
  bytes: Uint8Array,
  at: number,
  wireType: number,
  group: number,
): [number, number, number] {
  if (wireType === 0) {
    const end = varintEnd(bytes, at);
    varint(bytes.subarray(at, end));
    return [at, end, end];
  }
  if (wireType === 1) return [at, at + 8, at + 8];
  if (wireType === 5) return [at, at + 4, at + 4];
  if (wireType === 3) {
    let end = at;
    for (;;) {
      const tagEnd = varintEnd(bytes, end);
      const tag = Number(varint(bytes.subarray(end, tagEnd)));
      if (tag === group * 8 + 4) return [at, end, tagEnd];
      if (tag % 8 === 4) throw new Error('wrong end of group');
      end += parseField(bytes, end).raw.length;
    }
  }
  if (wireType !== 2) throw new Error('bad wire type');
  const from = varintEnd(bytes, at);
  const to = from + Number(varint(bytes.subarray(at, from)));
  return [from, to, to];
}

function varintEnd(bytes: Uint8Array, start: number): number {
  for (let end = start; end < start + 10; end++) {
    const byte = bytes[end];
    if (byte === undefined) throw new Error('varint cut off');
    if (byte < 128) return end + 1;
  }
  throw new Error('varint too long');
}

function varint(bytes: Uint8Array): bigint {
  const value = bytes.reduceRight((sum, byte) => sum * 128n + BigInt(byte % 128), 0n);
  if (value >= 2n ** 64n) throw new Error('varint too large');
  return value;
}
