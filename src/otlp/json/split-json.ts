import { findMiddle } from '../find-middle.ts';
import { createKeyTable, type KeyTable } from '../key-table.ts';
import { MalformedOtlp } from '../malformed-otlp.ts';
import type { Signal } from '../signal.ts';
import { type Edit, splice } from '../splice.ts';
import { JsonCursor } from './json-cursor.ts';
import { readMemberName } from './member-name.ts';

/** `splitRequest` for JSON: elements are cut out of the lists of both halves; the rest of the text stands in both. */
export function splitJson(bytes: Uint8Array, signal: Signal): readonly [Uint8Array, Uint8Array] | null {
  try {
    const middle = findMiddle((visit) => void walkItems(bytes, signal, visit));
    if (middle === null) return null;
    let left = middle;
    const levels = walkItems(bytes, signal, () => left-- > 0);
    return levels === null ? null : cutThrough(bytes, levels);
  } catch (error) {
    if (error instanceof MalformedOtlp) return null;
    throw error;
  }
}

/** The lists that lead from the request to what is divided. */
const PATHS: Readonly<Record<Signal, readonly KeyTable[]>> = {
  traces: ['resourceSpans', 'scopeSpans', 'spans'].map((name) => createKeyTable([name])),
  logs: ['resourceLogs', 'scopeLogs', 'logRecords'].map((name) => createKeyTable([name])),
  metrics: [createKeyTable(['resourceMetrics'])],
  profiles: [createKeyTable(['resourceProfiles'])],
};

/** An element [from, to) of a list, and where it stands in it. */
type Level = {
  /** Just after the bracket that opens the list. */
  readonly openTo: number;
  /** The end of the element before, or -1. */
  readonly previousTo: number;
  readonly from: number;
  readonly to: number;
  /** The bracket that closes the list. */
  readonly closeAt: number;
};

type Walk = {
  /** The lists on the way, each with a cursor of its own, because each is walked within an element of the one before. */
  readonly lists: readonly { readonly name: KeyTable; readonly cursor: JsonCursor }[];
  readonly visit: (size: number) => boolean;
};

/** Visits the items until told false; then the elements that lead to the last one, the outermost first. */
function walkItems(bytes: Uint8Array, signal: Signal, visit: Walk['visit']): readonly Level[] | null {
  const start = new JsonCursor(bytes, signal);
  start.expectStart();
  const lists = PATHS[signal].map((name) => ({ name, cursor: new JsonCursor(bytes, signal) }));
  return walkList({ lists, visit }, start.at, 0);
}

function walkList(walk: Walk, at: number, depth: number): readonly Level[] | null {
  const list = walk.lists[depth];
  if (list === undefined || !goToList(list.cursor, at, list.name)) return null;
  const { cursor } = list;
  const isLeaf = depth === walk.lists.length - 1;
  const openTo = cursor.at + 1;
  let previousTo = -1;
  for (let more = cursor.enterArray(); more; more = cursor.nextElement()) {
    const from = cursor.at;
    const inner = isLeaf ? null : walkList(walk, from, depth + 1);
    cursor.skipValue();
    const to = cursor.at;
    const isLast = isLeaf ? !walk.visit(to - from) : inner !== null;
    if (isLast) return [{ openTo, previousTo, from, to, closeAt: findClose(cursor) }, ...(inner ?? [])];
    previousTo = to;
  }
  return null;
}

/** Goes to the list `name` of the object at `at`; of several the last one counts. */
function goToList(cursor: JsonCursor, at: number, name: KeyTable): boolean {
  let listAt = -1;
  cursor.returnTo(at);
  for (let more = cursor.enterObject(); more; more = cursor.nextMember()) {
    if (readMemberName(cursor, name) !== undefined) listAt = cursor.at;
    cursor.skipValue();
  }
  if (listAt < 0) return false;
  cursor.returnTo(listAt);
  return cursor.isArray();
}

function findClose(cursor: JsonCursor): number {
  while (cursor.nextElement()) cursor.skipValue();
  return cursor.at - 1;
}

/** The cut goes before the innermost of the elements that is not the first of its list. */
function cutThrough(bytes: Uint8Array, levels: readonly Level[]): readonly [Uint8Array, Uint8Array] {
  const cut = levels.findLastIndex(({ previousTo }) => previousTo >= 0);
  const kept = levels.slice(0, cut + 1);
  const tails = kept.map(({ to, previousTo, closeAt }, i) => remove(i === cut ? previousTo : to, closeAt));
  const heads = kept
    .filter(({ previousTo }) => previousTo >= 0)
    .map(({ openTo, from }) => remove(openTo, from));
  return [splice(bytes, tails.toReversed()), splice(bytes, heads)];
}

function remove(from: number, to: number): Edit {
  return { at: from, remove: to - from, insert: new Uint8Array() };
}
