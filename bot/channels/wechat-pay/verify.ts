import { createDecipheriv, verify as verifyBytes, type KeyObject } from 'node:crypto';

import { findPlatformKey, type PayKeys } from './keys.ts';

/** As Node and undici give them: names in lower case. */
export type PayHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The platform's clock and ours may differ by five minutes, either way (platform.md D). */
const windowMs = 5 * 60_000;
const probe = 'WECHATPAY/SIGNTEST/';

/**
 * One value each: a header that came twice is a list, or is joined by a comma, and neither passes. No
 * pattern lets a line feed in, which would shift what is signed.
 */
const patterns = {
  timestamp: /^\d{10}$/,
  nonce: /^[0-9A-Za-z+/=_-]{1,128}$/,
  serial: /^(?:PUB_KEY_ID_[0-9A-Za-z]{1,64}|[0-9A-Fa-f]{8,64})$/,
  signature: /^[0-9A-Za-z+/]{4,2048}={0,2}$/,
} as const;

export type SignatureFault = 'headers' | 'timestamp' | 'unknown_serial' | 'signature';

function headerOf(headers: PayHeaders, name: string, pattern: RegExp): string | null {
  const value = headers[`wechatpay-${name}`];
  return typeof value === 'string' && pattern.test(value) ? value : null;
}

/**
 * Whether the platform signed these very bytes, lately. Answers and notifications are signed alike:
 * RSA-SHA256 over `timestamp\nnonce\nbody\n`.
 * @param body as it came: what was parsed and written again is another text
 * @returns null when it did. `unknown_serial`: none of our list has it, or its certificate is not valid
 *   now; nobody is asked for another one
 */
export function findSignatureFault(
  keys: PayKeys,
  headers: PayHeaders,
  body: Buffer,
  now: Date,
): SignatureFault | null {
  const given = headers['wechatpay-signature'];
  // Sent now and then by the platform to see that wrong signatures are refused.
  if (typeof given === 'string' && given.startsWith(probe)) return 'signature';
  const timestamp = headerOf(headers, 'timestamp', patterns.timestamp);
  const nonce = headerOf(headers, 'nonce', patterns.nonce);
  const serial = headerOf(headers, 'serial', patterns.serial);
  const signature = headerOf(headers, 'signature', patterns.signature);
  if (timestamp === null || nonce === null || serial === null || signature === null) return 'headers';
  const type = headers['wechatpay-signature-type'];
  if (type !== undefined && type !== 'WECHATPAY2-SHA256-RSA2048') return 'signature';
  if (Math.abs(now.getTime() - Number(timestamp) * 1000) > windowMs) return 'timestamp';
  const key = findPlatformKey(keys, serial, now);
  if (key === null) return 'unknown_serial';
  return isSigned(key, `${timestamp}\n${nonce}\n`, body, signature) ? null : 'signature';
}

function isSigned(key: KeyObject, head: string, body: Buffer, signature: string): boolean {
  const message = Buffer.concat([Buffer.from(head), body, Buffer.from('\n')]);
  return verifyBytes('RSA-SHA256', message, key, Buffer.from(signature, 'base64'));
}

const tagBytes = 16;

export interface Sealed {
  /** base64 of the cipher and, at its end, the tag of 16 bytes. */
  readonly ciphertext: string;
  /** 12 bytes. */
  readonly nonce: string;
  readonly associatedData: string;
}

/**
 * Opens an AEAD_AES_256_GCM resource. Nothing is given out before the tag is checked.
 * @returns null for whatever was not sealed with this key, nonce and associated data, or has not the
 *   one spelling of its base64
 */
export function openSealed(apiV3Key: Buffer, sealed: Sealed): Buffer | null {
  const bytes = Buffer.from(sealed.ciphertext, 'base64');
  const nonce = Buffer.from(sealed.nonce);
  if (bytes.toString('base64') !== sealed.ciphertext) return null;
  if (bytes.length < tagBytes || nonce.length !== 12) return null;
  const cut = bytes.length - tagBytes;
  try {
    const decipher = createDecipheriv('aes-256-gcm', apiV3Key, nonce, { authTagLength: tagBytes });
    decipher.setAuthTag(bytes.subarray(cut));
    decipher.setAAD(Buffer.from(sealed.associatedData));
    const opened = decipher.update(bytes.subarray(0, cut));
    return Buffer.concat([opened, decipher.final()]);
  } catch {
    return null;
  }
}
