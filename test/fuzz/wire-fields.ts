/** A field on the wire: its tag stands at `at`, its value in [from, to); `lengthAt` is 0 unless it has a length. */
export type WireField = {
  readonly at: number;
  readonly lengthAt: number;
  readonly from: number;
  readonly to: number;
  readonly number: number;
  readonly wireType: number;
};

const MOST_FIELDS = 5000;
const MOST_DEPTH = 150;

/**
 * The fields of a protobuf message, and of everything in it that could be a message too, to a depth of 150. Null when
 * it is not a message. Groups are not known here, because OTLP has none.
 */
export function listFields(bytes: Uint8Array): readonly WireField[] | null {
  const all: WireField[] = [];
  return collectFields(bytes, 0, bytes.length, { all, depth: 0 }) ? all : null;
}

function collectFields(
  bytes: Uint8Array,
  from: number,
  to: number,
  { all, depth }: { readonly all: WireField[]; readonly depth: number },
): boolean {
  const fields = listTopFields(bytes, from, to);
  if (fields === null) return false;
  for (const field of fields) {
    all.push(field);
    const isMessage = field.wireType === 2 && field.to > field.from;
    if (isMessage && depth < MOST_DEPTH && all.length < MOST_FIELDS)
      collectFields(bytes, field.from, field.to, { all, depth: depth + 1 });
  }
  return true;
}

/** The fields of a protobuf message, without what is inside of them; null when [from, to) is not a message. */
export function listTopFields(bytes: Uint8Array, from = 0, to = bytes.length): readonly WireField[] | null {
  const fields: WireField[] = [];
  let at = from;
  while (at < to) {
    const field = readField(bytes, at, to);
    if (field === null) return null;
    fields.push(field);
    at = field.to;
  }
  return fields;
}

function readField(bytes: Uint8Array, at: number, end: number): WireField | null {
  const tag = readVarint(bytes, at, end);
  if (tag === null || tag.value < 8) return null;
  const wireType = tag.value % 8;
  const field = { at, lengthAt: 0, from: tag.to, number: Math.floor(tag.value / 8), wireType };
  if (wireType === 2) {
    const length = readVarint(bytes, tag.to, end);
    if (length === null || length.to + length.value > end) return null;
    return { ...field, lengthAt: tag.to, from: length.to, to: length.to + length.value };
  }
  const to = wireType === 0 ? readVarint(bytes, tag.to, end)?.to : tag.to + (FIXED_SIZES[wireType] ?? NaN);
  return to !== undefined && to <= end ? { ...field, to } : null;
}

const FIXED_SIZES: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

function readVarint(bytes: Uint8Array, at: number, end: number): { value: number; to: number } | null {
  let value = 0;
  for (let i = 0; i < 10 && at + i < end; i++) {
    const byte = bytes[at + i] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, to: at + i + 1 };
  }
  return null;
}

/** A varint, if `padding` asks for it with that many bytes more than it needs. */
export function encodeVarint(value: number, padding = 0): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  for (let i = 0; i < padding; i++) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 0x80;
    bytes.push(0);
  }
  return Uint8Array.from(bytes);
}

/** A field with a length. */
export function encodeField(number: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([encodeVarint(number * 8 + 2), encodeVarint(content.length), content]);
}
