import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';

/* Quota: permission `quota.read`. Kinds: enterprise, wechat_user, edition:<name>. */
export const quotaKindSchema = z.string().regex(/^(enterprise|wechat_user|edition:[a-z][a-z0-9_]{1,39})$/);
export type QuotaKind = z.infer<typeof quotaKindSchema>;

export const quotaFigureSchema = z.strictObject({
  kind: quotaKindSchema,
  label: z.string(),
  unit: z.string(),
  bought: z.number().int(),
  reserved: z.number().int(),
  used: z.number().int(),
  remaining: z.number().int(),
  validUntil: timestampSchema.nullable(),
});
export type QuotaFigure = z.infer<typeof quotaFigureSchema>;
/** GET /quota */
export const quotaOverviewSchema = z.strictObject({ figures: z.array(quotaFigureSchema) });

export const quotaEntrySchema = z.strictObject({
  id: idSchema,
  kind: quotaKindSchema,
  at: timestampSchema,
  change: z.enum(['credit', 'reserve', 'use', 'release', 'expire', 'restore', 'refund']),
  amount: z.number().int(),
  reason: z.string(),
  holder: z.string().nullable(),
  actor: z.string(),
});
export type QuotaEntryRow = z.infer<typeof quotaEntrySchema>;
/** GET /quota/entries?kind= */
export const quotaEntryQuerySchema = pageQuerySchema.extend({ kind: quotaKindSchema.optional() });
export const quotaEntryPageSchema = pageOf(quotaEntrySchema);
