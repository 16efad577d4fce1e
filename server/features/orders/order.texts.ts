import { orderTexts as en } from '../../../config/locales/en/orders.ts';
import { orderTexts as zh } from '../../../config/locales/zh-CN/orders.ts';
import type { Locale } from '../../contract/common.ts';
import { formatText } from '../../kernel/i18n/translate.ts';

export type NoteKey = keyof typeof zh;

/** A line of an order's history in words. */
export function noteText(locale: Locale, key: string, values: Readonly<Record<string, string>>): string {
  return Object.hasOwn(zh, key) ? formatText(locale, textOf(locale, key), values) : key;
}

function textOf(locale: Locale, key: string): string {
  const texts: Readonly<Record<string, string>> = locale === 'en' ? en : zh;
  return texts[key] ?? '';
}
