import { z } from 'zod';

/** Parts that several verbs share. */
export const accountIdSchema = z.string().min(1).max(64).describe('appId, or corpId');
export const personIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/)
  .describe("a person's id, never his openid");

export const deliverySchema = z.object({
  id: z.string(),
  at: z.number().describe('when it ended, in milliseconds of the sandbox clock'),
  account: z.string(),
  event: z.string(),
  status: z.number().int().describe('HTTP status; 0: no connection, or timed out'),
  ms: z.number(),
  tries: z.number().int(),
  reply: z.looseObject({ type: z.string() }).nullable(),
  problem: z.string().nullable(),
});
export const deliveriesSchema = z.object({ deliveries: z.array(deliverySchema) });

/** Fields of a callback as a caller writes them: texts, numbers, nested. */
type FieldInput = string | number | { [name: string]: FieldInput } | FieldInput[];
export const fieldSchema: z.ZodType<FieldInput> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.array(fieldSchema),
    z.record(z.string().regex(/^[A-Za-z_]\w{0,60}$/), fieldSchema),
  ]),
);
export const fieldsSchema = z.record(z.string().regex(/^[A-Za-z_]\w{0,60}$/), fieldSchema);
