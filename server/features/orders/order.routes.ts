import { z } from 'zod';

import type { Edition } from '../../../config/editions.ts';
import { doneSchema, idSchema } from '../../contract/common.ts';
import {
  nativePaySchema,
  newOrderSchema,
  newRefundSchema,
  newSlipSchema,
  orderPageSchema,
  orderQuerySchema,
  orderSchema,
  priceListSchema,
  quoteInputSchema,
  quoteSchema,
  receiptSchema,
} from '../../contract/orders.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import { kindLabel, unitLabel, type Ledger } from '../quota/index.ts';
import type { Merchants } from './merchant.ts';
import { QuotaOrder } from './order.entity.ts';
import { presentOrder, presentReceipt, presentSummary } from './order.presenter.ts';
import type { OrderActor, Orders } from './orders.ts';
import type { Payments } from './payments.ts';
import { pricesAt } from './prices.ts';
import type { Refunds } from './refunds.ts';
import type { Slips } from './slips.ts';

export interface OrderRouteDeps {
  readonly clock: Clock;
  readonly editions: readonly Edition[];
  readonly ledger: Ledger;
  readonly merchants: Merchants;
  readonly orders: Orders;
  readonly payments: Payments;
  readonly refunds: Refunds;
  readonly slips: Slips;
  readonly enterprises: {
    within(em: EntityManager, id: string): Promise<{ readonly legalName: string } | null>;
    /** Who sells; null: there is none yet. */
    operator(em: EntityManager): Promise<{ readonly legalName: string } | null>;
  };
}

const params = z.strictObject({ id: idSchema });
const path = '/quota-orders';

export const staffActor = (caller: Caller, requestId: string): OrderActor => ({
  enterpriseId: caller.enterpriseId,
  actor: `staff:${caller.personId}`,
  actorName: caller.name,
  requestId,
});

/** Buying quota, in the workbench. Prices are the server's; what is paid is told by the platform. */
export function createOrderRoutes(deps: OrderRouteDeps): RouteDefinition[] {
  const { editions, ledger, orders, payments } = deps;
  const read = { audience: 'staff', permission: 'quota.read' } as const;
  const manage = { audience: 'staff', permission: 'orders.manage' } as const;

  async function find(em: EntityManager, id: string): Promise<QuotaOrder> {
    const order = await em.findOne(QuotaOrder, { id }, { disableIdentityMap: true });
    assertThat(order, 'not_found', 404);
    return order;
  }
  const show = async (em: EntityManager, id: string, locale: Caller['language']) =>
    presentOrder(em, await find(em, id), { locale, editions, ledger });

  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/quota-prices', ...read, response: priceListSchema },
        summary: 'What is sold for how much (fen for a place and year), and how it can be paid',
      },
      async ({ em, locale }) => {
        const { version, prices } = await pricesAt(em, deps.clock.now());
        const merchant = await deps.merchants.row(em);
        const bankAccount = merchant?.bankAccount ?? null;
        const order = ['enterprise', 'wechat_user', ...editions.map(({ key }) => `edition:${key}`)];
        return {
          version,
          items: order.flatMap((kind) => {
            const unitFen = Object.hasOwn(prices, kind) ? prices[kind] : undefined;
            if (unitFen === undefined) return [];
            return [
              { kind, label: kindLabel(locale, kind, editions), unit: unitLabel(locale, kind), unitFen },
            ];
          }),
          methods: [
            ...(merchant === null ? [] : (['native'] as const)),
            ...(bankAccount === null ? [] : (['bank'] as const)),
          ],
          bankAccount,
        };
      },
    ),
    defineRoute(
      {
        ...{
          method: 'post',
          path: `${path}/quote`,
          ...manage,
          body: quoteInputSchema,
          response: quoteSchema,
        },
        summary: 'What an order would cost',
      },
      async ({ em, body }) => {
        const { priceVersion, lines, totalFen } = await orders.quote(em, body.lines);
        return {
          priceVersion,
          totalFen,
          lines: lines.map(({ kind, unitFen, amountFen }) => ({ kind, unitFen, amountFen })),
        };
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path, ...manage, body: newOrderSchema, response: orderSchema, status: 201 },
        summary: 'Submit an order',
      },
      async ({ em, body, caller, requestId, locale }) =>
        show(em, (await orders.create(em, staffActor(caller, requestId), body)).id, locale),
    ),
    defineRoute(
      {
        ...{ method: 'get', path, ...read, query: orderQuerySchema, response: orderPageSchema },
        summary: 'Orders, newest first',
      },
      async ({ em, query, locale, caller }) => {
        const after = decodeCursor(query.cursor);
        const found = await em.find(
          QuotaOrder,
          {
            enterpriseId: caller.enterpriseId,
            ...(query.state === undefined ? {} : { state: query.state }),
            ...(after === undefined ? {} : { id: { $lt: after } }),
          },
          { orderBy: { id: 'desc' }, limit: query.limit + 1, disableIdentityMap: true },
        );
        const { rows, nextCursor } = cutPage(found, query.limit);
        return { items: rows.map((row) => presentSummary(row, locale, editions)), nextCursor };
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: `${path}/:id`, ...read, params, response: orderSchema },
        summary: 'One order with its history',
      },
      ({ em, params: { id }, locale }) => show(em, id, locale),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: `${path}/:id/receipt`, ...read, params, response: receiptSchema },
        summary: 'Its receipt, to be printed; no invoice',
      },
      async ({ em, params: { id }, caller, locale }) => {
        const order = await find(em, id);
        const payer = await deps.enterprises.within(em, caller.enterpriseId);
        const payee = await deps.enterprises.operator(em);
        const who = { payer: payer?.legalName ?? '', payee: payee?.legalName ?? '' };
        return presentReceipt(order, who, { locale, editions });
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${path}/:id/pay-native`, ...manage, params, response: nativePaySchema },
        summary: 'The QR code that pays it; the same one again while it holds',
      },
      async ({ em, params: { id }, caller, requestId }) => {
        await find(em, id);
        const { codeUrl, expiresAt } = await payments.payNative(em, staffActor(caller, requestId), id);
        return { codeUrl, expiresAt: expiresAt.toISOString() };
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${path}/:id/new-number`, ...manage, params, response: nativePaySchema },
        summary: 'Somebody else pays: the number before is closed, and a new code is made',
      },
      async ({ em, params: { id }, caller, requestId }) => {
        await find(em, id);
        const { codeUrl, expiresAt } = await payments.payNative(em, staffActor(caller, requestId), id, true);
        return { codeUrl, expiresAt: expiresAt.toISOString() };
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${path}/:id/check`, ...manage, params, response: orderSchema },
        summary: 'Ask the platform whether it was paid',
      },
      async ({ em, params: { id }, locale }) => {
        await find(em, id);
        await payments.check(em, id);
        return show(em, id, locale);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${path}/:id/close`, ...manage, params, response: doneSchema },
        summary: 'Close an order that is not paid',
      },
      async ({ em, params: { id }, caller, requestId }) => {
        await payments.endByBuyer(em, staffActor(caller, requestId), id);
        return { done: true as const };
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${path}/:id/slips`, ...manage, params, body: newSlipSchema },
        ...{ response: orderSchema, status: 201 },
        summary: 'Upload the slip of a bank transfer (PNG, JPEG or PDF)',
      },
      async ({ em, params: { id }, body, caller, requestId, locale }) => {
        await deps.slips.send(em, staffActor(caller, requestId), id, body.content);
        return show(em, id, locale);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${path}/:id/refunds`, ...manage, params, body: newRefundSchema },
        ...{ response: orderSchema, status: 201 },
        summary: 'Refund unused places of a line',
      },
      async ({ em, params: { id }, body, caller, requestId, locale }) => {
        await deps.refunds.request(em, staffActor(caller, requestId), id, body);
        return show(em, id, locale);
      },
    ),
  ];
}
