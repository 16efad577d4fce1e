import type { Edition } from '../../../config/editions.ts';
import {
  quotaEntryPageSchema,
  quotaEntryQuerySchema,
  quotaLotsSchema,
  quotaOverviewSchema,
} from '../../contract/quota.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { defineRoute, type RouteDefinition } from '../../kernel/http/route.ts';
import type { Ledger } from './ledger.ts';
import { listLots } from './lots.ts';
import { presentEntries, presentFigures, presentLots, type HolderNames } from './quota.presenter.ts';

export interface QuotaRouteDeps {
  readonly ledger: Ledger;
  readonly editions: readonly Edition[];
  readonly names: HolderNames;
  readonly clock: Clock;
  readonly zoneOf: (em: EntityManager, enterpriseId: string) => Promise<string>;
}

export function createQuotaRoutes(deps: QuotaRouteDeps): RouteDefinition[] {
  return [
    defineRoute(
      {
        method: 'get',
        path: '/quota',
        summary: 'Bought, reserved, used and remaining places of each kind',
        audience: 'staff',
        permission: 'quota.read',
        response: quotaOverviewSchema,
      },
      async ({ em, locale }) => {
        const figures = await deps.ledger.figures(em);
        return { figures: presentFigures(figures, locale, deps.editions) };
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/quota/lots',
        summary: 'Dated lots with their ends, those that end first in front',
        audience: 'staff',
        permission: 'quota.read',
        response: quotaLotsSchema,
      },
      async ({ em, locale, caller }) => {
        const timeZone = await deps.zoneOf(em, caller.enterpriseId);
        const options = { editions: deps.editions, now: deps.clock.now(), timeZone };
        return { items: presentLots(await listLots(em), locale, options) };
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/quota/entries',
        summary: 'The quota statement, newest first',
        audience: 'staff',
        permission: 'quota.read',
        query: quotaEntryQuerySchema,
        response: quotaEntryPageSchema,
      },
      async ({ em, locale, query }) => {
        const { kind, limit } = query;
        const found = await deps.ledger.entries(em, { kind, limit, after: decodeCursor(query.cursor) });
        const { rows, nextCursor } = cutPage(found, limit);
        return { items: await presentEntries(em, rows, locale, deps.names), nextCursor };
      },
    ),
  ];
}
