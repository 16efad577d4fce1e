import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import type { Carrier, DeliveryState, GuideVariant } from '../../contract/messaging.ts';
import { idColumn, jsonColumn, longTextColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';
import type { ReasonKey } from './reasons.ts';
import type { StaffCardContent } from './ports.ts';

/** The guide of one service account. Row class: tenant. */
export const FollowGuide = defineEntity({
  name: 'FollowGuide',
  tableName: 'follow_guide',
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    channelAccountId: refColumn().unique(),
    enabled: p.boolean().default(true),
    unbound: jsonColumn<GuideVariant>(),
    bound: jsonColumn<GuideVariant>(),
    updatedAt: timeColumn(),
    version: p.integer().version(),
  },
});
export type FollowGuide = InferEntity<typeof FollowGuide>;

/** Which template carries which purpose, and what fills its fields. Row class: tenant. */
export const TemplateMapping = defineEntity({
  name: 'TemplateMapping',
  tableName: 'template_mapping',
  uniques: [{ properties: ['enterpriseId', 'purpose', 'carrier'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    purpose: p.string().length(40),
    /** template of a service account, subscribe of a mini program: one of each a purpose. */
    carrier: p.string().length(20).$type<'template' | 'subscribe'>(),
    channelAccountId: refColumn(),
    templateId: p.string().length(80),
    templateTitle: p.string().length(60),
    /** Field key → its kind on the platform, for the checks. */
    fieldKinds: jsonColumn<Record<string, string>>(),
    fields: jsonColumn<Record<string, string>>(),
    enabled: p.boolean(),
    updatedAt: timeColumn(),
    version: p.integer().version(),
  },
});
export type TemplateMapping = InferEntity<typeof TemplateMapping>;

export interface DeliveryContent {
  /** Values of the purpose's variables, as they were when it was caused. */
  readonly values: Readonly<Record<string, string>>;
  /** Where a tap leads: a path of the mini program. */
  readonly path: string | null;
  /** For staff: the card of the WeCom application. */
  readonly card?: StaffCardContent;
  /** Marketing: the reviewed template as it was when it was sent off. */
  readonly marketing?: { readonly templateId: string; readonly params: readonly string[] };
  /** Tried through these carriers alone, enabled or not: a test. */
  readonly testOf?: Carrier;
}

/** What happened and what to do, where no key of ours says it: in both languages. */
export interface DeliveryFailure {
  readonly meaning: Readonly<Record<'zh-CN' | 'en', string>>;
  readonly remedy: Readonly<Record<'zh-CN' | 'en', string>>;
}

export interface PassedOver {
  readonly carrier: Carrier;
  readonly reasonKey: ReasonKey;
}

/** One message to one person, through whichever carrier could. Row class: tenant. */
export const Delivery = defineEntity({
  name: 'Delivery',
  tableName: 'delivery',
  indexes: [
    { properties: ['enterpriseId', 'id'] },
    { properties: ['platformMessageId'] },
    { properties: ['interconnectUserId', 'id'] },
    // What marketing an enterprise has sent of late.
    { properties: ['enterpriseId', 'purpose', 'attemptedAt'] },
  ],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    purpose: p.string().length(40),
    interconnectUserId: refColumn().nullable(),
    staffId: refColumn().nullable(),
    recipientName: p.string().length(60),
    content: jsonColumn<DeliveryContent>(),
    /** A message that is said word for word and once (a guide and its ticket), encrypted; dropped when it has left. */
    sealedMessage: longTextColumn().nullable(),
    carrier: p.string().length(20).$type<Carrier>().nullable(),
    channelAccountId: refColumn().nullable(),
    /** openid of the carrier's account. */
    openid: p.string().length(64).nullable(),
    passedOver: jsonColumn<PassedOver[]>(),
    state: p.string().length(20).$type<DeliveryState>(),
    platformCode: p.string().length(80).nullable(),
    reasonKey: p.string().length(80).$type<ReasonKey>().nullable(),
    failure: jsonColumn<DeliveryFailure | null>(),
    platformMessageId: p.string().length(64).nullable(),
    /** Committed before the platform is called: who finds it knows that a message may have left. */
    attemptedAt: timeColumn().nullable(),
    /** Rises when a person sends it again; part of the platform's client_msg_id. */
    round: p.integer().default(1),
    /** Later than this it is not sent any more (the minute after a follow). */
    notAfter: timeColumn().nullable(),
    /** What caused it: one message a cause. */
    causeKey: p.string().length(160).unique(),
    createdAt: timeColumn(),
    updatedAt: timeColumn(),
    version: p.integer().version(),
  },
});
export type Delivery = InferEntity<typeof Delivery>;

/** How many subscribe messages of a template a person has agreed to: one acceptance, one message. Row class: tenant. */
export const SubscribeConsent = defineEntity({
  name: 'SubscribeConsent',
  tableName: 'subscribe_consent',
  uniques: [{ properties: ['channelAccountId', 'openid', 'templateId'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    channelAccountId: refColumn(),
    openid: p.string().length(64),
    templateId: p.string().length(80),
    accepted: p.integer(),
    updatedAt: timeColumn(),
  },
});
export type SubscribeConsent = InferEntity<typeof SubscribeConsent>;
