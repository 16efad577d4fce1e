import { packageTexts as en } from '../../../config/locales/en/packages.ts';
import { packageTexts as zh } from '../../../config/locales/zh-CN/packages.ts';
import { recordsTexts as enRecords } from '../../../config/locales/en/records.ts';
import { recordsTexts as zhRecords } from '../../../config/locales/zh-CN/records.ts';
import type { Locale } from '../../contract/common.ts';
import type { FieldChangeRow } from '../../contract/packages.ts';
import type { StoredChange } from './package.entity.ts';

const textsOf = (locale: Locale): Readonly<Record<string, string>> => (locale === 'en' ? en : zh);
/** What rights are called. */
const rightsOf = (locale: Locale): Readonly<Record<string, string>> =>
  locale === 'en' ? enRecords : zhRecords;

/** A part that this version does not know any more is called by its key. */
export const partLabel = (locale: Locale, key: string): string => textsOf(locale)[`part.${key}`] ?? key;

/** What of a part is packed and what is not. */
export const partHint = (locale: Locale, key: string): string => textsOf(locale)[`hint.${key}`] ?? '';

export const fieldLabel = (locale: Locale, part: string, field: string): string =>
  textsOf(locale)[`field.${part}.${field}`] ?? field;

/** What a choice's value, or a right, is called; another value is told as it is. */
export const valueLabel = (locale: Locale, part: string, value: string): string =>
  textsOf(locale)[`value.${part}.${value}`] ?? value;

/** What is written in a list is free: only a choice's own field has labels. */
const labelled = ({ part, item, field }: StoredChange): string =>
  item === undefined ? part : `${part}.${field}`;

/** Only of a field that holds rights: a reply may read as the name of one. */
function shown(locale: Locale, change: StoredChange, side: 'before' | 'after'): FieldChangeRow['before'] {
  const value = change[side];
  if (typeof value === 'string') return valueLabel(locale, labelled(change), value);
  if (typeof value === 'boolean' || change.field !== 'permissions') return value;
  return value.map((name) => rightsOf(locale)[`value.permissions.${name}`] ?? name);
}

export const changeRow = (change: StoredChange, locale: Locale): FieldChangeRow => ({
  ...change,
  item: change.item ?? null,
  before: shown(locale, change, 'before'),
  after: shown(locale, change, 'after'),
  partLabel: partLabel(locale, change.part),
  label: fieldLabel(locale, change.part, change.field),
});
