import { z } from 'zod';

import { startSandbox, type SandboxOptions } from '../index.ts';

const accountSchema = z.looseObject({
  kind: z.string(),
  name: z.string(),
  appId: z.string().optional(),
  corpId: z.string().optional(),
  agentId: z.string().nullish(),
  secret: z.string(),
  token: z.string(),
  encodingAesKey: z.string(),
  templates: z.array(z.looseObject({ templateId: z.string() })),
});
export type TestAccount = z.infer<typeof accountSchema> & { id: string };

const merchantSchema = z.looseObject({
  kind: z.literal('wechat-pay'),
  name: z.string(),
  mchId: z.string(),
  appIds: z.array(z.string()),
  serialNo: z.string(),
  certificatePem: z.string(),
  privateKeyPem: z.string(),
  apiV3Key: z.string(),
  platformKeys: z.array(z.object({ serial: z.string(), pem: z.string() })),
  baseUrl: z.string(),
});
export type TestMerchant = z.infer<typeof merchantSchema>;

const deliverySchema = z.looseObject({
  id: z.string(),
  event: z.string(),
  status: z.number(),
  tries: z.number(),
  ms: z.number(),
  reply: z.looseObject({ type: z.string() }).nullable(),
  problem: z.string().nullable(),
});
export type TestDelivery = z.infer<typeof deliverySchema>;
const messageSchema = z.looseObject({
  seq: z.number(),
  via: z.string(),
  direction: z.string(),
  type: z.string(),
});
export type TestMessage = z.infer<typeof messageSchema>;

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: Record<string, unknown>;
  readonly headers: Headers;
}

function parse(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).catch({}).parse(JSON.parse(text));
  } catch {
    return {};
  }
}

/** A started sandbox with the demo's world, spoken to over HTTP only. */
export async function startTestSandbox(options: Partial<SandboxOptions> = {}) {
  const sandbox = await startSandbox({ port: 0, ...options });
  const base = `http://127.0.0.1:${sandbox.port}`;

  async function request(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`${base}${path}`, { redirect: 'manual', ...init });
    const text = await response.text();
    return { status: response.status, text, json: parse(text), headers: response.headers };
  }

  const get = (path: string) => request(path);
  const post = (path: string, body: unknown) =>
    request(path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
  const control = (verb: string, body: unknown) => post(`/control/${verb}`, body);

  async function act(verb: string, body: unknown): Promise<TestDelivery[]> {
    const answer = await control(verb, body);
    if (answer.status !== 200) throw new Error(`${verb}: ${answer.status} ${answer.text}`);
    return z.array(deliverySchema).parse(answer.json['deliveries']);
  }

  const all = z.array(z.looseObject({ kind: z.string() })).parse(JSON.parse((await get('/accounts')).text));
  const list = z.array(accountSchema).parse(all.filter(({ kind }) => kind !== 'wechat-pay'));
  const merchant = merchantSchema.parse(all.find(({ kind }) => kind === 'wechat-pay'));
  function account(kind: string, index = 0): TestAccount {
    const found = list.filter((entry) => entry.kind === kind)[index];
    if (found === undefined) throw new Error(`No ${kind}`);
    return { ...found, id: found.appId ?? found.corpId ?? '' };
  }

  const stateSchema = z.object({
    people: z.array(z.looseObject({ id: z.string(), openids: z.record(z.string(), z.string()) })),
  });
  async function openid(appId: string, person: string): Promise<string> {
    const { people } = stateSchema.parse((await get('/control/state')).json);
    const found = people.find(({ id }) => id === person)?.openids[appId];
    if (found === undefined) throw new Error(`No openid of ${person}`);
    return found;
  }

  async function token(of: TestAccount): Promise<string> {
    const answer =
      of.kind === 'wecom'
        ? await get(`/qyapi.weixin.qq.com/cgi-bin/gettoken?corpid=${of.id}&corpsecret=${of.secret}`)
        : await post('/api.weixin.qq.com/cgi-bin/stable_token', {
            grant_type: 'client_credential',
            appid: of.id,
            secret: of.secret,
          });
    return z.string().parse(answer.json['access_token']);
  }

  async function messages(user: string): Promise<TestMessage[]> {
    const answer = await get(`/control/messages?user=${encodeURIComponent(user)}`);
    return z.array(messageSchema).parse(answer.json['items']);
  }

  return {
    base,
    close: () => sandbox.close(),
    request,
    get,
    post,
    control,
    act,
    account,
    service: account('official-account'),
    subscription: account('official-account', 1),
    mini: account('mini-program'),
    wecom: account('wecom'),
    merchant,
    openid,
    token,
    messages,
    weixin: (path: string, accessToken: string, body?: unknown) => {
      const address = `/api.weixin.qq.com${path}${path.includes('?') ? '&' : '?'}access_token=${accessToken}`;
      return body === undefined ? get(address) : post(address, body);
    },
    qyapi: (path: string, accessToken: string, body?: unknown) => {
      const address = `/qyapi.weixin.qq.com${path}${path.includes('?') ? '&' : '?'}access_token=${accessToken}`;
      return body === undefined ? get(address) : post(address, body);
    },
    advance: (ms: number) => control('clock', { advanceMs: ms }),
  };
}

export type TestSandbox = Awaited<ReturnType<typeof startTestSandbox>>;
