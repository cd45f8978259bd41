import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWeekFinder } from '../src/aggregate/create-week-finder.ts';
import { shiftWeek, startOfWeek } from '../src/week.ts';

const HOUR = 3_600_000;

// In UTC, with how many hours the week has; the local reason stands beside it.
// prettier-ignore
const LENGTHS: readonly (readonly [zone: string, start: string, hours: number, why: string])[] = [
  ['UTC', '2026-03-22T00:00Z', 168, 'never changes'],
  ['Europe/Berlin', '2026-03-21T23:00Z', 168, 'the week before the change'],
  ['Europe/Berlin', '2026-03-28T23:00Z', 167, 'Sunday 02:00 to 03:00'],
  ['Europe/Berlin', '2026-10-24T22:00Z', 169, 'Sunday 03:00 to 02:00'],
  ['America/New_York', '2026-03-08T05:00Z', 167, 'Sunday 02:00 to 03:00'],
  ['America/New_York', '2026-11-01T04:00Z', 169, 'Sunday 02:00 to 01:00'],
  ['America/Santiago', '2026-03-29T03:00Z', 169, 'Saturday 24:00 to 23:00, which comes twice'],
  ['America/Santiago', '2026-04-05T04:00Z', 168, 'the week after'],
  ['America/Santiago', '2026-08-30T04:00Z', 168, 'the week before the gap'],
  ['America/Santiago', '2026-09-06T04:00Z', 167, 'there is no Sunday 00:00, it begins at 01:00'],
  ['America/Havana', '2026-03-08T05:00Z', 167, 'there is no Sunday 00:00, it begins at 01:00'],
  ['America/Havana', '2026-11-01T04:00Z', 169, 'Sunday 01:00 to 00:00: midnight comes twice'],
  ['Atlantic/Azores', '2020-10-25T00:00Z', 169, 'Sunday 01:00 to 00:00: midnight comes twice'],
  ['Pacific/Apia', '2011-12-25T10:00Z', 144, 'there is no Friday, 30 December'],
  ['Pacific/Kwajalein', '1993-08-15T12:00Z', 144, 'there is no Saturday, 21 August'],
  ['Australia/Lord_Howe', '2026-04-04T13:00Z', 168.5, 'half an hour back'],
  ['Australia/Lord_Howe', '2026-10-03T13:30Z', 167.5, 'half an hour ahead'],
  ['Asia/Kolkata', '2026-11-21T18:30Z', 168, 'half an hour beside the full one'],
  ['Asia/Kathmandu', '2026-11-21T18:15Z', 168, 'a quarter of an hour beside it'],
  ['Pacific/Chatham', '2026-04-04T10:15Z', 169, 'a quarter, and Sunday 03:45 to 02:45'],
];

for (const [zone, start, hours, why] of LENGTHS)
  test(`the week from ${start} has ${hours} hours in ${zone}: ${why}`, () => {
    const [weekMs, nextMs] = [Date.parse(start), Date.parse(start) + hours * HOUR];
    assert.equal(shiftWeek(weekMs, 1, zone), nextMs, 'the next one');
    assert.equal(shiftWeek(nextMs, -1, zone), weekMs, 'the one before the next');
    const findWeek = createWeekFinder(zone);
    const firstAndLast = [weekMs, weekMs + 1, weekMs + 30 * 60_000, weekMs + HOUR, nextMs - HOUR, nextMs - 1];
    for (const ms of [...firstAndLast, weekMs + 3 * 24 * HOUR]) {
      assert.equal(startOfWeek(ms, zone), weekMs, new Date(ms).toISOString());
      assert.equal(findWeek(ms), weekMs);
    }
    assert.equal(startOfWeek(nextMs, zone), nextMs);
    assert.equal(startOfWeek(weekMs - 1, zone), shiftWeek(weekMs, -1, zone));
  });

// prettier-ignore
const ZONES = [
  'Africa/Cairo', 'Africa/Casablanca', 'America/Asuncion', 'America/Havana', 'America/Nuuk', 'America/Santiago',
  'America/Scoresbysund', 'Asia/Beirut', 'Asia/Gaza', 'Asia/Tehran', 'Atlantic/Azores', 'Australia/Lord_Howe',
  'Europe/Berlin', 'Pacific/Apia', 'Pacific/Norfolk',
];

test('by the calendar of the runtime every week begins on a Sunday that had not begun before', () => {
  for (const zone of ZONES) {
    const weekday = new Intl.DateTimeFormat('en', { timeZone: zone, weekday: 'short' });
    const last = Date.UTC(2028, 0, 1);
    for (let week = startOfWeek(Date.UTC(2024, 0, 1), zone); week < last; week = shiftWeek(week, 1, zone)) {
      const said = `${zone} ${new Date(week).toISOString()}`;
      assert.deepEqual([weekday.format(week), weekday.format(week - 1)], ['Sun', 'Sat'], said);
      assert.equal(startOfWeek(shiftWeek(week, 1, zone) - 1, zone), week, said);
    }
  }
});
