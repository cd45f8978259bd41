import { PageFailure } from './page-failure.ts';

/** Unix seconds as milliseconds, `fallbackMs` when absent; a `PageFailure` otherwise. */
export function readTimestamp(query: URLSearchParams, fallbackMs: number): number {
  const text = query.get('timestamp');
  if (text === null || text === '') return fallbackMs;
  if (!/^\d{1,11}(?:\.\d{1,9})?$/.test(text))
    throw new PageFailure(400, 'timestamp is a moment in Unix seconds, such as 1793750400.');
  return Math.floor(Number(text) * 1000);
}

/** A switch that is off by default; a `PageFailure` for anything but yes or no. */
export function readFlag(query: URLSearchParams, name: string): boolean {
  const text = (query.get(name) ?? '').toLowerCase();
  if (['1', 'true', 'yes', 'on'].includes(text)) return true;
  if (['', '0', 'false', 'no', 'off'].includes(text)) return false;
  throw new PageFailure(400, `${name} is true or false.`);
}

/** A line number counted from 1; undefined when absent, a `PageFailure` otherwise. */
export function readLineNumber(query: URLSearchParams): number | undefined {
  const text = query.get('line_number');
  if (text === null || text === '') return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new PageFailure(400, 'line_number is a whole number from 1 on.');
  return Number(text);
}

/** A page of a list, counted from 1; a `PageFailure` for anything but a number. */
export function readPage(query: URLSearchParams): number {
  const text = query.get('page') ?? '';
  if (text === '') return 1;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new PageFailure(400, 'page is a whole number from 1 on.');
  return Number(text);
}

// An address must stay short enough to be asked for.
const MAX_TEXT = 300;

/** What is looked for, without the blanks around it; undefined when that is nothing. */
export function readText(query: URLSearchParams, name: string): string | undefined {
  return query.get(name)?.trim().slice(0, MAX_TEXT).toWellFormed() || undefined;
}
