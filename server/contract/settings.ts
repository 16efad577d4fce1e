import { z } from 'zod';

import { timestampSchema } from './common.ts';

/* Interconnect settings: permission `settings.manage`. */

/** One line of plain text: neither breaks nor control characters. */
const lineSchema = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u);

/** GET /enterprise-names */
export const enterpriseNamesSchema = z.strictObject({
  /** As on the business licence; changed elsewhere. */
  legalName: z.string(),
  /** Brand or short name; empty: downstream sees the legal name. */
  displayName: z.string(),
  /** What downstream sees now. */
  shownName: z.string(),
  slogan: z.string(),
  version: z.number().int(),
});
export type EnterpriseNames = z.infer<typeof enterpriseNamesSchema>;
/** PATCH /enterprise-names with If-Match */
export const patchEnterpriseNamesSchema = z.strictObject({
  displayName: lineSchema(30).optional(),
  slogan: lineSchema(60).optional(),
});
export type EnterpriseNamesPatch = z.output<typeof patchEnterpriseNamesSchema>;

/** A landline, a mobile or a 400 number, as people write it. */
const contactPhoneSchema = z
  .string()
  .trim()
  .max(20)
  .regex(/^(\+?[\d][\d -]{4,18})?$/);

/** GET /sign-in-prompt */
export const signInPromptSettingsSchema = z.strictObject({
  /** Off: the system's words alone. */
  enabled: z.boolean(),
  /** Empty: the preset. */
  text: z.string(),
  contactName: z.string(),
  contactPhone: z.string(),
  /** Block other system prompts: the own words alone are answered. */
  alone: z.boolean(),
  /** What stands there while no text of its own is set. */
  preset: z.string(),
  /** The system's words of each case, as they are shown beside, with a sample salesperson. */
  systemPrompts: z.array(z.strictObject({ state: z.string(), label: z.string(), text: z.string() })),
  updatedAt: timestampSchema.nullable(),
  /** 0: never saved. */
  version: z.number().int(),
});
export type SignInPromptSettings = z.infer<typeof signInPromptSettingsSchema>;
/** PATCH /sign-in-prompt with If-Match */
export const patchSignInPromptSchema = z.strictObject({
  enabled: z.boolean().optional(),
  /** Plain text with line breaks. */
  text: z
    .string()
    .trim()
    .max(200)
    .regex(/^(?:[^\p{Cc}]|\n)*$/u)
    .optional(),
  contactName: lineSchema(20).optional(),
  contactPhone: contactPhoneSchema.optional(),
  alone: z.boolean().optional(),
});
export type SignInPromptPatch = z.output<typeof patchSignInPromptSchema>;
