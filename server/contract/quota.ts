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

/** A dated lot: what one order or grant credited. The one that ends first is used first. */
export const quotaLotSchema = z.strictObject({
  id: idSchema,
  kind: quotaKindSchema,
  label: z.string(),
  unit: z.string(),
  /** Without what was refunded. */
  places: z.number().int(),
  reserved: z.number().int(),
  used: z.number().int(),
  startsAt: timestampSchema,
  /** Null: no end. */
  endsAt: timestampSchema.nullable(),
  state: z.enum(['waiting', 'open', 'ended']),
  /** Calendar days to its last one; null: it has not begun, is over, or has no end. */
  daysLeft: z.number().int().nullable(),
  /** Others that begin with its end hold as many places. */
  renewed: z.boolean(),
  reason: z.string(),
});
export type QuotaLotRow = z.infer<typeof quotaLotSchema>;
/** GET /quota/lots: those that are not over first, by their ends; of those that are over the last hundred. */
export const quotaLotsSchema = z.strictObject({ items: z.array(quotaLotSchema) });

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
