import { localDay, startOfDay } from '../kernel/zoned-day.ts';

const zone = 'Asia/Shanghai';

/** Beijing's calendar day, YYYY-MM-DD: what bills go by. */
export const beijingDay = (at: Date): string => localDay(at, zone);

/** Milliseconds from now until that hour of Beijing's next day. */
export const untilTomorrow = (now: Date, hour: number): number =>
  startOfDay(beijingDay(now), zone, 1).getTime() + hour * 3_600_000 - now.getTime();
