import { findMiddle } from '../find-middle.ts';
import type { Signal } from '../signal.ts';
import { ENVELOPE } from './field-numbers.ts';
import { WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

/** `splitRequest` for protobuf: whatever is not an item or does not hold one stands in both halves. */
export function splitProtobuf(bytes: Uint8Array, signal: Signal): readonly [Uint8Array, Uint8Array] | null {
  const path = signal === 'traces' || signal === 'logs' ? TO_ITEMS : TO_RESOURCES;
  let isValid = true;
  const middle = findMiddle((visit) => {
    isValid = visitItems(bytes, path, ({ tagAt, to }) => visit(to - tagAt)) && isValid;
  });
  if (middle === null || !isValid) return null;
  const cut = findCut(bytes, path, middle);
  const whole = { tagAt: 0, from: 0, to: bytes.length };
  return [keepSide(bytes, whole, path, cut, 'before'), keepSide(bytes, whole, path, cut, 'after')];
}

/** The field numbers that lead from the request to what is divided. */
type Path = readonly number[];

const TO_RESOURCES: Path = [ENVELOPE.resources];
const TO_ITEMS: Path = [ENVELOPE.resources, ENVELOPE.scopes, ENVELOPE.items];

/** A length-prefixed field: its tag stands at `tagAt`, its content in [from, to). */
type Field = { readonly tagAt: number; readonly from: number; readonly to: number };

type Item = Field & {
  /** The tag of the outermost message in which it is the first item, or its own. */
  readonly cutAt: number;
};

/** Shows each item until told false; false if what it passed is not well-formed. */
function visitItems(bytes: Uint8Array, path: Path, visit: (item: Item) => boolean): boolean {
  const reader = new WireReader(bytes);
  let cutAt = -1;
  const walk = (end: number, depth: number): boolean => {
    while (reader.at < end) {
      const tagAt = reader.at;
      if (!reader.next(end)) return false;
      if (!reader.isLength(path[depth] ?? 0)) continue;
      const { from, to } = reader;
      if (cutAt < 0) cutAt = tagAt;
      if (depth === path.length - 1) {
        if (!visit({ tagAt, from, to, cutAt })) return false;
        cutAt = -1;
      } else {
        reader.at = from;
        if (!walk(to, depth + 1)) return false;
        // An item of the next message is not the first in what lies within this one.
        if (cutAt > tagAt) cutAt = -1;
      }
    }
    return true;
  };
  walk(bytes.length, 0);
  return reader.problem === undefined;
}

function findCut(bytes: Uint8Array, path: Path, middle: number): number {
  let left = middle;
  let cut = 0;
  visitItems(bytes, path, ({ cutAt }) => {
    cut = cutAt;
    return left-- > 0;
  });
  return cut;
}

/** The content of `message` with only those of its items that stand on one side of the cut; it never grows. */
function keepSide(
  bytes: Uint8Array,
  message: Field,
  path: Path,
  cut: number,
  side: 'before' | 'after',
): Uint8Array {
  const reader = new WireReader(bytes);
  const output = createOutput(message.to - message.from);
  let runFrom = message.from;
  reader.at = message.from;
  for (let tagAt = reader.at; reader.next(message.to); tagAt = reader.at) {
    const { from, to, lengthAt } = reader;
    const isCut = tagAt < cut && cut < to;
    if (!reader.isLength(path[0] ?? 0) || (!isCut && tagAt < cut === (side === 'before'))) continue;
    output.append(bytes.subarray(runFrom, isCut ? lengthAt : tagAt));
    if (isCut) {
      const content = keepSide(bytes, { tagAt, from, to }, path.slice(1), cut, side);
      output.append(encodeLength(content.length));
      output.append(content);
    }
    runFrom = to;
  }
  output.append(bytes.subarray(runFrom, message.to));
  return output.written();
}

type Output = {
  append(part: Uint8Array): void;
  written(): Uint8Array;
};

function createOutput(maxLength: number): Output {
  const output = new Uint8Array(maxLength);
  let length = 0;
  return {
    append(part) {
      output.set(part, length);
      length += part.length;
    },
    written: () => output.subarray(0, length),
  };
}

function encodeLength(length: number): Uint8Array {
  const writer = new WireWriter();
  writer.varint(length);
  return writer.finish();
}
