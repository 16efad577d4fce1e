import { operationsTexts as enActions } from '../../../config/locales/en/operations.ts';
import { recordsTexts as en } from '../../../config/locales/en/records.ts';
import { operationsTexts as zhActions } from '../../../config/locales/zh-CN/operations.ts';
import { recordsTexts as zh } from '../../../config/locales/zh-CN/records.ts';
import type { Locale } from '../../contract/common.ts';

type NameOf<K, Group extends string> = K extends `${Group}.${infer Name}` ? Name : never;

/** What can be done to a thing: one text `record.<action>` in the operations locale files each. */
export type RecordAction = NameOf<keyof typeof zhActions, 'record'>;

const textsOf = (locale: Locale): Readonly<Record<string, string>> => (locale === 'en' ? en : zh);
const actionsOf = (locale: Locale): Readonly<Record<string, string>> =>
  locale === 'en' ? enActions : zhActions;

export const recordText = (locale: Locale, key: keyof typeof zh): string => (locale === 'en' ? en : zh)[key];

/** What was done; the name itself where an older version wrote one that this one does not know. */
export const actionLabel = (locale: Locale, action: string): string =>
  actionsOf(locale)[`record.${action}`] ?? action;

export const targetLabel = (locale: Locale, kind: string): string =>
  textsOf(locale)[`target.${kind}`] ?? kind;

export const fieldLabel = (locale: Locale, field: string): string =>
  textsOf(locale)[`field.${field}`] ?? field;

export const valueLabel = (locale: Locale, field: string, value: string): string =>
  textsOf(locale)[`value.${field}.${value}`] ?? value;

const choices = (texts: Readonly<Record<string, string>>, prefix: string) =>
  Object.entries(texts)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, label]) => ({ value: key.slice(prefix.length), label }));

/** All actions that there are, with their texts. */
export const actionChoices = (locale: Locale) => choices(actionsOf(locale), 'record.');
export const targetChoices = (locale: Locale) => choices(textsOf(locale), 'target.');
