/** The members of spans, events and log records that are read. */
export type MemberName =
  | 'traceId'
  | 'spanId'
  | 'parentSpanId'
  | 'name'
  | 'eventName'
  | 'timeUnixNano'
  | 'endTimeUnixNano'
  | 'observedTimeUnixNano'
  | 'attributes'
  | 'events';

/** Where the members' values start; -1 for what is absent. Of members with the same name the last one counts. */
export type MemberStarts = Record<MemberName, number>;

/** Nothing is there yet. */
export function createMemberStarts(): MemberStarts {
  return {
    traceId: -1,
    spanId: -1,
    parentSpanId: -1,
    name: -1,
    eventName: -1,
    timeUnixNano: -1,
    endTimeUnixNano: -1,
    observedTimeUnixNano: -1,
    attributes: -1,
    events: -1,
  };
}
