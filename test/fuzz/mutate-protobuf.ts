import type { Mutation } from './mutate.ts';
import type { Random } from './random.ts';
import { replaceBytes } from './replace-bytes.ts';
import { encodeField, encodeVarint, listFields, type WireField } from './wire-fields.ts';

/** Damage to a protobuf message that keeps much of it readable. */
export const PROTOBUF_MUTATIONS: readonly [Mutation, ...Mutation[]] = [
  onField(changeLength),
  onField(padVarint),
  onField(changeTag),
  onField(changeContent),
  onField(emptyField),
  onField(addUnknownField),
  inMessage(repeatField),
  inMessage(removeField),
  inMessage(nestDeeply),
  inMessage(openGroups),
];

type FieldChange = (bytes: Uint8Array, field: WireField, random: Random) => Uint8Array;

/** Changes one field and leaves the lengths around it as they were. */
function onField(change: FieldChange): Mutation {
  return Object.assign(
    (bytes: Uint8Array, random: Random): Uint8Array => {
      const field = pickField(bytes, random);
      return field === null ? bytes : change(bytes, field, random);
    },
    { mutation: change.name },
  );
}

/** Changes one field and mends the lengths around it, so that only what it says is odd. */
function inMessage(change: FieldChange): Mutation {
  return Object.assign(
    (bytes: Uint8Array, random: Random): Uint8Array => {
      const field = pickField(bytes, random);
      if (field === null) return bytes;
      const changed = change(bytes, field, random);
      return mendLengths(bytes, changed, field);
    },
    { mutation: change.name },
  );
}

function pickField(bytes: Uint8Array, random: Random): WireField | null {
  const [first, ...rest] = listFields(bytes) ?? [];
  return first === undefined ? null : random.pick([first, ...rest]);
}

/** The messages around the field grew or shrank with it; from the inside to the outside each gets its new length. */
function mendLengths(before: Uint8Array, after: Uint8Array, field: WireField): Uint8Array {
  let mended = after;
  const enclosing = (listFields(before) ?? []).filter(
    ({ wireType, from, to, at }) => wireType === 2 && from <= field.at && field.to <= to && at < field.at,
  );
  for (const around of enclosing.toSorted((a, b) => b.at - a.at)) {
    const length = around.to - around.from + mended.length - before.length;
    mended = replaceBytes(mended, around.lengthAt, around.from, encodeVarint(length));
  }
  return mended;
}

function changeLength(bytes: Uint8Array, field: WireField, random: Random): Uint8Array {
  if (field.wireType !== 2) return bytes;
  const length = field.to - field.from;
  const lengths = [
    length + 1,
    length - 1,
    0,
    2 ** 31 - 1,
    2 ** 32,
    2 ** 53,
    2 ** 63,
    random.below(300),
  ] as const;
  const wrong = Math.max(0, random.pick([...lengths]));
  return replaceBytes(bytes, field.lengthAt, field.from, encodeVarint(wrong));
}

function padVarint(bytes: Uint8Array, field: WireField, random: Random): Uint8Array {
  const padding = random.below(12);
  if (field.wireType === 2)
    return replaceBytes(bytes, field.lengthAt, field.from, encodeVarint(field.to - field.from, padding));
  return replaceBytes(bytes, field.at, field.from, encodeVarint(field.number * 8 + field.wireType, padding));
}

function changeTag(bytes: Uint8Array, field: WireField, random: Random): Uint8Array {
  const number = random.pick([field.number, 0, 1, 2, 3, 5, 9, 11, 15, 2 ** 29 - 1, 2 ** 29]);
  return replaceBytes(bytes, field.at, field.at + 1, encodeVarint(number * 8 + random.below(8)));
}

function changeContent(bytes: Uint8Array, field: WireField, random: Random): Uint8Array {
  const content = random.bytes(field.to - field.from);
  return replaceBytes(bytes, field.from, field.to, content);
}

function emptyField(bytes: Uint8Array, field: WireField): Uint8Array {
  return replaceBytes(bytes, field.from, field.to, new Uint8Array());
}

function addUnknownField(bytes: Uint8Array, field: WireField, random: Random): Uint8Array {
  const unknown = encodeField(100 + random.below(1000), random.bytes(random.below(20)));
  return replaceBytes(bytes, field.at, field.at, unknown);
}

function repeatField(bytes: Uint8Array, field: WireField, random: Random): Uint8Array {
  const times = random.oneIn(100) ? 3000 : 1 + random.below(8);
  const copies = Array.from({ length: times }, () => bytes.subarray(field.at, field.to));
  return replaceBytes(bytes, field.at, field.at, Buffer.concat(copies));
}

function removeField(bytes: Uint8Array, field: WireField): Uint8Array {
  return replaceBytes(bytes, field.at, field.to, new Uint8Array());
}

/** AnyValue: array_value 5 and kvlist_value 6, each with values 1; a KeyValue has its value in 2. */
function nestDeeply(bytes: Uint8Array, field: WireField, random: Random): Uint8Array {
  const isArray = random.oneIn(2);
  let content: Uint8Array = new Uint8Array();
  for (
    let depth = random.pick([3, 50, 99, 100, 101, 102, random.oneIn(50) ? 3000 : 200]);
    depth > 0;
    depth--
  ) {
    const inside = isArray ? content : encodeField(2, content);
    content = encodeField(isArray ? 5 : 6, encodeField(1, inside));
  }
  const value = encodeField(2, content);
  return replaceBytes(bytes, field.at, field.at, encodeField(random.pick([field.number, 9, 6, 3]), value));
}

function openGroups(bytes: Uint8Array, field: WireField, random: Random): Uint8Array {
  const depth = random.oneIn(50) ? 100_000 : 1 + random.below(200);
  const start = encodeVarint(field.number * 8 + 3);
  const end = encodeVarint((field.number + (random.oneIn(8) ? 1 : 0)) * 8 + 4);
  const groups = [...Array<Uint8Array>(depth).fill(start), ...Array<Uint8Array>(depth).fill(end)];
  return replaceBytes(bytes, field.at, field.at, Buffer.concat(groups));
}
