import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { demoOpenid } from '../../../config/demo-world.ts';
import { limits } from '../../../config/limits.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, lastGuide, miniAppId, oaAppId, seededOf, signIn, ticketOf } from '../../testing/people.ts';
import { IdentityOpenid } from './account.entity.ts';

describe('the ticket in a guide’s link', () => {
  let product: Installation;
  beforeAll(async () => {
    product = await startInstallation();
  });
  afterAll(() => product.end());

  const start = async (token: string, body: object) =>
    (await call(product, 'POST', '/binding/start', { token, body })).body;
  async function followAnew(person: string): Promise<string> {
    await product.control('unfollow', { account: oaAppId, follower: person }).catch(() => undefined);
    await product.control('follow', { account: oaAppId, follower: person });
    return ticketOf(await lastGuide(product, person));
  }
  const holderOf = async (appId: string, person: string) =>
    (
      await product.server.db
        .installation()
        .findOne(IdentityOpenid, { appId, openid: demoOpenid(appId, person) })
    )?.identityId;

  it('joins him who follows with him who comes; the same person may come twice', async () => {
    const ticket = await followAnew('linxiaowen');
    expect(ticket).toMatch(/^[\w-]{22}$/);
    const { token, me } = await signIn(product, 'linxiaowen');
    expect(me.follow.following).toBe(false);
    expect((await start(token, { ticket })).ticket).toBe('ok');
    expect((await start(token, { ticket })).ticket).toBe('ok');
    expect(await holderOf(oaAppId, 'linxiaowen')).toBe(await holderOf(miniAppId, 'linxiaowen'));
    expect((await call(product, 'GET', '/me', { token })).body.follow.following).toBe(true);
    const other = await signIn(product, 'luren');
    expect((await start(other.token, { ticket })).ticket, 'it is spent').toBe('used');
    expect((await call(product, 'GET', '/me', { token: other.token })).body.follow.following).toBe(false);
  });

  it('asks first when it seems forwarded, and joins after the answer', async () => {
    const ticket = await followAnew('zhaokuaiji');
    const { token } = await signIn(product, 'zhaokuaiji');
    for (const scene of [1007, 1008, 1044]) {
      expect((await start(token, { ticket, scene })).ticket).toBe('forwarded');
    }
    expect(await holderOf(oaAppId, 'zhaokuaiji')).toBeUndefined();
    expect((await start(token, { ticket, scene: 1007, confirmForwarded: true })).ticket).toBe('ok');
    expect(await holderOf(oaAppId, 'zhaokuaiji')).toBe(await holderOf(miniAppId, 'zhaokuaiji'));
  });

  it('does not give away an openid that somebody else has proved to be his', async () => {
    // 赵会计 is known by both apps: whoever else opens his guide's link is not he.
    const ticket = await followAnew('zhaokuaiji');
    const his = await holderOf(oaAppId, 'zhaokuaiji');
    const { token } = await signIn(product, 'luren');
    expect((await start(token, { ticket })).ticket).toBe('used');
    expect(await holderOf(oaAppId, 'zhaokuaiji')).toBe(his);
  });

  it('is refused where it was made up, and binding goes on without it', async () => {
    const { token } = await signIn(product, 'luren');
    expect((await start(token, {})).ticket).toBe('none');
    expect((await start(token, { ticket: 'A'.repeat(22) })).ticket).toBe('expired');
    expect((await start(token, { ticket: '_-'.repeat(11) })).ticket).toBe('expired');
    for (const wrong of ['A'.repeat(21), 'A'.repeat(23), `${'A'.repeat(21)}=`]) {
      const refused = await call(product, 'POST', '/binding/start', { token, body: { ticket: wrong } });
      expect([refused.status, refused.body.error.code]).toEqual([422, 'request.invalid']);
    }
  });

  it('ends after seven days', async () => {
    await product.control('people', { id: 'xinren', name: '新人', phones: ['15400000080'] });
    const ticket = await followAnew('xinren');
    await product.control('clock', { advanceMs: limits.bindingTicketMs + 60_000 });
    const { token } = await signIn(product, 'xinren');
    expect((await start(token, { ticket })).ticket).toBe('expired');
    expect(await holderOf(oaAppId, 'xinren')).toBeUndefined();
    const anew = await followAnew('xinren');
    expect((await start(token, { ticket: anew })).ticket).toBe('ok');
  });

  it('is not needed where both apps name a unionid', async () => {
    for (const account of [oaAppId, miniAppId]) {
      await product.control('accounts/configure', { account, openPlatform: true });
    }
    await product.control('people', { id: 'lianhe', name: '联合', phones: ['15400000081'] });
    await signIn(product, 'lianhe');
    const walked = await fetch(await webStart(), { redirect: 'manual' });
    expect(walked.status).toBe(302);
    const back = new URL(walked.headers.get('location') ?? '');
    const ended = await fetch(back, { redirect: 'manual', headers: { cookie: webCookie } });
    expect(ended.headers.get('location')).toContain('hl_code=');
    expect(await holderOf(oaAppId, 'lianhe')).toBe(await holderOf(miniAppId, 'lianhe'));
  });

  let webCookie = '';
  async function webStart(): Promise<URL> {
    const answer = await call(product, 'GET', '/sessions/web/start');
    webCookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const url = new URL(answer.headers.get('location') ?? '');
    url.searchParams.set('persona', 'lianhe');
    return url;
  }

  it('is in no guide of a plaintext account: its callbacks prove nobody', async () => {
    await product.control('people', { id: 'mingwen', name: '明文', phones: ['15400000082'] });
    const { db, channelAccounts, callbackAccounts } = product.server;
    await setMode('plain');
    await product.control('follow', { account: oaAppId, follower: 'mingwen' });
    const guide = await lastGuide(product, 'mingwen');
    expect(guide).toContain('绑定');
    expect(ticketOf(guide)).toBe('');
    await setMode('safe');
    expect(await followAnew('mingwen')).toMatch(/^[\w-]{22}$/);

    async function setMode(mode: 'plain' | 'safe') {
      const { upstreamId } = await seededOf(product);
      const by = {
        enterpriseId: upstreamId,
        actor: 'system',
        actorName: '',
        requestId: 'test',
        locale: 'zh-CN',
      } as const;
      const { items } = await channelAccounts.list(db.tenant(upstreamId), { limit: 10 });
      const account = items.find(({ appId }) => appId === oaAppId);
      if (account === undefined) throw new Error('no service account');
      const { id, version } = account;
      await channelAccounts.edit(db.tenant(upstreamId), id, version, { callbackMode: mode }, by);
      await callbackAccounts.refresh();
      await product.control('accounts/configure', { account: oaAppId, mode });
    }
  });
});
