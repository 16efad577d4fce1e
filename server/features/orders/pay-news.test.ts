import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import type { PayTransaction } from '../../../bot/channels/wechat-pay/types.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { onMySql, openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, settle } from '../../testing/people.ts';
import { startTcpProxy, type TcpProxy } from '../../testing/tcp-proxy.ts';
import { OrderPayment } from './order.entity.ts';

const toldSchema = z.looseObject({ deliveries: z.array(z.looseObject({ status: z.number() })) });

/* What a notification under a right signature may not do (P6), and what it does when nobody can write (P5). */
describe('news of payments', () => {
  let behind: TestDatabase | undefined;
  let proxy: TcpProxy | undefined;
  let product: Installation;
  let callers: Callers;
  let admin: Credentials;
  beforeAll(async () => {
    const env: Record<string, string> = {};
    if (onMySql) {
      behind = await openTestDatabase();
      const url = new URL(behind.url);
      proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port || 3306) });
      url.hostname = '127.0.0.1';
      url.port = String(proxy.port);
      env['DATABASE_URL'] = url.href;
    }
    product = await startInstallation({ env });
    callers = await openCallers(product);
    admin = await callers.staffSession(
      callers.upstreamId,
      await callers.putStaff(callers.upstreamId, 'buyer', ['quota.read', 'orders.manage']),
    );
    await product.control('pay-settings', { notices: 'lost' });
  });
  afterAll(async () => {
    await product.end();
    await proxy?.close();
    await behind?.drop();
  });

  const post = (path: string, body: unknown = {}) => call(product, 'POST', path, { ...admin, body });
  const show = async (id: string) => (await call(product, 'GET', `/quota-orders/${id}`, admin)).body;
  const alarms = async (id: string): Promise<string[]> =>
    (await show(id)).history
      .filter((note: { alarm: boolean }) => note.alarm)
      .map(({ text }: { text: string }) => text);
  async function bought(): Promise<number> {
    const { body } = await call(product, 'GET', '/quota', admin);
    return body.figures.find(({ kind }: { kind: string }) => kind === 'enterprise').bought;
  }
  async function order(): Promise<string> {
    const lines = [{ kind: 'enterprise', places: 2, years: 1 }];
    const made = await post('/quota-orders', { lines, priceVersion: 0 });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body.id;
  }
  const paymentOf = (orderId: string) =>
    product.server.db
      .tenant(callers.upstreamId)
      .findOneOrFail(OrderPayment, { orderId }, { disableIdentityMap: true });
  /** Paid with the platform, and not told of yet. */
  async function paidUntold(): Promise<{ id: string; outTradeNo: string }> {
    const id = await order();
    const { body } = await post(`/quota-orders/${id}/pay-native`);
    await product.control('pay', { codeUrl: body.codeUrl, person: 'zhoujianguo' });
    return { id, outTradeNo: (await paymentOf(id)).outTradeNo };
  }
  /** @returns what the platform was answered, for each copy */
  async function tell(outTradeNo: string, more: object = {}): Promise<number[]> {
    const answer = await product.control('pay-notify', { outTradeNo, ...more });
    return toldSchema.parse(answer).deliveries.map(({ status }) => status);
  }

  it.each([
    ['amount', 'amount'],
    ['currency', 'currency'],
    ['appid', 'appid'],
  ])('writes down a wrong %s with an alarm, and pays nothing (P6)', async (wrong, named) => {
    const before = await bought();
    const { id, outTradeNo } = await paidUntold();
    expect(await tell(outTradeNo, { wrong })).toEqual([204]);
    expect((await show(id)).state).toBe('unpaid');
    expect(await alarms(id)).toEqual([expect.stringContaining(`（${named}）`)]);
    expect(await bought()).toBe(before);
    // The right one still pays it.
    expect(await tell(outTradeNo)).toEqual([204]);
    expect((await show(id)).state).toBe('paid');
    expect(await bought()).toBe(before + 2);
  });

  it.each([
    ['merchant', 401],
    ['order', 404],
    ['state', 401],
  ])('refuses another %s with %i, and pays nothing (P6)', async (wrong, status) => {
    const { id, outTradeNo } = await paidUntold();
    expect(await tell(outTradeNo, { wrong })).toEqual([status]);
    expect(await show(id)).toMatchObject({ state: 'unpaid' });
    expect(await alarms(id)).toEqual([]);
  });

  it('minds the payer only where one person was asked to pay (P6)', async () => {
    const { id, outTradeNo } = await paidUntold();
    expect(await tell(outTradeNo, { wrong: 'payer' })).toEqual([204]);
    expect((await show(id)).state).toBe('paid');

    const asked = await order();
    const tx = product.server.db.tenant(callers.upstreamId);
    await post(`/quota-orders/${asked}/pay-native`);
    await tx.nativeUpdate(
      OrderPayment,
      { orderId: asked },
      { tradeType: 'jsapi', payerOpenid: 'oAskedToPay000000000000000001' },
    );
    const payment = await paymentOf(asked);
    const news = newsOf(payment);
    const { applyNow } = product.server.orders.payments;
    expect(await applyNow({ ...news, payerOpenid: 'oStranger0000000000000000001' })).toBe('mismatch');
    expect(await applyNow({ ...news, payerOpenid: null })).toBe('mismatch');
    expect((await show(asked)).state).toBe('unpaid');
    expect(await alarms(asked)).toHaveLength(2);
    expect(await applyNow({ ...news, payerOpenid: payment.payerOpenid ?? '' })).toBe('paid');
  });

  const newsOf = (payment: OrderPayment): PayTransaction => ({
    ...{ mchId: payment.mchId, appId: payment.appId, outTradeNo: payment.outTradeNo },
    ...{ transactionId: `42${randomUUID().slice(0, 26)}`, tradeState: 'SUCCESS', tradeType: 'NATIVE' },
    ...{ totalFen: payment.amountFen, currency: 'CNY', payerOpenid: null, successTime: null },
  });

  it('takes no payment that names no currency or no amount', async () => {
    const id = await order();
    await post(`/quota-orders/${id}/pay-native`);
    const news = newsOf(await paymentOf(id));
    const { applyNow } = product.server.orders.payments;
    expect(await applyNow({ ...news, currency: null })).toBe('mismatch');
    expect(await applyNow({ ...news, totalFen: null })).toBe('mismatch');
    expect((await show(id)).state).toBe('unpaid');
  });

  it('finds at the look over open orders what was never told', async () => {
    const { id, outTradeNo } = await paidUntold();
    const { db, clock, orders } = product.server;
    await orders.payments.look();
    expect((await show(id)).state, 'it may still be told').toBe('unpaid');
    const createdAt = new Date(clock.now().getTime() - 11 * 60_000);
    await db.tenant(callers.upstreamId).nativeUpdate(OrderPayment, { outTradeNo }, { createdAt });
    await orders.payments.look();
    expect((await show(id)).state).toBe('paid');
  });

  it.runIf(onMySql)('answers 5xx while the database is away, and pays once afterwards (P5)', async () => {
    const before = await bought();
    const { id, outTradeNo } = await paidUntold();
    await proxy?.close();
    for (const status of await tell(outTradeNo, { times: 5, parallel: true }))
      expect(status).toBeGreaterThanOrEqual(500);
    await proxy?.open();
    expect(await tell(outTradeNo, { times: 3 })).toEqual([204, 204, 204]);
    await settle(product);
    expect((await show(id)).state).toBe('paid');
    expect(await bought()).toBe(before + 2);
    expect((await show(id)).refunds).toEqual([]);
  });
});
