import { z } from 'zod';

import { idSchema } from './common.ts';

/*
 * Why somebody can or cannot see a record. The asker is told about people and records that he sees
 * himself, and about nothing else: what he does not see is not found.
 */
export const explainableKindSchema = z.enum([
  'staff',
  'channel_account',
  'department',
  'customer',
  'partner',
  'interconnect_user',
  'chat',
]);
export type ExplainableKind = z.infer<typeof explainableKindSchema>;
export const explainableKinds = explainableKindSchema.options;

/** GET /explainable-records/:kind: records in the asker's sight, 20 at most. */
export const explainableQuerySchema = z.strictObject({
  /** How or where the name begins, as the kind's own page searches. */
  search: z.string().trim().min(1).max(60).optional(),
});
export const explainableRecordsSchema = z.strictObject({
  items: z.array(z.strictObject({ id: idSchema, name: z.string(), note: z.string() })),
  nextCursor: z.null(),
});
export type ExplainableRecord = z.infer<typeof explainableRecordsSchema>['items'][number];

/** In the asker's language: what lets him (yes), what is in the way (no), what is so (fact). */
const sentencesSchema = z.array(z.strictObject({ tone: z.enum(['yes', 'no', 'fact']), text: z.string() }));

/** GET /staff-members/:id/sight/:kind/:recordId */
export const explanationSchema = z.strictObject({
  person: z.strictObject({ id: idSchema, name: z.string(), department: z.string() }),
  record: z.strictObject({ kind: explainableKindSchema, id: idSchema, name: z.string() }),
  /** Whether a page of his shows it. */
  visible: z.boolean(),
  sentences: sentencesSchema,
  /** Of a chat: whether he may read what was said in it; null: the record has nothing that goes by a right of its own. */
  reads: z.strictObject({ allowed: z.boolean(), sentences: sentencesSchema }).nullable(),
});
export type Explanation = z.infer<typeof explanationSchema>;
