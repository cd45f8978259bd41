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
  const rejected = outcome.rejected ?? 0;
  const errorMessage = shorten(outcome.message ?? '');
  const isFull = rejected === 0 && errorMessage === '';
  if (encoding === 'json') {
    const partialSuccess = { [REJECTED[signal]]: String(rejected), errorMessage };
    return utf8(JSON.stringify(isFull ? {} : { partialSuccess }));
  }
  const writer = new WireWriter();
  if (!isFull) {
    writer.message(1, (partialSuccess) => {
      partialSuccess.int64(1, BigInt(rejected));
      partialSuccess.text(2, errorMessage);
    });
  }
  return writer.finish();
}

/** A google.rpc.Status, the body of every refusal. The message is cut at 4 KiB. */
export function encodeStatus(
  encoding: Encoding,
  status: { readonly code: number; readonly message: string },
): Uint8Array {
  const message = shorten(status.message);
  if (encoding === 'json') return utf8(JSON.stringify({ code: status.code, message }));
  const writer = new WireWriter();
  writer.int64(1, BigInt(status.code));
  writer.text(2, message);
  return writer.finish();
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
