import type { Locale } from './contract.ts';

const hourMs = 3_600_000;

/**
 * A moment in words: 「2026年11月24日 18:30」, "24 Nov 2026, 18:30". In China's time (UTC+8, no
 * summer time), where the upstream's people are; made by hand because WeChat's engine on older
 * phones comes without time zones.
 */
export function formatTime(isoTimestamp: string, language: Locale): string {
  const at = new Date(Date.parse(isoTimestamp) + 8 * hourMs);
  if (Number.isNaN(at.getTime())) return '';
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  if (language === 'zh-CN') return `${year}年${month + 1}月${day}日 ${clock}`;
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  return `${day} ${names[month] ?? ''} ${year}, ${clock}`;
}
