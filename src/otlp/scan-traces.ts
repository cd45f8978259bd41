import type { Encoding } from './encoding.ts';
import { JSON_TRACES } from './json/json-signals.ts';
import { scanJson } from './json/scan-json.ts';
import type { MatchedSpan } from './matched-span.ts';
import { WIRE_TRACES } from './protobuf/wire-signals.ts';
import { scanProtobuf } from './protobuf/scan-protobuf.ts';
import type { Scan } from './scan.ts';
import type { WantedKeys } from './wanted-keys.ts';

/**
 * Finds the spans of an ExportTraceServiceRequest (opentelemetry-proto 1.11) that carry a wanted attribute, on themselves
 * or on an event, and decodes only those. An invalid one is passed over and can be cut out. In protobuf a span in which no
 * wanted key can stand is not looked into at all.
 * @throws MalformedOtlp if the messages around the spans are invalid, in JSON the text or a trace or span id, or far too
 * many spans.
 */
export function scanTraces(bytes: Uint8Array, encoding: Encoding, wanted: WantedKeys): Scan<MatchedSpan> {
  return encoding === 'json'
    ? scanJson(bytes, wanted, JSON_TRACES)
    : scanProtobuf(bytes, wanted, WIRE_TRACES);
}
