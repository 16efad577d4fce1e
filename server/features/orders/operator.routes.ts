import { z } from 'zod';

import type { Edition } from '../../../config/editions.ts';
import { presetPrices } from '../../../config/prices.ts';
import { doneSchema, idSchema } from '../../contract/common.ts';
import {
  attentionRefundsSchema,
  finishRefundSchema,
  merchantAnswerSchema,
  merchantInputSchema,
  newPriceVersionSchema,
  priceVersionSchema,
  priceVersionsSchema,
  refuseSlipSchema,
  waitingSlipsSchema,
} from '../../contract/orders.ts';
import type { Clock } from '../../kernel/clock.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import { kindLabel, unitLabel } from '../quota/index.ts';
import type { records as recordBook } from '../records/index.ts';
import type { Merchants } from './merchant.ts';
import { staffActor } from './order.routes.ts';
import type { PayMerchant, PriceVersion } from './order.entity.ts';
import { addPriceVersion, pricesAt, priceVersions } from './prices.ts';
import type { Refunds } from './refunds.ts';
import type { Slips } from './slips.ts';

export interface OperatorRouteDeps {
  readonly clock: Clock;
  readonly editions: readonly Edition[];
  readonly merchants: Merchants;
  readonly slips: Slips;
  readonly refunds: Refunds;
  readonly records: typeof recordBook;
  readonly enterprises: {
    isOperator(id: string): Promise<boolean>;
    byId(id: string): Promise<{ readonly displayName: string } | null>;
  };
}

const params = z.strictObject({ id: idSchema });

/** What only the operator's staff do: prices, the merchant, transfers that wait to be confirmed. */
export function createOperatorRoutes(deps: OperatorRouteDeps): RouteDefinition[] {
  const { clock, merchants, slips, refunds } = deps;

  /** The right alone is not enough: an enterprise may give it to its own staff. @throws order.operator_only */
  async function operator(caller: Caller, requestId: string) {
    assertThat(await deps.enterprises.isOperator(caller.enterpriseId), 'order.operator_only', 403);
    return staffActor(caller, requestId);
  }
  /** A slip is invisible to everybody else: not found, like an id of nothing. */
  async function decider(caller: Caller, requestId: string) {
    assertThat(await deps.enterprises.isOperator(caller.enterpriseId), 'not_found', 404);
    return staffActor(caller, requestId);
  }
  const presentVersion = (row: PriceVersion) => ({
    version: row.number,
    effectiveFrom: row.effectiveFrom.toISOString(),
    prices: row.prices,
    createdBy: row.createdBy,
  });
  /** Nothing sealed leaves. */
  const presentMerchant = (row: PayMerchant) => ({
    ...{ mchId: row.mchId, appId: row.appId, serialNo: row.serialNo, baseUrl: row.baseUrl },
    platformKeys: row.platformKeys.map(({ serial, pem }) => ({ serial, pem })),
    ...{ bankAccount: row.bankAccount, miniProgramPurchase: row.miniProgramPurchase, version: row.version },
    notifyUrl: merchants.notifyUrl(row.callbackKey),
  });
  /** For the operation record: which keys, not the keys. */
  const shown = (row: PayMerchant | null) =>
    row === null
      ? {}
      : {
          ...{ mchId: row.mchId, appId: row.appId, serialNo: row.serialNo, baseUrl: row.baseUrl },
          platformKeys: row.platformKeys.map(({ serial }) => serial),
          ...{ bankAccount: row.bankAccount, miniProgramPurchase: row.miniProgramPurchase },
        };

  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/price-versions', audience: 'staff', permission: 'prices.manage' },
        ...{ response: priceVersionsSchema, summary: 'The price list by version, newest first' },
      },
      async ({ em, caller, requestId, locale }) => {
        await operator(caller, requestId);
        const now = clock.now();
        const rows = await priceVersions(em);
        const preset = { version: 0, effectiveFrom: null, prices: presetPrices, createdBy: '' };
        const sold = ['enterprise', 'wechat_user', ...deps.editions.map(({ key }) => `edition:${key}`)];
        return {
          current: (await pricesAt(em, now)).version,
          waiting: rows.filter(({ effectiveFrom }) => effectiveFrom > now).map(({ number }) => number),
          kinds: sold.map((kind) => ({
            ...{ kind, label: kindLabel(locale, kind, deps.editions), unit: unitLabel(locale, kind) },
          })),
          items: [...rows.map(presentVersion), preset],
        };
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/price-versions', audience: 'staff', permission: 'prices.manage' },
        ...{ body: newPriceVersionSchema, response: priceVersionSchema, status: 201 },
        summary: 'A new version of the whole list; versions are never changed',
      },
      async ({ em, body, caller, requestId }) => {
        const by = await operator(caller, requestId);
        const now = clock.now();
        const effectiveFrom = body.effectiveFrom === undefined ? now : new Date(body.effectiveFrom);
        const row = await inTransaction(em, async (tx) => {
          const added = await addPriceVersion(tx, {
            prices: body.prices,
            effectiveFrom,
            createdBy: caller.name,
            now,
          });
          await deps.records.add(tx, {
            ...{ ...by, action: 'price_version.added', target: `price_version:${added.number}`, at: now },
            before: {},
            after: { prices: body.prices, effectiveFrom: effectiveFrom.toISOString() },
          });
          return added;
        });
        return presentVersion(row);
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/merchant', audience: 'staff', permission: 'merchant.manage' },
        ...{ response: merchantAnswerSchema, summary: 'Whom orders pay; without secrets' },
      },
      async ({ em, caller, requestId }) => {
        await operator(caller, requestId);
        const row = await merchants.row(em);
        return { merchant: row === null ? null : presentMerchant(row) };
      },
    ),
    defineRoute(
      {
        ...{ method: 'put', path: '/merchant', audience: 'staff', permission: 'merchant.manage' },
        ...{ body: merchantInputSchema, response: merchantAnswerSchema },
        summary: 'Set the merchant up; secrets that are left out stay',
      },
      async ({ em, body, caller, requestId }) => {
        const by = await operator(caller, requestId);
        const row = await inTransaction(em, async (tx) => {
          const before = shown(await merchants.row(tx));
          const saved = await merchants.save(tx, body);
          const record = { ...by, action: 'merchant.changed' as const, target: 'merchant', at: clock.now() };
          await deps.records.add(tx, { ...record, before, after: shown(saved) });
          return saved;
        });
        return { merchant: presentMerchant(row) };
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/bank-slips', audience: 'staff', permission: 'orders.confirm' },
        ...{
          response: waitingSlipsSchema,
          summary: 'Bank transfers that wait to be confirmed, oldest first',
        },
      },
      async ({ caller, requestId }) => {
        await operator(caller, requestId);
        const waiting = await slips.waiting();
        const items = [];
        for (const { slip, order } of waiting) {
          const buyer = await deps.enterprises.byId(order.enterpriseId);
          items.push({
            ...{ id: slip.id, orderNumber: order.number, buyer: buyer?.displayName ?? '' },
            ...{ totalFen: order.totalFen, at: slip.createdAt.toISOString() },
            ...{ mediaType: slip.mediaType, content: slip.content },
          });
        }
        return { items };
      },
    ),
    defineRoute(
      {
        ...{
          method: 'post',
          path: '/bank-slips/:id/confirm',
          audience: 'staff',
          permission: 'orders.confirm',
        },
        ...{ params, response: doneSchema, summary: 'The money is there: the quota rises, once' },
      },
      async ({ params: { id }, caller, requestId }) => {
        await slips.confirm(await decider(caller, requestId), id);
        return { done: true as const };
      },
    ),
    defineRoute(
      {
        ...{
          method: 'post',
          path: '/bank-slips/:id/refuse',
          audience: 'staff',
          permission: 'orders.confirm',
        },
        ...{ params, body: refuseSlipSchema, response: doneSchema },
        summary: 'Refuse a slip, with the reason',
      },
      async ({ params: { id }, body, caller, requestId }) => {
        await slips.refuse(await decider(caller, requestId), id, body.reason);
        return { done: true as const };
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/attention-refunds', audience: 'staff', permission: 'orders.confirm' },
        ...{ response: attentionRefundsSchema, summary: 'Refunds that wait for a person, oldest first' },
      },
      async ({ caller, requestId }) => {
        await operator(caller, requestId);
        const items = [];
        for (const { refund, order } of await refunds.attention()) {
          const buyer = await deps.enterprises.byId(order.enterpriseId);
          items.push({
            ...{ id: refund.id, orderNumber: order.number, refundNumber: refund.outRefundNo },
            ...{ buyer: buyer?.displayName ?? '', amountFen: refund.amountFen, places: refund.places },
            ...{ reason: refund.reason, at: refund.createdAt.toISOString() },
          });
        }
        return { items };
      },
    ),
    defineRoute(
      {
        ...{
          method: 'post',
          path: '/attention-refunds/:id/finish',
          audience: 'staff',
          permission: 'orders.confirm',
        },
        ...{ params, body: finishRefundSchema, response: doneSchema },
        summary: 'Say what became of a refund; the platform is asked first',
      },
      async ({ params: { id }, body, caller, requestId }) => {
        await refunds.finish(await decider(caller, requestId), id, body);
        return { done: true as const };
      },
    ),
  ];
}
