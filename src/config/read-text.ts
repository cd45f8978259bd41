import type { Option } from './options.ts';
import { readScalar } from './substitute-environment.ts';

/**
 * Reads plain text as the value of an option; what cannot be its value is returned as text, for the validator to refuse.
 * Lists are separated by commas and mappings are `name=value` pairs, percent-encoded like OTEL_EXPORTER_OTLP_HEADERS;
 * both may also be written as JSON, and entries must be.
 */
export function readText(text: string, option: Option): unknown {
  if (option.type === 'list') return readJson(text, isTextList) ?? splitList(text);
  if (option.type === 'entries') return readJson(text, Array.isArray) ?? text;
  if (option.type === 'map') return readJson(text, isTextMap) ?? splitPairs(text);
  return readScalar(text, option.type);
}

function readJson(text: string, accepts: (value: unknown) => boolean): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return accepts(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isTextMap(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && isTextList(Object.values(value)) && !Array.isArray(value)
  );
}

function splitList(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}

/** Anything that is not a list of pairs is returned as it is, for the validator to refuse. */
function splitPairs(text: string): unknown {
  const pairs = splitList(text).map((pair) => /^([^=\s]+)\s*=(.*)$/s.exec(pair));
  if (pairs.includes(null)) return text;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1], decodePercent((pair?.[2] ?? '').trim())]));
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
