import { z } from 'zod';

import { idSchema, timestampSchema } from './common.ts';

/* An upstream's own SMS: permission `settings.manage`; their review is the operator's: `sms.review`. */

/** What an invitation may name, each once: {contact} the person, {company} his company, {brand} the upstream. */
export const smsVariables = ['contact', 'company', 'brand'] as const;
export type SmsVariable = (typeof smsVariables)[number];
export const smsBounds = { text: 200, signatureLeast: 2, signatureMost: 12 } as const;

/**
 * How many SMS a text is billed as: 70 characters in one, 67 each where it is cut. Counted with its
 * signature in 【】. UTF-16 units, as carriers count.
 * @see cloud.tencent.com, billing of SMS
 */
export function smsLength(text: string, signature: string): { characters: number; segments: number } {
  const characters = text.length + signature.length + 2;
  return { characters, segments: characters <= 70 ? 1 : Math.ceil(characters / 67) };
}

/** The text as a person gets it. */
export function fillSms(text: string, values: Readonly<Record<SmsVariable, string>>): string {
  return smsVariables.reduce((filled, name) => filled.replaceAll(`{${name}}`, values[name]), text);
}

export const smsKindSchema = z.enum(['text', 'signature']);
export type SmsKind = z.infer<typeof smsKindSchema>;
export const smsStateSchema = z.enum(['draft', 'in_review', 'approved', 'refused']);
export type SmsState = z.infer<typeof smsStateSchema>;

export const smsVersionSchema = z.strictObject({
  id: idSchema,
  kind: smsKindSchema,
  number: z.number().int(),
  content: z.string(),
  state: smsStateSchema,
  /** Why it was refused; empty otherwise. */
  reason: z.string(),
  createdBy: z.string(),
  createdAt: timestampSchema,
  decidedAt: timestampSchema.nullable(),
  /** People get it now: the newest that is approved. */
  live: z.boolean(),
});
export type SmsVersion = z.infer<typeof smsVersionSchema>;

/** GET /invitation-sms */
export const invitationSmsSchema = z.strictObject({
  /** The installation's SMS service: off, invitations go by no SMS and the signature is not to be chosen. */
  serviceOn: z.boolean(),
  preset: z.string(),
  platformSignature: z.string(),
  ownSignature: z.boolean(),
  /** The own one where it is on and approved, else the platform's. */
  liveSignature: z.string(),
  variables: z.array(z.strictObject({ name: z.enum(smsVariables), label: z.string(), example: z.string() })),
  /** Newest first, 50 of each kind. */
  versions: z.array(smsVersionSchema),
});
export type InvitationSms = z.infer<typeof invitationSmsSchema>;

/** POST /invitation-sms/drafts: in place of the draft of its kind, where there is one. */
export const smsDraftSchema = z.strictObject({
  kind: smsKindSchema,
  content: z.string().trim().min(1).max(500),
});
/** POST /invitation-sms/signature */
export const smsSignatureSwitchSchema = z.strictObject({ on: z.boolean() });

/** GET /sms-reviews: what waits, oldest first. */
export const smsReviewsSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      id: idSchema,
      kind: smsKindSchema,
      enterprise: z.string(),
      content: z.string(),
      /** As the provider's template is written: {1}, {2} … in their order. */
      providerText: z.string(),
      submittedAt: timestampSchema,
    }),
  ),
});
export type SmsReviews = z.infer<typeof smsReviewsSchema>;
/** POST /sms-reviews/:id/approve: the number that the provider gave the template; a signature has none. */
export const smsApproveSchema = z.strictObject({
  templateId: z
    .string()
    .trim()
    .regex(/^\d{1,20}$/)
    .optional(),
});
/** POST /sms-reviews/:id/refuse */
export const smsRefuseSchema = z.strictObject({ reason: z.string().trim().min(1).max(120) });
