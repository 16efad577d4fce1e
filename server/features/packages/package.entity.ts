import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import type { ItemValues, OnEdited, PartValues } from '../../contract/packages.ts';
import { idColumn, jsonColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/** Parts and their values, or the things of a list, frozen; `version` is the part's at packing. */
export type PackageContent = Readonly<
  Record<
    string,
    { readonly version: number; readonly values: PartValues; readonly items?: readonly ItemValues[] }
  >
>;

/** What was pushed of a part: values by field; of a list, the things by key. */
export type Mark = Readonly<Record<string, ItemValues[string] | ItemValues>>;

export interface StoredChange {
  readonly part: string;
  /** Of a list. */
  readonly item?: { readonly key: string; readonly name: string; readonly added: boolean };
  readonly field: string;
  readonly before: ItemValues[string];
  readonly after: ItemValues[string];
  readonly edited: boolean;
  readonly kept: boolean;
}

/** A package of a template enterprise. Row class: tenant (the template's). */
export const ConfigPackage = defineEntity({
  name: 'ConfigPackage',
  tableName: 'config_package',
  indexes: [{ properties: ['enterpriseId', 'id'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    name: p.string().length(40),
    /** The current one. */
    revision: p.integer(),
    createdAt: timeColumn(),
    updatedAt: timeColumn(),
    version: p.integer().version(),
  },
});
export type ConfigPackage = InferEntity<typeof ConfigPackage>;

/** A revision of a package; never changed. Row class: tenant (the template's). */
export const PackageRevision = defineEntity({
  name: 'PackageRevision',
  tableName: 'package_revision',
  uniques: [{ properties: ['packageId', 'revision'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    packageId: refColumn(),
    revision: p.integer(),
    content: jsonColumn<PackageContent>(),
    contentHash: p.string().length(64),
    createdAt: timeColumn(),
  },
});
export type PackageRevision = InferEntity<typeof PackageRevision>;

/** One push of one revision to many. Row class: tenant (the template's). */
export const PackagePush = defineEntity({
  name: 'PackagePush',
  tableName: 'package_push',
  indexes: [{ properties: ['enterpriseId', 'id'] }, { properties: ['packageId', 'id'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    packageId: refColumn(),
    packageName: p.string().length(40),
    revision: p.integer(),
    onEdited: p.string().length(12).$type<OnEdited>(),
    /** staff:<id> of the template enterprise. */
    actor: p.string().length(60),
    actorName: p.string().length(60),
    createdAt: timeColumn(),
  },
});
export type PackagePush = InferEntity<typeof PackagePush>;

/** What became of a push at one downstream. Row class: tenant (the template's). */
export const PackagePushTarget = defineEntity({
  name: 'PackagePushTarget',
  tableName: 'package_push_target',
  uniques: [{ properties: ['pushId', 'connectionId'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    pushId: refColumn(),
    connectionId: refColumn(),
    name: p.string().length(60),
    state: p.string().length(12).$type<'queued' | 'applied' | 'no_change' | 'failed'>(),
    /** Code of a refusal, and the values of its text. */
    reasonCode: p.string().length(60).nullable(),
    reasonData: jsonColumn<Record<string, string | number | boolean | null>>(),
    changes: jsonColumn<StoredChange[]>(),
    /** Rises when the failed are tried again. */
    round: p.integer().default(1),
    finishedAt: timeColumn().nullable(),
  },
});
export type PackagePushTarget = InferEntity<typeof PackagePushTarget>;

/** What was last pushed to a downstream, a row a part: by it one sees what was changed there since. Row class: tenant (the template's). */
export const PackageMark = defineEntity({
  name: 'PackageMark',
  tableName: 'package_mark',
  uniques: [{ properties: ['enterpriseId', 'connectionId', 'part'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    connectionId: refColumn(),
    part: p.string().length(40),
    values: jsonColumn<Mark>(),
  },
});
export type PackageMark = InferEntity<typeof PackageMark>;
