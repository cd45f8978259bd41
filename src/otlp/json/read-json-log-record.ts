import type { Attributes } from '../attributes.ts';
import type { MatchedLogRecord } from '../matched-log-record.ts';
import type { Range } from './json-cursor.ts';
import type { LocatedValues } from './located-values.ts';
import type { MemberStarts } from './member-starts.ts';

/** Decodes a matched log record. If a value has the wrong type, it is not to be used. */
export function readJsonLogRecord(
  values: LocatedValues,
  object: Range,
  starts: MemberStarts,
  resource: Attributes,
): MatchedLogRecord {
  return {
    resource,
    eventName: values.text(starts.eventName),
    timeUnixNano: values.uint64(starts.timeUnixNano),
    observedTimeUnixNano: values.uint64(starts.observedTimeUnixNano),
    traceId: values.hex(starts.traceId),
    spanId: values.hex(starts.spanId),
    ...values.attributes(object, starts.attributes),
  };
}
