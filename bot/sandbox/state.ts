import { z } from 'zod';

/*
 * All that the sandbox knows, as plain data: it is kept in memory and, with `dataFile`, as JSON.
 * Times are milliseconds of the sandbox's clock.
 */

export const accountKindSchema = z.enum(['official-account', 'mini-program', 'wecom']);
export type AccountKind = z.infer<typeof accountKindSchema>;
export const modeSchema = z.enum(['plain', 'compatible', 'safe']);
export const formatSchema = z.enum(['xml', 'json']);

export const templateSchema = z.object({
  templateId: z.string(),
  title: z.string(),
  fields: z.array(z.object({ key: z.string(), label: z.string() })),
  example: z.string().optional(),
});
export type Template = z.infer<typeof templateSchema>;

export const departmentSchema = z.object({
  id: z.number().int(),
  name: z.string(),
  parentId: z.number().int(),
});

export const tagSchema = z.object({
  id: z.number().int(),
  name: z.string(),
  userIds: z.array(z.string()),
});

export const accountSchema = z.object({
  kind: accountKindSchema,
  /** appid, or corpid. */
  id: z.string(),
  name: z.string(),
  agentId: z.string().nullable(),
  agentName: z.string().nullable(),
  originalId: z.string().nullable(),
  secret: z.string(),
  token: z.string(),
  encodingAesKey: z.string(),
  mode: modeSchema,
  format: formatSchema,
  callbackUrl: z.string().nullable(),
  accountType: z.enum(['service', 'subscription']).nullable(),
  verified: z.boolean(),
  linkedMiniPrograms: z.array(z.string()),
  h5BaseUrl: z.string().nullable(),
  /** WeCom: what a tap on the application in the workbench opens. */
  homeUrl: z.string().nullable(),
  /** Empty: any caller. */
  ipList: z.array(z.string()),
  /** Hosts for OAuth redirects; null: those of callbackUrl and h5BaseUrl, and the loopback. */
  oauthDomains: z.array(z.string()).nullable(),
  /** Bound to one Open Platform account with the others that say so: answers carry unionid. */
  openPlatform: z.boolean(),
  /** WeCom: whether the app is old enough to be told phones (platform rule of 2022-06-20). */
  legacyContacts: z.boolean(),
  /** Daily limits that differ from the platform's, by path. */
  quotas: z.record(z.string(), z.number().int()),
  menu: z.unknown(),
  templates: z.array(templateSchema),
  departments: z.array(departmentSchema),
  /** WeCom: tags of the directory, all in the application's visible range. */
  tags: z.array(tagSchema).default([]),
});
export type Account = z.infer<typeof accountSchema>;

export const personSchema = z.object({
  id: z.string(),
  name: z.string(),
  nameEn: z.string(),
  phones: z.array(z.string()),
  openids: z.record(z.string(), z.string()),
});
export type Person = z.infer<typeof personSchema>;

export const memberSchema = z.object({
  corpId: z.string(),
  userId: z.string(),
  name: z.string(),
  nameEn: z.string(),
  /** The main one. */
  departmentId: z.number().int(),
  /** All of them, the main one first; absent: the main one alone. */
  departmentIds: z.array(z.number().int()).optional(),
  mobile: z.string(),
  active: z.boolean(),
  /** False: he has never signed in to WeCom (status 4); then he counts as active otherwise. */
  activated: z.boolean().optional(),
  /** He is still in the directory, disabled; then he is not active. */
  disabled: z.boolean().optional(),
});
export type Member = z.infer<typeof memberSchema>;

/** What allows customer-service messages: how long and how many (platform.md A8). */
export const triggerKindSchema = z.enum(['message', 'menu', 'follow', 'scan', 'session']);
export type TriggerKind = z.infer<typeof triggerKindSchema>;

export const followerSchema = z.object({
  account: z.string(),
  person: z.string(),
  subscribed: z.boolean(),
  since: z.number(),
  scene: z.string().nullable(),
  triggers: z.array(z.object({ kind: triggerKindSchema, at: z.number(), used: z.number().int() })),
});
export type Follower = z.infer<typeof followerSchema>;

export const messageViaSchema = z.enum([
  'passive',
  'customer-service',
  'template',
  'subscribe',
  'service-notice',
  'wecom',
  'sms',
  'person',
]);
export const messageSchema = z.looseObject({
  seq: z.number().int(),
  at: z.number(),
  account: z.string(),
  accountName: z.string(),
  direction: z.enum(['in', 'out']),
  via: messageViaSchema,
  type: z.string(),
});
export type Message = z.infer<typeof messageSchema>;

export const codeSchema = z.object({
  kind: z.enum(['oauth', 'login', 'phone', 'wecom']),
  account: z.string(),
  /** A person's id, or a member's userId. */
  user: z.string(),
  scope: z.string(),
  phone: z.string().nullable(),
  expiresAt: z.number(),
  used: z.boolean(),
});
export type Code = z.infer<typeof codeSchema>;

export const tokenSchema = z.object({
  account: z.string(),
  kind: z.enum(['plain', 'stable', 'wecom']),
  expiresAt: z.number(),
  /** From here on the answer is 40001, not 42001: another one took its place. */
  supersededAt: z.number().nullable(),
});
export type Token = z.infer<typeof tokenSchema>;

/** Temporary material; the bytes stand in the state, so that a kept sandbox shows its pictures again. */
export const mediaSchema = z.object({
  account: z.string(),
  type: z.enum(['image', 'thumb']),
  contentType: z.string(),
  base64: z.string(),
  expiresAt: z.number(),
});
export type Media = z.infer<typeof mediaSchema>;

const keyedSchema = z.object({ serial: z.string(), pem: z.string(), privateKeyPem: z.string() });
/** What signs for the merchant, and for the platform in both of its modes; made when first needed. */
export const payKeysSchema = z.object({
  merchant: keyedSchema,
  certificate: keyedSchema,
  publicKey: keyedSchema,
});
export type PayKeys = z.infer<typeof payKeysSchema>;

/** A merchant of WeChat Pay. */
export const payMerchantSchema = z.object({
  mchId: z.string(),
  name: z.string(),
  /** Apps that are bound to it. */
  appIds: z.array(z.string()),
  apiV3Key: z.string(),
  keys: payKeysSchema.nullable(),
  /** Which of its keys the platform signs with; mixed: now this, now that, as while it moves. */
  signWith: z.enum(['certificate', 'public-key', 'mixed']),
  /** hold: notifications wait until they are let go; lost: they are never sent. */
  notices: z.enum(['auto', 'hold', 'lost']),
  noticeDelayMs: z.number().int(),
  refunds: z.enum(['auto', 'hold', 'abnormal', 'closed']),
  refundDelayMs: z.number().int(),
  balance: z.enum(['enough', 'short']),
});
export type PayMerchant = z.infer<typeof payMerchantSchema>;

export const payOrderSchema = z.object({
  mchId: z.string(),
  outTradeNo: z.string(),
  appId: z.string(),
  tradeType: z.enum(['NATIVE', 'JSAPI']),
  description: z.string(),
  attach: z.string(),
  totalFen: z.number().int(),
  notifyUrl: z.string(),
  /** JSAPI: who alone may pay. */
  openid: z.string().nullable(),
  createdAt: z.number(),
  expiresAt: z.number(),
  /** The request's parameters, to tell a repetition from another order under the same number. */
  parameters: z.string(),
  /** code_url or prepay_id, each with its end. */
  links: z.array(z.object({ value: z.string(), expiresAt: z.number() })),
  /** Native: who scanned it first; nobody else may. */
  opener: z.string().nullable(),
  closedAt: z.number().nullable(),
  paid: z
    .object({ at: z.number(), transactionId: z.string(), person: z.string(), openid: z.string() })
    .nullable(),
});
export type PayOrder = z.infer<typeof payOrderSchema>;

export const payRefundSchema = z.object({
  mchId: z.string(),
  outTradeNo: z.string(),
  outRefundNo: z.string(),
  refundId: z.string(),
  refundFen: z.number().int(),
  notifyUrl: z.string().nullable(),
  parameters: z.string(),
  createdAt: z.number(),
  status: z.enum(['PROCESSING', 'SUCCESS', 'CLOSED', 'ABNORMAL']),
  endedAt: z.number().nullable(),
});
export type PayRefund = z.infer<typeof payRefundSchema>;

/** A notification on its way: the first try, then fifteen more. */
export const payNoticeSchema = z.object({
  id: z.string(),
  mchId: z.string(),
  event: z.string(),
  outTradeNo: z.string(),
  outRefundNo: z.string().nullable(),
  notifyUrl: z.string(),
  createdAt: z.number(),
  tries: z.number().int(),
  state: z.enum(['due', 'held', 'lost', 'done', 'given-up']),
  lastStatus: z.number().int().nullable(),
});
export type PayNotice = z.infer<typeof payNoticeSchema>;

export const stateSchema = z.object({
  revision: z.number().int(),
  seq: z.number().int(),
  clockOffsetMs: z.number(),
  accounts: z.array(accountSchema),
  people: z.array(personSchema),
  members: z.array(memberSchema),
  followers: z.record(z.string(), followerSchema),
  messages: z.record(z.string(), z.array(messageSchema)),
  tokens: z.record(z.string(), tokenSchema),
  /** The live token of an account and kind: `plain:wx…`. */
  liveTokens: z.record(z.string(), z.string()),
  forcedRefreshes: z.record(z.string(), z.object({ day: z.string(), count: z.number(), at: z.number() })),
  codes: z.record(z.string(), codeSchema),
  /** Tokens of sns/oauth2: the person's, not the account's. */
  userTokens: z.record(
    z.string(),
    z.object({
      kind: z.enum(['access', 'refresh']),
      account: z.string(),
      person: z.string(),
      scope: z.string(),
      expiresAt: z.number(),
    }),
  ),
  tickets: z.record(z.string(), z.object({ ticket: z.string(), expiresAt: z.number() })),
  qrCodes: z.record(
    z.string(),
    z.object({ account: z.string(), scene: z.string(), url: z.string(), expiresAt: z.number().nullable() }),
  ),
  /** A file of before has none. */
  media: z.record(z.string(), mediaSchema).default({}),
  links: z.record(
    z.string(),
    z.object({ appId: z.string(), path: z.string(), query: z.string(), expiresAt: z.number().nullable() }),
  ),
  /** How many subscribe messages a person still accepts: `appId|person|template`. */
  consents: z.record(z.string(), z.number().int()),
  quotaUse: z.record(z.string(), z.object({ day: z.string(), used: z.number().int() })),
  timing: z.object({
    retrySameCipher: z.boolean(),
    deadlineMs: z.number(),
    tries: z.number().int(),
    compress: z.number(),
  }),
  receipts: z.object({ mode: z.enum(['auto', 'hold', 'user_block', 'failed']), delayMs: z.number() }),
  /** A file of before has no merchant: the world's is put in. Keys of the records: `mchId|number`. */
  payMerchants: z.array(payMerchantSchema).default([]),
  payOrders: z.record(z.string(), payOrderSchema).default({}),
  payRefunds: z.record(z.string(), payRefundSchema).default({}),
  payNotices: z.record(z.string(), payNoticeSchema).default({}),
});
export type State = z.infer<typeof stateSchema>;

/** A record's own value: names come from outside, and `constructor` must find nothing. */
export function at<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Takes out what is over. */
export function removeWhere<T>(record: Record<string, T>, isOver: (value: T, key: string) => boolean): void {
  for (const [key, value] of Object.entries(record)) {
    if (isOver(value, key)) Reflect.deleteProperty(record, key);
  }
}
