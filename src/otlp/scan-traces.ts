import { scanJson } from './json/scan-json.ts';
import { createKeyTable } from './key-table.ts';
import { scanProtobuf } from './protobuf/scan-protobuf.ts';
import type { TraceScan } from './trace-scan.ts';

/**
 * Finds the spans of an ExportTraceServiceRequest (opentelemetry-proto 1.11) of which an event has an attribute whose
 * key is in `wanted`, and decodes only those. An invalid span is counted and passed over.
 * @throws MalformedOtlp if the messages around the spans are invalid, or in JSON the text or a trace or span id.
 */
export function scanTraces(
  bytes: Uint8Array,
  encoding: 'protobuf' | 'json',
  wanted: ReadonlySet<string>,
): TraceScan {
  const table = createKeyTable(wanted);
  return encoding === 'json' ? scanJson(bytes, table) : scanProtobuf(bytes, table);
}
