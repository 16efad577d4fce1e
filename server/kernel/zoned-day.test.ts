import { describe, expect, it } from 'vitest';

import { endOfDayAfter, isStartOfDay } from './zoned-day.ts';

describe('24:00 of a day that comes', () => {
  it.each([
    // Told on 24 November 2026 at 18:30 in Shanghai: 8 December, 24:00.
    ['Asia/Shanghai', '2026-11-24T10:30:00.000Z', '2026-12-08T16:00:00.000Z'],
    // A minute before and at midnight in Shanghai.
    ['Asia/Shanghai', '2026-11-24T15:59:59.999Z', '2026-12-08T16:00:00.000Z'],
    ['Asia/Shanghai', '2026-11-24T16:00:00.000Z', '2026-12-09T16:00:00.000Z'],
    // Summer time begins in between (8 March 2026): the 14 days are an hour shorter.
    ['America/New_York', '2026-03-01T17:00:00.000Z', '2026-03-16T04:00:00.000Z'],
    // … and ends in between (1 November 2026): an hour longer.
    ['America/New_York', '2026-10-25T16:00:00.000Z', '2026-11-09T05:00:00.000Z'],
    // Summer time begins at midnight of that very day in Cairo (24 April 2026): the day starts at 01:00.
    ['Africa/Cairo', '2026-04-09T10:00:00.000Z', '2026-04-23T22:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-11-24T10:30:00.000Z', '2026-12-09T10:00:00.000Z'],
    ['Pacific/Pago_Pago', '2026-11-24T10:30:00.000Z', '2026-12-08T11:00:00.000Z'],
    // Leap day.
    ['UTC', '2028-02-20T12:00:00.000Z', '2028-03-06T00:00:00.000Z'],
  ])('in %s after %s is %s', (zone, at, end) => {
    expect(endOfDayAfter(new Date(at), 14, zone).toISOString()).toBe(end);
    expect(isStartOfDay(new Date(end), zone)).toBe(true);
    expect(isStartOfDay(new Date(new Date(end).getTime() + 1), zone)).toBe(false);
  });
});
