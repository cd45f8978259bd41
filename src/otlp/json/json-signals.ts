import type { Attributes } from '../attributes.ts';
import { createKeyTable, type KeyTable } from '../key-table.ts';
import type { MatchedLogRecord } from '../matched-log-record.ts';
import type { MatchedSpan } from '../matched-span.ts';
import type { Signal } from '../signal.ts';
import type { Range } from './json-cursor.ts';
import type { LocatedValues } from './located-values.ts';
import type { EventRange } from './match-json-item.ts';
import type { MemberName, MemberStarts } from './member-starts.ts';
import { readJsonLogRecord } from './read-json-log-record.ts';
import { readJsonSpan } from './read-json-span.ts';

/** What the scanner has to know of a signal: its names, and how a match is decoded. */
export type JsonSignal<Item> = {
  readonly signal: Signal;
  /** The lists that lead from the request to the items. */
  readonly resources: KeyTable;
  readonly scopes: KeyTable;
  readonly items: KeyTable;
  readonly members: KeyTable<MemberName>;
  readonly read: (
    values: LocatedValues,
    object: Range,
    starts: MemberStarts,
    resource: Attributes,
    events: readonly EventRange[],
  ) => Item;
};

export const JSON_TRACES: JsonSignal<MatchedSpan> = {
  signal: 'traces',
  resources: createKeyTable(['resourceSpans']),
  scopes: createKeyTable(['scopeSpans']),
  items: createKeyTable(['spans']),
  members: createKeyTable([
    'traceId',
    'spanId',
    'parentSpanId',
    'name',
    'endTimeUnixNano',
    'attributes',
    'events',
  ]),
  read: readJsonSpan,
};

export const JSON_LOGS: JsonSignal<MatchedLogRecord> = {
  signal: 'logs',
  resources: createKeyTable(['resourceLogs']),
  scopes: createKeyTable(['scopeLogs']),
  items: createKeyTable(['logRecords']),
  members: createKeyTable([
    'traceId',
    'spanId',
    'eventName',
    'timeUnixNano',
    'observedTimeUnixNano',
    'attributes',
  ]),
  read: readJsonLogRecord,
};
