import type { AttributeValue } from '../attributes.ts';
import type { ProtobufHole } from '../hole.ts';
import { MAX_MATCHES, MAX_REJECTED } from '../limits.ts';
import { MalformedOtlp } from '../malformed-otlp.ts';
import { createMarkerSearch, type MarkerSearch } from '../marker-search.ts';
import type { Enclosure } from '../place.ts';
import type { Scan } from '../scan.ts';
import type { WantedKeys } from '../wanted-keys.ts';
import { ENVELOPE, RESOURCE } from './field-numbers.ts';
import { type EventRange, matchItem } from './match-item.ts';
import { readKeyValue } from './read-key-value.ts';
import { WireReader } from './wire-reader.ts';
import type { WireSignal } from './wire-signals.ts';

/** A scan for protobuf. Items in which no wanted key can stand are stepped over by their length. */
export function scanProtobuf<Item>(
  bytes: Uint8Array,
  wanted: WantedKeys,
  signal: WireSignal<Item>,
): Scan<Item> {
  const walk = beginWalk(bytes, wanted, signal);
  const { reader, resources } = walk;
  while (reader.next(bytes.length)) if (reader.isLength(ENVELOPE.resources)) walkResource(walk);
  for (const { problem, problemAt } of [resources, reader]) {
    if (problem !== undefined) throw new MalformedOtlp(signal.signal, problem, problemAt);
  }
  const { itemCount, matched, rejected, overlooked } = walk;
  return { itemCount, matched, rejected, overlooked };
}

type Walk<Item> = {
  readonly reader: WireReader;
  /** Apart, so that items with many values leave the resources readable. */
  readonly resources: WireReader;
  readonly markers: MarkerSearch;
  readonly wanted: WantedKeys;
  readonly signal: WireSignal<Item>;
  /** Made when the first item of the current resource matches, filled when that resource's items end. */
  resource: Map<string, AttributeValue> | undefined;
  itemCount: number;
  overlooked: number;
  matchesLeft: number;
  readonly matched: Item[];
  readonly rejected: ProtobufHole[];
};

function beginWalk<Item>(bytes: Uint8Array, wanted: WantedKeys, signal: WireSignal<Item>): Walk<Item> {
  const reader = new WireReader(bytes);
  const resources = new WireReader(bytes);
  const markers = createMarkerSearch(bytes, wanted.markers);
  const nothing = { resource: undefined, itemCount: 0, overlooked: 0, matchesLeft: MAX_MATCHES };
  return { reader, resources, markers, wanted, signal, ...nothing, matched: [], rejected: [] };
}

function walkResource<Item>(walk: Walk<Item>): void {
  const { reader } = walk;
  const place = enclose(reader, 0, undefined);
  const { length } = walk.matched;
  walk.resource = undefined;
  reader.at = place.from;
  while (reader.next(place.to)) if (reader.isLength(ENVELOPE.scopes)) walkScope(walk, place);
  if (walk.resource !== undefined) readResource(walk.resources, place, walk.resource);
  if (walk.resources.isOverLimit) overlookFrom(walk, length);
}

/** Matched items, here those from number `length` on, cannot be used without their resource. */
function overlookFrom<Item>(walk: Walk<Item>, length: number): void {
  walk.overlooked += walk.matched.length - length;
  walk.matched.length = length;
  walk.resources.goOnAt(0);
}

function walkScope<Item>(walk: Walk<Item>, parent: Enclosure): void {
  const { reader } = walk;
  const place = enclose(reader, 1, parent);
  reader.at = place.from;
  for (let tagAt = reader.at; reader.next(place.to); tagAt = reader.at) {
    if (!reader.isLength(ENVELOPE.items)) continue;
    walk.itemCount++;
    if (walk.markers.anyIn(reader.from, reader.to)) walkItem(walk, place, tagAt);
  }
}

function walkItem<Item>(walk: Walk<Item>, parent: Enclosure, tagAt: number): void {
  const { reader } = walk;
  const enclosure = enclose(reader, 2, parent);
  const events = matchItem(reader, walk.signal.fields, walk.wanted);
  if (events !== null && reader.problem === undefined) readItem(walk, enclosure, events);
  if (reader.isOverLimit) walk.overlooked++;
  else if (reader.problem !== undefined)
    reject(walk, { kind: 'protobuf', from: tagAt, to: enclosure.to, parent });
  reader.goOnAt(enclosure.to);
}

function readItem<Item>(walk: Walk<Item>, enclosure: Enclosure, events: readonly EventRange[]): void {
  const { reader } = walk;
  const matches = Math.max(events.length, 1);
  if (matches > walk.matchesLeft) return void walk.overlooked++;
  walk.matchesLeft -= matches;
  walk.resource ??= new Map();
  const item = walk.signal.read(reader, enclosure, walk.resource, events);
  if (reader.problem === undefined) walk.matched.push(item);
}

function reject<Item>({ rejected, signal }: Walk<Item>, hole: ProtobufHole): void {
  if (rejected.length === MAX_REJECTED)
    throw new MalformedOtlp(signal.signal, 'too many of its items are invalid', hole.from);
  rejected.push(hole);
}

function readResource(reader: WireReader, place: Enclosure, into: Map<string, AttributeValue>): void {
  reader.at = place.from;
  while (reader.next(place.to)) if (reader.isLength(ENVELOPE.resource)) readAttributes(reader, into);
}

function readAttributes(reader: WireReader, into: Map<string, AttributeValue>): void {
  const { to } = reader;
  reader.at = reader.from;
  while (reader.next(to)) if (reader.isLength(RESOURCE.attributes)) readKeyValue(reader, into);
}

function enclose(reader: WireReader, depth: number, parent: Enclosure | undefined): Enclosure {
  return { lengthAt: reader.lengthAt, from: reader.from, to: reader.to, depth, parent };
}
