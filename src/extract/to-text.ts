import type { AttributeValue } from '../otlp/attributes.ts';

/** An attribute value as a person would write it: texts as they are, lists and maps as JSON, bytes as base64. */
export function toText(value: AttributeValue): string {
  if (value === null) return '';
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return typeof value === 'object' ? JSON.stringify(value, replaceForJson) : String(value);
}

/** For `JSON.stringify`. The nesting of attribute values is bounded by the readers of OTLP. */
function replaceForJson(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value instanceof Map ? Object.fromEntries(value) : value;
}
