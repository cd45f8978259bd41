import type { AttributeValue } from '../attributes.ts';
import { createKeyTable, type KeyTable } from '../key-table.ts';
import { MAX_MATCHES } from '../limits.ts';
import { MalformedOtlp } from '../malformed-otlp.ts';
import { createMarkerSearch, type MarkerSearch } from '../marker-search.ts';
import type { Scan } from '../scan.ts';
import type { WantedKeys } from '../wanted-keys.ts';
import { findBadId } from './find-bad-id.ts';
import { JsonCursor, type Range } from './json-cursor.ts';
import { type JsonFindings, markFindings, restoreFindings } from './json-findings.ts';
import type { JsonSignal } from './json-signals.ts';
import { createLocatedValues } from './located-values.ts';
import { type EventRange, matchJsonItem } from './match-json-item.ts';
import { readMemberName } from './member-name.ts';
import type { MemberStarts } from './member-starts.ts';
import { readJsonAttributes } from './read-json-attributes.ts';
import { eachObject } from './read-json-values.ts';
import { skipItem } from './skip-item.ts';

/** A scan for JSON: one pass that checks the text, and others over the items only in which a wanted key can stand. */
export function scanJson<Item>(bytes: Uint8Array, wanted: WantedKeys, signal: JsonSignal<Item>): Scan<Item> {
  const walk = beginWalk(bytes, wanted, signal);
  const { cursor } = walk;
  cursor.expectStart();
  walkList(walk, signal.resources, () => walkResource(walk));
  cursor.expectEnd();
  const { problem, itemCount, matched, rejectedItems } = walk;
  if (problem !== undefined) throw new MalformedOtlp(signal.signal, problem.what, problem.at);
  return { itemCount, matched, rejectedItems };
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
  /** Made when the first item of the current resource matches, filled when that resource's items end. */
  resource: Map<string, AttributeValue> | undefined;
};

const RESOURCE_HOLDER = createKeyTable(['resource']);
const RESOURCE = createKeyTable(['attributes']);
// Any character of a key can be written as such an escape.
const UNICODE_ESCAPE = Buffer.from('\\u');

function beginWalk<Item>(bytes: Uint8Array, wanted: WantedKeys, signal: JsonSignal<Item>): Walk<Item> {
  const open = () => new JsonCursor(bytes, signal.signal);
  const markers = createMarkerSearch(bytes, [...wanted.markers, UNICODE_ESCAPE]);
  const cursors = { cursor: open(), reader: open(), resources: open() };
  const nothing = { itemCount: 0, rejectedItems: 0, problem: undefined, resource: undefined };
  return { ...cursors, markers, wanted, signal, ...nothing, matchesLeft: MAX_MATCHES, matched: [] };
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
      if (!eachObject(cursor, visit)) walk.problem ??= { what: `${list} is not a list of objects`, at };
    }
  }
  return resourceAt;
}

function walkResource<Item>(walk: Walk<Item>): void {
  const { scopes, items } = walk.signal;
  walk.resource = undefined;
  const walkScope = () => void walkList(walk, items, () => walkItem(walk));
  const resourceAt = walkList(walk, scopes, walkScope);
  if (walk.resource !== undefined && resourceAt >= 0) readResource(walk, resourceAt, walk.resource);
}

function walkItem<Item>(walk: Walk<Item>): void {
  const { cursor, reader } = walk;
  const from = cursor.at;
  const starts = skipItem(cursor, walk.signal.members);
  walk.itemCount++;
  const badId = findBadId(reader, starts);
  if (badId !== undefined) walk.problem ??= badId;
  else if (walk.markers.anyIn(from, cursor.at)) matchItem(walk, { from, to: cursor.at }, starts);
}

function matchItem<Item>(walk: Walk<Item>, object: Range, starts: MemberStarts): void {
  const events = matchJsonItem(walk.reader, starts, walk.wanted);
  if (events === null) return;
  const item = events === 'invalid' ? undefined : readItem(walk, object, starts, events);
  if (item === undefined) walk.rejectedItems++;
  else walk.matched.push(item);
}

function readItem<Item>(
  walk: Walk<Item>,
  object: Range,
  starts: MemberStarts,
  events: readonly EventRange[],
): Item | undefined {
  const matches = Math.max(events.length, 1);
  if (matches > walk.matchesLeft) return undefined;
  walk.matchesLeft -= matches;
  const values = createLocatedValues(walk.reader);
  const item = walk.signal.read(values, object, starts, (walk.resource ??= new Map()), events);
  return values.areValid() ? item : undefined;
}

function readResource<Item>(walk: Walk<Item>, at: number, into: Map<string, AttributeValue>): void {
  const reader = walk.resources;
  reader.returnTo(at);
  if (reader.isNull()) return;
  if (reader.isObject()) readResourceMembers(reader, into);
  else reader.reject('resource is not an object');
  if (reader.problem !== undefined) walk.problem ??= { what: reader.problem, at: reader.problemAt };
}

function readResourceMembers(reader: JsonCursor, into: Map<string, AttributeValue>): void {
  for (let more = reader.enterObject(); more; more = reader.nextMember()) {
    if (readMemberName(reader, RESOURCE) === undefined) reader.skipValue();
    else {
      into.clear();
      readJsonAttributes(reader, into);
    }
  }
}
