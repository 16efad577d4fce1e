import { createHash } from 'node:crypto';

import type { ItemValues, PartValues } from '../../contract/packages.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import type { PackageContent } from './package.entity.ts';
import type { AnyPart, ItemField, PackageListPart, PackagePart, PartRegistry } from './part.ts';

/** The part's fields, in its order, each of its kind. @throws package.part_invalid · what the part refuses */
export function checkedValues(part: PackagePart, values: PartValues): PartValues {
  const invalid = (field: string) =>
    new AppError('package.part_invalid', { status: 422, data: { part: part.key, field } });
  const known = new Set(part.fields.map(({ key }) => key));
  const strange = Object.keys(values).find((key) => !known.has(key));
  if (strange !== undefined) throw invalid(strange);
  const clean = Object.fromEntries(
    part.fields.map((field) => {
      const { key, kind } = field;
      const value = values[key];
      if (typeof value !== (kind === 'switch' ? 'boolean' : 'string') || value === undefined)
        throw invalid(key);
      if (field.kind === 'choice' && !field.choices.some((one) => one === value)) throw invalid(key);
      return [key, value];
    }),
  );
  part.checkValues(clean);
  return clean;
}

/** What a person calls it by. */
export const nameOf = (part: PackageListPart, item: ItemValues): string =>
  String(item[part.itemFields[0]?.key ?? ''] ?? '');

const isAsked = (field: ItemField, item: ItemValues): boolean =>
  field.only === undefined || field.only.values.some((value) => value === item[field.only?.field ?? '']);

function fits(field: ItemField, value: ItemValues[string] | undefined): value is ItemValues[string] {
  switch (field.kind) {
    case 'switch':
      return typeof value === 'boolean';
    case 'lines':
    case 'rights':
      return Array.isArray(value);
    case 'choice':
      return typeof value === 'string' && field.choices.includes(value);
    default:
      return typeof value === 'string';
  }
}

/**
 * Things of a list: each with the fields of its part, and each once.
 * @throws package.part_empty | package.part_invalid | package.item_twice · what the part refuses
 */
export function checkedItems(part: PackageListPart, items: readonly ItemValues[]): ItemValues[] {
  assertThat(items.length > 0, 'package.part_empty', 422, { part: part.key });
  const known = new Set(part.itemFields.map(({ key }) => key));
  const keys = new Set<string>();
  return items.map((item) => {
    const invalid = (field: string) =>
      new AppError('package.part_invalid', { status: 422, data: { part: part.key, field } });
    const strange = Object.keys(item).find((key) => !known.has(key));
    if (strange !== undefined) throw invalid(strange);
    const whole: ItemValues = {};
    for (const field of part.itemFields) {
      const blank = field.kind === 'lines' ? [] : '';
      const value = isAsked(field, item) ? item[field.key] : blank;
      if (!fits(field, value)) throw invalid(field.key);
      whole[field.key] = value;
    }
    const clean = part.clean(whole);
    const key = part.keyOf(clean);
    assertThat(!keys.has(key), 'package.item_twice', 422, { name: nameOf(part, clean) });
    keys.add(key);
    return clean;
  });
}

export function partOf(parts: PartRegistry, key: string): AnyPart {
  const part = parts.get(key);
  assertThat(part, 'package.part_unknown', 422, { part: key });
  return part;
}

const inOrder = (values: ItemValues) =>
  Object.keys(values)
    .sort()
    .map((field) => [field, values[field]]);

/** The same content has the same hash, in whatever order its parts were chosen: SHA-256, hex. */
export function hashOf(content: PackageContent): string {
  const sorted = Object.keys(content)
    .sort()
    .map((key) => {
      const { version, values, items } = content[key] ?? { version: 0, values: {} };
      const listed = items === undefined ? [] : [items.map((item) => JSON.stringify(inOrder(item))).sort()];
      return [key, version, inOrder(values), ...listed];
    });
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
