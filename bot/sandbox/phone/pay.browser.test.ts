import { mkdir } from 'node:fs/promises';

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { demoOpenid, demoWorld } from '../../../config/demo-world.ts';
import { createPlatformHttp } from '../../channels/shared/platform-http.ts';
import { createPayClient } from '../../channels/wechat-pay/client.ts';
import type { Merchant, PayClient } from '../../channels/wechat-pay/types.ts';
import { startPhoneWorld, type PhoneWorld } from './testing.ts';

const { miniProgram } = demoWorld;
/** PHONE_SHOTS=<folder> keeps a picture of each place, to be looked at. */
const shots = process.env['PHONE_SHOTS'];
const merchantSchema = z.object({
  kind: z.literal('wechat-pay'),
  mchId: z.string(),
  serialNo: z.string(),
  privateKeyPem: z.string(),
  apiV3Key: z.string(),
  platformKeys: z.array(z.object({ serial: z.string(), pem: z.string() })),
  baseUrl: z.string(),
});

let world: PhoneWorld;
let client: PayClient;
const http = createPlatformHttp();
const opened: Page[] = [];

async function open(query: string, options?: Parameters<PhoneWorld['open']>[1]): Promise<Page> {
  const page = await world.open(query, options);
  page.setDefaultTimeout(8_000);
  opened.push(page);
  return page;
}
async function picture(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  await page.waitForTimeout(400);
  await page.screenshot({ path: `${shots}/${name}.png` });
}
async function scan(page: Page, text: string): Promise<void> {
  await page.getByTestId('scan-tab').click();
  await page.getByTestId('scan-input').fill(text);
  await page.getByTestId('scan-typed').click();
}

let count = 0;
function payment() {
  count += 1;
  return {
    description: '企业名额 10 个 · 一年',
    outTradeNo: `P20261128${String(count).padStart(4, '0')}`,
    // Nobody listens there: the page must not wait for it.
    notifyUrl: 'http://127.0.0.1:9/callbacks/wechat-pay/key',
    totalFen: 128_000,
    expiresAt: new Date(Date.now() + 3_600_000),
  };
}

beforeAll(async () => {
  if (shots !== undefined) await mkdir(shots, { recursive: true });
  world = await startPhoneWorld();
  const list = z
    .array(z.unknown())
    .parse(await (await fetch(`${world.sandbox.url}/accounts`)).json())
    .flatMap((entry) => merchantSchema.safeParse(entry).data ?? []);
  const [given] = list;
  if (given === undefined) throw new Error('no merchant');
  const merchant: Merchant = { ...given, appId: miniProgram.appId };
  client = createPayClient(merchant, { http, clock: { now: () => new Date() } });
});
beforeEach(async () => {
  for (const page of opened.splice(0)) await page.context().close();
  await world.act('reset', {});
});
afterAll(async () => {
  await world.close();
  await http.close();
});

describe('a Native code', () => {
  it('opens the pay page when it is scanned, which says who, what and how much, and pays', async () => {
    const order = payment();
    const { codeUrl } = await client.native(order);
    const page = await open('?person=linxiaowen');
    await page.getByTestId('scan-tab').click();
    await page.locator(`[data-testid="scan-pay-code"][data-code="${order.outTradeNo}"]`).waitFor();
    await picture(page, 'pay-codes');
    await page.getByTestId('scan-close').click();
    await scan(page, codeUrl);
    expect(await page.getByTestId('pay-amount').innerText()).toBe('¥1280.00');
    expect(await page.getByTestId('pay-merchant').innerText()).toBe('付款给 岚汐科技');
    expect(await page.getByTestId('pay-description').innerText()).toBe(order.description);
    await picture(page, 'pay-page');
    await page.getByTestId('pay-now').click();
    expect(await page.getByTestId('pay-success').innerText()).toBe('支付成功');
    await picture(page, 'pay-success');
    await page.getByTestId('pay-done').click();
    await page.getByTestId('pay-sheet').waitFor({ state: 'detached' });
    expect(await client.query(order.outTradeNo)).toMatchObject({
      tradeState: 'SUCCESS',
      payerOpenid: demoOpenid(miniProgram.appId, 'linxiaowen'),
    });
  });

  it('may be left, and is then for nobody else; a paid one is not paid again', async () => {
    const order = payment();
    const { codeUrl } = await client.native(order);
    const first = await open('?person=linxiaowen&lang=en', { viewport: { width: 390, height: 844 } });
    await scan(first, codeUrl);
    await picture(first, 'pay-page-en-phone');
    await first.getByTestId('pay-cancel').click();
    expect(await client.query(order.outTradeNo)).toMatchObject({ tradeState: 'NOTPAY' });
    const second = await open('?person=luren&lang=zh-CN');
    await scan(second, codeUrl);
    const stopped = second.getByTestId('pay-stopped');
    expect(await stopped.getAttribute('data-code')).toBe('pay.other_person');
    await picture(second, 'pay-stopped');
    await scan(first, codeUrl);
    await first.getByTestId('pay-now').click();
    await first.getByTestId('pay-done').click();
    await scan(first, codeUrl);
    expect(await first.getByTestId('pay-stopped').getAttribute('data-code')).toBe('pay.paid');
  });
});

describe('a page in the frame', () => {
  const answersOf = async (page: Page, nth: number): Promise<unknown> => {
    const line = page.frameLocator('[data-testid="mini-app-frame"]').locator('#answers li').nth(nth);
    await line.waitFor();
    return JSON.parse((await line.textContent()) ?? 'null');
  };
  const ask = async (page: Page, args: object) => {
    const frame = page.frames().find((one) => one.url().startsWith(world.h5));
    if (frame === undefined) throw new Error('no frame');
    await frame.evaluate((given) => {
      globalThis.parent.postMessage({ hulian: 1, id: 'pay', call: 'requestPayment', args: given }, '*');
    }, args);
  };

  it('asks for a payment that only its signer’s order and its own payer can have', async () => {
    const order = payment();
    const openid = demoOpenid(miniProgram.appId, 'linxiaowen');
    const bundle = await client.jsapi({ ...order, openid });
    const page = await open('?person=linxiaowen&open=pages/order/index');
    await page.frameLocator('[data-testid="mini-app-frame"]').locator('#launch').waitFor();
    await ask(page, { ...bundle, timeStamp: '1' });
    expect(await page.getByTestId('pay-stopped').getAttribute('data-code')).toBe('pay.bad_request');
    await page.getByTestId('pay-done').click();
    expect(await answersOf(page, 0)).toMatchObject({ data: { ok: false, errMsg: 'requestPayment:fail' } });
    await ask(page, bundle);
    await page.getByTestId('pay-cancel').click();
    expect(await answersOf(page, 1)).toMatchObject({
      data: { ok: false, errMsg: 'requestPayment:fail cancel' },
    });
    await ask(page, bundle);
    await page.getByTestId('pay-now').click();
    await page.getByTestId('pay-done').click();
    expect(await answersOf(page, 2)).toMatchObject({ data: { ok: true, result: {} } });
    expect(await client.query(order.outTradeNo)).toMatchObject({ tradeState: 'SUCCESS', tradeType: 'JSAPI' });
  });
});
