import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

import type { Sandbox } from '../sandbox.ts';
import type { PayMerchant, PayOrder, PayRefund } from '../state.ts';
import { chinaTime } from './orders.ts';
import { definePayApi, noBody, ok, payHost } from './pay-api.ts';
import { PayRefusal, refusals } from './refusal.ts';
import { randomLetters } from './seal.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Bills of a day are ready after ten o'clock of the next (platform.md D). */
const readyAfterMs = dayMs + 10 * hourMs;
const keptMs = 93 * dayMs;
/** How long a download's address is good: half a minute by one source (U). */
const downloadMs = 30_000;

const columns =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const totals = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';

function yuan(fen: number): string {
  return (fen / 100).toFixed(2);
}

function row(values: readonly string[]): string {
  return values.map((value) => `\`${value.replaceAll(/[\r\n]/g, ' ')}`).join(',');
}

function line(order: PayOrder, refund: PayRefund | null): string {
  const at = refund === null ? (order.paid?.at ?? 0) : (refund.endedAt ?? refund.createdAt);
  const time = chinaTime(at).slice(0, 19).replace('T', ' ');
  const done: Readonly<Record<PayRefund['status'], string>> = {
    SUCCESS: 'SUCCESS',
    ABNORMAL: 'CHANGE',
    PROCESSING: 'PROCESSING',
    CLOSED: 'FAIL',
  };
  return row([
    time,
    order.appId,
    order.mchId,
    '0',
    '',
    order.paid?.transactionId ?? '',
    order.outTradeNo,
    order.paid?.openid ?? '',
    order.tradeType,
    refund === null ? 'SUCCESS' : 'REFUND',
    'OTHERS',
    'CNY',
    refund === null ? yuan(order.totalFen) : '0.00',
    '0.00',
    refund?.refundId ?? '0',
    refund?.outRefundNo ?? '0',
    refund === null ? '0.00' : yuan(refund.refundFen),
    '0.00',
    refund === null ? '' : 'ORIGINAL',
    refund === null ? '' : done[refund.status],
    order.description,
    order.attach,
    '0.00000',
    '0.60%',
    refund === null ? yuan(order.totalFen) : '0.00',
    refund === null ? '0.00' : yuan(refund.refundFen),
    '',
  ]);
}

/** The payments and refunds of a day of China's; null for a day without any. */
function writeBill(sandbox: Sandbox, merchant: PayMerchant, day: string, type: string): string | null {
  const of = (ms: number) => chinaTime(ms).slice(0, 10) === day;
  const { payOrders, payRefunds } = sandbox.store.state;
  const paid = Object.values(payOrders).filter(
    (order) => order.mchId === merchant.mchId && order.paid !== null && of(order.paid.at),
  );
  const refunds = Object.values(payRefunds).filter(
    (refund) => refund.mchId === merchant.mchId && refund.status === 'SUCCESS' && of(refund.endedAt ?? 0),
  );
  const lines = [
    ...(type === 'REFUND' ? [] : paid.map((order) => line(order, null))),
    ...(type === 'SUCCESS'
      ? []
      : refunds.flatMap((refund) => {
          const order = payOrders[`${refund.mchId}|${refund.outTradeNo}`];
          return order === undefined ? [] : [line(order, refund)];
        })),
  ];
  if (lines.length === 0) return null;
  const paidFen = paid.reduce((sum, { totalFen }) => sum + totalFen, 0);
  const refundFen = refunds.reduce((sum, { refundFen: one }) => sum + one, 0);
  const sums = [
    String(lines.length),
    yuan(paidFen),
    yuan(refundFen),
    '0.00',
    '0.00000',
    yuan(paidFen),
    yuan(refundFen),
  ];
  return `\uFEFF${[columns, ...lines, totals, row(sums)].join('\r\n')}\r\n`;
}

/** Written bills by the token of their address; a restart forgets them, as half a minute does. */
interface Kept {
  readonly text: string;
  readonly gzip: boolean;
  readonly mchId: string;
  readonly expiresAt: number;
}
const downloads = new WeakMap<Sandbox, Map<string, Kept>>();

function downloadsOf(sandbox: Sandbox): Map<string, Kept> {
  const kept = downloads.get(sandbox) ?? new Map<string, Kept>();
  downloads.set(sandbox, kept);
  for (const [token, { expiresAt }] of kept) if (expiresAt <= sandbox.now()) kept.delete(token);
  return kept;
}

const tradeBill = definePayApi({
  method: 'GET',
  path: /^\/v3\/bill\/tradebill$/,
  body: noBody,
  handle({ sandbox, merchant, query, origin }) {
    const day = query.get('bill_date') ?? '';
    const type = query.get('bill_type') ?? 'ALL';
    const start = Date.parse(`${day}T00:00:00+08:00`);
    if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(start)) throw refusals.parameter('bill_date格式错误');
    if (!['ALL', 'SUCCESS', 'REFUND'].includes(type)) throw refusals.parameter('bill_type错误');
    if (!['GZIP', null].includes(query.get('tar_type'))) throw refusals.parameter('tar_type错误');
    const age = sandbox.now() - start;
    if (age > keptMs) throw refusals.parameter('账单日期超过三个月');
    if (age < dayMs) throw refusals.parameter('账单日期应早于今天');
    if (age < readyAfterMs) throw new PayRefusal(400, 'STATEMENT_CREATING', '账单生成中');
    const text = writeBill(sandbox, merchant, day, type);
    if (text === null) throw new PayRefusal(404, 'NO_STATEMENT_EXIST', '账单文件不存在');
    const token = randomLetters(32);
    downloadsOf(sandbox).set(token, {
      text,
      gzip: query.get('tar_type') === 'GZIP',
      mchId: merchant.mchId,
      expiresAt: sandbox.now() + downloadMs,
    });
    return ok({
      hash_type: 'SHA1',
      hash_value: createHash('sha1').update(text).digest('hex'),
      download_url: `${origin}${payHost}/v3/billdownload/file?token=${token}`,
    });
  },
});

const download = definePayApi({
  method: 'GET',
  path: /^\/v3\/billdownload\/file$/,
  body: noBody,
  handle({ sandbox, merchant, query }) {
    const kept = downloadsOf(sandbox).get(query.get('token') ?? '');
    if (kept?.mchId !== merchant.mchId) throw refusals.noResource('下载地址已失效');
    const body = Buffer.from(kept.text);
    return kept.gzip
      ? { status: 200, body: gzipSync(body), file: 'application/gzip' }
      : { status: 200, body, file: 'text/plain; charset=utf-8' };
  },
});

export const billApis = [tradeBill, download];
