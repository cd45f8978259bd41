import type { AttributeValue } from '../attributes.ts';
import { createKeyTable, type KeyTable } from '../key-table.ts';
import { MAX_MATCHES, MAX_REJECTED } from '../limits.ts';
import { MalformedOtlp } from '../malformed-otlp.ts';
import { createMarkerSearch, type MarkerSearch } from '../marker-search.ts';
import type { Scan } from '../scan.ts';
import type { WantedKeys } from '../wanted-keys.ts';
import { findBadId } from './find-bad-id.ts';
import { JsonCursor, type Range } from './json-cursor.ts';
import { type JsonFindings, markFindings, restoreFindings } from './json-findings.ts';
import type { JsonSignal } from './json-signals.ts';
import { createLocatedValues, type Fault } from './located-values.ts';
import { makeJsonHole } from './make-json-hole.ts';
import { matchJsonItem } from './match-json-item.ts';
import { readMemberName } from './member-name.ts';
import type { MemberStarts } from './member-starts.ts';
import { readJsonResource } from './read-json-resource.ts';
import { eachObject } from './read-json-values.ts';
import { skipItem } from './skip-item.ts';

/** A scan for JSON: one pass that checks the text, and others over the items only in which a wanted key can stand. */
export function scanJson<Item>(bytes: Uint8Array, wanted: WantedKeys, signal: JsonSignal<Item>): Scan<Item> {
  const walk = beginWalk(bytes, wanted, signal);
  const { cursor } = walk;
  cursor.expectStart();
  walkList(walk, signal.resources, () => walkResource(walk));
  cursor.expectEnd();
  const { problem, itemCount, matched, rejected, overlooked } = walk;
  if (problem !== undefined) throw new MalformedOtlp(signal.signal, problem.what, problem.at);
  return { itemCount, matched, rejected, overlooked };
}

type Walk<Item> = JsonFindings<Item> & {
  readonly cursor: JsonCursor;
  /** Goes back to what the cursor has passed. */
  readonly reader: JsonCursor;
  /** Apart, so that items with many values leave the resources readable. */
  readonly resources: JsonCursor;
  readonly markers: MarkerSearch;
  readonly wanted: WantedKeys;
  readonly signal: JsonSignal<Item>;
  /** Those of members that were undone are among them. */
  matchesLeft: number;
  /** Where the previous item of the current list ends, or -1 as long as all of them are rejected. */
  previousTo: number;
  /** Made when the first item of the current resource matches, filled when that resource's items end. */
  resource: Map<string, AttributeValue> | undefined;
};

const RESOURCE_HOLDER = createKeyTable(['resource']);
// Any character of a key can be written as such an escape.
const UNICODE_ESCAPE = Buffer.from('\\u');

function beginWalk<Item>(bytes: Uint8Array, wanted: WantedKeys, signal: JsonSignal<Item>): Walk<Item> {
  const open = () => new JsonCursor(bytes, signal.signal);
  const markers = createMarkerSearch(bytes, [...wanted.markers, UNICODE_ESCAPE]);
  const cursors = { cursor: open(), reader: open(), resources: open() };
  const nothing = { itemCount: 0, overlooked: 0, problem: undefined, resource: undefined, previousTo: -1 };
  const lists = { matched: [], rejected: [] };
  return { ...cursors, markers, wanted, signal, ...nothing, ...lists, matchesLeft: MAX_MATCHES };
}

/** Walks the object at the cursor: each object of its list `name` is visited. Returns where its `resource` is, or -1. */
function walkList<Item>(walk: Walk<Item>, name: KeyTable, visit: () => void): number {
  const { cursor } = walk;
  const mark = markFindings(walk);
  let resourceAt = -1;
  for (let more = cursor.enterObject(); more; more = cursor.nextMember()) {
    const { at } = cursor;
    const list = readMemberName(cursor, name);
    if (list === undefined) {
      if (readMemberName(cursor, RESOURCE_HOLDER) !== undefined) resourceAt = at;
      cursor.skipValue();
    } else {
      restoreFindings(walk, mark);
      walk.previousTo = -1;
      if (!eachObject(cursor, visit)) walk.problem ??= { what: `${list} is not a list of objects`, at };
    }
  }
  return resourceAt;
}

function walkResource<Item>(walk: Walk<Item>): void {
  const { scopes, items } = walk.signal;
  const { length } = walk.matched;
  walk.resource = undefined;
  const walkScope = () => void walkList(walk, items, () => walkItem(walk));
  const resourceAt = walkList(walk, scopes, walkScope);
  if (walk.resource === undefined || resourceAt < 0) return;
  readJsonResource(walk.resources, resourceAt, walk.resource);
  settleResource(walk, length);
}

/** Matched items, here those from number `length` on, cannot be used without their resource. */
function settleResource<Item>(walk: Walk<Item>, length: number): void {
  const { matched, resources } = walk;
  const { problem, problemAt, isOverLimit } = resources;
  if (problem !== undefined) walk.problem ??= { what: problem, at: problemAt };
  if (!isOverLimit) return;
  walk.overlooked += matched.length - length;
  matched.length = length;
}

function walkItem<Item>(walk: Walk<Item>): void {
  const { cursor, reader } = walk;
  const from = cursor.at;
  const starts = skipItem(cursor, walk.signal.members);
  walk.itemCount++;
  const badId = findBadId(reader, starts);
  if (badId !== undefined) walk.problem ??= badId;
  else if (walk.markers.anyIn(from, cursor.at)) {
    const object = { from, to: cursor.at };
    const fault = readItem(walk, object, starts);
    if (fault === 'invalid') return reject(walk, object);
    if (fault === 'over limit') walk.overlooked++;
  }
  walk.previousTo = cursor.at;
}

function reject<Item>(walk: Walk<Item>, object: Range): void {
  const { cursor, rejected, previousTo } = walk;
  if (rejected.length === MAX_REJECTED) cursor.fail('too many of its items are invalid');
  rejected.push(makeJsonHole(cursor.bytes, object, previousTo));
  if (previousTo >= 0) walk.previousTo = object.to;
}

/** Decodes the item if it matches; what keeps it from being used, if anything does. */
function readItem<Item>(walk: Walk<Item>, object: Range, starts: MemberStarts): Fault | undefined {
  const events = matchJsonItem(walk.reader, starts, walk.wanted);
  if (events === null) return undefined;
  if (events === 'invalid') return 'invalid';
  const matches = Math.max(events.length, 1);
  if (matches > walk.matchesLeft) return 'over limit';
  walk.matchesLeft -= matches;
  const values = createLocatedValues(walk.reader);
  const item = walk.signal.read(values, object, starts, (walk.resource ??= new Map()), events);
  const fault = values.fault();
  if (fault === undefined) walk.matched.push(item);
  return fault;
}
