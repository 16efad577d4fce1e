import { z } from 'zod';

import { idSchema } from '../../contract/common.ts';
import {
  explainableKindSchema,
  explainableQuerySchema,
  explainableRecordsSchema,
  explanationSchema,
} from '../../contract/explanations.ts';
import { defineRoute, type RouteDefinition } from '../../kernel/http/route.ts';
import { actingOf } from './departments.routes.ts';
import type { Explanations } from './explanations.ts';

const staff = { audience: 'staff', permission: 'authorisation.set' } as const;

export function createExplanationRoutes(deps: { explanations: Explanations }): RouteDefinition[] {
  const { explanations } = deps;
  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/explainable-records/:kind', ...staff },
        summary: 'Records in the caller’s sight, of which may be asked who sees them',
        params: z.strictObject({ kind: explainableKindSchema }),
        query: explainableQuerySchema,
        response: explainableRecordsSchema,
      },
      async ({ em, caller, requestId, params: { kind }, query }) => ({
        items: await explanations.find(em, actingOf({ caller, requestId }), kind, query.search),
        nextCursor: null,
      }),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/staff-members/:id/sight/:kind/:recordId', ...staff },
        summary: 'Why somebody can or cannot see a record, in sentences',
        params: z.strictObject({ id: idSchema, kind: explainableKindSchema, recordId: idSchema }),
        response: explanationSchema,
      },
      ({ em, caller, requestId, params: { id, kind, recordId }, locale }) =>
        explanations.explain(em, actingOf({ caller, requestId }), { staffId: id, kind, recordId }, locale),
    ),
  ];
}
