import { salespersonTexts as en } from '../../../config/locales/en/salesperson.ts';
import { salespersonTexts as zh } from '../../../config/locales/zh-CN/salesperson.ts';
import type { Locale } from '../../contract/common.ts';
import { formatText } from '../../kernel/i18n/translate.ts';

export type SalespersonText = keyof typeof zh;

export const salespersonText = (
  locale: Locale,
  key: SalespersonText,
  values: Readonly<Record<string, string | number>> = {},
): string => formatText(locale, locale === 'en' ? en[key] : zh[key], values);
