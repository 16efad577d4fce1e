import { hash, timingSafeEqual } from 'node:crypto';

/**
 * The signature of WeChat and WeCom callbacks: SHA-1 hex over the parts, sorted bytewise and
 * joined with nothing.
 * @param parts token, timestamp, nonce; and the ciphertext for `msg_signature`. ASCII, where the
 *   order of UTF-16 units is the order of bytes
 * @see developers.weixin.qq.com …/push/encryption
 */
export function signParts(parts: readonly string[]): string {
  if (parts.length > 4) throw new TypeError('A callback signs at most four parts');
  return hash('sha1', [...parts].sort().join(''));
}

/** Compares in constant time; anything but 40 hex digits is unequal. */
export function isSameSignature(expected: string, given: string): boolean {
  if (given.length !== expected.length || !/^[0-9a-f]{40}$/i.test(given)) return false;
  return timingSafeEqual(Buffer.from(expected), Buffer.from(given.toLowerCase()));
}
