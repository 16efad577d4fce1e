import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openCallers, type Callers } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, prove, settle, signIn, type Answer } from '../../testing/people.ts';
import { openReceiver, type Receiver } from '../../testing/receiver.ts';

describe('events for other systems, in the workbench', () => {
  let product: Installation;
  let callers: Callers;
  let receiver: Receiver;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    receiver = await openReceiver();
  });
  afterAll(async () => {
    await product.end();
    await receiver.close();
  });
  const told = ({ status, body }: Answer) => [status, body.error?.code];
  const post = async (path: string, body?: object) =>
    call(product, 'POST', path, { ...(await callers.as('admin')), ...(body === undefined ? {} : { body }) });
  const add = (url = receiver.url, eventTypes = ['account.bound', 'account.unbound']) =>
    post('/webhook-endpoints', { url, eventTypes });

  it('tell a binding to the ERP within its transaction’s work, signed with the secret that was shown once', async () => {
    const { status, body } = await add();
    expect(status).toBe(201);
    expect(body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const list = await call(product, 'GET', '/webhook-endpoints', await callers.as('admin'));
    expect(JSON.stringify(list.body)).not.toContain(body.secret);

    const { token } = await signIn(product, 'linxiaowen');
    const proofId = await prove(product, 'linxiaowen', token);
    const bound = await call(product, 'POST', '/bindings', { token, body: { proofId } });
    expect(bound.status).toBe(200);
    await settle(product);
    const [got] = receiver.received;
    if (got === undefined) throw new Error('nothing came');
    expect(new Webhook(body.secret).verify(got.body, got.headers)).toMatchObject({
      type: 'account.bound',
      enterpriseId: callers.upstreamId,
      data: { accountId: bound.body.session.me.current.id, waitingForQuota: false },
    });
    // Neither name nor phone leaves.
    expect(got.body).not.toMatch(/林晓雯|1[3-9]\d{9}/);

    const sent = await call(product, 'GET', '/webhook-deliveries', await callers.as('admin'));
    expect(sent.body.items[0]).toMatchObject({ type: 'account.bound', state: 'delivered', attempts: 1 });
    const one = await call(
      product,
      'GET',
      `/webhook-deliveries/${sent.body.items[0].id}`,
      await callers.as('admin'),
    );
    expect(one.body.tries[0]).toMatchObject({ status: 200, error: null, answer: 'ok' });
    expect(one.body.body).toBe(got.body);
  });

  it('are tested by hand, tried again by hand, and leave a record of each change', async () => {
    const { body } = await add(receiver.url, ['account.disabled']);
    const { id } = body.endpoint;
    receiver.answer(500);
    expect(told(await post(`/webhook-endpoints/${id}/test`))).toEqual([200, undefined]);
    await settle(product);
    const query = `/webhook-deliveries?endpointId=${id}`;
    const [row] = (await call(product, 'GET', query, await callers.as('admin'))).body.items;
    expect(row).toMatchObject({ type: 'webhook.tested', state: 'waiting', lastStatus: 500, attempts: 1 });
    expect(row.lastError).toBe('对方返回 500');
    expect(told(await post(`/webhook-deliveries/${row.id}/redeliver`))).toEqual([
      409,
      'webhook.already_waiting',
    ]);
    receiver.answer(200);
    const changed = await call(product, 'PATCH', `/webhook-endpoints/${id}`, {
      ...(await callers.as('admin')),
      headers: { 'if-match': `"${body.endpoint.version}"` },
      body: { state: 'paused' },
    });
    expect(changed.body).toMatchObject({ state: 'paused' });
    expect(told(await post(`/webhook-endpoints/${id}/test`))).toEqual([409, 'webhook.not_active']);
    const stale = await call(product, 'PATCH', `/webhook-endpoints/${id}`, {
      ...(await callers.as('admin')),
      headers: { 'if-match': `"${body.endpoint.version}"` },
      body: { state: 'active' },
    });
    expect(told(stale)).toEqual([409, 'conflict.version']);
    expect((await post(`/webhook-endpoints/${id}/rotate-secret`)).body.secret).not.toBe(body.secret);
    expect((await post(`/webhook-endpoints/${id}/remove`)).body).toEqual({ done: true });
    expect(told(await post(`/webhook-endpoints/${id}/remove`))).toEqual([404, 'not_found']);
  });

  it('tell of relations and of paid orders as they happen', async () => {
    receiver.answer(200);
    const types = ['connection.made', 'connection.terminated', 'order.paid', 'quota.credited'];
    const { body } = await add(receiver.url, types);
    const checker = new Webhook(body.secret);
    const before = receiver.received.length;
    const lines = [{ kind: 'enterprise', places: 2, years: 1, renew: false }];
    const { body: prices } = await call(product, 'GET', '/quota-prices', await callers.as('admin'));
    const order = await post('/quota-orders', { lines, priceVersion: prices.version });
    expect(order.status, JSON.stringify(order.body)).toBe(201);
    const native = await post(`/quota-orders/${order.body.id}/pay-native`);
    expect(native.status, JSON.stringify(native.body)).toBe(200);
    await product.control('pay', { codeUrl: native.body.codeUrl, person: 'zhoujianguo' });
    const paid = await call(product, 'GET', `/quota-orders/${order.body.id}`, await callers.as('admin'));
    expect(paid.body).toMatchObject({ state: 'paid' });
    const opened = await post('/connections', {
      name: '南通海汐',
      legalName: '南通海汐商贸（示例）有限公司',
    });
    expect(opened.status, JSON.stringify(opened.body)).toBe(201);
    const ended = await post(`/connections/${opened.body.id}/terminate`);
    expect(ended.status, JSON.stringify(ended.body)).toBe(200);
    await settle(product);
    const told = receiver.received.slice(before).map((one) => checker.verify(one.body, one.headers));
    expect(told).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'quota.credited', data: expect.objectContaining({ amount: 2 }) }),
        expect.objectContaining({
          type: 'order.paid',
          data: expect.objectContaining({ orderId: order.body.id }),
        }),
        expect.objectContaining({ type: 'connection.made', data: { connectionId: opened.body.id } }),
        expect.objectContaining({ type: 'connection.terminated', data: { connectionId: opened.body.id } }),
      ]),
    );
    expect(told).toHaveLength(4);
    await post(`/webhook-endpoints/${body.endpoint.id}/remove`);
  });

  it('are refused for addresses that lead inside, unknown events and too many addresses', async () => {
    expect(told(await add('https://169.254.169.254/latest'))).toEqual([422, 'webhook.demo']);
    expect(told(await add('https://erp.example.com/x'))).toEqual([422, 'webhook.demo']);
    expect(told(await add(receiver.url, ['account.born']))).toEqual([422, 'request.invalid']);
    expect(told(await add(receiver.url, []))).toEqual([422, 'request.invalid']);
    for (let count = 0; count < 12; count += 1) await add();
    expect(told(await add())).toEqual([409, 'webhook.too_many']);
  });

  it('are nobody’s business but of those with the right, and of the own enterprise', async () => {
    const list = await call(product, 'GET', '/webhook-endpoints', await callers.as('admin'));
    const { id, version } = list.body.items[0];
    const deliveries = await call(product, 'GET', '/webhook-deliveries', await callers.as('admin'));
    const delivery = deliveries.body.items[0].id;
    for (const name of ['nobody', 'visitor', 'downstream', 'powerless', 'disabled'] as const) {
      const answer = await call(product, 'GET', '/webhook-endpoints', await callers.as(name));
      expect([401, 403], name).toContain(answer.status);
    }
    const foreign = await callers.as('foreign');
    expect((await call(product, 'GET', '/webhook-endpoints', foreign)).body.items).toEqual([]);
    for (const path of [
      `/webhook-endpoints/${id}/test`,
      `/webhook-endpoints/${id}/rotate-secret`,
      `/webhook-endpoints/${id}/remove`,
      `/webhook-endpoints/${id}/redeliver-failed`,
      `/webhook-deliveries/${delivery}/redeliver`,
    ])
      expect(told(await call(product, 'POST', path, foreign)), path).toEqual([404, 'not_found']);
    expect(told(await call(product, 'GET', `/webhook-deliveries/${delivery}`, foreign))).toEqual([
      404,
      'not_found',
    ]);
    const headers = { 'if-match': `"${version}"` };
    const patched = await call(product, 'PATCH', `/webhook-endpoints/${id}`, {
      ...foreign,
      headers,
      body: { state: 'paused' },
    });
    expect(told(patched)).toEqual([404, 'not_found']);
  });
});
