import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createFixedClock } from '../../kernel/clock.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { createLogger } from '../../kernel/log/logger.ts';
import { createKeyring } from '../../kernel/secrets.ts';
import { crashing } from '../../testing/crashing.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { countOf, full } from '../../testing/drill.ts';
import { createLedger } from '../quota/index.ts';
import { records } from '../records/index.ts';
import { Invoice, InvoiceDocument } from './invoice.entity.ts';
import { createInvoiceTitles } from './invoice-titles.ts';
import { createInvoices } from './invoices.ts';
import { createMerchants } from './merchant.ts';
import { OrderRefund, PayMerchant, QuotaOrder } from './order.entity.ts';
import { createPayModel } from './order.model.ts';
import { createOrders } from './orders.ts';
import { createPayments } from './payments.ts';
import { createRefunds } from './refunds.ts';

/*
 * Payments, requests, invoices, refunds and red invoices in any order, some of them at once, with a
 * crash at a random statement: what is invoiced never exceeds the money that stayed, but for what
 * waits to be reversed. INVOICES_SEED repeats a run.
 */
const runs = countOf({ full: 300, part: 4 });
const seed = Number(process.env['INVOICES_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));

const which = fc.nat();
const crashAt = fc.option(fc.integer({ min: 1, max: 12 }), { nil: null, freq: 2 });
const step = <V extends string>(weight: number, verb: V) => ({
  weight,
  arbitrary: fc.record({ verb: fc.constant(verb), which, crashAt, places: fc.integer({ min: 1, max: 3 }) }),
});
const stepArb = fc.oneof(
  step(4, 'pay'),
  step(6, 'ask'),
  step(2, 'askTwice'),
  step(6, 'issue'),
  step(1, 'refuse'),
  step(1, 'withdraw'),
  step(5, 'refund'),
  step(6, 'succeed'),
  step(1, 'close'),
  step(1, 'abnormal'),
  step(4, 'reverse'),
  step(1, 'takeBack'),
  step(2, 'issueWhileRefunding'),
);
type Step = typeof stepArb extends fc.Arbitrary<infer S> ? S : never;

describe('any history of invoices', () => {
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
          bankAccount: null,
        }),
      );
    const orders = createOrders({
      ...{ clock, ledger, records, onPaid: () => Promise.resolve(), ownEnd: () => Promise.resolve(null) },
      enterprises: { within: () => Promise.resolve({ timeZone: 'Asia/Shanghai' }) },
    });
    const onAlarm = () => Promise.resolve();
    const shared = { db, clock, ledger, merchants, orders, onAlarm, log: createLogger('silent') };
    const payments = createPayments({ ...shared, onOutcome: () => undefined });
    const invoices = createInvoices({ ...shared, onInvoiceNews: () => Promise.resolve() });
    const refunds = createRefunds({
      ...shared,
      onRefunded: (tx, order) => invoices.orderRefunded(tx, order),
    });
    const by = { enterpriseId, actor: 'staff:s', actorName: '甲', requestId: 'r' };
    const title = await createInvoiceTitles({ clock, records }).add(em(), by, {
      ...{ name: '甲有限公司', taxId: '91350100M000100Y43', address: '', telephone: '', bank: '' },
      ...{ bankAccount: '', email: '' },
    });
    return { db, em, model, orders, payments, invoices, refunds, by, titleId: title.id };
  }
  type World = Awaited<ReturnType<typeof open>>;

  const fresh = { disableIdentityMap: true, orderBy: { id: 'asc' } } as const;
  const pick = <T>(list: readonly T[], nth: number): T | undefined => list[nth % Math.max(1, list.length)];
  /** Refusals are answers too; everything else is a fault. */
  async function answered(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof AppError) || !/^(invoice|order|quota)\./.test(error.code)) throw error;
      return false;
    }
  }
  /** Dies at a statement, and is done again. */
  async function dying(world: World, at: number | null, work: () => Promise<unknown>): Promise<void> {
    if (at !== null && !(await crashing(world.db, at, () => answered(work)))) return;
    await answered(work);
  }

  let serial = 0;
  const paper = () => ({
    ...{ code: '', number: `26${String((serial += 1)).padStart(18, '0')}`, issuedOn: '2026-11-24' },
    content: Buffer.from('%PDF-1.4').toString('base64'),
  });

  async function perform(world: World, one: Step): Promise<void> {
    const { em, by, model, invoices, refunds } = world;
    const found = (state: Invoice['state']) =>
      em()
        .find(Invoice, { state }, fresh)
        .then((all) => pick(all, one.which));
    const order = async () => pick(await em().find(QuotaOrder, {}, fresh), one.which);
    const ask = (orderId: string) =>
      invoices.request(em(), by, orderId, { kind: 'normal', titleId: world.titleId, contractNumber: '' });
    const end = async (status: 'SUCCESS' | 'CLOSED' | 'ABNORMAL') => {
      const refund = pick(
        model.refunds().filter((each) => each.status === 'PROCESSING' || each.status === 'ABNORMAL'),
        one.which,
      );
      if (refund === undefined) return;
      model.end(refund.outRefundNo, status);
      const news = model.refunds().find(({ outRefundNo }) => outRefundNo === refund.outRefundNo);
      if (news !== undefined) await dying(world, one.crashAt, () => refunds.applyNow(news));
    };
    switch (one.verb) {
      case 'pay': {
        const lines = [{ kind: 'enterprise', places: one.places, years: 1, renew: false }];
        const made = await world.orders.create(em(), by, { lines, priceVersion: 0 });
        const { codeUrl } = await world.payments.payNative(em(), by, made.id);
        model.pay(codeUrl.slice(codeUrl.lastIndexOf('/') + 1), false);
        for (const news of model.paid()) await world.payments.applyNow(news);
        return;
      }
      case 'ask': {
        const of = await order();
        if (of !== undefined) await dying(world, one.crashAt, () => ask(of.id));
        return;
      }
      case 'askTwice': {
        const of = await order();
        if (of === undefined) return;
        const done = await Promise.all([1, 2].map(() => answered(() => ask(of.id))));
        expect(done.filter(Boolean).length).toBeLessThanOrEqual(1);
        return;
      }
      case 'issue': {
        const of = await found('requested');
        if (of === undefined) return;
        const wish = { ...paper(), amountFen: of.amountFen };
        await dying(world, one.crashAt, () => invoices.issue(by, of.id, wish));
        return;
      }
      case 'issueWhileRefunding': {
        const of = await found('requested');
        const refund = model.refunds().find(({ status }) => status === 'PROCESSING');
        if (of === undefined || refund === undefined) return;
        model.end(refund.outRefundNo, 'SUCCESS');
        const news = model.refunds().find(({ outRefundNo }) => outRefundNo === refund.outRefundNo);
        await Promise.all([
          answered(() => invoices.issue(by, of.id, { ...paper(), amountFen: of.amountFen })),
          news === undefined ? null : answered(() => refunds.applyNow(news)),
        ]);
        return;
      }
      case 'takeBack': {
        const of = await found('issued');
        if (of !== undefined) await answered(() => invoices.takeBack(by, of.id, '税号填错'));
        return;
      }
      case 'refuse': {
        const of = await found('requested');
        if (of !== undefined) await answered(() => invoices.refuse(by, of.id, '抬头不对'));
        return;
      }
      case 'withdraw': {
        const of = await found('requested');
        if (of !== undefined) await answered(() => invoices.withdraw(em(), by, of.id));
        return;
      }
      case 'refund': {
        const of = await order();
        const lineId = of?.lines[0]?.id;
        if (of === undefined || lineId === undefined) return;
        const wish = { lineId, places: one.places, reason: '买多了' };
        await answered(() => refunds.request(em(), by, of.id, wish));
        for (const { id } of await em().find(OrderRefund, { state: 'requested' }, fresh))
          await refunds.send(id);
        return;
      }
      case 'succeed':
        return end('SUCCESS');
      case 'close':
        return end('CLOSED');
      case 'abnormal':
        return end('ABNORMAL');
      case 'reverse': {
        const of = await found('to_reverse');
        const red = paper();
        if (of !== undefined) await dying(world, one.crashAt, () => invoices.reverse(by, of.id, red));
      }
    }
  }

  /** What holds after every step. */
  async function check({ em }: World): Promise<void> {
    const invoices = await em().find(Invoice, {}, fresh);
    const documents = await em().find(InvoiceDocument, {}, fresh);
    for (const order of await em().find(QuotaOrder, {}, fresh)) {
      const kept = order.totalFen - order.refundedFen;
      const own = invoices.filter(({ orderId }) => orderId === order.id);
      const live = own.filter(({ openKey }) => openKey != null);
      expect(live.length).toBeLessThanOrEqual(1);
      const sum = (...states: Invoice['state'][]) =>
        own.filter(({ state }) => states.includes(state)).reduce((fen, { amountFen }) => fen + amountFen, 0);
      expect(sum('issued', 'to_reverse')).toBeLessThanOrEqual(kept + sum('to_reverse'));
      for (const { state, amountFen, openKey } of own) {
        expect(openKey ?? null).toBe(['requested', 'issued', 'to_reverse'].includes(state) ? order.id : null);
        if (state === 'requested' || state === 'issued') expect(amountFen).toBe(kept);
        if (state === 'to_reverse') expect(amountFen).toBeGreaterThanOrEqual(kept);
      }
    }
    for (const { id, state } of invoices) {
      const kinds = documents.filter(({ invoiceId }) => invoiceId === id).map(({ kind }) => kind);
      const papers =
        state === 'reversed' ? ['own', 'red'] : ['issued', 'to_reverse'].includes(state) ? ['own'] : [];
      expect(kinds.sort()).toEqual(papers);
    }
    expect(new Set(documents.map(({ fullNumber }) => fullNumber)).size).toBe(documents.length);
  }

  it(
    `invoices no more than what stayed (seed ${seed}, ${runs} runs)`,
    async () => {
      console.log(`invoices: ${runs} histories, INVOICES_SEED=${seed}`);
      const seen = new Set<string>();
      const live = async (all: readonly Step[]): Promise<void> => {
        const world = await open();
        const begin = (['pay', 'ask'] as const).map((verb) => ({ verb, which: 0, crashAt: null, places: 3 }));
        for (const one of [...begin, ...all]) {
          await perform(world, one);
          await check(world);
          for (const { state } of await world.em().find(Invoice, {}, fresh)) seen.add(state);
        }
      };
      const steps = fc.array(stepArb, { minLength: 25, maxLength: 35, size: 'max' });
      await fc.assert(fc.asyncProperty(steps, live), { seed, numRuns: runs, endOnFailure: true });
      // Histories in which nothing was ever made out would hold anything.
      expect(seen).toContain('issued');
    },
    full ? 3_600_000 : 120_000,
  );
});
