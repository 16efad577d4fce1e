import { randomBytes } from 'node:crypto';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Letters and digits without bias. */
function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      // 248 is the largest multiple of 62 in a byte: what lies above would favour the first letters.
      if (byte < 248 && text.length < length) text += letters.charAt(byte % 62);
    }
  }
  return text;
}

/** A new pair for the platform's console: Token of 3 to 32 letters and digits, EncodingAESKey of exactly 43 (platform.md A1). */
export function newCallbackPair(): { token: string; encodingAesKey: string } {
  return { token: randomText(32), encodingAesKey: randomText(43) };
}
