import { createDecipheriv, X509Certificate } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { readNotification } from '../../channels/wechat-pay/notification.ts';
import { startTestSandbox, type TestSandbox } from '../testing/harness.ts';
import { authorizationOf, buildKeyPair, startNotifyReceiver } from '../testing/pay.ts';
import { wrongs } from './notice-body.ts';
import { repeatAfterMs } from './notices.ts';

let sandbox: TestSandbox;
let receiver: Awaited<ReturnType<typeof startNotifyReceiver>>;
let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);

beforeAll(async () => {
  sandbox = await startTestSandbox();
  receiver = await startNotifyReceiver();
});
afterAll(async () => {
  await receiver.close();
  await sandbox.close();
});
beforeEach(async () => {
  aheadMs = 0;
  await sandbox.control('reset', { accounts: true });
  receiver.seen.length = 0;
  receiver.answer(() => 204);
});

async function call(
  method: 'GET' | 'POST',
  target: string,
  value?: unknown,
  options: { headers?: Record<string, string>; changes?: Record<string, string>; signed?: string } = {},
) {
  const body = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  const authorization = authorizationOf(sandbox.merchant, {
    method,
    target,
    body: options.signed ?? body,
    now: now(),
    ...(options.changes === undefined ? {} : { changes: options.changes }),
  });
  return sandbox.request(`/api.mch.weixin.qq.com${target}`, {
    method,
    headers: {
      accept: 'application/json',
      authorization,
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      ...options.headers,
    },
    ...(method === 'POST' ? { body } : {}),
  });
}
const nativePath = '/v3/pay/transactions/native';
let count = 0;
function order(changes: object = {}) {
  count += 1;
  return {
    appid: sandbox.merchant.appIds[0],
    mchid: sandbox.merchant.mchId,
    description: '企业名额 10 个',
    out_trade_no: `S20261128${String(count).padStart(4, '0')}`,
    notify_url: receiver.url,
    amount: { total: 100, currency: 'CNY' },
    ...changes,
  };
}
async function place(changes: object = {}) {
  const body = order(changes);
  const answer = await call('POST', nativePath, body);
  return { outTradeNo: body.out_trade_no, codeUrl: z.string().parse(answer.json['code_url']) };
}
async function pay(codeUrl: string, more: object = {}) {
  return sandbox.control('pay', { codeUrl, person: 'linxiaowen', ...more });
}
async function advance(ms: number) {
  aheadMs += ms;
  await sandbox.advance(ms);
}
async function notices(outTradeNo: string) {
  const { json } = await sandbox.get(`/control/pay-orders?outTradeNo=${outTradeNo}`);
  const schema = z.array(
    z.looseObject({ notices: z.array(z.looseObject({ tries: z.number(), state: z.string() })) }),
  );
  return schema.parse(json['items'])[0]?.notices ?? [];
}

describe('a request', () => {
  it('is refused with SIGN_ERROR unless this merchant signed these bytes lately', async () => {
    const body = order();
    for (const options of [
      { signed: '{}' },
      { changes: { mchid: '1900000110' } },
      { changes: { serial_no: 'AB'.repeat(20) } },
      { changes: { timestamp: '1500000000' } },
      { changes: { timestamp: 'now' } },
      { headers: { authorization: 'Bearer x' } },
      { headers: { authorization: 'WECHATPAY2-SHA256-RSA2048 mchid="1900000109"' } },
    ]) {
      const answer = await call('POST', nativePath, body, options);
      expect([answer.status, answer.json['code']]).toEqual([401, 'SIGN_ERROR']);
      expect(answer.headers.get('request-id')).toMatch(/-268443699$/);
    }
    const stranger = { ...sandbox.merchant, privateKeyPem: buildKeyPair().privatePem };
    const authorization = authorizationOf(stranger, {
      method: 'POST',
      target: nativePath,
      body: JSON.stringify(body),
      now: now(),
    });
    const forged = await call('POST', nativePath, body, { headers: { authorization } });
    expect(forged.json['code']).toBe('SIGN_ERROR');
  });

  it('has exactly the documented fields', async () => {
    for (const [changes, field] of [
      [{ attach: null }, '/attach'],
      [{ extra: 1 }, '/extra'],
      [{ amount: { total: 0, currency: 'CNY' } }, '/amount/total'],
      [{ amount: { total: 1.5, currency: 'CNY' } }, '/amount/total'],
      [{ amount: { total: 1, currency: 'USD' } }, '/amount/currency'],
      [{ out_trade_no: 'short' }, '/out_trade_no'],
      [{ out_trade_no: '号'.repeat(8) }, '/out_trade_no'],
      [{ description: '长'.repeat(128) }, '/description'],
      [{ notify_url: 'http://example.com/x' }, '/notify_url'],
      [{ notify_url: 'https://example.com/x?y=1' }, '/notify_url'],
      [{ time_expire: '2030-01-01' }, '/time_expire'],
    ] as const) {
      const answer = await call('POST', nativePath, order(changes));
      expect(answer.json).toMatchObject({ code: 'PARAM_ERROR', detail: { field } });
      expect(answer.status).toBe(400);
    }
    expect((await call('POST', nativePath, '{')).json['code']).toBe('PARAM_ERROR');
    const past = await call('POST', nativePath, order({ time_expire: '2020-01-01T00:00:00+08:00' }));
    expect(past.json['code']).toBe('PARAM_ERROR');
    const other = await call('POST', nativePath, order({ mchid: '1900000110' }));
    expect(other.json['code']).toBe('INVALID_REQUEST');
  });

  it('elsewhere is a 404 with JSON, and an unknown Wechatpay-Serial is a wrong parameter', async () => {
    expect((await call('GET', '/v3/nothing')).status).toBe(404);
    expect((await call('GET', nativePath)).status).toBe(405);
    const headers = { 'wechatpay-serial': 'PUB_KEY_ID_1' };
    expect((await call('POST', nativePath, order(), { headers })).json['code']).toBe('PARAM_ERROR');
  });

  it('for certificates is answered with them, sealed with the APIv3 key', async () => {
    const answer = await call('GET', '/v3/certificates');
    const sealed = z.object({ ciphertext: z.string(), nonce: z.string(), associated_data: z.string() });
    const { data } = z
      .object({ data: z.array(z.object({ serial_no: z.string(), encrypt_certificate: sealed })) })
      .parse(answer.json);
    const [item] = data;
    if (item === undefined) throw new Error('no certificate');
    const { ciphertext, nonce, associated_data: aad } = item.encrypt_certificate;
    const bytes = Buffer.from(ciphertext, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', sandbox.merchant.apiV3Key, nonce);
    decipher.setAuthTag(bytes.subarray(-16)).setAAD(Buffer.from(aad));
    const pem = Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString();
    expect(new X509Certificate(pem).serialNumber).toBe(item.serial_no);
    expect(pem).toBe(sandbox.merchant.platformKeys[0]?.pem);
  });
});

describe('the payer', () => {
  it('of a Native code is whoever opened it first', async () => {
    const { codeUrl } = await place();
    const open = (person: string) => sandbox.control('pay-open', { codeUrl, person });
    expect((await open('linxiaowen')).json).toMatchObject({ totalFen: 100, merchantName: '岚汐科技' });
    const second = await open('luren');
    expect([second.status, second.text]).toEqual([409, expect.stringContaining('pay.other_person')]);
    expect((await pay(codeUrl, { person: 'luren' })).status).toBe(409);
    expect((await pay(codeUrl)).status).toBe(200);
    expect((await pay(codeUrl)).text).toContain('pay.paid');
  });

  it('cannot pay what is closed, over or unknown; unless the close came in the same moment', async () => {
    const closed = await place();
    await call('POST', `/v3/pay/transactions/out-trade-no/${closed.outTradeNo}/close`, {
      mchid: sandbox.merchant.mchId,
    });
    expect((await pay(closed.codeUrl)).text).toContain('pay.closed');
    expect((await pay('weixin://wxpay/bizpayurl?pr=none')).status).toBe(404);
    const late = await pay(closed.codeUrl, { evenIfClosed: true });
    expect(late.json['deliveries']).toMatchObject([{ event: 'TRANSACTION.SUCCESS', status: 204 }]);
    const old = await place();
    await advance(2 * 3_600_000 + 1);
    expect((await pay(old.codeUrl)).text).toContain('pay.over');
  });

  it('scans the code with the phone, which is told to open the pay page', async () => {
    const { codeUrl } = await place();
    const answer = await sandbox.control('scan', { follower: 'linxiaowen', url: codeUrl });
    expect(answer.json['opens']).toEqual({ pay: { codeUrl } });
  });
});

describe('notifications', () => {
  it('come again on the platform’s schedule, fifteen times in 24 h 4 min, and then no more', async () => {
    expect(repeatAfterMs).toHaveLength(15);
    expect(repeatAfterMs.reduce((sum, ms) => sum + ms, 0)).toBe((24 * 60 + 4) * 60_000);
    receiver.answer(() => 500);
    const { codeUrl, outTradeNo } = await place();
    await pay(codeUrl);
    expect(receiver.seen).toHaveLength(1);
    for (const [at, ms] of repeatAfterMs.entries()) {
      await advance(ms - 2_000);
      expect(receiver.seen).toHaveLength(at + 1);
      await advance(2_000);
      await expect.poll(() => receiver.seen.length).toBe(at + 2);
      await expect.poll(async () => (await notices(outTradeNo))[0]?.tries).toBe(at + 2);
    }
    expect((await notices(outTradeNo))[0]?.state).toBe('given-up');
    await advance(86_400_000);
    expect(receiver.seen).toHaveLength(16);
    expect(new Set(receiver.seen.map(({ headers }) => headers['wechatpay-nonce'])).size).toBe(16);
  });

  it('stop at 200 or 204; nothing else counts, neither another 2xx nor what the body says', async () => {
    for (const right of [200, 204]) {
      receiver.seen.length = 0;
      receiver.answer((nth) => [202, 301, 401, right][nth - 1] ?? 500);
      const { codeUrl, outTradeNo } = await place();
      await pay(codeUrl);
      await advance(86_400_000);
      await expect.poll(async () => (await notices(outTradeNo))[0]?.state).toBe('done');
      expect(receiver.seen).toHaveLength(4);
    }
  });

  it('are held, lost or late on demand', async () => {
    await sandbox.control('pay-settings', { notices: 'hold' });
    const held = await place();
    expect((await pay(held.codeUrl)).json['deliveries']).toEqual([]);
    const freed = await sandbox.control('pay-settings', { notices: 'auto' });
    expect(freed.json['deliveries']).toMatchObject([{ status: 204 }]);
    await sandbox.control('pay-settings', { notices: 'lost' });
    const lost = await place();
    await pay(lost.codeUrl);
    await advance(86_400_000);
    expect(receiver.seen).toHaveLength(1);
    expect((await notices(lost.outTradeNo))[0]?.state).toBe('lost');
    await sandbox.control('pay-settings', { notices: 'auto', noticeDelayMs: 60_000 });
    const late = await place();
    await pay(late.codeUrl);
    expect(receiver.seen).toHaveLength(1);
    await advance(60_001);
    await expect.poll(() => receiver.seen.length).toBe(2);
  });

  it('are sent many times at once, or wrong in each way, and a careful reader believes the right ones only', async () => {
    const { codeUrl, outTradeNo } = await place();
    await pay(codeUrl);
    const again = await sandbox.control('pay-notify', { outTradeNo, times: 20, parallel: true });
    expect(again.json['deliveries']).toHaveLength(20);
    const { appIds, ...rest } = sandbox.merchant;
    const merchant = { ...rest, appId: appIds[0] ?? '' };
    const readLast = () => {
      const last = receiver.seen.at(-1);
      if (last === undefined) throw new Error('nothing came');
      const told = readNotification({ ...last, merchant, now: now() });
      if (!told.ok) return told.reason;
      const { notification } = told;
      return notification.kind === 'paid' ? notification.transaction : notification.kind;
    };
    expect(readLast()).toMatchObject({ outTradeNo, totalFen: 100 });
    const results: Record<string, unknown> = {};
    for (const wrong of wrongs) {
      await sandbox.control('pay-notify', { outTradeNo, wrong });
      results[wrong] = readLast();
    }
    expect(results).toMatchObject({
      amount: { totalFen: 99 },
      currency: { currency: 'USD' },
      merchant: 'merchant',
      appid: { appId: 'wx00000000000000ff' },
      payer: { payerOpenid: 'oStranger0000000000000000001' },
      order: { outTradeNo: 'STRANGER000001' },
      state: 'body',
      signature: 'signature',
      serial: 'unknown_serial',
      probe: 'signature',
      stale: 'timestamp',
      tag: 'decrypt',
      key: 'decrypt',
      xml: 'headers',
      unsigned: 'headers',
      rewritten: 'signature',
    });
  });

  it('are signed by certificate, by public key, or now by this and now by that', async () => {
    const { codeUrl, outTradeNo } = await place();
    await pay(codeUrl);
    const [certificate, publicKey] = sandbox.merchant.platformKeys.map(({ serial }) => serial);
    const serials = async (signWith: string) => {
      await sandbox.control('pay-settings', { signWith });
      receiver.seen.length = 0;
      await sandbox.control('pay-notify', { outTradeNo, times: 30, parallel: true });
      return new Set(receiver.seen.map(({ headers }) => headers['wechatpay-serial']));
    };
    expect(await serials('certificate')).toEqual(new Set([certificate]));
    expect(await serials('public-key')).toEqual(new Set([publicKey]));
    expect(await serials('mixed')).toEqual(new Set([certificate, publicKey]));
  });
});
