import { z } from 'zod';

import {
  connectionDetailSchema,
  connectionOfferSchema,
  connectionPageSchema,
  connectionQuerySchema,
  editionUsePageSchema,
  editionUseQuerySchema,
  giveEditionSchema,
  openConnectionSchema,
} from '../../contract/connections.ts';
import { idSchema, type Locale } from '../../contract/common.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import type { Connections } from './connections.ts';
import type { ConnectionList } from './connection-list.ts';
import type { ActingStaff } from './doors.ts';
import type { Invitations } from './invitations.ts';

const params = z.strictObject({ id: idSchema });

export const actingStaff = (caller: Caller, requestId: string): ActingStaff => ({
  staffId: caller.personId,
  name: caller.name,
  enterpriseId: caller.enterpriseId,
  requestId,
});

/** The upstream's relations, as its staff see and steer them. */
export function createConnectionRoutes(deps: {
  connections: Connections;
  list: ConnectionList;
  invitations: Invitations;
}): RouteDefinition[] {
  const { connections, list, invitations } = deps;
  const verbs = {
    terminate: {
      summary:
        'The enterprise place is free at once; the edition goes on until the date that the answer names',
      run: (by: ActingStaff, id: string) => connections.terminate(by, id),
    },
    approve: {
      summary: 'A request by an invitation code becomes a relation',
      run: (by: ActingStaff, id: string, locale: Locale) => invitations.approve(by, id, locale),
    },
    refuse: {
      summary: 'A request by an invitation code is refused; its place is free',
      run: (by: ActingStaff, id: string, locale: Locale) => invitations.refuse(by, id, locale),
    },
  } as const;

  return [
    defineRoute(
      {
        method: 'get',
        path: '/connections',
        summary: 'Downstream enterprises and requests of such, newest first',
        audience: 'staff',
        permission: 'connections.read',
        query: connectionQuerySchema,
        response: connectionPageSchema,
      },
      ({ em, caller, query, locale }) => list.list(em, caller.enterpriseId, query, locale),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/connections/offer',
        summary: 'What opening one more takes, and how much of it is left',
        audience: 'staff',
        permission: 'connections.read',
        response: connectionOfferSchema,
      },
      ({ em, caller, locale }) => list.offer(em, caller.enterpriseId, locale),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/connections/:id',
        summary: 'One of them, with the editions it had',
        audience: 'staff',
        permission: 'connections.read',
        params,
        response: connectionDetailSchema,
      },
      ({ em, caller, params: { id }, locale }) => list.one(em, caller.enterpriseId, id, locale),
    ),
    defineRoute(
      {
        method: 'post',
        path: '/connections',
        summary: 'Open a downstream enterprise: tenant, relation, account and first person, or nothing',
        audience: 'staff',
        permission: 'connections.manage',
        body: openConnectionSchema,
        response: connectionDetailSchema,
        status: 201,
      },
      async ({ em, caller, body, locale, requestId }) => {
        const id = await connections.open(actingStaff(caller, requestId), body, locale);
        return list.one(em, caller.enterpriseId, id, locale);
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/connections/:id/edition',
        summary: 'Give a channel edition, another one, or none',
        audience: 'staff',
        permission: 'connections.manage',
        params,
        body: giveEditionSchema,
        response: connectionDetailSchema,
      },
      async ({ em, caller, params: { id }, body, locale, requestId }) => {
        await connections.setEdition(actingStaff(caller, requestId), id, body.edition, locale);
        return list.one(em, caller.enterpriseId, id, locale);
      },
    ),
    ...(['terminate', 'approve', 'refuse'] as const).map((verb) =>
      defineRoute(
        {
          method: 'post',
          path: `/connections/:id/${verb}`,
          summary: verbs[verb].summary,
          audience: 'staff',
          permission: 'connections.manage',
          params,
          response: connectionDetailSchema,
        },
        async ({ em, caller, params: { id }, locale, requestId }) => {
          await verbs[verb].run(actingStaff(caller, requestId), id, locale);
          return list.one(em, caller.enterpriseId, id, locale);
        },
      ),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/edition-uses',
        summary: 'Which downstream has or had which channel edition, and what paid for it',
        audience: 'staff',
        permission: 'connections.read',
        query: editionUseQuerySchema,
        response: editionUsePageSchema,
      },
      ({ em, query, locale }) => list.editionUses(em, query, locale),
    ),
  ];
}
