import { PlatformError } from '../../../bot/channels/shared/platform-error.ts';
import type { PayClient, PayRefund } from '../../../bot/channels/wechat-pay/types.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import type { FinishRefund } from '../../contract/orders.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { enqueue } from '../../kernel/jobs/job-kind.ts';
import type { Ledger } from '../quota/index.ts';
import { createOrderAlarms, type OnAlarm } from './alarms.ts';
import type { Merchants } from './merchant.ts';
import { writeNote } from './notes.ts';
import { OrderPayment, OrderRefund, QuotaOrder, type OrderLine } from './order.entity.ts';
import { checkRefund, sendRefund } from './order.job-kinds.ts';
import { behindLock, lockOrder, newNumber, sourceKeyOf, type OrderActor, type Orders } from './orders.ts';
import { amountOf } from './prices.ts';
import { yuan } from './yuan.ts';

const Minute = 60_000;
/** A refund that is under way is asked after so long after the last time; the last one repeats. */
const askAfterMs = [1, 10, 60, 360].map((minutes) => minutes * Minute);

export interface RefundDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly merchants: Merchants;
  readonly orders: Orders;
  /** Money of an order went back, in its transaction and behind its lock: the order as it is by now. */
  readonly onRefunded: (tx: EntityManager, order: QuotaOrder) => Promise<void>;
  readonly onAlarm: OnAlarm;
}

/**
 * Refunds, so that a crash at any point costs nobody anything: the places leave the ledger in the
 * transaction that writes the refund down; then the platform is asked under that refund's number,
 * again and again; its answer finishes the refund or brings the places back.
 */
export function createRefunds(deps: RefundDeps) {
  const { db, clock, ledger } = deps;
  const across = () => db.acrossTenants('work: orders');
  const tellAlarm = createOrderAlarms(deps.onAlarm);

  const wishOf = (order: QuotaOrder, line: OrderLine, refund: OrderRefund) => ({
    enterpriseId: order.enterpriseId,
    kind: line.kind,
    sourceKey: sourceKeyOf(line.id),
    amount: refund.places,
    refundKey: refund.id,
    reasonValues: { order: order.number },
    actor: refund.actor,
  });

  /** The payment that paid the order; money that came besides is on its way back, and is none. */
  async function paymentOf(tx: EntityManager, orderId: string): Promise<OrderPayment | undefined> {
    const strays = await tx.find(OrderRefund, { orderId, lineId: null });
    const gone = new Set(strays.map(({ paymentId }) => paymentId));
    const paid = await tx.find(OrderPayment, { orderId, state: 'paid' }, { orderBy: { id: 'asc' } });
    return paid.find(({ id }) => !gone.has(id));
  }

  /** @throws order.refund_bank when it was not paid with WeChat Pay | quota.refund_too_many */
  function request(
    em: EntityManager,
    by: OrderActor,
    orderId: string,
    input: { lineId: string; places: number; reason: string },
  ): Promise<OrderRefund> {
    return inTransaction(em, async (tx) => {
      const order = await lockOrder(tx, orderId);
      assertThat(order.state === 'paid' || order.state === 'part_refunded', 'order.not_paid', 409);
      const line = order.lines.find(({ id }) => id === input.lineId);
      assertThat(line, 'not_found', 404);
      // An own edition carries the relation: it is not taken from under it.
      assertThat(order.connectionId == null, 'order.refund_own_edition', 409);
      const payment = await paymentOf(tx, orderId);
      assertThat(order.method !== 'bank' && payment !== undefined, 'order.refund_bank', 409);
      const now = clock.now();
      const refund: OrderRefund = {
        ...{ id: newId(), enterpriseId: order.enterpriseId, orderId, lineId: line.id, paymentId: payment.id },
        ...{
          outRefundNo: newNumber('R', now),
          places: input.places,
          amountFen: amountOf(line, input.places),
        },
        ...{ state: 'requested', reason: input.reason, actor: by.actor, createdAt: now, finishedAt: null },
        ...{ byHand: false, billDay: null },
      };
      await ledger.refund(tx, { ...wishOf(order, line, refund), reason: 'order_refunded' });
      await tx.insert(OrderRefund, refund);
      const job = { now, cause: by.requestId, enterpriseId: order.enterpriseId };
      await enqueue(tx, sendRefund, { refundId: refund.id }, job);
      const values = { places: String(refund.places), amount: yuan(refund.amountFen) };
      await note(tx, refund, 'refund_requested', values, { actorName: by.actorName });
      await deps.orders.record(tx, by, 'quota_order.refund_requested', order, values);
      return refund;
    });
  }

  function note(
    tx: EntityManager,
    { enterpriseId, orderId }: OrderRefund,
    key: 'refund_requested' | 'refund_succeeded' | 'refund_decided',
    values: Record<string, string>,
    more: { actorName?: string } = {},
  ) {
    return writeNote(tx, { enterpriseId, orderId, key, values, ...more, at: clock.now() });
  }

  /** Money that somebody must look at. */
  function alarm(
    tx: EntityManager,
    order: QuotaOrder,
    { id, amountFen }: OrderRefund,
    key: 'refund_failed' | 'refund_attention' | 'refund_late',
  ): Promise<void> {
    const values = { amount: yuan(amountFen) };
    return tellAlarm(tx, order, { key, values, cause: `${key}:${id}`, amountFen, at: clock.now() });
  }

  async function locked(tx: EntityManager, id: string) {
    const found = await tx.findOne(OrderRefund, { id }, { disableIdentityMap: true });
    if (found === null) return null;
    const order = await lockOrder(tx, found.orderId);
    const [refund] = await tx.find(OrderRefund, { id }, behindLock);
    return refund === undefined ? null : { order, refund };
  }

  const isOpen = (refund: OrderRefund) => !['succeeded', 'failed'].includes(refund.state);

  /** The money is with the buyer again. */
  async function succeed(
    tx: EntityManager,
    order: QuotaOrder,
    refund: OrderRefund,
    byHand = false,
  ): Promise<void> {
    const end = { state: 'succeeded' as const, finishedAt: clock.now(), byHand };
    await tx.nativeUpdate(OrderRefund, { id: refund.id }, end);
    if (refund.lineId === null) return;
    const refundedFen = order.refundedFen + refund.amountFen;
    const state = refundedFen === order.totalFen ? 'refunded' : 'part_refunded';
    await tx.nativeUpdate(QuotaOrder, { id: order.id }, { refundedFen, state });
    await deps.onRefunded(tx, { ...order, refundedFen, state });
  }

  /** Somebody must look, and is told so once. */
  async function needHelp(tx: EntityManager, order: QuotaOrder, refund: OrderRefund): Promise<void> {
    if (refund.state === 'attention') return;
    await tx.nativeUpdate(OrderRefund, { id: refund.id }, { state: 'attention' });
    await alarm(tx, order, refund, 'refund_attention');
  }

  /** Brings the places back: the money certainly did not go. Money that no order wanted still has to. */
  async function fail(tx: EntityManager, order: QuotaOrder, refund: OrderRefund): Promise<void> {
    const line = order.lines.find(({ id }) => id === refund.lineId);
    if (line === undefined) {
      await needHelp(tx, order, refund);
      return;
    }
    const wish = wishOf(order, line, refund);
    await ledger.undoRefund(tx, { ...wish, reason: 'refund_failed', actor: 'system' });
    await tx.nativeUpdate(OrderRefund, { id: refund.id }, { state: 'failed', finishedAt: clock.now() });
    await alarm(tx, order, refund, 'refund_failed');
  }

  /**
   * What the platform told of a refund; the same again changes nothing. `tx` looks across tenants.
   * @returns false: no such refund is ours, or it names another amount or payment
   */
  async function apply(tx: EntityManager, news: PayRefund): Promise<boolean> {
    const known = await tx.findOne(
      OrderRefund,
      { outRefundNo: news.outRefundNo },
      { disableIdentityMap: true },
    );
    const found = known === null ? null : await locked(tx, known.id);
    if (found === null) return false;
    const { order, refund } = found;
    const payment = await tx.findOne(
      OrderPayment,
      { id: refund.paymentId ?? '' },
      { disableIdentityMap: true },
    );
    if (news.refundFen !== refund.amountFen || news.outTradeNo !== payment?.outTradeNo) return false;
    if (!isOpen(refund)) {
      // The places came back, and the money went all the same.
      if (refund.state === 'failed' && news.status === 'SUCCESS')
        await alarm(tx, order, refund, 'refund_late');
      return true;
    }
    if (news.status === 'SUCCESS') {
      await succeed(tx, order, refund);
      await note(tx, refund, 'refund_succeeded', { amount: yuan(refund.amountFen) });
    } else if (news.status === 'CLOSED') {
      await fail(tx, order, refund);
    } else if (news.status === 'ABNORMAL') {
      await needHelp(tx, order, refund);
    } else if (refund.state === 'requested') {
      await tx.nativeUpdate(OrderRefund, { id: refund.id }, { state: 'processing' });
      await askLater(tx, refund, 0);
    }
    return true;
  }

  function askLater(tx: EntityManager, { id, enterpriseId }: OrderRefund, tries: number) {
    const now = clock.now();
    const wait = askAfterMs[Math.min(tries, askAfterMs.length - 1)] ?? Minute;
    const job = { now, runAt: new Date(now.getTime() + wait), cause: id, enterpriseId };
    return enqueue(tx, checkRefund, { refundId: id, tries: tries + 1 }, job);
  }

  return {
    request,
    apply,

    /**
     * Sends a refund, or sends it again. A refusal that no retry helps brings the places back, once
     * the platform says that it has no such refund; everything unknown is tried again.
     */
    async send(refundId: string): Promise<void> {
      const refund = await across().findOne(OrderRefund, { id: refundId }, { disableIdentityMap: true });
      if (refund === null || !isOpen(refund) || refund.paymentId == null) return;
      const payment = await across().findOneOrFail(OrderPayment, { id: refund.paymentId });
      const { client, notifyUrl } = await deps.merchants.client();
      let news: PayRefund;
      try {
        news = await client.refund({
          ...{ outTradeNo: payment.outTradeNo, outRefundNo: refund.outRefundNo, notifyUrl },
          ...{ refundFen: refund.amountFen, totalFen: payment.amountFen, reason: refund.reason },
        });
      } catch (error) {
        if (!(error instanceof PlatformError) || error.retry !== 'never') throw error;
        const known = await client.queryRefund(refund.outRefundNo);
        if (known === null) {
          await inTransaction(across(), async (tx) => {
            const found = await locked(tx, refundId);
            if (found !== null && isOpen(found.refund)) await fail(tx, found.order, found.refund);
          });
          return;
        }
        news = known;
      }
      await inTransaction(across(), (tx) => apply(tx, news));
    },

    /** Asks after a refund that is under way, and again later while it is. */
    async check(refundId: string, tries: number): Promise<void> {
      const refund = await across().findOne(OrderRefund, { id: refundId }, { disableIdentityMap: true });
      if (refund === null || !isOpen(refund)) return;
      const { client } = await deps.merchants.client();
      const news = await client.queryRefund(refund.outRefundNo);
      await inTransaction(across(), async (tx) => {
        if (news !== null) await apply(tx, news);
        const found = await locked(tx, refundId);
        if (found !== null && found.refund.state === 'processing') await askLater(tx, found.refund, tries);
      });
    },

    /** Asks about a refund of ours now; the answer goes the ordinary way. */
    async askAbout(client: PayClient, outRefundNo: string): Promise<void> {
      const news = await client.queryRefund(outRefundNo);
      if (news !== null) await inTransaction(across(), (tx) => apply(tx, news));
    },

    /** A person must look: it could not be sent, and nobody knows whether it arrived. */
    async giveUp(tx: EntityManager, refundId: string): Promise<void> {
      const found = await locked(tx, refundId);
      if (found === null || !isOpen(found.refund)) return;
      await needHelp(tx, found.order, found.refund);
    },

    /** Those that wait for a person, oldest first, with their orders. */
    async attention(): Promise<{ refund: OrderRefund; order: QuotaOrder }[]> {
      const em = across();
      const found = await em.find(
        OrderRefund,
        { state: 'attention' },
        { orderBy: { id: 'asc' }, limit: 50, disableIdentityMap: true },
      );
      const orders = await em.find(QuotaOrder, { id: { $in: found.map(({ orderId }) => orderId) } });
      return found.flatMap((refund) => {
        const order = orders.find(({ id }) => id === refund.orderId);
        return order === undefined ? [] : [{ refund, order }];
      });
    },

    /**
     * A person says what became of a refund; the platform is asked first, and its success counts.
     * @throws not_found | order.refund_decided | order.refund_under_way | order.refund_stray
     */
    async finish(by: OrderActor, refundId: string, { outcome, reason }: FinishRefund): Promise<void> {
      const known = await across().findOne(OrderRefund, { id: refundId }, { disableIdentityMap: true });
      assertThat(known, 'not_found', 404);
      assertThat(known.state === 'attention', 'order.refund_decided', 409);
      const { client } = await deps.merchants.client();
      const news = await client.queryRefund(known.outRefundNo);
      assertThat(news?.status !== 'PROCESSING', 'order.refund_under_way', 409);
      await inTransaction(across(), async (tx) => {
        if (news?.status === 'SUCCESS') await apply(tx, news);
        const found = await locked(tx, refundId);
        assertThat(found, 'not_found', 404);
        const { order, refund } = found;
        if (news?.status !== 'SUCCESS') {
          assertThat(refund.state === 'attention', 'order.refund_decided', 409);
          assertThat(outcome === 'paid_back' || refund.lineId !== null, 'order.refund_stray', 409);
          await (outcome === 'paid_back' ? succeed(tx, order, refund, true) : fail(tx, order, refund));
        }
        const values = { amount: yuan(refund.amountFen), reason };
        await note(tx, refund, 'refund_decided', values, { actorName: by.actorName });
        await deps.orders.record(tx, by, 'quota_order.refund_decided', order, { ...values, outcome });
      });
    },

    /** @throws order.refund_unknown: not ours, or another amount */
    async applyNow(news: PayRefund): Promise<void> {
      const ours = await inTransaction(across(), (tx) => apply(tx, news));
      if (!ours) throw new AppError('order.refund_unknown', { status: 409 });
    },
  };
}
export type Refunds = ReturnType<typeof createRefunds>;
