import type { PayClient, PayTransaction } from '../../../bot/channels/wechat-pay/types.ts';
import { PlatformError } from '../../../bot/channels/shared/platform-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { enqueue } from '../../kernel/jobs/job-kind.ts';
import type { Logger } from '../../kernel/log/logger.ts';
import { createOrderAlarms, type OnAlarm } from './alarms.ts';
import type { Merchants } from './merchant.ts';
import { writeNote } from './notes.ts';
import { OrderPayment, OrderRefund, QuotaOrder } from './order.entity.ts';
import { checkPayment, closePayment, sendRefund } from './order.job-kinds.ts';
import { behindLock, lockOrder, newNumber, type OrderActor, type Orders } from './orders.ts';

const Minute = 60_000;
/** When a silent payment is asked after, from its beginning (platform.md D: query when silent). */
const askAfterMs = [1, 5, 15, 60].map((minutes) => minutes * Minute);

/** A number that is still open after that is asked after at every look over the orders. Ours. */
const silentMs = 10 * Minute;
/** Orders and numbers of one look, the oldest first; the rest is the next one's. */
const lookSize = 200;

/** What became of news about a payment. */
export type PaymentOutcome =
  'paid' | 'repeated' | 'refund_due' | 'mismatch' | 'unknown_order' | 'closed' | 'nothing';

export interface PaymentDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly merchants: Merchants;
  readonly orders: Orders;
  readonly onAlarm: OnAlarm;
  /** Counts what became of news, alarms among them. */
  readonly onOutcome: (outcome: PaymentOutcome) => void;
}

/** A person in an app of the merchant's: the mini program or the service account in which he pays. */
export interface JsapiPayer {
  readonly openid: string;
  readonly appId: string;
}

/** How to pay: whoever scans, or one person in the service account. */
export type PayWish = { readonly tradeType: 'native' } | ({ readonly tradeType: 'jsapi' } & JsapiPayer);

/** Numbers with the platform, and what its news do to orders. Only news or an answer of the platform moves an order. */
export function createPayments(deps: PaymentDeps) {
  const { db, clock } = deps;
  const across = () => db.acrossTenants('work: orders');
  const tellAlarm = createOrderAlarms(deps.onAlarm);

  /** The order's open number of this way to pay; a new one where there is none, and the others are closed. */
  function open(em: EntityManager, by: OrderActor, orderId: string, wish: PayWish, fresh: boolean) {
    return inTransaction(em, async (tx) => {
      const order = await lockOrder(tx, orderId);
      const now = clock.now();
      assertThat(order.state === 'unpaid' && order.expiresAt > now, 'order.not_unpaid', 409);
      const openid = wish.tradeType === 'jsapi' ? wish.openid : null;
      const found = await tx.find(OrderPayment, { orderId, state: 'open' }, { disableIdentityMap: true });
      const same = found.find(
        (one) =>
          !fresh &&
          one.tradeType === wish.tradeType &&
          (one.payerOpenid ?? null) === openid &&
          (wish.tradeType === 'native' || one.appId === wish.appId) &&
          one.expiresAt > now,
      );
      const { enterpriseId } = order;
      const cause = { now, cause: by.requestId, enterpriseId };
      for (const { id } of found) {
        if (id !== same?.id)
          await enqueue(tx, closePayment, { paymentId: id }, { ...cause, uniqueKey: `close:${id}` });
      }
      if (same !== undefined) return { order, payment: same };
      const merchant = await deps.merchants.row(tx);
      assertThat(merchant, 'order.pay_unavailable', 503);
      const payment: OrderPayment = {
        ...{ id: newId(), enterpriseId, orderId, outTradeNo: newNumber('Q', now), tradeType: wish.tradeType },
        ...{ mchId: merchant.mchId, appId: wish.tradeType === 'jsapi' ? wish.appId : merchant.appId },
        ...{ payerOpenid: openid, amountFen: order.totalFen },
        ...{ codeUrl: null, state: 'open', transactionId: null, createdAt: now, expiresAt: order.expiresAt },
        ...{ paidAt: null, billDay: null },
      };
      await tx.insert(OrderPayment, payment);
      for (const ms of askAfterMs) {
        const runAt = new Date(now.getTime() + ms);
        if (runAt < order.expiresAt)
          await enqueue(tx, checkPayment, { paymentId: payment.id }, { ...cause, runAt });
      }
      const values = { number: payment.outTradeNo };
      const { actorName } = by;
      await writeNote(tx, { enterpriseId, orderId, key: 'pay_started', values, actorName, at: now });
      return { order, payment };
    });
  }

  const newPayment = (order: QuotaOrder, payment: OrderPayment, notifyUrl: string) => ({
    description: `互联额度 ${order.number}`,
    outTradeNo: payment.outTradeNo,
    notifyUrl,
    totalFen: payment.amountFen,
    expiresAt: payment.expiresAt,
  });

  /** What differs between the news and what we asked for; null: nothing (P6). */
  function mismatchOf(payment: OrderPayment, news: PayTransaction): string | null {
    if (news.mchId !== payment.mchId) return 'mchid';
    if (news.appId !== payment.appId) return 'appid';
    if (news.totalFen !== payment.amountFen) return 'amount';
    // Whatever was paid names its currency (platform.md D): none is none that we asked for.
    if (news.currency !== 'CNY') return 'currency';
    if (payment.payerOpenid != null && news.payerOpenid !== payment.payerOpenid) return 'payer';
    return null;
  }

  /** Money that no order wants goes back; the quota stays as it is (P7). */
  async function refundStray(
    tx: EntityManager,
    order: QuotaOrder,
    payment: OrderPayment,
    now: Date,
  ): Promise<void> {
    const { enterpriseId, orderId, outTradeNo } = payment;
    const id = newId();
    await tx.insert(OrderRefund, {
      ...{ id, enterpriseId, orderId, lineId: null, paymentId: payment.id },
      ...{ outRefundNo: newNumber('R', now), places: 0, amountFen: payment.amountFen, state: 'requested' },
      ...{ reason: '重复或逾期付款', actor: 'system', createdAt: now, finishedAt: null },
      ...{ byHand: false, billDay: null },
    });
    await enqueue(tx, sendRefund, { refundId: id }, { now, cause: outTradeNo, enterpriseId });
    const values = { number: outTradeNo };
    await tellAlarm(tx, order, {
      ...{ key: 'stray_paid', values, cause: `stray:${payment.id}`, amountFen: payment.amountFen, at: now },
    });
  }

  /**
   * What the platform told of a payment, by a notification or an answer: any order and any number of
   * them ends in the same state. `tx` looks across tenants.
   */
  async function apply(tx: EntityManager, news: PayTransaction): Promise<PaymentOutcome> {
    const now = clock.now();
    const known = await tx.findOne(
      OrderPayment,
      { outTradeNo: news.outTradeNo },
      { disableIdentityMap: true },
    );
    if (known === null) return 'unknown_order';
    const order = await lockOrder(tx, known.orderId);
    // Read again behind the lock: another copy of the news may have been faster.
    const [payment] = await tx.find(OrderPayment, { id: known.id }, behindLock);
    if (payment === undefined) return 'unknown_order';
    const { enterpriseId, orderId } = payment;
    const alarm = async (key: 'mismatch' | 'second_transaction', values: Record<string, string>) => {
      const cause = `${key}:${payment.id}:${values['what'] ?? ''}`;
      const amountFen = news.totalFen ?? payment.amountFen;
      await tellAlarm(tx, order, { key, values, cause, amountFen, at: now });
      return 'mismatch' as const;
    };
    if (news.tradeState === 'CLOSED' || news.tradeState === 'REVOKED') {
      if (payment.state !== 'open') return 'nothing';
      await tx.nativeUpdate(OrderPayment, { id: payment.id }, { state: 'closed' });
      const values = { number: payment.outTradeNo };
      await writeNote(tx, { enterpriseId, orderId, key: 'pay_closed', values, at: now });
      return 'closed';
    }
    if (news.tradeState !== 'SUCCESS' || news.transactionId === null) return 'nothing';
    const what = mismatchOf(payment, news);
    if (what !== null) return alarm('mismatch', { what });
    if (payment.transactionId === news.transactionId) return 'repeated';
    if (payment.transactionId != null) return alarm('second_transaction', { number: payment.outTradeNo });
    const paidAt = news.successTime ?? now;
    await tx.nativeUpdate(
      OrderPayment,
      { id: payment.id },
      { state: 'paid', transactionId: news.transactionId, paidAt },
    );
    if (order.state !== 'unpaid') {
      await refundStray(tx, order, payment, now);
      return 'refund_due';
    }
    const method = payment.tradeType;
    await deps.orders.markPaid(tx, order, { method, at: paidAt, actor: 'system', actorName: '' });
    const others = await tx.find(OrderPayment, { orderId, state: 'open' }, { disableIdentityMap: true });
    for (const { id } of others) {
      const job = { now, cause: payment.outTradeNo, enterpriseId, uniqueKey: `close:${id}` };
      await enqueue(tx, closePayment, { paymentId: id }, job);
    }
    return 'paid';
  }

  async function applyNow(news: PayTransaction): Promise<PaymentOutcome> {
    const outcome = await inTransaction(across(), (tx) => apply(tx, news));
    deps.onOutcome(outcome);
    if (outcome === 'mismatch' || outcome === 'unknown_order')
      deps.log.error({ outTradeNo: news.outTradeNo, outcome }, 'a payment does not match its order');
    return outcome;
  }

  /** Asks the platform and books its answer; an order that it does not know was never shown to anybody. */
  async function ask(client: PayClient, payment: OrderPayment): Promise<PaymentOutcome> {
    const news = await client.query(payment.outTradeNo);
    return news === null ? 'nothing' : applyNow(news);
  }

  return {
    apply,
    applyNow,

    /**
     * The QR code of an order. The number is stored before the platform hears of it; the same call
     * again gives the same code. `fresh`: somebody else pays, by a new number (row 337).
     * @throws order.not_unpaid | order.pay_unavailable
     */
    async payNative(em: EntityManager, by: OrderActor, orderId: string, fresh = false) {
      const { client, notifyUrl } = await deps.merchants.client();
      const { order, payment } = await open(em, by, orderId, { tradeType: 'native' }, fresh);
      const { expiresAt } = payment;
      if (payment.codeUrl != null) return { codeUrl: payment.codeUrl, expiresAt };
      const { codeUrl } = await client.native(newPayment(order, payment, notifyUrl)).catch(platformRefused);
      await em.nativeUpdate(OrderPayment, { id: payment.id }, { codeUrl });
      return { codeUrl, expiresAt };
    },

    /** What WeChat's own pay sheet takes, for one person. @throws like `payNative` */
    async payJsapi(em: EntityManager, by: OrderActor, orderId: string, payer: JsapiPayer) {
      const { client, notifyUrl } = await deps.merchants.client(payer.appId);
      const { order, payment } = await open(em, by, orderId, { tradeType: 'jsapi', ...payer }, false);
      const { openid } = payer;
      return client.jsapi({ ...newPayment(order, payment, notifyUrl), openid }).catch(platformRefused);
    },

    /** The client believes that it is paid: only the platform's answer counts (P8). */
    async check(em: EntityManager, orderId: string): Promise<void> {
      const payments = await em.find(OrderPayment, { orderId, state: 'open' }, { disableIdentityMap: true });
      if (payments.length === 0) return;
      const { client } = await deps.merchants.client();
      for (const payment of payments) await ask(client, payment).catch(platformRefused);
    },

    async checkOne(paymentId: string): Promise<void> {
      const payment = await across().findOne(OrderPayment, { id: paymentId, state: 'open' });
      if (payment === null) return;
      const { client } = await deps.merchants.client();
      await ask(client, payment);
    },

    /** Asks about a number of ours, whatever its state; the answer goes the ordinary way. */
    async askAbout(client: PayClient, outTradeNo: string): Promise<void> {
      const payment = await across().findOne(OrderPayment, { outTradeNo }, { disableIdentityMap: true });
      if (payment !== null) await ask(client, payment);
    },

    /** Closes a number, unless it was paid meanwhile: then that is booked. */
    async close(paymentId: string): Promise<void> {
      const payment = await across().findOne(OrderPayment, { id: paymentId, state: 'open' });
      if (payment === null) return;
      const { client } = await deps.merchants.client();
      try {
        // A number that the platform never heard of has no code yet, and will get none.
        if ((await client.query(payment.outTradeNo)) !== null) await client.close(payment.outTradeNo);
      } catch (error) {
        if (!(error instanceof PlatformError) || String(error.code) !== 'ORDERPAID') throw error;
        await ask(client, payment);
        return;
      }
      await inTransaction(across(), async (tx) => {
        const { enterpriseId, orderId, outTradeNo } = payment;
        await lockOrder(tx, orderId);
        const touched = await tx.nativeUpdate(
          OrderPayment,
          { id: paymentId, state: 'open' },
          { state: 'closed' },
        );
        const values = { number: outTradeNo };
        if (touched === 1)
          await writeNote(tx, { enterpriseId, orderId, key: 'pay_closed', values, at: clock.now() });
      });
    },

    /** Asks once more, then ends an order whose time is over and closes its numbers. */
    async expire(orderId: string): Promise<void> {
      const order = await across().findOne(QuotaOrder, { id: orderId }, { disableIdentityMap: true });
      if (order?.state !== 'unpaid' || order.expiresAt > clock.now()) return;
      await this.check(across(), orderId);
      await inTransaction(across(), async (tx) => {
        const now = await lockOrder(tx, orderId);
        if (await deps.orders.end(tx, now, 'expired')) await closeAll(tx, now);
      });
    },

    /**
     * Every order that is still open, whatever became of its own news and work: silent numbers are
     * asked after, and what is past its time ends. One that fails holds up no other.
     * @throws AggregateError of those that failed
     */
    async look(): Promise<void> {
      const now = clock.now();
      const oldest = { orderBy: { id: 'asc' }, limit: lookSize, disableIdentityMap: true } as const;
      const over = await across().find(QuotaOrder, { state: 'unpaid', expiresAt: { $lte: now } }, oldest);
      const before = new Date(now.getTime() - silentMs);
      const silent = await across().find(
        OrderPayment,
        { state: 'open', createdAt: { $lte: before } },
        oldest,
      );
      const failures: unknown[] = [];
      const attempt = (work: Promise<void>) => work.catch((error: unknown) => void failures.push(error));
      for (const { id } of silent) await attempt(this.checkOne(id));
      for (const { id } of over) await attempt(this.expire(id));
      if (failures.length > 0)
        throw new AggregateError(failures, `${failures.length} open orders could not be looked at`);
    },

    /** The buyer does not want it any more. @throws order.not_unpaid */
    endByBuyer(em: EntityManager, by: OrderActor, orderId: string): Promise<void> {
      return inTransaction(em, async (tx) => {
        await endWithin(tx, by, await lockOrder(tx, orderId));
      });
    },
    endWithin,
  };

  async function endWithin(tx: EntityManager, by: OrderActor, order: QuotaOrder): Promise<void> {
    assertThat(await deps.orders.end(tx, order, 'closed', by.actorName), 'order.not_unpaid', 409);
    await deps.orders.record(tx, by, 'quota_order.closed', order, {});
    await closeAll(tx, order);
  }

  async function closeAll(tx: EntityManager, { id: orderId, enterpriseId }: QuotaOrder): Promise<void> {
    const now = clock.now();
    for (const { id } of await tx.find(
      OrderPayment,
      { orderId, state: 'open' },
      { disableIdentityMap: true },
    )) {
      const job = { now, cause: orderId, enterpriseId, uniqueKey: `close:${id}` };
      await enqueue(tx, closePayment, { paymentId: id }, job);
    }
  }
}
export type Payments = ReturnType<typeof createPayments>;

/** A refusal of the platform, in its words. */
function platformRefused(cause: unknown): never {
  if (cause instanceof AppError) throw cause;
  if (cause instanceof PlatformError)
    throw new AppError('order.platform_refused', { status: 502, data: { code: String(cause.code) }, cause });
  throw new AppError('order.pay_unavailable', { status: 503, cause });
}
