import { DateTime } from 'luxon';

/** Start of the week, Sunday 00:00 in `timezone`, that holds the moment `ms`; both in Unix milliseconds. */
export function startOfWeek(ms: number, timezone: string): number {
  const moment = DateTime.fromMillis(ms, { zone: timezone });
  return moment
    .minus({ days: moment.weekday % 7 })
    .startOf('day')
    .toMillis();
}

/** `weeks` later or, negative, earlier than a week's start; weeks with a change of clocks are an hour shorter or longer. */
export function shiftWeek(weekMs: number, weeks: number, timezone: string): number {
  return DateTime.fromMillis(weekMs, { zone: timezone }).plus({ weeks }).startOf('day').toMillis();
}

/** Start of an ISO 8601 day in `timezone`, in Unix milliseconds. */
export function startOfDay(date: string, timezone: string): number {
  return DateTime.fromISO(date, { zone: timezone }).startOf('day').toMillis();
}

/** A moment as people read it, such as `Tue 3 Nov 2026, 14:05 UTC`. */
export function formatMoment(ms: number, timezone: string): string {
  return DateTime.fromMillis(ms, { zone: timezone, locale: 'en' }).toFormat('ccc d LLL yyyy, HH:mm ZZZZ');
}

/** A day as people read it, such as `3 Nov 2026`. */
export function formatDay(ms: number, timezone: string): string {
  return DateTime.fromMillis(ms, { zone: timezone, locale: 'en' }).toFormat('d LLL yyyy');
}
