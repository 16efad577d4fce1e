import { randomBytes } from 'node:crypto';

import type Pay from 'wechatpay-node-v3';

import type { PlatformClock } from '../shared/platform-clock.ts';
import { readPayKeys } from './keys.ts';
import type { Merchant } from './types.ts';

/** The origin that wechatpay-node-v3 writes its addresses with; ours may be another (sandbox, relay). */
const libraryOrigin = 'https://api.mch.weixin.qq.com';

/** One request as it goes out: what was signed is what is sent. */
export interface PayRequest {
  readonly verb: 'GET' | 'POST';
  /** Path and query, without the host. */
  readonly target: string;
  readonly authorization: string;
  readonly body?: string;
}

type Library = typeof Pay;
export type BuildRequest = (pay: PayBuilder) => Promise<unknown>;
/** What of the library is used: it builds the paths and bodies of these and signs them. */
export type PayBuilder = Pick<
  Pay,
  'transactions_native' | 'query' | 'close' | 'refunds' | 'find_refunds' | 'tradebill'
> & {
  /** The library's own also signs for the browser, with a nonce and a time of its own; this one only orders. */
  jsapi(params: Record<string, unknown>): Promise<unknown>;
  download(target: string): Promise<unknown>;
};

/** Its HTTP client takes a tenth of a second to load, and is replaced: loaded with the first payment. */
let loading: Promise<Library> | undefined;
function loadLibrary(): Promise<Library> {
  loading ??= import('wechatpay-node-v3').then(({ default: library }) => library);
  return loading;
}

/**
 * Requests of WeChat Pay's API v3, built and signed by wechatpay-node-v3. Nonce and time are ours (a
 * clock that tests and the sandbox move), and so is the way out: the library's transport is replaced
 * by `send`. Answers and notifications are verified and opened by ourselves (verify.ts).
 */
export function createPayRequests(merchant: Merchant, clock: PlatformClock) {
  async function builder(send: (request: PayRequest) => Promise<unknown>): Promise<PayBuilder> {
    const library = await loadLibrary();
    const keys = readPayKeys(merchant);
    const targetOf = (url: string) => (url.startsWith(libraryOrigin) ? url.slice(libraryOrigin.length) : url);

    class Signed extends library {
      protected override buildAuthorization(method: string, url: string, params?: object): string {
        const nonce = randomBytes(16).toString('hex');
        const timestamp = String(Math.floor(clock.now().getTime() / 1000));
        const body = params === undefined ? {} : { body: JSON.stringify(params) };
        const signature = this.getSignature(method, nonce, timestamp, targetOf(url), body.body);
        return this.getAuthorization(nonce, timestamp, signature);
      }

      jsapi(params: Record<string, unknown>): Promise<unknown> {
        const url = `${libraryOrigin}/v3/pay/transactions/jsapi`;
        const whole = { appid: merchant.appId, mchid: merchant.mchId, ...params };
        const headers = this.getHeaders(this.buildAuthorization('POST', url, whole));
        return this.httpService.post(url, whole, headers);
      }

      download(target: string): Promise<unknown> {
        const url = `${libraryOrigin}${target}`;
        return this.httpService.get(url, this.getHeaders(this.buildAuthorization('GET', url)));
      }
    }

    const pem = Buffer.from(keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const pay = new Signed({
      appid: merchant.appId,
      mchid: merchant.mchId,
      serial_no: merchant.serialNo,
      // Only read for a serial, which is given.
      publicKey: pem,
      privateKey: pem,
    });
    const authorizationOf = (headers: Record<string, unknown>) => {
      const value = headers['Authorization'];
      return typeof value === 'string' ? value : '';
    };
    const answer = async (request: PayRequest) => ({ status: 200, data: await send(request) });
    pay.createHttp({
      get: (url, headers) =>
        answer({ verb: 'GET', target: targetOf(url), authorization: authorizationOf(headers) }),
      post: (url, params, headers) =>
        answer({
          verb: 'POST',
          target: targetOf(url),
          authorization: authorizationOf(headers),
          body: JSON.stringify(params),
        }),
      upload: () => Promise.reject(new Error('Nothing is uploaded')),
    });
    return pay;
  }

  /** RSA-SHA256, base64: for what the payer's WeChat is handed. */
  async function sign(text: string): Promise<string> {
    const library = await loadLibrary();
    const pem = Buffer.from(readPayKeys(merchant).privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const { appId: appid, mchId: mchid, serialNo: serial_no } = merchant;
    return new library({ appid, mchid, serial_no, publicKey: pem, privateKey: pem }).sha256WithRsa(text);
  }

  return { builder, sign };
}
