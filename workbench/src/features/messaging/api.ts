import {
  deliveryPageSchema,
  deliverySchema,
  followGuideListSchema,
  followGuideSchema,
  guidePreviewSchema,
  platformTemplateListSchema,
  templateMappingListSchema,
  templateMappingSchema,
  type Carrier,
  type DeliveryRow,
  type DeliveryState,
  type FollowGuideRow,
  type GuideCarrier,
  type GuidePreview,
  type MessagePurpose,
  type PlatformTemplate,
  type TemplateMappingRow,
} from '../../../../server/contract/messaging.ts';
import { getJson, writeJson, type Query } from '../../shared/api/request.ts';

export {
  deliveryStateSchema,
  guideCarrierSchema,
  guideVariables,
  messagePurposeSchema,
} from '../../../../server/contract/messaging.ts';
export type {
  Carrier,
  DeliveryRow,
  DeliveryState,
  FollowGuideRow,
  GuideCarrier,
  GuidePreview,
  MessagePurpose,
  PlatformTemplate,
  TemplateMappingRow,
};

export type GuideVariantName = 'unbound' | 'bound';
export type GuideVariant = FollowGuideRow['unbound'];

export const guidesKey = ['follow-guides'] as const;
export const mappingsKey = ['template-mappings'] as const;
export const deliveriesKey = ['deliveries'] as const;

export async function listGuides(signal?: AbortSignal): Promise<readonly FollowGuideRow[]> {
  return (await getJson('/follow-guides', followGuideListSchema, { ...(signal && { signal }) })).items;
}

export interface GuidePatch {
  readonly enabled?: boolean;
  readonly unbound?: GuideVariant;
  readonly bound?: GuideVariant;
}

export function patchGuide(
  id: string,
  patch: GuidePatch,
  version: number,
  idempotencyKey: string,
): Promise<FollowGuideRow> {
  return writeJson(`/follow-guides/${id}`, followGuideSchema, {
    method: 'PATCH',
    body: patch,
    version,
    idempotencyKey,
  });
}

export function restorePreset(
  id: string,
  variant: GuideVariantName,
  idempotencyKey: string,
): Promise<FollowGuideRow> {
  return writeJson(`/follow-guides/${id}/restore-preset`, followGuideSchema, {
    method: 'POST',
    body: { variant },
    idempotencyKey,
  });
}

/** Asked while typing; it changes nothing, so it carries no idempotency key. */
export function previewGuide(
  id: string,
  variant: GuideVariantName,
  content: GuideVariant,
): Promise<GuidePreview> {
  return writeJson(`/follow-guides/${id}/preview`, guidePreviewSchema, {
    method: 'POST',
    body: { variant, content },
  });
}

export async function listPlatformTemplates(
  channelAccountId: string,
  signal: AbortSignal,
): Promise<readonly PlatformTemplate[]> {
  return (
    await getJson(`/channel-accounts/${channelAccountId}/templates`, platformTemplateListSchema, { signal })
  ).items;
}

export async function listMappings(signal?: AbortSignal): Promise<readonly TemplateMappingRow[]> {
  return (await getJson('/template-mappings', templateMappingListSchema, { ...(signal && { signal }) }))
    .items;
}

export interface MappingInput {
  readonly channelAccountId: string;
  readonly templateId: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly enabled: boolean;
}

export function putMapping(
  purpose: MessagePurpose,
  input: MappingInput,
  version: number,
  idempotencyKey: string,
): Promise<TemplateMappingRow> {
  return writeJson(`/template-mappings/${purpose}`, templateMappingSchema, {
    method: 'PUT',
    body: input,
    version,
    idempotencyKey,
  });
}

export function testTemplate(
  purpose: MessagePurpose,
  interconnectUserId: string,
  idempotencyKey: string,
): Promise<DeliveryRow> {
  return writeJson(`/template-mappings/${purpose}/test`, deliverySchema, {
    method: 'POST',
    body: { interconnectUserId },
    idempotencyKey,
  });
}

export function listDeliveries(query: Query, signal?: AbortSignal) {
  return getJson('/deliveries', deliveryPageSchema, { query, ...(signal && { signal }) });
}

export function resendDelivery(id: string, idempotencyKey: string): Promise<DeliveryRow> {
  return writeJson(`/deliveries/${id}/resend`, deliverySchema, { method: 'POST', idempotencyKey });
}
