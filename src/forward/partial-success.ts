import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import type { Encoding } from '../otlp/encoding.ts';
import type { Signal } from '../otlp/signal.ts';
import { toReadableText } from './readable-text.ts';

/** What an upstream said beside its success: `rejected` 0 with a message is a warning. */
export type PartialSuccess = { readonly rejected: number; readonly message: string };

const LONGEST_MESSAGE = 500;

/** Reads `partial_success` of an export response; null when there is none, the body is not one, or the signal is not readable. */
export function readPartialSuccess(
  body: Uint8Array,
  signal: Signal,
  encoding: Encoding,
): PartialSuccess | null {
  if (body.length === 0 || signal === 'profiles') return null;
  const said = deserialize(body, signal, encoding);
  if (typeof said !== 'object' || said === null) return null;
  const fields = new Map<string, unknown>(Object.entries(said));
  const rejected = toCount(fields.get(REJECTED[signal]));
  const message = toText(fields.get('errorMessage'));
  return rejected === 0 && message === '' ? null : { rejected, message };
}

const REJECTED = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
} as const;

const SERIALIZERS = {
  traces: { json: JsonTraceSerializer, protobuf: ProtobufTraceSerializer },
  logs: { json: JsonLogsSerializer, protobuf: ProtobufLogsSerializer },
  metrics: { json: JsonMetricsSerializer, protobuf: ProtobufMetricsSerializer },
} as const;

function deserialize(body: Uint8Array, signal: keyof typeof SERIALIZERS, encoding: Encoding): unknown {
  try {
    return SERIALIZERS[signal][encoding].deserializeResponse(body)?.partialSuccess;
  } catch {
    return null;
  }
}

// OTLP/JSON writes the int64 as a string.
function toCount(value: unknown): number {
  const count = typeof value === 'number' || typeof value === 'string' ? Number(value) : 0;
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}

function toText(value: unknown): string {
  return typeof value === 'string' ? toReadableText(value, LONGEST_MESSAGE) : '';
}
