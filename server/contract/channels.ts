import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';

/* Connected accounts. Needs permission `channels.manage` (write) or `channels.read`. */

export const channelKindSchema = z.enum(['official-account', 'mini-program', 'wecom']);
export type ChannelKind = z.infer<typeof channelKindSchema>;
export const callbackModeSchema = z.enum(['plain', 'compatible', 'safe']);
export type CallbackMode = z.infer<typeof callbackModeSchema>;

export const channelCheckSchema = z.strictObject({
  key: z.enum(['credentials', 'account-type', 'verification', 'ip-list', 'agent', 'callback']),
  state: z.enum(['passed', 'failed', 'unknown']),
  /** The platform's code where there is one, for support; never shown alone. */
  platformCode: z.string().nullable(),
  message: z.string(),
  remedy: z.string().nullable(),
});
export type ChannelCheck = z.infer<typeof channelCheckSchema>;

export const channelAccountSchema = z.strictObject({
  id: idSchema,
  kind: channelKindSchema,
  name: z.string(),
  /** appid of the service account or mini program; corpid of WeCom. */
  appId: z.string(),
  /** gh_… of a service account or mini program; null for WeCom. */
  originalId: z.string().nullable(),
  /** WeCom self-built application. */
  agentId: z.string().nullable(),
  accountType: z.enum(['service', 'subscription', 'unknown']).nullable(),
  verified: z.boolean().nullable(),
  /** connected: works. attention: a check failed. disconnected: kept, answers nothing. */
  state: z.enum(['connected', 'attention', 'disconnected']),
  checks: z.array(channelCheckSchema),
  callbackMode: callbackModeSchema,
  callbackUrl: z.string(),
  /** Since when messages of people are kept as chats; null: they are not. */
  chatsKeptSince: timestampSchema.nullable(),
  secretSet: z.boolean(),
  connectedAt: timestampSchema,
  lastCallbackAt: timestampSchema.nullable(),
  lastCheckedAt: timestampSchema.nullable(),
  version: z.number().int(),
});
export type ChannelAccountRow = z.infer<typeof channelAccountSchema>;

/** GET /channel-accounts?kind= */
export const channelAccountQuerySchema = pageQuerySchema.extend({
  kind: channelKindSchema.optional(),
});
export const channelAccountPageSchema = pageOf(channelAccountSchema);

const appIdSchema = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9_-]{6,64}$/);
const secretSchema = z.string().trim().min(8).max(256);

/** POST /channel-accounts: checked against the platform before it is stored. */
export const connectChannelAccountSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('official-account'),
    appId: appIdSchema,
    secret: secretSchema,
    originalId: z
      .string()
      .trim()
      .regex(/^gh_[A-Za-z0-9]{6,40}$/),
    name: z.string().trim().min(1).max(60).optional(),
    callbackMode: callbackModeSchema.default('safe'),
    baseUrl: z.url().max(300).optional(),
  }),
  z.strictObject({
    kind: z.literal('mini-program'),
    appId: appIdSchema,
    secret: secretSchema,
    originalId: z
      .string()
      .trim()
      .regex(/^gh_[A-Za-z0-9]{6,40}$/)
      .optional(),
    name: z.string().trim().min(1).max(60),
    callbackMode: callbackModeSchema.default('safe'),
    baseUrl: z.url().max(300).optional(),
  }),
  z.strictObject({
    kind: z.literal('wecom'),
    /** corpid */
    appId: appIdSchema,
    agentId: z
      .string()
      .trim()
      .regex(/^\d{1,12}$/),
    secret: secretSchema,
    name: z.string().trim().min(1).max(60),
    baseUrl: z.url().max(300).optional(),
  }),
]);
export type ConnectChannelAccount = z.infer<typeof connectChannelAccountSchema>;

/** PATCH /channel-accounts/:id with If-Match: "<version>" */
export const patchChannelAccountSchema = z.strictObject({
  name: z.string().trim().min(1).max(60).optional(),
  secret: secretSchema.optional(),
  callbackMode: callbackModeSchema.optional(),
  /** Of a service account or mini program whose messages are encrypted: on from this moment, or off. */
  keepsChats: z.boolean().optional(),
});

/** GET /channel-accounts/:id/callback-credentials: to copy into the platform's console. */
export const callbackCredentialsSchema = z.strictObject({
  url: z.string(),
  token: z.string(),
  encodingAesKey: z.string(),
  /** During a rotation both pairs are accepted until the old one is dropped. */
  previousAcceptedUntil: timestampSchema.nullable(),
});
export type CallbackCredentials = z.infer<typeof callbackCredentialsSchema>;
/*
 * POST /channel-accounts/:id/check → ChannelAccountRow
 * POST /channel-accounts/:id/rotate-callback → CallbackCredentials (old pair lives 24 h on)
 * POST /channel-accounts/:id/disconnect, /reconnect → ChannelAccountRow
 */
