import { errors as en } from '../../../config/locales/en/errors/index.ts';
import { errors as zh, type ErrorCode } from '../../../config/locales/zh-CN/errors/index.ts';
import type { Locale } from '../../contract/common.ts';
import { formatText } from '../i18n/translate.ts';

/** The text of an error code in a language; values that the text names must be given. */
export function errorText(
  locale: Locale,
  code: ErrorCode,
  values: Readonly<Record<string, string | number | boolean | null>>,
): string {
  return formatText(locale, locale === 'en' ? en[code] : zh[code], values);
}
