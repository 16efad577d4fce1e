import { createServer, type Server } from 'node:http';

import Koa from 'koa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { callbackCredentialsSchema, channelAccountSchema } from '../../contract/channels.ts';
import { createFixedClock } from '../../kernel/clock.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { createApi } from '../../kernel/http/api.ts';
import { createErrorHandler } from '../../kernel/http/error-handler.ts';
import { createIdempotency } from '../../kernel/http/idempotency.ts';
import { newId } from '../../kernel/ids.ts';
import { createLogger } from '../../kernel/log/logger.ts';
import { noNews } from '../../kernel/redis/news.ts';
import { createMetrics } from '../../kernel/log/metrics.ts';
import { createKeyring } from '../../kernel/secrets.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { createAccountRoutes } from './account-routes.ts';
import { createChannelAccounts, type Actor } from './accounts.ts';
import { createCallbackAccounts } from './callback-accounts.ts';
import { createClients } from './clients.ts';
import { createLastCallbacks } from './last-callbacks.ts';
import { createTokenStore } from './token-store.ts';

const publicUrl = 'https://hl.example.cn';
const pair = { token: 'canarytoken01', encodingAesKey: 'CanaryAesKey0000000000000000000000000000001' };

describe('the endpoints of connected accounts', () => {
  let test: TestDatabase;
  let server: Server;
  let base: string;
  let permissions: string[];
  let enterpriseId: string;
  let accountId: string;
  let actions: string[];
  let close: () => Promise<void>;

  beforeEach(async () => {
    test = await openTestDatabase();
    const { db } = test;
    const clock = createFixedClock(new Date('2026-11-25T00:00:00Z'));
    const keyring = createKeyring('k'.repeat(40));
    const log = createLogger('silent');
    const metrics = createMetrics();
    // Nothing listens there: what the platform must be asked for is not reached.
    const reach = { sandboxUrl: 'http://127.0.0.1:1', allowPrivate: false };
    const demo = { isDemo: () => Promise.resolve(true) };
    const tokens = createTokenStore({ db, keyring, clock });
    const callbackAccounts = createCallbackAccounts({ db, clock, keyring, log, news: noNews });
    const clients = createClients({ clock, keyring, tokens, demo, log, reach });
    close = () => clients.close();
    actions = [];
    const accounts = createChannelAccounts({
      clock,
      keyring,
      clients,
      tokens,
      demo,
      callbackAccounts,
      reach,
      publicUrl,
      records: { add: (_tx, { action }) => Promise.resolve(void actions.push(action)) },
      onConnected: () => Promise.resolve(),
    });
    enterpriseId = newId();
    const by: Actor = { enterpriseId, actor: 'system', actorName: '', requestId: '', locale: 'zh-CN' };
    const seeded = await inTransaction(db.tenant(enterpriseId), (tx) =>
      accounts.seed(
        tx,
        {
          kind: 'official-account',
          appId: 'wxa0c1a17100000001',
          secret: 'canary-secret-0001',
          originalId: 'gh_lanxi0000001',
          callbackMode: 'safe',
          name: '岚汐净水服务号',
        },
        pair,
        by,
      ),
    );
    accountId = seeded.id;
    permissions = ['channels.read', 'channels.manage'];
    const routes = createAccountRoutes({
      accounts,
      lastCallbacks: createLastCallbacks({ db, log }),
      publicUrl,
    });
    const app = new Koa();
    app.use(async (ctx, next) => {
      ctx.state['requestId'] = 'request-1';
      await next();
    });
    app.use(createErrorHandler(log));
    const api = createApi(routes, {
      db,
      metrics,
      publicOrigin: publicUrl,
      secureCookies: false,
      once: createIdempotency({ db, clock, keyring }),
      staffCookieName: 'staff',
      resolveCaller: ({ staffCookie }) =>
        Promise.resolve(
          staffCookie === undefined
            ? null
            : {
                sessionId: newId(),
                audience: 'staff' as const,
                enterpriseId,
                personId: newId(),
                membershipId: null,
                appId: '',
                language: 'zh-CN' as const,
                permissions: new Set(permissions),
                name: '陈立',
              },
        ),
    });
    app.use(api.routes());
    server = createServer((request, response) => void app.callback()(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('no port');
    base = `http://127.0.0.1:${address.port}/api/v1/channel-accounts`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await close();
    await test.drop();
  });

  async function call(method: string, path = '', body?: unknown, headers: Record<string, string> = {}) {
    const answer = await fetch(`${base}${path}`, {
      method,
      headers: {
        cookie: 'staff=x',
        origin: publicUrl,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json: unknown = JSON.parse(text);
    return { status: answer.status, text, json };
  }
  const everyCall = (): (readonly [string, string, unknown?])[] => [
    ['GET', ''],
    ['GET', `/${accountId}`],
    ['POST', '', {}],
    ['PATCH', `/${accountId}`, {}],
    ['POST', `/${accountId}/check`],
    ['GET', `/${accountId}/callback-credentials`],
    ['POST', `/${accountId}/rotate-callback`],
    ['POST', `/${accountId}/disconnect`],
    ['POST', `/${accountId}/reconnect`],
  ];

  it('answer nobody without a session, and nobody without the right', async () => {
    for (const [method, path, body] of everyCall()) {
      expect((await call(method, path, body, { cookie: '' })).status).toBe(401);
    }
    permissions = [];
    for (const [method, path, body] of everyCall()) expect((await call(method, path, body)).status).toBe(403);
    permissions = ['channels.read'];
    const statuses = [];
    for (const [method, path, body] of everyCall()) statuses.push((await call(method, path, body)).status);
    expect(statuses).toEqual([200, 200, 403, 403, 403, 403, 403, 403, 403]);
    expect(actions).toEqual(['channel.connected']);
  });

  it('list and show an account without any secret of it', async () => {
    const shown = await call('GET', `/${accountId}`);
    expect(channelAccountSchema.parse(shown.json)).toMatchObject({ id: accountId, secretSet: true });
    const listed = await call('GET', '?kind=official-account');
    expect(listed.text).toContain(accountId);
    expect((await call('GET', '?kind=wecom')).json).toEqual({ items: [], nextCursor: null });
    expect(`${shown.text}${listed.text}`).not.toMatch(/canary/i);
  });

  it('give the callback pair only at its own address, and record the reading', async () => {
    const answer = await call('GET', `/${accountId}/callback-credentials`);
    expect(callbackCredentialsSchema.parse(answer.json)).toMatchObject(pair);
    expect(actions.at(-1)).toBe('channel.callback_credentials_read');
  });

  it('edit under a version alone', async () => {
    expect((await call('PATCH', `/${accountId}`, { name: '甲' })).status).toBe(422);
    const first = await call('PATCH', `/${accountId}`, { name: '甲' }, { 'if-match': '"1"' });
    expect(first.status).toBe(200);
    const second = await call('PATCH', `/${accountId}`, { name: '乙' }, { 'if-match': '"1"' });
    expect(second).toMatchObject({ status: 409, json: { error: { code: 'conflict.version' } } });
    expect((await call('PATCH', `/${accountId}`, { appId: 'x' }, { 'if-match': '"2"' })).status).toBe(422);
  });

  it('say that the platform cannot be reached, in words and without the secret', async () => {
    const input = {
      kind: 'mini-program',
      appId: 'wxa0c1a17200000002',
      secret: 'canary-secret-0002',
      name: '岚汐互联',
    };
    const answer = await call('POST', '', input);
    expect(answer).toMatchObject({ status: 503, json: { error: { code: 'channel.platform_unreachable' } } });
    expect(answer.text).not.toMatch(/canary/);
    expect((await call('POST', `/${accountId}/check`)).status).toBe(200);
  });

  it('answer for an unknown account as for another tenant’s', async () => {
    const unknown = await call('GET', `/${newId()}`);
    const known = accountId;
    enterpriseId = newId();
    const foreign = await call('GET', `/${known}`);
    expect([unknown.status, foreign.status]).toEqual([404, 404]);
    expect(foreign.text).toBe(unknown.text);
  });
});
