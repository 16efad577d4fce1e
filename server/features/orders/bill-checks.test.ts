import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { beijingDay, untilTomorrow } from '../../testing/beijing.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, settle } from '../../testing/people.ts';
import { openShop, type Shop } from '../../testing/shop.ts';
import { Delivery } from '../messaging/messaging.entity.ts';
import { OperationRecord } from '../records/record.entity.ts';
import { OrderPayment } from './order.entity.ts';

const Hour = 3_600_000;

/* The operator's check of each day's bill, with the sandbox's merchant that writes the bills. */
describe('the daily check of the bill', () => {
  let product: Installation;
  let shop: Shop;
  beforeAll(async () => {
    product = await startInstallation();
    shop = await openShop(product, 'admin');
  });
  afterAll(() => product.end());

  const bills = () => product.server.orders.bills;
  const dayNow = () => beijingDay(product.server.clock.now());
  async function pass(ms: number): Promise<void> {
    await product.control('clock', { advanceMs: ms });
    await settle(product);
    // Sessions do not last so long.
    shop = await openShop(product, 'admin');
  }
  /** To that hour of the next day of Beijing's. The schedule's own look may come before the test's. */
  const goToTomorrow = (hour: number) => pass(untilTomorrow(product.server.clock.now(), hour));
  async function list() {
    const { status, body } = await shop.get('/bill-checks', shop.operator);
    expect(status, JSON.stringify(body)).toBe(200);
    return body;
  }
  async function dayOf(day: string) {
    const found = (await list()).items.find((one: { day: string }) => one.day === day);
    expect(found, `no check of ${day}`).toBeDefined();
    return (await shop.get(`/bill-checks/${found.id}`, shop.operator)).body;
  }
  const again = (id: string) => shop.post(`/bill-checks/${id}/check`, {}, shop.operator);

  it('finds money that nobody told of, by asking, and counts a day without trade as compared', async () => {
    const before = await shop.bought();
    const day = dayNow();
    const told = await shop.order();
    await shop.pay(await shop.codeOf(told));
    // Paid in the moment of its close: nobody asks after a closed number any more.
    const id = await shop.order();
    const codeUrl = await shop.codeOf(id);
    await shop.numberOf(codeUrl);
    await shop.post(`/quota-orders/${id}/close`);
    await settle(product);
    await product.control('pay-settings', { notices: 'lost' });
    await shop.pay(codeUrl, { evenIfClosed: true });
    await product.control('pay-settings', { notices: 'auto' });

    await goToTomorrow(9);
    await bills().look();
    expect((await list()).items.find((one: { day: string }) => one.day === day)).toBeUndefined();
    await bills().check('1900000109', day);
    expect(await dayOf(day)).toMatchObject({ state: 'not_yet', failure: null, lines: 0 });
    expect(await shop.show(id)).toMatchObject({ state: 'closed', refunds: [] });

    await pass(2 * Hour);
    await bills().look();
    expect(await dayOf(day)).toMatchObject({
      ...{ state: 'matched', lines: 2, paidFen: 2 * 5 * 120_00, refundFen: 0, items: [] },
    });
    // A bill raises nothing: the money goes back as ever.
    expect(await shop.bought()).toBe(before + 5);
    await shop.eventually(async () => {
      expect((await shop.show(id)).refunds).toMatchObject([{ state: 'succeeded', amountFen: 5 * 120_00 }]);
    });

    // Nobody ran for three days: each of them is made up for, once.
    for (let days = 0; days < 3; days += 1) await goToTomorrow(11);
    await Promise.all([bills().look(), bills().look()]);
    const { items } = await list();
    const days = items.map((one: { day: string }) => one.day);
    expect(new Set(days).size).toBe(days.length);
    expect(days).toEqual([...days].sort().reverse());
    expect(items.slice(0, 3)).toMatchObject([
      { state: 'matched', lines: 0, differences: 0 },
      { state: 'matched', lines: 0, differences: 0 },
      { state: 'matched', lines: 1, paidFen: 0, refundFen: 5 * 120_00 },
    ]);
  });

  it('keeps what differs until it differs no more, or a person says what became of it', async () => {
    const em = product.server.db.tenant(shop.callers.upstreamId);
    const day = dayNow();
    const [first, second] = [await shop.order(), await shop.order({ places: 1 })];
    for (const id of [first, second]) await shop.pay(await shop.codeOf(id));
    const [line] = (await shop.show(second)).lines;
    await shop.post(`/quota-orders/${second}/refunds`, { lineId: line.id, places: 1, reason: '买多了' });
    await shop.eventually(async () => {
      expect(await shop.show(second)).toMatchObject({ state: 'refunded' });
    });
    // Our books are wrong about both: one lost its number, the other its amount.
    const lost = await em.findOneOrFail(OrderPayment, { orderId: first }, { disableIdentityMap: true });
    await em.nativeUpdate(OrderPayment, { id: lost.id }, { outTradeNo: 'QLOST0001' });
    await em.nativeUpdate(OrderPayment, { orderId: second }, { amountFen: 1 });
    await goToTomorrow(11);
    await bills().look();
    const found = await dayOf(day);
    expect(found).toMatchObject({ state: 'different', lines: 3, refundFen: 120_00, openDifferences: 3 });
    const kinds = found.items.map((one: { kind: string; number: string }) => one.kind).sort();
    expect(kinds).toEqual(['payment_amount', 'payment_only_here', 'payment_only_there']);
    expect(found.items.find((one: { kind: string }) => one.kind === 'payment_amount')).toMatchObject({
      ...{ ourFen: 1, theirFen: 120_00, orderNumber: (await shop.show(second)).number, state: 'open' },
    });
    expect((await list()).open).toBe(3);
    const metrics = await (await fetch(`${product.url}/metrics`)).text();
    expect(metrics).toContain('hulian_bill_differences_open 3');

    const wrong = found.items.find((one: { kind: string }) => one.kind === 'payment_amount');
    const close = (who = shop.operator, reason = '已在商户平台核对') =>
      call(product, 'POST', `/bill-differences/${wrong.id}/close`, { ...who, body: { reason } });
    expect((await close(shop.admin)).status).toBe(403);
    expect((await close(shop.operator, ' ')).status).toBe(422);
    expect((await close()).body).toMatchObject({ state: 'different', openDifferences: 2 });
    expect((await close()).body.error.code).toBe('bill.difference_ended');
    const recorded = (action: string) =>
      product.server.db.acrossTenants('operator: seed').count(OperationRecord, { action });
    expect(await recorded('bill_difference.closed')).toBe(1);

    await em.nativeUpdate(OrderPayment, { id: lost.id }, { outTradeNo: lost.outTradeNo });
    const { body } = await again(found.id);
    expect(await recorded('bill_check.again')).toBe(1);
    expect(body).toMatchObject({ state: 'settled', openDifferences: 0, differences: 3 });
    const states = body.items
      .map((one: { kind: string; state: string }) => `${one.kind} ${one.state}`)
      .sort();
    expect(states).toEqual([
      'payment_amount closed',
      'payment_only_here settled',
      'payment_only_there settled',
    ]);
    await em.nativeUpdate(OrderPayment, { orderId: second }, { amountFen: 120_00 });
    // The operator's people were told once, however often it was looked at.
    const cards = await product.server.db
      .acrossTenants('operator: seed')
      .find(Delivery, { purpose: 'staff.card', recipientName: '运营 何平' });
    const told = cards.flatMap(({ content: { card } }) =>
      card?.title === '微信支付账单与系统不一致' ? [card.description] : [],
    );
    expect(told).toEqual(['发现 3 条差异。请查看并处理']);
  });

  it('says in the reader’s language why a bill could not be fetched, and tries again by itself', async () => {
    const day = dayNow();
    const path = '/v3/bill/tradebill';
    const fault = { status: 403, errmsg: 'NO_AUTH' };
    await product.control('faults', { match: { path }, fault });
    await goToTomorrow(11);
    await bills().look();
    await product.control('faults', { clear: true });
    const failed = await dayOf(day);
    expect(failed).toMatchObject({ state: 'failed', failure: { code: 'NO_AUTH' } });
    expect(failed.failure.meaning).toContain('没有这项权限');
    // Not at once: it waits for half an hour.
    await bills().look();
    expect(await dayOf(day)).toMatchObject({ state: 'failed' });
    await pass(Hour);
    await bills().look();
    expect(await dayOf(day)).toMatchObject({ state: 'matched', failure: null });
  });

  it('is the operator’s: others find no day, whatever rights they have', async () => {
    const [{ id }] = (await list()).items;
    const foreign = await shop.callers.as('foreign');
    expect((await shop.get('/bill-checks', foreign)).body.error.code).toBe('order.operator_only');
    expect((await shop.get(`/bill-checks/${id}`, foreign)).status).toBe(404);
    expect((await shop.post(`/bill-checks/${id}/check`, {}, foreign)).status).toBe(404);
  });
});
