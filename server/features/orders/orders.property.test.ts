import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { presetPrices } from '../../../config/prices.ts';
import { createFixedClock } from '../../kernel/clock.ts';
import { Job } from '../../kernel/data/kernel.entity.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { createLogger } from '../../kernel/log/logger.ts';
import { createKeyring } from '../../kernel/secrets.ts';
import { crashing } from '../../testing/crashing.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { countOf, full } from '../../testing/drill.ts';
import { createLedger, derived, rebuild, verifyLedger } from '../quota/index.ts';
import { QuotaLot } from '../quota/quota.entity.ts';
import { records } from '../records/index.ts';
import { createMerchants } from './merchant.ts';
import { BankSlip, OrderNote, OrderPayment, OrderRefund, PayMerchant, QuotaOrder } from './order.entity.ts';
import { createOrderHandlers } from './order.jobs.ts';
import { createPayModel } from './order.model.ts';
import { createOrders, sourceKeyOf } from './orders.ts';
import { createPayments } from './payments.ts';
import { amountOf } from './prices.ts';
import { createRefunds } from './refunds.ts';
import { createSlips } from './slips.ts';

/*
 * Whole orders in any interleaving, with copies of news, with news that comes late or never, and with a
 * crash at a random statement; held against the money that a model of the platform has. DRILL_FULL=1
 * runs a hundred times as many; ORDERS_SEED repeats one.
 */
const runs = countOf({ full: 500, part: 6 });
const seed = Number(process.env['ORDERS_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const Hour = 60 * 60_000;
const kinds = ['enterprise', 'wechat_user'] as const;

const which = fc.nat();
const crashAt = fc.option(fc.integer({ min: 1, max: 30 }), { nil: null, freq: 2 });
const stepArb = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      verb: fc.constant('create' as const),
      places: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 2 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ verb: fc.constant('start' as const), which, fresh: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({ verb: fc.constant('pay' as const), which, evenIfClosed: fc.boolean() }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      verb: fc.constant('tell' as const),
      which,
      copies: fc.integer({ min: 1, max: 3 }),
      crashAt,
    }),
  },
  { weight: 2, arbitrary: fc.record({ verb: fc.constant('ask' as const), which }) },
  { weight: 2, arbitrary: fc.record({ verb: fc.constant('close' as const), which, crashAt }) },
  { weight: 2, arbitrary: fc.record({ verb: fc.constant('slip' as const), which }) },
  {
    weight: 3,
    arbitrary: fc.record({
      verb: fc.constant('decide' as const),
      which,
      yes: fc.constantFrom(true, true, false),
      crashAt,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      verb: fc.constant('refund' as const),
      which,
      places: fc.integer({ min: 1, max: 3 }),
      crashAt,
    }),
  },
  { weight: 2, arbitrary: fc.record({ verb: fc.constant('refuse' as const), on: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      verb: fc.constant('end' as const),
      which,
      status: fc.constantFrom('SUCCESS' as const, 'SUCCESS' as const, 'CLOSED' as const, 'ABNORMAL' as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      verb: fc.constant('tellRefund' as const),
      which,
      copies: fc.integer({ min: 1, max: 3 }),
      crashAt,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      verb: fc.constant('use' as const),
      kind: fc.constantFrom(...kinds),
      holder: fc.constantFrom('user:a', 'user:b', 'user:c'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      verb: fc.constant('release' as const),
      kind: fc.constantFrom(...kinds),
      holder: fc.constantFrom('user:a', 'user:b', 'user:c'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ verb: fc.constant('wait' as const), hours: fc.constantFrom(0.1, 1, 3, 15 * 24) }),
  },
  { weight: 4, arbitrary: fc.record({ verb: fc.constant('work' as const) }) },
);
type Step = typeof stepArb extends fc.Arbitrary<infer S> ? S : never;

describe('any history of orders', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase();
  });
  afterAll(() => test.drop());

  async function open() {
    const { db } = test;
    const clock = createFixedClock(new Date('2026-11-24T10:00:00.000Z'));
    const enterpriseId = newId();
    const em = () => db.tenant(enterpriseId);
    const ledger = createLedger({ clock });
    const model = createPayModel({ clock, mchId: '1900000109', appId: 'wx0000000000000001' });
    const merchants = createMerchants({
      ...{ db, clock, keyring: createKeyring('k'.repeat(64)), publicUrl: 'https://hulian.example' },
      ...{ defaultBaseUrl: 'https://pay.example', assertReachable: () => undefined },
      makeClient: () => model.client,
    });
    if ((await db.installation().count(PayMerchant, {})) === 0)
      await inTransaction(db.installation(), (tx) =>
        merchants.save(tx, {
          ...{ mchId: '1900000109', appId: 'wx0000000000000001', serialNo: '5F', platformKeys: [] },
          ...{ privateKeyPem: 'pem', apiV3Key: 'k'.repeat(32), miniProgramPurchase: false, version: 0 },
          bankAccount: { holder: '甲', bank: '乙', number: '1' },
        }),
      );
    const orders = createOrders({
      ...{ clock, ledger, records, onPaid: () => Promise.resolve(), ownEnd: () => Promise.resolve(null) },
      enterprises: { within: () => Promise.resolve({ timeZone: 'Asia/Shanghai' }) },
    });
    const onAlarm = () => Promise.resolve();
    const shared = { db, clock, ledger, merchants, orders, onAlarm, log: createLogger('silent') };
    const payments = createPayments({ ...shared, onOutcome: () => undefined });
    const refunds = createRefunds({ ...shared, onRefunded: () => Promise.resolve() });
    const slips = createSlips(shared);
    const handlers = new Map(
      createOrderHandlers({ payments, refunds, bills: { look: () => Promise.resolve() } }).map((one) => [
        one.kind.name,
        one,
      ]),
    );
    const by = { enterpriseId, actor: 'staff:s', actorName: '甲', requestId: 'r' };
    const fresh = { disableIdentityMap: true, orderBy: { id: 'asc' } } as const;

    /** All that a half-done transaction could have left. */
    const state = async () => ({
      orders: await em().find(QuotaOrder, {}, fresh),
      payments: await em().find(OrderPayment, {}, fresh),
      refunds: await em().find(OrderRefund, {}, fresh),
      slips: await em().find(BankSlip, {}, fresh),
      notes: await em().count(OrderNote, {}),
      jobs: await db.installation().count(Job, { enterpriseId }),
      ledger: await derived(em(), enterpriseId),
    });
    const told = async () => JSON.stringify(await state());

    /** Dies at a statement: nothing of it is there, and the repetition does it whole. */
    async function dying(at: number | null, work: () => Promise<unknown>): Promise<void> {
      if (at === null) {
        await work();
        return;
      }
      const before = await told();
      if (!(await crashing(db, at, work))) return;
      expect(await told()).toBe(before);
      await work();
    }
    /** Refusals are answers too. */
    async function refused(codes: readonly string[], work: () => Promise<unknown>): Promise<void> {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof AppError) || !codes.includes(error.code)) throw error;
      }
    }

    async function work(): Promise<number> {
      const due = await db
        .installation()
        .find(Job, { enterpriseId, state: 'due', runAt: { $lte: clock.now() } }, fresh);
      for (const job of due) {
        await handlers.get(job.kind)?.run(job.payload, {
          ...{ jobId: job.id, now: () => clock.now(), attempt: 1, em: db.installation() },
          commit: (effects) => inTransaction(db.installation(), effects),
        });
        await db.installation().nativeUpdate(Job, { id: job.id }, { state: 'done' });
      }
      return due.length;
    }

    return {
      db,
      clock,
      enterpriseId,
      em,
      ledger,
      model,
      orders,
      payments,
      refunds,
      slips,
      by,
      fresh,
      state,
      dying,
      refused,
      work,
    };
  }
  type World = Awaited<ReturnType<typeof open>>;
  const pick = <T>(list: readonly T[], nth: number): T | undefined => list[nth % Math.max(1, list.length)];

  async function perform(world: World, one: Step, nth: number): Promise<void> {
    const { model, payments, refunds, slips, orders, by, em, fresh, dying, refused } = world;
    const order = async (at: number) => pick(await em().find(QuotaOrder, {}, fresh), at);
    switch (one.verb) {
      case 'create': {
        const lines = one.places.map((places, at) => ({
          kind: kinds[at] ?? 'enterprise',
          places,
          years: 1,
          renew: false,
        }));
        await orders.create(em(), by, { lines, priceVersion: 0 });
        return;
      }
      case 'start': {
        const of = await order(one.which);
        if (of !== undefined)
          await refused(['order.not_unpaid'], () => payments.payNative(em(), by, of.id, one.fresh));
        return;
      }
      case 'pay': {
        const of = pick(await em().find(OrderPayment, {}, fresh), one.which);
        if (of !== undefined && model.known(of.outTradeNo)) model.pay(of.outTradeNo, one.evenIfClosed);
        return;
      }
      case 'tell': {
        const news = pick(model.paid(), one.which);
        if (news === undefined) return;
        await dying(one.crashAt, () => payments.applyNow(news));
        for (let copy = 1; copy < one.copies; copy += 1) await payments.applyNow(news);
        return;
      }
      case 'ask': {
        const of = await order(one.which);
        if (of !== undefined) await payments.check(em(), of.id);
        return;
      }
      case 'close': {
        const of = await order(one.which);
        if (of !== undefined)
          await refused(['order.not_unpaid'], () =>
            dying(one.crashAt, () => payments.endByBuyer(em(), by, of.id)),
          );
        return;
      }
      case 'slip': {
        const of = await order(one.which);
        const content = Buffer.from('%PDF-1.4 slip').toString('base64');
        if (of !== undefined)
          await refused(['order.not_unpaid', 'order.slip_waiting'], () =>
            slips.send(em(), by, of.id, content),
          );
        return;
      }
      case 'decide': {
        const slip = pick(await em().find(BankSlip, { state: 'waiting' }, fresh), one.which);
        if (slip === undefined) return;
        const decide = () => (one.yes ? slips.confirm(by, slip.id) : slips.refuse(by, slip.id, '不清楚'));
        await refused(['order.not_unpaid'], () => dying(one.crashAt, decide));
        return;
      }
      case 'refund': {
        const of = await order(one.which);
        const line = of?.lines[one.which % of.lines.length];
        if (of === undefined || line === undefined) return;
        const input = { lineId: line.id, places: one.places, reason: '买多了' };
        await refused(['order.not_paid', 'order.refund_bank', 'quota.refund_too_many'], () =>
          dying(one.crashAt, () => refunds.request(em(), by, of.id, input)),
        );
        return;
      }
      case 'refuse': {
        model.refuseRefunds(one.on);
        return;
      }
      case 'end': {
        const of = pick(model.refunds(), one.which);
        if (of !== undefined) model.end(of.outRefundNo, one.status);
        return;
      }
      case 'tellRefund': {
        const news = pick(model.refunds(), one.which);
        if (news === undefined) return;
        await dying(one.crashAt, () => refunds.applyNow(news));
        for (let copy = 1; copy < one.copies; copy += 1) await refunds.applyNow(news);
        return;
      }
      case 'use':
      case 'release': {
        const wish = {
          enterpriseId: world.enterpriseId,
          kind: one.kind,
          reason: 'granted',
          actor: 'staff:s',
        } as const;
        const place = { ...wish, holder: one.holder, causeKey: `cause-${nth}` };
        await inTransaction(em(), async (tx) => {
          if (one.verb === 'use') await world.ledger.use(tx, place);
          else await world.ledger.release(tx, place);
        });
        return;
      }
      case 'wait': {
        world.clock.advance(one.hours * Hour);
        return;
      }
      case 'work': {
        await world.work();
      }
    }
  }

  /** What holds after every step. */
  async function check(world: World): Promise<void> {
    const { em, enterpriseId, ledger } = world;
    const { orders, payments, refunds } = await world.state();
    const lots = await em().find(QuotaLot, {}, { disableIdentityMap: true });
    for (const order of orders) {
      const isPaid = ['paid', 'part_refunded', 'refunded'].includes(order.state);
      const own = refunds.filter(({ orderId }) => orderId === order.id);
      let price = 0;
      for (const line of order.lines) {
        const lot = lots.find(({ sourceKey }) => sourceKey === sourceKeyOf(line.id));
        // L4: what was paid is what was credited, and nothing is credited that was not paid.
        expect(lot?.amount ?? 0).toBe(isPaid ? line.places : 0);
        expect(line.unitFen).toBe(presetPrices[line.kind]);
        price += amountOf(line, line.places);
        const gone = own.filter(({ lineId, state }) => lineId === line.id && state !== 'failed');
        expect(lot?.refunded ?? 0).toBe(gone.reduce((sum, { places }) => sum + places, 0));
        for (const one of gone) expect(one.amountFen).toBe(amountOf(line, one.places));
      }
      expect(order.totalFen).toBe(price);
      const back = own.filter(({ lineId, state }) => lineId !== null && state === 'succeeded');
      expect(order.refundedFen).toBe(back.reduce((sum, { amountFen }) => sum + amountFen, 0));
      expect(order.refundedFen).toBeLessThanOrEqual(order.totalFen);
      // Money that paid nothing goes back, each once (P7).
      const paid = payments.filter(({ orderId, state }) => orderId === order.id && state === 'paid');
      const strays = own.filter(({ lineId }) => lineId === null);
      expect(new Set(strays.map(({ paymentId }) => paymentId)).size).toBe(strays.length);
      expect(paid.length - strays.length).toBe(isPaid && order.method !== 'bank' ? 1 : 0);
      for (const { paymentId, amountFen } of strays)
        expect(paid.find(({ id }) => id === paymentId)?.amountFen).toBe(amountFen);
    }
    for (const { kind, bought, used, remaining } of await ledger.figures(em())) {
      const owned = lots.filter((lot) => lot.kind === kind);
      expect(bought).toBe(owned.reduce((sum, { amount, refunded }) => sum + amount - refunded, 0));
      expect(Math.min(used, remaining)).toBeGreaterThanOrEqual(0);
    }
    expect(await rebuild(em(), enterpriseId)).toEqual(await derived(em(), enterpriseId));
  }

  /** Nothing is told any more: the clockwork alone finds the truth, and every fen is where it belongs. */
  async function comeToRest(world: World): Promise<void> {
    const { model, clock } = world;
    model.refuseRefunds(false);
    // The work that each order brought along is lost as well: the look over all of them is enough.
    const lost = {
      enterpriseId: world.enterpriseId,
      kind: { $in: ['orders.check_payment', 'orders.expire'] },
    };
    await world.db.installation().nativeUpdate(Job, lost, { state: 'done' });
    for (let round = 0; round < 40; round += 1) {
      for (const { outRefundNo, status } of model.refunds())
        if (status === 'PROCESSING') model.end(outRefundNo, 'SUCCESS');
      clock.advance(12 * Hour);
      await world.payments.look();
      const worked = await world.work();
      const { orders } = await world.state();
      if (worked === 0 && orders.every(({ state }) => state !== 'unpaid')) break;
    }
    // What came after the close was never asked for: the platform's news of it does come.
    for (const news of model.paid()) await world.payments.applyNow(news);
    for (let round = 0; round < 4; round += 1) {
      await world.work();
      for (const { outRefundNo } of model.refunds()) model.end(outRefundNo, 'SUCCESS');
      for (const news of model.refunds()) await world.refunds.applyNow(news);
      clock.advance(12 * Hour);
    }
    await check(world);
    const { orders, payments, refunds } = await world.state();
    const closed = new Set(
      model.refunds().flatMap(({ outRefundNo, status }) => (status === 'CLOSED' ? [outRefundNo] : [])),
    );
    for (const order of orders) {
      // What the platform closed or refused to give back waits for a person, and is not forgotten.
      const strays = refunds.filter((one) => one.orderId === order.id && one.lineId === null);
      for (const { outRefundNo, state } of strays)
        if (closed.has(outRefundNo)) expect(state).toBe('attention');
      const waiting = strays.filter(({ state }) => state === 'attention');
      const kept = payments
        .filter(({ orderId }) => orderId === order.id)
        .reduce((sum, { outTradeNo }) => sum + model.kept(outTradeNo), 0);
      const due = order.method === 'native' ? order.totalFen - order.refundedFen : 0;
      expect(kept).toBe(due + waiting.reduce((sum, { amountFen }) => sum + amountFen, 0));
    }
    expect(await verifyLedger(world.em(), world.enterpriseId)).toEqual([]);
  }

  it(
    `keeps money and places together (seed ${seed}, ${runs} runs)`,
    async () => {
      console.log(`orders: ${runs} histories, ORDERS_SEED=${seed}`);
      const steps = fc.array(stepArb, { minLength: 20, maxLength: 50, size: 'max' });
      const live = async (all: readonly Step[]): Promise<void> => {
        const world = await open();
        for (const [nth, one] of all.entries()) {
          await perform(world, one, nth);
          await check(world);
        }
        await comeToRest(world);
      };
      await fc.assert(fc.asyncProperty(steps, live), { seed, numRuns: runs, endOnFailure: true });
    },
    full ? 7_200_000 : 300_000,
  );
});
