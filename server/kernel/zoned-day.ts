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
 * The moment at which a day begins in a zone. Found by looking at the calendar, not by adding hours,
 * so a day of 23 or 25 hours is a day, also where the clocks change at midnight itself.
 * @param day 2026-11-24
 * @param timeZone IANA name, as the enterprise has it
 * @param plusDays 1: the next day's beginning, which is this day's end
 */
export function startOfDay(day: string, timeZone: string, plusDays = 0): Date {
  const wanted = new Date(`${day}T00:00:00.000Z`);
  wanted.setUTCDate(wanted.getUTCDate() + plusDays);
  const name = wanted.toISOString().slice(0, 10);
  // No zone is further than 14 hours from UTC, and clocks change by less than the rest.
  let before = wanted.getTime() - 26 * Hour;
  let after = wanted.getTime() + 26 * Hour;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (localDay(new Date(middle), timeZone) < name) before = middle;
    else after = middle;
  }
  return new Date(after);
}

/** 24:00 of the day that is so many days after the day of `at`, in the zone. */
export function endOfDayAfter(at: Date, days: number, timeZone: string): Date {
  return startOfDay(localDay(at, timeZone), timeZone, days + 1);
}

/** Whether an instant is the first of a day in the zone, so that it can be told as 24:00 of the day before. */
export function isStartOfDay(at: Date, timeZone: string): boolean {
  return localDay(at, timeZone) !== localDay(new Date(at.getTime() - 1), timeZone);
}

/**
 * 24:00 of the same day so many years later, in the zone: what is bought by the year ends with a day.
 * From a day's first instant it is the last day before that counts, so that a renewal is as long as
 * the year it follows. 29 February becomes the 28th.
 */
export function endOfDayYearsAfter(at: Date, years: number, timeZone: string): Date {
  const begins = isStartOfDay(at, timeZone);
  const [year = 0, month = 1, day = 1] = localDay(begins ? new Date(at.getTime() - 1) : at, timeZone)
    .split('-')
    .map(Number);
  const last = new Date(Date.UTC(year + years, month, 0)).getUTCDate();
  const wanted = new Date(Date.UTC(year + years, month - 1, Math.min(day, last)));
  return startOfDay(wanted.toISOString().slice(0, 10), timeZone, 1);
}
