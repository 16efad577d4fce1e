/** Where an enterprise names no zone of its own. */
export const homeZone = 'Asia/Shanghai';

/** The zone in which an enterprise's days begin and end; who is not known has ours. */
export function zoneOf(enterprise: { readonly timeZone: string } | null | undefined): string {
  return enterprise?.timeZone ?? homeZone;
}

/** 2026-12-08 in the zone: compares as text. */
export function localDay(at: Date, timeZone: string): string {
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

/**
 * 24:00 of the same day so many years later, for what is sold by the year: bought at any hour it
 * ends with its day, and what begins at 24:00 ends at 24:00. Of 29 February: the 28th.
 */
export function endOfDayYearsAfter(at: Date, years: number, timeZone: string): Date {
  const [year = '', month = '', day = ''] = localDay(new Date(at.getTime() - 1), timeZone).split('-');
  const later = Number(year) + years;
  const leap = new Date(Date.UTC(later, 1, 29)).getUTCMonth() === 1;
  const name = `${String(later).padStart(4, '0')}-${month}-${month === '02' && day === '29' && !leap ? '28' : day}`;
  return startOfDay(name, timeZone, 1);
}

/** Days of the calendar from today to the last day of what ends then; 0: it ends with today. */
export function daysLeft(now: Date, endsAt: Date, timeZone: string): number {
  const at = (moment: Date) => Date.parse(`${localDay(moment, timeZone)}T00:00:00.000Z`);
  return Math.round((at(new Date(endsAt.getTime() - 1)) - at(now)) / (24 * Hour));
}

/** Whether an instant is the first of a day in the zone, so that it can be told as 24:00 of the day before. */
export function isStartOfDay(at: Date, timeZone: string): boolean {
  return localDay(at, timeZone) !== localDay(new Date(at.getTime() - 1), timeZone);
}
