import { z } from 'zod';

/** Public ids are UUIDv7 text; they cannot be guessed and carry no tenant. */
export const idSchema = z.uuid();

/** One-use and printed secrets: 128 random bits, base64url, 22 characters. */
export const secret22Schema = z.string().regex(/^[A-Za-z0-9_-]{22}$/);

/** ISO 8601 in UTC with milliseconds. The client shows it in the tenant's zone. */
export const timestampSchema = z.iso.datetime();

export const localeSchema = z.enum(['zh-CN', 'en']);
export type Locale = z.infer<typeof localeSchema>;

/** Every refusal of the API has this body. `code` is stable; `message` is for people. */
export const errorEnvelopeSchema = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()),
    requestId: z.string(),
  }),
});
export type ErrorEnvelope = z.infer<typeof errorEnvelopeSchema>;

/** Query of every list: a cursor from the answer before, and at most 200 rows. */
export const pageQuerySchema = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Answer of every list. `nextCursor` is null on the last page; totals are not counted. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** For verbs that have nothing to tell but that they were done. */
export const doneSchema = z.strictObject({ done: z.literal(true) });
