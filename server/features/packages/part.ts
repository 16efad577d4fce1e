import type { PartValues } from '../../contract/packages.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';

/** A choice holds one of its values, in words `value.<part>.<value>` where it has some. */
export type PartField =
  | { readonly key: string; readonly kind: 'line' | 'text' | 'switch' }
  | { readonly key: string; readonly kind: 'choice'; readonly choices: readonly string[] };

/**
 * What a feature lets packages carry: declared by the feature, in its own folder, and given to
 * `createPackages` where the server is put together. `em` and `tx` look across tenants, so each
 * query names its enterprise.
 */
export interface PackagePart {
  /** Stable: stands in stored packages. */
  readonly key: string;
  /** Rises when the meaning of the fields changes; content of another version is not imported. */
  readonly version: number;
  readonly fields: readonly PartField[];
  /** As the enterprise has it. @throws AppError where it has no place for this part */
  read(em: EntityManager, enterpriseId: string): Promise<PartValues>;
  /** What packing takes where the enterprise has no place for it itself. */
  readonly preset: PartValues;
  /** What no enterprise would take. @throws AppError */
  checkValues(values: PartValues): void;
  /** What this enterprise would not take. @throws AppError */
  check(em: EntityManager, enterpriseId: string, values: PartValues): Promise<void>;
  /** Writes all fields; the record of it is the push's. */
  write(tx: EntityManager, enterpriseId: string, values: PartValues, now: Date): Promise<void>;
}

/** Parts by key, in the order in which they are shown. */
export type PartRegistry = ReadonlyMap<string, PackagePart>;

/** @throws where two features declare the same key */
export function registerParts(parts: readonly PackagePart[]): PartRegistry {
  const registry = new Map(parts.map((part) => [part.key, part]));
  if (registry.size !== parts.length) throw new Error('Two package parts have the same key');
  return registry;
}
