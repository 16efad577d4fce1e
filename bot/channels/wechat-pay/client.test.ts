import { createPublicKey, verify } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { startTestSandbox, type TestSandbox } from '../../sandbox/testing/harness.ts';
import { startNotifyReceiver } from '../../sandbox/testing/pay.ts';
import { PlatformError, PlatformUnreachableError } from '../shared/platform-error.ts';
import { createPlatformHttp, type PlatformHttp } from '../shared/platform-http.ts';
import { BillError, parseTradeBill, readYuan } from './bill.ts';
import { createPayClient } from './client.ts';
import { payCodes, readPayCode } from './errors.ts';
import { readNotification } from './notification.ts';
import type { Merchant, NewPayment } from './types.ts';

let sandbox: TestSandbox;
let receiver: Awaited<ReturnType<typeof startNotifyReceiver>>;
let merchant: Merchant;
let aheadMs = 0;
const http = createPlatformHttp();
const clock = { now: () => new Date(Date.now() + aheadMs) };
const client = (given: Merchant = merchant, over: PlatformHttp = http) =>
  createPayClient(given, { http: over, clock });

beforeAll(async () => {
  sandbox = await startTestSandbox();
  receiver = await startNotifyReceiver();
  const { appIds, ...rest } = sandbox.merchant;
  merchant = { ...rest, appId: appIds[0] ?? '' };
});
afterAll(async () => {
  await http.close();
  await receiver.close();
  await sandbox.close();
});
beforeEach(async () => {
  aheadMs = 0;
  await sandbox.control('reset', { accounts: true });
  receiver.seen.length = 0;
  receiver.answer(() => 204);
});

let count = 0;
function payment(changes: Partial<NewPayment> = {}): NewPayment {
  count += 1;
  return {
    description: '企业名额 10 个 · 一年',
    outTradeNo: `Q2026112800${String(count).padStart(4, '0')}`,
    notifyUrl: receiver.url,
    totalFen: 9900,
    expiresAt: new Date(clock.now().getTime() + 2 * 3_600_000),
    ...changes,
  };
}
async function pay(codeUrl: string, person = 'linxiaowen') {
  const answer = await sandbox.control('pay', { codeUrl, person });
  expect(answer.status).toBe(200);
}
async function advance(ms: number) {
  aheadMs += ms;
  await sandbox.advance(ms);
}
async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof PlatformError) return String(error.code);
    throw error;
  }
  return 'none';
}
async function paidOrder(changes: Partial<NewPayment> = {}) {
  const order = payment(changes);
  await pay((await client().native(order)).codeUrl);
  return order;
}
const refundOf = (order: NewPayment, outRefundNo: string, refundFen: number) => ({
  outTradeNo: order.outTradeNo,
  outRefundNo,
  refundFen,
  totalFen: order.totalFen,
  reason: '订单取消',
  notifyUrl: receiver.url,
});

describe('a payment', () => {
  it('is ordered, paid by code, told by a notification and by a query alike', async () => {
    const order = payment();
    const { codeUrl } = await client().native(order);
    expect(codeUrl).toMatch(/^weixin:\/\/wxpay\//);
    expect(await client().query(order.outTradeNo)).toMatchObject({ tradeState: 'NOTPAY' });
    await pay(codeUrl);
    const [notice] = receiver.seen;
    if (notice === undefined) throw new Error('nothing came');
    const told = readNotification({ ...notice, merchant, now: clock.now() });
    const asked = await client().query(order.outTradeNo);
    expect(asked).toMatchObject({
      mchId: merchant.mchId,
      appId: merchant.appId,
      tradeState: 'SUCCESS',
      totalFen: 9900,
      currency: 'CNY',
      tradeType: 'NATIVE',
      payerOpenid: await sandbox.openid(merchant.appId, 'linxiaowen'),
    });
    expect(told).toMatchObject({ ok: true, notification: { kind: 'paid', transaction: asked } });
  });

  it('of JSAPI hands the payer’s WeChat what our key signed', async () => {
    const openid = await sandbox.openid(merchant.appId, 'linxiaowen');
    const bundle = await client().jsapi({ ...payment(), openid });
    expect(bundle).toMatchObject({ appId: merchant.appId, signType: 'RSA' });
    expect(bundle.package).toMatch(/^prepay_id=\w+$/);
    const text = `${bundle.appId}\n${bundle.timeStamp}\n${bundle.nonceStr}\n${bundle.package}\n`;
    const key = createPublicKey(sandbox.merchant.certificatePem);
    expect(verify('RSA-SHA256', Buffer.from(text), key, Buffer.from(bundle.paySign, 'base64'))).toBe(true);
    const prepayId = bundle.package.replace('prepay_id=', '');
    expect((await sandbox.control('pay', { prepayId, person: 'chenguoqiang' })).status).not.toBe(200);
    expect((await sandbox.control('pay', { prepayId, openid })).status).toBe(200);
  });

  it('ordered again with the same parameters is the same one; with others it is refused', async () => {
    const order = payment();
    const first = await client().native(order);
    const again = await client().native(order);
    expect(again.codeUrl).not.toBe(first.codeUrl);
    expect(await codeOf(client().native({ ...order, totalFen: 1 }))).toBe('OUT_TRADE_NO_USED');
    await pay(first.codeUrl);
    expect(await codeOf(client().native(order))).toBe('ORDERPAID');
  });

  it('is closed once or twice alike, cannot be closed once it is paid, nor ordered once it is closed', async () => {
    const order = payment();
    await client().native(order);
    await client().close(order.outTradeNo);
    await client().close(order.outTradeNo);
    expect(await client().query(order.outTradeNo)).toMatchObject({ tradeState: 'CLOSED' });
    expect(await codeOf(client().native(order))).toBe('ORDER_CLOSED');
    const paid = await paidOrder();
    expect(await codeOf(client().close(paid.outTradeNo))).toBe('ORDERPAID');
    expect(await codeOf(client().close('NOBODY000001'))).toBe('ORDER_NOT_EXIST');
  });

  it('that nobody knows is null, also after its time is over it is CLOSED', async () => {
    expect(await client().query('NOBODY000001')).toBeNull();
    expect(await client().queryRefund('NOBODY000001')).toBeNull();
    const order = payment({ expiresAt: new Date(clock.now().getTime() + 60_000) });
    await client().native(order);
    await advance(61_000);
    expect(await client().query(order.outTradeNo)).toMatchObject({ tradeState: 'CLOSED' });
    expect(await codeOf(client().native(payment({ expiresAt: new Date(0) })))).toBe('PARAM_ERROR');
  });
});

describe('a refund', () => {
  it('goes in parts up to the whole, each once by its number, and is told', async () => {
    const order = await paidOrder();
    const first = await client().refund(refundOf(order, 'R1', 4000));
    expect(first).toMatchObject({ status: 'PROCESSING', refundFen: 4000, totalFen: 9900 });
    expect((await client().refund(refundOf(order, 'R1', 4000))).refundId).toBe(first.refundId);
    expect(await codeOf(client().refund(refundOf(order, 'R1', 4001)))).toBe('INVALID_REQUEST');
    expect(await codeOf(client().refund(refundOf(order, 'R2', 5901)))).toBe('INVALID_REQUEST');
    await client().refund(refundOf(order, 'R2', 5900));
    await advance(3_000);
    await expect.poll(() => receiver.seen.length).toBe(3);
    expect(await client().queryRefund('R1')).toMatchObject({ status: 'SUCCESS' });
    expect(await client().query(order.outTradeNo)).toMatchObject({ tradeState: 'REFUND' });
    const told = receiver.seen.map((notice) => readNotification({ ...notice, merchant, now: clock.now() }));
    expect(told.slice(1)).toMatchObject([
      { ok: true, notification: { kind: 'refund', refund: { outRefundNo: 'R1', status: 'SUCCESS' } } },
      { ok: true, notification: { kind: 'refund', refund: { outRefundNo: 'R2', refundFen: 5900 } } },
    ]);
  });

  it('is refused without money, without a payment, and for an order that is not there', async () => {
    const order = await paidOrder();
    await sandbox.control('pay-settings', { balance: 'short' });
    expect(await codeOf(client().refund(refundOf(order, 'R3', 1)))).toBe('NOT_ENOUGH');
    const open = payment();
    await client().native(open);
    expect(await codeOf(client().refund(refundOf(open, 'R4', 1)))).toBe('INVALID_REQUEST');
    expect(await codeOf(client().refund(refundOf(payment(), 'R5', 1)))).toBe('RESOURCE_NOT_EXISTS');
  });

  it('may end abnormally, and says so', async () => {
    await sandbox.control('pay-settings', { refunds: 'abnormal' });
    const order = await paidOrder();
    await client().refund(refundOf(order, 'R6', 100));
    await advance(3_000);
    await expect.poll(() => client().queryRefund('R6')).toMatchObject({ status: 'ABNORMAL' });
  });
});

describe('a day’s bill', () => {
  it('has all payments and refunds of the day, and none for a day that is empty or not over', async () => {
    const day = new Date(clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
    const order = await paidOrder({ description: '逗号,也行', totalFen: 1 });
    const other = await paidOrder({ totalFen: 123_456 });
    await sandbox.control('pay-settings', { refundDelayMs: 0 });
    await client().refund(refundOf(other, 'R7', 3_456));
    await expect.poll(() => client().queryRefund('R7')).toMatchObject({ status: 'SUCCESS' });
    await advance(2 * 86_400_000);
    const bill = await client().tradeBill(day);
    expect(bill).toMatchObject({
      state: 'there',
      lines: [
        { outTradeNo: order.outTradeNo, outRefundNo: '', tradeState: 'SUCCESS', totalFen: 1, refundFen: 0 },
        { outTradeNo: other.outTradeNo, tradeState: 'SUCCESS', totalFen: 123_456, refundState: '' },
        {
          ...{ outTradeNo: other.outTradeNo, outRefundNo: 'R7', tradeState: 'REFUND', refundFen: 3_456 },
          refundState: 'SUCCESS',
        },
      ],
    });
    expect(await client().tradeBill('2026-11-01')).toEqual({ state: 'none' });
  });

  it('is refused when its file has another hash than was promised', async () => {
    const day = new Date(clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
    await paidOrder();
    await advance(2 * 86_400_000);
    const tampered: PlatformHttp = {
      close: () => Promise.resolve(),
      async send(request) {
        const answer = await http.send(request);
        const isFile = request.url.pathname.endsWith('/billdownload/file');
        return isFile ? { ...answer, bytes: Buffer.concat([answer.bytes, Buffer.from(' ')]) } : answer;
      },
    };
    await expect(client(merchant, tampered).tradeBill(day)).rejects.toThrow(/another hash/);
  });

  it('is read to the fen, and refused when it was cut', () => {
    expect(['0', '0.1', '0.10', '12.30', '99999999.99'].map(readYuan)).toEqual([0, 10, 10, 1230, 9999999999]);
    for (const text of ['', '-1', '1.234', '1e3', 'NaN', '1,000']) {
      expect(() => readYuan(text)).toThrow(BillError);
    }
    for (const text of ['', '交易时间,商户订单号', '<html></html>']) {
      expect(() => parseTradeBill(text)).toThrow(BillError);
    }
    const bill = (count: string, paid: string, back: string) =>
      [
        '微信订单号,商户订单号,交易状态,商户退款单号,退款状态,订单金额,申请退款金额',
        '`42,`Q1,`SUCCESS,`0,`,`1.20,`0.00',
        '`42,`Q1,`REFUND,`R1,`PROCESSING,`0.00,`0.30',
        '总交易单数,订单总金额,申请退款总金额',
        `\`${count},\`${paid},\`${back}`,
      ].join('\n');
    expect(parseTradeBill(bill('2', '1.20', '0.30'))).toMatchObject([
      { outTradeNo: 'Q1', outRefundNo: '', totalFen: 120 },
      { outRefundNo: 'R1', refundState: 'PROCESSING', refundFen: 30 },
    ]);
    for (const [count, paid, back] of [
      ['1', '1.20', '0.30'],
      ['2', '1.21', '0.30'],
      ['2', '1.20', '0.31'],
      ['2', '', ''],
    ] as const)
      expect(() => parseTradeBill(bill(count, paid, back))).toThrow(BillError);
  });
});

describe('who speaks', () => {
  it('is answered by the public key where it is known, else by the certificate', async () => {
    const serials: (string | string[] | undefined)[] = [];
    const watching: PlatformHttp = {
      close: () => Promise.resolve(),
      async send(request) {
        const answer = await http.send(request);
        serials.push(answer.headers['wechatpay-serial']);
        return answer;
      },
    };
    const [certificate, publicKey] = merchant.platformKeys;
    if (certificate === undefined || publicKey === undefined) throw new Error('no keys');
    for (const platformKeys of [[certificate], [publicKey], [certificate, publicKey]]) {
      await client({ ...merchant, platformKeys }, watching).native(payment());
    }
    expect(serials).toEqual([certificate.serial, publicKey.serial, publicKey.serial]);
  });

  it('is not believed with a key that is not on our list, a changed body or none of the headers', async () => {
    const other = (change: (answer: Awaited<ReturnType<PlatformHttp['send']>>) => object): PlatformHttp => ({
      close: () => Promise.resolve(),
      async send(request) {
        const answer = await http.send(request);
        return { ...answer, ...change(answer) };
      },
    });
    const changes = [
      other(() => ({ headers: {} })),
      other(({ bytes }) => ({ bytes: Buffer.from(bytes.toString().replace('NOTPAY', 'SUCCESS')) })),
      other(({ headers }) => ({ headers: { ...headers, 'wechatpay-serial': 'PUB_KEY_ID_9' } })),
      other(({ headers }) => ({ headers: { ...headers, 'wechatpay-timestamp': '1500000000' } })),
    ];
    const order = payment();
    await client().native(order);
    for (const over of changes) {
      await expect(client(merchant, over).query(order.outTradeNo)).rejects.toThrow(/signature/);
    }
  });

  it('must be us: a wrong key, serial or clock is SIGN_ERROR', async () => {
    expect(await codeOf(client({ ...merchant, serialNo: '5157F09EFDC096DE' }).native(payment()))).toBe(
      'SIGN_ERROR',
    );
    expect(await codeOf(client({ ...merchant, mchId: '1900000110' }).native(payment()))).toBe('SIGN_ERROR');
    const order = payment();
    aheadMs = 10 * 60_000;
    expect(await codeOf(client().native(order))).toBe('SIGN_ERROR');
  });

  it('orders in apps of its own only', async () => {
    expect(await codeOf(client({ ...merchant, appId: 'wx0000000000000000' }).native(payment()))).toBe(
      'APPID_MCHID_NOT_MATCH',
    );
    expect(await codeOf(client().jsapi({ ...payment(), openid: 'oStranger' }))).toBe('PARAM_ERROR');
  });
});

describe('trouble', () => {
  const path = '/v3/pay/transactions/native';
  const fail = (fault: object) => sandbox.control('faults', { match: { path }, fault });

  it('is told as the platform’s word with what to do, whatever the spelling', async () => {
    for (const [errmsg, status, code, retry] of [
      ['SYSTEMERROR', 500, 'SYSTEM_ERROR', 'later'],
      ['NOAUTH', 403, 'NO_AUTH', 'never'],
      ['RULELIMIT', 403, 'RULE_LIMIT', 'never'],
      ['FREQUENCY_LIMITED', 429, 'FREQUENCY_LIMITED', 'later'],
    ] as const) {
      await fail({ errmsg, status, times: 1 });
      const error: unknown = await client()
        .native(payment())
        .catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(PlatformError);
      expect(error).toMatchObject({ channel: 'wechat-pay', method: 'native', code, retry });
    }
    expect(readPayCode('INVALID_REQUEST', '08AB-268498689')).toBe('ORDERPAID');
    expect(readPayCode('SIGN_ERROR', '08AB-268498689')).toBe('SIGN_ERROR');
    expect(readPayCode('constructor', null)).toBe('constructor');
    for (const [code, { meaning, remedy }] of payCodes) {
      for (const text of [meaning, remedy]) expect(text['zh-CN'] && text.en, code).toBeTruthy();
    }
  });

  it('of the line is no answer: the order may be there, and is the same when it is placed again', async () => {
    const order = payment();
    await fail({ drop: true, afterwards: true, times: 1 });
    const error: unknown = await client()
      .native(order)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(PlatformUnreachableError);
    expect(error).toMatchObject({ sent: 'maybe' });
    expect(await client().query(order.outTradeNo)).toMatchObject({ tradeState: 'NOTPAY' });
    await client().native(order);
    await fail({ status: 502, times: 1 });
    await expect(client().native(payment())).rejects.toMatchObject({ reason: 'status' });
  });
});
