import { IntlMessageFormat } from 'intl-messageformat';

import type { Locale } from '../../contract/common.ts';

const compiled = new Map<string, IntlMessageFormat>();

/** Formats one ICU text; compiled texts are kept. */
export function formatText(
  locale: Locale,
  text: string,
  values: Readonly<Record<string, string | number | boolean | Date | null>> = {},
): string {
  const id = `${locale}\u0000${text}`;
  let message = compiled.get(id);
  if (message === undefined) {
    message = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
    compiled.set(id, message);
  }
  return String(message.format({ ...values }));
}

/**
 * The caller's language from Accept-Language: the first of ours that he names, zh-CN otherwise.
 * Any Chinese counts as zh-CN.
 */
export function negotiateLocale(acceptLanguage: string | undefined): Locale {
  for (const part of (acceptLanguage ?? '').split(',')) {
    const tag = part.split(';')[0]?.trim().toLowerCase() ?? '';
    if (tag.startsWith('zh')) return 'zh-CN';
    if (tag.startsWith('en')) return 'en';
  }
  return 'zh-CN';
}
