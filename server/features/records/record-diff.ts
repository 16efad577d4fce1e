import type { Locale } from '../../contract/common.ts';
import type { RecordDetail } from '../../contract/records.ts';
import { fieldLabel, recordText, valueLabel } from './record-texts.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Every leaf by its path: { unbound: { text: 'x' } } is unbound.text. */
function flatten(value: Fields, prefix = ''): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  for (const [key, item] of Object.entries(value)) {
    const path = `${prefix}${key}`;
    if (isFields(item)) for (const [inner, leaf] of flatten(item, `${path}.`)) flat.set(inner, leaf);
    else flat.set(path, item);
  }
  return flat;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(locale: Locale, path: string, value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'boolean') return recordText(locale, value ? 'value.true' : 'value.false');
  if (Array.isArray(value)) {
    if (value.length === 0) return null;
    return value.map((item) => shown(locale, path, item) ?? '').join(recordText(locale, 'separator'));
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return valueLabel(locale, path.split('.').at(-1) ?? path, text);
}

/** What is not equal before and after, in words, in the order in which the record tells it. */
export function diffOf(before: Fields, after: Fields, locale: Locale): RecordDetail['changes'] {
  const [from, to] = [flatten(before), flatten(after)];
  const changes = [];
  for (const path of new Set([...from.keys(), ...to.keys()])) {
    const change = { before: shown(locale, path, from.get(path)), after: shown(locale, path, to.get(path)) };
    if (change.before === change.after) continue;
    const label = path
      .split('.')
      .map((part) => fieldLabel(locale, part))
      .join(' · ');
    changes.push({ field: path, label, ...change });
  }
  return changes;
}
