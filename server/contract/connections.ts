import { z } from 'zod';

import { mobilePhoneSchema, sessionSchema } from './accounts.ts';
import { idSchema, pageOf, pageQuerySchema, secret22Schema, timestampSchema } from './common.ts';

/* Relations between two enterprises, as the upstream's staff see them: `connections.read`, `connections.manage`. */

/** Key of a channel edition; see `config/editions.ts`. */
export const editionKeySchema = z.string().regex(/^[a-z][a-z0-9_]{1,39}$/);
const editionSchema = z.strictObject({ key: editionKeySchema, label: z.string() });

export const connectionOriginSchema = z.enum([
  'admin',
  'salesperson',
  'invitation_code',
  'qr',
  'registration',
]);
/** pending: waits for review. tail: terminated, works until `endsAt`. ended: works no more. */
export const connectionPhaseSchema = z.enum(['pending', 'active', 'tail', 'ended']);
export type ConnectionPhase = z.infer<typeof connectionPhaseSchema>;
/** How it came to its end: by staff; a request that was refused, or that nobody answered in time. */
export const connectionEndSchema = z.enum(['terminated', 'refused', 'expired']);

const companyNameSchema = z.string().trim().min(1).max(60);
const legalNameSchema = z.string().trim().min(2).max(120);
const personNameSchema = z.string().trim().min(1).max(40);

export const connectionSchema = z.strictObject({
  id: idSchema,
  /** The downstream's short name. */
  name: z.string(),
  legalName: z.string(),
  origin: connectionOriginSchema,
  phase: connectionPhaseSchema,
  edition: editionSchema.nullable(),
  /** The downstream has bought the edition itself: it works whatever becomes of the relation. */
  ownEdition: z.boolean(),
  /** Its enterprise place went with the end of a lot: access rests until there is one again. */
  suspended: z.boolean(),
  /** Its account was disabled by a salesperson: nobody of it gets in, and its places are free. */
  disabled: z.boolean(),
  salespersonName: z.string().nullable(),
  users: z.number().int(),
  boundUsers: z.number().int(),
  createdAt: timestampSchema,
  terminatedAt: timestampSchema.nullable(),
  /** Until when a terminated one works. */
  endsAt: timestampSchema.nullable(),
  endReason: connectionEndSchema.nullable(),
  /** Until when a request waits, with its place reserved. */
  expiresAt: timestampSchema.nullable(),
});
export type ConnectionRow = z.infer<typeof connectionSchema>;
/** GET /connections */
export const connectionQuerySchema = pageQuerySchema.extend({
  search: z.string().trim().max(60).optional(),
  phase: connectionPhaseSchema.optional(),
  /** `none`: without one. */
  edition: z.union([z.literal('none'), editionKeySchema]).optional(),
});
export const connectionPageSchema = pageOf(connectionSchema);

/** One edition that a downstream had or has (row 15). */
export const editionUseSchema = z.strictObject({
  id: idSchema,
  connectionId: idSchema,
  downstreamName: z.string(),
  edition: editionSchema,
  /** upstream: takes a place of ours. own: the downstream's own purchase. */
  payer: z.enum(['upstream', 'own']),
  /** The quota order whose lot gave the place, or the downstream's own order; null: granted without one. */
  order: z.string().nullable(),
  state: z.enum(['active', 'tail', 'ended']),
  givenAt: timestampSchema,
  /** When it ends or ended; null while no end is known. */
  endsAt: timestampSchema.nullable(),
});
export type EditionUse = z.infer<typeof editionUseSchema>;
/** GET /edition-uses */
export const editionUseQuerySchema = pageQuerySchema.extend({
  edition: editionKeySchema.optional(),
  connectionId: idSchema.optional(),
});
export const editionUsePageSchema = pageOf(editionUseSchema);

/** A request by an invitation code that asks for review. */
export const connectionRequestSchema = z.strictObject({
  contactName: z.string(),
  phoneMasked: z.string(),
  requestedAt: timestampSchema,
});
/** GET /connections/:id */
export const connectionDetailSchema = connectionSchema.extend({
  editionUses: z.array(editionUseSchema),
  request: connectionRequestSchema.nullable(),
  /** What terminating now would mean: until when it would go on working (now: at once). */
  wouldEndAt: timestampSchema.nullable(),
  /** The upstream's zone, in which the dates are days. */
  timeZone: z.string(),
});
export type ConnectionDetail = z.infer<typeof connectionDetailSchema>;

/** GET /connections/offer: what opening one more would take, and how much of it is left. */
export const connectionOfferSchema = z.strictObject({
  enterprise: z.strictObject({ label: z.string(), remaining: z.number().int() }),
  wechatUser: z.strictObject({ label: z.string(), remaining: z.number().int() }),
  /** The whole list; those that were never bought have 0. */
  editions: z.array(editionSchema.extend({ remaining: z.number().int() })),
  /** Relations that work now, without those on their own edition. */
  connected: z.number().int(),
  onOwnEdition: z.number().int(),
  /** The opening method «by administrators» is on (row 79). */
  open: z.boolean(),
});
export type ConnectionOffer = z.infer<typeof connectionOfferSchema>;

/** POST /connections with Idempotency-Key → ConnectionDetail. All of it, or nothing. */
export const openConnectionSchema = z.strictObject({
  name: companyNameSchema,
  legalName: legalNameSchema,
  edition: editionKeySchema.nullable().default(null),
  /** The first person, with the role that manages the downstream; invited at once. */
  contact: z.strictObject({ name: personNameSchema, phone: mobilePhoneSchema }).nullable().default(null),
});
/** POST /connections/:id/edition → ConnectionDetail; null withdraws it. */
export const giveEditionSchema = z.strictObject({ edition: editionKeySchema.nullable() });
/** POST /connections/:id/terminate | approve | refuse → ConnectionDetail */

/* ---- invitation codes ---- */

export const invitationKindSchema = z.enum(['dedicated', 'general']);
export const invitationStateSchema = z.enum(['open', 'used_up', 'expired', 'revoked']);
export const invitationCodeSchema = z.strictObject({
  id: idSchema,
  kind: invitationKindSchema,
  /** Staff's own words for it: «dealers' meeting in spring». */
  note: z.string(),
  /** First characters of the code, to tell codes apart; it grants nothing. */
  hint: z.string(),
  state: invitationStateSchema,
  maxUses: z.number().int(),
  uses: z.number().int(),
  /** Requests wait for staff before they are relations. */
  review: z.boolean(),
  edition: editionSchema.nullable(),
  prefill: z.strictObject({
    companyName: z.string(),
    contactName: z.string(),
    phoneMasked: z.string(),
  }),
  createdBy: z.string(),
  createdAt: timestampSchema,
  expiresAt: timestampSchema,
  revokedAt: timestampSchema.nullable(),
});
export type InvitationCodeRow = z.infer<typeof invitationCodeSchema>;
/** GET /invitation-codes */
export const invitationCodeQuerySchema = pageQuerySchema.extend({
  kind: invitationKindSchema.optional(),
  state: z.enum(['open', 'over']).optional(),
});
export const invitationCodePageSchema = pageOf(invitationCodeSchema);
const noteSchema = z.string().trim().max(60).default('');
const validDaysSchema = z.number().int().min(1).max(365).default(30);
/** POST /invitation-codes with Idempotency-Key; dedicated: one enterprise, once. */
export const createInvitationCodeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('dedicated'),
    note: noteSchema,
    validDays: validDaysSchema,
    edition: editionKeySchema.nullable().default(null),
    prefill: z
      .strictObject({
        companyName: z.string().trim().max(60).default(''),
        contactName: z.string().trim().max(40).default(''),
        /** Only who proves this number may use the code. */
        phone: mobilePhoneSchema.nullable().default(null),
      })
      .default({ companyName: '', contactName: '', phone: null }),
  }),
  z.strictObject({
    kind: z.literal('general'),
    note: noteSchema,
    validDays: validDaysSchema,
    edition: editionKeySchema.nullable().default(null),
    maxUses: z.number().int().min(1).max(10_000),
    review: z.boolean().default(true),
  }),
]);
/** The only answer that holds the code: it is kept as a hash. */
export const createdInvitationCodeSchema = z.strictObject({
  row: invitationCodeSchema,
  code: secret22Schema,
  /** What the QR code holds: https://…/i/<code>. */
  link: z.string(),
});
export type CreatedInvitationCode = z.infer<typeof createdInvitationCodeSchema>;
/** POST /invitation-codes/:id/revoke → InvitationCodeRow */

/* ---- the other side: who was invited, in the mini-app ---- */

/** POST /invitations/look: the code travels in the body, so that no log has it. */
export const lookAtInvitationSchema = z.strictObject({ code: secret22Schema });
export const invitationSchema = z.strictObject({
  kind: invitationKindSchema,
  /** Whose downstream one becomes, and whose quota is used: the owner of the code. */
  upstreamName: z.string(),
  upstreamLegalName: z.string(),
  /** Who runs the system for the upstream. */
  processorName: z.string(),
  edition: editionSchema.nullable(),
  review: z.boolean(),
  expiresAt: timestampSchema,
  prefill: z.strictObject({
    companyName: z.string(),
    contactName: z.string(),
    phoneMasked: z.string(),
  }),
  /** Companies that the caller manages already: he may connect one of them instead of a new one. */
  companies: z.array(z.strictObject({ downstreamId: idSchema, name: z.string() })),
  consent: z.strictObject({ requiredVersion: z.string(), givenVersion: z.string().nullable() }),
  smsOffered: z.boolean(),
});
export type Invitation = z.infer<typeof invitationSchema>;

/** POST /invitations/confirm with Idempotency-Key. */
export const confirmInvitationSchema = z.strictObject({
  code: secret22Schema,
  proofId: idSchema,
  contactName: personNameSchema,
  company: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('new'), name: companyNameSchema }),
    z.strictObject({ kind: z.literal('own'), downstreamId: idSchema }),
  ]),
});
export const invitationOutcomeSchema = z.discriminatedUnion('outcome', [
  /** `session.me.current` is the account at the new upstream; it may be in state waiting_quota. */
  z.strictObject({ outcome: z.literal('connected'), upstreamName: z.string(), session: sessionSchema }),
  z.strictObject({ outcome: z.literal('pending'), upstreamName: z.string(), expiresAt: timestampSchema }),
]);
export type InvitationOutcome = z.infer<typeof invitationOutcomeSchema>;

/** GET /upstream-connections: the upstreams of the company that the chosen account manages. */
export const upstreamConnectionSchema = z.strictObject({
  id: idSchema,
  upstreamName: z.string(),
  phase: connectionPhaseSchema,
  phaseLabel: z.string(),
  editionLabel: z.string().nullable(),
  ownEdition: z.boolean(),
  connectedAt: timestampSchema,
  /** The downstream can buy or renew an edition of its own for it (row 19). */
  mayBuy: z.boolean(),
  /** Of a terminated one: «可使用至 2026年12月8日 24:00», in the upstream's zone. */
  endText: z.string().nullable(),
});
export type UpstreamConnection = z.infer<typeof upstreamConnectionSchema>;
export const upstreamConnectionPageSchema = z.strictObject({
  companyName: z.string(),
  items: z.array(upstreamConnectionSchema),
});
export type UpstreamConnectionPage = z.infer<typeof upstreamConnectionPageSchema>;
/** PATCH /downstream-settings: the switch «connect upstream enterprises» of the managed company. */
export const downstreamSettingsSchema = z.strictObject({ connectUpstreams: z.boolean() });
export type DownstreamSettings = z.infer<typeof downstreamSettingsSchema>;

/* ---- invitations of people (accounts.manage) ---- */

/** POST /user-invitations: one message each; who was asked a short while ago is not asked again. */
export const inviteUsersSchema = z.strictObject({ userIds: z.array(idSchema).min(1).max(200) });
export const inviteOutcomeSchema = z.enum(['queued', 'too_soon', 'not_inactive', 'ended', 'not_found']);
export const inviteResultSchema = z.strictObject({
  userId: idSchema,
  name: z.string(),
  outcome: inviteOutcomeSchema,
  /** Of too_soon: from when on he can be invited again. */
  nextAt: timestampSchema.nullable(),
});
export type InviteResult = z.infer<typeof inviteResultSchema>;
export const inviteResultsSchema = z.strictObject({ results: z.array(inviteResultSchema) });
