// Field numbers of opentelemetry-proto 1.11: collector/trace/v1/trace_service.proto, trace/v1/trace.proto,
// resource/v1/resource.proto and common/v1/common.proto.
export const REQUEST = { resourceSpans: 1 } as const;
export const RESOURCE_SPANS = { resource: 1, scopeSpans: 2 } as const;
export const RESOURCE = { attributes: 1 } as const;
export const SCOPE_SPANS = { spans: 2 } as const;
export const SPAN = { traceId: 1, spanId: 2, parentSpanId: 4, name: 5, attributes: 9, events: 11 } as const;
export const SPAN_EVENT = { timeUnixNano: 1, name: 2, attributes: 3 } as const;
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
