import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { limits } from '../../../config/limits.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, oaAppId } from '../../testing/people.ts';
import { redirectTricks } from '../../testing/redirect-tricks.ts';

describe('sign-in on a page inside WeChat', () => {
  let product: Installation;
  beforeAll(async () => {
    product = await startInstallation();
  });
  afterAll(() => product.end());

  async function start(redirect = '/app/pages/bind/index?t=1') {
    const answer = await call(product, 'GET', `/sessions/web/start?redirect=${encodeURIComponent(redirect)}`);
    const [cookie = ''] = answer.headers.getSetCookie();
    return { cookie, url: new URL(answer.headers.get('location') ?? '') };
  }
  /** Through WeChat's page as this person: the address to which it sends him back. */
  async function walk(url: URL, persona = 'luren'): Promise<URL> {
    url.searchParams.set('persona', persona);
    const back = await fetch(url, { redirect: 'manual' });
    return new URL(back.headers.get('location') ?? '');
  }
  async function finish(back: URL, cookie: string) {
    const answer = await fetch(back, { redirect: 'manual', headers: { cookie: cookie.split(';')[0] ?? '' } });
    return answer.headers.get('location') ?? '';
  }
  async function codeOf(persona = 'luren'): Promise<string> {
    const { cookie, url } = await start();
    const ended = await finish(await walk(url, persona), cookie);
    return new URLSearchParams(ended.split('?')[1]).get('hl_code') ?? '';
  }
  const exchange = (code: string) => call(product, 'POST', '/sessions/exchange', { body: { code } });

  it('walks to WeChat and back, and ends in a session of that person', async () => {
    const { cookie, url } = await start();
    expect(cookie).toMatch(/; path=\/api\/v1\/sessions\/web; .*samesite=lax; httponly/i);
    expect(url.searchParams.get('appid')).toBe(oaAppId);
    expect(url.searchParams.get('scope'), 'nothing but who he is').toBe('snsapi_base');
    const ended = await finish(await walk(url, 'tangyu'), cookie);
    expect(ended).toMatch(/^\/app\/pages\/bind\/index\?t=1&hl_code=[\w-]{22}$/);
    const session = await exchange(ended.slice(-22));
    expect([session.status, session.body.me.current.contactName]).toEqual([201, '唐玉']);
    expect((await call(product, 'GET', '/me', { token: session.body.token })).status).toBe(200);
  });

  it('refuses a state that is missing, another browser’s, or late', async () => {
    const mine = await start();
    const back = await walk(mine.url);
    const refused = '/app/?error=oauth.state_mismatch';
    expect(await finish(back, '')).toBe(refused);
    const other = await start();
    expect(await finish(back, other.cookie)).toBe(refused);
    const altered = mine.cookie.replace(/=([^.;]+)\./, (_whole, body: string) => `=${body.slice(0, -2)}AA.`);
    expect(await finish(back, altered)).toBe(refused);
    const without = new URL(back);
    without.searchParams.delete('state');
    expect(await finish(without, mine.cookie)).toBe(refused);
    expect(await finish(back, mine.cookie), 'in the browser that began it').toContain('hl_code=');
    const late = await start();
    const lateBack = await walk(late.url);
    await product.control('clock', { advanceMs: limits.oauthStateMs + 1000 });
    expect(await finish(lateBack, late.cookie)).toBe(refused);
  });

  it('takes WeChat’s code once', async () => {
    const { cookie, url } = await start();
    const back = await walk(url);
    expect(await finish(back, cookie)).toContain('hl_code=');
    expect(await finish(back, cookie)).toBe('/app/?error=sign_in.code_invalid');
    const forged = new URL(back);
    forged.searchParams.set('code', '0'.repeat(32));
    expect(await finish(forged, cookie)).toBe('/app/?error=sign_in.code_invalid');
  });

  it('takes its own code once, within a minute', async () => {
    const code = await codeOf();
    const answers = await Promise.all([exchange(code), exchange(code), exchange(code)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401, 401]);
    const late = await codeOf();
    await product.control('clock', { advanceMs: limits.webExchangeMs + 1000 });
    const refused = await exchange(late);
    const unknown = await exchange('A'.repeat(22));
    expect([refused.status, refused.body.error.code]).toEqual([401, 'sign_in.exchange_invalid']);
    expect({ ...refused.body.error, requestId: '' }).toEqual({ ...unknown.body.error, requestId: '' });
  });

  it('leads nowhere but into the mini-app', async () => {
    const tricks = redirectTricks(product.url, '/app/');
    expect(tricks.length).toBeGreaterThanOrEqual(40);
    for (const trick of tricks) {
      const answer = await call(product, 'GET', `/sessions/web/start?redirect=${encodeURIComponent(trick)}`);
      if (answer.status === 422) continue;
      const [cookie = ''] = answer.headers.getSetCookie();
      const ended = await finish(await walk(new URL(answer.headers.get('location') ?? '')), cookie);
      expect([trick, ended.replace(/[\w-]{22}$/, '')]).toEqual([trick, '/app/?hl_code=']);
    }
  });
});
