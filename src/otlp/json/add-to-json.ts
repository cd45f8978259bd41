import type { Addition } from '../addition.ts';
import type { JsonHole } from '../hole.ts';
import type { JsonPlace } from '../place.ts';
import { type Edit, splice } from '../splice.ts';

/** `addAttributes` for JSON: new list elements are spliced into the text, rejected ones are cut out. */
export function addToJson(
  bytes: Uint8Array,
  additions: readonly Addition<JsonPlace>[],
  rejected: readonly JsonHole[],
): Uint8Array {
  const elements = new Map<JsonPlace, string[]>();
  for (const { place, attributes } of additions) {
    const added = elements.get(place) ?? [];
    for (const [key, value] of Object.entries(attributes)) added.push(encodeKeyValue(key, value));
    elements.set(place, added);
  }
  const edits = [...[...elements].map(([place, added]) => insertAt(place, added)), ...rejected.map(cutOut)];
  return splice(
    bytes,
    edits.toSorted((a, b) => a.at - b.at),
  );
}

function insertAt(place: JsonPlace, elements: readonly string[]): Edit {
  const text = place.open + elements.join(',') + place.close;
  return { at: place.at, remove: place.remove, insert: new TextEncoder().encode(text) };
}

function cutOut({ from, to }: JsonHole): Edit {
  return { at: from, remove: to - from, insert: NOTHING };
}

const NOTHING = new Uint8Array();

function encodeKeyValue(key: string, value: string | number | boolean): string {
  return JSON.stringify({ key: key.toWellFormed(), value: toAnyValue(value) });
}

function toAnyValue(value: string | number | boolean): Readonly<Record<string, string | number | boolean>> {
  if (typeof value === 'string') return { stringValue: value.toWellFormed() };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Number.isSafeInteger(value)) return { intValue: String(value) };
  return { doubleValue: Number.isFinite(value) ? value : String(value) };
}
