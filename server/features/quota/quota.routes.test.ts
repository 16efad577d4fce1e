import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, type Server } from 'node:http';

import Koa from 'koa';
import { z } from 'zod';

import { createEditions } from '../../../config/editions.ts';
import { quotaEntryPageSchema, quotaLotsSchema, quotaOverviewSchema } from '../../contract/quota.ts';
import { createFixedClock } from '../../kernel/clock.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { createApi } from '../../kernel/http/api.ts';
import { createErrorHandler } from '../../kernel/http/error-handler.ts';
import type { Caller } from '../../kernel/http/route.ts';
import { newId } from '../../kernel/ids.ts';
import { createLogger } from '../../kernel/log/logger.ts';
import { createMetrics } from '../../kernel/log/metrics.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { createLedger, createQuotaRoutes } from './index.ts';

const start = new Date('2026-11-24T10:00:00.000Z');
const end = new Date('2027-11-24T16:00:00.000Z');

describe('the quota pages', () => {
  let test: TestDatabase;
  let server: Server;
  let origin: string;
  const enterpriseId = newId();
  const callers = new Map<string, Caller>();

  function signIn(cookie: string, options: Partial<Caller>): void {
    callers.set(cookie, {
      sessionId: newId(),
      audience: 'staff',
      enterpriseId,
      personId: newId(),
      membershipId: null,
      appId: '',
      language: 'zh-CN',
      permissions: new Set(['quota.read']),
      name: '陈立',
      ...options,
    });
  }
  async function get<S extends z.ZodType>(path: string, cookie: string, schema: S): Promise<z.output<S>> {
    const response = await fetch(`${origin}/api/v1${path}`, { headers: { cookie: `staff=${cookie}` } });
    const body: unknown = await response.json();
    expect(response.status, JSON.stringify(body)).toBe(200);
    return schema.parse(body);
  }

  beforeAll(async () => {
    test = await openTestDatabase();
    const clock = createFixedClock(start);
    const ledger = createLedger({ clock });
    const wish = { enterpriseId, actor: 'staff:chenli', reason: 'granted' } as const;
    await inTransaction(test.db.tenant(enterpriseId), async (tx) => {
      const dates = { startsAt: start, endsAt: end };
      const order = {
        ...wish,
        ...dates,
        reason: 'order_paid',
        reasonValues: { order: 'Q20261124' },
      } as const;
      await ledger.credit(tx, { ...order, kind: 'enterprise', amount: 7, sourceKey: 'o:1' });
      await ledger.credit(tx, { ...wish, ...dates, kind: 'edition:vip', amount: 2, sourceKey: 'g:2' });
      await ledger.credit(tx, { ...wish, ...dates, kind: 'edition:dealer', amount: 5, sourceKey: 'g:3' });
      await ledger.credit(tx, { ...wish, ...dates, kind: 'wechat_user', amount: 3, sourceKey: 'g:4' });
      const place = { ...wish, kind: 'wechat_user', causeKey: 'c' } as const;
      await ledger.reserve(tx, { ...place, holder: 'user:lin', reason: 'invited', expiresAt: null });
      await ledger.use(tx, { ...place, holder: 'user:lin', reason: 'bound', actor: 'identity:x' });
      await ledger.use(tx, { ...place, holder: 'user:gone', reason: 'bound', actor: 'system' });
    });
    signIn('chen', {});
    signIn('english', { language: 'en' });
    signIn('stranger', { enterpriseId: newId() });
    signIn('clerk', { permissions: new Set(['accounts.read']) });

    const names = new Map([
      ['user:lin', '林晓雯'],
      ['staff:chenli', '陈立'],
    ]);
    const vip = { key: 'vip', names: { 'zh-CN': '尊享版', en: 'Premium' } };
    const routes = createQuotaRoutes({
      ...{ ledger, clock, zoneOf: () => Promise.resolve('Asia/Shanghai') },
      editions: createEditions([vip]),
      names: {
        of: (_em, keys) => Promise.resolve(new Map([...names].filter(([key]) => keys.includes(key)))),
      },
    });
    const app = new Koa();
    app.use(createErrorHandler(createLogger('silent')));
    const api = createApi(routes, {
      db: test.db,
      metrics: createMetrics(),
      publicOrigin: 'http://127.0.0.1',
      secureCookies: false,
      once: (_session, _key, _body, work) => work(),
      resolveCaller: ({ staffCookie }) => Promise.resolve(callers.get(staffCookie ?? '') ?? null),
      staffCookieName: 'staff',
    });
    app.use(api.routes());
    const listen = app.callback();
    server = createServer((request, response) => void listen(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = z.object({ port: z.number() }).parse(server.address());
    origin = `http://127.0.0.1:${port}`;
  });
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    await test.drop();
  });

  it('shows each kind under its name and unit, editions in the order of the list', async () => {
    const { figures } = await get('/quota', 'chen', quotaOverviewSchema);
    expect(
      figures.map(
        ({ label, bought, reserved, used, remaining, unit }) =>
          `${label} ${bought} ${reserved} ${used} ${remaining} ${unit}`,
      ),
    ).toEqual(['互联企业数 7 0 0 7 家', '微信用户数 3 0 2 1 人', '经销商版 5 0 0 5 套', '尊享版 2 0 0 2 套']);
    expect(figures[0]?.validUntil).toBe(end.toISOString());
  });

  it('shows the two first kinds as zero, and no edition, to who has bought nothing', async () => {
    const { figures } = await get('/quota', 'stranger', quotaOverviewSchema);
    expect(figures.map(({ kind, remaining, validUntil }) => [kind, remaining, validUntil])).toEqual([
      ['enterprise', 0, null],
      ['wechat_user', 0, null],
    ]);
    expect((await get('/quota/entries', 'stranger', quotaEntryPageSchema)).items).toEqual([]);
  });

  it('lists dated lots by their ends, with the days that are left', async () => {
    const { items } = await get('/quota/lots', 'chen', quotaLotsSchema);
    expect(
      items.map(({ label, places, used, state, reason }) => [label, places, used, state, reason]),
    ).toEqual(
      expect.arrayContaining([
        ['互联企业数', 7, 0, 'open', '额度订单 Q20261124 已付款'],
        ['微信用户数', 3, 2, 'open', '运营方开通额度'],
      ]),
    );
    const days = Math.round((end.getTime() - start.getTime()) / 86_400_000);
    for (const lot of items) {
      expect(lot).toMatchObject({ endsAt: end.toISOString(), renewed: false });
      expect(Math.abs((lot.daysLeft ?? 0) - days)).toBeLessThanOrEqual(1);
    }
    expect((await get('/quota/lots', 'stranger', quotaLotsSchema)).items).toEqual([]);
  });

  it('tells the statement in sentences, newest first, and its amounts add up to what remains', async () => {
    const { items } = await get('/quota/entries?kind=wechat_user', 'chen', quotaEntryPageSchema);
    expect(
      items.map(({ change, amount, reason, actor }) => `${change} ${amount} ${reason} · ${actor}`),
    ).toEqual([
      'use -1 互联用户 绑定微信 · 系统',
      'use 0 林晓雯 绑定微信 · 微信用户',
      'reserve -1 邀请 林晓雯 · 陈立',
      'credit 3 运营方开通额度 · 陈立',
    ]);
    expect(items.reduce((sum, { amount }) => sum + amount, 0)).toBe(1);
  });

  it('speaks the language of the caller', async () => {
    const { figures } = await get('/quota', 'english', quotaOverviewSchema);
    expect(figures.map(({ label }) => label)).toEqual([
      'Connected enterprises',
      'WeChat users',
      'Dealer',
      'Premium',
    ]);
    const { items } = await get('/quota/entries?kind=enterprise', 'english', quotaEntryPageSchema);
    expect(items[0]?.reason).toBe('Quota order Q20261124 was paid');
  });

  it('pages through the statement without a gap', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = await get(`/quota/entries?limit=3${query}`, 'chen', quotaEntryPageSchema);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    const all = await get('/quota/entries', 'chen', quotaEntryPageSchema);
    expect(seen).toEqual(all.items.map(({ id }) => id));
    expect(seen).toHaveLength(7);
  });

  it.each(['/quota', '/quota/lots', '/quota/entries'])(
    'refuses %s to staff without the right',
    async (path) => {
      const response = await fetch(`${origin}/api/v1${path}`, { headers: { cookie: 'staff=clerk' } });
      expect(response.status).toBe(403);
    },
  );

  it('refuses a kind that there cannot be', async () => {
    const response = await fetch(`${origin}/api/v1/quota/entries?kind=gold`, {
      headers: { cookie: 'staff=chen' },
    });
    expect(response.status).toBe(422);
  });
});
