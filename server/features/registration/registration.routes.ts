import { z } from 'zod';

import type { Session } from '../../contract/accounts.ts';
import { idSchema, type Locale } from '../../contract/common.ts';
import {
  patchRegistrationSettingsSchema,
  refuseRegistrationSchema,
  registerSchema,
  registrationFormQuerySchema,
  registrationFormSchema,
  registrationNamesQuerySchema,
  registrationNamesSchema,
  registrationOutcomeSchema,
  registrationPageSchema,
  registrationQuerySchema,
  registrationRowSchema,
  registrationSettingsSchema,
} from '../../contract/registration.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import type { NameSearch } from './name-search.ts';
import type { Registrant, Registrations } from './registrations.ts';
import type { Reviews } from './reviews.ts';
import type { Editor, RegistrationBook } from './settings.ts';

export interface RegistrationRouteDeps {
  readonly db: Database;
  readonly book: RegistrationBook;
  readonly registrations: Registrations;
  readonly search: NameSearch;
  readonly reviews: Reviews;
  readonly binderOf: (caller: Caller, locale: Locale, requestId: string) => Promise<Registrant>;
  readonly reopen: (caller: Caller, choose: { membershipId: string }) => Promise<Session>;
  readonly upstreamName: (em: EntityManager, enterpriseId: string) => Promise<string>;
}

const params = z.strictObject({ id: idSchema });
const editorOf = (caller: Caller, requestId: string): Editor => ({
  ...{ enterpriseId: caller.enterpriseId, staffId: caller.personId, name: caller.name, requestId },
});

/** The settings, the form of who registers, and what waits for staff. */
export function createRegistrationRoutes(deps: RegistrationRouteDeps): RouteDefinition[] {
  const { db, book, registrations, reviews, binderOf } = deps;

  return [
    defineRoute(
      {
        method: 'get',
        path: '/registration-settings',
        summary: 'How interconnect accounts are opened, and what who registers is asked for',
        audience: 'staff',
        permission: 'settings.manage',
        response: registrationSettingsSchema,
      },
      ({ em, caller, locale }) => book.settings(em, caller.enterpriseId, locale),
    ),
    defineRoute(
      {
        method: 'patch',
        path: '/registration-settings',
        summary: 'Change them; who registered before keeps what he has',
        audience: 'staff',
        permission: 'settings.manage',
        ifMatch: true,
        body: patchRegistrationSettingsSchema,
        response: registrationSettingsSchema,
      },
      ({ em, caller, body, version, requestId, locale }) =>
        book.change(em, { version, patch: body, editor: editorOf(caller, requestId) }, locale),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/registration-form',
        summary: 'What the form asks for, after consent and a proof of the phone',
        audience: 'visitor',
        query: registrationFormQuerySchema,
        response: registrationFormSchema,
      },
      async ({ caller, query, locale, requestId }) => {
        const who = await binderOf(caller, locale, requestId);
        const em = db.tenant(who.enterpriseId);
        return registrations.form(em, who, query.proofId, await deps.upstreamName(em, who.enterpriseId));
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/registration-names',
        summary: 'Names to choose from: few, without pages or totals, and not often',
        audience: 'visitor',
        query: registrationNamesQuerySchema,
        response: registrationNamesSchema,
      },
      async ({ caller, query, ip, locale, requestId }) =>
        deps.search({ ...(await binderOf(caller, locale, requestId)), ip }, query),
    ),
    defineRoute(
      {
        method: 'post',
        path: '/registrations',
        summary: 'Register: customer, contact, company, account and binding, or nothing',
        audience: 'visitor',
        body: registerSchema,
        response: registrationOutcomeSchema,
      },
      async ({ caller, body, locale, requestId }) => {
        const made = await registrations.register(await binderOf(caller, locale, requestId), body);
        if (made.outcome === 'waiting') return made;
        const session = await deps.reopen(caller, { membershipId: made.membershipId });
        return { outcome: 'registered' as const, session };
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/registrations',
        summary: 'Registrations, newest first',
        audience: 'staff',
        permission: 'accounts.read',
        query: registrationQuerySchema,
        response: registrationPageSchema,
      },
      ({ em, query, locale }) => reviews.list(em, query, locale),
    ),
    defineRoute(
      {
        method: 'post',
        path: '/registrations/:id/approve',
        summary: 'It becomes an account, out of quota',
        audience: 'staff',
        permission: 'accounts.manage',
        params,
        response: registrationRowSchema,
      },
      async ({ em, caller, params: { id }, locale, requestId }) => {
        await reviews.approve(editorOf(caller, requestId), id, locale);
        return reviews.one(em, id, locale);
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/registrations/:id/refuse',
        summary: 'Its person reads the reason',
        audience: 'staff',
        permission: 'accounts.manage',
        params,
        body: refuseRegistrationSchema,
        response: registrationRowSchema,
      },
      async ({ em, caller, params: { id }, body, locale, requestId }) => {
        await reviews.refuse(editorOf(caller, requestId), id, body.reason);
        return reviews.one(em, id, locale);
      },
    ),
  ];
}
