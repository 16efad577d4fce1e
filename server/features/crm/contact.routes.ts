import { personPageSchema, personQuerySchema } from '../../contract/crm.ts';
import { defineRoute, type RouteDefinition } from '../../kernel/http/route.ts';
import { listContacts } from './contact-list.ts';
import type { CrmRouteDeps } from './crm.routes.ts';

/** The people of all customers and partners together; what is done with one is done at its record. */
export function createContactRoutes(deps: Pick<CrmRouteDeps, 'view' | 'actorOf'>): RouteDefinition[] {
  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/contacts', audience: 'staff', permission: 'crm.use' },
        summary: 'People of own customers and partners, of the pool’s, and of departments’ by their rights',
        query: personQuerySchema,
        response: personPageSchema,
      },
      async (context) => {
        const by = await deps.actorOf(context);
        const { rows, nextCursor } = await listContacts(context.em, by, context.query);
        return { items: await deps.view.people(context.em, rows), nextCursor };
      },
    ),
  ];
}
