import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';

/* ---- follow guides: permission `messaging.manage` ---- */

export const guideCarrierSchema = z.enum(['text', 'news', 'mini_program_card']);
export type GuideCarrier = z.infer<typeof guideCarrierSchema>;
/** Variables of a guide text, written {name}; {link:words} becomes the link to bind or to enter. */
export const guideVariables = ['brand', 'contact', 'company', 'salesperson'] as const;

export const guideVariantSchema = z.strictObject({
  carrier: guideCarrierSchema,
  /** text: at most 4 lines and 600 bytes, one link written as {link:点这里绑定}. */
  text: z.string().max(600),
  /** news and card: title at most 64, description at most 120 characters. */
  title: z.string().max(64),
  description: z.string().max(120),
  pictureUrl: z.string().max(500),
});
export type GuideVariant = z.infer<typeof guideVariantSchema>;

export const followGuideSchema = z.strictObject({
  id: idSchema,
  channelAccountId: idSchema,
  channelAccountName: z.string(),
  enabled: z.boolean(),
  unbound: guideVariantSchema,
  bound: guideVariantSchema,
  /** Why a carrier can't be chosen now, by carrier: text in the caller's language. */
  carrierBlocked: z.partialRecord(guideCarrierSchema, z.string()),
  version: z.number().int(),
  updatedAt: timestampSchema,
});
export type FollowGuideRow = z.infer<typeof followGuideSchema>;
/** GET /follow-guides */
export const followGuideListSchema = pageOf(followGuideSchema);
/** PATCH /follow-guides/:id with If-Match */
export const patchFollowGuideSchema = z.strictObject({
  enabled: z.boolean().optional(),
  unbound: guideVariantSchema.optional(),
  bound: guideVariantSchema.optional(),
});
/** POST /follow-guides/:id/restore-preset { variant } → FollowGuideRow */
export const restorePresetSchema = z.strictObject({ variant: z.enum(['unbound', 'bound']) });
/** POST /follow-guides/:id/preview: as the chat will show it, with sample values. */
export const previewGuideSchema = z.strictObject({
  variant: z.enum(['unbound', 'bound']),
  content: guideVariantSchema,
});
export const guidePreviewSchema = z.strictObject({
  carrier: guideCarrierSchema,
  text: z.string(),
  title: z.string(),
  description: z.string(),
  pictureUrl: z.string(),
  /** How it leaves: in the answer itself, or as a customer-service message within the minute. */
  leavesAs: z.enum(['passive_reply', 'customer_service']),
});
export type GuidePreview = z.infer<typeof guidePreviewSchema>;

/* ---- template messages ---- */

/** What a message is for. Each has its variables; a mapping fills a template's fields with them. */
export const messagePurposeSchema = z.enum([
  'account.bound',
  'account.invited',
  'account.phone_changed',
  'own_edition.ending',
]);
export type MessagePurpose = z.infer<typeof messagePurposeSchema>;

export const platformTemplateSchema = z.strictObject({
  templateId: z.string(),
  title: z.string(),
  fields: z.array(z.strictObject({ key: z.string(), kind: z.string(), label: z.string() })),
  example: z.string(),
});
export type PlatformTemplate = z.infer<typeof platformTemplateSchema>;
/** GET /channel-accounts/:id/templates: asked from the platform now. */
export const platformTemplateListSchema = pageOf(platformTemplateSchema);

export const templateMappingSchema = z.strictObject({
  purpose: messagePurposeSchema,
  purposeLabel: z.string(),
  channelAccountId: idSchema.nullable(),
  templateId: z.string().nullable(),
  templateTitle: z.string().nullable(),
  enabled: z.boolean(),
  /** Template field key → text with {variables}. */
  fields: z.record(z.string(), z.string()),
  variables: z.array(z.strictObject({ name: z.string(), label: z.string(), example: z.string() })),
  version: z.number().int(),
});
export type TemplateMappingRow = z.infer<typeof templateMappingSchema>;
/** GET /template-mappings */
export const templateMappingListSchema = pageOf(templateMappingSchema);
/** PUT /template-mappings/:purpose with If-Match */
export const putTemplateMappingSchema = z.strictObject({
  channelAccountId: idSchema,
  templateId: z.string().min(1).max(80),
  fields: z.record(z.string().max(60), z.string().max(200)),
  enabled: z.boolean(),
});
/** POST /template-mappings/:purpose/test → DeliveryRow. The receiver must be bound. */
export const testTemplateSchema = z.strictObject({ interconnectUserId: idSchema });

/* ---- deliveries ---- */

export const carrierSchema = z.enum([
  'passive_reply',
  'customer_service',
  'template',
  'subscribe',
  'sms',
  'wecom',
]);
export type Carrier = z.infer<typeof carrierSchema>;
/** Words of the glossary: 已排队 · 已提交 · 平台审核中 · 已送达 · 用户拒收 · 已取消关注 · 超出可发送时段 · 失败 · 结果未知 */
export const deliveryStateSchema = z.enum([
  'queued',
  'submitted',
  'in_review',
  'delivered',
  'refused_by_user',
  'unfollowed',
  'outside_window',
  'failed',
  'unknown',
]);
export type DeliveryState = z.infer<typeof deliveryStateSchema>;

export const deliverySchema = z.strictObject({
  id: idSchema,
  purpose: z.string(),
  purposeLabel: z.string(),
  recipientName: z.string(),
  carrier: carrierSchema.nullable(),
  /** Carriers that were passed over, each with the reason in the caller's language. */
  passedOver: z.array(z.strictObject({ carrier: carrierSchema, reason: z.string() })),
  state: deliveryStateSchema,
  stateLabel: z.string(),
  platformCode: z.string().nullable(),
  reason: z.string().nullable(),
  remedy: z.string().nullable(),
  canResend: z.boolean(),
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
});
export type DeliveryRow = z.infer<typeof deliverySchema>;
/** GET /deliveries; POST /deliveries/:id/resend → DeliveryRow (only where canResend) */
export const deliveryQuerySchema = pageQuerySchema.extend({
  state: deliveryStateSchema.optional(),
  purpose: messagePurposeSchema.optional(),
  search: z.string().trim().max(60).optional(),
});
export const deliveryPageSchema = pageOf(deliverySchema);
