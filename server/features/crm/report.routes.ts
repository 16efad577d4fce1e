import { z } from 'zod';

import { idSchema } from '../../contract/common.ts';
import {
  decideReportSchema,
  partyReportPageSchema,
  partyReportQuerySchema,
  partyReportSchema,
} from '../../contract/crm.ts';
import { defineRoute, type RouteDefinition } from '../../kernel/http/route.ts';
import type { ActorOf } from './crm.routes.ts';
import type { Reports } from './reports.ts';

/** Disputes of both kinds in one list. */
export function createReportRoutes(reports: Reports, actorOf: ActorOf): RouteDefinition[] {
  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/crm-reports', audience: 'staff', permission: 'crm.use' },
        summary: 'Reports, newest first: one’s own, and all with crm.manage',
        query: partyReportQuerySchema,
        response: partyReportPageSchema,
      },
      async (context) => reports.list(context.em, await actorOf(context), context.query),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/crm-reports/:id/decide', audience: 'staff', permission: 'crm.manage' },
        summary: 'Give the record to another owner, or reject the report; with an answer',
        params: z.strictObject({ id: idSchema }),
        body: decideReportSchema,
        response: partyReportSchema,
      },
      async (context) => {
        const by = await actorOf(context);
        await reports.decide(context.em, by, context.params.id, context.body);
        return reports.one(context.em, by, context.params.id);
      },
    ),
  ];
}
