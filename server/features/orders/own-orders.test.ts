import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { Connection } from '../enterprises/enterprise.entity.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, settle, signIn } from '../../testing/people.ts';
import { Delivery } from '../messaging/messaging.entity.ts';
import { verifyLedger } from '../quota/index.ts';
import { QuotaEntry, QuotaPlace } from '../quota/quota.entity.ts';
import { OrderPayment, OrderRefund, PayMerchant } from './order.entity.ts';

/* A downstream's admin buys his edition in the mini-app, over HTTP, with the sandbox's merchant. */
describe('an own order', () => {
  let product: Installation;
  let callers: Callers;
  let owner: Credentials;
  let connectionId: string;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    owner = await callers.as('downstream');
    const { body } = await call(product, 'GET', '/upstream-connections', owner);
    connectionId = body.items[0].id;
  });
  afterAll(() => product.end());

  const get = (path: string, who: Credentials = owner) => call(product, 'GET', path, who);
  const post = (path: string, body: unknown, who: Credentials = owner) =>
    call(product, 'POST', path, { ...who, ...(body === undefined ? {} : { body }) });
  const wish = (changes: object = {}) => ({
    ...{ client: 'h5', connectionId, edition: 'dealer', years: 1, priceVersion: 0 },
    ...changes,
  });
  const order = async (changes: object = {}) => {
    const made = await post('/own-orders', wish(changes));
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body;
  };
  const bundleOf = async (id: string) => {
    const answer = await post(`/own-orders/${id}/pay`, { client: 'h5' });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body;
  };
  const pay = (request: object, more: object = {}) =>
    product.control('pay', { request, person: 'zhoujianguo', ...more });
  const across = () => product.server.db.acrossTenants('operator: seed');
  const connection = () => across().findOneOrFail(Connection, { id: connectionId }, { refresh: true });

  it('costs what the server says, and is one however often it is sent', async () => {
    const { body } = await get(`/own-orders/offer?client=h5&connectionId=${connectionId}`);
    expect(body.items).toContainEqual({ edition: 'dealer', label: expect.any(String), unitFen: 298_00 });
    const twice = await Promise.all([order({ years: 2 }), order({ years: 2 })]);
    expect(twice[0].id).toBe(twice[1].id);
    expect(twice[0]).toMatchObject({ totalFen: 298_00 * 2, state: 'unpaid', endText: null });
    // Another wish closes it.
    const other = await order();
    expect((await get(`/own-orders/${twice[0].id}`)).body.state).toBe('closed');
    expect((await post(`/own-orders/${twice[0].id}/pay`, { client: 'h5' })).body.error.code).toBe(
      'order.not_unpaid',
    );
    expect((await get(`/own-orders/${other.id}`)).body.totalFen).toBe(298_00);
    expect((await post('/own-orders', { ...wish(), totalFen: 1 })).status).toBe(422);
    expect((await post('/own-orders', wish({ priceVersion: 7 }))).body.error.code).toBe(
      'order.price_changed',
    );
  });

  it('is nobody else’s: other companies and relations are not found, and only its admin buys', async () => {
    const { id } = await order();
    const foreign = await signIn(product, 'heminyi');
    for (const [path, body] of [
      [`/own-orders/${id}/pay`, { client: 'h5' }],
      [`/own-orders/${id}/check`, undefined],
      ['/own-orders', wish()],
    ] as const) {
      expect((await post(path, body, foreign)).status, path).toBe(404);
    }
    expect((await get(`/own-orders/${id}`, foreign)).status).toBe(404);
    const admin = await callers.as('admin');
    expect((await post('/own-orders', wish(), admin)).status).toBe(401);
  });

  it('is not sold in the mini program unless the operator switched that on (row 338)', async () => {
    const weapp = { client: 'weapp' };
    expect((await get('/own-orders/availability?client=h5')).body).toEqual({ available: true });
    expect((await get('/own-orders/availability?client=weapp')).body).toEqual({ available: false });
    const refused = await post('/own-orders', wish(weapp));
    expect([refused.status, refused.body.error.code]).toEqual([403, 'own_order.not_here']);
    const { id } = await order();
    expect((await post(`/own-orders/${id}/pay`, weapp)).body.error.code).toBe('own_order.not_here');
    await product.server.db.installation().nativeUpdate(PayMerchant, {}, { miniProgramPurchase: true });
    expect((await get('/own-orders/availability?client=weapp')).body).toEqual({ available: true });
    expect((await post('/own-orders', wish(weapp))).status).toBe(201);
  });

  it('makes a new number when somebody else of the company pays; the old one’s money goes back (row 337)', async () => {
    const { id } = await order({ years: 3 });
    const first = await bundleOf(id);
    expect((await bundleOf(id)).appId).toBe(first.appId);
    const { payments } = product.server.orders;
    const { downstreamId } = await connection();
    const by = {
      enterpriseId: downstreamId,
      actor: 'identity:other',
      actorName: '另一位',
      requestId: 'test',
    };
    const appId = first.appId;
    const state = await product.control('people', { id: 'tongshi', name: '同事', phones: ['15400000088'] });
    expect(state).toBeDefined();
    await signIn(product, 'tongshi');
    const identityId = await callers.personOf('tongshi');
    const openid =
      (await product.server.accounts.identities.openidsOf(across(), identityId))[0]?.openid ?? '';
    const second = await payments.payJsapi(across(), by, id, { openid, appId });
    expect(second.package).not.toBe(first.package);
    await settle(product);
    const numbers = await across().find(OrderPayment, { orderId: id }, { orderBy: { id: 'asc' } });
    expect(numbers.map((one) => [one.state, one.payerOpenid === openid])).toEqual([
      ['closed', false],
      ['open', true],
    ]);
    await product.control('pay', { request: second, person: 'tongshi' });
    expect((await get(`/own-orders/${id}`)).body.state).toBe('paid');
    await pay(first, { evenIfClosed: true });
    await settle(product);
    await vi.waitFor(async () => {
      const [refund] = await across().find(OrderRefund, { orderId: id }, { disableIdentityMap: true });
      expect(refund).toMatchObject({ state: 'succeeded', lineId: null });
    }, 10_000);
  });

  it('stands as used in the buyer’s books, and in nobody else’s', async () => {
    const { downstreamId, upstreamId } = await connection();
    const figures = async (id: string) =>
      (await product.server.ledger.figures(product.server.db.tenant(id), 'edition:dealer'))[0];
    expect(await figures(downstreamId)).toMatchObject({ bought: 1, reserved: 0, used: 1, remaining: 0 });
    const [entry] = await across().find(QuotaEntry, { enterpriseId: downstreamId, change: 'use' });
    expect(entry).toMatchObject({ kind: 'edition:dealer', holderKey: `own:${connectionId}` });
    const upstream = await across().find(QuotaPlace, { enterpriseId: upstreamId });
    expect(upstream.filter(({ holderKey }) => holderKey.startsWith('own:'))).toEqual([]);
    expect(await verifyLedger(across(), downstreamId)).toEqual([]);
  });

  it('turns paid by itself; the relation shows the date, and the next one begins there', async () => {
    const before = (await connection()).ownEndsAt;
    expect(before?.toISOString()).toMatch(/T16:00:00\.000Z$/);
    const { id } = await order();
    await pay(await bundleOf(id));
    const { body } = await get(`/own-orders/${id}`);
    expect(body.state).toBe('paid');
    const after = (await connection()).ownEndsAt;
    expect((after?.getUTCFullYear() ?? 0) - (before?.getUTCFullYear() ?? 0)).toBe(1);
    const upstreams = (await get('/upstream-connections')).body.items;
    const shown = upstreams.find((one: { id: string }) => one.id === connectionId);
    expect(shown.endText).toContain(`可使用至 ${String(body.endText)}`);
    expect(body.endText).toMatch(/^\d{4}年.+ 24:00$/);
    expect((await post('/own-orders', wish({ edition: 'lite' }))).body.error.code).toBe(
      'own_order.other_edition',
    );
    // The upstream's staff heard of each purchase, who bought what for himself.
    const cards = await across().find(Delivery, { enterpriseId: callers.upstreamId, purpose: 'staff.card' });
    const told = cards.filter(({ content: { card } }) => card?.title.endsWith('自购了渠道版本') === true);
    expect(told.map(({ content: { card } }) => card?.description)).toContain('经销商版，不占用贵公司的额度');
    const hear = await product.server.staff.withPermission(
      across(),
      'connections.manage',
      callers.upstreamId,
    );
    expect(told).toHaveLength(2 * hear.length);
  });

  it('is found paid by asking when the platform is silent', async () => {
    await product.control('pay-settings', { notices: 'lost' });
    const { id } = await order();
    await pay(await bundleOf(id));
    await product.control('pay-settings', { notices: 'auto' });
    expect((await get(`/own-orders/${id}`)).body.state).toBe('unpaid');
    expect((await post(`/own-orders/${id}/check`, undefined)).body.state).toBe('paid');
  });
});
