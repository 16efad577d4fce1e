import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';

import { makeCertificate } from '../wechat-pay/certificate.ts';
import { sealText, signatureHeaders, type SigningKey } from '../wechat-pay/seal.ts';

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly privatePem: string;
  readonly publicPem: string;
}

export function buildKeyPair(bits = 2048): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return {
    privateKey,
    publicKey,
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

export interface Dates {
  readonly from: Date;
  readonly to: Date;
}

/** A key pair with a certificate that lasts from 2020 to 2060, unless told otherwise. */
export function buildCertified(
  subject: string,
  pair = buildKeyPair(),
  dates: Dates = { from: new Date('2020-01-01'), to: new Date('2060-01-01') },
) {
  const { serial, pem } = makeCertificate({
    subject,
    publicKey: pair.publicKey,
    issuerKey: pair.privateKey,
    ...dates,
  });
  return { ...pair, serial, pem };
}

/**
 * What a merchant and its platform have: made once for a test file, for keys take time.
 * `merchant` has the shape of the channel's Merchant.
 */
export function buildPayWorld() {
  const own = buildCertified('1900000109');
  const certificate = buildCertified('Tenpay.com sign');
  const publicKey = buildKeyPair();
  const publicKeyId = 'PUB_KEY_ID_0119000001092026112800111100000001';
  return {
    own,
    signers: {
      certificate: { serial: certificate.serial, privateKey: certificate.privateKey },
      publicKey: { serial: publicKeyId, privateKey: publicKey.privateKey },
    } satisfies Record<string, SigningKey>,
    merchant: {
      mchId: '1900000109',
      appId: 'wxa0c1a17100000001',
      serialNo: own.serial,
      privateKeyPem: own.privatePem,
      apiV3Key: 'a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb',
      platformKeys: [
        { serial: certificate.serial, pem: certificate.pem },
        { serial: publicKeyId, pem: publicKey.publicPem },
      ],
      baseUrl: 'https://api.mch.weixin.qq.com',
    },
  };
}
export type PayWorld = ReturnType<typeof buildPayWorld>;

export function buildTransaction(changes: object = {}) {
  return {
    mchid: '1900000109',
    appid: 'wxa0c1a17100000001',
    out_trade_no: 'Q20261128000001',
    transaction_id: '4200002026112800000000000001',
    trade_type: 'NATIVE',
    trade_state: 'SUCCESS',
    trade_state_desc: '支付成功',
    bank_type: 'OTHERS',
    attach: '',
    success_time: '2026-11-28T10:00:00+08:00',
    payer: { openid: 'oPayer00000000000000000000001' },
    amount: { total: 9900, payer_total: 9900, currency: 'CNY', payer_currency: 'CNY' },
    ...changes,
  };
}

export interface Notice {
  readonly rawBody: Buffer;
  readonly headers: Record<string, string>;
}

/** A notification sealed for the merchant and signed as asked; parts may be told to be otherwise. */
export function buildNotice(
  world: PayWorld,
  input: {
    readonly now: Date;
    readonly signer?: SigningKey;
    readonly eventType?: string;
    readonly originalType?: string;
    readonly resource?: unknown;
    readonly apiV3Key?: string;
    readonly envelope?: object;
    /** The body's text, of the object that would have been written. */
    readonly write?: (body: object) => string;
  },
): Notice {
  const { now, signer = world.signers.certificate, originalType = 'transaction' } = input;
  const body = {
    id: 'EV-2018022511223320873',
    create_time: '2026-11-28T10:00:01+08:00',
    resource_type: 'encrypt-resource',
    event_type: input.eventType ?? 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    resource: {
      original_type: originalType,
      ...sealText(
        input.apiV3Key ?? world.merchant.apiV3Key,
        JSON.stringify(input.resource ?? buildTransaction()),
        originalType,
      ),
    },
    ...input.envelope,
  };
  return signNotice(signer, (input.write ?? JSON.stringify)(body), now);
}

export function signNotice(signer: SigningKey, text: string, now: Date): Notice {
  const rawBody = Buffer.from(text);
  return { rawBody, headers: signatureHeaders(signer, rawBody, now.getTime()) };
}

/** The Authorization header of a request, as a merchant's own program would write it. */
export function authorizationOf(
  merchant: { readonly mchId: string; readonly serialNo: string; readonly privateKeyPem: string },
  request: {
    readonly method: string;
    readonly target: string;
    readonly body: string;
    readonly now: Date;
    readonly changes?: Readonly<Record<string, string>>;
  },
): string {
  const fields: Record<string, string> = {
    mchid: merchant.mchId,
    nonce_str: 'c5ac7061fccab6bf3e254dcf98995b8c',
    timestamp: String(Math.floor(request.now.getTime() / 1000)),
    serial_no: merchant.serialNo,
    ...request.changes,
  };
  const { timestamp = '', nonce_str: nonce = '' } = fields;
  const message = `${request.method}\n${request.target}\n${timestamp}\n${nonce}\n${request.body}\n`;
  const signature = sign('RSA-SHA256', Buffer.from(message), merchant.privateKeyPem).toString('base64');
  const all = Object.entries({ ...fields, signature }).map(([name, value]) => `${name}="${value}"`);
  return `WECHATPAY2-SHA256-RSA2048 ${all.join(',')}`;
}

/** The server that a notify_url leads to: keeps what came and answers as it is told. */
export async function startNotifyReceiver() {
  const seen: Notice[] = [];
  let status: (count: number) => number | 'hang' = () => 204;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      seen.push({ rawBody: Buffer.concat(chunks), headers });
      const answer = status(seen.length);
      if (answer === 'hang') return;
      response.writeHead(answer);
      response.end(answer === 204 ? undefined : '{"code":"FAIL","message":"失败"}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/callbacks/wechat-pay/key`,
    seen,
    /** @param next of how many-th request, counted from 1 */
    answer(next: (count: number) => number | 'hang') {
      status = next;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
