import { IntlMessageFormat } from 'intl-messageformat';

import type { Locale } from '../../../../server/contract/common.ts';
import type { TextKey, Texts } from '../../locales/zh-CN/index.ts';

export type TextValues = Readonly<Record<string, string | number>>;
export type Translate = (key: TextKey, values?: TextValues) => string;

/** ICU messages; a text without braces is returned as it stands. */
export function createTranslate(language: Locale, texts: Texts): Translate {
  const parsed = new Map<TextKey, IntlMessageFormat>();
  return (key, values) => {
    const text = texts[key];
    if (!text.includes('{')) return text;
    let message = parsed.get(key);
    if (message === undefined) {
      message = new IntlMessageFormat(text, language);
      parsed.set(key, message);
    }
    return String(message.format({ ...values }));
  };
}
