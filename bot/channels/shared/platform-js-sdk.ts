import { createHash, randomBytes } from 'node:crypto';

/** What `wx.config` or `wx.agentConfig` is given. */
export interface JsSdkSignature {
  readonly timestamp: number;
  readonly nonceStr: string;
  readonly signature: string;
}

/**
 * The JS-SDK's signature: SHA-1 over ticket, nonce, timestamp and the page's address as it stands in
 * the address bar, query included, without its #fragment (platform.md A14; the same in WeCom, C6).
 */
export function signJsSdk(input: {
  ticket: string;
  nonceStr: string;
  timestamp: number;
  url: string;
}): string {
  const page = input.url.split('#', 1)[0] ?? '';
  const text = `jsapi_ticket=${input.ticket}&noncestr=${input.nonceStr}&timestamp=${input.timestamp}&url=${page}`;
  return createHash('sha1').update(text).digest('hex');
}

/** Signs a page with a nonce of its own. */
export function makeJsSdkSignature(ticket: string, url: string, now: Date): JsSdkSignature {
  const nonceStr = randomBytes(12).toString('hex');
  const timestamp = Math.floor(now.getTime() / 1000);
  return { timestamp, nonceStr, signature: signJsSdk({ ticket, nonceStr, timestamp, url }) };
}
