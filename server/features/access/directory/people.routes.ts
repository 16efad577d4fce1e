import { z } from 'zod';

import { doneSchema, idSchema, pageQuerySchema } from '../../../contract/common.ts';
import {
  acceptStaffRequestSchema,
  directoryConflictPageSchema,
  newOwnStaffRequestSchema,
  ownStaffRequestSchema,
  staffRequestPageSchema,
  staffRequestQuerySchema,
  staffRequestSchema,
  turnDownStaffRequestSchema,
} from '../../../contract/directory.ts';
import type { Database } from '../../../kernel/data/orm.ts';
import { defineRoute, type RouteDefinition } from '../../../kernel/http/route.ts';
import { actingOf } from '../departments.routes.ts';
import type { DirectoryConflicts } from './conflicts.ts';
import type { OwnRequests } from './own-request.ts';
import type { StaffRequests } from './requests.ts';

const params = z.strictObject({ id: idSchema });
const manage = { audience: 'staff', permission: 'directory.manage' } as const;

/** Members who may be staff already, and those who ask for an account. */
export function createDirectoryPeopleRoutes(deps: {
  readonly db: Database;
  readonly conflicts: DirectoryConflicts;
  readonly requests: StaffRequests;
  readonly own: OwnRequests;
}): RouteDefinition[] {
  const { conflicts, requests, own } = deps;
  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/directory-conflicts', ...manage },
        summary: 'Members of WeCom who may be staff already, to be linked or told apart',
        query: pageQuerySchema,
        response: directoryConflictPageSchema,
      },
      ({ em, caller, requestId, query }) => conflicts.list(em, actingOf({ caller, requestId }), query),
    ),
    ...(['link', 'separate'] as const).map((verb) =>
      defineRoute(
        {
          ...{ method: 'post', path: `/directory-conflicts/:id/${verb}`, ...manage },
          summary:
            verb === 'link'
              ? 'They are one person: the account is the member’s from now on'
              : 'They are two people: the member gets an account of his own',
          params,
          response: doneSchema,
        },
        async ({ em, caller, requestId, params: { id } }) => {
          await conflicts[verb](em, actingOf({ caller, requestId }), id);
          return { done: true as const };
        },
      ),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/staff-requests', ...manage },
        summary: 'Members of WeCom without an account who ask for one, newest first',
        query: staffRequestQuerySchema,
        response: staffRequestPageSchema,
      },
      ({ em, caller, requestId, query }) => requests.list(em, actingOf({ caller, requestId }), query),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/staff-requests/:id/accept', ...manage },
        summary: 'Give him an account that is there already, or a new one',
        params,
        body: acceptStaffRequestSchema,
        response: staffRequestSchema,
      },
      async ({ em, caller, requestId, params: { id }, body }) => {
        const by = actingOf({ caller, requestId });
        await requests.accept(em, by, id, body);
        return requests.byId(em, by, id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/staff-requests/:id/turn-down', ...manage },
        summary: 'Turn a request down; he reads why',
        params,
        body: turnDownStaffRequestSchema,
        response: staffRequestSchema,
      },
      async ({ em, caller, requestId, params: { id }, body }) => {
        const by = actingOf({ caller, requestId });
        await requests.turnDown(em, by, id, body.answer);
        return requests.byId(em, by, id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/own-staff-request', audience: 'public' },
        summary: 'Of who came back from WeCom without an account: whether he has asked for one',
        response: ownStaffRequestSchema,
      },
      ({ cookies }) => own.read(cookies.get(own.cookieName)),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/own-staff-request', audience: 'public' },
        summary: 'Ask for an account, as the member as whom one came back from WeCom',
        body: newOwnStaffRequestSchema,
        response: ownStaffRequestSchema,
        status: 201,
      },
      ({ cookies, body }) => own.ask(cookies.get(own.cookieName), body.note),
    ),
  ];
}
