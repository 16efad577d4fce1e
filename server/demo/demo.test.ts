import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createConfig } from '../../config/env.ts';
import { accountStateSchema, bindingStateSchema } from '../contract/accounts.ts';
import { deliveryStateSchema } from '../contract/messaging.ts';
import { entities, entitiesByRowClass } from '../entities.ts';
import { InterconnectUser } from '../features/accounts/account.entity.ts';
import { noteConversations } from '../features/channels/intake/service-window.ts';
import { Delivery } from '../features/messaging/messaging.entity.ts';
import { inTransaction } from '../kernel/data/transaction.ts';
import { enqueue } from '../kernel/jobs/job-kind.ts';
import { hintLotEnds } from '../features/quota/index.ts';
import { startInstallation, type Installation } from '../testing/installation.ts';
import { call, prove, seededOf, settle, signIn, staffCookie } from '../testing/people.ts';
import { seedDemo } from './seed.ts';

/** bought, reserved, used, remaining (the demo's quota table). */
const figures = {
  enterprise: [7, 1, 5, 1],
  wechat_user: [12, 4, 5, 3],
  'edition:dealer': [5, 0, 2, 3],
  'edition:fmcg_dealer': [2, 0, 1, 1],
  'edition:agent': [1, 0, 1, 0],
};

describe('the demo', () => {
  let product: Installation;
  let beginning: Record<string, number>;
  beforeAll(async () => {
    product = await startInstallation();
    await settle(product);
    beginning = await counts();
  });
  afterAll(() => product.end());

  const across = () => product.server.db.acrossTenants('operator: seed');
  async function counts(): Promise<Record<string, number>> {
    // What is done by the clock (who wrote when, which lots end soon) is done now, so that the moment does not matter.
    await inTransaction(across(), async (tx) => {
      const job = { now: product.server.clock.now(), cause: 'test', enterpriseId: null };
      await enqueue(tx, noteConversations, {}, job);
      await enqueue(tx, hintLotEnds, {}, job);
    });
    await settle(product);
    const all: Record<string, number> = {};
    for (const { meta } of entities) {
      if (entitiesByRowClass.tenant.includes(meta.className))
        all[meta.className] = await across().count<object>(meta.className, {});
    }
    return all;
  }
  async function shownFigures() {
    const { body } = await call(product, 'GET', '/quota', { cookie: await staffCookie(product, 'chenli') });
    const rows: { kind: string; bought: number; reserved: number; used: number; remaining: number }[] =
      body.figures;
    return Object.fromEntries(
      rows
        .filter(({ kind }) => Object.hasOwn(figures, kind))
        .map(({ kind, bought, reserved, used, remaining }) => [kind, [bought, reserved, used, remaining]]),
    );
  }

  it('shows the figures of its quota table, as the ledger adds them up', async () => {
    expect(await shownFigures()).toEqual(figures);
  });

  it('has paid its first order by a transfer, and has the invoice of it with a file', async () => {
    const cookie = await staffCookie(product, 'chenli');
    const { body } = await call(product, 'GET', '/invoices', { cookie });
    expect(body.items).toMatchObject([{ orderNumber: 'DEMO-ORDER-1', state: 'issued', amountFen: 798_00 }]);
    const [{ id, orderId }] = body.items;
    const order = await call(product, 'GET', `/quota-orders/${orderId}`, { cookie });
    expect(order.body).toMatchObject({ state: 'paid', method: 'bank', slip: { state: 'confirmed' } });
    expect(order.body.history.map(({ text }: { text: string }) => text)).toEqual([
      expect.stringContaining('发票已开具 ¥798.00'),
      expect.stringContaining('申请开票 ¥798.00'),
      ...['对公转账已到账，额度已生效', '上传转账回单，待确认', '提交订单'],
    ]);
    const file = await call(product, 'GET', `/invoices/${id}/files/own`, { cookie });
    expect([file.status, file.body.slice(0, 8)]).toEqual([200, '%PDF-1.4']);
  });

  it('has customers whose owners, department head and manager see what is theirs, and leavers’ to hand over', async () => {
    const listed = async (who: string, query: string): Promise<{ name: string; contactOverdue: boolean }[]> =>
      (
        await call(product, 'GET', `/customers?limit=100&${query}`, {
          cookie: await staffCookie(product, who),
        })
      ).body.items;
    const mine = await listed('zhangmin', 'scope=mine');
    expect(mine).toHaveLength(9);
    expect(mine.filter(({ contactOverdue }) => contactOverdue).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['望湖实验小学（示例）', '东湖公园管理处（示例）']),
    );
    expect(await listed('zhangmin', 'scope=pool')).toHaveLength(3);
    expect(await listed('gaoyuan', 'scope=mine')).toHaveLength(5);
    expect(await listed('gaoyuan', 'scope=all&search=南通')).toEqual([]);
    expect(await listed('suwan', 'scope=department')).toHaveLength(9 + 5 + 3);
    expect(await listed('chenli', 'scope=left')).toHaveLength(6);
    const { body } = await call(product, 'GET', '/customers/analysis', {
      cookie: await staffCookie(product, 'suwan'),
    });
    const again = body.items.map(
      ({ owner, repeatBuyers }: { owner: { name: string }; repeatBuyers: number }) => [
        owner.name,
        repeatBuyers,
      ],
    );
    expect(again.sort()).toEqual([
      ['张敏', 1],
      ['苏婉', 1],
      ['高远', 0],
    ]);
  });

  it('is the same when it is seeded twice', async () => {
    const before = await counts();
    expect(Object.values(before).some((count) => count > 0)).toBe(true);
    expect(await seedDemo(product.server)).toEqual(await seededOf(product));
    expect(await counts()).toEqual(before);
  });

  it('has every state of a message that staff can meet, each with its reason', async () => {
    const em = product.server.db.tenant((await seededOf(product)).upstreamId);
    const rows = await em.find(Delivery, {});
    const states = new Set(rows.map(({ state }) => state));
    // Under way for a moment only, or not made by anything yet.
    const passing = new Set(['queued', 'sending']);
    const lasting = deliveryStateSchema.options.filter((state) => !passing.has(state));
    expect(lasting.filter((state) => !states.has(state))).toEqual([]);
  });

  it('has accounts in every state that the product can bring them into', async () => {
    const users = await across().find(InterconnectUser, {});
    // Nothing moves an account into the recycle bin yet.
    const made = accountStateSchema.options.filter((state) => state !== 'binned');
    expect(new Set(users.map(({ accountState }) => accountState))).toEqual(new Set(made));
    expect(new Set(users.map(({ bindingState }) => bindingState))).toEqual(
      new Set(bindingStateSchema.options),
    );
  });

  it('tells each of them in the mini-app why he cannot go on, and lets the one prove his new number', async () => {
    const reasonOf = async (person: string) => {
      const { token, me } = await signIn(product, person);
      return { token, reason: me.current.blockedReason, state: me.current.bindingState };
    };
    expect((await reasonOf('qianhui')).reason).toContain('停用');
    expect((await reasonOf('wushan')).state).toBe('waiting_quota');
    const moved = await reasonOf('panlei');
    expect(moved.state).toBe('suspended_phone');
    const proofId = await prove(product, 'panlei', moved.token);
    const bound = await call(product, 'POST', '/bindings', { token: moved.token, body: { proofId } });
    expect(bound.body.session.me.current).toMatchObject({ bindingState: 'bound', blockedReason: null });
  });

  it('talks to the sandbox only', async () => {
    const em = product.server.db.tenant((await seededOf(product)).upstreamId);
    for (const account of await product.server.directory.all(em, (await seededOf(product)).upstreamId)) {
      const cookie = await staffCookie(product, 'chenli');
      const shown = await call(product, 'GET', `/channel-accounts/${account.id}`, { cookie });
      expect(JSON.stringify(shown.body)).not.toContain('https://');
    }
    const real = await call(product, 'POST', '/channel-accounts', {
      cookie: await staffCookie(product, 'chenli'),
      body: {
        kind: 'mini-program',
        name: 'real',
        appId: 'wx00000000000000ff',
        secret: '0'.repeat(32),
        baseUrl: 'https://api.weixin.qq.com',
      },
    });
    expect([real.status, real.body.error.code]).toEqual([422, 'channel.demo_real_platform']);
  });

  it('is made only where the sandbox is', () => {
    const secret = { SECRET_KEY: 's'.repeat(40) };
    expect(createConfig({ SANDBOX: '1' }).demo).toBe(true);
    expect(createConfig({ SANDBOX: '0', ...secret }).demo).toBe(false);
    expect(createConfig({ SANDBOX: '0', DEMO: '1', ...secret }).demo).toBe(false);
    const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://hl.example.cn', ...secret };
    expect(createConfig({ ...production, DEMO: '1' }).demo).toBe(false);
    expect(() => createConfig({ ...production, SANDBOX: '1' })).toThrow('SANDBOX');
  });

  it('is as in the beginning after a reset, whatever was played', async () => {
    await settle(product);
    await product.control('follow', { account: 'wxa0c1a17100000001', follower: 'linxiaowen' });
    await settle(product);
    const reset = await call(product, 'POST', '/demo/reset');
    expect(reset.status, JSON.stringify(reset.body)).toBe(200);
    expect(reset.body.cards.map(({ done }: { done: boolean }) => done)).toEqual([false, false, false]);
    await settle(product);
    expect(await counts()).toEqual(beginning);
    expect(await shownFigures()).toEqual(figures);
  });
});
