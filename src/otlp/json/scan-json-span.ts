import { createKeyTable, type KeyTable } from '../key-table.ts';
import type { JsonCursor, Range } from './json-cursor.ts';
import { isHexDigit } from './json-lexer.ts';
import { readMemberName } from './member-name.ts';
import { matchJsonEvents, type RawEvent } from './match-json-events.ts';

/**
 * What one pass over a span shows. `passed`: no wanted event. `rejected`: its events are not what they should be.
 * `malformed`: an id that OTLP/JSON answers with 400 for the whole request.
 */
export type ScannedSpan =
  | MatchedJsonSpan
  | { readonly state: 'passed' | 'rejected' }
  | { readonly state: 'malformed'; readonly what: string; readonly at: number };

/** Where the values of a matched span start; -1 where there is none. */
export type MatchedJsonSpan = {
  readonly state: 'matched';
  readonly traceIdAt: number;
  readonly spanIdAt: number;
  readonly nameAt: number;
  readonly attributes: Range | undefined;
  /** The span itself. */
  readonly object: Range;
  readonly events: readonly RawEvent[];
};

/** Steps over the span at the cursor, decoding nothing. Of members with the same name the last one counts. */
export function scanJsonSpan(cursor: JsonCursor, wanted: KeyTable): ScannedSpan {
  const from = cursor.at;
  const draft: Draft = { traceId: ABSENT, spanId: ABSENT, parentSpanId: ABSENT, nameAt: -1, events: [] };
  for (let more = cursor.enterObject(); more; more = cursor.nextMember()) scanMember(cursor, wanted, draft);
  const { traceId, spanId, parentSpanId, events } = draft;
  if (!traceId.isValid) return malformed('a trace id is not 32 hex digits', traceId);
  if (!spanId.isValid) return malformed('a span id is not 16 hex digits', spanId);
  if (!parentSpanId.isValid) return malformed('a parent span id is not 16 hex digits', parentSpanId);
  if (events === undefined) return REJECTED;
  if (events.length === 0) return PASSED;
  const { nameAt, attributes } = draft;
  const object = { from, to: cursor.at };
  return { state: 'matched', traceIdAt: traceId.at, spanIdAt: spanId.at, nameAt, attributes, object, events };
}

type Draft = {
  traceId: Id;
  spanId: Id;
  parentSpanId: Id;
  nameAt: number;
  attributes?: Range;
  events: readonly RawEvent[] | undefined;
};

type Id = { readonly at: number; readonly isValid: boolean };

const ABSENT: Id = { at: -1, isValid: true };
const SPAN = createKeyTable(['traceId', 'spanId', 'parentSpanId', 'name', 'attributes', 'events']);
const PASSED = { state: 'passed' } as const;
const REJECTED = { state: 'rejected' } as const;

function scanMember(cursor: JsonCursor, wanted: KeyTable, draft: Draft): void {
  const { at } = cursor;
  const name = readMemberName(cursor, SPAN);
  if (name === 'events') draft.events = matchJsonEvents(cursor, wanted);
  else if (name === 'traceId') draft.traceId = { at, isValid: skipId(cursor, 32) };
  else if (name === 'spanId') draft.spanId = { at, isValid: skipId(cursor, 16) };
  else if (name === 'parentSpanId') draft.parentSpanId = { at, isValid: skipId(cursor, 16) };
  else {
    cursor.skipValue();
    if (name === 'name') draft.nameAt = at;
    else if (name === 'attributes') draft.attributes = { from: at, to: cursor.at };
  }
}

function malformed(what: string, { at }: Id): ScannedSpan {
  return { state: 'malformed', what, at };
}

/** Steps over an id; false if it is neither absent (`null` or empty) nor hex of that many digits. */
function skipId(cursor: JsonCursor, digits: number): boolean {
  if (!cursor.isString()) {
    const isAbsent = cursor.isNull();
    cursor.skipValue();
    return isAbsent;
  }
  cursor.readString();
  if (cursor.hasEscapes) return isHexText(cursor.text(), digits);
  if (cursor.to === cursor.from) return true;
  if (cursor.to - cursor.from !== digits) return false;
  for (let i = cursor.from; i < cursor.to; i++) if (!isHexDigit(cursor.bytes[i] ?? 0)) return false;
  return true;
}

function isHexText(text: string, digits: number): boolean {
  return text.length === digits && /^[0-9a-fA-F]*$/.test(text);
}
