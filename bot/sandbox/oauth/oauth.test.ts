import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startTestSandbox, type TestSandbox } from '../testing/harness.ts';

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox();
});
afterEach(() => sandbox.close());

const page = (change: Record<string, string> = {}, headers: Record<string, string> = {}) => {
  const query = new URLSearchParams({
    appid: sandbox.service.id,
    redirect_uri: 'http://localhost:3000/back?x=1',
    response_type: 'code',
    scope: 'snsapi_base',
    state: 'abc123',
    ...change,
  });
  return sandbox.request(`/open.weixin.qq.com/connect/oauth2/authorize?${query.toString()}`, { headers });
};
const codeOf = (location: string | null) =>
  new URL(location ?? 'http://none/').searchParams.get('code') ?? '';
const exchange = (code: string, account = sandbox.service) =>
  sandbox.get(
    `/api.weixin.qq.com/sns/oauth2/access_token?appid=${account.id}&secret=${account.secret}&code=${code}&grant_type=authorization_code`,
  );

describe('the page of a service account', () => {
  it('lets a person be chosen and sends him back with code and state', async () => {
    const chooser = await page();
    expect(chooser.status).toBe(200);
    expect(chooser.text).toContain('林晓雯');
    expect(chooser.text).toContain('Enter as whom?');
    expect(chooser.text).not.toContain('<script');
    expect(chooser.headers.get('content-security-policy')).toContain("default-src 'none'");
    const href = /href="([^"]*persona=linxiaowen)"/.exec(chooser.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const back = await sandbox.get(href);
    expect(back.status).toBe(302);
    const location = new URL(back.headers.get('location') ?? '');
    expect(location.href).toMatch(/^http:\/\/localhost:3000\/back\?x=1&code=[\w-]+&state=abc123$/);
    const user = await exchange(codeOf(location.href));
    expect(user.json).toMatchObject({
      openid: await sandbox.openid(sandbox.service.id, 'linxiaowen'),
      scope: 'snsapi_base',
      expires_in: 7_200,
    });
  });

  it("skips the chooser for the phone's cookie", async () => {
    const back = await page({}, { cookie: 'hl_sandbox_persona=zhoujianguo' });
    const user = await exchange(codeOf(back.headers.get('location')));
    expect(user.json['openid']).toBe(await sandbox.openid(sandbox.service.id, 'zhoujianguo'));
  });

  it.each([
    [{ redirect_uri: 'https://evil.example/back' }, 10003],
    [{ redirect_uri: 'https://localhost.evil.example/' }, 10003],
    [{ redirect_uri: 'http://user@localhost/' }, 10003],
    [{ redirect_uri: 'javascript:alert(1)' }, 10003],
    [{ scope: 'snsapi_privateinfo' }, 10005],
    [{ scope: '' }, 10010],
    [{ redirect_uri: '' }, 10011],
    [{ appid: '' }, 10012],
    [{ state: '' }, 10013],
    [{ state: '<b>' }, 10013],
  ])("shows the platform's error page for %j", async (change, code) => {
    const answer = await page({ persona: 'linxiaowen', ...change });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(String(code));
    expect(answer.headers.get('location')).toBeNull();
  });

  it('takes configured hosts only, once they are configured', async () => {
    await sandbox.control('accounts/configure', {
      account: sandbox.service.id,
      oauthDomains: ['hl.example.cn'],
    });
    expect((await page({ persona: 'luren' })).text).toContain('10003');
    const good = await page({ persona: 'luren', redirect_uri: 'https://hl.example.cn/back' });
    expect(good.headers.get('location')).toMatch(/^https:\/\/hl\.example\.cn\/back\?code=/);
  });

  it('is closed to a subscription account', async () => {
    expect((await page({ appid: sandbox.subscription.id, persona: 'luren' })).text).toContain('10005');
  });

  it('escapes what the caller wrote', async () => {
    const answer = await page({ appid: '<script>alert(1)</script>' });
    expect(answer.text).not.toContain('<script>');
  });
});

describe('codes and tokens of a person', () => {
  const code = async (scope: string) =>
    String(
      (await sandbox.control('oauth/code', { appId: sandbox.service.id, person: 'linxiaowen', scope })).json[
        'code'
      ],
    );

  it('is good once, five minutes, for its account', async () => {
    const used = await code('snsapi_base');
    await exchange(used);
    expect((await exchange(used)).json['errcode']).toBe(40163);
    const late = await code('snsapi_base');
    await sandbox.advance(5 * 60_000);
    expect((await exchange(late)).json['errcode']).toBe(42003);
    expect((await exchange('0none')).json['errcode']).toBe(40029);
    expect((await exchange(await code('snsapi_base'), sandbox.subscription)).json['errcode']).toBe(48001);
  });

  it('tells name and picture to snsapi_userinfo only, and is no token of the API', async () => {
    const info = async (scope: string) => {
      const { json } = await exchange(await code(scope));
      const query = `access_token=${String(json['access_token'])}&openid=${String(json['openid'])}`;
      return { json, answer: await sandbox.get(`/api.weixin.qq.com/sns/userinfo?${query}`) };
    };
    expect((await info('snsapi_base')).answer.json['errcode']).toBe(48001);
    const full = await info('snsapi_userinfo');
    expect(full.answer.json).toMatchObject({ nickname: '林晓雯' });
    const asApi = await sandbox.weixin('/cgi-bin/user/get', String(full.json['access_token']));
    expect(asApi.json['errcode']).toBe(40014);
    const refreshed = await sandbox.get(
      `/api.weixin.qq.com/sns/oauth2/refresh_token?appid=${sandbox.service.id}&grant_type=refresh_token&refresh_token=${String(full.json['refresh_token'])}`,
    );
    expect(refreshed.json['openid']).toBe(full.json['openid']);
    const foreign = await sandbox.openid(sandbox.service.id, 'luren');
    const mixed = await sandbox.get(
      `/api.weixin.qq.com/sns/auth?access_token=${String(full.json['access_token'])}&openid=${foreign}`,
    );
    expect(mixed.json['errcode']).toBe(40003);
  });
});

describe('the page of WeCom', () => {
  const ask = (change: Record<string, string> = {}) =>
    page({ appid: sandbox.wecom.id, agentid: sandbox.wecom.agentId ?? '', ...change });

  it('lets a member be chosen, by page, query or cookie', async () => {
    expect((await ask()).text).toContain('张敏');
    const token = await sandbox.token(sandbox.wecom);
    const who = async (location: string | null) =>
      (await sandbox.qyapi(`/cgi-bin/auth/getuserinfo?code=${codeOf(location)}`, token)).json['userid'];
    expect(await who((await ask({ member: 'suwan' })).headers.get('location'))).toBe('suwan');
    const cookie = { cookie: `hl_sandbox_member=${sandbox.wecom.id}%3Azhangmin` };
    const byCookie = await page({ appid: sandbox.wecom.id }, cookie);
    expect(await who(byCookie.headers.get('location'))).toBe('zhangmin');
  });

  it('refuses other hosts with 50001 and other agents', async () => {
    expect((await ask({ redirect_uri: 'https://evil.example/', member: 'suwan' })).text).toContain('50001');
    expect((await ask({ agentid: '9', member: 'suwan' })).text).toContain('40056');
    expect((await ask({ scope: 'snsapi_privateinfo', agentid: '', member: 'suwan' })).text).toContain(
      '41011',
    );
  });
});
