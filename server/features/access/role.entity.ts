import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import { idColumn, jsonColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/** A set of rights under a name (row 214): who is in it has them. Row class: tenant. */
export const StaffRole = defineEntity({
  name: 'StaffRole',
  tableName: 'staff_role',
  uniques: [{ properties: ['enterpriseId', 'name'] }, { properties: ['enterpriseId', 'preset'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    name: p.string().length(60),
    note: p.string().length(200).default(''),
    /** The key in `config/staff-roles.ts` of one that every enterprise begins with; null: made here. */
    preset: p.string().length(40).nullable(),
    permissions: jsonColumn<string[]>(),
    createdAt: timeColumn(),
    version: p.integer().version(),
  },
});
export type StaffRole = InferEntity<typeof StaffRole>;

/** Somebody is in a role. Row class: tenant. */
export const StaffRoleMember = defineEntity({
  name: 'StaffRoleMember',
  tableName: 'staff_role_member',
  uniques: [{ properties: ['roleId', 'staffId'] }],
  // Asked at each sign-in and each look of a session that is not in memory.
  indexes: [{ properties: ['staffId'] }, { properties: ['enterpriseId'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    roleId: refColumn(),
    staffId: refColumn(),
    addedAt: timeColumn(),
  },
});
export type StaffRoleMember = InferEntity<typeof StaffRoleMember>;
