import { createCipheriv } from 'node:crypto';

import { decrypt } from '@wecom/crypto';
import { describe, expect, it } from 'vitest';

import { decryptMessage, DecryptError, encryptMessage, readMessageKey } from './envelope.ts';

const keyText = 'Kq7Wz0aYt3nB5xCvMdLe9RfHj2UgSi8PoQk4T6yXw1Z';
const otherText = 'Zr4Ty8uIo2pLk6jHg0fDs3aQw5eXc7vBn9mNb1VcX2M';
const key = readMessageKey(keyText);
const id = 'wx5f0c2a9d7b3e4816';

/** Encrypts raw clear bytes, whatever they are: what an attacker with the key could send. */
function sealBytes(clear: Buffer): string {
  const cipher = createCipheriv('aes-256-cbc', key.key, key.iv);
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(clear), cipher.final()]).toString('base64');
}

/** A clear text in the envelope's shape, with parts that may lie. */
function buildClear(given: {
  message?: string;
  declared?: number;
  receiver?: string;
  pad?: (size: number) => Buffer;
}): Buffer {
  const message = Buffer.from(given.message ?? '<xml></xml>');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(given.declared ?? message.length);
  const body = Buffer.concat([Buffer.alloc(16, 7), length, message, Buffer.from(given.receiver ?? id)]);
  const size = 32 - (body.length % 32);
  return Buffer.concat([body, given.pad?.(size) ?? Buffer.alloc(size, size)]);
}

/** A clear text whose message is the single byte of a Latin-1 «é». */
function latin1Clear(): Buffer {
  const clear = buildClear({ message: 'e' });
  clear[20] = 0xe9;
  return clear;
}

function failureOf(ciphertext: string, messageKey = key, receiver = id): unknown {
  try {
    return decryptMessage(messageKey, ciphertext, receiver);
  } catch (error) {
    return error;
  }
}

describe('the envelope of messages', () => {
  it('gives back any text: empty, of every length around a block, CJK, emoji, long', () => {
    const texts = [
      ...Array.from({ length: 70 }, (_, length) => 'a'.repeat(length)),
      ...Array.from({ length: 40 }, (_, length) => '互'.repeat(length)),
      '👩‍👩‍👧‍👦 你好, Hulian ',
      '<xml><Content><![CDATA[]]]]><![CDATA[>]]></Content></xml>',
      '长'.repeat(20_000),
    ];
    for (const text of texts) {
      const sealed = encryptMessage(key, text, id);
      expect(decryptMessage(key, sealed, id)).toBe(text);
      expect(decrypt(keyText, sealed)).toMatchObject({ message: text, id });
    }
  });

  it('never seals the same text into the same bytes', () => {
    expect(encryptMessage(key, 'a', id)).not.toBe(encryptMessage(key, 'a', id));
  });

  it('takes keys of exactly 43 letters and digits', () => {
    expect(() => readMessageKey(keyText)).not.toThrow();
    // The last character may carry two stray bits.
    expect(() => readMessageKey(`${keyText.slice(0, 42)}C`)).not.toThrow();
    const wrong = [
      '',
      keyText.slice(1),
      `${keyText}a`,
      `${keyText}=`,
      `${keyText.slice(0, 42)}=`,
      `$${keyText.slice(1)}`,
      `${keyText.slice(0, 42)}+`,
      ` ${keyText.slice(1)}`,
      `${keyText}\n`,
    ];
    for (const text of wrong) expect(() => readMessageKey(text), JSON.stringify(text)).toThrow(TypeError);
  });

  it('takes padding of 1 to 32 with all of its bytes equal', () => {
    for (let size = 0; size < 64; size += 1) {
      const clear = buildClear({ message: 'x'.repeat(size) });
      expect(decryptMessage(key, sealBytes(clear), id)).toBe('x'.repeat(size));
    }
  });

  it('refuses whatever is out of bounds, with one error that does not say which', () => {
    const good = encryptMessage(key, '<xml></xml>', id);
    const bytes = Buffer.from(good, 'base64');
    const cases: Record<string, unknown> = {
      'padding 0': failureOf(sealBytes(buildClear({ pad: (size) => Buffer.alloc(size, 0) }))),
      'padding 33': failureOf(sealBytes(buildClear({ pad: (size) => Buffer.alloc(size, 33) }))),
      'padding 255': failureOf(sealBytes(buildClear({ pad: (size) => Buffer.alloc(size, 255) }))),
      'one padding byte off': failureOf(
        sealBytes(
          buildClear({
            message: '',
            pad: (size) => Buffer.concat([Buffer.from([1]), Buffer.alloc(size - 1, size)]),
          }),
        ),
      ),
      'padding past the head': failureOf(sealBytes(Buffer.alloc(32, 32))),
      'length beyond the end': failureOf(sealBytes(buildClear({ declared: 4_000 }))),
      'length of four bytes of ones': failureOf(sealBytes(buildClear({ declared: 0xffffffff }))),
      'length one short': failureOf(sealBytes(buildClear({ declared: 10 }))),
      'length one long': failureOf(sealBytes(buildClear({ declared: 12 }))),
      'bytes that are no UTF-8': failureOf(sealBytes(latin1Clear())),
      'another receiver': failureOf(sealBytes(buildClear({ receiver: 'wx0000000000000000' }))),
      'no receiver': failureOf(sealBytes(buildClear({ receiver: '' }))),
      'receiver and more': failureOf(sealBytes(buildClear({ receiver: `${id}x` }))),
      'a good one asked for as another': failureOf(good, key, 'wx0000000000000000'),
      'a good one asked for as nobody': failureOf(good, key, ''),
      'another key': failureOf(good, readMessageKey(otherText)),
      'cut by a block': failureOf(bytes.subarray(0, bytes.length - 16).toString('base64')),
      'cut by a byte': failureOf(bytes.subarray(0, bytes.length - 1).toString('base64')),
      'one block': failureOf(bytes.subarray(0, 16).toString('base64')),
      empty: failureOf(''),
      'not base64': failureOf(`${good.slice(0, -4)}!!!!`),
      'base64 for addresses': failureOf(good.replaceAll('+', '-').replaceAll('/', '_').concat('_')),
      'a line break inside': failureOf(`${good.slice(0, 20)}\n${good.slice(20)}`),
      'text behind the end': failureOf(`${good}==`),
    };
    for (const [name, outcome] of Object.entries(cases)) {
      expect(outcome, name).toBeInstanceOf(DecryptError);
      expect(String(outcome), name).toBe(String(new DecryptError()));
    }
    expect(failureOf(good)).toBe('<xml></xml>');
  });

  it('refuses random and damaged ciphertexts without a crash (R9)', () => {
    const full = process.env['DRILL_FULL'] === '1';
    const rounds = full ? 1_000_000 : 10_000;
    const seed = Number(process.env['DRILL_SEED'] ?? Date.now() % 1_000_000_000);
    console.log(`R9: ${rounds} blobs, DRILL_SEED=${seed}`);
    const random = createRandom(seed);
    const good = Buffer.from(encryptMessage(key, '<xml><MsgId>1</MsgId></xml>', id), 'base64');
    const expected = String(new DecryptError());
    let read = 0;
    for (let round = 0; round < rounds; round += 1) {
      const blob =
        round % 2 === 0
          ? Buffer.from(Array.from({ length: 16 * (1 + (random() % 12)) }, () => random() & 255))
          : Buffer.from(good);
      if (round % 2 === 1) {
        const at = random() % blob.length;
        blob[at] = (blob[at] ?? 0) ^ (1 + (random() % 255));
      }
      const outcome = failureOf(blob.toString('base64'));
      // A changed byte in the first block changes only the random bytes and the length: some survive.
      if (typeof outcome === 'string') read += 1;
      else if (!(outcome instanceof DecryptError) || String(outcome) !== expected) {
        expect.fail(`blob ${round} of seed ${seed}: ${String(outcome)}`);
      }
    }
    // CBC is malleable: it is the signature that guards the bytes. Most damage is seen all the same.
    expect(read).toBeLessThan(rounds / 4);
    expect(failureOf(good.toString('base64'))).toContain('<MsgId>1</MsgId>');
  }, 600_000);
});

/** mulberry32: small, seeded, good enough to choose bytes by. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
