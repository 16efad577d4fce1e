import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';

/*
 * Chats of service accounts and mini programs that keep them (rows 277–280). Whose one sees goes by
 * who looks after the person: oneself, one's subordinates (menu «chat history»), the own department,
 * those below it. What was said is shown by the function «view chat history» alone.
 */
export const chatKindSchema = z.enum(['official-account', 'mini-program']);
export type ChatKind = z.infer<typeof chatKindSchema>;
/** in: from the person. out: to him. event: what he did (follow, menu tap). */
export const chatDirectionSchema = z.enum(['in', 'out', 'event']);
export type ChatDirection = z.infer<typeof chatDirectionSchema>;
export const chatCarrierSchema = z.enum(['passive_reply', 'customer_service', 'template', 'subscribe']);
export type ChatCarrier = z.infer<typeof chatCarrierSchema>;

const staffSchema = z.strictObject({ id: idSchema, name: z.string(), account: z.string() });

export const chatSchema = z.strictObject({
  id: idSchema,
  kind: chatKindSchema,
  channelAccountId: idSchema,
  channelAccountName: z.string(),
  openidMasked: z.string(),
  /** Whom the openid is bound to, one for each company; empty: nobody is known by it. */
  people: z.array(z.strictObject({ userId: idSchema, name: z.string(), company: z.string() })),
  /** Who looks after the person; empty: nobody. */
  staff: z.array(staffSchema),
  lastAt: timestampSchema,
  /** Of the last message; null: the caller may not view chat history, or it has no words. */
  excerpt: z.string().nullable(),
});
export type ChatRow = z.infer<typeof chatSchema>;
export const chatPageSchema = pageOf(chatSchema);

/** GET /chats and GET /chat-history: the conditions combine (row 278). */
export const chatQuerySchema = pageQuerySchema.extend({
  kind: chatKindSchema.optional(),
  /** A part of the account or the name of who looks after the person. */
  staff: z.string().trim().min(1).max(60).optional(),
  /** A part of the person's name or company, or his whole openid. */
  search: z.string().trim().min(1).max(64).optional(),
});
export type ChatQuery = z.infer<typeof chatQuerySchema>;

export const chatMessageSchema = z.strictObject({
  id: z.string(),
  direction: chatDirectionSchema,
  kind: z.string(),
  kindLabel: z.string(),
  /** Null: it has no words; its kind says what it was. */
  text: z.string().nullable(),
  carrier: chatCarrierSchema.nullable(),
  at: timestampSchema,
});
export type ChatMessageRow = z.infer<typeof chatMessageSchema>;

/** GET /chats/:id/messages: newest first; a page further is older. */
export const chatHistorySchema = pageOf(chatMessageSchema).extend({ chat: chatSchema });
export type ChatHistory = z.infer<typeof chatHistorySchema>;
