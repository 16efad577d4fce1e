import { createCipheriv, randomBytes, sign, type KeyLike } from 'node:crypto';

/** A key that signs as the platform, and the serial that names it. */
export interface SigningKey {
  readonly serial: string;
  readonly privateKey: KeyLike;
}

const letters = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Letters and digits, as the platform's nonces are. */
export function randomLetters(length: number): string {
  return Array.from(randomBytes(length), (byte) => letters[byte % letters.length] ?? '0').join('');
}

/** The headers of an answer or a notification: RSA-SHA256 over `timestamp\nnonce\nbody\n`. */
export function signatureHeaders(
  key: SigningKey,
  body: string | Buffer,
  nowMs: number,
): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const nonce = randomLetters(32);
  const message = Buffer.concat([
    Buffer.from(`${timestamp}\n${nonce}\n`),
    Buffer.from(body),
    Buffer.from('\n'),
  ]);
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': key.serial,
    'wechatpay-signature': sign('RSA-SHA256', message, key.privateKey).toString('base64'),
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
  };
}

/** AEAD_AES_256_GCM as the platform writes it: base64 of the cipher and its tag of 16 bytes. */
export function sealText(
  apiV3Key: string,
  text: string,
  associatedData: string,
): { algorithm: string; ciphertext: string; associated_data: string; nonce: string } {
  const nonce = randomLetters(12);
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce, { authTagLength: 16 });
  cipher.setAAD(Buffer.from(associatedData));
  const bytes = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  return {
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: bytes.toString('base64'),
    associated_data: associatedData,
    nonce,
  };
}
