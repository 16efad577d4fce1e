import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { newId } from '../../kernel/ids.ts';
import { openCallers, type Callers } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, phoneCode, settle, signIn, staffCookie } from '../../testing/people.ts';
import { PartyContact } from '../crm/crm.entity.ts';
import { ContactIdNumber } from '../crm/id-numbers/id-number.entity.ts';
import { OrderNote, OrderPayment, QuotaOrder } from '../orders/order.entity.ts';

const Day = 24 * 3_600_000;

/* Somebody leaves while a payment of his is under way. */
describe('erasing who left', () => {
  let product: Installation;
  let callers: Callers;
  let orderId: string;
  const across = () => product.server.db.acrossTenants('operator: seed');
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    const owner = await callers.as('downstream');
    const { body } = await call(product, 'GET', '/upstream-connections', owner);
    const wish = {
      client: 'h5',
      connectionId: body.items[0].id,
      edition: 'dealer',
      years: 1,
      priceVersion: 0,
    };
    orderId = (await call(product, 'POST', '/own-orders', { ...owner, body: wish })).body.id;
    const paying = await call(product, 'POST', `/own-orders/${orderId}/pay`, {
      ...owner,
      body: { client: 'h5' },
    });
    expect(paying.status).toBe(200);
  });
  afterAll(() => product.end());

  async function listed() {
    const { body } = await call(product, 'GET', '/account-cancellations', {
      cookie: await staffCookie(product, 'chenli'),
    });
    const [row] = body.items;
    const orders = row.parts.find(({ key }: { key: string }) => key === 'orders').state;
    return { state: row.state, overdue: row.overdue, orders, reference: row.pseudonym };
  }
  const payment = () => across().findOneOrFail(OrderPayment, { orderId }, { disableIdentityMap: true });

  it('waits for a payment that is under way, and for nothing else', async () => {
    const his = await across().findOneOrFail(PartyContact, {
      ...{ enterpriseId: callers.upstreamId, mobile: '15400000001' },
    });
    await across().insert(ContactIdNumber, {
      ...{ id: newId(), enterpriseId: callers.upstreamId, partyId: his.partyId, contactId: his.id },
      ...{ sealedIdNumber: product.server.keyring.seal('11010519491231002X') },
      createdAt: product.server.clock.now(),
    });
    const { token } = await signIn(product, 'zhoujianguo');
    let shown = await call(product, 'GET', '/account-cancellation', { token });
    for (const { id, handOverTo } of shown.body.accounts) {
      if (handOverTo === null) continue;
      const body = { accountId: id, userId: handOverTo[0].id };
      shown = await call(product, 'POST', '/account-cancellation/hand-over', { token, body });
    }
    const code = await phoneCode(product, 'zhoujianguo');
    const proof = { code, purpose: 'own_account' };
    const { proofId } = (await call(product, 'POST', '/phone-proofs/wechat', { token, body: proof })).body;
    const body = { accountIds: null, proofId };
    const left = await call(product, 'POST', '/account-cancellation', { token, body });
    expect(left.status, JSON.stringify(left.body)).toBe(200);
    await settle(product);
    expect(await listed()).toMatchObject({ state: 'waiting', orders: 'later', overdue: false });
    expect((await payment()).payerOpenid).toEqual(expect.any(String));
    expect(await across().count(ContactIdNumber, { contactId: his.id })).toBe(0);
    const { items } = (
      await call(product, 'GET', '/interconnect-users?limit=200', {
        cookie: await staffCookie(product, 'chenli'),
      })
    ).body;
    expect(JSON.stringify(items), 'everything else of him is gone').not.toContain('周建国');
  });

  it('and no longer than the day that the law gives', async () => {
    // The platform's answer never came: the payment stays open.
    await product.control('clock', { advanceMs: 15 * Day + 2 * 3_600_000 });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await across().nativeUpdate(OrderPayment, { orderId }, { state: 'open' });
    await settle(product);
    for (let round = 0; round < 4 && (await listed()).state !== 'done'; round += 1) {
      await product.control('clock', { advanceMs: Day / 2 });
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await across().nativeUpdate(OrderPayment, { orderId }, { state: 'open' });
      await settle(product);
    }
    const { state, orders, reference } = await listed();
    expect([state, orders]).toEqual(['done', 'done']);
    expect((await payment()).payerOpenid ?? null).toBeNull();
    const notes = await across().find(OrderNote, { orderId });
    expect(notes.map(({ actorName }) => actorName)).toContain(reference);
    expect(notes.map(({ actorName }) => actorName)).not.toContain('周建国');
    expect(await across().count(QuotaOrder, { id: orderId }), 'the order stays').toBe(1);
  });
});
