import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';

/*
 * Staff accounts (rows 236–261). Whom one sees goes by one's data rights: the own department, the
 * departments below it, or oneself alone. What one may do to somebody ends where he holds a right
 * that one lacks.
 */

/** Lower case: WeCom compares userids so, and a mailbox is one however it is typed. */
export const staffAccountSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\w.@-]{1,64}$/);
/** What is typed is not judged here: which passwords are taken is said with its own words. */
export const passwordSchema = z.string().min(1).max(128);
const nameSchema = z.string().trim().min(1).max(60);
const nicknameSchema = z.string().trim().max(60);
const noteSchema = z.string().trim().max(200);

export const staffStateSchema = z.enum(['enabled', 'disabled']);

export const staffMemberSchema = z.strictObject({
  id: idSchema,
  account: z.string(),
  name: z.string(),
  nickname: z.string(),
  note: z.string(),
  department: z.strictObject({ id: idSchema, name: z.string() }),
  state: staffStateSchema,
  /** WeCom says that he left: he cannot sign in, whatever the state set by hand. */
  left: z.boolean(),
  /** Signs in with a password; others by WeCom alone. */
  hasPassword: z.boolean(),
  /** Names of `config/permissions.ts`: given to himself; his roles give more. */
  permissions: z.array(z.string()),
  /** Of those, what his department's defaults gave him when he came. */
  entryPermissions: z.array(z.string()),
  roles: z.array(z.strictObject({ id: idSchema, name: z.string(), permissions: z.array(z.string()) })),
  createdAt: timestampSchema,
  /** Null: made with the enterprise, or by a command. */
  createdBy: z.string().nullable(),
  /** Whether the caller may change him: nobody changes himself here, nor who holds a right that one lacks. */
  acts: z.enum(['may', 'self', 'beyond']),
  version: z.number().int(),
});
export type StaffMemberRow = z.infer<typeof staffMemberSchema>;
export const staffMemberPageSchema = pageOf(staffMemberSchema);

/** GET /staff-members: the conditions combine (row 237). */
export const staffMemberQuerySchema = pageQuerySchema.extend({
  /** A part of the account or the name. */
  search: z.string().trim().min(1).max(60).optional(),
  /** That department and those below it. */
  departmentId: idSchema.optional(),
  state: staffStateSchema.optional(),
});
export type StaffMemberQuery = z.infer<typeof staffMemberQuerySchema>;

/** POST /staff-members (rows 238, 239). */
export const newStaffMemberSchema = z.strictObject({
  account: staffAccountSchema,
  name: nameSchema,
  nickname: nicknameSchema.default(''),
  password: passwordSchema,
  departmentId: idSchema,
  note: noteSchema.default(''),
});
export type NewStaffMember = z.infer<typeof newStaffMemberSchema>;

/** PATCH /staff-members/:id with If-Match; the account cannot be changed (row 260). */
export const patchStaffMemberSchema = z.strictObject({
  name: nameSchema.optional(),
  nickname: nicknameSchema.optional(),
  note: noteSchema.optional(),
  departmentId: idSchema.optional(),
});
export type StaffMemberPatch = z.infer<typeof patchStaffMemberSchema>;

/** POST /staff-members/:id/reset-password (row 261) */
export const resetPasswordSchema = z.strictObject({
  password: passwordSchema,
  confirmation: passwordSchema,
});

/** GET /staff-departments: those in which the caller sees people; for choosing one. */
export const staffDepartmentsSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      id: idSchema,
      parentId: idSchema.nullable(),
      name: z.string(),
      depth: z.number().int(),
    }),
  ),
  nextCursor: z.null(),
});

/** POST /sessions/staff-password: account and password become a session. */
export const staffPasswordSchema = z.strictObject({
  account: z.string().trim().toLowerCase().min(1).max(64),
  password: passwordSchema,
});

/** PUT /staff-members/:id/authorisation with If-Match: what is to be given to himself, and his roles. */
export const staffAuthorisationSchema = z.strictObject({
  permissions: z.array(z.string().max(60)).max(200),
  /** Left out: they stay. */
  roleIds: z.array(idSchema).max(100).optional(),
});

/**
 * PUT /departments/:id/default-authorisation with If-Match: the rights that are to be held, each by
 * its name. «Check all» is told as what it covers now.
 */
export const authorisationSchema = z.strictObject({ permissions: z.array(z.string().max(60)).max(200) });
