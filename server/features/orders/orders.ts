import { randomBytes } from 'node:crypto';

import { LockMode } from '@mikro-orm/core';

import { orderLimits } from '../../../config/prices.ts';
import type { OrderLineInput, PayMethod } from '../../contract/orders.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { enqueue } from '../../kernel/jobs/job-kind.ts';
import { newId } from '../../kernel/ids.ts';
import { endOfDayYearsAfter, zoneOf } from '../../kernel/zoned-day.ts';
import type { Ledger } from '../quota/index.ts';
import type { NewRecord, records as recordBook } from '../records/index.ts';
import { writeNote } from './notes.ts';
import { QuotaOrder, type OrderLine } from './order.entity.ts';
import { expireOrder } from './order.job-kinds.ts';
import { priceLines, pricesAt } from './prices.ts';

/** Who does it: staff, or a downstream person. */
export interface OrderActor {
  readonly enterpriseId: string;
  /** staff:<id>, identity:<id>. */
  readonly actor: string;
  readonly actorName: string;
  readonly requestId: string;
}

export interface OrderDeps {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly records: typeof recordBook;
  readonly enterprises: {
    within(tx: EntityManager, id: string): Promise<{ readonly timeZone: string } | null>;
  };
  /** When the own edition of a relation ends that runs now; null: none runs. */
  readonly ownEnd: (tx: EntityManager, connectionId: string) => Promise<Date | null>;
  /** In the transaction that pays: an own order lets its relation go on (row 19), other systems hear of it. */
  readonly onPaid: (tx: EntityManager, order: PaidOrder) => Promise<void>;
}

/** What is ordered; `connectionId`: a downstream's own order for that relation (row 19). */
export interface NewOrder {
  readonly lines: readonly OrderLineInput[];
  readonly priceVersion: number;
  readonly connectionId?: string;
}

/** A paid order as others see it. */
export interface PaidOrder {
  readonly orderId: string;
  readonly number: string;
  /** The buyer. */
  readonly enterpriseId: string;
  /** Of an own order; null otherwise. */
  readonly connectionId: string | null;
  readonly lines: readonly { readonly kind: string; readonly places: number; readonly endsAt: Date }[];
  readonly totalFen: number;
  readonly method: PayMethod;
  readonly at: Date;
}

/** `Q20261128` and 14 hex digits: unique, not to be guessed, and what the payment platform allows. */
export function newNumber(prefix: 'Q' | 'R', now: Date): string {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '');
  return `${prefix}${day}${randomBytes(7).toString('hex').toUpperCase()}`;
}

/** Reads an order and locks it until the transaction ends: its payments, refunds and end go one after the other. */
export async function lockOrder(tx: EntityManager, id: string): Promise<QuotaOrder> {
  const order = await tx.findOne(
    QuotaOrder,
    { id },
    { lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true },
  );
  assertThat(order, 'not_found', 404);
  return order;
}

/** A read behind the lock of the order: of what is committed now, not of the transaction's beginning (MySQL). */
export const behindLock = { lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true } as const;

/** What an order's line pays for in the ledger. */
export const sourceKeyOf = (lineId: string) => `order:${lineId}`;

/** Making orders, and the one step from unpaid to paid. */
export function createOrders(deps: OrderDeps) {
  const { clock, ledger } = deps;

  function record(
    tx: EntityManager,
    by: OrderActor,
    action: NewRecord['action'],
    order: QuotaOrder,
    after: Record<string, unknown>,
  ) {
    return deps.records.add(tx, {
      ...by,
      action,
      target: `quota_order:${order.id}`,
      before: {},
      after: { number: order.number, ...after },
      at: clock.now(),
    });
  }

  /**
   * The dates of a line: from now, or from the end of the last lot of its kind (of an own order: of its
   * relation's own edition), to 24:00 of the buyer's day.
   */
  async function termOf(tx: EntityManager, order: QuotaOrder, line: OrderLine, now: Date) {
    const { enterpriseId, connectionId } = order;
    const lastEnd = () =>
      connectionId == null ? ledger.lastEnd(tx, enterpriseId, line.kind) : deps.ownEnd(tx, connectionId);
    const last = line.renew ? await lastEnd() : null;
    const startsAt = last !== null && last > now ? last : now;
    const buyer = await deps.enterprises.within(tx, enterpriseId);
    const endsAt = endOfDayYearsAfter(startsAt, line.years, zoneOf(buyer));
    return { startsAt, endsAt };
  }

  /** The same in the caller's transaction. */
  async function createWithin(tx: EntityManager, by: OrderActor, input: NewOrder): Promise<QuotaOrder> {
    const now = clock.now();
    const current = await pricesAt(tx, now);
    assertThat(current.version === input.priceVersion, 'order.price_changed', 409);
    const { lines, totalFen } = priceLines(current, input.lines);
    const order: QuotaOrder = {
      id: newId(),
      enterpriseId: by.enterpriseId,
      number: newNumber('Q', now),
      state: 'unpaid',
      connectionId: input.connectionId ?? null,
      priceVersion: current.version,
      lines: lines.map(({ kind, places, years, renew, unitFen }) => ({
        ...{ id: newId(), kind, places, years, renew, unitFen },
        ...{ startsAt: null, endsAt: null },
      })),
      totalFen,
      refundedFen: 0,
      method: null,
      createdBy: by.actor,
      createdAt: now,
      expiresAt: new Date(now.getTime() + orderLimits.openMs),
      paidAt: null,
    };
    await tx.insert(QuotaOrder, order);
    const { id: orderId, enterpriseId } = order;
    await writeNote(tx, { enterpriseId, orderId, key: 'created', actorName: by.actorName, at: now });
    await record(tx, by, 'quota_order.created', order, { totalFen });
    await enqueue(
      tx,
      expireOrder,
      { orderId },
      {
        now,
        runAt: order.expiresAt,
        cause: by.requestId,
        enterpriseId,
        orderKey: `order:${orderId}:end`,
      },
    );
    return order;
  }

  return {
    record,

    async quote(em: EntityManager, lines: readonly OrderLineInput[]) {
      const current = await pricesAt(em, clock.now());
      return { priceVersion: current.version, ...priceLines(current, lines) };
    },

    /**
     * Submits an order; nothing is bought yet.
     * @throws order.price_changed when the list is not the one that the buyer saw
     * @throws order.kind_not_sold | order.total_too_large
     */
    create(em: EntityManager, by: OrderActor, input: NewOrder): Promise<QuotaOrder> {
      return inTransaction(em, (tx) => createWithin(tx, by, input));
    },
    createWithin,

    /**
     * The one step from unpaid to paid: the order, its places and its history, in the transaction of
     * the money's news. The caller holds the lock of the order.
     */
    async markPaid(
      tx: EntityManager,
      order: QuotaOrder,
      how: { method: NonNullable<QuotaOrder['method']>; at: Date; actor: string; actorName: string },
    ): Promise<void> {
      if (order.state !== 'unpaid') throw new AppError('order.not_unpaid', { status: 409 });
      const { enterpriseId, id: orderId, number } = order;
      const now = clock.now();
      const lines: OrderLine[] = [];
      // One order of locking for all: accounts are taken by kind (see the ledger).
      for (const line of [...order.lines].sort((one, other) => rankOf(one.kind) - rankOf(other.kind))) {
        const term = await termOf(tx, order, line, now);
        await ledger.credit(tx, {
          ...{ enterpriseId, kind: line.kind, amount: line.places, sourceKey: sourceKeyOf(line.id) },
          ...term,
          reason: 'order_paid',
          reasonValues: { order: number },
          actor: how.actor,
        });
        lines.push({ ...line, startsAt: term.startsAt.toISOString(), endsAt: term.endsAt.toISOString() });
      }
      const ordered = order.lines.map((line) => lines.find(({ id }) => id === line.id) ?? line);
      const touched = await tx.nativeUpdate(
        QuotaOrder,
        { id: orderId, state: 'unpaid' },
        { state: 'paid', method: how.method, paidAt: how.at, lines: ordered },
      );
      if (touched !== 1) throw new Error(`order ${orderId} changed although it was locked`);
      const key = how.method === 'bank' ? 'paid_bank' : 'paid';
      await writeNote(tx, { enterpriseId, orderId, key, actorName: how.actorName, at: now });
      await deps.onPaid(tx, {
        ...{ orderId, number, enterpriseId, connectionId: order.connectionId ?? null, at: now },
        ...{ totalFen: order.totalFen, method: how.method },
        lines: ordered.map(({ kind, places, endsAt }) => ({
          kind,
          places,
          endsAt: new Date(endsAt ?? now),
        })),
      });
      if (order.connectionId != null)
        await writeNote(tx, { enterpriseId, orderId, key: 'own_edition', at: now });
    },

    /** Ends an order that nobody paid. Closed or expired already: nothing happens. */
    async end(
      tx: EntityManager,
      order: QuotaOrder,
      state: 'closed' | 'expired',
      actorName = '',
    ): Promise<boolean> {
      if (order.state !== 'unpaid') return false;
      const { enterpriseId, id: orderId } = order;
      await tx.nativeUpdate(QuotaOrder, { id: orderId }, { state });
      await writeNote(tx, { enterpriseId, orderId, key: state, actorName, at: clock.now() });
      return true;
    },
  };
}
export type Orders = ReturnType<typeof createOrders>;

/** enterprise, edition, wechat_user: see the ledger. */
function rankOf(kind: string): number {
  return kind === 'enterprise' ? 0 : kind === 'wechat_user' ? 2 : 1;
}
