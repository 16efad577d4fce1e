import { describe, expect, it } from 'vitest';

import { startOfDay } from './zoned-day.ts';

describe('the beginning of a day in a zone', () => {
  it.each([
    ['2026-11-24', 'Asia/Shanghai', 0, '2026-11-23T16:00:00.000Z'],
    ['2026-11-24', 'Asia/Shanghai', 1, '2026-11-24T16:00:00.000Z'],
    ['2026-12-31', 'UTC', 1, '2027-01-01T00:00:00.000Z'],
    // The clocks of Berlin were put forward at 02:00 of the 29th, and back at 03:00 of October 25th.
    ['2026-03-29', 'Europe/Berlin', 0, '2026-03-28T23:00:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', 1, '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', 'Europe/Berlin', 1, '2026-10-25T23:00:00.000Z'],
    ['2026-11-24', 'America/Los_Angeles', 0, '2026-11-24T08:00:00.000Z'],
    ['2026-11-24', 'Asia/Kathmandu', 0, '2026-11-23T18:15:00.000Z'],
  ])('%s in %s, and %i more', (day, zone, plus, expected) => {
    expect(startOfDay(day, zone, plus).toISOString()).toBe(expected);
  });
});
