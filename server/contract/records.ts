import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';

/* Operation records: permission `records.read`. They are written with the change and never altered. */

/** `staff:<id>`, `identity` (any WeChat user) or `system`. */
const actorFilterSchema = z.string().regex(/^(system|identity|staff:[0-9a-f-]{36})$/);

const filters = {
  actor: actorFilterSchema.optional(),
  /** A name of the list of actions, `account.bound`. */
  action: z
    .string()
    .regex(/^[a-z_]+\.[a-z_]+$/)
    .max(60)
    .optional(),
  /** Kind of what it was done to, `channel_account`. */
  target: z
    .string()
    .regex(/^[a-z_]+$/)
    .max(40)
    .optional(),
  /** First and last day, both included, in the enterprise's time zone. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  /** In the names of who did it and of what it was done to, and in what was before and after. */
  search: z.string().trim().min(1).max(60).optional(),
  order: z.enum(['newest', 'oldest']).default('newest'),
};

/** GET /operation-records */
export const recordQuerySchema = pageQuerySchema.extend(filters);
/** POST /operation-records/export answers text/csv; what is exported is recorded itself. Permission `records.export`. */
export const recordExportSchema = z.strictObject({
  ...filters,
  /** What the file is for, in the person's own words; kept in the record of the export. */
  reason: z.string().trim().min(2).max(200),
});
export type RecordFilters = Omit<z.output<typeof recordExportSchema>, 'reason'>;

export const recordRowSchema = z.strictObject({
  id: idSchema,
  at: timestampSchema,
  actorName: z.string(),
  action: z.string(),
  actionLabel: z.string(),
  /** Kind of the target in words: 互联用户. */
  targetKind: z.string(),
  /** Its name as it is now; null where it has none (any more). */
  targetName: z.string().nullable(),
});
export type RecordRow = z.infer<typeof recordRowSchema>;
export const recordPageSchema = pageOf(recordRowSchema);

/** GET /operation-records/:id. Phones and secrets are masked. */
export const recordDetailSchema = recordRowSchema.extend({
  /** Fields that are not equal before and after; null: there was nothing. */
  changes: z.array(
    z.strictObject({
      field: z.string(),
      label: z.string(),
      before: z.string().nullable(),
      after: z.string().nullable(),
    }),
  ),
  requestId: z.string(),
});
export type RecordDetail = z.infer<typeof recordDetailSchema>;

const choiceSchema = z.strictObject({ value: z.string(), label: z.string() });
/** GET /operation-records/filters: what there is to choose from. */
export const recordChoicesSchema = z.strictObject({
  actors: z.array(choiceSchema),
  actions: z.array(choiceSchema),
  targets: z.array(choiceSchema),
});
export type RecordChoices = z.infer<typeof recordChoicesSchema>;
