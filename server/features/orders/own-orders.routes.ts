import { z } from 'zod';

import type { Edition } from '../../../config/editions.ts';
import { idSchema, type Locale } from '../../contract/common.ts';
import { orderBounds } from '../../contract/orders.ts';
import {
  newOwnOrderSchema,
  ownAvailabilitySchema,
  ownClientQuerySchema,
  ownOfferQuerySchema,
  ownOfferSchema,
  ownOrderSchema,
  ownPaySchema,
  type OwnOrder,
} from '../../contract/own-orders.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import { formatEnd } from '../../kernel/i18n/format-time.ts';
import { kindLabel } from '../quota/index.ts';
import { zoneOf } from '../../kernel/zoned-day.ts';
import type { QuotaOrder } from './order.entity.ts';
import type { OrderActor } from './orders.ts';
import type { OwnOrders } from './own-orders.ts';

const params = z.strictObject({ id: idSchema });
const path = '/own-orders';
const audience = 'downstream';

export interface OwnOrderRouteDeps {
  readonly editions: readonly Edition[];
  readonly ownOrders: OwnOrders;
  /** The company whose admin the caller is. @throws permission.denied */
  readonly companyOf: (caller: Caller) => Promise<{ readonly downstreamId: string }>;
  readonly enterprises: {
    within(em: EntityManager, id: string): Promise<{ readonly timeZone: string } | null>;
  };
}

/** Buying one's own channel edition, in the mini-app. */
export function createOwnOrderRoutes(deps: OwnOrderRouteDeps): RouteDefinition[] {
  const { editions, ownOrders } = deps;

  async function actorOf(caller: Caller, requestId: string): Promise<OrderActor> {
    const { downstreamId } = await deps.companyOf(caller);
    const actor = `identity:${caller.personId}`;
    return { enterpriseId: downstreamId, actor, actorName: caller.name, requestId };
  }
  async function endText(enterpriseId: string, at: Date | null, locale: Locale): Promise<string | null> {
    if (at === null) return null;
    const company = await deps.enterprises.within(ownOrders.across(), enterpriseId);
    return formatEnd(locale, at, zoneOf(company));
  }
  async function present(order: QuotaOrder, locale: Locale): Promise<OwnOrder> {
    const [line] = order.lines;
    const endsAt = line?.endsAt == null ? null : new Date(line.endsAt);
    return {
      ...{ id: order.id, number: order.number, state: order.state },
      connectionId: order.connectionId ?? '',
      label: kindLabel(locale, line?.kind ?? '', editions),
      years: line?.years ?? 0,
      totalFen: order.totalFen,
      expiresAt: order.expiresAt.toISOString(),
      endText: await endText(order.enterpriseId, endsAt, locale),
    };
  }

  return [
    defineRoute(
      {
        ...{ method: 'get', path: `${path}/availability`, audience },
        ...{ query: ownClientQuerySchema, response: ownAvailabilitySchema },
        summary: 'Whether this client may show purchases',
      },
      async ({ query }) => ({ available: await ownOrders.isAvailable(query.client) }),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: `${path}/offer`, audience },
        ...{ query: ownOfferQuerySchema, response: ownOfferSchema },
        summary: 'Editions that my company can buy itself for a relation, and their prices (fen for a year)',
      },
      async ({ caller, query, locale, requestId }) => {
        const { enterpriseId } = await actorOf(caller, requestId);
        const offer = await ownOrders.offer(enterpriseId, query.connectionId, query.client);
        return {
          upstreamName: offer.upstreamName,
          priceVersion: offer.priceVersion,
          ownEndText: await endText(enterpriseId, offer.ownEndsAt, locale),
          maxYears: orderBounds.years,
          items: offer.items.map(({ edition, kind, unitFen }) => ({
            ...{ edition, unitFen, label: kindLabel(locale, kind, editions) },
          })),
        };
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path, audience, body: newOwnOrderSchema },
        ...{ response: ownOrderSchema, status: 201 },
        summary: 'Order an edition for my company; the same wish again gives the same order',
      },
      async ({ caller, body, locale, requestId }) =>
        present(await ownOrders.create(await actorOf(caller, requestId), body), locale),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: `${path}/:id`, audience, params, response: ownOrderSchema },
        summary: 'One own order of my company',
      },
      async ({ caller, params: { id }, locale, requestId }) => {
        const { enterpriseId } = await actorOf(caller, requestId);
        return present(await ownOrders.find(enterpriseId, id), locale);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${path}/:id/pay`, audience, params },
        ...{ body: ownClientQuerySchema, response: ownPaySchema },
        summary: 'What WeChat’s pay sheet takes; another person gets a number of his own',
      },
      async ({ caller, params: { id }, body, requestId }) => {
        const by = await actorOf(caller, requestId);
        const { personId: identityId, appId } = caller;
        return ownOrders.pay(by, id, { identityId, appId, client: body.client });
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${path}/:id/check`, audience, params, response: ownOrderSchema },
        summary: 'Ask the platform whether it was paid',
      },
      async ({ caller, params: { id }, locale, requestId }) => {
        const { enterpriseId } = await actorOf(caller, requestId);
        return present(await ownOrders.check(enterpriseId, id), locale);
      },
    ),
  ];
}
