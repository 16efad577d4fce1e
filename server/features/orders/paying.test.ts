import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startInstallation, type Installation } from '../../testing/installation.ts';
import { settle } from '../../testing/people.ts';
import { openShop, type Shop } from '../../testing/shop.ts';

/* What must not happen with money: notifications that are not the platform's, and a database that fails under them. */
describe('the news of a payment', () => {
  let product: Installation;
  let shop: Shop;
  beforeAll(async () => {
    product = await startInstallation();
    shop = await openShop(product);
  });
  afterAll(() => product.end());

  /** Paid at the platform, which tells nobody of it by itself. */
  async function paidInSilence(changes: object = {}): Promise<{ id: string; outTradeNo: string }> {
    await product.control('pay-settings', { notices: 'lost' });
    const id = await shop.order({ places: 2, ...changes });
    const codeUrl = await shop.codeOf(id);
    const outTradeNo = await shop.numberOf(codeUrl);
    await shop.pay(codeUrl);
    await product.control('pay-settings', { notices: 'auto' });
    return { id, outTradeNo };
  }
  async function notify(outTradeNo: string, more: object = {}): Promise<number[]> {
    const told: unknown = await product.control('pay-notify', { outTradeNo, ...more });
    const deliveries: unknown =
      typeof told === 'object' && told !== null ? Reflect.get(told, 'deliveries') : [];
    if (!Array.isArray(deliveries)) throw new Error('The sandbox tells of no deliveries');
    return deliveries.map((one: { status: number }) => one.status);
  }
  it.each([
    ['signature', 401],
    ['serial', 401],
    ['stale', 401],
    ['tag', 401],
    ['key', 401],
    ['unsigned', 401],
    ['rewritten', 401],
  ] as const)('that has a wrong %s is refused with %i, and no effect (P1)', async (wrong, status) => {
    const before = await shop.bought();
    const { id, outTradeNo } = await paidInSilence();
    expect(await notify(outTradeNo, { wrong })).toEqual([status]);
    expect(await shop.show(id)).toMatchObject({ state: 'unpaid' });
    expect(await shop.bought()).toBe(before);
  });

  it.each(['order_payment', 'quota_lot', 'quota_entry', 'quota_balance', 'quota_order', 'order_note'])(
    'is answered 5xx where %s cannot be written, leaves nothing half done, and pays once after (P5)',
    async (table) => {
      const before = await shop.bought();
      const { id, outTradeNo } = await paidInSilence();
      const answers = await shop.without(table, () => notify(outTradeNo, { times: 3, parallel: true }));
      expect(
        answers.every((status) => status >= 500),
        JSON.stringify(answers),
      ).toBe(true);
      expect((await shop.show(id)).state).toBe('unpaid');
      expect(await shop.bought()).toBe(before);
      expect(await notify(outTradeNo, { times: 5, parallel: true })).toEqual([204, 204, 204, 204, 204]);
      expect((await shop.show(id)).state).toBe('paid');
      expect(await shop.bought()).toBe(before + 2);
    },
  );

  it('is found by asking where the database was away and no notification came again (P5)', async () => {
    const before = await shop.bought();
    const { id, outTradeNo } = await paidInSilence();
    expect((await shop.without('quota_entry', () => notify(outTradeNo)))[0]).toBeGreaterThanOrEqual(500);
    expect((await shop.post(`/quota-orders/${id}/check`)).body.state).toBe('paid');
    expect(await shop.bought()).toBe(before + 2);
  });

  it.each(['quota_entry', 'quota_balance', 'order_refund', 'job', 'order_note', 'operation_record'])(
    'of a refund: where %s cannot be written the request changes nothing, and may be made again',
    async (table) => {
      const before = await shop.bought();
      const { id, outTradeNo } = await paidInSilence();
      expect(await notify(outTradeNo)).toEqual([204]);
      // The card about it has left: a job that loses its table under way keeps its lease for a minute.
      await settle(product);
      const lineId = (await shop.show(id)).lines[0].id;
      const ask = () => shop.post(`/quota-orders/${id}/refunds`, { lineId, places: 2, reason: '买多了' });
      expect((await shop.without(table, ask)).status).toBeGreaterThanOrEqual(500);
      expect(await shop.bought()).toBe(before + 2);
      expect((await shop.show(id)).refunds).toEqual([]);
      expect((await ask()).status).toBe(201);
      await settle(product);
      await shop.eventually(async () => {
        expect(await shop.show(id)).toMatchObject({ state: 'refunded', refundedFen: 120_00 * 2 });
      });
      expect(await shop.bought()).toBe(before);
    },
  );
});
