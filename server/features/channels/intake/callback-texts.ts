import { operationsTexts as enTexts } from '../../../../config/locales/en/operations.ts';
import { operationsTexts as zhTexts } from '../../../../config/locales/zh-CN/operations.ts';
import type { Locale } from '../../../contract/common.ts';

const textsOf = (locale: Locale): Readonly<Record<string, string>> => (locale === 'en' ? enTexts : zhTexts);

export function kindLabel(locale: Locale, kind: string): string {
  const texts = textsOf(locale);
  const known = texts[`callback.${kind}`];
  if (known !== undefined) return known;
  const other = texts['callback.event:other'] ?? kind;
  return kind.startsWith('event:other/') ? `${other} ${kind.slice('event:other/'.length)}` : kind;
}

export const jobLabel = (locale: Locale, kind: string): string => textsOf(locale)[`job.${kind}`] ?? kind;
