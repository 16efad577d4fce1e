import { z } from 'zod';

import {
  bindingRequestPageSchema,
  bindingRequestQuerySchema,
  bindingRequestResolveSchema,
  bindingRequestSchema,
  changePhoneSchema,
  interconnectUserExportSchema,
  interconnectUserPageSchema,
  interconnectUserQuerySchema,
  interconnectUserSchema,
} from '../../contract/accounts.ts';
import { idSchema, pageQuerySchema } from '../../contract/common.ts';
import { inviteResultsSchema, inviteUsersSchema } from '../../contract/connections.ts';
import { deliveryPageSchema } from '../../contract/messaging.ts';
import { Download } from '../../kernel/http/download.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import type { AccountsParts } from './accounts.ts';

const params = z.strictObject({ id: idSchema });
const verbs = {
  disable: 'Sessions end at once, and the place is free',
  enable: 'Who was bound is bound again, or waits for a place',
  unbind: 'The person may bind again, with the same or another WeChat',
} as const;

/** The same things as the workbench speaks about them. */
export function createStaffAccountRoutes(parts: AccountsParts): RouteDefinition[] {
  const { users, requests, userInvitations } = parts;
  const adminOf = (caller: Caller, requestId: string) => ({
    staffId: caller.personId,
    name: caller.name,
    enterpriseId: caller.enterpriseId,
    requestId,
  });

  return [
    defineRoute(
      {
        method: 'get',
        path: '/interconnect-users',
        summary: 'Interconnect users, newest first',
        audience: 'staff',
        permission: 'accounts.read',
        query: interconnectUserQuerySchema,
        response: interconnectUserPageSchema,
      },
      ({ em, query, locale }) => users.list(em, query, locale),
    ),
    defineRoute(
      {
        method: 'post',
        path: '/interconnect-users/export',
        summary: 'Those that fit as CSV, with a watermark; the export is recorded',
        audience: 'staff',
        permission: 'accounts.export',
        body: interconnectUserExportSchema,
        download: 'text/csv',
      },
      async ({ em, caller, body, locale, requestId }) =>
        new Download(
          'interconnect-users.csv',
          await parts.exportUsers(em, adminOf(caller, requestId), body, locale),
        ),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/interconnect-users/:id',
        summary: 'One interconnect user',
        audience: 'staff',
        permission: 'accounts.read',
        params,
        response: interconnectUserSchema,
      },
      ({ em, params: { id }, locale }) => users.one(em, id, locale),
    ),
    ...(['disable', 'enable', 'unbind'] as const).map((verb) =>
      defineRoute(
        {
          method: 'post',
          path: `/interconnect-users/:id/${verb}`,
          summary: verbs[verb],
          audience: 'staff',
          permission: 'accounts.manage',
          params,
          response: interconnectUserSchema,
        },
        async ({ em, caller, params: { id }, locale, requestId }) => {
          await users[verb](adminOf(caller, requestId), id);
          return users.one(em, id, locale);
        },
      ),
    ),
    defineRoute(
      {
        method: 'post',
        path: '/interconnect-users/:id/change-phone',
        summary: 'Another number on file; who is bound proves it before he goes on',
        audience: 'staff',
        permission: 'accounts.manage',
        params,
        body: changePhoneSchema,
        response: interconnectUserSchema,
      },
      async ({ em, caller, params: { id }, body, locale, requestId }) => {
        await users.changePhone(adminOf(caller, requestId), id, body.phone);
        return users.one(em, id, locale);
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/user-invitations',
        summary: 'Invitations that were sent, newest first, each with what came of it',
        audience: 'staff',
        permission: 'accounts.read',
        query: pageQuerySchema,
        response: deliveryPageSchema,
      },
      ({ em, caller, query, locale }) =>
        parts.deps.notices.invitationsOf(em, caller.enterpriseId, query, locale),
    ),
    defineRoute(
      {
        method: 'post',
        path: '/user-invitations',
        summary: 'Invite people who have not bound yet: one message each, a result each',
        audience: 'staff',
        permission: 'accounts.manage',
        body: inviteUsersSchema,
        response: inviteResultsSchema,
      },
      async ({ caller, body, requestId }) => ({
        results: await userInvitations.invite(adminOf(caller, requestId), body.userIds),
      }),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/binding-requests',
        summary: 'People whose phone is not the one on file',
        audience: 'staff',
        permission: 'accounts.read',
        query: bindingRequestQuerySchema,
        response: bindingRequestPageSchema,
      },
      ({ em, query }) => requests.list(em, query),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/binding-requests/:id',
        summary: 'One of them, with the accounts that could be meant',
        audience: 'staff',
        permission: 'accounts.read',
        params,
        response: bindingRequestSchema,
      },
      ({ em, params: { id } }) => requests.one(em, id),
    ),
    defineRoute(
      {
        method: 'post',
        path: '/binding-requests/:id/resolve',
        summary: 'Write the proved phone into an account and bind it, or dismiss',
        audience: 'staff',
        permission: 'accounts.manage',
        params,
        body: bindingRequestResolveSchema,
        response: bindingRequestSchema,
      },
      async ({ em, caller, params: { id }, body, requestId }) => {
        const by = { staffId: caller.personId, name: caller.name, requestId };
        await requests.resolve(caller.enterpriseId, id, body, by);
        return requests.one(em, id);
      },
    ),
  ];
}
