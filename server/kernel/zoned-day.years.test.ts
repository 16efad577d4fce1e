import { expect, it } from 'vitest';

import { endOfDayYearsAfter } from './zoned-day.ts';

it.each([
  ['2026-11-28T02:30:00.000Z', 1, 'Asia/Shanghai', '2027-11-28T16:00:00.000Z'],
  // 23:59:59 and 00:00 of the next day are the same 24:00.
  ['2026-11-28T15:59:59.999Z', 1, 'Asia/Shanghai', '2027-11-28T16:00:00.000Z'],
  ['2027-11-28T16:00:00.000Z', 1, 'Asia/Shanghai', '2028-11-28T16:00:00.000Z'],
  ['2028-02-29T02:00:00.000Z', 1, 'Asia/Shanghai', '2029-02-28T16:00:00.000Z'],
  ['2026-11-28T02:30:00.000Z', 5, 'America/New_York', '2031-11-28T05:00:00.000Z'],
  ['2026-07-01T12:00:00.000Z', 1, 'Africa/Cairo', '2027-07-01T21:00:00.000Z'],
])('what is bought at %s for %i years ends with a day of %s', (at, years, zone, end) => {
  expect(endOfDayYearsAfter(new Date(at), years, zone).toISOString()).toBe(end);
});
