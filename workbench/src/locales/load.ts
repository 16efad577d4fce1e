import type { ConfigProviderProps } from 'antd';

import type { Locale } from '../../../server/contract/common.ts';
import type { Texts } from './zh-CN/index.ts';

export interface LoadedLanguage {
  readonly language: Locale;
  readonly texts: Texts;
  /** The words inside antd's own parts. */
  readonly parts: NonNullable<ConfigProviderProps['locale']>;
}

/** Only the language that is read is loaded. */
export async function loadLanguage(language: Locale): Promise<LoadedLanguage> {
  if (language === 'zh-CN') {
    const [own, parts] = await Promise.all([import('./zh-CN/index.ts'), import('antd/es/locale/zh_CN')]);
    return { language, texts: own.texts, parts: parts.default };
  }
  const [own, parts] = await Promise.all([import('./en/index.ts'), import('antd/es/locale/en_US')]);
  return { language, texts: own.texts, parts: parts.default };
}
