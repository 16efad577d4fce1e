import { staffCardTexts as enTexts } from '../../config/locales/en/staff-cards.ts';
import { staffCardTexts as zhTexts } from '../../config/locales/zh-CN/staff-cards.ts';
import type { Locale } from '../contract/common.ts';
import { formatText } from '../kernel/i18n/translate.ts';

/** A text of the cards that staff get in WeCom. */
export function staffCardText(
  locale: Locale,
  key: keyof typeof zhTexts,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return formatText(locale, locale === 'en' ? enTexts[key] : zhTexts[key], values);
}
