import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import type { AccountState, BindingState } from '../../contract/accounts.ts';
import { idColumn, jsonColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/** The upstream's account for one downstream, one to one with the connection. Row class: tenant. */
export const InterconnectEnterprise = defineEntity({
  name: 'InterconnectEnterprise',
  tableName: 'interconnect_enterprise',
  // One live account a customer or partner; null is free.
  uniques: [{ properties: ['connectionId'] }, { properties: ['partyId'] }],
  indexes: [{ properties: ['enterpriseId', 'name'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    connectionId: refColumn(),
    downstreamId: refColumn(),
    name: p.string().length(60),
    salespersonId: refColumn().nullable(),
    /** The customer or partner that it was opened from, or linked with. */
    partyId: refColumn().nullable(),
    /** Nobody of it gets in, and its places are free, until it is enabled again (row 46). */
    disabledAt: timeColumn().nullable(),
    createdAt: timeColumn(),
    version: p.integer().version(),
  },
});
export type InterconnectEnterprise = InferEntity<typeof InterconnectEnterprise>;

/** A person of a downstream in the upstream's books. Row class: tenant (the upstream). */
export const InterconnectUser = defineEntity({
  name: 'InterconnectUser',
  tableName: 'interconnect_user',
  uniques: [
    { properties: ['interconnectEnterpriseId', 'phone'] },
    // One WeChat person holds at most one account a downstream (row 321). Null is free.
    { properties: ['interconnectEnterpriseId', 'identityId'] },
    { properties: ['contactId'] },
  ],
  indexes: [
    { properties: ['phone'] },
    { properties: ['identityId'] },
    { properties: ['enterpriseId', 'id'] },
  ],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    interconnectEnterpriseId: refColumn(),
    name: p.string().length(60),
    /** The sign-in name (row 50), 11 digits. */
    phone: p.string().length(20),
    roles: jsonColumn<string[]>(),
    accountState: p.string().length(16).$type<AccountState>(),
    bindingState: p.string().length(16).$type<BindingState>(),
    identityId: refColumn().nullable(),
    /** The contact that he was opened from, or linked with. */
    contactId: refColumn().nullable(),
    salespersonId: refColumn().nullable(),
    invitedAt: timeColumn().nullable(),
    /** Since when a bound person waits for a free place (row 330). */
    waitingSince: timeColumn().nullable(),
    boundAt: timeColumn().nullable(),
    lastSeenAt: timeColumn().nullable(),
    createdAt: timeColumn(),
    version: p.integer().version(),
  },
});
export type InterconnectUser = InferEntity<typeof InterconnectUser>;

/** One WeChat person of this installation. Row class: installation (a door's row). */
export const Identity = defineEntity({
  name: 'Identity',
  tableName: 'identity',
  properties: {
    id: idColumn(),
    /** Only where the apps stand under one Open Platform account; never required. */
    unionid: p.string().length(64).nullable().unique(),
    language: p.string().length(8).$type<'zh-CN' | 'en'>().default('zh-CN'),
    /** The interconnect user that was chosen last: where the next sign-in goes. */
    lastMembershipId: refColumn().nullable(),
    createdAt: timeColumn(),
  },
});
export type Identity = InferEntity<typeof Identity>;

/** A person's openid in one app. Row class: installation. */
export const IdentityOpenid = defineEntity({
  name: 'IdentityOpenid',
  tableName: 'identity_openid',
  uniques: [{ properties: ['appId', 'openid'] }],
  indexes: [{ properties: ['identityId'] }],
  properties: {
    id: idColumn(),
    identityId: refColumn(),
    appId: p.string().length(64),
    openid: p.string().length(64),
    createdAt: timeColumn(),
  },
});
export type IdentityOpenid = InferEntity<typeof IdentityOpenid>;

/**
 * A guide's ticket that was opened. The ticket itself is the inbox row's id under a key of ours
 * (see `tickets.ts`), so nothing is stored until it is used, and then only once. Row class: installation.
 */
export const OpenedTicket = defineEntity({
  name: 'OpenedTicket',
  tableName: 'opened_ticket',
  properties: {
    /** The inbox row that the ticket stands for. */
    id: idColumn(),
    identityId: refColumn(),
    openedAt: timeColumn(),
  },
});
export type OpenedTicket = InferEntity<typeof OpenedTicket>;

/** agreements: to the texts, without which nobody is bound. marketing: to marketing SMS (row 332). */
export type ConsentPurpose = 'agreements' | 'marketing';

/** Evidence of consent, kept when it is withdrawn (row 324). Row class: tenant. */
export const Consent = defineEntity({
  name: 'Consent',
  tableName: 'consent',
  indexes: [{ properties: ['enterpriseId', 'identityId'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    identityId: refColumn(),
    textVersion: p.string().length(40),
    /** SHA-256 of the texts that were shown. */
    textHash: p.string().length(43),
    language: p.string().length(8),
    purpose: p.string().length(12).$type<ConsentPurpose>().default('agreements'),
    /** Where it was given: a page, and the app that it stands in. */
    place: p.string().length(80).default(''),
    givenAt: timeColumn(),
    withdrawnAt: timeColumn().nullable(),
  },
});
export type Consent = InferEntity<typeof Consent>;

/** A reply by which a phone refuses marketing SMS: of every enterprise here (row 332). Row class: installation. */
export const MarketingStop = defineEntity({
  name: 'MarketingStop',
  tableName: 'marketing_stop',
  uniques: [{ properties: ['replyKey'] }],
  indexes: [{ properties: ['phone', 'stoppedAt'] }],
  properties: {
    id: idColumn(),
    phone: p.string().length(20),
    /** The signature that the reply answers. */
    signName: p.string().length(40),
    words: p.string().length(20),
    /** One row a reply, however often the provider tells of it. */
    replyKey: p.string().length(43),
    repliedAt: timeColumn(),
    /** When it came here: what was agreed to before ends. */
    stoppedAt: timeColumn(),
  },
});
export type MarketingStop = InferEntity<typeof MarketingStop>;

/** A phone that a person has just proved. Row class: installation. */
export const PhoneProof = defineEntity({
  name: 'PhoneProof',
  tableName: 'phone_proof',
  properties: {
    id: idColumn(),
    identityId: refColumn(),
    phone: p.string().length(20),
    via: p.string().length(10).$type<'wechat' | 'sms'>(),
    createdAt: timeColumn(),
    expiresAt: timeColumn(),
    usedAt: timeColumn().nullable(),
  },
});
export type PhoneProof = InferEntity<typeof PhoneProof>;

/** An SMS code under way. Row class: installation. */
export const SmsChallenge = defineEntity({
  name: 'SmsChallenge',
  tableName: 'sms_challenge',
  indexes: [
    { properties: ['phone', 'createdAt'] },
    { properties: ['identityId', 'createdAt'] },
    { properties: ['enterpriseId', 'createdAt'] },
    { properties: ['ipHash', 'createdAt'] },
  ],
  properties: {
    id: idColumn(),
    identityId: refColumn(),
    enterpriseId: refColumn(),
    phone: p.string().length(20),
    /** Where the request came from: a network's budget. */
    ipHash: p.string().length(43),
    codeHash: p.string().length(43),
    attempts: p.integer().default(0),
    createdAt: timeColumn(),
    expiresAt: timeColumn(),
    usedAt: timeColumn().nullable(),
  },
});
export type SmsChallenge = InferEntity<typeof SmsChallenge>;

/** «Find my salesperson»: a proved phone that no account carries (row 327). Row class: tenant. */
export const BindingRequest = defineEntity({
  name: 'BindingRequest',
  tableName: 'binding_request',
  indexes: [{ properties: ['enterpriseId', 'state', 'id'] }, { properties: ['identityId', 'state'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    identityId: refColumn(),
    phone: p.string().length(20),
    name: p.string().length(60),
    company: p.string().length(100),
    state: p.string().length(12).$type<'pending' | 'resolved' | 'dismissed'>(),
    createdAt: timeColumn(),
    resolvedAt: timeColumn().nullable(),
    resolvedBy: refColumn().nullable(),
  },
});
export type BindingRequest = InferEntity<typeof BindingRequest>;

/** The once-only code by which a web sign-in becomes a session. Row class: installation. */
export const SessionExchange = defineEntity({
  name: 'SessionExchange',
  tableName: 'session_exchange',
  properties: {
    id: idColumn(),
    codeHash: p.string().length(43).unique(),
    identityId: refColumn(),
    enterpriseId: refColumn(),
    appId: p.string().length(64),
    expiresAt: timeColumn(),
    usedAt: timeColumn().nullable(),
  },
});
export type SessionExchange = InferEntity<typeof SessionExchange>;
