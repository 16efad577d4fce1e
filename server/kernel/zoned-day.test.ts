import { describe, expect, it } from 'vitest';

import { daysLeft, endOfDayAfter, endOfDayYearsAfter, isStartOfDay, startOfDay } from './zoned-day.ts';

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

describe('24:00 of a day years later', () => {
  it.each([
    // Bought on 28 November 2026 at 14:05 in Shanghai.
    ['Asia/Shanghai', '2026-11-28T06:05:00.000Z', 1, '2027-11-28T16:00:00.000Z'],
    // Renewed from that end: a year of days, not a day more.
    ['Asia/Shanghai', '2027-11-28T16:00:00.000Z', 1, '2028-11-28T16:00:00.000Z'],
    ['Asia/Shanghai', '2026-11-28T06:05:00.000Z', 3, '2029-11-28T16:00:00.000Z'],
    ['UTC', '2028-02-29T12:00:00.000Z', 1, '2029-03-01T00:00:00.000Z'],
    ['UTC', '2028-02-29T12:00:00.000Z', 4, '2032-03-01T00:00:00.000Z'],
    ['America/New_York', '2026-11-28T02:30:00.000Z', 5, '2031-11-28T05:00:00.000Z'],
    ['Africa/Cairo', '2026-07-01T12:00:00.000Z', 1, '2027-07-01T21:00:00.000Z'],
    // Winter time began in between.
    ['Europe/Berlin', '2026-10-20T12:00:00.000Z', 1, '2027-10-20T22:00:00.000Z'],
  ])('in %s from %s, %i', (zone, at, years, end) => {
    expect(endOfDayYearsAfter(new Date(at), years, zone).toISOString()).toBe(end);
  });

  it.each([
    ['2026-11-28T06:05:00.000Z', '2026-11-28T16:00:00.000Z', 0],
    ['2026-11-27T15:59:59.999Z', '2026-11-28T16:00:00.000Z', 1],
    ['2026-11-27T16:00:00.000Z', '2026-11-28T16:00:00.000Z', 0],
    ['2026-10-29T06:05:00.000Z', '2026-11-28T16:00:00.000Z', 30],
    ['2026-11-30T06:05:00.000Z', '2026-11-28T16:00:00.000Z', -2],
  ])('of %s and an end at %s, so many days are left: %i', (now, end, days) => {
    expect(daysLeft(new Date(now), new Date(end), 'Asia/Shanghai')).toBe(days);
  });
});
