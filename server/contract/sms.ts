import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';

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

/** text: the invitation, a 通知. marketing: a 推广. Codes (验证码) are the installation's. */
export const smsKindSchema = z.enum(['text', 'signature', 'marketing']);
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

/* Marketing (推广): its text by the drafts above; sending by permission `messaging.manage`. */

/** What became of one person: waiting · sent · nobody agreed · stopped by R · not reached · not known. */
export const marketingResultSchema = z.enum([
  'waiting',
  'sent',
  'no_consent',
  'stopped',
  'not_reached',
  'unknown',
]);
export type MarketingResult = z.infer<typeof marketingResultSchema>;

/** GET /sms-marketing: what could be sent now, and to how many. */
export const smsMarketingSchema = z.strictObject({
  serviceOn: z.boolean(),
  /** The approved text; null: none, nothing can be sent. */
  live: z.strictObject({ id: idSchema, number: z.number().int(), content: z.string() }).nullable(),
  /** Hours of the day in China in which it leaves. */
  hours: z.strictObject({ from: z.number().int(), to: z.number().int() }),
  perPerson: z.strictObject({ most: z.number().int(), days: z.number().int() }),
  perHour: z.number().int(),
  /** Bound people, and of those who has agreed, has not, has replied R; counted up to the most of one sending. */
  people: z.strictObject({
    bound: z.number().int(),
    agreed: z.number().int(),
    none: z.number().int(),
    stopped: z.number().int(),
  }),
});
export type SmsMarketing = z.infer<typeof smsMarketingSchema>;

/** GET /sms-marketing/people: bound people by id, to choose from. */
export const marketingPersonSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  company: z.string(),
  phoneMasked: z.string(),
  standing: z.enum(['agreed', 'none', 'stopped']),
});
export type MarketingPersonRow = z.infer<typeof marketingPersonSchema>;
export const marketingPeopleSchema = pageOf(marketingPersonSchema);

/** POST /sms-campaigns: to those who are named, or to everybody who is bound. */
export const smsCampaignCreateSchema = z.strictObject({
  /** The text that was shown: another one by now is not sent. */
  contentId: idSchema,
  userIds: z.array(idSchema).min(1).max(500).nullable(),
});
export const smsCampaignSchema = z.strictObject({
  id: idSchema,
  number: z.number().int(),
  content: z.string(),
  /** Null: everybody who was bound. */
  chosen: z.number().int().nullable(),
  createdBy: z.string(),
  createdAt: timestampSchema,
  /** False: more people are still being added. */
  written: z.boolean(),
  counts: z.record(marketingResultSchema, z.number().int()),
});
export type SmsCampaignRow = z.infer<typeof smsCampaignSchema>;
/** GET /sms-campaigns: newest first. */
export const smsCampaignPageSchema = pageOf(smsCampaignSchema);
/** GET /sms-campaigns/:id/results */
export const smsResultQuerySchema = pageQuerySchema.extend({ result: marketingResultSchema.optional() });
export const smsResultSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  result: marketingResultSchema,
  /** Why, in the caller's language; null where there is nothing to say. */
  reason: z.string().nullable(),
  updatedAt: timestampSchema,
});
export type SmsResultRow = z.infer<typeof smsResultSchema>;
export const smsResultPageSchema = pageOf(smsResultSchema);

/**
 * POST /sms-replies/:key: a person's answer to an SMS, as the provider tells it. Fields and answer are the
 * provider's; it documents no signature, so the key in the address is what proves it.
 * @see cloud.tencent.com/document/api/382/59179
 */
export const smsReplySchema = z.looseObject({
  mobile: z.string().min(5).max(30),
  nationcode: z.string().max(6).default('86'),
  sign: z.string().max(60).default(''),
  text: z.string().max(2_000),
  /** Unix seconds. */
  time: z.coerce.number().int().min(0).max(9_999_999_999),
});
export const smsReplyAnswerSchema = z.strictObject({ result: z.literal(0), errmsg: z.literal('OK') });
/** GET /sms-reviews/reply-address: what the operator enters at the provider. */
export const smsReplyAddressSchema = z.strictObject({ url: z.string() });
