const minute = 60_000;
const day = 24 * 60 * minute;

/** WeChat writes the time above a message when this much passed since the one before (U: 5 min). */
export const separatorGapMs = 5 * minute;

/**
 * The phone's zone. The people of the sandbox live in China, and what the platform and the
 * application write into messages is that zone's time, wherever the developer sits.
 */
const timeZone = 'Asia/Shanghai';

const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
const calendarDay = new Intl.DateTimeFormat('sv-SE', { timeZone });

export function clockTime(at: number): string {
  return clock.format(at);
}

/**
 * A moment as WeChat's chat list and separators say it: today the hour alone, then yesterday, then
 * the day of the week, then the date.
 * @param withTime the chat list leaves the hour out on older days
 */
export function relativeTime(at: number, now: number, language: 'zh-CN' | 'en', withTime: boolean): string {
  const time = clockTime(at);
  const suffix = withTime ? ` ${time}` : '';
  const dayOf = calendarDay.format(at);
  if (dayOf === calendarDay.format(now)) return time;
  // The zone has no summer time: a day is always as long.
  if (dayOf === calendarDay.format(now - day)) return `${language === 'en' ? 'Yesterday' : '昨天'}${suffix}`;
  const age = now - at;
  const format: Intl.DateTimeFormatOptions =
    age > 0 && age < 7 * day
      ? { weekday: 'long' }
      : withTime
        ? { year: 'numeric', month: 'long', day: 'numeric' }
        : { year: '2-digit', month: 'numeric', day: 'numeric' };
  return `${new Intl.DateTimeFormat(language, { ...format, timeZone }).format(at)}${suffix}`;
}
