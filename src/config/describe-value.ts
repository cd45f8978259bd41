import { hideUserInfo } from '../hide-credentials.ts';

/** A value as an error message shows it: short, on one line, without credentials of a URL. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return describeKind(value);
}

/** Only what kind of value it is, for values that must not be shown. */
export function describeKind(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? 'text' : `a ${typeof value}`;
}

/** Text in quotes: control and invisible characters escaped, cut after 60 characters. */
export function quote(text: string): string {
  const safe = hideUserInfo(text);
  const shown = safe.length > 60 ? `${safe.slice(0, 59)}…` : safe;
  return `"${shown.replace(/[\p{C}"\\]/gu, escape)}"`;
}

function escape(character: string): string {
  const json = JSON.stringify(character).slice(1, -1);
  return json.length > 1 ? json : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
