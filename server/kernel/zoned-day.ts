/** 2026-12-08 in the zone: compares as text. */
function localDay(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

const Hour = 3_600_000;

/**
 * 24:00 of the day that is so many days after the day of `at`, in the zone: the first instant of the
 * day that follows. Found by looking at the calendar, not by adding hours, so a day of 23 or 25
 * hours is a day, also where the clocks change at midnight itself.
 * @param timeZone IANA name, as the enterprise has it
 */
export function endOfDayAfter(at: Date, days: number, timeZone: string): Date {
  const next = new Date(`${localDay(at, timeZone)}T00:00:00.000Z`);
  next.setUTCDate(next.getUTCDate() + days + 1);
  const day = next.toISOString().slice(0, 10);
  // No zone is further than 14 hours from UTC, and clocks change by less than the rest.
  let before = next.getTime() - 26 * Hour;
  let after = next.getTime() + 26 * Hour;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (localDay(new Date(middle), timeZone) < day) before = middle;
    else after = middle;
  }
  return new Date(after);
}

/** Whether an instant is the first of a day in the zone, so that it can be told as 24:00 of the day before. */
export function isStartOfDay(at: Date, timeZone: string): boolean {
  return localDay(at, timeZone) !== localDay(new Date(at.getTime() - 1), timeZone);
}
