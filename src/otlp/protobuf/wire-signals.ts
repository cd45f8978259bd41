import type { Attributes } from '../attributes.ts';
import type { MatchedLogRecord } from '../matched-log-record.ts';
import type { MatchedSpan } from '../matched-span.ts';
import type { Enclosure } from '../place.ts';
import type { Signal } from '../signal.ts';
import { LOG_RECORD, SPAN } from './field-numbers.ts';
import type { EventRange, ItemFields } from './match-item.ts';
import { readLogRecord } from './read-log-record.ts';
import { readSpan } from './read-span.ts';
import type { WireReader } from './wire-reader.ts';

/** What the scanner has to know of a signal: which fields make an item match, and how a match is decoded. */
export type WireSignal<Item> = {
  readonly signal: Signal;
  readonly fields: ItemFields;
  readonly read: (
    reader: WireReader,
    enclosure: Enclosure,
    resource: Attributes,
    events: readonly EventRange[],
  ) => Item;
};

export const WIRE_TRACES: WireSignal<MatchedSpan> = { signal: 'traces', fields: SPAN, read: readSpan };

export const WIRE_LOGS: WireSignal<MatchedLogRecord> = {
  signal: 'logs',
  fields: { ...LOG_RECORD, parentSpanId: 0, events: 0 },
  read: readLogRecord,
};
