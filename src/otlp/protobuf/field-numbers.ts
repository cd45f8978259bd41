// Field numbers of opentelemetry-proto 1.11: collector/*/v1/*_service.proto, trace/v1/trace.proto, logs/v1/logs.proto,
// resource/v1/resource.proto and common/v1/common.proto.

/** The messages around the items have the same numbers for every signal: ResourceSpans, ScopeLogs and their like. */
export const ENVELOPE = { resources: 1, resource: 1, scopes: 2, items: 2 } as const;
export const RESOURCE = { attributes: 1 } as const;
export const SPAN = {
  traceId: 1,
  spanId: 2,
  parentSpanId: 4,
  name: 5,
  endTimeUnixNano: 8,
  attributes: 9,
  events: 11,
} as const;
export const SPAN_EVENT = { timeUnixNano: 1, name: 2, attributes: 3 } as const;
export const LOG_RECORD = {
  timeUnixNano: 1,
  attributes: 6,
  traceId: 9,
  spanId: 10,
  observedTimeUnixNano: 11,
  eventName: 12,
} as const;
export const KEY_VALUE = { key: 1, value: 2 } as const;
export const ANY_VALUE = {
  string: 1,
  bool: 2,
  int: 3,
  double: 4,
  array: 5,
  keyValueList: 6,
  bytes: 7,
} as const;
/** Both ArrayValue and KeyValueList. */
export const LIST_VALUES = 1;
