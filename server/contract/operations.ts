import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';
import { carrierSchema, deliveryStateSchema } from './messaging.ts';

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
export const callbackKindSchema = z.enum([
  'text',
  'media',
  'event:subscribe',
  'event:unsubscribe',
  'event:scan',
  'event:menu',
  'event:template_receipt',
  'event:authorization',
  'event:member',
  'event:department',
  'event:directory_tag',
  'event:subscribe_answers',
  /** Every event that is not typed. */
  'event:other',
]);
/** GET /received-callbacks?channelAccountId=&state=&kind=&from=&to= ; `to` itself is not in it. */
export const receivedCallbackQuerySchema = pageQuerySchema.extend({
  channelAccountId: idSchema.optional(),
  state: z.enum(['stored', 'waiting', 'done', 'failed']).optional(),
  kind: callbackKindSchema.optional(),
  from: timestampSchema.optional(),
  to: timestampSchema.optional(),
});
export const receivedCallbackPageSchema = pageOf(receivedCallbackSchema);
/** What came of a callback, as far as it says whose doing it is. */
export const callbackEffectsSchema = z.strictObject({
  /** Its work, newest first: one, and another for each replay of a worked one. */
  jobs: z.array(
    z.strictObject({
      id: idSchema,
      kindLabel: z.string(),
      /** dead: given up, can be tried again. */
      state: z.enum(['due', 'running', 'done', 'dead']),
      attempts: z.number().int(),
      lastError: z.string().nullable(),
      createdAt: timestampSchema,
      finishedAt: timestampSchema.nullable(),
    }),
  ),
  /** Of a follow or an unfollow: what its sender is now, and whether this callback has told the latest of it. */
  follower: z.strictObject({ following: z.boolean(), bound: z.boolean(), latest: z.boolean() }).nullable(),
  messages: z.array(
    z.strictObject({
      id: idSchema,
      purposeLabel: z.string(),
      carrier: carrierSchema.nullable(),
      state: deliveryStateSchema,
      stateLabel: z.string(),
      reason: z.string().nullable(),
      updatedAt: timestampSchema,
    }),
  ),
  /** Operation records that it caused, and of its replays; newest first. */
  records: z.array(
    z.strictObject({ id: idSchema, actionLabel: z.string(), actorName: z.string(), at: timestampSchema }),
  ),
});
export type CallbackEffects = z.infer<typeof callbackEffectsSchema>;

/** GET /received-callbacks/:id: with its fields, phones and texts masked, the reply that was given, and what came of it. */
export const receivedCallbackDetailSchema = receivedCallbackSchema.extend({
  payload: z.string(),
  reply: z.string().nullable(),
  /** Whether POST /received-callbacks/:id/replay (`channels.manage`) would take it: worked, or given up. */
  canReplay: z.boolean(),
  effects: callbackEffectsSchema,
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
