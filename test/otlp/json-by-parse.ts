import type { ReadAttributes, ReadSpan, ReadValue } from './protobuf-by-spec.ts';

/** A second reader of OTLP/JSON, on top of JSON.parse; it takes what is valid only. */
export function readByParse(text: string, wanted: ReadonlySet<string>): ReadSpan[] {
  return list(parse(text), 'resourceSpans').flatMap((resourceSpans) => {
    const resource = attributes(member(resourceSpans, 'resource'));
    return list(resourceSpans, 'scopeSpans').flatMap((scopeSpans) =>
      list(scopeSpans, 'spans').map((span) => readSpan(span, resource, wanted)),
    );
  });
}

function readSpan(span: unknown, resource: ReadAttributes, wanted: ReadonlySet<string>): ReadSpan {
  const events = list(span, 'events').filter((event) =>
    list(event, 'attributes').some((keyValue) => wanted.has(string(keyValue, 'key'))),
  );
  return {
    resource,
    name: string(span, 'name'),
    traceId: string(span, 'traceId').toLowerCase(),
    spanId: string(span, 'spanId').toLowerCase(),
    endTimeUnixNano: BigInt(numberText(member(span, 'endTimeUnixNano') ?? '0')),
    attributes: attributes(span),
    events: events.map((event) => ({
      name: string(event, 'name'),
      timeUnixNano: BigInt(numberText(member(event, 'timeUnixNano') ?? '0')),
      attributes: attributes(event),
    })),
  };
}

/** Numbers are kept as text, so that none loses its last digits. */
class NumberText {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

function parse(text: string): unknown {
  const parsed: unknown = Reflect.apply(JSON.parse, JSON, [text, keepNumberText]);
  return parsed;
}

function keepNumberText(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  return typeof value === 'number' ? new NumberText(source ?? '') : value;
}

function attributes(holder: unknown): ReadAttributes {
  return keyValues(list(holder, 'attributes'));
}

function keyValues(all: readonly unknown[]): ReadAttributes {
  return new Map(all.map((keyValue) => [string(keyValue, 'key'), anyValue(member(keyValue, 'value'))]));
}

function anyValue(value: unknown): ReadValue {
  const of = (name: string) => member(value, name);
  if (of('stringValue') !== null) return string(value, 'stringValue');
  if (of('boolValue') !== null) return of('boolValue') === true;
  if (of('intValue') !== null) return BigInt(numberText(of('intValue')));
  if (of('doubleValue') !== null) return Number(numberText(of('doubleValue')));
  if (of('bytesValue') !== null) return new Uint8Array(Buffer.from(string(value, 'bytesValue'), 'base64'));
  if (of('arrayValue') !== null) return list(of('arrayValue'), 'values').map(anyValue);
  if (of('kvlistValue') !== null) return keyValues(list(of('kvlistValue'), 'values'));
  return null;
}

function member(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, name)) return null;
  const found: unknown = Reflect.get(holder, name);
  return found;
}

function list(holder: unknown, name: string): unknown[] {
  const found = member(holder, name);
  return Array.isArray(found) ? found : [];
}

function string(holder: unknown, name: string): string {
  const found = member(holder, name);
  return typeof found === 'string' ? found : '';
}

function numberText(value: unknown): string {
  return value instanceof NumberText ? value.source : String(value);
}
