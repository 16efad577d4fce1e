import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { findSeeded } from '../../demo/seed.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import {
  call,
  corpId,
  loginCode,
  messagesOf,
  miniAppId,
  oaAppId,
  phoneCode,
  prove,
  settle,
  signIn,
  staffCookie,
} from '../../testing/people.ts';
import { Consent } from './account.entity.ts';

const ticketOf = (text: string) => /\?t=([\w-]{22})/.exec(text)?.[1] ?? '';
const guideOf = async (product: Installation, person: string) => {
  const messages = await messagesOf(product, person);
  return messages.filter((message) => message.via === 'passive').at(-1)?.text ?? '';
};

describe('binding', () => {
  let product: Installation;
  beforeAll(async () => {
    product = await startInstallation();
  });
  afterAll(() => product.end());

  it('asks for consent before any phone, and keeps none without it', async () => {
    const { token } = await signIn(product, 'luren');
    const code = await phoneCode(product, 'luren');
    const refused = await call(product, 'POST', '/phone-proofs/wechat', { token, body: { code } });
    expect([refused.status, refused.body.error.code]).toEqual([403, 'consent.required']);
    const sms = await call(product, 'POST', '/phone-proofs/sms', { token, body: { phone: '15400000099' } });
    expect(sms.body.error.code).toBe('consent.required');
    const stale = await call(product, 'POST', '/consents', { token, body: { version: '2020-1' } });
    expect([stale.status, stale.body.error.code]).toEqual([409, 'consent.version']);
    const first = await signIn(product, 'zhaokuaiji', 'en');
    const english = await call(product, 'POST', '/phone-proofs/wechat', {
      token: first.token,
      body: { code },
    });
    expect(english.body.error.message, 'the language of the first sign-in is kept').toMatch(/agree/i);
  });

  it('shows the agreements in the language that the page is in', async () => {
    const { token } = await signIn(product, 'luren');
    const titles = async (query: string) => {
      const { status, body } = await call(product, 'GET', `/agreements${query}`, { token });
      return [status, body.documents?.map(({ title }: { title: string }) => title)];
    };
    const chinese = [200, ['用户服务协议', '隐私政策']];
    expect([await titles(''), await titles('?lang=zh-CN')]).toEqual([chinese, chinese]);
    expect(await titles('?lang=en')).toEqual([200, ['User Agreement', 'Privacy Policy']]);
    expect((await titles('?lang=fr'))[0]).toBe(422);
  });

  it('joins the follower with the mini-app by the guide’s ticket, binds, and tells both sides', async () => {
    await product.control('follow', { account: oaAppId, follower: 'linxiaowen' });
    const ticket = ticketOf(await guideOf(product, 'linxiaowen'));
    const { token } = await signIn(product, 'linxiaowen');
    const started = await call(product, 'POST', '/binding/start', { token, body: { ticket } });
    expect(started.body).toMatchObject({ ticket: 'ok', controllerName: '岚汐净水科技（示例）有限公司' });
    const proofId = await prove(product, 'linxiaowen', token);
    const bound = await call(product, 'POST', '/bindings', { token, body: { proofId } });
    expect(bound.body.outcome).toBe('bound');
    const { me } = bound.body.session;
    expect(me.current).toMatchObject({
      contactName: '林晓雯',
      downstreamName: '杭州沐泉',
      bindingState: 'bound',
    });
    expect(me.current.tiles.map((tile: { key: string }) => tile.key)).toEqual([
      'notices',
      'salesperson',
      'account',
    ]);
    expect(me.follow.following).toBe(true);
    await settle(product);
    const [notice] = (await messagesOf(product, 'linxiaowen')).filter(
      (message) => message.via === 'template',
    );
    expect(notice.title).toBe('账号绑定成功通知');
    const cards = await messagesOf(product, `${corpId}:zhangmin`);
    expect(JSON.stringify(cards)).toContain('林晓雯（杭州沐泉）已绑定微信');
    // The session that asked is over: the new one stands in its place.
    expect((await call(product, 'GET', '/me', { token })).status).toBe(401);
    const notices = await call(product, 'GET', '/notices', { token: bound.body.session.token });
    expect(notices.body.items[0].title).toBeTruthy();
  });

  it('does not bind twice by one proof, nor by one that is another’s', async () => {
    const { token } = await signIn(product, 'luren');
    const proofId = await prove(product, 'luren', token);
    const other = await signIn(product, 'tangyu');
    const stolen = await call(product, 'POST', '/bindings', { token: other.token, body: { proofId } });
    expect([stolen.status, stolen.body.error.code]).toEqual([409, 'phone.proof_invalid']);
    const unknown = await call(product, 'POST', '/bindings', { token, body: { proofId } });
    expect(unknown.body).toMatchObject({
      outcome: 'not_found',
      phoneMasked: '154****0099',
      canAskSalesperson: true,
    });
  });

  it('refuses an account that another WeChat holds, and says whom to ask', async () => {
    const { token } = await signIn(product, 'luren');
    await product.control('people', { id: 'luren', name: '路人', phones: ['15400000099', '15400000002'] });
    const proofId = await prove(product, 'luren', token, '15400000002');
    const taken = await call(product, 'POST', '/bindings', { token, body: { proofId } });
    expect([taken.status, taken.body.error.code]).toEqual([409, 'binding.account_taken']);
    expect(taken.body.error.message).toContain('张敏');
  });

  it('lets a boss with two companies and two brands choose, and switch', async () => {
    const { token, me } = await signIn(product, 'zhoujianguo');
    expect(me.memberships).toHaveLength(2);
    const proofId = await prove(product, 'zhoujianguo', token);
    const choice = await call(product, 'POST', '/bindings', { token, body: { proofId } });
    expect(choice.body.outcome).toBe('choose');
    const names = choice.body.accounts.map((account: { upstreamName: string; downstreamName: string }) => [
      account.upstreamName,
      account.downstreamName,
    ]);
    expect(names).toEqual(
      expect.arrayContaining([
        ['岚汐净水', '杭州沐泉'],
        ['岚汐净水', '绍兴沐泉'],
        ['禾光厨电', '杭州沐泉'],
      ]),
    );
    const second = choice.body.accounts.find(
      (account: { upstreamName: string }) => account.upstreamName === '禾光厨电',
    );
    const foreign = await call(product, 'POST', '/bindings', {
      token,
      body: { proofId, accountIds: ['01890000-0000-7000-8000-000000000000'] },
    });
    expect([foreign.status, foreign.body.error.code]).toEqual([404, 'binding.account_unknown']);
    const bound = await call(product, 'POST', '/bindings', {
      token,
      body: { proofId, accountIds: [second.id] },
    });
    expect(bound.body.session.me.upstream.displayName).toBe('禾光厨电');
    expect(bound.body.session.me.memberships).toHaveLength(3);
    const back = me.memberships[0].id;
    const switched = await call(product, 'POST', '/sessions/switch', {
      token: bound.body.session.token,
      body: { membershipId: back },
    });
    expect(switched.body.me.current.id).toBe(back);
    expect(switched.body.me.upstream.displayName).toBe('岚汐净水');
    // No upstream learns of another: its staff see its own accounts only.
    const cookie = await staffCookie(product, 'chenli');
    const users = await call(product, 'GET', '/interconnect-users?search=周建国', { cookie });
    expect(users.body.items).toHaveLength(2);
  });

  it('ends access at once when a person unbinds, and frees the place', async () => {
    const cookie = await staffCookie(product, 'chenli');
    const used = async () => {
      const { body } = await call(product, 'GET', '/quota', { cookie });
      return body.figures.find((figure: { kind: string }) => figure.kind === 'wechat_user').used;
    };
    const before = await used();
    const { token, me } = await signIn(product, 'mengshifu');
    const elsewhere = await signIn(product, 'mengshifu');
    const after = await call(product, 'POST', `/bindings/${me.current.id}/unbind`, { token });
    expect(after.body.me).toMatchObject({ audience: 'visitor', current: null });
    expect((await call(product, 'GET', '/me', { token: elsewhere.token })).status).toBe(401);
    expect(await used()).toBe(before - 1);
    const again = await call(product, 'POST', `/bindings/${me.current.id}/unbind`, {
      token: after.body.token,
    });
    expect(again.status).toBe(404);
    await product.control('unfollow', { account: oaAppId, follower: 'mengshifu' });
    await product.control('follow', { account: oaAppId, follower: 'mengshifu' });
    expect(await guideOf(product, 'mengshifu')).toContain('请先绑定账号');
  });

  it('does not punish a person for a full quota: he waits, the admin is told, and a free place is his', async () => {
    const { upstreamId } = await upstream(product);
    const { ledger, db } = product.server;
    const taken = await fillPlaces(product, upstreamId);
    const { token } = await signIn(product, 'mengshifu');
    const proofId = await prove(product, 'mengshifu', token);
    const bound = await call(product, 'POST', '/bindings', { token, body: { proofId } });
    expect(bound.body.session.me).toMatchObject({
      audience: 'visitor',
      current: { bindingState: 'waiting_quota' },
    });
    expect(bound.body.session.me.current.blockedReason).toContain('等待');
    await settle(product);
    expect(JSON.stringify(await messagesOf(product, `${corpId}:chenli`))).toContain('等待额度');
    await inTransaction(db.tenant(upstreamId), (tx) =>
      ledger.release(tx, {
        enterpriseId: upstreamId,
        kind: 'wechat_user',
        holder: `user:${taken}`,
        causeKey: 'test-free',
        reason: 'unbound',
        actor: 'system',
      }),
    );
    const me = await call(product, 'GET', '/me', { token: bound.body.session.token });
    expect(me.body.current.bindingState).toBe('bound');
    expect(me.body.audience).toBe('downstream');
  });

  it('withdraws consent: unbinds, ends the proof, keeps the evidence', async () => {
    const { token } = await signIn(product, 'duanjingli');
    const after = await call(product, 'POST', '/consents/withdraw', { token });
    expect(after.body.me).toMatchObject({
      audience: 'visitor',
      current: null,
      consent: { givenVersion: null },
    });
    const { upstreamId } = await upstream(product);
    const rows = await product.server.db.tenant(upstreamId).find(Consent, { withdrawnAt: { $ne: null } });
    expect(rows).toHaveLength(1);
  });

  it('disables an account: its next request is refused, and enabling brings it back', async () => {
    const { token, me } = await signIn(product, 'heminyi');
    expect(me.audience).toBe('downstream');
    const cookie = await staffCookie(product, 'chenli');
    const verb = (name: string) =>
      call(product, 'POST', `/interconnect-users/${me.current.id}/${name}`, { cookie });
    expect((await verb('disable')).body.accountState).toBe('disabled');
    expect((await call(product, 'GET', '/notices', { token })).status).toBe(401);
    const again = await signIn(product, 'heminyi');
    expect(again.me.current.blockedReason).toContain('停用');
    expect((await call(product, 'GET', '/notices', { token: again.token })).status).toBe(403);
    expect((await verb('disable')).body.error.code).toBe('account.state');
    expect((await verb('enable')).body.accountState).toBe('active');
  });

  it('takes a login code once, and of its own app only', async () => {
    const code = await loginCode(product, 'luren');
    const body = { appId: miniAppId, code };
    expect((await call(product, 'POST', '/sessions/mini-program', { body })).status).toBe(201);
    const reused = await call(product, 'POST', '/sessions/mini-program', { body });
    expect([reused.status, reused.body.error.code]).toEqual([422, 'sign_in.code_invalid']);
    const foreign = await call(product, 'POST', '/sessions/mini-program', {
      body: { appId: oaAppId, code: 'x'.repeat(32) },
    });
    expect([foreign.status, foreign.body.error.code]).toEqual([404, 'sign_in.app_unknown']);
  });
});

async function upstream(product: Installation): Promise<{ upstreamId: string }> {
  const seeded = await findSeeded(product.server);
  if (seeded === null) throw new Error('not seeded');
  return seeded;
}

/** Takes every free WeChat-user place; answers the holder of the last. */
async function fillPlaces(product: Installation, enterpriseId: string): Promise<string> {
  const { ledger, db } = product.server;
  for (let index = 0; ; index += 1) {
    const holder = `filler-${index}`;
    const { taken } = await inTransaction(db.tenant(enterpriseId), (tx) =>
      ledger.use(tx, {
        enterpriseId,
        kind: 'wechat_user',
        holder: `user:${holder}`,
        causeKey: `test-fill-${index}`,
        reason: 'bound',
        actor: 'system',
      }),
    );
    if (!taken) return `filler-${index - 1}`;
  }
}
