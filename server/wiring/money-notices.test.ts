import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import type { PayTransaction } from '../../bot/channels/wechat-pay/types.ts';
import { Staff } from '../features/access/access.entity.ts';
import { Delivery } from '../features/messaging/messaging.entity.ts';
import { OrderPayment } from '../features/orders/order.entity.ts';
import { crashing } from '../testing/crashing.ts';
import { startInstallation, type Installation } from '../testing/installation.ts';
import { settle } from '../testing/people.ts';
import { openShop, type Shop } from '../testing/shop.ts';

const toldSchema = z.looseObject({ deliveries: z.array(z.looseObject({ status: z.number() })) });

/* What money tells people by WeCom's cards: once a cause, whatever happens. */
describe('money tells', () => {
  let product: Installation;
  let shop: Shop;
  let operatorId: string;
  beforeAll(async () => {
    product = await startInstallation();
    shop = await openShop(product);
    const { upstreamId } = shop.callers;
    await shop.callers.putStaff(upstreamId, 'reader', ['quota.read']);
    await shop.callers.putStaff(upstreamId, 'stranger', ['accounts.read']);
    const em = product.server.db.acrossTenants('operator: seed');
    const operator = await em.findOneOrFail(Staff, { account: 'operator' });
    operatorId = operator.enterpriseId;
    await em.nativeUpdate(Staff, { enterpriseId: upstreamId, account: 'reader' }, { language: 'en' });
  });
  afterAll(() => product.end());

  const em = () => product.server.db.acrossTenants('operator: seed');
  async function cards(enterpriseId: string, containing: string) {
    const found = await em().find(
      Delivery,
      { enterpriseId, purpose: 'staff.card' },
      { orderBy: { id: 'asc' }, disableIdentityMap: true },
    );
    return found.flatMap(({ recipientName, content: { card } }) =>
      card?.rows.some(({ value }) => value === containing) === true
        ? [{ to: recipientName, title: card.title, description: card.description, url: card.url }]
        : [],
    );
  }
  const numberOf = async (id: string): Promise<string> => (await shop.show(id)).number;
  const told = async (id: string) => cards(shop.callers.upstreamId, await numberOf(id));
  const alarms = async (id: string) => cards(operatorId, await numberOf(id));
  const paymentOf = (orderId: string) =>
    em().findOneOrFail(OrderPayment, { orderId }, { disableIdentityMap: true });
  async function newsOf(id: string): Promise<PayTransaction> {
    await shop.codeOf(id);
    const payment = await paymentOf(id);
    return {
      ...{ mchId: payment.mchId, appId: payment.appId, outTradeNo: payment.outTradeNo },
      ...{ transactionId: `42${payment.outTradeNo}`, tradeState: 'SUCCESS', tradeType: 'NATIVE' },
      ...{ totalFen: payment.amountFen, currency: 'CNY', payerOpenid: null, successTime: null },
    };
  }

  it('those of the buyer who may see orders that one was paid, each in his language', async () => {
    const id = await shop.order();
    await shop.pay(await shop.codeOf(id));
    const { outTradeNo } = await paymentOf(id);
    await product.control('pay-notify', { outTradeNo, times: 20, parallel: true });
    const hear = await product.server.staff.withPermission(em(), 'quota.read', shop.callers.upstreamId);
    const found = await told(id);
    expect(found.map(({ to }) => to).sort()).toEqual(hear.map(({ name }) => name).sort());
    expect(found.map(({ to }) => to)).not.toContain('stranger');
    expect(found.find(({ to }) => to === 'buyer')).toMatchObject({
      ...{ title: '额度订单已付款', description: '互联企业数 5 家，额度已生效' },
      url: `${product.url}/workbench/orders/${id}`,
    });
    expect(found.find(({ to }) => to === 'reader')?.title).toBe('A quota order was paid');
    expect(await alarms(id)).toEqual([]);
    await settle(product);
  });

  it('the same of a bank transfer that was confirmed', async () => {
    const id = await shop.order();
    const content = Buffer.from('%PDF-1.4 slip').toString('base64');
    const slip = await shop.post(`/quota-orders/${id}/slips`, { content });
    expect(slip.status, JSON.stringify(slip.body)).toBe(201);
    expect(await told(id)).toEqual([]);
    const waiting = (await shop.get('/bank-slips', shop.operator)).body.items;
    const number = await numberOf(id);
    const mine = waiting.find((one: { orderNumber: string }) => one.orderNumber === number);
    await shop.post(`/bank-slips/${mine.id}/confirm`, {}, shop.operator);
    expect((await told(id)).filter(({ to }) => to === 'buyer')).toHaveLength(1);
  });

  it('nobody of what was rolled back, and each once when it is told again', async () => {
    const { db, orders } = product.server;
    for (const at of [6, 14, 22, 30]) {
      const id = await shop.order();
      const news = await newsOf(id);
      const crashed = await crashing(db, at, () => orders.payments.applyNow(news));
      if (crashed) expect(await told(id)).toEqual([]);
      await orders.payments.applyNow(news);
      await orders.payments.applyNow(news);
      expect((await told(id)).filter(({ to }) => to === 'buyer')).toHaveLength(1);
    }
  });

  it('the operator’s people of money that is not as it should be, once a cause', async () => {
    const { payments } = product.server.orders;
    const id = await shop.order();
    const news = await newsOf(id);
    for (let copy = 0; copy < 3; copy += 1) {
      expect(await payments.applyNow({ ...news, totalFen: 1 })).toBe('mismatch');
      expect(await payments.applyNow({ ...news, currency: null })).toBe('mismatch');
    }
    expect((await alarms(id)).map(({ title }) => title)).toEqual(['付款与订单不符', '付款与订单不符']);

    // Copies at one moment: the same cause meets itself in the database, and each is taken.
    const twice = await shop.order();
    const codeUrl = await shop.codeOf(twice);
    await product.control('pay-settings', { notices: 'lost' });
    await shop.pay(codeUrl);
    await product.control('pay-settings', { notices: 'auto' });
    const { outTradeNo } = await paymentOf(twice);
    const told = toldSchema.parse(
      await product.control('pay-notify', { outTradeNo, wrong: 'amount', times: 12, parallel: true }),
    );
    expect(new Set(told.deliveries.map(({ status }) => status))).toEqual(new Set([204]));
    expect((await alarms(twice)).map(({ title }) => title)).toEqual(['付款与订单不符']);

    const closed = await shop.order();
    const late = await newsOf(closed);
    await shop.post(`/quota-orders/${closed}/close`);
    await Promise.all([payments.applyNow(late), payments.applyNow(late)]);
    expect((await alarms(closed)).map(({ title }) => title)).toEqual(['收到一笔多余的款']);

    await product.control('pay-settings', { refunds: 'abnormal' });
    const back = await shop.order({ places: 1 });
    await shop.pay(await shop.codeOf(back));
    const [line] = (await shop.show(back)).lines;
    await shop.post(`/quota-orders/${back}/refunds`, { lineId: line.id, places: 1, reason: '买多了' });
    await shop.eventually(async () => {
      expect((await shop.show(back)).refunds).toMatchObject([{ state: 'attention' }]);
    });
    await product.control('pay-settings', { refunds: 'auto' });
    expect(await alarms(back)).toMatchObject([
      { to: '运营 何平', title: '有退款需要人工处理', url: `${product.url}/workbench/refunds` },
    ]);
  });
});
