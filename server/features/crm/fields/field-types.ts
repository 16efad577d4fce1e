import { z } from 'zod';

import { hasOptions, type FieldType, type FieldValue } from '../../../contract/extended-fields.ts';

export interface Kind {
  readonly type: FieldType;
  readonly options: readonly string[];
}

const most = { text: 200, other: 500, multiline: 2000 } as const;
const isDay = (text: string): boolean => z.iso.date().safeParse(text).success;

/** Nothing was entered. */
export const isBlank = (value: FieldValue): boolean => value.length === 0;

function readText(type: keyof typeof most, text: string): string | null {
  const fits = text.length <= most[type] && (type === 'multiline' || !/[\r\n]/.test(text));
  return fits ? text : null;
}

/** A value by the rules of its type, as it is stored; null: it does not fit (row 285). */
export function readValue({ type, options }: Kind, value: FieldValue): FieldValue | null {
  if (type === 'multiple') {
    if (typeof value === 'string') return null;
    const known = value.every((one) => options.includes(one)) && new Set(value).size === value.length;
    // In the list's order, so that the same choice is the same value.
    return known ? options.filter((option) => value.includes(option)) : null;
  }
  if (typeof value !== 'string') return null;
  switch (type) {
    case 'number':
      return /^-?\d{1,15}(?:\.\d{1,6})?$/.test(value) ? value.replace(/^(-?)0+(?=\d)/, '$1') : null;
    case 'date':
      return isDay(value) ? value : null;
    case 'datetime': {
      const [day = '', time = ''] = value.split(/[T ]/);
      return isDay(day) && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time) ? `${day}T${time}` : null;
    }
    case 'radio':
      return options.includes(value) ? value : null;
    default:
      return readText(type, value);
  }
}

/** What one reads: several choices one after the other. */
export const wordsOf = (value: FieldValue): string =>
  typeof value === 'string' ? value.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)$/, '$1 $2') : value.join('; ');

/**
 * Days since 30 December 1899 with the time as a fraction: what a spreadsheet stores where a day was
 * typed (ECMA-376 part 1, 18.17.4.1); of five digits, the years 1927 to 2173. A day written as 2026/1/5 is one, too.
 */
function momentOf(cell: string): string {
  if (/^\d{5}(?:\.\d+)?$/.test(cell)) {
    const minutes = Math.round(Number(cell) * 24 * 60);
    return new Date(Date.UTC(1899, 11, 30) + minutes * 60_000).toISOString().slice(0, 16);
  }
  const parts = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d\d)(?::00)?)?$/.exec(cell);
  if (parts === null) return cell;
  const [, year = '', month = '', day = '', hour, minute] = parts;
  const time = hour === undefined ? '' : `T${hour.padStart(2, '0')}:${minute ?? ''}`;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}${time}`;
}

/** A cell of a spreadsheet as a value that is still to be read. */
export function fromCell({ type }: Kind, cell: string): FieldValue {
  const text = cell.trim();
  if (type === 'multiple')
    return text
      .split(/[;；]/)
      .map((one) => one.trim())
      .filter((one) => one !== '');
  if (type === 'date') return momentOf(text).replace(/T00:00$/, '');
  return type === 'datetime' ? momentOf(text) : text;
}

/**
 * What becomes of a value when its field changes its type or its list (row 286): it goes on where it
 * fits, of several choices those that are still in the list. Null: it cannot.
 */
export function carryOver(before: Kind, after: Kind, value: FieldValue): FieldValue | null {
  if (after.type === 'multiple') {
    const chosen = typeof value === 'string' ? [value] : value;
    const left = chosen.filter((one) => after.options.includes(one));
    return left.length === 0 ? null : readValue(after, left);
  }
  if (typeof value !== 'string')
    return hasOptions(after.type) && value.length > 1 ? null : readValue(after, value.join('; '));
  if (before.type === 'date' && after.type === 'datetime') return readValue(after, `${value}T00:00`);
  if (before.type === 'datetime' && after.type === 'date') return readValue(after, value.slice(0, 10));
  return readValue(after, value);
}

export const isSame = (left: FieldValue, right: FieldValue): boolean =>
  JSON.stringify(left) === JSON.stringify(right);
