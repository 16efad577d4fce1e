import { agreements } from '../../../config/agreements.ts';
import type { Edition } from '../../../config/editions.ts';
import type { Session } from '../../contract/accounts.ts';
import {
  confirmInvitationSchema,
  downstreamSettingsSchema,
  invitationOutcomeSchema,
  invitationSchema,
  lookAtInvitationSchema,
  upstreamConnectionPageSchema,
} from '../../contract/connections.ts';
import { doneSchema, type Locale } from '../../contract/common.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import { kindLabel } from '../quota/index.ts';
import { editionKind } from './connection-places.ts';
import { maskPhone } from './connection-list.ts';
import { actingStaff } from './connections.routes.ts';
import type { DownstreamAccounts, ManagedCompany } from './doors.ts';
import type { InvitedPerson, Invitations, Made } from './invitations.ts';
import type { Upstreams } from './upstreams.ts';

export interface InvitationRouteDeps {
  readonly db: Database;
  readonly editions: readonly Edition[];
  readonly invitations: Invitations;
  readonly upstreams: Upstreams;
  readonly accounts: Pick<DownstreamAccounts, 'managedAs'>;
  readonly smsOffered: boolean;
  readonly binderOf: (caller: Caller, locale: Locale, requestId: string) => Promise<InvitedPerson>;
  readonly reopen: (caller: Caller, choose: { membershipId: string }) => Promise<Session>;
  readonly consentGiven: (
    em: EntityManager,
    enterpriseId: string,
    identityId: string,
  ) => Promise<string | null>;
  readonly operatorName: string;
}

/** The company whose admin the caller is, in the chosen account. @throws not_found | permission.denied */
export function createCompanyOf(deps: Pick<InvitationRouteDeps, 'db' | 'accounts'>) {
  return async function companyOf(caller: Caller): Promise<ManagedCompany> {
    const { membershipId, personId } = caller;
    assertThat(membershipId, 'not_found', 404);
    const em = deps.db.acrossTenants('door: identity');
    const company = await deps.accounts.managedAs(em, membershipId, personId);
    assertThat(company, 'permission.denied', 403);
    return company;
  };
}

/** The other side of a code: who was invited, and what his enterprise is connected with. */
export function createInvitationRoutes(deps: InvitationRouteDeps): RouteDefinition[] {
  const { db, invitations, upstreams } = deps;

  const companyOf = createCompanyOf(deps);

  async function outcomeOf(caller: Caller, made: Made) {
    const { upstreamName, membershipId, expiresAt } = made;
    if (made.pending && expiresAt !== null) {
      return { outcome: 'pending' as const, upstreamName, expiresAt: expiresAt.toISOString() };
    }
    // Asked for once, and refused or ended since.
    if (membershipId === null) throw new AppError('invitation_code.invalid', { status: 409 });
    const session = await deps.reopen(caller, { membershipId });
    return { outcome: 'connected' as const, upstreamName, session };
  }

  return [
    defineRoute(
      {
        method: 'post',
        path: '/invitations/look',
        summary: 'Whose downstream one becomes by this code, and whose quota is used',
        audience: 'visitor',
        body: lookAtInvitationSchema,
        response: invitationSchema,
      },
      async ({ caller, body, locale, requestId }) => {
        const person = await deps.binderOf(caller, locale, requestId);
        const { code, owner, companies } = await invitations.look(person, body.code);
        const edition = code.edition ?? null;
        const em = db.acrossTenants('door: identity');
        return {
          kind: code.kind,
          upstreamName: owner.displayName,
          upstreamLegalName: owner.legalName,
          processorName: deps.operatorName,
          edition:
            edition === null
              ? null
              : { key: edition, label: kindLabel(locale, editionKind(edition), deps.editions) },
          review: code.review,
          expiresAt: code.expiresAt.toISOString(),
          prefill: {
            companyName: code.companyName,
            contactName: code.contactName,
            phoneMasked: maskPhone(code.phone),
          },
          companies: companies.map(({ downstreamId, name }) => ({ downstreamId, name })),
          consent: {
            requiredVersion: agreements.version,
            givenVersion: await deps.consentGiven(em, person.enterpriseId, person.identityId),
          },
          smsOffered: deps.smsOffered,
        };
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/invitations/confirm',
        summary:
          'Become a downstream of the code’s owner, out of his quota, after a fresh proof of the phone',
        audience: 'visitor',
        body: confirmInvitationSchema,
        response: invitationOutcomeSchema,
      },
      async ({ caller, body, locale, requestId }) => {
        const person = await deps.binderOf(caller, locale, requestId);
        return outcomeOf(caller, await invitations.confirm(person, body));
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/upstream-connections',
        summary: 'The upstreams of the company that I manage',
        audience: 'downstream',
        response: upstreamConnectionPageSchema,
      },
      async ({ caller, locale }) => {
        const { downstreamId, name } = await companyOf(caller);
        const em = db.acrossTenants('door: identity');
        return { companyName: name, items: await upstreams.of(em, downstreamId, locale) };
      },
    ),
    defineRoute(
      {
        method: 'patch',
        path: '/downstream-settings',
        summary: 'The switch «connect upstream enterprises» of the company that I manage',
        audience: 'downstream',
        body: downstreamSettingsSchema,
        response: downstreamSettingsSchema,
      },
      async ({ caller, body, requestId }) => {
        const { downstreamId } = await companyOf(caller);
        const by = { identityId: caller.personId, name: caller.name, downstreamId, requestId };
        await upstreams.setSwitch(by, body.connectUpstreams);
        return body;
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/staff/upstream-connections',
        summary: 'The upstreams of our own enterprise',
        audience: 'staff',
        permission: 'connections.read',
        response: upstreamConnectionPageSchema,
      },
      async ({ em, caller, locale }) => ({
        companyName: await upstreams.name(em, caller.enterpriseId),
        items: await upstreams.of(em, caller.enterpriseId, locale),
      }),
    ),
    defineRoute(
      {
        method: 'post',
        path: '/staff/upstream-connections',
        summary: 'Connect our own enterprise to another one’s by its code, out of its quota',
        audience: 'staff',
        permission: 'connections.manage',
        body: lookAtInvitationSchema,
        response: doneSchema,
        status: 201,
      },
      async ({ caller, body, locale, requestId }) => {
        await invitations.confirmAsStaff(actingStaff(caller, requestId), body.code, locale);
        return { done: true as const };
      },
    ),
  ];
}
