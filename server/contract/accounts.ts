import { z } from 'zod';

import {
  idSchema,
  localeSchema,
  pageOf,
  pageQuerySchema,
  secret22Schema,
  timestampSchema,
} from './common.ts';

/*
 * What the mini-app (weapp and H5) speaks: sign-in, binding, memberships. All paths are under
 * /api/v1; all but the session doors need `Authorization: Bearer <token>`.
 */

export const accountStateSchema = z.enum(['not_invited', 'invited', 'active', 'disabled', 'binned']);
export const bindingStateSchema = z.enum(['none', 'bound', 'waiting_quota', 'suspended_phone']);
export type AccountState = z.infer<typeof accountStateSchema>;
export type BindingState = z.infer<typeof bindingStateSchema>;

/** What a person may use: one tile on the home page. `key` is also the page's name. */
export const tileSchema = z.strictObject({
  key: z.enum(['notices', 'salesperson', 'account', 'upstreams']),
  label: z.string(),
  description: z.string(),
});
export type Tile = z.infer<typeof tileSchema>;

/** The upstream's own words for people whose account cannot be used now (rows 67-70): shown first. */
export const ownPromptSchema = z.strictObject({
  /** Plain text, 200 characters at most, with line breaks. */
  text: z.string(),
  /** Whom to ask; null: the salesperson. */
  contact: z.strictObject({ name: z.string(), phone: z.string().nullable() }).nullable(),
  /** The system's words are left out of the answer, and of what the client shows. */
  alone: z.boolean(),
});
export type OwnPrompt = z.infer<typeof ownPromptSchema>;

export const membershipSchema = z.strictObject({
  id: idSchema,
  /** The name that the upstream's staff wrote for this person. */
  contactName: z.string(),
  /** Display name of the upstream: 岚汐净水. */
  upstreamName: z.string(),
  /** Short name of the downstream: 杭州沐泉. */
  downstreamName: z.string(),
  phoneMasked: z.string(),
  roles: z.array(z.strictObject({ key: z.string(), label: z.string() })),
  accountState: accountStateSchema,
  bindingState: bindingStateSchema,
  tiles: z.array(tileSchema),
  /** Whom to ask, and how: the salesperson who looks after this downstream. */
  salesperson: z.strictObject({ name: z.string(), phone: z.string().nullable() }).nullable(),
  /** The upstream's own words beside `blockedReason`, or also there where they stand alone; null: none. */
  ownPrompt: ownPromptSchema.nullable(),
  /** Set when access is not possible now; a text in the caller's language. */
  blockedReason: z.string().nullable(),
  /** Set while a terminated relation still works: until when, in the caller's language. */
  endText: z.string().nullable(),
  /** The person is the downstream's admin: he sees its switches. */
  manages: z.boolean(),
  /** The admin's switch «connect upstream enterprises» (row 21). */
  connectUpstreams: z.boolean(),
});
export type Membership = z.infer<typeof membershipSchema>;

/** Consent to marketing SMS of the chosen account's upstream (row 332): unticked until the person ticks it. */
export const marketingChoiceSchema = z.strictObject({
  version: z.string(),
  /** What he agrees to, in his language. */
  text: z.string(),
  agreed: z.boolean(),
});
export type MarketingChoice = z.infer<typeof marketingChoiceSchema>;
/** POST /marketing-consent: the version that was shown. POST /marketing-consent/withdraw: {}. */
export const giveMarketingConsentSchema = z.strictObject({ version: z.string().max(40) });

export const meSchema = z.strictObject({
  /** visitor: signed in by WeChat, bound to nobody. downstream: a membership is chosen. */
  audience: z.enum(['visitor', 'downstream']),
  language: localeSchema,
  /** The enterprise whose mini program this is. */
  upstream: z.strictObject({ displayName: z.string(), slogan: z.string() }),
  current: membershipSchema.nullable(),
  memberships: z.array(membershipSchema),
  consent: z.strictObject({ requiredVersion: z.string(), givenVersion: z.string().nullable() }),
  /** Null where no account is chosen, or the installation sends no SMS. */
  marketing: marketingChoiceSchema.nullable(),
  /** Row 340: people who are bound and do not follow are shown how to. */
  follow: z.strictObject({
    following: z.boolean(),
    accountName: z.string().nullable(),
    accountAppId: z.string().nullable(),
    /** gh_…, which wx.openOfficialAccountProfile takes. */
    accountUserName: z.string().nullable(),
    /** A picture of the service account's QR code, or null when none could be made. */
    qrUrl: z.string().nullable(),
  }),
  /** Subscribe-message templates to ask for on the next tap that matters (row 340). */
  subscribeTemplateIds: z.array(z.string()),
  /** A wrong-phone request that a salesperson has not answered yet. */
  pendingRequest: z
    .strictObject({ id: idSchema, phoneMasked: z.string(), createdAt: timestampSchema })
    .nullable(),
  /** A registration of his that waits, or was refused lately (row 83). */
  pendingRegistration: z
    .strictObject({
      id: idSchema,
      phoneMasked: z.string(),
      waitsFor: z.enum(['review', 'quota', 'nothing']),
      /** Of a refused one: what staff said. */
      reason: z.string(),
      createdAt: timestampSchema,
    })
    .nullable(),
});
export type Me = z.infer<typeof meSchema>;

/** Every door answers with a fresh token: it replaces the one the caller had. */
export const sessionSchema = z.strictObject({
  token: z.string(),
  expiresAt: timestampSchema,
  me: meSchema,
});
export type Session = z.infer<typeof sessionSchema>;

/** POST /sessions/mini-program: `code` from wx.login (once, 5 minutes, bound to appId). */
export const miniProgramSignInSchema = z.strictObject({
  appId: z.string().max(64),
  code: z.string().min(1).max(512),
});
/** GET /sessions/web/start?redirect=/app/…: service-account OAuth; ends at `redirect` with ?hl_code=. */
export const webSignInStartQuerySchema = z.strictObject({
  redirect: z.string().max(500).default('/app/'),
});
/** POST /sessions/exchange: the once-only hl_code (60 s) becomes a session. */
export const sessionExchangeSchema = z.strictObject({ code: secret22Schema });
/** GET /app-info: before sign-in; which mini program this server's H5 stands for. */
export const appInfoSchema = z.strictObject({
  miniProgramAppId: z.string().nullable(),
  upstream: z.strictObject({ displayName: z.string(), slogan: z.string() }),
  /** Where the sandbox's phone is served, when it is on: the only page that may frame the H5. */
  sandboxOrigin: z.string().nullable(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;
/** POST /sessions/switch */
export const switchMembershipSchema = z.strictObject({ membershipId: idSchema });
/** PATCH /me */
export const patchMeSchema = z.strictObject({ language: localeSchema });

/** GET /agreements: in the language that the page shows, else in the person's own. */
export const agreementsQuerySchema = z.strictObject({ lang: localeSchema.optional() });
export const agreementsSchema = z.strictObject({
  version: z.string(),
  documents: z.array(
    z.strictObject({
      key: z.enum(['user-agreement', 'privacy-policy']),
      title: z.string(),
      paragraphs: z.array(z.string()),
    }),
  ),
  /** What is really collected, made from the fields themselves (row 324). */
  personalInformation: z.array(
    z.strictObject({ item: z.string(), purpose: z.string(), retention: z.string() }),
  ),
});
export type Agreements = z.infer<typeof agreementsSchema>;

/** POST /consents: unticked until the person ticks it; evidence is kept. POST /consents/withdraw: {}. */
export const giveConsentSchema = z.strictObject({ version: z.string().max(40) });

/** POST /binding/start: `ticket` from the guide's link, when there is one. */
export const startBindingSchema = z.strictObject({
  ticket: secret22Schema.optional(),
  /** Set after the page asked «is this you?» because the ticket seems forwarded. */
  confirmForwarded: z.boolean().optional(),
  /** WeChat's scene number at launch; 1007, 1008, 1044 (a shared card) make a ticket seem forwarded. */
  scene: z.number().int().min(0).max(9999).optional(),
});
export const bindingStartSchema = z.strictObject({
  /** ok: joined or no ticket. forwarded: ask for confirmation first. used / expired: goes on without it. */
  ticket: z.enum(['none', 'ok', 'forwarded', 'used', 'expired']),
  upstream: z.strictObject({ displayName: z.string(), slogan: z.string() }),
  /** Names for the consent line: who decides on the data, and who runs the system for it. */
  controllerName: z.string(),
  processorName: z.string(),
  consent: z.strictObject({ requiredVersion: z.string(), givenVersion: z.string().nullable() }),
  registrationOpen: z.boolean(),
  /** False: the installation sends no SMS, so another number cannot be proved by a code. */
  smsOffered: z.boolean(),
});
export type BindingStart = z.infer<typeof bindingStartSchema>;

/** A proved phone, ten minutes long, bound to this session's person. */
export const phoneProofSchema = z.strictObject({
  proofId: idSchema,
  phoneMasked: z.string(),
  expiresAt: timestampSchema,
});
export type PhoneProof = z.infer<typeof phoneProofSchema>;
/** own_account: to see or to end what is kept of me, for which nobody has to agree to the texts first. */
export const phonePurposeSchema = z.enum(['bind', 'own_account']).default('bind');
/** POST /phone-proofs/wechat: `code` of the phone button (once, 5 minutes; not the login code). */
export const wechatPhoneSchema = z.strictObject({
  code: z.string().min(1).max(512),
  purpose: phonePurposeSchema,
});
/** A mainland mobile number, 11 digits. */
export const mobilePhoneSchema = z.string().regex(/^1[3-9]\d{9}$/);
/** POST /phone-proofs/sms: answers alike for every number. Mainland numbers only. */
export const smsChallengeRequestSchema = z.strictObject({
  phone: mobilePhoneSchema,
  purpose: phonePurposeSchema,
});
export const smsChallengeSchema = z.strictObject({
  challengeId: idSchema,
  resendAfterSeconds: z.number().int(),
  expiresAt: timestampSchema,
});
export type SmsChallenge = z.infer<typeof smsChallengeSchema>;
/** POST /phone-proofs/sms/verify */
export const smsVerifySchema = z.strictObject({
  challengeId: idSchema,
  code: z.string().regex(/^\d{6}$/),
});

/** POST /bindings: without accountIds the server binds when exactly one account waits. */
export const bindSchema = z.strictObject({
  proofId: idSchema,
  accountIds: z.array(idSchema).min(1).max(20).optional(),
});
export const bindingResultSchema = z.discriminatedUnion('outcome', [
  /** `session.me.current` is the membership just bound; it may be in state waiting_quota. */
  z.strictObject({ outcome: z.literal('bound'), session: sessionSchema }),
  z.strictObject({
    outcome: z.literal('choose'),
    phoneMasked: z.string(),
    accounts: z.array(
      z.strictObject({
        id: idSchema,
        contactName: z.string(),
        upstreamName: z.string(),
        downstreamName: z.string(),
        /** false: somebody else's WeChat is bound to it; a salesperson can undo that. */
        available: z.boolean(),
      }),
    ),
  }),
  z.strictObject({
    outcome: z.literal('not_found'),
    phoneMasked: z.string(),
    canAskSalesperson: z.boolean(),
    registrationOpen: z.boolean(),
    ownPrompt: ownPromptSchema.nullable(),
  }),
]);
export type BindingResult = z.infer<typeof bindingResultSchema>;
/** POST /bindings/:membershipId/unbind answers a Session (of the next membership, or as a visitor). */

/** POST /binding-requests: «find my salesperson», after a proved phone found no account. */
export const bindingRequestCreateSchema = z.strictObject({
  proofId: idSchema,
  name: z.string().trim().min(1).max(40),
  company: z.string().trim().max(80).default(''),
});

/** GET /notices: the messages that were sent to this membership, newest first. */
export const noticeSchema = z.strictObject({
  id: idSchema,
  title: z.string(),
  lines: z.array(z.strictObject({ label: z.string(), value: z.string() })),
  carrier: z.string(),
  createdAt: timestampSchema,
});
export const noticePageSchema = pageOf(noticeSchema);
export type Notice = z.infer<typeof noticeSchema>;

/* ---- what the workbench speaks about the same things ---- */

export const interconnectUserSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  phoneMasked: z.string(),
  downstreamName: z.string(),
  roles: z.array(z.strictObject({ key: z.string(), label: z.string() })),
  accountState: accountStateSchema,
  bindingState: bindingStateSchema,
  salespersonName: z.string().nullable(),
  invitedAt: timestampSchema.nullable(),
  boundAt: timestampSchema.nullable(),
  lastSeenAt: timestampSchema.nullable(),
  following: z.boolean(),
  version: z.number().int(),
});
export type InterconnectUserRow = z.infer<typeof interconnectUserSchema>;
/** GET /interconnect-users */
export const interconnectUserQuerySchema = pageQuerySchema.extend({
  search: z.string().trim().max(60).optional(),
  bindingState: bindingStateSchema.optional(),
  accountState: accountStateSchema.optional(),
});
export const interconnectUserPageSchema = pageOf(interconnectUserSchema);
/** POST /interconnect-users/export answers text/csv; the export is recorded. Permission `accounts.export`. */
export const interconnectUserExportSchema = z.strictObject({
  search: z.string().trim().max(60).optional(),
  bindingState: bindingStateSchema.optional(),
  accountState: accountStateSchema.optional(),
  /** What the file is for, in the person's own words: in the record and in every line. */
  reason: z.string().trim().min(2).max(200),
});
export type InterconnectUserExport = z.infer<typeof interconnectUserExportSchema>;
/** POST /interconnect-users/:id/disable | enable | unbind answer the row. */
/** POST /interconnect-users/:id/change-phone answers it too; a bound person proves the new number first. */
export const changePhoneSchema = z.strictObject({ phone: mobilePhoneSchema });

/** GET /binding-requests?state= (staff) */
export const bindingRequestSchema = z.strictObject({
  id: idSchema,
  state: z.enum(['pending', 'resolved', 'dismissed']),
  name: z.string(),
  company: z.string(),
  phoneMasked: z.string(),
  createdAt: timestampSchema,
  resolvedAt: timestampSchema.nullable(),
  /** Accounts that could be meant: same name or company, waiting for binding. */
  candidates: z.array(
    z.strictObject({
      interconnectUserId: idSchema,
      name: z.string(),
      downstreamName: z.string(),
      phoneMasked: z.string(),
    }),
  ),
});
export type BindingRequestRow = z.infer<typeof bindingRequestSchema>;
export const bindingRequestQuerySchema = pageQuerySchema.extend({
  state: z.enum(['pending', 'resolved', 'dismissed']).optional(),
});
export const bindingRequestPageSchema = pageOf(bindingRequestSchema);
/** POST /binding-requests/:id/resolve: writes the proved phone into the account, and binds. */
export const bindingRequestResolveSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('use_phone'), interconnectUserId: idSchema }),
  z.strictObject({ action: z.literal('dismiss') }),
]);
