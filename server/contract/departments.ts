import { z } from 'zod';

import { idSchema } from './common.ts';

/*
 * Departments: one tree for each enterprise (rows 262–272). The root is made with the enterprise;
 * it can be renamed, and neither moved nor deleted.
 */
const nameSchema = z.string().trim().min(1).max(60);
const introductionSchema = z.string().trim().max(500);

export const departmentSchema = z.strictObject({
  id: idSchema,
  /** Null: the root. */
  parentId: idSchema.nullable(),
  name: z.string(),
  introduction: z.string(),
  /** 1: the root. */
  depth: z.number().int(),
  /** People in it, without those of the departments below. */
  staffCount: z.number().int(),
  /** Who heads it: the people of the departments below are his subordinates, whom he sees. */
  head: z.strictObject({ id: idSchema, name: z.string() }).nullable(),
  /** What new staff of it are given: names of `config/permissions.ts`. */
  defaultPermissions: z.array(z.string()),
  /** Whether it is one of WeCom's; gone: it was, and WeCom has it no longer. */
  wecom: z.enum(['none', 'linked', 'gone']),
  version: z.number().int(),
});
export type DepartmentRow = z.infer<typeof departmentSchema>;

/** GET /departments: the whole tree at once, a parent before what stands below it. */
export const departmentTreeSchema = z.strictObject({
  items: z.array(departmentSchema),
  nextCursor: z.null(),
});

/** POST /departments; without a parent it would be a second root, which is refused. */
export const newDepartmentSchema = z.strictObject({
  name: nameSchema,
  introduction: introductionSchema.default(''),
  parentId: idSchema.nullable(),
});
export type NewDepartment = z.infer<typeof newDepartmentSchema>;

/** PATCH /departments/:id with If-Match; another parent moves it with all that stands below. */
export const patchDepartmentSchema = z.strictObject({
  name: nameSchema.optional(),
  introduction: introductionSchema.optional(),
  /** Somebody whom the caller sees and may change; null: nobody heads it. */
  headId: idSchema.nullable().optional(),
  parentId: idSchema.nullable().optional(),
});
export type DepartmentPatch = z.infer<typeof patchDepartmentSchema>;

/**
 * POST /departments/:id/remove. One with people or departments in it is refused with their
 * numbers, unless they are to go to its parent.
 */
export const removeDepartmentSchema = z.strictObject({ moveToParent: z.boolean().default(false) });
