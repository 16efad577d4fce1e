import { recordsTexts as en } from '../../../config/locales/en/records.ts';
import { recordsTexts as zh } from '../../../config/locales/zh-CN/records.ts';
import type { Locale } from '../../contract/common.ts';

type RecordTextKey = keyof typeof zh;
type NameOf<K, Group extends string> = K extends `${Group}.${infer Name}` ? Name : never;

/** What can be done to a thing: one text `action.<name>` in the records locale files each. */
export type RecordAction = NameOf<RecordTextKey, 'action'>;

const textsOf = (locale: Locale): Readonly<Record<string, string>> => (locale === 'en' ? en : zh);

export const recordText = (locale: Locale, key: RecordTextKey): string => (locale === 'en' ? en : zh)[key];

/** What was done; the name itself where an older version wrote one that this one does not know. */
export const actionLabel = (locale: Locale, action: string): string =>
  textsOf(locale)[`action.${action}`] ?? action;

export const targetLabel = (locale: Locale, kind: string): string =>
  textsOf(locale)[`target.${kind}`] ?? kind;

export const fieldLabel = (locale: Locale, field: string): string =>
  textsOf(locale)[`field.${field}`] ?? field;

export const valueLabel = (locale: Locale, field: string, value: string): string =>
  textsOf(locale)[`value.${field}.${value}`] ?? value;

/** All names of a group, with their texts, in the order of the texts. */
export function choicesOf(locale: Locale, group: 'action' | 'target') {
  const prefix = `${group}.`;
  return Object.entries(textsOf(locale))
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, label]) => ({ value: key.slice(prefix.length), label }));
}
