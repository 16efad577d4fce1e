import type { Locale } from '../../../server/contract/common.ts';

/**
 * A moment in the enterprise's zone: 2026年11月24日 18:30, or 24 Nov 2026, 18:30.
 * @param iso UTC, as the API gives it
 */
export function formatMoment(iso: string, timeZone: string, language: Locale): string {
  const parts = partsOf(iso, timeZone, language);
  const clock = `${parts.hour}:${parts.minute}`;
  return language === 'zh-CN'
    ? `${parts.year}年${parts.month}月${parts.day}日 ${clock}`
    : `${parts.day} ${parts.month} ${parts.year}, ${clock}`;
}

/** Only the day: 2026年11月24日. */
export function formatDay(iso: string, timeZone: string, language: Locale): string {
  const parts = partsOf(iso, timeZone, language);
  return language === 'zh-CN'
    ? `${parts.year}年${parts.month}月${parts.day}日`
    : `${parts.day} ${parts.month} ${parts.year}`;
}

/** For file names: 20261124-1830. */
export function fileStamp(date: Date, timeZone: string): string {
  const parts = partsOf(date.toISOString(), timeZone, 'zh-CN');
  const two = (text: string) => text.padStart(2, '0');
  return `${parts.year}${two(parts.month)}${two(parts.day)}-${parts.hour}${parts.minute}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(iso: string, timeZone: string, language: Locale) {
  const id = `${language} ${timeZone}`;
  let format = formats.get(id);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(language === 'zh-CN' ? 'zh-CN-u-nu-latn' : 'en-GB', {
      timeZone,
      year: 'numeric',
      month: language === 'zh-CN' ? 'numeric' : 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(id, format);
  }
  const found = { year: '', month: '', day: '', hour: '', minute: '' };
  for (const part of format.formatToParts(new Date(iso))) {
    if (part.type === 'month') found.month = part.value.replace('月', '');
    else if (part.type === 'year') found.year = part.value.replace('年', '');
    else if (part.type === 'day') found.day = part.value.replace('日', '');
    else if (part.type === 'hour') found.hour = part.value;
    else if (part.type === 'minute') found.minute = part.value;
  }
  return found;
}
