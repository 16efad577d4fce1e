import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createMiniProgramClient } from '../mini-program/client.ts';
import { createOfficialAccountClient } from '../official-account/client.ts';
import { createSmsClient } from '../sms/client.ts';
import { createWecomClient } from '../wecom/client.ts';
import { PlatformError, PlatformUnreachableError } from './platform-error.ts';
import { createPlatformHttp, type PlatformCallInfo, type PlatformHttp } from './platform-http.ts';
import { createMemoryTokenStore } from './token-memory-store.ts';

interface Seen {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}
interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body: string | Buffer;
  readonly drop?: boolean;
  readonly delayMs?: number;
}

const secret = 'canary-secret-0123456789';
const token = `83_canary${'AbC9'.repeat(30)}`;

describe('the platform clients', () => {
  let server: Server;
  let http: PlatformHttp;
  let baseUrl: string;
  let seen: Seen[];
  let calls: PlatformCallInfo[];
  let at: number;
  /** By path; the tokens are answered unless a test says otherwise. */
  let answers: Map<string, (seen: Seen) => Answer>;

  beforeEach(async () => {
    seen = [];
    calls = [];
    at = Date.parse('2026-11-25T02:00:00Z');
    answers = new Map([
      ['/cgi-bin/stable_token', () => ({ body: JSON.stringify({ access_token: token, expires_in: 7200 }) })],
      ['/cgi-bin/gettoken', () => ({ body: JSON.stringify({ access_token: token, expires_in: 7200 }) })],
    ]);
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://x');
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const call = {
          path: url.pathname,
          query: url.searchParams,
          body: Buffer.concat(chunks).toString('utf8'),
          headers: request.headers,
        };
        seen.push(call);
        const answer = answers.get(url.pathname)?.(call) ?? { body: '{"errcode":0,"errmsg":"ok"}' };
        if (answer.drop === true) request.socket.destroy();
        else
          setTimeout(() => {
            response.writeHead(answer.status ?? 200, { 'content-type': answer.type ?? 'application/json' });
            response.end(answer.body);
          }, answer.delayMs ?? 0);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address: AddressInfo | string | null = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('no port');
    baseUrl = `http://127.0.0.1:${address.port}`;
    http = createPlatformHttp({ timeoutMs: 1_200, onCall: (info) => calls.push(info) });
  });
  afterEach(async () => {
    await http.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const shared = () => ({
    accountKey: 'a',
    secret,
    baseUrl,
    oauthBaseUrl: 'https://open.weixin.qq.com',
    http,
    tokens: createMemoryTokenStore(),
    clock: { now: () => new Date(at) },
  });
  const buildOfficial = () => createOfficialAccountClient({ ...shared(), appId: 'wx0000000000000001' });
  const buildMini = () => createMiniProgramClient({ ...shared(), appId: 'wx0000000000000002' });
  const buildWecom = () =>
    createWecomClient({ ...shared(), corpId: 'ww0000000000000003', agentId: '1000002' });
  const paths = () => seen.map(({ path }) => path);
  async function failure(work: Promise<unknown>): Promise<Error> {
    try {
      await work;
    } catch (error) {
      if (error instanceof Error) return error;
    }
    throw new Error('It did not fail');
  }
  const template = {
    openid: 'o1',
    templateId: 't1',
    data: { thing1: '林晓雯 🙂', time3: '2026年11月24日 18:30' },
    clientMessageId: 'c1',
  };

  it('keep a 64-bit message id as text and send raw UTF-8', async () => {
    answers.set('/cgi-bin/message/template/send', () => ({
      body: '{"errcode":0,"errmsg":"ok","msgid":9007199254740993123}',
    }));
    const { messageId } = await buildOfficial().sendTemplate(template);
    expect(messageId).toBe('9007199254740993123');
    const body = seen.at(-1)?.body ?? '';
    expect(body).toContain('林晓雯 🙂');
    expect(body).not.toMatch(/\\u/);
    expect(seen.at(-1)?.query.get('access_token')).toBe(token);
    expect(body).not.toContain(token);
  });

  it('turn «200 with errcode» into an error that names meaning and remedy in both languages', async () => {
    answers.set('/cgi-bin/message/template/send', () => ({
      body: '{"errcode":47003,"errmsg":"argument invalid! data.thing1.value invalid rid: 6561a2b3-1a2b3c4d-5e6f7a8b"}',
    }));
    const error = await failure(buildOfficial().sendTemplate(template));
    expect(error).toBeInstanceOf(PlatformError);
    expect(error).toMatchObject({
      code: 47003,
      retry: 'never',
      requestId: '6561a2b3-1a2b3c4d-5e6f7a8b',
      errmsg: 'argument invalid! data.thing1.value invalid',
      values: { field: 'thing1' },
    });
    expect(error).toMatchObject({ meaning: { 'zh-CN': '模板字段 thing1 的内容不符合要求。' } });
  });

  it('name a code that the tables do not know', async () => {
    answers.set('/cgi-bin/message/custom/send', () => ({ body: '{"errcode":99999,"errmsg":"what"}' }));
    const error = await failure(buildOfficial().sendCustomerMessage('o1', { type: 'text', text: '你好' }));
    expect(error).toMatchObject({ code: 99999, retry: 'never' });
    expect(error).toMatchObject({ meaning: { en: 'The platform answered with the code 99999.' } });
  });

  it.each([40001, 40014, 42001])(
    'try once more with a new token after %i, and not a third time',
    async (code) => {
      let made = 0;
      answers.set('/cgi-bin/stable_token', () => {
        made += 1;
        return { body: JSON.stringify({ access_token: `token-${made}`, expires_in: 7200 }) };
      });
      answers.set('/cgi-bin/user/info', ({ query }) =>
        query.get('access_token') === 'token-2'
          ? { body: '{"subscribe":1,"openid":"o1"}' }
          : { body: `{"errcode":${code},"errmsg":"refused"}` },
      );
      expect((await buildOfficial().userInfo('o1')).following).toBe(true);
      expect(paths().filter((path) => path === '/cgi-bin/user/info')).toHaveLength(2);

      answers.set('/cgi-bin/user/info', () => ({ body: `{"errcode":${code},"errmsg":"refused"}` }));
      seen.length = 0;
      expect(await failure(buildOfficial().userInfo('o1'))).toMatchObject({ code, retry: 'after-refresh' });
      expect(paths().filter((path) => path === '/cgi-bin/user/info')).toHaveLength(2);
    },
  );

  it.each([
    ['a server error', { status: 502, body: 'bad gateway' }, 'status'],
    ['a page', { body: '<html>maintenance</html>', type: 'text/html' }, 'not-json'],
    ['a redirect', { status: 302, body: '' }, 'status'],
    ['another shape', { body: '{"msgid":{}}' }, 'unexpected'],
    ['no answer in time', { body: '{}', delayMs: 3_000 }, 'timeout'],
    ['a cut line', { body: '', drop: true }, 'network'],
    ['more than 10 MB', { body: Buffer.alloc(11 * 1024 * 1024, 32) }, 'too-large'],
  ] as const)('tell %s apart from a refusal', async (_what, answer, reason) => {
    answers.set('/cgi-bin/message/template/send', () => answer);
    const error = await failure(buildOfficial().sendTemplate(template));
    expect(error).toBeInstanceOf(PlatformUnreachableError);
    expect(error).toMatchObject({ reason, sent: 'maybe' });
  });

  it('tell that a request which could not connect did not leave', async () => {
    const client = createOfficialAccountClient({ ...shared(), appId: 'wx1', baseUrl: 'http://127.0.0.1:1' });
    expect(await failure(client.userInfo('o1'))).toMatchObject({ reason: 'network', sent: 'no' });
  });

  it('put no secret and no token into errors, causes or what is told about calls', async () => {
    const told: string[] = [];
    const note = (error: unknown) => {
      told.push(String(error), JSON.stringify(error), error instanceof Error ? (error.stack ?? '') : '');
      if (error instanceof Error) told.push(String(error.cause));
    };
    const bad: Answer[] = [
      { body: '{"errcode":40125,"errmsg":"invalid appsecret canary-secret-0123456789"}' },
      { body: `{"errcode":40014,"errmsg":"invalid access_token ${token}"}` },
      { body: 'x', status: 500 },
      { body: '', drop: true },
      { body: '', delayMs: 3_000 },
    ];
    for (const answer of bad) {
      const withCode = {
        ...answer,
        body: String(answer.body).replace('}', ',"errmsg":"invalid code canary-code"}'),
      };
      answers.set('/cgi-bin/user/info', () => answer);
      answers.set('/sns/jscode2session', () => withCode);
      answers.set('/cgi-bin/agent/get', () => answer);
      answers.set('/sns/oauth2/access_token', () => withCode);
      note(await failure(buildOfficial().userInfo('o1')));
      note(await failure(buildOfficial().oauthUser('canary-code')));
      note(await failure(buildMini().codeToSession('canary-code')));
      note(await failure(buildWecom().agent()));
      const down = createOfficialAccountClient({ ...shared(), appId: 'wx1', baseUrl: 'http://127.0.0.1:1' });
      note(await failure(down.oauthUser('canary-code')));
    }
    told.push(JSON.stringify(calls));
    expect(calls.length).toBeGreaterThan(20);
    expect(told.join('\n')).not.toMatch(/canary/);
  });

  it('never give the session_key away', async () => {
    answers.set('/sns/jscode2session', () => ({
      body: '{"openid":"o1","session_key":"canary-session-key==","unionid":"u1"}',
    }));
    const person = await buildMini().codeToSession('code');
    expect(person).toEqual({ openid: 'o1', unionid: 'u1' });
  });

  it('read a picture, and an error in its place', async () => {
    answers.set('/wxa/getwxacodeunlimit', () => ({ body: Buffer.from([255, 216, 255]), type: 'image/jpeg' }));
    const picture = await buildMini().unlimitedCode('a=1', 'pages/bind/index');
    expect([...picture.bytes]).toEqual([255, 216, 255]);
    answers.set('/wxa/getwxacodeunlimit', () => ({
      body: '{"errcode":41030,"errmsg":"invalid page"}',
      type: 'application/json; encoding=utf-8',
    }));
    expect(await failure(buildMini().unlimitedCode('a=1', 'nowhere'))).toMatchObject({ code: 41030 });
  });

  it('hold calls back after «too many» until the next minute, or the next day in China', async () => {
    const client = buildOfficial();
    answers.set('/cgi-bin/user/info', () => ({
      body: '{"errcode":45009,"errmsg":"reach max api daily quota limit"}',
    }));
    expect(await failure(client.userInfo('o1'))).toMatchObject({ code: 45009, retry: 'next-day' });
    answers.set('/cgi-bin/user/info', () => ({ body: '{"subscribe":0,"openid":"o1"}' }));
    seen.length = 0;
    expect(await failure(client.userInfo('o1'))).toMatchObject({ code: 45009 });
    expect(seen).toHaveLength(0);
    // Another group goes on.
    answers.set('/cgi-bin/getcallbackip', () => ({ body: '{"ip_list":["1.2.3.4"]}' }));
    expect(await client.callbackIps()).toEqual(['1.2.3.4']);
    at = Date.parse('2026-11-25T16:00:00Z');
    expect((await client.userInfo('o1')).following).toBe(false);

    answers.set('/cgi-bin/user/info', () => ({ body: '{"errcode":45011,"errmsg":"minute quota"}' }));
    expect(await failure(client.userInfo('o1'))).toMatchObject({ code: 45011, retry: 'later' });
    answers.set('/cgi-bin/user/info', () => ({ body: '{"subscribe":0,"openid":"o1"}' }));
    await failure(client.userInfo('o1'));
    at += 60_000;
    expect((await client.userInfo('o1')).following).toBe(false);
  });

  it('let one call through every ten minutes meanwhile, and all again once it was accepted', async () => {
    const client = buildOfficial();
    answers.set('/cgi-bin/user/info', () => ({ body: '{"errcode":45009,"errmsg":"used up"}' }));
    await failure(client.userInfo('o1'));
    at += 600_000;
    seen.length = 0;
    for (let n = 0; n < 3; n += 1)
      expect(await failure(client.userInfo('o1'))).toMatchObject({ code: 45009 });
    expect(seen).toHaveLength(1);
    answers.set('/cgi-bin/user/info', () => ({ body: '{"subscribe":0,"openid":"o1"}' }));
    await failure(client.userInfo('o1'));
    at += 600_000;
    for (let n = 0; n < 3; n += 1) expect((await client.userInfo('o1')).following).toBe(false);
  });

  it('know that nothing was done where the answer is HTTP 429', async () => {
    answers.set('/cgi-bin/message/template/send', () => ({
      status: 429,
      type: 'text/html',
      body: 'slow down',
    }));
    expect(await failure(buildOfficial().sendTemplate(template))).toMatchObject({
      reason: 'status',
      sent: 'no',
    });
  });

  it('read the egress address that WeCom and WeChat name', async () => {
    answers.set('/cgi-bin/agent/get', () => ({
      body: '{"errcode":60020,"errmsg":"not allow to access from your ip, hint: [1700000000123456789012345], from ip: 203.0.113.7, more info at https://open.work.weixin.qq.com/devtool/query?e=60020"}',
    }));
    expect(await failure(buildWecom().agent())).toMatchObject({ code: 60020, values: { ip: '203.0.113.7' } });
    answers.set('/cgi-bin/stable_token', () => ({
      body: '{"errcode":40164,"errmsg":"invalid ip 203.0.113.8 ipv6 ::ffff:203.0.113.8, not in whitelist rid: 65-1a-2b"}',
    }));
    expect(await failure(buildOfficial().checkCredentials())).toMatchObject({
      values: { ip: '203.0.113.8' },
    });
  });

  it('send WeCom cards as the platform writes them, and tell who did not get one', async () => {
    answers.set('/cgi-bin/message/send', () => ({
      body: '{"errcode":0,"errmsg":"ok","invaliduser":"wanglei|x","msgid":"m1","response_code":"r1"}',
    }));
    const sent = await buildWecom().sendTemplateCard({
      userIds: ['chenli', 'wanglei'],
      card: {
        kind: 'button_interaction',
        title: '绑定申请',
        rows: [{ label: '姓名', value: '林晓雯' }],
        url: 'https://hl.example.cn/workbench/',
        taskId: 'task-1',
        buttons: [{ key: 'yes', text: '通过' }],
      },
    });
    expect(sent).toEqual({ messageId: 'm1', responseCode: 'r1', invalidUsers: ['wanglei', 'x'] });
    expect(JSON.parse(seen.at(-1)?.body ?? '{}')).toMatchObject({
      touser: 'chenli|wanglei',
      agentid: 1000002,
      msgtype: 'template_card',
      template_card: {
        card_type: 'button_interaction',
        main_title: { title: '绑定申请' },
        horizontal_content_list: [{ keyname: '姓名', value: '林晓雯' }],
        button_list: [{ text: '通过', key: 'yes' }],
      },
    });
    await expect(buildWecom().sendText({ userIds: [], text: 'x' })).rejects.toThrow(RangeError);
  });

  it('tell a member from a stranger', async () => {
    answers.set('/cgi-bin/auth/getuserinfo', () => ({ body: '{"errcode":0,"userid":"chenli"}' }));
    expect(await buildWecom().memberOf('code')).toEqual({ userId: 'chenli' });
    answers.set('/cgi-bin/auth/getuserinfo', () => ({ body: '{"errcode":0,"openid":"o1"}' }));
    expect(await buildWecom().memberOf('code')).toBeNull();
  });

  it('list templates with the labels of their fields', async () => {
    answers.set('/cgi-bin/template/get_all_private_template', () => ({
      body: JSON.stringify({
        template_list: [
          {
            template_id: 't1',
            title: '账号绑定成功通知',
            content: '{{first.DATA}}\n账号:{{thing1.DATA}}\n所属企业：{{thing2.DATA}}\n{{remark.DATA}}',
            example: '账号:林晓雯',
          },
        ],
      }),
    }));
    expect(await buildOfficial().listTemplates()).toEqual([
      {
        templateId: 't1',
        title: '账号绑定成功通知',
        fields: [
          { key: 'thing1', label: '账号' },
          { key: 'thing2', label: '所属企业' },
        ],
        example: '账号:林晓雯',
      },
    ]);
  });

  it('send SMS signed, and tell the provider’s words', async () => {
    const client = createSmsClient({
      baseUrl: `${baseUrl}/sms`,
      secretId: 'id',
      secretKey: secret,
      appId: '1400000000',
      signName: '岚汐净水',
      http,
      clock: { now: () => new Date(at) },
    });
    answers.set('/sms/', () => ({
      body: '{"Response":{"SendStatusSet":[{"SerialNo":"s1","Code":"Ok","Message":"send success"}],"RequestId":"r"}}',
    }));
    expect(
      await client.send({ phone: '15400000002', templateId: '100001', params: ['123456', '5'] }),
    ).toEqual({
      serialNo: 's1',
    });
    expect(JSON.parse(seen.at(-1)?.body ?? '{}')).toMatchObject({ PhoneNumberSet: ['+8615400000002'] });
    expect(seen.at(-1)?.headers.authorization).toMatch(
      /^TC3-HMAC-SHA256 Credential=id\/2026-11-25\/sms\/tc3_request/,
    );
    answers.set('/sms/', () => ({
      body: '{"Response":{"SendStatusSet":[{"SerialNo":"","Code":"LimitExceeded.PhoneNumberDailyLimit","Message":"x"}],"RequestId":"r"}}',
    }));
    expect(
      await failure(client.send({ phone: '+8615400000002', templateId: '1', params: [] })),
    ).toMatchObject({
      code: 'LimitExceeded.PhoneNumberDailyLimit',
      retry: 'next-day',
      requestId: 'r',
    });
  });

  it('make authorize addresses in the platform’s order', () => {
    expect(buildOfficial().authorizeUrl('https://hl.example.cn/a?b=1', 'snsapi_base', 's1')).toBe(
      'https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx0000000000000001&redirect_uri=https%3A%2F%2Fhl.example.cn%2Fa%3Fb%3D1&response_type=code&scope=snsapi_base&state=s1#wechat_redirect',
    );
  });
});
