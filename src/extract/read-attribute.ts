import type { Attributes, AttributeValue } from '../otlp/attributes.ts';
import { cleanText } from './clean-text.ts';
import { toText } from './to-text.ts';

/** The longest text kept where nothing longer is asked for, in UTF-16 code units. */
const DEFAULT_LENGTH = 4096;

/** The attribute as clean text of at most `maxLength`; undefined if it is absent or empty. */
export function readText(
  attributes: Attributes,
  key: string,
  maxLength: number = DEFAULT_LENGTH,
): string | undefined {
  const value = attributes.get(key);
  return value === undefined ? undefined : readTextOf(value, maxLength) || undefined;
}

/** The first of the attributes that says something. */
export function readFirstText(attributes: Attributes, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const text = readText(attributes, key);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Any value as clean text of at most `maxLength`. */
export function readTextOf(value: AttributeValue, maxLength: number = DEFAULT_LENGTH): string {
  return cleanText(toText(value), maxLength);
}

/** `flawless.error_count`: how many occurrences a record stands for, a whole number from 1 to 1e9; 1 when it is not said. */
export function readCount(attributes: Attributes): number {
  return readWhole(attributes, 'flawless.error_count') ?? 1;
}

/** `flawless.error_threshold`, a whole number from 1 to 1e9. */
export function readThreshold(attributes: Attributes): number | undefined {
  return readWhole(attributes, 'flawless.error_threshold');
}

const MAX_WHOLE = 1e9;

function readWhole(attributes: Attributes, key: string): number | undefined {
  const value = toNumber(attributes.get(key));
  return value === undefined ? undefined : Math.min(Math.max(Math.trunc(value), 1), MAX_WHOLE);
}

/** A number that came as one, or as decimal digits; undefined for anything else. */
export function toNumber(value: AttributeValue | undefined): number | undefined {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : value;
  return typeof value === 'string' && /^-?\d{1,18}$/.test(value) ? Number(value) : undefined;
}
