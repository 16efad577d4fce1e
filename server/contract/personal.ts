import { z } from 'zod';

import { sessionSchema } from './accounts.ts';
import { idSchema, pageOf, pageQuerySchema, secret22Schema, timestampSchema } from './common.ts';

/*
 * What a person may do with his account and his information (row 325): cancel it (注销账号), which is
 * neither unbinding nor signing out, and have all that is kept of him as a file.
 */

export const cancellationStateSchema = z.enum(['erasing', 'waiting', 'done']);
export type CancellationState = z.infer<typeof cancellationStateSchema>;
export const personalExportStateSchema = z.enum(['queued', 'ready', 'taken', 'expired']);
export type PersonalExportState = z.infer<typeof personalExportStateSchema>;

/** GET /account-cancellation: what would go. `proofId`: also accounts of that number that nobody has bound. */
export const cancellationQuerySchema = z.strictObject({ proofId: idSchema.optional() });
export const cancellationPreviewSchema = z.strictObject({
  accounts: z.array(
    z.strictObject({
      id: idSchema,
      upstreamName: z.string(),
      downstreamName: z.string(),
      contactName: z.string(),
      phoneMasked: z.string(),
      /** False: opened for the proved number, and bound by nobody. */
      bound: z.boolean(),
      /** The only admin of a company that has other people: he hands over first, to one of these. */
      handOverTo: z.array(z.strictObject({ id: idSchema, name: z.string() })).nullable(),
    }),
  ),
  /** Enterprises that keep something of him, whether or not he has an account there. */
  upstreamNames: z.array(z.string()),
  /** A proof of the number is asked for: there is an account. */
  phoneNeeded: z.boolean(),
  smsOffered: z.boolean(),
  /** All is erased by then, whatever is under way. */
  dueAt: timestampSchema,
  /** The same in the caller's language, as ends of days are written: 2026年12月14日 24:00. */
  dueText: z.string(),
});
export type CancellationPreview = z.infer<typeof cancellationPreviewSchema>;

/** POST /account-cancellation: `accountIds` null: all of them, and everything that is kept. */
export const cancelAccountSchema = z.strictObject({
  accountIds: z.array(idSchema).min(1).max(50).nullable(),
  proofId: idSchema.optional(),
});
export const cancelledSchema = z.strictObject({
  /** What he can name when he asks about it later; tells nothing of him. */
  reference: z.string(),
  dueAt: timestampSchema,
  dueText: z.string(),
  /** Of the accounts that he keeps; null: he is gone, and signed out everywhere. */
  session: sessionSchema.nullable(),
});
export type Cancelled = z.infer<typeof cancelledSchema>;

/** POST /account-cancellation/hand-over: a colleague of the company becomes its admin too. */
export const handOverSchema = z.strictObject({ accountId: idSchema, userId: idSchema });

/** POST /personal-exports: `proofId` where there is an account. Answers at once; the file is made meanwhile. */
export const askPersonalExportSchema = z.strictObject({ proofId: idSchema.optional() });
export const personalExportSchema = z.strictObject({
  id: idSchema,
  state: personalExportStateSchema,
  createdAt: timestampSchema,
  expiresAt: timestampSchema,
});
export type PersonalExport = z.infer<typeof personalExportSchema>;
/** GET /personal-exports: of the upstream that the person is with now. */
export const personalExportsSchema = z.strictObject({
  items: z.array(personalExportSchema),
  /** Whose file it would be. */
  upstreamName: z.string(),
  phoneNeeded: z.boolean(),
  smsOffered: z.boolean(),
});
export type PersonalExports = z.infer<typeof personalExportsSchema>;
/** POST /personal-exports/:id/link: works once, and only for minutes. */
export const personalExportLinkSchema = z.strictObject({ url: z.string(), expiresAt: timestampSchema });
export type PersonalExportLink = z.infer<typeof personalExportLinkSchema>;
/** GET /personal-exports/file */
export const personalExportFileQuerySchema = z.strictObject({ code: secret22Schema });

/* ---- what the workbench sees ---- */

/** GET /account-cancellations */
export const cancellationQueryStaffSchema = pageQuerySchema.extend({
  state: z.enum(['open', 'done']).optional(),
});
export const cancellationRowSchema = z.strictObject({
  id: idSchema,
  pseudonym: z.string(),
  companies: z.array(z.string()),
  state: cancellationStateSchema,
  stateLabel: z.string(),
  whole: z.boolean(),
  requestedAt: timestampSchema,
  dueAt: timestampSchema,
  dueText: z.string(),
  doneAt: timestampSchema.nullable(),
  overdue: z.boolean(),
  /** What the system erases, and how far it is. */
  parts: z.array(
    z.strictObject({ key: z.string(), label: z.string(), state: z.enum(['done', 'later', 'open']) }),
  ),
  /** Who answers for what no system sees: own notes, papers, exported files. */
  answersName: z.string().nullable(),
  handledBy: z.string().nullable(),
  handledAt: timestampSchema.nullable(),
});
export type CancellationRow = z.infer<typeof cancellationRowSchema>;
export const cancellationPageSchema = pageOf(cancellationRowSchema);
/** POST /account-cancellations/:id/confirm: notes, papers and exported files were looked through; answers the row. */
