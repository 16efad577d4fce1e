import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';

/* Failed work (dead letters): permission `operations.manage`. */
export const failedWorkSchema = z.strictObject({
  id: idSchema,
  /** callback: an inbox row. job: work that an effect left behind. */
  source: z.enum(['callback', 'job']),
  kind: z.string(),
  kindLabel: z.string(),
  attempts: z.number().int(),
  lastError: z.string(),
  createdAt: timestampSchema,
  failedAt: timestampSchema,
});
export type FailedWorkRow = z.infer<typeof failedWorkSchema>;
/** GET /failed-work, POST /failed-work/:source/:id/retry → { done: true } */
export const failedWorkQuerySchema = pageQuerySchema;
export const failedWorkPageSchema = pageOf(failedWorkSchema);
export const failedWorkParamsSchema = z.strictObject({
  source: z.enum(['callback', 'job']),
  id: idSchema,
});

/* Callbacks as they came (the inbox), newest first: permission `channels.read`. */
export const receivedCallbackSchema = z.strictObject({
  id: idSchema,
  channelAccountId: idSchema,
  channelAccountName: z.string(),
  /** text, event:subscribe, event:other/LOCATION … */
  kind: z.string(),
  kindLabel: z.string(),
  /** openid or userid, all but its first and last four characters masked. */
  senderMasked: z.string(),
  receivedAt: timestampSchema,
  /** stored: no feature uses it. waiting: to be worked. done: worked. failed: given up, can be tried again. */
  state: z.enum(['stored', 'waiting', 'done', 'failed']),
  /** Whether it was answered with a passive reply. */
  replied: z.boolean(),
});
export type ReceivedCallbackRow = z.infer<typeof receivedCallbackSchema>;
/** GET /received-callbacks?channelAccountId=&kind= */
export const receivedCallbackQuerySchema = pageQuerySchema.extend({
  channelAccountId: idSchema.optional(),
  state: z.enum(['stored', 'waiting', 'done', 'failed']).optional(),
});
export const receivedCallbackPageSchema = pageOf(receivedCallbackSchema);
/** GET /received-callbacks/:id: with its fields, phones and texts masked, and the reply that was given. */
export const receivedCallbackDetailSchema = receivedCallbackSchema.extend({
  payload: z.string(),
  reply: z.string().nullable(),
});
export type ReceivedCallbackDetail = z.infer<typeof receivedCallbackDetailSchema>;

/*
 * The newcomer's page: GET /demo and POST /demo/reset → Demo. Public, with the sandbox only
 * (404 otherwise). Texts are in the caller's language.
 */
export const demoSchema = z.strictObject({
  sandboxUrl: z.string(),
  cards: z.array(
    z.strictObject({
      key: z.enum(['follow', 'bind', 'notices']),
      title: z.string(),
      text: z.string(),
      done: z.boolean(),
      url: z.string(),
    }),
  ),
});
export type Demo = z.infer<typeof demoSchema>;
