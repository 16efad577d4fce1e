import { personalTexts as en } from '../../../config/locales/en/personal.ts';
import { personalTexts as zh } from '../../../config/locales/zh-CN/personal.ts';
import type { Locale } from '../../contract/common.ts';
import { formatText } from '../../kernel/i18n/translate.ts';

export type PersonalText = keyof typeof zh;

export const personalText = (
  locale: Locale,
  key: PersonalText,
  values: Record<string, string> = {},
): string => formatText(locale, (locale === 'en' ? en : zh)[key], values);

/** The name of a part in the workbench; its key where a later version brought it. */
export function partLabel(locale: Locale, key: string): string {
  const texts: Readonly<Record<string, string>> = locale === 'en' ? en : zh;
  return texts[`part.${key}`] ?? key;
}
