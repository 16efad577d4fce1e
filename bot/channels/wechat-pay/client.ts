import { createHash, randomBytes } from 'node:crypto';

import { z } from 'zod';

import type { PlatformClock } from '../shared/platform-clock.ts';
import { PlatformError, PlatformUnreachableError } from '../shared/platform-error.ts';
import type { PlatformAnswer, PlatformHttp } from '../shared/platform-http.ts';
import { createPlatformLimits, type SharedLimits } from '../shared/platform-limits.ts';
import { BillError, parseTradeBill } from './bill.ts';
import { payCodes, readPayCode } from './errors.ts';
import { readPayKeys } from './keys.ts';
import { refundSchema, transactionSchema } from './parse.ts';
import { createPayRequests, type BuildRequest, type PayBuilder, type PayRequest } from './requests.ts';
import type { Merchant, NewPayment, PayClient } from './types.ts';
import { findSignatureFault } from './verify.ts';

export interface PayClientDeps {
  readonly http: PlatformHttp;
  readonly clock: PlatformClock;
  readonly sharedLimits?: SharedLimits | undefined;
}

/** Orders: 500 a second by the platform; the others are ours, well below what old pages say. */
const limits = {
  order: { calls: 300, perMs: 1_000 },
  query: { calls: 300, perMs: 1_000 },
  refund: { calls: 50, perMs: 1_000 },
  bill: { calls: 10, perMs: 1_000 },
} as const;
type Group = keyof typeof limits;

const errorSchema = z.object({ code: z.string().min(1).max(64), message: z.string().default('') });
const billSchema = z.object({
  hash_type: z.literal('SHA1'),
  hash_value: z.string().regex(/^[0-9a-fA-F]{40}$/),
  download_url: z.url({ protocol: /^https?$/ }),
});
/** The platform has no such order or refund, by the word that each endpoint has for it. */
const unknown = new Set(['ORDER_NOT_EXIST', 'RESOURCE_NOT_EXISTS']);
const noBill = new Set(['NO_STATEMENT_EXIST']);
const billInMaking = new Set(['STATEMENT_CREATING']);

/** RFC 3339 with China's offset: other zones are not documented. */
function chinaTime(time: Date): string {
  return `${new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}

function orderOf(payment: NewPayment) {
  return {
    description: payment.description,
    out_trade_no: payment.outTradeNo,
    time_expire: chinaTime(payment.expiresAt),
    notify_url: payment.notifyUrl,
    amount: { total: payment.totalFen, currency: 'CNY' },
  };
}

function isCode(error: unknown, codes: ReadonlySet<string>): boolean {
  return error instanceof PlatformError && codes.has(String(error.code));
}

/**
 * The merchant's side of WeChat Pay's API v3 (platform.md D). Every answer that says yes is verified
 * over its bytes with our own list of keys; one that is not signed rightly counts as not received.
 * @throws PayKeyError at the first call when the merchant's settings cannot be read
 */
export function createPayClient(merchant: Merchant, deps: PayClientDeps): PayClient {
  const { clock } = deps;
  const requests = createPayRequests(merchant, clock);
  const taken = createPlatformLimits({
    channel: 'wechat-pay',
    clock,
    limits,
    key: merchant.mchId,
    shared: deps.sharedLimits,
  });
  const fault = (
    method: string,
    reason: PlatformUnreachableError['reason'],
    detail: string,
    sent: 'no' | 'maybe' = 'maybe',
  ) => new PlatformUnreachableError({ channel: 'wechat-pay', method, reason, detail, sent });

  async function exchange(method: string, group: Group, request: PayRequest): Promise<PlatformAnswer> {
    await taken.take(group, method);
    const { publicKeyId } = readPayKeys(merchant);
    const answer = await deps.http.send({
      channel: 'wechat-pay',
      method,
      verb: request.verb,
      url: new URL(`${merchant.baseUrl.replace(/\/+$/, '')}${request.target}`),
      headers: {
        authorization: request.authorization,
        // Asks for answers signed with the public key, which merchants without certificates need.
        ...(publicKeyId === null ? {} : { 'wechatpay-serial': publicKeyId }),
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    if (answer.status >= 200 && answer.status < 300) {
      taken.accepted(group);
      return answer;
    }
    const error = readError(method, answer);
    if (error instanceof PlatformError) taken.refused(group, error);
    throw error;
  }

  function verify(method: string, answer: PlatformAnswer): void {
    const wrong = findSignatureFault(readPayKeys(merchant), answer.headers, answer.bytes, clock.now());
    if (wrong !== null) throw fault(method, 'unexpected', `the answer’s signature is not believed: ${wrong}`);
  }

  /** Refusals of what stands before the platform are not signed; one that claims to be must be. */
  function readError(method: string, answer: PlatformAnswer): PlatformError | PlatformUnreachableError {
    if (answer.headers['wechatpay-signature'] !== undefined) {
      try {
        verify(method, answer);
      } catch (error) {
        if (error instanceof PlatformUnreachableError) return error;
        throw error;
      }
    }
    const parsed = errorSchema.safeParse(parseJson(answer.bytes));
    if (!parsed.success) {
      return fault(method, 'status', `HTTP ${answer.status}`, answer.status === 429 ? 'no' : 'maybe');
    }
    const header = answer.headers['request-id'];
    const requestId = typeof header === 'string' ? header.slice(0, 100) : null;
    return new PlatformError({
      channel: 'wechat-pay',
      method,
      code: readPayCode(parsed.data.code, requestId),
      errmsg: parsed.data.message,
      codes: payCodes,
      ...(requestId === null ? {} : { requestId }),
    });
  }

  /** Builds, signs and sends one request, and answers the verified body; null for 204. */
  async function call(method: string, group: Group, build: BuildRequest): Promise<unknown> {
    const kept: { answer?: PlatformAnswer } = {};
    const pay: PayBuilder = await requests.builder(async (request) => {
      kept.answer = await exchange(method, group, request);
    });
    await build(pay);
    const { answer } = kept;
    if (answer === undefined) throw fault(method, 'unexpected', 'nothing was sent', 'no');
    verify(method, answer);
    if (answer.status === 204) return null;
    const json = parseJson(answer.bytes);
    if (json === undefined) throw fault(method, 'not-json', `HTTP ${answer.status}`);
    return json;
  }

  function read<T>(method: string, schema: z.ZodType<T>, json: unknown): T {
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    throw fault(method, 'unexpected', `the field ${where} is not as documented`);
  }

  /** Answers are ours by their numbers too: a right signature says who wrote it, not about what. */
  function needSame(method: string, asked: string, told: string): void {
    if (asked !== told) throw fault(method, 'unexpected', 'the answer is about another number');
  }

  async function download(downloadUrl: string): Promise<Buffer> {
    const { pathname, search } = new URL(downloadUrl);
    // The host is ours whatever the answer says; only the path is taken.
    const at = pathname.indexOf('/v3/');
    if (at === -1) throw fault('tradeBill', 'unexpected', 'the download’s address is not as documented');
    const kept: { bytes?: Buffer } = {};
    const pay = await requests.builder(async (request) => {
      kept.bytes = (await exchange('tradeBill', 'bill', request)).bytes;
    });
    await pay.download(`${pathname.slice(at)}${search}`);
    return kept.bytes ?? Buffer.alloc(0);
  }

  return {
    async native(payment) {
      const json = await call('native', 'order', (pay) => pay.transactions_native(orderOf(payment)));
      const schema = z.object({ code_url: z.string().startsWith('weixin://').max(512) });
      return { codeUrl: read('native', schema, json).code_url };
    },

    async jsapi(payment) {
      const order = { ...orderOf(payment), payer: { openid: payment.openid } };
      const json = await call('jsapi', 'order', (pay) => pay.jsapi(order));
      const schema = z.object({ prepay_id: z.string().regex(/^[\w-]{1,64}$/) });
      const bundle = {
        appId: merchant.appId,
        timeStamp: String(Math.floor(clock.now().getTime() / 1000)),
        nonceStr: randomBytes(16).toString('hex'),
        package: `prepay_id=${read('jsapi', schema, json).prepay_id}`,
      };
      const text = `${bundle.appId}\n${bundle.timeStamp}\n${bundle.nonceStr}\n${bundle.package}\n`;
      return { ...bundle, signType: 'RSA', paySign: await requests.sign(text) };
    },

    async query(outTradeNo) {
      try {
        const json = await call('query', 'query', (pay) =>
          pay.query({ out_trade_no: encodeURIComponent(outTradeNo) }),
        );
        const transaction = read('query', transactionSchema, json);
        needSame('query', outTradeNo, transaction.outTradeNo);
        needSame('query', merchant.mchId, transaction.mchId);
        return transaction;
      } catch (error) {
        if (isCode(error, unknown)) return null;
        throw error;
      }
    },

    async close(outTradeNo) {
      try {
        await call('close', 'order', (pay) => pay.close(encodeURIComponent(outTradeNo)));
      } catch (error) {
        if (!isCode(error, new Set(['ORDER_CLOSED']))) throw error;
      }
    },

    async refund({ outTradeNo, outRefundNo, refundFen, totalFen, reason, notifyUrl }) {
      const json = await call('refund', 'refund', (pay) =>
        pay.refunds({
          out_trade_no: outTradeNo,
          out_refund_no: outRefundNo,
          reason,
          notify_url: notifyUrl,
          amount: { refund: refundFen, total: totalFen, currency: 'CNY' },
        }),
      );
      const refund = read('refund', refundSchema, json);
      needSame('refund', outRefundNo, refund.outRefundNo);
      return refund;
    },

    async queryRefund(outRefundNo) {
      try {
        const json = await call('queryRefund', 'query', (pay) =>
          pay.find_refunds(encodeURIComponent(outRefundNo)),
        );
        const refund = read('queryRefund', refundSchema, json);
        needSame('queryRefund', outRefundNo, refund.outRefundNo);
        return refund;
      } catch (error) {
        if (isCode(error, unknown)) return null;
        throw error;
      }
    },

    async tradeBill(day) {
      let json: unknown;
      try {
        json = await call('tradeBill', 'bill', (pay) => pay.tradebill({ bill_date: day, bill_type: 'ALL' }));
      } catch (error) {
        if (isCode(error, noBill)) return { state: 'none' };
        if (isCode(error, billInMaking)) return { state: 'creating' };
        throw error;
      }
      const bill = read('tradeBill', billSchema, json);
      const bytes = await download(bill.download_url);
      // A download is not signed; its hash came in an answer that was.
      if (createHash('sha1').update(bytes).digest('hex') !== bill.hash_value.toLowerCase()) {
        throw fault('tradeBill', 'unexpected', 'the file has another hash');
      }
      try {
        return { state: 'there', lines: parseTradeBill(bytes.toString('utf8')) };
      } catch (error) {
        if (error instanceof BillError) throw fault('tradeBill', 'unexpected', error.message);
        throw error;
      }
    },
  };
}

/** Undefined: not JSON. */
function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
