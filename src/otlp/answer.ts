import type { Encoding } from './encoding.ts';
import { WireWriter } from './protobuf/wire-writer.ts';
import type { Signal } from './signal.ts';

/**
 * The Export…ServiceResponse of `signal`. Full success is zero bytes or `{}`; otherwise `partial_success` tells how many
 * items were `rejected` and why, and with none rejected the message is a warning.
 */
export function encodeExportResponse(
  signal: Signal,
  encoding: Encoding,
  outcome: { readonly rejected?: number; readonly message?: string },
): Uint8Array {
  const { rejected = 0, message = '' } = outcome;
  if (rejected === 0 && message === '') return FULL_SUCCESS[encoding];
  const errorMessage = shorten(message);
  if (encoding === 'json')
    return utf8(JSON.stringify({ partialSuccess: { [REJECTED[signal]]: String(rejected), errorMessage } }));
  const writer = new WireWriter();
  writer.message(1, (partialSuccess) => {
    partialSuccess.int64(1, BigInt(rejected));
    partialSuccess.text(2, errorMessage);
  });
  return writer.finish();
}

const FULL_SUCCESS: Readonly<Record<Encoding, Uint8Array>> = { json: utf8('{}'), protobuf: new Uint8Array() };

export type Status = {
  /** google.rpc.Code */
  readonly code: number;
  readonly message: string;
  /** The field of the request that is not valid; it becomes a google.rpc.BadRequest among the details. */
  readonly field?: string | undefined;
};

/** A google.rpc.Status, the body of every refusal. The message is cut at 4 KiB. */
export function encodeStatus(encoding: Encoding, status: Status): Uint8Array {
  const { code, field } = status;
  const message = shorten(status.message);
  return encoding === 'json'
    ? utf8(JSON.stringify(field === undefined ? { code, message } : withDetails(code, message, field)))
    : encodeProtobufStatus(code, message, field);
}

const BAD_REQUEST = 'type.googleapis.com/google.rpc.BadRequest';

function withDetails(code: number, message: string, field: string) {
  const fieldViolations = [{ field, description: message }];
  return { code, message, details: [{ '@type': BAD_REQUEST, fieldViolations }] };
}

// google/rpc/status.proto, google/rpc/error_details.proto and google/protobuf/any.proto
function encodeProtobufStatus(code: number, message: string, field: string | undefined): Uint8Array {
  const writer = new WireWriter();
  writer.int64(1, BigInt(code));
  writer.text(2, message);
  if (field !== undefined)
    writer.message(3, (any) => {
      any.text(1, BAD_REQUEST);
      any.message(2, (badRequest) =>
        badRequest.message(1, (violation) => writeViolation(violation, field, message)),
      );
    });
  return writer.finish();
}

function writeViolation(violation: WireWriter, field: string, description: string): void {
  violation.text(1, field);
  violation.text(2, description);
}

/** In protobuf it is field 1 for every signal. */
const REJECTED: Readonly<Record<Signal, string>> = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
  profiles: 'rejectedProfiles',
};

const MAX_MESSAGE_BYTES = 4096;

function shorten(message: string): string {
  const target = new Uint8Array(MAX_MESSAGE_BYTES);
  const { written } = new TextEncoder().encodeInto(message, target);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(target.subarray(0, written));
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
