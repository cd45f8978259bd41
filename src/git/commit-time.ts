// The last second that calendars with four digits for the year can show.
const MAX_TIME_MS = 253_402_300_799_000;

/** Unix seconds as git prints them, in milliseconds; a whole number up to the end of the year 9999, whatever they are. */
export function toMilliseconds(seconds: string): number {
  const ms = Math.trunc(Number(seconds) * 1000);
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), MAX_TIME_MS);
}
