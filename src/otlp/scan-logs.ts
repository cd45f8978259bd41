import type { Encoding } from './encoding.ts';
import { JSON_LOGS } from './json/json-signals.ts';
import { scanJson } from './json/scan-json.ts';
import type { MatchedLogRecord } from './matched-log-record.ts';
import { WIRE_LOGS } from './protobuf/wire-signals.ts';
import { scanProtobuf } from './protobuf/scan-protobuf.ts';
import type { Scan } from './scan.ts';
import type { WantedKeys } from './wanted-keys.ts';

/**
 * Finds the log records of an ExportLogsServiceRequest (opentelemetry-proto 1.11) that carry a wanted attribute, and
 * decodes only those; everything else as in `scanTraces`.
 * @throws MalformedOtlp if the messages around the records are invalid, in JSON the text or a trace or span id, or far
 * too many records.
 */
export function scanLogs(bytes: Uint8Array, encoding: Encoding, wanted: WantedKeys): Scan<MatchedLogRecord> {
  return encoding === 'json' ? scanJson(bytes, wanted, JSON_LOGS) : scanProtobuf(bytes, wanted, WIRE_LOGS);
}
