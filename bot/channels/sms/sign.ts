import { createHash, createHmac } from 'node:crypto';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

const algorithm = 'TC3-HMAC-SHA256';
const signedHeaders = 'content-type;host;x-tc-action';

export interface TencentRequest {
  readonly host: string;
  readonly path: string;
  /** `sms` */
  readonly service: string;
  /** `SendSms` */
  readonly action: string;
  /** Unix seconds, as in X-TC-Timestamp; more than 5 min off is refused. */
  readonly timestamp: number;
  /** As it is sent: its bytes are signed. */
  readonly body: string;
}

const scopeOf = ({ timestamp, service }: TencentRequest) =>
  `${new Date(timestamp * 1000).toISOString().slice(0, 10)}/${service}/tc3_request`;

/** The text that is signed: what, when and for which service, with a hash of the request. */
export function textToSign(request: TencentRequest): string {
  const headers =
    `content-type:application/json; charset=utf-8\nhost:${request.host}\n` +
    `x-tc-action:${request.action.toLowerCase()}\n`;
  const canonical = ['POST', request.path, '', headers, signedHeaders, sha256(request.body)].join('\n');
  return [algorithm, String(request.timestamp), scopeOf(request), sha256(canonical)].join('\n');
}

/** The key of one day and service, so that the secret itself signs nothing. */
export function signingKey(secretKey: string, request: TencentRequest): Buffer {
  const [date = '', service = '', end = ''] = scopeOf(request).split('/');
  return hmac(hmac(hmac(`TC3${secretKey}`, date), service), end);
}

export function signText(key: Buffer, text: string): string {
  return hmac(key, text).toString('hex');
}

/**
 * The Authorization header of a JSON POST without a query, by TC3-HMAC-SHA256.
 * @see cloud.tencent.com, API signature v3
 */
export function signTencentRequest(
  keys: { readonly secretId: string; readonly secretKey: string },
  request: TencentRequest,
): string {
  const signature = signText(signingKey(keys.secretKey, request), textToSign(request));
  return `${algorithm} Credential=${keys.secretId}/${scopeOf(request)}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}
