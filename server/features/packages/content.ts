import { createHash } from 'node:crypto';

import type { PartValues } from '../../contract/packages.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import type { PackageContent } from './package.entity.ts';
import type { PackagePart, PartRegistry } from './part.ts';

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

export function partOf(parts: PartRegistry, key: string): PackagePart {
  const part = parts.get(key);
  assertThat(part, 'package.part_unknown', 422, { part: key });
  return part;
}

/** The same content has the same hash, in whatever order its parts were chosen: SHA-256, hex. */
export function hashOf(content: PackageContent): string {
  const sorted = Object.keys(content)
    .sort()
    .map((key) => {
      const { version, values } = content[key] ?? { version: 0, values: {} };
      return [
        key,
        version,
        Object.keys(values)
          .sort()
          .map((field) => [field, values[field]]),
      ];
    });
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
