import type { Attributes } from '../attributes.ts';
import type { MatchedEvent, MatchedSpan } from '../matched-span.ts';
import type { Range } from './json-cursor.ts';
import type { LocatedValues } from './located-values.ts';
import type { EventRange } from './match-json-item.ts';
import type { MemberStarts } from './member-starts.ts';

/** Decodes a matched span. If a value has the wrong type, it is not to be used. */
export function readJsonSpan(
  values: LocatedValues,
  object: Range,
  starts: MemberStarts,
  resource: Attributes,
  events: readonly EventRange[],
): MatchedSpan {
  return {
    resource,
    name: values.text(starts.name),
    traceId: values.hex(starts.traceId),
    spanId: values.hex(starts.spanId),
    endTimeUnixNano: values.uint64(starts.endTimeUnixNano),
    ...values.attributes(object, starts.attributes),
    events: events.map((event) => readEvent(values, event)),
  };
}

function readEvent(values: LocatedValues, event: EventRange): MatchedEvent {
  return {
    name: values.text(event.starts.name),
    timeUnixNano: values.uint64(event.starts.timeUnixNano),
    ...values.attributes(event, event.starts.attributes),
  };
}
