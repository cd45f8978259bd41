import { DateTime } from 'luxon';

/** Start of the week, Sunday 00:00 in `timezone`, that holds the moment `ms`; both in Unix milliseconds. */
export function startOfWeek(ms: number, timezone: string): number {
  const moment = DateTime.fromMillis(ms, { zone: timezone });
  return beginDay(moment.minus({ days: moment.weekday % 7 }));
}

/** `weeks` later or, negative, earlier than a week's start; weeks with a change of clocks are an hour shorter or longer. */
export function shiftWeek(weekMs: number, weeks: number, timezone: string): number {
  return beginDay(DateTime.fromMillis(weekMs, { zone: timezone }).plus({ weeks }));
}

/** Start of an ISO 8601 day in `timezone`, in Unix milliseconds. */
export function startOfDay(date: string, timezone: string): number {
  return beginDay(DateTime.fromISO(date, { zone: timezone }));
}

/**
 * The week that ended last, while it is time to tell of it: from Sunday 08:00 in `timezone` for two days; null at other
 * times.
 */
export function findWeekToTell(nowMs: number, timezone: string): number | null {
  const weekMs = startOfWeek(nowMs, timezone);
  const from = DateTime.fromMillis(weekMs, { zone: timezone }).set({ hour: 8 });
  const isTime = nowMs >= from.toMillis() && nowMs < from.plus({ days: 2 }).toMillis();
  return isTime ? shiftWeek(weekMs, -1, timezone) : null;
}

/** A moment as people read it, such as `Tue 3 Nov 2026, 14:05 UTC`. */
export function formatMoment(ms: number, timezone: string): string {
  return DateTime.fromMillis(ms, { zone: timezone, locale: 'en' }).toFormat('ccc d LLL yyyy, HH:mm ZZZZ');
}

/** A day as people read it, such as `3 Nov 2026`. */
export function formatDay(ms: number, timezone: string): string {
  return DateTime.fromMillis(ms, { zone: timezone, locale: 'en' }).toFormat('d LLL yyyy');
}

/** Where clocks go back to midnight, as in Havana and on the Azores, midnight comes twice, and the day begins with the first. */
function beginDay(moment: DateTime): number {
  const midnights = moment.startOf('day').getPossibleOffsets();
  return Math.min(...midnights.map((one) => one.toMillis()));
}
