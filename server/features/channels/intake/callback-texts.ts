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

/** What a record says was done; the name itself where there are no words for it. */
export const actionLabel = (locale: Locale, action: string): string =>
  textsOf(locale)[`record.${action}`] ?? action;
