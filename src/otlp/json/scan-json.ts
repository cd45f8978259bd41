import type { AttributeValue } from '../attributes.ts';
import { createKeyTable, type KeyTable } from '../key-table.ts';
import { MAX_MATCHED_EVENTS } from '../limits.ts';
import { MalformedOtlp } from '../malformed-otlp.ts';
import type { MatchedSpan, TraceScan } from '../trace-scan.ts';
import { JsonCursor } from './json-cursor.ts';
import { type JsonFindings, markFindings, restoreFindings } from './json-findings.ts';
import { type MatchedJsonSpan, scanJsonSpan } from './scan-json-span.ts';
import { readMemberName } from './member-name.ts';
import { readJsonAttributes } from './read-json-attributes.ts';
import { readJsonSpan } from './read-json-span.ts';
import { eachObject } from './read-json-values.ts';

/** `scanTraces` for JSON: one pass that checks the text, and a second one over the matched spans only. */
export function scanJson(bytes: Uint8Array, wanted: KeyTable): TraceScan {
  const cursor = new JsonCursor(bytes);
  const readers = { reader: new JsonCursor(bytes), resources: new JsonCursor(bytes) };
  const walk: Walk = { cursor, ...readers, wanted, ...NOTHING, spans: [] };
  cursor.skipSpace();
  if (!cursor.isObject()) cursor.fail('it is not a JSON object');
  walkMembers(walk, REQUEST, () => walkResourceSpans(walk));
  cursor.expectEnd();
  if (walk.problem !== undefined) throw new MalformedOtlp(walk.problem.what, walk.problem.at);
  return { spanCount: walk.spanCount, spans: walk.spans, rejectedSpans: walk.rejectedSpans };
}

type Walk = JsonFindings & {
  readonly cursor: JsonCursor;
  /** Goes back to what the cursor has passed. */
  readonly reader: JsonCursor;
  /** Apart, so that spans with many values leave the resources readable. */
  readonly resources: JsonCursor;
  readonly wanted: KeyTable;
  /** Matched events so far, those of members that were undone too. */
  eventCount: number;
  /** Made when the first span of the current ResourceSpans matches, filled when that ResourceSpans ends. */
  resource: Map<string, AttributeValue> | undefined;
};

const NOTHING = { resource: undefined, spanCount: 0, rejectedSpans: 0, problem: undefined, eventCount: 0 };
const REQUEST = createKeyTable(['resourceSpans']);
const RESOURCE_SPANS = createKeyTable(['resource', 'scopeSpans']);
const SCOPE_SPANS = createKeyTable(['spans']);
const RESOURCE = createKeyTable(['attributes']);

/** Walks the object at the cursor: each object in its one list of `names` is visited. Returns where `resource` is. */
function walkMembers(walk: Walk, names: KeyTable, visit: () => void): number {
  const { cursor } = walk;
  const mark = markFindings(walk);
  let resourceAt = -1;
  for (let more = cursor.enterObject(); more; more = cursor.nextMember()) {
    const name = readMemberName(cursor, names);
    if (name === undefined || name === 'resource') {
      if (name !== undefined) resourceAt = cursor.at;
      cursor.skipValue();
    } else {
      const { at } = cursor;
      restoreFindings(walk, mark);
      if (!eachObject(cursor, visit)) walk.problem ??= { what: `${name} is not a list of objects`, at };
    }
  }
  return resourceAt;
}

function walkResourceSpans(walk: Walk): void {
  walk.resource = undefined;
  const resourceAt = walkMembers(walk, RESOURCE_SPANS, () => walkScopeSpans(walk));
  if (walk.resource !== undefined && resourceAt >= 0) readResource(walk, resourceAt, walk.resource);
}

function walkScopeSpans(walk: Walk): void {
  walkMembers(walk, SCOPE_SPANS, () => walkSpan(walk));
}

function walkSpan(walk: Walk): void {
  walk.spanCount++;
  const scanned = scanJsonSpan(walk.cursor, walk.wanted);
  if (scanned.state === 'passed') return;
  if (scanned.state === 'malformed') {
    walk.problem ??= { what: scanned.what, at: scanned.at };
    return;
  }
  const span = scanned.state === 'matched' ? readMatched(walk, scanned) : undefined;
  if (span === undefined) walk.rejectedSpans++;
  else walk.spans.push(span);
}

function readMatched(walk: Walk, scanned: MatchedJsonSpan): MatchedSpan | undefined {
  if (walk.eventCount + scanned.events.length > MAX_MATCHED_EVENTS) return undefined;
  walk.eventCount += scanned.events.length;
  return readJsonSpan(walk.reader, scanned, (walk.resource ??= new Map()));
}

function readResource(walk: Walk, resourceAt: number, into: Map<string, AttributeValue>): void {
  const reader = walk.resources;
  reader.returnTo(resourceAt);
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
