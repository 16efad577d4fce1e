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
  staff: z.strictObject({ id: idSchema, name: z.string(), account: z.string() }),
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
/** POST /staff/sign-out, PATCH /staff/me { language } */
export const patchStaffMeSchema = z.strictObject({ language: localeSchema });

/** POST /sessions/staff-link: the one-time link of `npm run enterprise -- create` becomes a session. */
export const staffLinkSchema = z.strictObject({ code: secret22Schema });
