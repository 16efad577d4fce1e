import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';

/*
 * Roles (rows 214, 215): a set of rights under a name. Who is in one has them at his next request, and
 * has them no more at the next one after he was taken out. How far he sees on a page whose rows are
 * somebody's is told by rights too: `dataPages` of `config/permissions.ts`.
 */
const nameSchema = z.string().trim().min(1).max(60);
const noteSchema = z.string().trim().max(200);
const rightsSchema = z.array(z.string().max(60)).max(200);

export const roleSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  note: z.string(),
  /** One that every enterprise begins with: it can be edited, and stays. */
  preset: z.boolean(),
  /** Names of `config/permissions.ts`. */
  permissions: z.array(z.string()),
  memberCount: z.number().int(),
  /** may: the caller owns all of its rights, so he can give, take and edit it; else he can look. */
  acts: z.enum(['may', 'beyond']),
  createdAt: timestampSchema,
  version: z.number().int(),
});
export type RoleRow = z.infer<typeof roleSchema>;

/** GET /roles: all of them, presets first. */
export const rolesSchema = z.strictObject({ items: z.array(roleSchema), nextCursor: z.null() });

/** POST /roles */
export const newRoleSchema = z.strictObject({
  name: nameSchema,
  note: noteSchema.default(''),
  permissions: rightsSchema,
});
export type NewRole = z.infer<typeof newRoleSchema>;

/** PATCH /roles/:id with If-Match */
export const patchRoleSchema = z.strictObject({
  name: nameSchema.optional(),
  note: noteSchema.optional(),
  permissions: rightsSchema.optional(),
});
export type RolePatch = z.infer<typeof patchRoleSchema>;

/** POST /roles/:id/remove: one with people in it is refused with their number, unless they are to lose it. */
export const removeRoleSchema = z.strictObject({ withMembers: z.boolean().default(false) });

/** GET /roles/:id/members: those in the caller's sight. */
export const roleMemberQuerySchema = pageQuerySchema.extend({
  /** A part of the account or the name. */
  search: z.string().trim().min(1).max(60).optional(),
});
export type RoleMemberQuery = z.infer<typeof roleMemberQuerySchema>;

export const roleMemberSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  account: z.string(),
  department: z.strictObject({ id: idSchema, name: z.string() }),
  state: z.enum(['enabled', 'disabled']),
});
export type RoleMember = z.infer<typeof roleMemberSchema>;
export const roleMemberPageSchema = pageOf(roleMemberSchema);

/** POST /roles/:id/members: who comes in and who goes; one who may not be touched refuses all. */
export const changeRoleMembersSchema = z.strictObject({
  add: z.array(idSchema).max(200).default([]),
  remove: z.array(idSchema).max(200).default([]),
});
export type RoleMemberChange = z.infer<typeof changeRoleMembersSchema>;

/** GET /unheld-rights: those that nobody who works here holds, such as an upgrade brings. */
export const unheldRightsSchema = z.strictObject({ items: z.array(z.string()), nextCursor: z.null() });
