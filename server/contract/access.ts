import { z } from 'zod';

import { idSchema, localeSchema, secret22Schema, timestampSchema } from './common.ts';

/*
 * Staff sign-in. GET /oauth/wecom/start?redirect=/workbench/… → WeCom → GET /oauth/wecom/callback
 * → cookie `hl_staff_<port>` (HttpOnly, SameSite=Lax) → redirect. A refusal ends at
 * /workbench/sign-in?error=<code>: staff.not_mapped, staff.disabled, oauth.state_mismatch, …
 * Writes need the page's own Origin.
 */
export const wecomStartQuerySchema = z.strictObject({
  redirect: z.string().max(500).default('/workbench/'),
  /** Callback key of a WeCom application; needed only where an installation has several. */
  app: z.string().max(40).optional(),
});

/** GET /staff/me */
export const staffMeSchema = z.strictObject({
  staff: z.strictObject({
    id: idSchema,
    name: z.string(),
    account: z.string(),
    nickname: z.string(),
    note: z.string(),
    /** Signs in with a password, which he may change himself. */
    hasPassword: z.boolean(),
    /** Since when he has the picture that GET /staff/me/avatar answers; null: none. */
    avatarAt: timestampSchema.nullable(),
  }),
  enterprise: z.strictObject({
    id: idSchema,
    displayName: z.string(),
    legalName: z.string(),
    timeZone: z.string(),
    demo: z.boolean(),
    /** template: its staff make configuration packages. */
    kind: z.enum(['company', 'template', 'operator']),
  }),
  /** Names of `config/permissions.ts`; a page or button whose name is missing is not shown. */
  permissions: z.array(z.string()),
  language: localeSchema,
  sessionExpiresAt: timestampSchema,
});
export type StaffMe = z.infer<typeof staffMeSchema>;
/** POST /staff/sign-out, POST /staff/sign-out-everywhere; PATCH /staff/me: one's own language and information */
export const patchStaffMeSchema = z.strictObject({
  language: localeSchema.optional(),
  name: z.string().trim().min(1).max(60).optional(),
  nickname: z.string().trim().max(60).optional(),
  note: z.string().trim().max(200).optional(),
});
export type PatchStaffMe = z.infer<typeof patchStaffMeSchema>;

/** GET /staff/me/avatar */
export const staffAvatarSchema = z.strictObject({
  /** `data:image/png;base64,…`; null: none. */
  dataUrl: z.string().nullable(),
});
/** PUT /staff/me/avatar: a PNG or JPEG of at most 128 KB as base64; null takes it away. */
export const putStaffAvatarSchema = z.strictObject({ content: z.base64().max(240_000).nullable() });

/** POST /staff/me/password */
export const ownPasswordSchema = z.strictObject({
  current: z.string().min(1).max(128),
  password: z.string().min(1).max(128),
  confirmation: z.string().min(1).max(128),
});

/** POST /sessions/staff-link: the one-time link of `npm run enterprise -- create` becomes a session. */
export const staffLinkSchema = z.strictObject({ code: secret22Schema });
