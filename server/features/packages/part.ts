import type { ItemValues, PartValues } from '../../contract/packages.ts';
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

/** `only`: asked where another field has one of these values; else it is empty. */
export type ItemField = (
  | PartField
  | { readonly key: string; readonly kind: 'lines' }
  /** Names of `config/permissions.ts`. */
  | { readonly key: string; readonly kind: 'rights' }
) & { readonly only?: { readonly field: string; readonly values: readonly string[] } };

/** Who packs and pushes: staff of a template enterprise. */
export interface Giver {
  readonly enterpriseId: string;
  readonly staffId: string;
}

/** One thing at the downstream: as it is, null where there is none, and as it is to be. */
export interface ItemWrite {
  readonly key: string;
  readonly before: ItemValues | null;
  readonly after: ItemValues;
}

/**
 * A part that holds things by name, such as roles. Those of a package are matched with the
 * downstream's by `keyOf`: one that is not there is added, one that differs is changed, and what the
 * package does not name is left alone, so that nothing is ever deleted by a push.
 */
export interface PackageListPart {
  readonly key: string;
  readonly version: number;
  /** The first is what a person calls it by. */
  readonly itemFields: readonly ItemField[];
  /** Equal where the same thing is meant, at the template and at a downstream. */
  keyOf(item: ItemValues): string;
  /** What packing takes. */
  pack(em: EntityManager, enterpriseId: string): Promise<readonly ItemValues[]>;
  /** As the enterprise has it. */
  read(em: EntityManager, enterpriseId: string): Promise<readonly ItemValues[]>;
  /** As it is stored. @throws AppError for what no enterprise would take */
  clean(item: ItemValues): ItemValues;
  /** Rights that this person may give at this moment. */
  givable?(em: EntityManager, by: Giver): Promise<readonly string[]>;
  /** Held before anything is read that decides what is written. */
  hold?(tx: EntityManager, enterpriseId: string): Promise<void>;
  /**
   * What this enterprise would not take, or this person may not do there.
   * @param wanted what the package has of it, also of what stays as it is
   * @throws AppError
   */
  check(
    em: EntityManager,
    input: {
      readonly enterpriseId: string;
      readonly by: Giver;
      readonly writes: readonly ItemWrite[];
      readonly wanted: readonly { readonly current: ItemValues | null; readonly item: ItemValues }[];
    },
  ): Promise<void>;
  /** The record of it is the push's. */
  write(tx: EntityManager, enterpriseId: string, writes: readonly ItemWrite[], now: Date): Promise<void>;
}

export type AnyPart = PackagePart | PackageListPart;
export const isList = (part: AnyPart): part is PackageListPart => 'itemFields' in part;

/** Parts by key, in the order in which they are shown. */
export type PartRegistry = ReadonlyMap<string, AnyPart>;

/** @throws where two features declare the same key */
export function registerParts(parts: readonly AnyPart[]): PartRegistry {
  const registry = new Map(parts.map((part) => [part.key, part]));
  if (registry.size !== parts.length) throw new Error('Two package parts have the same key');
  return registry;
}
