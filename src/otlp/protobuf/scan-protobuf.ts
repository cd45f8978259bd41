import type { AttributeValue } from '../attributes.ts';
import type { KeyTable } from '../key-table.ts';
import { MAX_MATCHED_EVENTS } from '../limits.ts';
import { MalformedOtlp } from '../malformed-otlp.ts';
import type { Enclosure } from '../place.ts';
import type { MatchedSpan, TraceScan } from '../trace-scan.ts';
import { REQUEST, RESOURCE, RESOURCE_SPANS, SCOPE_SPANS } from './field-numbers.ts';
import { matchEvents } from './match-events.ts';
import { readKeyValue } from './read-key-value.ts';
import { readSpan } from './read-span.ts';
import { WireReader } from './wire-reader.ts';

/** `scanTraces` for protobuf. Spans without a wanted event are stepped over, never decoded. */
export function scanProtobuf(bytes: Uint8Array, wanted: KeyTable): TraceScan {
  const reader = new WireReader(bytes);
  const resources = new WireReader(bytes);
  const walk: Walk = { reader, resources, wanted, ...NOTHING, spans: [] };
  while (reader.next(bytes.length)) if (reader.isLength(REQUEST.resourceSpans)) walkResourceSpans(walk);
  for (const { problem, problemAt } of [resources, reader]) {
    if (problem !== undefined) throw new MalformedOtlp(problem, problemAt);
  }
  return { spanCount: walk.spanCount, spans: walk.spans, rejectedSpans: walk.rejectedSpans };
}

type Walk = {
  readonly reader: WireReader;
  /** Apart, so that spans with many values leave the resources readable. */
  readonly resources: WireReader;
  readonly wanted: KeyTable;
  /** Made when the first span of the current ResourceSpans matches, filled when that ResourceSpans ends. */
  resource: Map<string, AttributeValue> | undefined;
  spanCount: number;
  rejectedSpans: number;
  eventsLeft: number;
  readonly spans: MatchedSpan[];
};

const NOTHING = { resource: undefined, spanCount: 0, rejectedSpans: 0, eventsLeft: MAX_MATCHED_EVENTS };

function walkResourceSpans(walk: Walk): void {
  const { reader } = walk;
  const place = enclose(reader, 0, undefined);
  walk.resource = undefined;
  reader.at = place.from;
  while (reader.next(place.to)) if (reader.isLength(RESOURCE_SPANS.scopeSpans)) walkScopeSpans(walk, place);
  if (walk.resource !== undefined) readResource(walk.resources, place, walk.resource);
}

function walkScopeSpans(walk: Walk, parent: Enclosure): void {
  const { reader } = walk;
  const place = enclose(reader, 1, parent);
  reader.at = place.from;
  while (reader.next(place.to)) if (reader.isLength(SCOPE_SPANS.spans)) walkSpan(walk, place);
}

function walkSpan(walk: Walk, parent: Enclosure): void {
  const { reader } = walk;
  const { lengthAt, from, to } = reader;
  walk.spanCount++;
  const events = matchEvents(reader, walk.wanted);
  if (events.length > walk.eventsLeft) reader.fail('the request has too many matching events');
  else if (events.length > 0) {
    walk.eventsLeft -= events.length;
    walk.resource ??= new Map();
    const span = readSpan(reader, { lengthAt, from, to, depth: 2, parent }, events, walk.resource);
    if (reader.problem === undefined) walk.spans.push(span);
  }
  if (reader.problem !== undefined) walk.rejectedSpans++;
  reader.goOnAt(to);
}

function readResource(reader: WireReader, place: Enclosure, into: Map<string, AttributeValue>): void {
  reader.at = place.from;
  while (reader.next(place.to)) if (reader.isLength(RESOURCE_SPANS.resource)) readAttributes(reader, into);
}

function readAttributes(reader: WireReader, into: Map<string, AttributeValue>): void {
  const { to } = reader;
  reader.at = reader.from;
  while (reader.next(to)) if (reader.isLength(RESOURCE.attributes)) readKeyValue(reader, into);
}

function enclose(reader: WireReader, depth: number, parent: Enclosure | undefined): Enclosure {
  return { lengthAt: reader.lengthAt, from: reader.from, to: reader.to, depth, parent };
}
