import { createCipheriv, randomBytes } from 'node:crypto';

/** Where a ciphertext departs from what the platforms write; what is left out is as it should be. */
export interface Craft {
  readonly message: string | Buffer;
  readonly receiverId: string;
  /** What the four bytes of the length say, instead of the message's length. */
  readonly length?: number;
  /** The padding's bytes, whatever they are; the whole must come to blocks of 16. */
  readonly padding?: (room: number) => Buffer;
}

/** Bytes to the next block of 32, none of them being 32 (PKCS#7 as the platforms use it). */
export const paddingRoom = (used: number): number => 32 - (used % 32);

/** Encrypts with every part in the caller's hand, which `bot/crypto` rightly does not allow. */
export function craftCipher(encodingAesKey: string, craft: Craft): Buffer {
  const message = Buffer.from(craft.message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(craft.length ?? message.length);
  const used = Buffer.concat([randomBytes(16), length, message, Buffer.from(craft.receiverId)]);
  const room = paddingRoom(used.length);
  const padding = craft.padding?.(room) ?? Buffer.alloc(room, room);
  return encryptBlocks(encodingAesKey, Buffer.concat([used, padding]));
}

/** @param blocks a multiple of 16 bytes: nothing is added */
export function encryptBlocks(encodingAesKey: string, blocks: Buffer): Buffer {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(blocks), cipher.final()]);
}
