import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';

/** What an upstream said beside its success: `rejected` 0 with a message is a warning. */
export type PartialSuccess = { readonly rejected: number; readonly message: string };

const LONGEST_MESSAGE = 500;

/** Reads `partial_success` of an ExportTraceServiceResponse; null when there is none or the body is not one. */
export function readPartialSuccess(body: Uint8Array, contentType: string): PartialSuccess | null {
  const said = deserialize(body, contentType)?.partialSuccess;
  if (typeof said !== 'object' || said === null) return null;
  const rejected = toCount(said.rejectedSpans);
  const message = typeof said.errorMessage === 'string' ? said.errorMessage.slice(0, LONGEST_MESSAGE) : '';
  return rejected === 0 && message === '' ? null : { rejected, message };
}

function deserialize(body: Uint8Array, contentType: string) {
  const serializer = contentType.startsWith('application/json')
    ? JsonTraceSerializer
    : ProtobufTraceSerializer;
  try {
    return serializer.deserializeResponse(body);
  } catch {
    return null;
  }
}

// OTLP/JSON writes the int64 as a string.
function toCount(value: unknown): number {
  const count = typeof value === 'number' || typeof value === 'string' ? Number(value) : 0;
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}
