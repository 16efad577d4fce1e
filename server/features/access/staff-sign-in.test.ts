import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { demoWorld } from '../../../config/demo-world.ts';
import { limits } from '../../../config/limits.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { openCallers, type Callers } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, staffCookie, wecomOnComputer, wecomOnPhone, type Answer } from '../../testing/people.ts';
import { redirectTricks } from '../../testing/redirect-tricks.ts';
import { Staff } from './access.entity.ts';

describe('staff sign-in', () => {
  let product: Installation;
  let callers: Callers;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
  });
  afterAll(() => product.end());

  const told = ({ status, body }: Answer) => [status, body.error?.code];
  async function start(redirect = '/workbench/deliveries?state=failed') {
    const answer = await call(product, 'GET', `/oauth/wecom/start?redirect=${encodeURIComponent(redirect)}`);
    return {
      status: answer.status,
      cookie: answer.headers.getSetCookie()[0] ?? '',
      url: new URL(answer.headers.get('location') ?? 'about:blank'),
    };
  }
  async function back(url: URL, member: string): Promise<URL> {
    url.searchParams.set('member', member);
    return new URL((await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '');
  }
  async function finish(to: URL, cookie: string, userAgent = wecomOnComputer) {
    const headers = { cookie: cookie.split(';')[0] ?? '', 'user-agent': userAgent };
    const answer = await fetch(to, { redirect: 'manual', headers });
    const session = answer.headers.getSetCookie().find((text) => /^hl_staff_\d+=[\w-]{20,}/.test(text));
    return { location: answer.headers.get('location') ?? '', session };
  }
  async function walk(member: string, userAgent?: string) {
    const begun = await start();
    return finish(await back(begun.url, member), begun.cookie, userAgent);
  }
  const refusal = (code: string) => `/workbench/sign-in?error=${code}`;
  const me = (cookie: string) => call(product, 'GET', '/staff/me', { cookie });
  const link = (code: string) => call(product, 'POST', '/sessions/staff-link', { body: { code } });

  it('ends at the page that was asked for, with a cookie that only the browser reads', async () => {
    const { location, session } = await walk('chenli');
    expect(location).toBe('/workbench/deliveries?state=failed');
    expect(session).toMatch(/; path=\/; expires=[^;]+; samesite=lax; httponly$/i);
    const { body } = await me(session?.split(';')[0] ?? '');
    expect([body.staff.name, body.enterprise.displayName]).toEqual(['陈立', '岚汐净水']);
  });

  it('refuses who is no member, is not on the list, or was disabled', async () => {
    expect(await walk('wanglei'), 'he has left the corp').toMatchObject({
      location: refusal('oauth.not_member'),
      session: undefined,
    });
    const em = product.server.db.tenant(callers.upstreamId);
    const staff = await em.findOneOrFail(Staff, { account: 'lihao' });
    await em.nativeUpdate(Staff, { id: staff.id }, { account: 'lihao-gone' });
    expect(await walk('lihao')).toMatchObject({ location: refusal('staff.not_mapped'), session: undefined });
    await em.nativeUpdate(Staff, { id: staff.id }, { account: 'lihao' });
    expect((await walk('lihao')).session).toBeDefined();
    await em.nativeUpdate(Staff, { id: staff.id }, { state: 'disabled' });
    expect(await walk('lihao')).toMatchObject({ location: refusal('staff.disabled'), session: undefined });
    await em.nativeUpdate(Staff, { id: staff.id }, { state: 'enabled' });
    const begun = await start();
    const to = await back(begun.url, 'chenli');
    to.searchParams.set('code', '0'.repeat(32));
    expect(await finish(to, begun.cookie), 'a code of nobody').toMatchObject({
      location: refusal('oauth.not_member'),
      session: undefined,
    });
  });

  it('lets in again who left and is back, as soon as WeCom vouches for him; not who is disabled by hand', async () => {
    const corpId = demoWorld.wecom.corpId;
    const member = (change: 'leave' | 'return') =>
      product.control('member', { corpId, userId: 'gaoyuan', change });
    const em = product.server.db.tenant(callers.upstreamId);
    const leftAt = async () =>
      (await em.findOneOrFail(Staff, { account: 'gaoyuan' }, { refresh: true })).leftAt ?? null;
    const cookie = await staffCookie(product, 'gaoyuan');
    await member('leave');
    await expect.poll(leftAt).not.toBeNull();
    expect(told(await me(cookie))).toEqual([401, 'session.expired']);
    expect((await walk('gaoyuan')).location).toBe(refusal('oauth.not_member'));
    // That he is back is told to nobody.
    await product.control('faults', {
      match: { account: corpId, event: 'change_contact' },
      fault: { drop: true, times: 1 },
    });
    await member('return');
    await em.nativeUpdate(Staff, { account: 'gaoyuan' }, { state: 'disabled' });
    expect((await walk('gaoyuan')).location).toBe(refusal('staff.disabled'));
    expect(await leftAt()).not.toBeNull();
    await em.nativeUpdate(Staff, { account: 'gaoyuan' }, { state: 'enabled' });
    expect((await walk('gaoyuan')).session).toBeDefined();
    expect(await leftAt()).toBeNull();
  });

  it('lets in on a computer who has the right to that, for as long as he has it; a phone needs none', async () => {
    const admin = await callers.as('admin');
    const em = product.server.db.tenant(callers.upstreamId);
    const { id } = await em.findOneOrFail(Staff, { account: 'lihao' });
    const give = async (permissions: string[]) => {
      const { body } = await call(product, 'GET', `/staff-members/${id}`, admin);
      const headers = { 'if-match': `"${body.version}"` };
      const path = `/staff-members/${id}/authorisation`;
      return (await call(product, 'PUT', path, { ...admin, body: { permissions }, headers })).status;
    };
    const entered = async (userAgent?: string) =>
      (await walk('lihao', userAgent)).session?.split(';')[0] ?? '';
    expect(await give(['desktop.sign_in', 'accounts.read'])).toBe(200);
    const computer = await entered();
    const phone = await entered(wecomOnPhone);
    expect([(await me(computer)).status, (await me(phone)).status]).toEqual([200, 200]);
    expect(await give(['accounts.read'])).toBe(200);
    expect(told(await me(computer)), 'at the next request').toEqual([401, 'session.expired']);
    expect((await me(phone)).body.permissions).toEqual(['accounts.read']);
    expect(await walk('lihao')).toEqual({ location: refusal('sign_in.no_desktop'), session: undefined });
    expect(await entered(wecomOnPhone)).not.toBe('');
    // By a role as well as by himself.
    const body = { name: '坐班', note: '', permissions: ['desktop.sign_in'] };
    const role = await call(product, 'POST', '/roles', { ...admin, body });
    expect(role.status).toBe(201);
    const join = { ...admin, body: { add: [id] } };
    expect((await call(product, 'POST', `/roles/${role.body.id}/members`, join)).status).toBe(200);
    expect((await me(await entered())).status).toBe(200);
    const leave = { ...admin, body: { remove: [id] } };
    expect((await call(product, 'POST', `/roles/${role.body.id}/members`, leave)).status).toBe(200);
    expect((await entered()) === '', 'the role is gone, and with it the computer').toBe(true);
    expect(await give(['desktop.sign_in', 'accounts.read'])).toBe(200);
  });

  it('refuses who is said to have left while WeCom is asked about him', async () => {
    const { corpId } = demoWorld.wecom;
    const em = product.server.db.tenant(callers.upstreamId);
    await product.control('faults', {
      match: { account: corpId, path: '/cgi-bin/auth/getuserinfo' },
      fault: { latencyMs: 2_500, times: 1 },
    });
    const walking = walk('gaoyuan');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const fields = { Event: 'change_contact', ChangeType: 'delete_user', UserID: 'gaoyuan' };
    await product.control('event', { account: corpId, follower: 'sys', fields });
    expect(await walking).toEqual({ location: refusal('oauth.not_member'), session: undefined });
    const row = await em.findOneOrFail(Staff, { account: 'gaoyuan' }, { refresh: true });
    expect(row.leftAt).toEqual(expect.any(Date));
    expect((await walk('gaoyuan')).session).toBeDefined();
  });

  it('refuses a state that is missing, another browser’s or late, and a code twice', async () => {
    const begun = await start();
    const to = await back(begun.url, 'chenli');
    expect((await finish(to, '')).location).toBe(refusal('oauth.state_mismatch'));
    expect((await finish(to, (await start()).cookie)).location).toBe(refusal('oauth.state_mismatch'));
    expect((await finish(to, begun.cookie)).session).toBeDefined();
    expect(await finish(to, begun.cookie)).toMatchObject({
      location: refusal('oauth.not_member'),
      session: undefined,
    });
    const late = await start();
    const lateTo = await back(late.url, 'chenli');
    await product.control('clock', { advanceMs: limits.oauthStateMs + 1000 });
    expect((await finish(lateTo, late.cookie)).location).toBe(refusal('oauth.state_mismatch'));
  });

  it('leads nowhere but into the workbench', async () => {
    const tricks = redirectTricks(product.url, '/workbench/');
    expect(tricks.length).toBeGreaterThanOrEqual(40);
    for (const trick of tricks) {
      const begun = await start(trick);
      if (begun.status === 422) continue;
      const { location } = await finish(await back(begun.url, 'chenli'), begun.cookie);
      expect([trick, location]).toEqual([trick, '/workbench/']);
    }
  }, 60_000);

  it('opens by the operator’s link once, within a day; others answer alike', async () => {
    const { db, staffLinks } = product.server;
    const staff = await db.tenant(callers.upstreamId).findOneOrFail(Staff, { account: 'chenli' });
    const make = () =>
      inTransaction(db.acrossTenants('door: staff link'), (tx) =>
        staffLinks.make(tx, callers.upstreamId, staff.id),
      );
    const code = await make();
    const answers = await Promise.all([link(code), link(code), link(code)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401, 401]);
    const opened = answers.find(({ status }) => status === 201);
    const cookie = opened?.headers.getSetCookie()[0] ?? '';
    expect(cookie).toMatch(/samesite=lax; httponly/i);
    expect((await me(cookie.split(';')[0] ?? '')).body.staff.name).toBe('陈立');
    const late = await make();
    await product.control('clock', { advanceMs: limits.staffLinkMs + 1000 });
    const plain = (answer: Answer) => ({ status: answer.status, ...answer.body.error, requestId: '' });
    const expired = plain(await link(late));
    expect(expired).toMatchObject({ status: 401, code: 'staff_link.invalid' });
    expect(plain(await link('A'.repeat(22)))).toEqual(expired);
    expect(plain(await link(code))).toEqual(expired);
    const gone = await make();
    const em = db.tenant(callers.upstreamId);
    await em.nativeUpdate(Staff, { id: staff.id }, { leftAt: product.server.clock.now() });
    expect(plain(await link(gone)), 'of who left').toEqual(expired);
    await em.nativeUpdate(Staff, { id: staff.id }, { leftAt: null });
  });

  it('takes writes from its own page only', async () => {
    const cookie = await staffCookie(product, 'chenli');
    const body = { language: 'zh-CN' };
    const write = (headers: Record<string, string>) =>
      call(product, 'PATCH', '/staff/me', { cookie, body, headers });
    for (const origin of [
      'https://evil.example',
      'null',
      product.sandboxUrl,
      `${product.url}.evil.example`,
    ]) {
      expect(told(await write({ origin }))).toEqual([403, 'request.origin']);
    }
    const bare = await fetch(`${product.url}/api/v1/staff/me`, {
      method: 'PATCH',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(bare.status, 'without one').toBe(403);
    expect((await write({})).status).toBe(200);
  });

  it('keeps the language that was chosen, over sign-ins', async () => {
    const cookie = await staffCookie(product, 'suwan');
    const changed = await call(product, 'PATCH', '/staff/me', { cookie, body: { language: 'en' } });
    expect(changed.body.language).toBe('en');
    const refused = await call(product, 'GET', '/channel-accounts', { cookie, locale: 'zh-CN' });
    expect(refused.body.error.message).toMatch(/^[\x20-\x7e’]+$/);
    expect((await me(await staffCookie(product, 'suwan'))).body.language).toBe('en');
  });

  it('ends by signing out, by a day of rest, and after a week', async () => {
    const cookie = await staffCookie(product, 'chenli');
    const out = await call(product, 'POST', '/staff/sign-out', { cookie });
    expect(out.headers.getSetCookie()[0]).toMatch(/^hl_staff_\d+=;/);
    expect(told(await me(cookie))).toEqual([401, 'session.expired']);

    const idle = await staffCookie(product, 'chenli');
    await product.control('clock', { advanceMs: limits.staffSession.idleMs - 60_000 });
    expect((await me(idle)).status).toBe(200);
    await product.control('clock', { advanceMs: limits.staffSession.idleMs + 60_000 });
    elapse();
    expect((await me(idle)).status).toBe(401);

    const busy = await staffCookie(product, 'chenli');
    const steps = limits.staffSession.absoluteMs / (limits.staffSession.idleMs / 2);
    for (let step = 1; step < steps; step += 1) {
      await product.control('clock', { advanceMs: limits.staffSession.idleMs / 2 });
      elapse();
      expect([step, (await me(busy)).status]).toEqual([step, 200]);
    }
    await product.control('clock', { advanceMs: limits.staffSession.idleMs / 2 });
    elapse();
    expect((await me(busy)).status).toBe(401);
  }, 60_000);

  /** An answer about a session is kept for a second of real time; here it has passed. */
  const elapse = () => {
    product.server.sessions.forget();
  };

  it('says so where no WeCom application is connected', async () => {
    const { db, channelAccounts } = product.server;
    const em = db.tenant(callers.upstreamId);
    const { items } = await channelAccounts.list(em, { limit: 10 });
    const wecom = items.find(({ kind }) => kind === 'wecom');
    const admin = await callers.as('admin');
    await call(product, 'POST', `/channel-accounts/${wecom?.id ?? ''}/disconnect`, admin);
    const answer = await call(product, 'GET', '/oauth/wecom/start');
    expect(told(answer)).toEqual([409, 'oauth.not_configured']);
  });
});
