import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { receiveUrlCheck } from '../../../bot/channels/shared/receive.ts';
import { signParts } from '../../../bot/crypto/signature.ts';
import { startSandbox, type StartedSandbox } from '../../../bot/sandbox/index.ts';
import { demoWorld } from '../../../config/demo-world.ts';
import { connectChannelAccountSchema, type ConnectChannelAccount } from '../../contract/channels.ts';
import { createOffsetClock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { createLogger } from '../../kernel/log/logger.ts';
import { noNews } from '../../kernel/redis/news.ts';
import { createKeyring } from '../../kernel/secrets.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { controlSandbox } from '../../testing/sandbox-control.ts';
import { presentAccount } from './account-presenter.ts';
import { createAccountDirectory } from './account-directory.ts';
import { createChannelAccounts, type Actor, type ChannelAccountCard, type Records } from './accounts.ts';
import { createCallbackAccounts } from './callback-accounts.ts';
import { ChannelAccount } from './channel.entity.ts';
import { createClients } from './clients.ts';
import { InboxRow } from './inbox.entity.ts';
import { createLastCallbacks } from './last-callbacks.ts';
import { createTokenStore } from './token-store.ts';
import { createWechatDoor } from './wechat-door.ts';
import { createWecomDoor } from './wecom-door.ts';

const { officialAccount, subscriptionAccount, miniProgram, wecom } = demoWorld;
const keyring = createKeyring('canary-master-key-'.repeat(3));
const dayMs = 24 * 60 * 60_000;

describe('connected accounts', () => {
  let sandbox: StartedSandbox;
  let test: TestDatabase;
  let clock: ReturnType<typeof createOffsetClock>;
  let records: Parameters<Records['add']>[1][];
  let connected: ChannelAccountCard[];
  let lines: string[];
  let demo: boolean;
  let closing: (() => Promise<void>)[];
  const enterpriseId = newId();

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0 });
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    test = await openTestDatabase();
    clock = createOffsetClock();
    records = [];
    connected = [];
    lines = [];
    demo = true;
    closing = [];
    await control('reset', { accounts: true });
    await control('faults', { clear: true });
  });
  afterEach(async () => {
    for (const close of closing) await close();
    await test.drop();
  });

  const control = (verb: string, body: object) => controlSandbox(sandbox.url, verb, body);

  /** One process of the installation. */
  function build({ inProduction = false } = {}) {
    const sandboxUrl = inProduction ? undefined : sandbox.url;
    const log = createLogger('trace', { write: (line) => void lines.push(line) });
    const reach = { sandboxUrl, allowPrivate: false };
    const flags = { isDemo: () => Promise.resolve(demo) };
    const tokens = createTokenStore({ db: test.db, keyring, clock });
    const callbackAccounts = createCallbackAccounts({ db: test.db, clock, keyring, log, news: noNews });
    const clients = createClients({ clock, keyring, tokens, demo: flags, log, reach });
    closing.push(() => clients.close());
    const accounts = createChannelAccounts({
      clock,
      keyring,
      clients,
      tokens,
      demo: flags,
      callbackAccounts,
      reach,
      publicUrl: 'https://hl.example.cn',
      records: { add: (_tx, record) => Promise.resolve(void records.push(record)) },
      onConnected: (_tx, account) => Promise.resolve(void connected.push(account)),
    });
    const directory = createAccountDirectory({ db: test.db });
    return { accounts, clients, callbackAccounts, directory, log };
  }
  const em = () => test.db.tenant(enterpriseId);
  const by = (locale: 'zh-CN' | 'en' = 'zh-CN'): Actor => ({
    enterpriseId,
    actor: 'staff:1',
    actorName: '陈立',
    requestId: 'r1',
    locale,
  });
  const service = (change: Partial<Record<string, string>> = {}): ConnectChannelAccount =>
    connectChannelAccountSchema.parse({
      kind: 'official-account',
      appId: officialAccount.appId,
      secret: officialAccount.secret,
      originalId: officialAccount.originalId,
      ...change,
    });
  const wecomInput = (change: Partial<Record<string, string>> = {}): ConnectChannelAccount =>
    connectChannelAccountSchema.parse({
      kind: 'wecom',
      appId: wecom.corpId,
      agentId: wecom.agentId,
      secret: wecom.secret,
      name: wecom.agentName,
      ...change,
    });
  const miniInput = (): ConnectChannelAccount =>
    connectChannelAccountSchema.parse({
      kind: 'mini-program',
      appId: miniProgram.appId,
      secret: miniProgram.secret,
      name: miniProgram.name,
    });
  async function refusal(work: Promise<unknown>): Promise<AppError> {
    try {
      await work;
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
    throw new Error('It was not refused');
  }

  it('shows name, type, verification and connected time of a service account (32, 33)', async () => {
    const { accounts } = build();
    const account = await accounts.connect(em(), service(), by());
    const row = presentAccount(account, 'https://hl.example.cn', 'zh-CN');
    expect(row).toMatchObject({
      name: officialAccount.name,
      originalId: officialAccount.originalId,
      accountType: 'service',
      verified: true,
      state: 'connected',
      secretSet: true,
      callbackMode: 'safe',
    });
    expect(row.callbackUrl).toMatch(/^https:\/\/hl\.example\.cn\/callbacks\/official-accounts\/[\w-]{22}$/);
    expect(row.checks.map(({ key, state }) => `${key} ${state}`)).toEqual([
      'credentials passed',
      'ip-list passed',
      'account-type passed',
      'verification passed',
      'callback unknown',
    ]);
    expect(connected).toEqual([expect.objectContaining({ id: account.id, kind: 'official-account' })]);
    expect(records.map(({ action }) => action)).toEqual(['channel.connected']);
  });

  it('refuses a subscription account and an unverified one, with the reason, and stores nothing', async () => {
    const { accounts } = build();
    const subscription = service({
      appId: subscriptionAccount.appId,
      secret: subscriptionAccount.secret,
      originalId: subscriptionAccount.originalId,
    });
    expect((await refusal(accounts.connect(em(), subscription, by()))).code).toBe(
      'channel.subscription_refused',
    );
    await control('accounts/configure', { account: officialAccount.appId, verified: false });
    expect((await refusal(accounts.connect(em(), service(), by()))).code).toBe('channel.unverified_refused');
    expect(await em().count(ChannelAccount, {})).toBe(0);
    expect(records).toEqual([]);
  });

  it('finds the type out by its templates where the platform tells no basics', async () => {
    const { accounts } = build();
    const fault = { match: { path: '/cgi-bin/account/getaccountbasicinfo' }, fault: { errcode: 48001 } };
    await control('faults', fault);
    expect((await accounts.connect(em(), service(), by())).accountType).toBe('service');
    const subscription = service({
      appId: subscriptionAccount.appId,
      secret: subscriptionAccount.secret,
      originalId: subscriptionAccount.originalId,
    });
    const refused = await refusal(accounts.connect(em(), subscription, by('en')));
    expect(refused.code).toBe('channel.check_failed');
    expect(refused.data['reason']).toContain('lacks a service account’s interfaces');
  });

  it('says what is wrong with the credentials in the caller’s language', async () => {
    const { accounts } = build();
    const refused = await refusal(
      accounts.connect(em(), service({ secret: 'canary-wrong-secret-000000' }), by('en')),
    );
    expect(refused).toMatchObject({ code: 'channel.check_failed', status: 422 });
    expect(String(refused.data['reason'])).toMatch(/AppSecret/);
    expect(JSON.stringify(refused.data)).not.toContain('canary');
  });

  it('names the egress address that is not on the list: refused for WeChat, kept for WeCom, whose list comes later', async () => {
    const { accounts } = build();
    await control('accounts/configure', { account: officialAccount.appId, ipList: ['203.0.113.1'] });
    await control('accounts/configure', { account: wecom.corpId, ipList: ['203.0.113.1'] });
    const refused = await refusal(accounts.connect(em(), service(), by()));
    expect(refused.data['reason']).toContain('127.0.0.1');
    const app = await accounts.connect(em(), wecomInput(), by());
    expect(app.state).toBe('attention');
    const row = presentAccount(app, 'https://hl.example.cn', 'zh-CN');
    const check = row.checks.find(({ key }) => key === 'ip-list');
    expect(check).toMatchObject({ state: 'failed', platformCode: '60020' });
    expect(check?.remedy).toContain('127.0.0.1');
    await control('accounts/configure', { account: wecom.corpId, ipList: [] });
    expect((await accounts.check(em(), app.id)).state).toBe('connected');
  });

  it('refuses a secret of another application', async () => {
    const { accounts } = build();
    const refused = await refusal(accounts.connect(em(), wecomInput({ agentId: '1000099' }), by()));
    expect(refused).toMatchObject({ code: 'channel.check_failed' });
    expect(refused.data['check']).toBe('agent');
  });

  it('refuses an account that is connected already', async () => {
    const { accounts } = build();
    await accounts.connect(em(), service(), by());
    expect((await refusal(accounts.connect(em(), service(), by()))).code).toBe('channel.already_connected');
    const other = newId();
    const elsewhere = accounts.connect(test.db.tenant(other), service(), { ...by(), enterpriseId: other });
    expect((await refusal(elsewhere)).code).toBe('channel.already_connected');
  });

  it('lets a demo enterprise reach the sandbox only, before anything is connected (336)', async () => {
    const { accounts, clients } = build();
    const real = service({ baseUrl: 'https://api.weixin.qq.com' });
    expect((await refusal(accounts.connect(em(), real, by()))).code).toBe('channel.demo_real_platform');
    const account = await accounts.connect(em(), service(), by());
    const row = await em().findOneOrFail(ChannelAccount, { id: account.id });
    const changed = test.db.tenant(enterpriseId);
    await changed.nativeUpdate(ChannelAccount, { id: row.id }, { baseUrl: 'https://api.weixin.qq.com' });
    expect((await refusal(clients.officialAccount(em(), account.id))).code).toBe(
      'channel.demo_real_platform',
    );
    const production = build({ inProduction: true });
    expect((await refusal(production.accounts.connect(em(), miniInput(), by()))).code).toBe(
      'channel.demo_real_platform',
    );
  });

  it('tells an unreachable platform apart, and keeps what was known at a later check', async () => {
    const { accounts } = build();
    const account = await accounts.connect(em(), service(), by());
    await control('faults', { match: { path: '/cgi-bin/stable_token' }, fault: { status: 502 } });
    const again = await accounts.check(em(), account.id);
    expect(again).toMatchObject({ state: 'connected', accountType: 'service' });
    expect(presentAccount(again, '', 'en').checks[0]).toMatchObject({ state: 'unknown' });
    const refused = await refusal(accounts.connect(em(), miniInput(), by()));
    expect(refused).toMatchObject({ code: 'channel.platform_unreachable', status: 503 });
  });

  it('edits with a version, tries a new secret first, and keeps no token of the old one', async () => {
    const { accounts, clients } = build();
    const account = await accounts.connect(em(), service(), by());
    await (await clients.officialAccount(em(), account.id)).listTemplates();
    const edited = await accounts.edit(em(), account.id, account.version, { name: '新的名字' }, by());
    expect(edited.name).toBe('新的名字');
    await expect(accounts.edit(em(), account.id, account.version, { name: 'x' }, by())).rejects.toThrow(
      /version/i,
    );
    const wrong = accounts.edit(
      em(),
      account.id,
      edited.version,
      { secret: 'canary-wrong-secret-000000' },
      by(),
    );
    expect((await refusal(wrong)).code).toBe('channel.check_failed');
    const same = await accounts.edit(
      em(),
      account.id,
      edited.version,
      { secret: officialAccount.secret },
      by(),
    );
    expect(same.version).toBe(edited.version + 1);
    expect(await (await clients.officialAccount(em(), account.id)).listTemplates()).not.toHaveLength(0);
  });

  it('gives the callback pair with its address, and records who read it', async () => {
    const { accounts } = build();
    const account = await accounts.connect(em(), service(), by());
    const pair = await accounts.credentials(em(), account.id, by());
    expect(pair.token).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(pair.encodingAesKey).toMatch(/^[A-Za-z0-9]{43}$/);
    expect(pair.previousAcceptedUntil).toBeNull();
    expect(records.at(-1)).toMatchObject({ action: 'channel.callback_credentials_read', actorName: '陈立' });
    expect(JSON.stringify(records)).not.toContain(pair.token);
  });

  it('accepts both pairs for a day after a rotation, on every process, and then the new one alone', async () => {
    const [one, two] = [build(), build()];
    await one.callbackAccounts.start();
    await two.callbackAccounts.start();
    closing.push(
      () => one.callbackAccounts.stop(),
      () => two.callbackAccounts.stop(),
    );
    const account = await one.accounts.connect(em(), service(), by());
    const before = await one.accounts.credentials(em(), account.id, by());
    const key = before.url.split('/').at(-1) ?? '';
    const echo = (process: ReturnType<typeof build>, token: string): string => {
      const found = process.callbackAccounts.byKey('official-account', key);
      if (found === undefined) return 'unknown account';
      const timestamp = String(Math.floor(clock.now().getTime() / 1000));
      const query = `signature=${signParts([token, timestamp, 'n1'])}&timestamp=${timestamp}&nonce=n1&echostr=hello`;
      try {
        return receiveUrlCheck(found, query, clock.now());
      } catch {
        return 'refused';
      }
    };
    expect(echo(one, before.token)).toBe('hello');
    const after = await one.accounts.rotate(em(), account.id, by());
    expect(after.token).not.toBe(before.token);
    expect(after.previousAcceptedUntil).not.toBeNull();
    expect([echo(one, before.token), echo(one, after.token), echo(one, 'wrong')]).toEqual([
      'hello',
      'hello',
      'refused',
    ]);
    // The other process looks every two seconds; five are promised.
    await expect
      .poll(() => [echo(two, before.token), echo(two, after.token)], { timeout: 5_000 })
      .toEqual(['hello', 'hello']);
    expect((await refusal(one.accounts.rotate(em(), account.id, by()))).code).toBe(
      'channel.rotation_under_way',
    );
    clock.setOffset(dayMs + 1_000);
    expect([echo(two, before.token), echo(two, after.token)]).toEqual(['refused', 'hello']);
    expect(one.callbackAccounts.byKey('wecom', key)).toBeUndefined();
  });

  it('takes no callbacks and makes no calls while disconnected, and works again after reconnecting', async () => {
    const { accounts, clients, callbackAccounts } = build();
    const account = await accounts.connect(em(), service(), by());
    const { callbackKey } = account;
    expect(callbackAccounts.byKey('official-account', callbackKey)?.id).toBe(account.id);
    expect((await accounts.disconnect(em(), account.id, by())).state).toBe('disconnected');
    expect(callbackAccounts.byKey('official-account', callbackKey)).toBeUndefined();
    expect((await refusal(clients.officialAccount(em(), account.id))).code).toBe('channel.disconnected');
    expect((await accounts.reconnect(em(), account.id, by())).state).toBe('connected');
    expect(callbackAccounts.byKey('official-account', callbackKey)?.id).toBe(account.id);
    expect(records.map(({ action }) => action)).toEqual([
      'channel.connected',
      'channel.disconnected',
      'channel.reconnected',
    ]);
  });

  it('shows one tenant nothing of another', async () => {
    const { accounts } = build();
    const account = await accounts.connect(em(), service(), by());
    const stranger = test.db.tenant(newId());
    expect((await accounts.list(stranger, { limit: 50 })).items).toEqual([]);
    expect((await refusal(accounts.get(stranger, account.id))).code).toBe('not_found');
    expect((await refusal(accounts.rotate(stranger, account.id, by()))).code).toBe('not_found');
  });

  it('pages through the accounts, newest first', async () => {
    const { accounts } = build();
    const made = [
      await accounts.connect(em(), service(), by()),
      await accounts.connect(em(), miniInput(), by()),
      await accounts.connect(em(), wecomInput(), by()),
    ];
    const first = await accounts.list(em(), { limit: 2 });
    const second = await accounts.list(em(), { limit: 2, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made.map(({ id }) => id).reverse());
    expect(second.nextCursor).toBeNull();
    expect((await accounts.list(em(), { kind: 'wecom', limit: 50 })).items).toHaveLength(1);
  });

  it('recovers from a token that another program reset, without a failed call', async () => {
    const { accounts, clients } = build();
    const account = await accounts.connect(em(), service(), by());
    const client = await clients.officialAccount(em(), account.id);
    expect(await client.listTemplates()).not.toHaveLength(0);
    await control('token-reset', { account: officialAccount.appId });
    expect(await client.listTemplates()).not.toHaveLength(0);
  });

  it('signs WeChat people and staff in through the doors', async () => {
    const { accounts, clients, directory } = build();
    await accounts.connect(em(), miniInput(), by());
    await accounts.connect(em(), wecomInput(), by());
    const wechat = createWechatDoor({ db: test.db, clients, directory, clock });
    const app = await wechat.miniProgram(miniProgram.appId);
    if (app === null) throw new Error('no app');
    const login: unknown = await control('mini-program/login', {
      appId: miniProgram.appId,
      person: 'linxiaowen',
    });
    const phone: unknown = await control('mini-program/phone', {
      appId: miniProgram.appId,
      person: 'linxiaowen',
    });
    expect((await wechat.codeToPerson(app, codeOf(login))).openid).toMatch(/^oSb/);
    expect(await wechat.phoneOf(app, codeOf(phone))).toBe('15400000002');

    const door = createWecomDoor({ db: test.db, clients, directory });
    const found = await door.findApp(undefined);
    expect(found).toMatchObject({ enterpriseId, corpId: wecom.corpId });
    const key = found?.key ?? '';
    expect(await door.authorizeUrl(key, 'https://hl.example.cn/cb', 's')).toContain(`appid=${wecom.corpId}`);
    const oauth: unknown = await control('oauth/code', { corpId: wecom.corpId, userId: 'chenli' });
    expect(await door.memberOf(key, codeOf(oauth))).toBe('chenli');
    expect(await door.memberOf(key, codeOf(oauth))).toBeNull();
    expect(await door.findApp('no-such-key')).toBeNull();
  });

  it('notes when the last callback came', async () => {
    const { accounts, log } = build();
    const account = await accounts.connect(em(), service(), by());
    const last = createLastCallbacks({ db: test.db, log });
    const receivedAt = new Date('2026-11-25T01:02:03.004Z');
    const inbox = em();
    inbox.create(InboxRow, {
      id: newId(),
      enterpriseId,
      channelAccountId: account.id,
      naturalKey: 'm:1',
      kind: 'text',
      sender: 'o1',
      sealedContent: keyring.seal('1-x'),
      replied: false,
      receivedAt,
      state: 'stored',
    });
    await inbox.flush();
    await last.note();
    const known = async () => (await accounts.get(em(), account.id)).lastCallbackAt;
    // One that a killed process had stored and not noted is found at the start.
    expect(await known()).toEqual(receivedAt);
    const later = new Date(receivedAt.getTime() + 60_000);
    last.heard(account.id, later);
    last.heard(account.id, receivedAt);
    expect(await known()).toEqual(receivedAt);
    await last.note();
    expect(await known()).toEqual(later);
    // Another process is behind, and takes nothing back.
    const behind = createLastCallbacks({ db: test.db, log });
    behind.heard(account.id, receivedAt);
    await behind.stop();
    expect(await known()).toEqual(later);
  });

  it('leaves no secret in logs, records, answers or in the clear in the database', async () => {
    const { accounts, clients, callbackAccounts, log } = build();
    const account = await accounts.connect(em(), service(), by());
    const pair = await accounts.credentials(em(), account.id, by());
    await accounts.connect(em(), wecomInput(), by());
    const client = await clients.officialAccount(em(), account.id);
    await client.listTemplates();
    await control('faults', { match: { path: '/cgi-bin/user/info' }, fault: { errcode: 40001, times: 4 } });
    await client.userInfo('oSb001').catch((error: unknown) => {
      log.error({ error }, 'a call failed');
    });
    await refusal(accounts.connect(em(), miniInputWith('canary-wrong-secret-000000'), by())).then((error) => {
      log.error({ error }, 'refused');
    });
    await callbackAccounts.refresh();
    const rows = await test.db.orm.em.fork().getConnection().execute('select * from channel_account');
    const told = [
      ...lines,
      JSON.stringify(records),
      JSON.stringify(rows),
      JSON.stringify(presentAccount(account, '', 'zh-CN')),
    ].join('\n');
    expect(lines.length).toBeGreaterThan(0);
    for (const secret of [officialAccount.secret, wecom.secret, pair.token, pair.encodingAesKey, 'canary']) {
      expect(told).not.toContain(secret);
    }
  });

  function miniInputWith(secret: string): ConnectChannelAccount {
    return connectChannelAccountSchema.parse({ ...miniInput(), secret });
  }
  function codeOf(answer: unknown): string {
    if (
      typeof answer === 'object' &&
      answer !== null &&
      'code' in answer &&
      typeof answer.code === 'string'
    ) {
      return answer.code;
    }
    throw new Error(`no code in ${JSON.stringify(answer)}`);
  }
});
