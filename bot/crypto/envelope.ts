import { isUtf8 } from 'node:buffer';
import { createCipheriv, createDecipheriv, timingSafeEqual } from 'node:crypto';

import { randomSlice } from './random.ts';

/**
 * The AES envelope of WeChat and WeCom messages: AES-256-CBC, key = base64(EncodingAESKey + "="),
 * IV = its first 16 bytes, PKCS#7 to blocks of 32; the clear text is 16 random bytes, a 4-byte
 * big-endian byte length, the message, and the receiver's id (appid or corpid).
 *
 * Opening is written here, because what comes from outside is hostile until proved otherwise and
 * every bound is to be checked: alphabet, padding, length and receiver. What fails, fails with one
 * kind of error, so that an answer tells nothing about where. Sealing is written here for its
 * speed: the key is decoded once. The tests hold both against `@wecom/crypto`.
 * @see developers.weixin.qq.com …/push/encryption; vectors.md OA-*, WW-*
 */
export class DecryptError extends Error {
  constructor() {
    super('The ciphertext cannot be read with this key');
    this.name = 'DecryptError';
  }
}

export interface MessageKey {
  readonly key: Buffer;
  readonly iv: Buffer;
  /** Clear bytes of a ciphertext of whole blocks; the first 16 of them are noise. */
  open(ciphertext: Buffer): Buffer;
  /** The ciphertext of a clear text of whole blocks. */
  seal(clear: Buffer): Buffer;
}

const cipherBlock = 16;

/**
 * Reads a key. Both directions keep one cipher for good, for making one costs more than its work:
 * CBC chains each block to the ciphertext before it, so that a message is bound to the last block
 * of the one before instead of to the IV. That touches the first block alone: when sealing it is
 * turned back beforehand, when opening it is the 16 random bytes, which nobody reads.
 * @throws TypeError where the text is not 43 letters and digits (Node's decoder would not mind)
 */
export function readMessageKey(encodingAesKey: string): MessageKey {
  if (!/^[A-Za-z0-9]{43}$/.test(encodingAesKey)) {
    throw new TypeError('An EncodingAESKey has exactly 43 letters and digits');
  }
  // The last character may carry two stray bits: decode leniently, never compare by re-encoding.
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  const iv = key.subarray(0, cipherBlock);
  const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  const last = Buffer.from(iv);
  return {
    key,
    iv,
    open: (ciphertext) => decipher.update(ciphertext),
    seal(clear) {
      const chained = Buffer.from(clear);
      for (let index = 0; index < cipherBlock; index += 1) {
        chained[index] = (chained[index] ?? 0) ^ (iv[index] ?? 0) ^ (last[index] ?? 0);
      }
      const sealed = cipher.update(chained);
      sealed.copy(last, 0, sealed.length - cipherBlock);
      return sealed;
    },
  };
}

/**
 * Reads a ciphertext.
 * @param receiverId must be the id inside; '' accepts an empty one only
 * @throws DecryptError whatever is wrong
 */
export function decryptMessage(messageKey: MessageKey, ciphertext: string, receiverId: string): string {
  try {
    const bytes = decodeBase64(ciphertext);
    if (bytes.length < 32 || bytes.length % cipherBlock !== 0) throw new DecryptError();
    const clear = messageKey.open(bytes);
    const end = clear.length - paddingOf(clear);
    const length = clear.readUInt32BE(16);
    if (length > end - 20) throw new DecryptError();
    const id = clear.subarray(20 + length, end);
    const wanted = Buffer.from(receiverId);
    if (id.length !== wanted.length || !timingSafeEqual(id, wanted)) throw new DecryptError();
    const message = clear.subarray(20, 20 + length);
    if (!isUtf8(message)) throw new DecryptError();
    return message.toString('utf8');
  } catch {
    throw new DecryptError();
  }
}

/** Node's decoder passes over what it does not know, and takes the alphabet of addresses too: the length tells. */
function decodeBase64(text: string): Buffer {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = Buffer.from(text, 'base64');
  const whole = text.length % 4 === 0 && bytes.length === (text.length / 4) * 3 - padding;
  if (!whole || text.includes('-') || text.includes('_')) throw new DecryptError();
  return bytes;
}

/** Checks every byte of the padding; looks at all 32 whatever it finds. */
function paddingOf(clear: Buffer): number {
  const pad = clear[clear.length - 1] ?? 0;
  let wrong = pad < 1 || pad > 32 || clear.length - pad < 20 ? 1 : 0;
  for (let index = 1; index <= 32; index += 1) {
    const byte = clear[clear.length - index] ?? 0;
    if (index <= pad) wrong |= byte ^ pad;
  }
  if (wrong !== 0) throw new DecryptError();
  return pad;
}

const blockBytes = 32;

/** Makes a ciphertext; `random` (16 bytes) is for vectors only. */
export function encryptMessage(
  messageKey: MessageKey,
  message: string,
  receiverId: string,
  random = randomSlice(16),
): string {
  const length = Buffer.byteLength(message);
  const used = 20 + length + Buffer.byteLength(receiverId);
  const pad = blockBytes - (used % blockBytes);
  // Padding first: whatever is not written over stays one of its bytes.
  const clear = Buffer.alloc(used + pad, pad);
  random.copy(clear, 0);
  clear.writeUInt32BE(length, 16);
  clear.write(message, 20);
  clear.write(receiverId, 20 + length);
  return messageKey.seal(clear).toString('base64');
}
