import { verify } from 'node:crypto';

import type { SandboxRequest } from '../http.ts';
import type { Sandbox } from '../sandbox.ts';
import type { PayMerchant } from '../state.ts';
import { keyOf, keysOf } from './merchants.ts';
import { PayRefusal, refusals } from './refusal.ts';

const scheme = 'WECHATPAY2-SHA256-RSA2048 ';
const fieldPattern = /^(mchid|nonce_str|timestamp|serial_no|signature)="([^"\r\n]{1,1024})"$/;
const windowSeconds = 300;

function readAuthorization(header: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const part of header.slice(scheme.length).split(',')) {
    const field = fieldPattern.exec(part.trim());
    if (field?.[1] !== undefined && field[2] !== undefined) fields.set(field[1], field[2]);
  }
  return fields;
}

/**
 * Whose request it is, by the signature over `METHOD\nPATH?QUERY\nTIMESTAMP\nNONCE\nBODY\n`.
 * @param target path and query as the platform's host would see them
 * @throws PayRefusal SIGN_ERROR in the platform's words
 */
export async function authorize(
  sandbox: Sandbox,
  request: SandboxRequest,
  target: string,
): Promise<PayMerchant> {
  const header = request.headers.authorization ?? '';
  if (!header.startsWith(scheme)) {
    throw refusals.sign('Http头Authorization认证类型不正确，请参考《微信支付商户REST API签名规则》');
  }
  const fields = readAuthorization(header);
  const need = (name: string) => {
    const value = fields.get(name);
    if (value === undefined) throw refusals.sign(`Http头Authorization值格式错误，缺少${name}`);
    return value;
  };
  const merchant = sandbox.store.findMerchant(need('mchid'));
  if (merchant === undefined) throw refusals.sign('商户号不存在');
  const timestamp = need('timestamp');
  // The platform has a clock of its own: a client may stamp by the machine's or by the sandbox's.
  const fresh = [Date.now(), sandbox.now()].some(
    (now) => Math.abs(now / 1000 - Number(timestamp)) <= windowSeconds,
  );
  if (!/^\d{10}$/.test(timestamp) || !fresh) {
    throw refusals.sign('Http头Authorization中的timestamp与发起请求的时间不得超过5分钟');
  }
  const { merchant: own } = await keysOf(sandbox, merchant);
  if (need('serial_no').toUpperCase() !== own.serial) throw refusals.sign('商户API证书序列号有误');
  const message = Buffer.concat([
    Buffer.from(`${request.method}\n${target}\n${timestamp}\n${need('nonce_str')}\n`),
    request.body,
    Buffer.from('\n'),
  ]);
  const signature = Buffer.from(need('signature'), 'base64');
  if (!verify('RSA-SHA256', message, keyOf(own.pem, 'public'), signature)) {
    throw refusals.sign('签名错误，请检查后再试');
  }
  checkHeaders(request);
  return merchant;
}

/** Both are required; the status of their absence is not confirmed. */
function checkHeaders({ headers, method }: SandboxRequest): void {
  if (!/application\/json|\*\/\*/.test(headers.accept ?? '')) {
    throw new PayRefusal(406, 'PARAM_ERROR', 'Http头缺少Accept，或不接受application/json');
  }
  if ((headers['user-agent'] ?? '') === '') {
    throw new PayRefusal(403, 'PARAM_ERROR', 'Http头缺少User-Agent');
  }
  if (method === 'POST' && !/^application\/json\b/.test(headers['content-type'] ?? '')) {
    throw new PayRefusal(415, 'PARAM_ERROR', 'Http头Content-Type不是application/json');
  }
}
