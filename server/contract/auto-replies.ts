import { z } from 'zod';

import { idSchema, pageOf, timestampSchema } from './common.ts';

/* Auto reply of service accounts: permission `auto_reply.manage`. */

/**
 * Replies of a rule: the answer and four of the five customer-service messages that a person's message
 * allows (platform.md A8), so that staff can still write.
 */
export const mostReplies = 5;

export const autoReplyKinds = ['private', 'public'] as const;
/** The three patterns: the whole sentence; a part of it is one of the words; it is one of the words. */
export const autoReplyPatterns = ['sentence', 'contains_any', 'equals_any'] as const;
export type AutoReplyPattern = (typeof autoReplyPatterns)[number];

export const autoReplySchema = z.strictObject({
  id: idSchema,
  /** private: answers those whom its owner looks after, and nobody else sees it. */
  kind: z.enum(autoReplyKinds),
  /** As typed; words of a pattern with several are split by a bar. */
  words: z.string(),
  pattern: z.enum(autoReplyPatterns),
  /** Sent one after the other. */
  replies: z.array(z.string()),
  enabled: z.boolean(),
  /** The service accounts that it answers in; empty: all. */
  channelAccountIds: z.array(idSchema),
  updatedAt: timestampSchema,
  version: z.number().int(),
});
export type AutoReplyRow = z.infer<typeof autoReplySchema>;

const kindSchema = z.enum(autoReplyKinds);
const patternSchema = z.enum(autoReplyPatterns);
const wordsSchema = z.string().trim().min(1).max(1_100);
const repliesSchema = z.array(z.string().trim().min(1).max(2_048)).min(1).max(mostReplies);
const accountsSchema = z
  .array(idSchema)
  .max(50)
  .refine((ids) => new Set(ids).size === ids.length);

/** GET /auto-replies, newest first */
export const autoReplyQuerySchema = z.strictObject({
  /** Part of a word or of a reply. */
  search: z.string().trim().max(60).optional(),
  kind: kindSchema.optional(),
});
export const autoReplyListSchema = pageOf(autoReplySchema).extend({
  /** Service accounts to choose from. */
  accounts: z.array(z.strictObject({ id: idSchema, name: z.string() })),
});
/** POST /auto-replies */
export const createAutoReplySchema = z.strictObject({
  kind: kindSchema.default('private'),
  words: wordsSchema,
  pattern: patternSchema,
  replies: repliesSchema,
  enabled: z.boolean().default(true),
  channelAccountIds: accountsSchema.default([]),
});
/** PATCH /auto-replies/:id, with If-Match. */
export const patchAutoReplySchema = z.strictObject({
  kind: kindSchema.optional(),
  words: wordsSchema.optional(),
  pattern: patternSchema.optional(),
  replies: repliesSchema.optional(),
  enabled: z.boolean().optional(),
  channelAccountIds: accountsSchema.optional(),
});
/** POST /auto-replies/try */
export const tryAutoReplySchema = z.strictObject({
  sentence: z.string().trim().min(1).max(600),
  channelAccountId: idSchema.optional(),
});
/** Which rule would answer; null: none. */
export const triedAutoReplySchema = z.strictObject({
  /** A word of binding, which is answered before any rule. */
  reserved: z.boolean(),
  /** Those whom the caller looks after. */
  own: autoReplySchema.nullable(),
  others: autoReplySchema.nullable(),
});
export type TriedAutoReply = z.infer<typeof triedAutoReplySchema>;
