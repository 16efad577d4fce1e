import { generateKeyPairSync, type KeyObject } from 'node:crypto';

import type { Sandbox } from '../sandbox.ts';
import { at, type PayMerchant, type PayNotice } from '../state.ts';
import { signerOf } from './merchants.ts';
import { chinaTime, findOrder, presentOrder, presentRefund } from './orders.ts';
import { sealText, signatureHeaders, type SigningKey } from './seal.ts';

/** What can be wrong with a notification, on demand; the first seven are rightly signed and sealed. */
export const wrongs = [
  'amount',
  'currency',
  'merchant',
  'appid',
  'payer',
  'order',
  'state',
  'signature',
  'serial',
  'probe',
  'stale',
  'tag',
  'key',
  'xml',
  'unsigned',
  'rewritten',
] as const;
export type Wrong = (typeof wrongs)[number];

export interface NoticeRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Changes of the resource; the contents that are wrong under a right signature. */
const changes: Partial<Record<Wrong, (resource: Record<string, unknown>) => Record<string, unknown>>> = {
  amount: (it) => ({ ...it, amount: { ...amountOf(it), total: Number(amountOf(it)['total']) - 1 } }),
  currency: (it) => ({ ...it, amount: { ...amountOf(it), currency: 'USD', payer_currency: 'USD' } }),
  merchant: (it) => ({ ...it, mchid: '1900000110' }),
  appid: (it) => ({ ...it, appid: 'wx00000000000000ff' }),
  payer: (it) => ({ ...it, payer: { openid: 'oStranger0000000000000000001' } }),
  order: (it) => ({ ...it, out_trade_no: 'STRANGER000001' }),
  state: (it) => ({ ...it, trade_state: 'NOTPAY', refund_status: 'PROCESSING' }),
};

function amountOf(resource: Record<string, unknown>): Record<string, unknown> {
  const { amount } = resource;
  return typeof amount === 'object' && amount !== null ? { ...amount } : {};
}

let stranger: KeyObject | undefined;
/** A key that nobody was told of. */
function strangersKey(): KeyObject {
  stranger ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  return stranger;
}

function resourceOf(sandbox: Sandbox, notice: PayNotice): Record<string, unknown> | undefined {
  const order = findOrder(sandbox, notice.mchId, notice.outTradeNo);
  if (order === undefined) return undefined;
  if (notice.outRefundNo === null) {
    // A repetition tells what it told at first, whatever became of the order since.
    return { ...presentOrder(sandbox, order), trade_state: 'SUCCESS', trade_state_desc: '支付成功' };
  }
  const refund = at(sandbox.store.state.payRefunds, `${notice.mchId}|${notice.outRefundNo}`);
  if (refund === undefined) return undefined;
  // The API says `status`, the notification `refund_status` (platform.md D).
  const { status, ...rest } = presentRefund(order, refund);
  return { mchid: order.mchId, ...rest, refund_status: status };
}

const summaries: Readonly<Record<string, string>> = {
  'TRANSACTION.SUCCESS': '支付成功',
  'REFUND.SUCCESS': '退款成功',
  'REFUND.ABNORMAL': '退款异常',
  'REFUND.CLOSED': '退款关闭',
};

function versionTwo(notice: PayNotice): string {
  const fields = { return_code: 'SUCCESS', result_code: 'SUCCESS', out_trade_no: notice.outTradeNo };
  const text = Object.entries(fields).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`);
  return `<xml>${text.join('')}</xml>`;
}

/**
 * A notification as it goes over the wire, sealed and signed anew: each try has its own nonce.
 * @returns undefined when its order is gone (the sandbox was reset)
 */
export async function writeNotice(
  sandbox: Sandbox,
  merchant: PayMerchant,
  notice: PayNotice,
  wrong?: Wrong,
): Promise<NoticeRequest | undefined> {
  const resource = resourceOf(sandbox, notice);
  if (resource === undefined) return undefined;
  if (wrong === 'xml') return { body: versionTwo(notice), headers: { 'content-type': 'text/xml' } };
  const original = notice.outRefundNo === null ? 'transaction' : 'refund';
  const change = wrong === undefined ? undefined : changes[wrong];
  const key = wrong === 'key' ? 'b302fd4719dd26523d555e6fe392b91a' : merchant.apiV3Key;
  const sealed = sealText(key, JSON.stringify(change?.(resource) ?? resource), original);
  const body = JSON.stringify({
    id: notice.id,
    create_time: chinaTime(notice.createdAt),
    resource_type: 'encrypt-resource',
    event_type: notice.event,
    summary: summaries[notice.event] ?? '',
    resource: {
      original_type: original,
      ...sealed,
      ...(wrong === 'tag' ? { ciphertext: withOtherTag(sealed.ciphertext) } : {}),
    },
  });
  if (wrong === 'unsigned') return { body, headers: {} };
  const signer = await signerOf(sandbox, merchant);
  return { body: wrong === 'rewritten' ? `${body} ` : body, headers: sign(sandbox, signer, body, wrong) };
}

function sign(sandbox: Sandbox, right: SigningKey, body: string, wrong: Wrong | undefined) {
  const now = sandbox.now() - (wrong === 'stale' ? 10 * 60_000 : 0);
  const signer: SigningKey =
    wrong === 'signature'
      ? { serial: right.serial, privateKey: strangersKey() }
      : wrong === 'serial'
        ? { serial: 'PUB_KEY_ID_0100000000000000000000000000', privateKey: strangersKey() }
        : right;
  const headers = signatureHeaders(signer, body, now);
  if (wrong !== 'probe') return headers;
  return {
    ...headers,
    'wechatpay-signature': `WECHATPAY/SIGNTEST/${headers['wechatpay-signature'] ?? ''}`,
  };
}

function withOtherTag(ciphertext: string): string {
  const bytes = Buffer.from(ciphertext, 'base64');
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return bytes.toString('base64');
}
