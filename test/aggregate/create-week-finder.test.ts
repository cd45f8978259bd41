import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createWeekFinder } from '../../src/aggregate/create-week-finder.ts';
import { startOfWeek } from '../../src/week.ts';

const HOUR = 3_600_000;

test('finds the same week as the calendar, in whatever order moments come, also when clocks change', () => {
  for (const timezone of ['UTC', 'Europe/Berlin', 'America/Santiago', 'Pacific/Apia']) {
    const around = [Date.UTC(2011, 11, 30), Date.UTC(2026, 9, 25), Date.UTC(2026, 8, 6)];
    const moment = fc.tuple(fc.constantFrom(...around), fc.integer({ min: -400, max: 400 }));
    fc.assert(
      fc.property(fc.array(moment), (moments) => {
        const findWeek = createWeekFinder(timezone);
        for (const [from, hours] of moments) {
          const ms = from + hours * HOUR;
          assert.equal(findWeek(ms), startOfWeek(ms, timezone));
        }
      }),
    );
  }
});
