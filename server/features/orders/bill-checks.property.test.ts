import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { BillLine } from '../../../bot/channels/wechat-pay/types.ts';
import { createFixedClock } from '../../kernel/clock.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { newId } from '../../kernel/ids.ts';
import { createKeyring } from '../../kernel/secrets.ts';
import { startOfDay } from '../../kernel/zoned-day.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { countOf, full } from '../../testing/drill.ts';
import { records } from '../records/index.ts';
import { createBillChecks, type BillChecks } from './bill-checks.ts';
import { billZone } from './bill-days.ts';
import { BillCheck, BillDifference } from './bill.entity.ts';
import { createMerchants } from './merchant.ts';
import { OrderPayment, OrderRefund, QuotaOrder } from './order.entity.ts';
import { createPayModel } from './order.model.ts';
import { newNumber } from './orders.ts';

const runs = countOf({ full: 500, part: 12 });
const seed = Number(process.env['BILLS_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const mchId = '1900000109';
const appId = 'wx0000000000000001';

/** What the bill does with a line that it should have. */
const fateArb = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ is: 'told' as const }) },
  { weight: 1, arbitrary: fc.constant({ is: 'missing' as const }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('changed' as const), by: fc.integer({ min: 1 }) }) },
  { weight: 1, arbitrary: fc.constant({ is: 'twice' as const }) },
);
type Fate = typeof fateArb extends fc.Arbitrary<infer F> ? F : never;
const fenArb = fc.integer({ min: 1, max: 1_000_000_000 });
const dayArb = fc.record({
  payments: fc.array(
    fc.record({
      fen: fenArb,
      fate: fateArb,
      minute: fc.nat({ max: 24 * 60 - 1 }),
      refunds: fc.array(fc.record({ fen: fenArb, fate: fateArb, failed: fc.boolean() }), { maxLength: 2 }),
    }),
    { maxLength: 6 },
  ),
  extraPayments: fc.array(fenArb, { maxLength: 2 }),
  extraRefunds: fc.array(fenArb, { maxLength: 2 }),
});
type Day = typeof dayArb extends fc.Arbitrary<infer D> ? D : never;

describe('a bill against the books', () => {
  let test: TestDatabase;
  const clock = createFixedClock(new Date('2026-11-28T04:00:00.000Z'));
  const model = createPayModel({ clock, mchId, appId });
  let bills: BillChecks;
  let asked = 0;
  beforeAll(async () => {
    test = await openTestDatabase();
    const merchants = createMerchants({
      ...{ db: test.db, clock, keyring: createKeyring('k'.repeat(64)) },
      ...{ publicUrl: 'https://hulian.example', defaultBaseUrl: 'https://pay.example' },
      assertReachable: () => undefined,
      makeClient: () => model.client,
    });
    await inTransaction(test.db.installation(), (tx) =>
      merchants.save(tx, {
        ...{ mchId, appId, serialNo: '5F', platformKeys: [], bankAccount: null, version: 0 },
        ...{ privateKeyPem: 'pem', apiV3Key: 'k'.repeat(32), miniProgramPurchase: false },
      }),
    );
    const askAbout = () => {
      asked += 1;
      return Promise.resolve();
    };
    bills = createBillChecks({
      ...{ db: test.db, clock, merchants, records, payments: { askAbout }, refunds: { askAbout } },
      ...{ onOutcome: () => undefined, onOpen: () => undefined },
      onAlarm: () => Promise.resolve(),
    });
  });
  afterAll(() => test.drop());

  const paymentLine = (outTradeNo: string, transactionId: string, totalFen: number): BillLine => ({
    ...{ outTradeNo, transactionId, outRefundNo: '', tradeState: 'SUCCESS', refundState: '' },
    ...{ totalFen, refundFen: 0 },
  });
  const refundLine = (outTradeNo: string, outRefundNo: string, refundFen: number): BillLine => ({
    ...{ outTradeNo, transactionId: '42', outRefundNo, tradeState: 'REFUND', refundState: 'SUCCESS' },
    ...{ totalFen: 0, refundFen },
  });
  const tell = (line: BillLine, fate: Fate): BillLine[] => {
    if (fate.is === 'missing') return [];
    if (fate.is === 'twice') return [line, line];
    if (fate.is === 'told') return [line];
    return [
      line.tradeState === 'REFUND'
        ? { ...line, refundFen: line.refundFen + fate.by }
        : { ...line, totalFen: line.totalFen + fate.by },
    ];
  };

  /** Writes the day's books, and what its bill says; answers the differences that this makes. */
  async function arrange(day: string, wish: Day) {
    const em = test.db.acrossTenants('work: orders');
    const honest: BillLine[] = [];
    const lines: BillLine[] = [];
    const expected: string[] = [];
    for (const one of wish.payments) {
      const at = new Date(startOfDay(day, billZone).getTime() + one.minute * 60_000);
      const [orderId, enterpriseId, outTradeNo] = [newId(), newId(), newNumber('Q', at)];
      const transactionId = `42${outTradeNo.slice(-12)}`;
      await inTransaction(em, async (tx) => {
        await tx.insert(QuotaOrder, {
          ...{ id: orderId, enterpriseId, number: newNumber('Q', at), state: 'paid', connectionId: null },
          ...{ priceVersion: 0, lines: [], totalFen: one.fen, refundedFen: 0, method: 'native' },
          ...{ createdBy: 'system', createdAt: at, expiresAt: at, paidAt: at },
        });
        const payment: OrderPayment = {
          ...{ id: newId(), enterpriseId, orderId, outTradeNo, tradeType: 'native', mchId, appId },
          ...{ payerOpenid: null, amountFen: one.fen, codeUrl: null, state: 'paid', transactionId },
          ...{ createdAt: at, expiresAt: at, paidAt: at, billDay: null },
        };
        await tx.insert(OrderPayment, payment);
        for (const back of one.refunds) {
          const outRefundNo = newNumber('R', at);
          await tx.insert(OrderRefund, {
            ...{ id: newId(), enterpriseId, orderId, lineId: newId(), paymentId: payment.id, outRefundNo },
            ...{ places: 1, amountFen: back.fen, state: back.failed ? 'failed' : 'succeeded', reason: 'x' },
            ...{ actor: 'system', createdAt: at, finishedAt: at, byHand: false, billDay: null },
          });
          const line = refundLine(outTradeNo, outRefundNo, back.fen);
          if (!back.failed) honest.push(line);
          lines.push(...tell(line, back.fate));
          const { is } = back.fate;
          if (back.failed && is !== 'missing') expected.push(`refund_only_there ${outRefundNo}`);
          if (!back.failed && is === 'missing') expected.push(`refund_only_here ${outRefundNo}`);
          if (!back.failed && is === 'changed') expected.push(`refund_amount ${outRefundNo}`);
          if (is === 'twice') expected.push(`refund_twice ${outRefundNo}`);
        }
      });
      const line = paymentLine(outTradeNo, transactionId, one.fen);
      honest.push(line);
      lines.push(...tell(line, one.fate));
      const { is } = one.fate;
      if (is === 'missing') expected.push(`payment_only_here ${outTradeNo}`);
      if (is === 'changed') expected.push(`payment_amount ${outTradeNo}`);
      if (is === 'twice') expected.push(`payment_twice ${outTradeNo}`);
    }
    for (const fen of wish.extraPayments) {
      const number = newNumber('Q', clock.now());
      lines.push(paymentLine(number, '42', fen));
      expected.push(`payment_only_there ${number}`);
    }
    for (const fen of wish.extraRefunds) {
      const number = newNumber('R', clock.now());
      lines.push(refundLine('unknown', number, fen));
      expected.push(`refund_only_there ${number}`);
    }
    return { honest, lines, expected: expected.sort() };
  }

  it(
    `reports exactly what differs, once, and no more when it differs no more (seed ${seed})`,
    async () => {
      console.log(`bills: ${runs} days, BILLS_SEED=${seed}`);
      const em = test.db.acrossTenants('work: orders');
      let days = 0;
      const live = async (wish: Day): Promise<void> => {
        days += 1;
        const day = new Date(Date.UTC(2020, 0, days)).toISOString().slice(0, 10);
        const { honest, lines, expected } = await arrange(day, wish);
        const open = async () => {
          const { check, differences } = await bills.find(
            (await em.findOneOrFail(BillCheck, { mchId, day }, { disableIdentityMap: true })).id,
          );
          const found = differences.filter(({ state }) => state === 'open');
          expect(check.openDifferences).toBe(found.length);
          return found.map(({ kind, number }) => `${kind} ${number}`).sort();
        };
        const bill = { state: 'there' as const, lines };
        for (const copies of [1, 2]) {
          model.setBill(bill);
          await Promise.all(Array.from({ length: copies }, () => bills.check(mchId, day)));
          expect(await open()).toEqual(expected);
        }
        // Nothing is written twice, and what was closed stays closed.
        const one = await em.findOne(BillDifference, {
          state: 'open',
          number: expected[0]?.split(' ')[1] ?? '',
        });
        if (one !== null) {
          const by = { enterpriseId: newId(), actor: 'staff:x', actorName: '甲', requestId: 'r' };
          await bills.close(by, one.id, '已在商户平台核对');
          await bills.check(mchId, day);
          const left = expected.filter((told) => told !== `${one.kind} ${one.number}`);
          expect(await open()).toEqual(left);
        }
        model.setBill({ state: 'there', lines: honest });
        await bills.check(mchId, day);
        expect(await open()).toEqual([]);
        const before = asked;
        await bills.check(mchId, day);
        expect(asked, 'what is settled is not asked for').toBe(before);
      };
      await fc.assert(fc.asyncProperty(dayArb, live), { seed, numRuns: runs, endOnFailure: true });
    },
    full ? 3_600_000 : 300_000,
  );

  it('asks after what is not paid here, also where the same bill has a refund of it', async () => {
    const em = test.db.acrossTenants('work: orders');
    const day = '2019-12-30';
    const at = startOfDay(day, billZone);
    const [outTradeNo, other] = [newNumber('Q', at), newNumber('Q', at)];
    const open = (number: string): OrderPayment => ({
      ...{ id: newId(), enterpriseId: newId(), orderId: newId(), outTradeNo: number, tradeType: 'native' },
      ...{ mchId, appId, payerOpenid: null, amountFen: 500, codeUrl: null, state: 'closed' },
      ...{ transactionId: null, createdAt: at, expiresAt: at, paidAt: null, billDay: null },
    });
    await inTransaction(em, async (tx) => {
      await tx.insert(OrderPayment, open(outTradeNo));
      await tx.insert(OrderPayment, open(other));
    });
    const lines = [
      ...[paymentLine(outTradeNo, '42', 500), refundLine(outTradeNo, 'RUNKNOWN', 500)],
      // Of another amount: that is told, and never booked.
      paymentLine(other, '42', 501),
    ];
    model.setBill({ state: 'there', lines });
    const before = asked;
    await bills.check(mchId, day);
    expect(asked).toBe(before + 1);
    const { differences } = await bills.find((await em.findOneOrFail(BillCheck, { mchId, day })).id);
    expect(differences.map(({ kind, number }) => `${kind} ${number}`).sort()).toEqual(
      [`payment_only_there ${outTradeNo}`, 'refund_only_there RUNKNOWN', `payment_amount ${other}`].sort(),
    );
  });
});
