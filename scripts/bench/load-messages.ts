import { z } from 'zod';

/** What the bench asks of the load generator. */
export const loadOrderSchema = z.object({
  url: z.string(),
  scenario: z.enum(['text', 'follow']),
  connections: z.number(),
  seconds: z.number(),
  /** So many requests instead of so many seconds. */
  amount: z.number().optional(),
  /** Requests to sign before the clock starts. */
  prepare: z.number(),
  /** What a right answer says (see `comparable`). */
  expected: z.string(),
});
export type LoadOrder = z.infer<typeof loadOrderSchema>;

export const loadResultSchema = z.object({
  answered: z.number(),
  seconds: z.number(),
  p50: z.number(),
  p99: z.number(),
  /** Answers that were opened and compared. */
  checked: z.number(),
  /** Requests that had to be signed while the clock ran: with many, the generator was the limit. */
  signedLate: z.number(),
  /** Share of the time that the generator itself was busy, 0 to 1. */
  busy: z.number(),
});
export type LoadResult = z.infer<typeof loadResultSchema>;
