import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';

/*
 * What callbacks missed: a service account's followers compared with the platform's own list, and staff
 * with what WeCom says of each.
 * Read: `channels.read`. Start, confirm: `channels.manage`.
 */

/** waiting and running: open. stopped: the brake held, nobody was ended. failed: the platform could not be asked to the end. */
export const comparisonStateSchema = z.enum(['waiting', 'running', 'done', 'stopped', 'failed']);
export type ComparisonState = z.infer<typeof comparisonStateSchema>;

/**
 * empty, incomplete, too_many: the brake. refused, unreachable, unusable, internal: why it failed; refused
 * of one that is done: WeCom did not tell about somebody, who was left as he is.
 */
export const comparisonReasonSchema = z.enum([
  'empty',
  'incomplete',
  'too_many',
  'refused',
  'unreachable',
  'unusable',
  'internal',
]);
export type ComparisonReason = z.infer<typeof comparisonReasonSchema>;

export const comparisonSchema = z.strictObject({
  id: idSchema,
  channelAccountId: idSchema,
  channelAccountName: z.string(),
  /** followers of a service account; members of WeCom. */
  subject: z.enum(['followers', 'members']),
  startedBy: z.enum(['schedule', 'staff']),
  state: comparisonStateSchema,
  reason: comparisonReasonSchema.nullable(),
  /** In the caller's language: what happened, and what to do about it. */
  message: z.string().nullable(),
  remedy: z.string().nullable(),
  platformCode: z.string().nullable(),
  /** Openids in the platform's list, as far as it was read; members that WeCom told about. */
  listed: z.number().int(),
  /** Followers, or members, that counted as here when it began. */
  known: z.number().int(),
  /** Missed follows that were made up for. */
  follows: z.number().int(),
  /** Missed unfollows that were made up for. */
  unfollows: z.number().int(),
  /** Members found to be back though no callback told. */
  returned: z.number().int(),
  /** Members found to have left though no callback told. */
  left: z.number().int(),
  /** Those whom the platform lacks and whose state was left alone. */
  heldBack: z.number().int(),
  /** Stopped by the brake, and nothing newer: staff may say that they are really gone. */
  canConfirm: z.boolean(),
  createdAt: timestampSchema,
  startedAt: timestampSchema.nullable(),
  finishedAt: timestampSchema.nullable(),
});
export type ComparisonRow = z.infer<typeof comparisonSchema>;

/** GET /reconciliation-runs?channelAccountId= ; POST /channel-accounts/:id/compare-followers → the open one */
export const comparisonQuerySchema = pageQuerySchema.extend({ channelAccountId: idSchema.optional() });
export const comparisonPageSchema = pageOf(comparisonSchema);

/**
 * POST /reconciliation-runs/:id/confirm → a new comparison, which may end so many; one more stops it again.
 * heldBack: as it was shown, so that nobody says yes to a number that he did not see.
 * 409 comparison.not_stopped | comparison.other_number | comparison.newer
 */
export const confirmComparisonSchema = z.strictObject({ heldBack: z.number().int().min(1) });
export type ConfirmComparison = z.infer<typeof confirmComparisonSchema>;
