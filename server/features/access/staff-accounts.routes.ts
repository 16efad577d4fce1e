import { z } from 'zod';

import { limits } from '../../../config/limits.ts';
import { doneSchema, idSchema } from '../../contract/common.ts';
import {
  newStaffMemberSchema,
  patchStaffMemberSchema,
  resetPasswordSchema,
  staffAuthorisationSchema,
  staffDepartmentsSchema,
  staffMemberPageSchema,
  staffMemberQuerySchema,
  staffMemberSchema,
  staffPasswordSchema,
} from '../../contract/staff.ts';
import { defineRoute, type RouteDefinition } from '../../kernel/http/route.ts';
import type { Authorisations } from './authorisations.ts';
import { actingOf } from './departments.routes.ts';
import type { PasswordSignIn } from './password-sign-in.ts';
import type { StaffAccounts } from './staff-accounts.ts';

const params = z.strictObject({ id: idSchema });
const staff = { audience: 'staff', permission: 'staff.manage' } as const;

export function createStaffAccountRoutes(deps: {
  staffAccounts: StaffAccounts;
  authorisations: Authorisations;
  passwordSignIn: PasswordSignIn;
  staffCookieName: string;
}): RouteDefinition[] {
  const { staffAccounts } = deps;

  return [
    defineRoute(
      {
        ...{ method: 'post', path: '/sessions/staff-password', audience: 'public', signsIn: true },
        summary: 'Staff sign-in by account and password',
        body: staffPasswordSchema,
        response: doneSchema,
        status: 201,
      },
      async ({ body, ip, cookies }) => {
        const session = await deps.passwordSignIn.enter({ ...body, ip });
        cookies.set(deps.staffCookieName, session.token, { maxAgeMs: limits.staffSession.absoluteMs });
        return { done: true as const };
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/staff-members', ...staff },
        summary: 'Staff accounts in sight, newest first',
        query: staffMemberQuerySchema,
        response: staffMemberPageSchema,
      },
      ({ em, caller, requestId, query }) => staffAccounts.list(em, actingOf({ caller, requestId }), query),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/staff-members/:id', ...staff },
        summary: 'One staff account',
        params,
        response: staffMemberSchema,
      },
      ({ em, caller, requestId, params: { id } }) =>
        staffAccounts.byId(em, actingOf({ caller, requestId }), id),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/staff-departments', ...staff },
        summary: 'Departments in which the caller sees people',
        response: staffDepartmentsSchema,
      },
      async ({ em, caller, requestId }) => ({
        items: await staffAccounts.departments(em, actingOf({ caller, requestId })),
        nextCursor: null,
      }),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/staff-members', ...staff },
        summary: 'Create a staff account that signs in with a password',
        body: newStaffMemberSchema,
        response: staffMemberSchema,
        status: 201,
      },
      async ({ em, caller, requestId, body }) => {
        const by = actingOf({ caller, requestId });
        return staffAccounts.byId(em, by, await staffAccounts.create(em, by, body));
      },
    ),
    defineRoute(
      {
        ...{ method: 'patch', path: '/staff-members/:id', ...staff },
        summary: 'Edit a staff account; its account name stays',
        ifMatch: true,
        params,
        body: patchStaffMemberSchema,
        response: staffMemberSchema,
      },
      async ({ em, caller, requestId, params: { id }, body, version }) => {
        const by = actingOf({ caller, requestId });
        await staffAccounts.change(em, by, { id, version, patch: body });
        return staffAccounts.byId(em, by, id);
      },
    ),
    ...(['disable', 'enable'] as const).map((verb) =>
      defineRoute(
        {
          ...{ method: 'post', path: `/staff-members/:id/${verb}`, ...staff },
          summary: verb === 'enable' ? 'Let him sign in again' : 'Disable: his sessions end at once',
          params,
          response: staffMemberSchema,
        },
        async ({ em, caller, requestId, params: { id } }) => {
          const by = actingOf({ caller, requestId });
          await staffAccounts[verb](em, by, id);
          return staffAccounts.byId(em, by, id);
        },
      ),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/staff-members/:id/reset-password', ...staff },
        summary: 'Give a new password: his sessions end',
        params,
        body: resetPasswordSchema,
        response: doneSchema,
      },
      async ({ em, caller, requestId, params: { id }, body }) => {
        await staffAccounts.resetPassword(em, actingOf({ caller, requestId }), id, body);
        return { done: true as const };
      },
    ),
    defineRoute(
      {
        ...{ method: 'put', path: '/staff-members/:id/authorisation', audience: 'staff' },
        permission: 'authorisation.set',
        summary: 'Set somebody’s rights and roles, of those that the caller owns',
        ifMatch: true,
        params,
        body: staffAuthorisationSchema,
        response: staffMemberSchema,
      },
      async ({ em, caller, requestId, params: { id }, body, version }) => {
        const by = actingOf({ caller, requestId });
        await deps.authorisations.authorise(em, by, { id, version, ...body });
        return staffAccounts.byId(em, by, id);
      },
    ),
  ];
}
