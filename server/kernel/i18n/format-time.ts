import type { Locale } from '../../contract/common.ts';
import { isStartOfDay } from '../zoned-day.ts';

const day: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'long', day: 'numeric' };
const minute: Intl.DateTimeFormatOptions = { ...day, hour: '2-digit', minute: '2-digit', hour12: false };

/** 2026年11月24日, in the tenant's zone. An end at 24:00 shows the day that ends. */
export function formatDay(locale: Locale, at: Date, timeZone: string): string {
  const justBefore = new Date(at.getTime() - 1);
  return new Intl.DateTimeFormat(locale, { ...day, timeZone }).format(justBefore);
}

/** 2026年11月24日 18:30, in the tenant's zone. */
export function formatMinute(locale: Locale, at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { ...minute, timeZone }).format(at);
}

/** An end that people plan by: 2026年12月8日 24:00 where a day ends with it, else to the minute. */
export function formatEnd(locale: Locale, at: Date, timeZone: string): string {
  return isStartOfDay(at, timeZone)
    ? `${formatDay(locale, at, timeZone)} 24:00`
    : formatMinute(locale, at, timeZone);
}
