import { createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { buildKeyPair } from '../../sandbox/testing/pay.ts';
import { readNotification } from './notification.ts';
import { openSealed } from './verify.ts';

/*
 * Published vectors of WeChat Pay's own SDKs lie beside the checkout, where there are any; none is kept
 * in the repository. Without them this file says that it was skipped.
 */
const path = '../shared/vectors.json';
const given = existsSync(path);

const sealedSchema = z.object({
  id: z.string().startsWith('GCM-'),
  key: z.string(),
  nonce: z.string(),
  aad: z.string(),
  plain: z.string(),
  cipher: z.string(),
});
const signedSchema = z.object({
  id: z.string().startsWith('PAY-'),
  publicKey: z.string(),
  message: z.string(),
  signature: z.string(),
});
const noticeSchema = z.object({
  id: z.literal('PAY-NOTIFY-1'),
  publicKey: z.string(),
  serial: z.string(),
  timestamp: z.string(),
  nonce: z.string(),
  body: z.string(),
  signature: z.string(),
});

const all = given ? z.array(z.unknown()).parse(JSON.parse(readFileSync(path, 'utf8'))) : [];
function of<T>(schema: z.ZodType<T>): T[] {
  return all.flatMap((item) => {
    const parsed = schema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}

describe.skipIf(!given)('published vectors', () => {
  it('of AEAD_AES_256_GCM open where key and nonce have the lengths of live traffic', () => {
    const opened = of(sealedSchema).map(({ id, key, nonce, aad, plain, cipher }) => {
      const open = (changes: object = {}) =>
        openSealed(Buffer.from(key), { ciphertext: cipher, nonce, associatedData: aad, ...changes });
      const text = open()?.toString() ?? null;
      if (text === null) return { id, opened: false };
      expect(text.trim()).toBe(plain.trim());
      expect(open({ associatedData: `${aad}x` })).toBeNull();
      expect(open({ nonce: `bad-${nonce.slice(4)}` })).toBeNull();
      expect(open({ ciphertext: Buffer.alloc(16).toString('base64') })).toBeNull();
      return { id, opened: true };
    });
    // 16 bytes of key (2) and of nonce (3, 4) are test data of SDKs; the platform sends neither.
    expect(opened).toEqual([
      { id: 'GCM-1', opened: true },
      { id: 'GCM-2', opened: false },
      { id: 'GCM-3', opened: false },
      { id: 'GCM-4', opened: false },
      { id: 'GCM-5', opened: true },
      { id: 'GCM-6', opened: true },
    ]);
  });

  it('of request signatures verify, so the layout of what is signed is the platform’s', () => {
    const list = of(signedSchema);
    expect(list.length).toBeGreaterThanOrEqual(3);
    for (const { publicKey, message, signature } of list) {
      const key = createPublicKey(publicKey);
      expect(verify('RSA-SHA256', Buffer.from(message), key, Buffer.from(signature, 'base64'))).toBe(true);
    }
  });

  it('of a notification verifies at its own time and is refused by today’s clock', () => {
    const [notice] = of(noticeSchema);
    if (notice === undefined) throw new Error('No such vector');
    const headers = {
      'wechatpay-timestamp': notice.timestamp,
      'wechatpay-nonce': notice.nonce,
      'wechatpay-serial': notice.serial,
      'wechatpay-signature': notice.signature,
    };
    const merchant = {
      mchId: '1234567890',
      appId: 'wxa0c1a17100000001',
      serialNo: '5157F09EFDC096DE15EBE81A47057A72',
      privateKeyPem: buildKeyPair().privatePem,
      // The vector's own key has 16 bytes; what verifies is told apart from what opens.
      apiV3Key: 'testMchAPIv3Key0testMchAPIv3Key0',
      platformKeys: [{ serial: notice.serial, pem: notice.publicKey }],
      baseUrl: 'https://api.mch.weixin.qq.com',
    };
    const read = (now: Date, body = notice.body) =>
      readNotification({ rawBody: Buffer.from(body), headers, merchant, now });
    const then = new Date(Number(notice.timestamp) * 1000);
    expect(read(then)).toEqual({ ok: false, reason: 'decrypt' });
    expect(read(then, `${notice.body} `)).toEqual({ ok: false, reason: 'signature' });
    expect(read(new Date('2026-11-28T00:00:00Z'))).toEqual({ ok: false, reason: 'timestamp' });
  });
});
