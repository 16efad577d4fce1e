import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import type { SmsKind, SmsState } from '../../contract/sms.ts';
import { idColumn, jsonColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/** An upstream's invitation text, its marketing text or its signature, by version; what was decided is never changed. Row class: tenant. */
export const SmsContent = defineEntity({
  name: 'SmsContent',
  tableName: 'sms_content',
  uniques: [{ properties: ['enterpriseId', 'kind', 'number'] }],
  indexes: [{ properties: ['state', 'submittedAt'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    kind: p.string().length(12).$type<SmsKind>(),
    number: p.integer(),
    content: p.string().length(500),
    state: p.string().length(12).$type<SmsState>(),
    reason: p.string().length(200),
    /** The provider's number of the approved template. */
    templateId: p.string().length(20).nullable(),
    createdBy: p.string().length(60),
    createdAt: timeColumn(),
    submittedAt: timeColumn().nullable(),
    decidedAt: timeColumn().nullable(),
  },
});
export type SmsContent = InferEntity<typeof SmsContent>;

/** Whether an upstream's SMS carry its own signature; no row: the platform's. Row class: tenant. */
export const SmsSignatureSwitch = defineEntity({
  name: 'SmsSignatureSwitch',
  tableName: 'sms_signature_switch',
  uniques: [{ properties: ['enterpriseId'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    enabled: p.boolean(),
    updatedAt: timeColumn(),
  },
});
export type SmsSignatureSwitch = InferEntity<typeof SmsSignatureSwitch>;

/** One sending of the marketing text to many; each of them is a delivery. Row class: tenant. */
export const SmsCampaign = defineEntity({
  name: 'SmsCampaign',
  tableName: 'sms_campaign',
  indexes: [{ properties: ['enterpriseId', 'id'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    /** The version that was live: a newer one changes nothing of what was sent off. */
    contentId: refColumn(),
    /** Null: everybody who is bound. */
    userIds: jsonColumn<string[] | null>(),
    /** False: its deliveries are still being written. */
    written: p.boolean(),
    createdBy: p.string().length(60),
    createdAt: timeColumn(),
  },
});
export type SmsCampaign = InferEntity<typeof SmsCampaign>;
