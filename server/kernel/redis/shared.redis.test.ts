import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { buildText, newOpenid, openCallbackWorld, type CallbackWorld } from '../../testing/callbacks.ts';
import { onRedis, openTestRedis } from '../../testing/redis.ts';
import { systemClock } from '../clock.ts';
import { inTransaction } from '../data/transaction.ts';
import { createSharedLimits } from './shared-limits.ts';

/* Two servers of one installation, and what one of them changes. */

let one: CallbackWorld;
let other: CallbackWorld;

describe.skipIf(!onRedis)('what processes share', () => {
  beforeEach(async () => {
    one = await openCallbackWorld({ clock: systemClock });
    other = await openCallbackWorld({ clock: systemClock, sharing: one });
    await expect.poll(async () => (await metricsOf(other)).includes('hulian_redis_up 1')).toBe(true);
    // Their subscriptions are there when both have connected.
    await new Promise((resolve) => setTimeout(resolve, 200));
  });
  afterEach(async () => {
    await other.end();
    await one.end();
  });

  const metricsOf = async ({ base }: CallbackWorld) => (await fetch(`${base}/metrics`)).text();
  // The port that was asked for is in its name.
  const cookieOf = (token: string) => ({ cookie: `hl_staff_0=${token}` });
  const me = async ({ base }: CallbackWorld, token: string) =>
    (await fetch(`${base}/api/v1/staff/me`, { headers: cookieOf(token) })).status;

  async function signIn(): Promise<string> {
    const { server, enterpriseId, em } = one;
    const now = systemClock.now();
    const { token } = await inTransaction(em(), async (tx) => {
      const personId = await server.staff.put(tx, {
        ...{ enterpriseId, account: 'chenli', name: '陈立', phone: null },
        ...{ enabled: true, permissions: [], now },
      });
      return server.sessions.issue(tx, {
        ...{ audience: 'staff', enterpriseId, personId, membershipId: null, appId: 'wecom' },
        language: 'zh-CN',
      });
    });
    return token;
  }

  it('a session that ends on one is refused by the other at once, though it was just looked up there', async () => {
    const token = await signIn();
    expect(await me(other, token)).toBe(200);
    const signOut = await fetch(`${one.base}/api/v1/staff/sign-out`, {
      method: 'POST',
      headers: { ...cookieOf(token), origin: 'http://localhost:3000' },
    });
    expect(signOut.status).toBe(200);
    const ended = performance.now();
    await expect.poll(() => me(other, token), { timeout: 900, interval: 10 }).toBe(401);
    // Without the news it would be kept for up to a second.
    expect(performance.now() - ended).toBeLessThan(700);
  });

  it('a connected account is known to the other at once', async () => {
    const began = performance.now();
    const account = await one.connect('official-account');
    const text = buildText(systemClock.now(), '在吗', { FromUserName: newOpenid() });
    await expect
      .poll(async () => (await other.deliver(account, text)).status, { timeout: 1_800, interval: 20 })
      .toBe(200);
    // Its own look comes every two seconds.
    expect(performance.now() - began).toBeLessThan(1_900);
  });

  it("a platform's rate limit is one for all, and fills up with time", async () => {
    const connections = [await openTestRedis(one.databaseUrl), await openTestRedis(one.databaseUrl)] as const;
    const [here, there] = [createSharedLimits(connections[0]), createSharedLimits(connections[1])];
    const at = systemClock.now();
    const limit = { calls: 10, perMs: 60_000 };
    const waits = await Promise.all(
      Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? here : there).take('wecom:a:send', limit, at)),
    );
    expect(waits.filter((wait) => wait === 0)).toHaveLength(10);
    expect(Math.max(...waits)).toBe(6_000);
    const later = new Date(at.getTime() + 6_000);
    expect(await here.take('wecom:a:send', limit, later)).toBe(0);
    expect(await there.take('wecom:a:send', limit, later)).toBe(6_000);
    // A clock that stands behind takes nothing back.
    expect(await there.take('wecom:a:send', limit, at)).toBeGreaterThan(0);
    for (const connection of connections) connection.close();
  });

  it('goes on without Redis: ready, and says what is slower', async () => {
    const alone = await openCallbackWorld({
      clock: systemClock,
      sharing: one,
      env: { REDIS_URL: 'redis://127.0.0.1:9' },
    });
    const answer = await fetch(`${alone.base}/readyz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      ok: true,
      degraded: { redis: expect.stringContaining('away') },
    });
    expect(await metricsOf(alone)).toContain('hulian_redis_up 0');
    const token = await signIn();
    expect(await me(alone, token)).toBe(200);
    await alone.end();
  });
});

describe.skipIf(!onRedis)('a process without pages', () => {
  it('tells its health and its figures, and nothing else', async () => {
    const worker = await openCallbackWorld({ clock: systemClock, services: 'worker' });
    const status = async (path: string, init: RequestInit = {}) =>
      (await fetch(`${worker.base}${path}`, init)).status;
    expect(await status('/healthz')).toBe(200);
    expect(await status('/readyz')).toBe(200);
    expect(await status('/metrics')).toBe(200);
    const account = await worker.connect('official-account');
    for (const path of ['/', '/app/', '/workbench/', '/api/v1/staff/me', '/api/openapi.json'])
      expect([path, await status(path)]).toEqual([path, 404]);
    expect(await status(`/callbacks/official-accounts/${account.key}`, { method: 'POST', body: 'x' })).toBe(
      404,
    );
    await worker.end();
  });
});
