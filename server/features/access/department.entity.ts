import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import { idColumn, jsonColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/**
 * A department of an enterprise's one tree. Row class: tenant.
 *
 * The root's id is the enterprise's own, so a second one cannot be; `path` names all that stand
 * above, the row itself last. The database checks both in each row (the migration says how): a
 * row that stands below itself cannot be stored.
 */
export const Department = defineEntity({
  name: 'Department',
  tableName: 'department',
  uniques: [{ properties: ['enterpriseId', 'id'] }, { properties: ['enterpriseId', 'wecomId'] }],
  indexes: [
    { properties: ['enterpriseId', 'path'] },
    { properties: ['enterpriseId', 'parentId'] },
    { properties: ['headId'] },
  ],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    /** Null: the root. */
    parentId: refColumn().nullable(),
    /** `/<root>/…/<parent>/<id>/`. */
    path: p.string().length(600),
    /** 1: the root. */
    depth: p.integer(),
    name: p.string().length(60),
    introduction: p.string().length(500).default(''),
    /** What new staff of it are given (row 266), as it was saved. */
    defaultPermissions: jsonColumn<string[]>(),
    /** Which one of WeCom's directory it is; null: made by hand. The root is WeCom's 1 without saying so. */
    wecomId: p.integer().nullable(),
    /** Of when WeCom's directory is what is written here of it: an older reading changes nothing. */
    directoryAt: timeColumn().nullable(),
    /** The beginning of the last run of the directory that named it. */
    listedAt: timeColumn().nullable(),
    /** Since when WeCom has it no longer; who is in it stays until somebody moves or deletes it. */
    goneAt: timeColumn().nullable(),
    /** Who heads it: the people of the departments below are his subordinates. */
    headId: refColumn().nullable(),
    createdAt: timeColumn(),
    version: p.integer().version(),
  },
});
export type Department = InferEntity<typeof Department>;
