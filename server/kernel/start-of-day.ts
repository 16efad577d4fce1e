const minute = 60_000;

/** How far a zone's clocks are ahead of UTC at a moment, in milliseconds. */
function offsetAt(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  return shown - Math.floor(at.getTime() / minute) * minute;
}

/**
 * The moment at which a day begins in a zone.
 * @param day 2026-11-24
 * @param plusDays 1: the next day's beginning, which is this day's end
 */
export function startOfDay(day: string, timeZone: string, plusDays = 0): Date {
  const asUtc = new Date(`${day}T00:00:00.000Z`);
  asUtc.setUTCDate(asUtc.getUTCDate() + plusDays);
  const near = new Date(asUtc.getTime() - offsetAt(asUtc, timeZone));
  // Clocks may have been put forward or back in between: the zone's own hour at that moment decides.
  return new Date(asUtc.getTime() - offsetAt(near, timeZone));
}
