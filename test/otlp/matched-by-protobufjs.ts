import { WANTED_KEYS } from './messy-protobuf.ts';
import type { Plain } from './otlp-by-protobufjs.ts';

/** What a scan of traces should find in a decoded request, without places. */
export function matchSpans(request: Plain): unknown[] {
  return listItems(request, ['resourceSpans', 'scopeSpans', 'spans']).flatMap(({ resource, item }) => {
    const events = list(item, 'events').filter(isWanted);
    if (events.length === 0 && !isWanted(item)) return [];
    const read = {
      resource,
      name: text(item, 'name'),
      traceId: hex(item, 'traceId'),
      spanId: hex(item, 'spanId'),
      endTimeUnixNano: number(item, 'endTimeUnixNano'),
      attributes: attributes(item),
      events: events.map((event) => ({
        name: text(event, 'name'),
        timeUnixNano: number(event, 'timeUnixNano'),
        attributes: attributes(event),
      })),
    };
    return [read];
  });
}

/** What a scan of logs should find in a decoded request, without places. */
export function matchLogRecords(request: Plain): unknown[] {
  return listItems(request, ['resourceLogs', 'scopeLogs', 'logRecords']).flatMap(({ resource, item }) => {
    if (!isWanted(item)) return [];
    const read = {
      resource,
      eventName: text(item, 'eventName'),
      timeUnixNano: number(item, 'timeUnixNano'),
      observedTimeUnixNano: number(item, 'observedTimeUnixNano'),
      traceId: hex(item, 'traceId'),
      spanId: hex(item, 'spanId'),
      attributes: attributes(item),
    };
    return [read];
  });
}

/** All items of a decoded request, each with what stands around it. */
export function listItems(
  request: Plain,
  [resources, scopes, items]: readonly [string, string, string],
): { readonly resource: unknown; readonly around: unknown; readonly item: Plain }[] {
  return list(request, resources).flatMap((resourced) =>
    list(resourced, scopes).flatMap((scoped) =>
      list(scoped, items).map((item) => ({
        resource: attributes((resourced['resource'] ?? {}) as Plain),
        around: [without(request, resources), without(resourced, scopes), without(scoped, items)],
        item,
      })),
    ),
  );
}

/** The list `name` of a message. */
export function list(holder: Plain, name: string): Plain[] {
  return (holder[name] ?? []) as Plain[];
}

/** The message without one of its fields. */
export function without(holder: Plain, name: string): Plain {
  return Object.fromEntries(Object.entries(holder).filter(([key]) => key !== name));
}

function isWanted(holder: Plain): boolean {
  return list(holder, 'attributes').some((keyValue) => WANTED_KEYS.includes(text(keyValue, 'key')));
}

function attributes(holder: Plain, name = 'attributes'): Map<string, unknown> {
  return new Map(
    list(holder, name).map((keyValue) => [
      text(keyValue, 'key'),
      anyValue((keyValue['value'] ?? {}) as Plain),
    ]),
  );
}

function anyValue(value: Plain): unknown {
  if ('stringValue' in value) return value['stringValue'];
  if ('boolValue' in value) return value['boolValue'];
  if ('intValue' in value) return number(value, 'intValue');
  if ('doubleValue' in value) return value['doubleValue'];
  if ('bytesValue' in value) return new Uint8Array(value['bytesValue'] as Buffer);
  if ('arrayValue' in value) return list(value['arrayValue'] as Plain, 'values').map(anyValue);
  if ('kvlistValue' in value) return attributes(value['kvlistValue'] as Plain, 'values');
  return null;
}

function text(holder: Plain, name: string): string {
  const value = holder[name];
  return typeof value === 'string' ? value : '';
}

function number(holder: Plain, name: string): bigint {
  return BigInt(text(holder, name));
}

function hex(holder: Plain, name: string): string {
  const value = holder[name];
  return Buffer.isBuffer(value) ? value.toString('hex') : '';
}
