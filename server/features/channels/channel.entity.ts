import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import type { CallbackMode, ChannelKind } from '../../contract/channels.ts';
import { idColumn, jsonColumn, longTextColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/** What a check of a connected account found, by message key, so that it can be told in any language. */
export interface StoredCheck {
  readonly key: 'credentials' | 'account-type' | 'verification' | 'ip-list' | 'agent' | 'callback';
  readonly state: 'passed' | 'failed' | 'unknown';
  readonly platformCode: string | null;
  readonly messageKey: string;
  readonly values: Readonly<Record<string, string>>;
}

/** A connected service account, mini program or WeCom application. Row class: tenant. */
export const ChannelAccount = defineEntity({
  name: 'ChannelAccount',
  tableName: 'channel_account',
  uniques: [{ properties: ['kind', 'appId', 'agentId'] }],
  indexes: [{ properties: ['enterpriseId', 'kind'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    kind: p.string().length(20).$type<ChannelKind>(),
    /** The opaque part of the callback URL. */
    callbackKey: p.string().length(22).unique(),
    name: p.string().length(60),
    appId: p.string().length(64),
    originalId: p.string().length(64).nullable(),
    /** WeCom only; '' otherwise, so that the unique key holds. */
    agentId: p.string().length(16).default(''),
    accountType: p.string().length(16).$type<'service' | 'subscription' | 'unknown'>().nullable(),
    verified: p.boolean().nullable(),
    state: p.string().length(16).$type<'connected' | 'attention' | 'disconnected'>(),
    checks: jsonColumn<StoredCheck[]>(),
    callbackMode: p.string().length(12).$type<CallbackMode>(),
    /** Where the platform's API is; the sandbox or a relay in its place. */
    baseUrl: p.string().length(300),
    /** Where its authorize pages are. */
    oauthBaseUrl: p.string().length(300),
    sealedSecret: longTextColumn(),
    sealedToken: longTextColumn(),
    sealedAesKey: longTextColumn(),
    sealedPreviousToken: longTextColumn().nullable(),
    sealedPreviousAesKey: longTextColumn().nullable(),
    previousAcceptedUntil: timeColumn().nullable(),
    /** Since when chats are kept (`chats/`); null: they are not. */
    chatsKeptSince: timeColumn().nullable(),
    connectedAt: timeColumn(),
    lastCallbackAt: timeColumn().nullable(),
    lastCheckedAt: timeColumn().nullable(),
    version: p.integer().version(),
  },
});
export type ChannelAccount = InferEntity<typeof ChannelAccount>;

/** Access tokens and tickets of the platforms, and the lease of who refreshes them. Row class: installation. */
export const PlatformToken = defineEntity({
  name: 'PlatformToken',
  tableName: 'platform_token',
  properties: {
    /** kind:account, for example access_token:<channel account id>. */
    id: p.string().length(120).primary(),
    sealedToken: longTextColumn().nullable(),
    expiresAt: timeColumn().nullable(),
    /** Rises with each lease; a writer with an older one is refused. */
    fence: p.integer().default(0),
    leaseOwner: p.string().length(80).nullable(),
    leaseUntil: timeColumn().nullable(),
    updatedAt: timeColumn(),
  },
});
export type PlatformToken = InferEntity<typeof PlatformToken>;

/** Who follows a service account, and whether he is bound: what a passive reply needs. Row class: tenant. */
export const Follower = defineEntity({
  name: 'Follower',
  tableName: 'follower',
  uniques: [{ properties: ['channelAccountId', 'openid'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    channelAccountId: refColumn(),
    openid: p.string().length(64),
    following: p.boolean(),
    followedAt: timeColumn().nullable(),
    unfollowedAt: timeColumn().nullable(),
    scene: p.string().length(64).nullable(),
    /** When the last of the platform's lists that named him was begun (`reconciliation/`). Only ever rises. */
    listedAt: timeColumn().nullable(),
    identityId: refColumn().nullable(),
    bound: p.boolean().default(false),
    /** For the bound guide: «林晓雯,你已绑定「杭州沐泉」». */
    boundContact: p.string().length(60).nullable(),
    boundCompany: p.string().length(60).nullable(),
    boundSalesperson: p.string().length(60).nullable(),
    updatedAt: timeColumn(),
  },
});
export type Follower = InferEntity<typeof Follower>;
