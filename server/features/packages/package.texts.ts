import { packageTexts as en } from '../../../config/locales/en/packages.ts';
import { packageTexts as zh } from '../../../config/locales/zh-CN/packages.ts';
import type { Locale } from '../../contract/common.ts';
import type { FieldChangeRow } from '../../contract/packages.ts';
import type { StoredChange } from './package.entity.ts';

const textsOf = (locale: Locale): Readonly<Record<string, string>> => (locale === 'en' ? en : zh);

/** A part that this version does not know any more is called by its key. */
export const partLabel = (locale: Locale, key: string): string => textsOf(locale)[`part.${key}`] ?? key;

export const fieldLabel = (locale: Locale, part: string, field: string): string =>
  textsOf(locale)[`field.${part}.${field}`] ?? field;

/** What a choice's value is called; another value is told as it is. */
export const valueLabel = (locale: Locale, part: string, value: string): string =>
  textsOf(locale)[`value.${part}.${value}`] ?? value;

const shown = (locale: Locale, part: string, value: string | boolean): string | boolean =>
  typeof value === 'string' ? valueLabel(locale, part, value) : value;

export const changeRow = (change: StoredChange, locale: Locale): FieldChangeRow => ({
  ...change,
  before: shown(locale, change.part, change.before),
  after: shown(locale, change.part, change.after),
  partLabel: partLabel(locale, change.part),
  label: fieldLabel(locale, change.part, change.field),
});
