import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Job } from '../../kernel/data/kernel.entity.ts';
import { pricesAt } from './prices.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { settle } from '../../testing/people.ts';
import { line, openShop, type Shop } from '../../testing/shop.ts';

/* From the order to the ledger over HTTP, with the sandbox's merchant: what is paid is told by it alone. */
describe('quota orders', () => {
  let product: Installation;
  let shop: Shop;
  beforeAll(async () => {
    product = await startInstallation();
    shop = await openShop(product);
  });
  afterAll(() => product.end());

  it('tells what an order costs, and takes no price from a client', async () => {
    const { body } = await shop.post('/quota-orders/quote', { lines: [line({ years: 2 })] });
    expect(body).toMatchObject({ totalFen: 120_00 * 5 * 2 });
    const wrong = [
      { places: -1 },
      { places: 0 },
      { places: 1.5 },
      { places: 2 ** 53 },
      { unitFen: 1 },
      { kind: 'gold' },
    ];
    for (const changes of wrong) {
      const refused = await shop.post('/quota-orders', { lines: [line(changes)], priceVersion: 0 });
      expect(refused.status, JSON.stringify(changes)).toBe(422);
    }
    expect(
      (await shop.post('/quota-orders', { lines: [line({ kind: 'edition:nothing' })], priceVersion: 0 })).body
        .error.code,
    ).toBe('order.kind_not_sold');
    expect((await shop.post('/quota-orders', { lines: [line()], priceVersion: 7 })).body.error.code).toBe(
      'order.price_changed',
    );
  });

  it('raises the quota once when it is paid, however often that is told (rows 5, P7)', async () => {
    const before = await shop.bought();
    const id = await shop.order();
    const codeUrl = await shop.codeOf(id);
    expect(await shop.codeOf(id)).toBe(codeUrl);
    expect(await shop.bought()).toBe(before);
    // The client says that it is paid: nothing moves (P8).
    expect((await shop.post(`/quota-orders/${id}/check`)).body.state).toBe('unpaid');
    await shop.pay(codeUrl);
    expect(await shop.bought()).toBe(before + 5);
    const paid = await shop.show(id);
    expect(paid).toMatchObject({ state: 'paid', method: 'native' });
    // 24:00 in Shanghai, where the buyer is, not the same minute a year later (row 320).
    expect(paid.lines[0].endsAt).toMatch(/T16:00:00\.000Z$/);
    const outTradeNo = await numberOfPaid(id);
    await product.control('pay-notify', { outTradeNo, times: 200, parallel: true });
    expect(await shop.bought()).toBe(before + 5);
    expect((await shop.show(id)).history.filter(({ alarm }: { alarm: boolean }) => alarm)).toEqual([]);
  });

  async function numberOfPaid(id: string): Promise<string> {
    const { history } = await shop.show(id);
    const started = history.find(({ text }: { text: string }) => text.startsWith('生成收款单'));
    return /Q\d{8}[0-9A-F]{14}/.exec(started.text)?.[0] ?? '';
  }

  it('finds a payment that was never told by asking', async () => {
    const before = await shop.bought();
    await product.control('pay-settings', { notices: 'lost' });
    const id = await shop.order({ places: 1 });
    await shop.pay(await shop.codeOf(id));
    await product.control('pay-settings', { notices: 'auto' });
    expect((await shop.show(id)).state).toBe('unpaid');
    expect((await shop.post(`/quota-orders/${id}/check`)).body.state).toBe('paid');
    expect(await shop.bought()).toBe(before + 1);
  });

  it('refunds money that comes after the close, and leaves the quota as it is (P7)', async () => {
    const before = await shop.bought();
    const id = await shop.order({ places: 2 });
    const codeUrl = await shop.codeOf(id);
    await shop.numberOf(codeUrl);
    expect((await shop.post(`/quota-orders/${id}/close`)).status).toBe(200);
    await settle(product);
    await shop.pay(codeUrl, { evenIfClosed: true });
    await settle(product);
    expect(await shop.bought()).toBe(before);
    await shop.eventually(async () => {
      const { state, refunds } = await shop.show(id);
      expect(state).toBe('closed');
      expect(refunds).toMatchObject([{ state: 'succeeded', lineId: null, amountFen: 120_00 * 2 }]);
    });
  });

  it('makes a new number when somebody else pays; money on the old one goes back (row 337)', async () => {
    const before = await shop.bought();
    const id = await shop.order({ places: 1 });
    const first = await shop.codeOf(id);
    const second = (await shop.post(`/quota-orders/${id}/new-number`)).body.codeUrl;
    expect(second).not.toBe(first);
    await settle(product);
    await shop.pay(second);
    await shop.pay(first, { evenIfClosed: true });
    await settle(product);
    expect(await shop.bought()).toBe(before + 1);
    await shop.eventually(async () => {
      expect((await shop.show(id)).refunds).toMatchObject([{ state: 'succeeded', lineId: null }]);
    });
    // A refund asked for later is of the money that paid the order, not of what went back already.
    const lineId = (await shop.show(id)).lines[0].id;
    await shop.post(`/quota-orders/${id}/refunds`, { lineId, places: 1, reason: '买多了' });
    await settle(product);
    await shop.eventually(async () => {
      const { refunds, state } = await shop.show(id);
      expect(refunds.map((one: { state: string }) => one.state)).toEqual(['succeeded', 'succeeded']);
      expect(state).toBe('refunded');
    });
    expect(await shop.bought()).toBe(before);
  });

  it('refunds unused places only, and says how many are free (row 311, L10)', async () => {
    const before = await shop.bought();
    const id = await shop.order({ places: 3 });
    await shop.pay(await shop.codeOf(id));
    const { lines } = await shop.show(id);
    const lineId = lines[0].id;
    const tooMany = await shop.post(`/quota-orders/${id}/refunds`, { lineId, places: 4, reason: '买多了' });
    expect([tooMany.status, tooMany.body.error.code]).toEqual([409, 'quota.refund_too_many']);
    expect(tooMany.body.error.details.free).toBe(lines[0].refundable);
    const asked = await shop.post(`/quota-orders/${id}/refunds`, { lineId, places: 2, reason: '买多了' });
    expect(asked.status, JSON.stringify(asked.body)).toBe(201);
    // The places are gone before the money is.
    expect(await shop.bought()).toBe(before + 1);
    await settle(product);
    await shop.eventually(async () => {
      expect(await shop.show(id)).toMatchObject({ state: 'part_refunded', refundedFen: 120_00 * 2 });
    });
  });

  it('brings the places back when the platform closes the refund', async () => {
    const before = await shop.bought();
    const id = await shop.order({ places: 2 });
    await shop.pay(await shop.codeOf(id));
    await product.control('pay-settings', { refunds: 'closed' });
    const lineId = (await shop.show(id)).lines[0].id;
    await shop.post(`/quota-orders/${id}/refunds`, { lineId, places: 2, reason: '买多了' });
    await settle(product);
    await shop.eventually(async () => {
      const shown = await shop.show(id);
      expect(shown).toMatchObject({ state: 'paid', refundedFen: 0, refunds: [{ state: 'failed' }] });
    });
    await product.control('pay-settings', { refunds: 'auto' });
    expect(await shop.bought()).toBe(before + 2);
  });

  it('lets the operator end by hand a refund that the platform would not make, with the reason', async () => {
    const before = await shop.bought();
    const id = await shop.order({ places: 2 });
    await shop.pay(await shop.codeOf(id));
    await product.control('pay-settings', { refunds: 'abnormal' });
    const lineId = (await shop.show(id)).lines[0].id;
    const ask = () => shop.post(`/quota-orders/${id}/refunds`, { lineId, places: 1, reason: '买多了' });
    await ask();
    await settle(product);
    const waiting = async () =>
      (await shop.get('/attention-refunds', shop.operator)).body.items.filter(
        ({ orderNumber }: { orderNumber: string }) => orderNumber.length > 0,
      );
    await shop.eventually(async () => {
      expect(await waiting()).toMatchObject([{ places: 1, amountFen: 120_00, reason: '买多了' }]);
    });
    const [first] = await waiting();
    const finish = (refundId: string, outcome: string, who = shop.operator) =>
      shop.post(`/attention-refunds/${refundId}/finish`, { outcome, reason: '已线下转账' }, who);
    expect((await finish(first.id, 'paid_back', shop.admin)).status).toBe(403);
    const answers = await Promise.all([1, 2].map(() => finish(first.id, 'paid_back')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await shop.show(id)).toMatchObject({ state: 'part_refunded', refundedFen: 120_00 });
    expect(await shop.bought()).toBe(before + 1);
    await ask();
    await settle(product);
    await shop.eventually(async () => {
      expect(await waiting()).toHaveLength(1);
    });
    const [second] = await waiting();
    expect((await finish(second.id, 'not_paid_back')).status).toBe(200);
    await product.control('pay-settings', { refunds: 'auto' });
    expect(await waiting()).toEqual([]);
    expect(await shop.bought()).toBe(before + 1);
    const { history, refunds } = await shop.show(id);
    expect(refunds.map(({ state }: { state: string }) => state).sort()).toEqual(['failed', 'succeeded']);
    expect(history[0]).toMatchObject({ text: '运营方处理了退款 ¥120.00：已线下转账' });
  });

  it('refuses what the platform did not sign, with 401 and no effect (P1)', async () => {
    const row = await product.server.orders.merchants.row();
    const url = `${product.url}/callbacks/wechat-pay/${row?.callbackKey ?? ''}`;
    const forged = await fetch(url, {
      method: 'POST',
      body: '<xml><return_code>SUCCESS</return_code></xml>',
    });
    expect([forged.status, await forged.text()]).toEqual([401, '{"code":"FAIL","message":"FAIL"}']);
    expect((await fetch(url)).status).toBe(405);
    expect((await fetch(`${url.slice(0, -22)}${'x'.repeat(22)}`, { method: 'POST' })).status).toBe(404);
  });

  it('raises the quota by a bank transfer when the operator confirms it, once (row 322)', async () => {
    const before = await shop.bought();
    const id = await shop.order({ places: 4 });
    const junk = await shop.post(`/quota-orders/${id}/slips`, {
      content: Buffer.from('<svg>').toString('base64'),
    });
    expect(junk.body.error.code).toBe('order.slip_kind');
    const content = Buffer.from('%PDF-1.4 slip').toString('base64');
    expect((await shop.post(`/quota-orders/${id}/slips`, { content })).status).toBe(201);
    expect((await shop.post(`/quota-orders/${id}/slips`, { content })).body.error.code).toBe(
      'order.slip_waiting',
    );
    expect(await shop.bought()).toBe(before);
    const waiting = await shop.get('/bank-slips', shop.operator);
    const slip = waiting.body.items[0];
    expect(slip).toMatchObject({ totalFen: 120_00 * 4, mediaType: 'application/pdf', content });
    const answers = await Promise.all(
      [1, 2].map(() => shop.post(`/bank-slips/${slip.id}/confirm`, {}, shop.operator)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await shop.bought()).toBe(before + 4);
    expect(await shop.show(id)).toMatchObject({ state: 'paid', method: 'bank' });
  });

  it('keeps the operator’s doors shut to everybody else, rights or not', async () => {
    const powerful = await shop.callers.staffSession(
      shop.callers.upstreamId,
      await shop.callers.putStaff(shop.callers.upstreamId, 'powerful', [
        'prices.manage',
        'merchant.manage',
        'orders.confirm',
      ]),
    );
    for (const path of ['/price-versions', '/merchant', '/bank-slips']) {
      expect((await shop.get(path, powerful)).body.error.code).toBe('order.operator_only');
      expect((await shop.get(path)).status).toBe(403);
    }
    const { body } = await shop.get('/merchant', shop.operator);
    expect(body.merchant.mchId).toBe('1900000109');
    expect(JSON.stringify(body)).not.toMatch(/PRIVATE KEY|ApiV3Key/);
  });

  it('does not know the orders of another tenant', async () => {
    const id = await shop.order();
    const stranger = await shop.callers.staffSession(
      shop.callers.secondId,
      await shop.callers.putStaff(shop.callers.secondId, 'buyer2', ['quota.read', 'orders.manage']),
    );
    expect((await shop.get(`/quota-orders/${id}`, stranger)).status).toBe(404);
    for (const verb of ['pay-native', 'new-number', 'check', 'close']) {
      expect((await shop.post(`/quota-orders/${id}/${verb}`, {}, stranger)).status).toBe(404);
    }
    expect((await shop.get('/quota-orders', stranger)).body.items).toEqual([]);
  });

  it('sells by the newest version of the list; an order keeps its own', async () => {
    const prices = { enterprise: 99_00 };
    const effectiveFrom = product.server.clock.now().toISOString();
    const id = await shop.order({ places: 1 });
    const added = await shop.post('/price-versions', { prices, effectiveFrom }, shop.operator);
    expect(added.status, JSON.stringify(added.body)).toBe(201);
    expect((await shop.post('/quota-orders/quote', { lines: [line({ places: 1 })] })).body.totalFen).toBe(
      99_00,
    );
    expect((await shop.show(id)).totalFen).toBe(120_00);
    await shop.pay(await shop.codeOf(id));
    expect((await shop.show(id)).state).toBe('paid');
  });

  it('tells the operator what can be sold and which version holds; one for later waits', async () => {
    const before = await shop.get('/price-versions', shop.operator);
    expect(before.body.kinds[0]).toEqual({ kind: 'enterprise', label: '互联企业数', unit: '家' });
    const { current } = before.body;
    const later = new Date(product.server.clock.now().getTime() + 86_400_000).toISOString();
    const prices = { enterprise: 88_00 };
    expect((await shop.post('/price-versions', { prices, effectiveFrom: later }, shop.operator)).status).toBe(
      201,
    );
    expect((await shop.get('/price-versions', shop.operator)).body.current).toBe(current);
    const now = await shop.post('/price-versions', { prices }, shop.operator);
    expect((await shop.get('/price-versions', shop.operator)).body).toMatchObject({
      current: now.body.version,
      waiting: [now.body.version - 1],
    });
    // The one for later still comes when its time does, although a newer one holds until then.
    const em = product.server.db.installation();
    const at = (ms: number) => pricesAt(em, new Date(new Date(later).getTime() + ms));
    expect((await at(-1)).version).toBe(now.body.version);
    expect((await at(0)).version).toBe(now.body.version - 1);
  });

  it('leaves no work that failed', async () => {
    await settle(product);
    expect(await product.server.db.installation().count(Job, { state: 'dead' })).toBe(0);
  });
});
