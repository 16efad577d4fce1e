import { createServer } from 'node:http';

import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import {
  buildCertified,
  buildKeyPair,
  buildNotice,
  buildPayWorld,
  buildTransaction,
  signNotice,
  type Notice,
  type PayWorld,
} from '../../sandbox/testing/pay.ts';
import { notificationLimitBytes, readNotification } from './notification.ts';
import type { Merchant, ReadNotification } from './types.ts';
import { openSealed } from './verify.ts';

const now = new Date('2026-11-28T02:00:05Z');
let world: PayWorld;
beforeAll(() => {
  world = buildPayWorld();
});

function read(notice: Notice, merchant: Merchant = world.merchant, at = now): ReadNotification {
  return readNotification({ ...notice, merchant, now: at });
}
const refusal = (reason: string) => ({ ok: false, reason });

describe('a right notification', () => {
  it('tells the payment, by a platform certificate as by the public key', () => {
    for (const signer of [world.signers.certificate, world.signers.publicKey]) {
      expect(read(buildNotice(world, { now, signer }))).toEqual({
        ok: true,
        notification: {
          id: 'EV-2018022511223320873',
          kind: 'paid',
          transaction: {
            mchId: '1900000109',
            appId: 'wxa0c1a17100000001',
            outTradeNo: 'Q20261128000001',
            transactionId: '4200002026112800000000000001',
            tradeState: 'SUCCESS',
            tradeType: 'NATIVE',
            totalFen: 9900,
            currency: 'CNY',
            payerOpenid: 'oPayer00000000000000000000001',
            successTime: new Date('2026-11-28T02:00:00Z'),
          },
        },
      });
    }
  });

  it('tells a refund, whose status has another name than in answers', () => {
    const resource = {
      mchid: '1900000109',
      out_trade_no: 'Q20261128000001',
      transaction_id: '4200002026112800000000000001',
      out_refund_no: 'R1',
      refund_id: '50300002026112800000000000001',
      refund_status: 'SUCCESS',
      success_time: '2026-11-28T10:00:00+08:00',
      user_received_account: '支付用户零钱',
      amount: { total: 9900, refund: 100, payer_total: 9900, payer_refund: 100 },
    };
    const notice = buildNotice(world, {
      now,
      eventType: 'REFUND.SUCCESS',
      originalType: 'refund',
      resource,
    });
    expect(read(notice)).toMatchObject({
      ok: true,
      notification: {
        kind: 'refund',
        refund: { outRefundNo: 'R1', status: 'SUCCESS', refundFen: 100, totalFen: 9900 },
      },
    });
    const contrary = buildNotice(world, {
      now,
      eventType: 'REFUND.SUCCESS',
      originalType: 'refund',
      resource: { ...resource, refund_status: 'CLOSED' },
    });
    expect(read(contrary)).toEqual(refusal('body'));
  });

  it('names events of other products and says nothing more of them', () => {
    const notice = buildNotice(world, {
      now,
      eventType: 'PAYSCORE.USER_OPEN_SERVICE',
      originalType: 'payscore',
      resource: { mchid: '1900000109', out_contract_code: 'x' },
    });
    expect(read(notice)).toEqual({
      ok: true,
      notification: {
        id: 'EV-2018022511223320873',
        kind: 'other',
        eventType: 'PAYSCORE.USER_OPEN_SERVICE',
      },
    });
  });

  it('is verified as it was written, odd spacing and escapes included; written again it is refused', () => {
    const write = (body: object) =>
      `\n${JSON.stringify(body, null, '\t').replace('支付成功', String.raw`\u652f\u4ed8\u6210\u529f`)}  \r\n`;
    const notice = buildNotice(world, { now, write });
    expect(notice.rawBody.toString()).toContain(String.raw`\u652f`);
    expect(read(notice)).toMatchObject({ ok: true });
    const again: unknown = JSON.parse(notice.rawBody.toString());
    expect(read({ ...notice, rawBody: Buffer.from(JSON.stringify(again)) })).toEqual(refusal('signature'));
  });

  it('verifies for a whole day on which the platform moves from certificates to the public key', () => {
    const dayMs = 86_400_000;
    for (let at = 0; at < 96; at += 1) {
      const time = new Date(now.getTime() + (at * dayMs) / 96);
      // Ever more by the new key, in no order.
      const isNew = (at * 37) % 96 < at;
      const signer = isNew ? world.signers.publicKey : world.signers.certificate;
      expect(read(buildNotice(world, { now: time, signer }), world.merchant, time)).toMatchObject({
        ok: true,
      });
    }
  });
});

describe('the four headers', () => {
  const names = ['timestamp', 'nonce', 'serial', 'signature'].map((name) => `wechatpay-${name}`);

  it('are each needed', () => {
    const { rawBody, headers } = buildNotice(world, { now });
    for (const name of names) {
      const rest = Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
      expect(read({ rawBody, headers: rest })).toEqual(refusal('headers'));
      expect(read({ rawBody, headers: { ...headers, [name]: '' } })).toEqual(refusal('headers'));
    }
  });

  it('are each given once: a list, or two values joined as Node joins them, is refused', () => {
    const { rawBody, headers } = buildNotice(world, { now });
    for (const name of names) {
      const value = headers[name] ?? '';
      const twice = { ...headers, [name]: `${value}, ${value}` };
      expect(read({ rawBody, headers: twice })).toEqual(refusal('headers'));
      const list: Record<string, string | string[]> = { ...headers, [name]: [value, value] };
      expect(readNotification({ rawBody, headers: list, merchant: world.merchant, now })).toEqual(
        refusal('headers'),
      );
    }
  });

  it('may not move what is signed by a line feed', () => {
    const { rawBody, headers } = buildNotice(world, { now });
    const nonce = headers['wechatpay-nonce'] ?? '';
    const text = rawBody.toString();
    const moved = {
      rawBody: Buffer.from(text.slice(1)),
      headers: { ...headers, 'wechatpay-nonce': `${nonce}\n${text.slice(0, 1)}` },
    };
    expect(read(moved)).toEqual(refusal('headers'));
  });

  it('have a timestamp of ten digits within five minutes, either way', () => {
    const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
    for (const away of [-4, 4]) {
      expect(read(buildNotice(world, { now: minutes(away) }))).toMatchObject({ ok: true });
    }
    for (const away of [-6, 6]) {
      expect(read(buildNotice(world, { now: minutes(away) }))).toEqual(refusal('timestamp'));
    }
    const { rawBody, headers } = buildNotice(world, { now });
    for (const timestamp of ['NaN', '1e9', '01764295205', '176429520', '-176429520', '1764295205.0', ' ']) {
      expect(read({ rawBody, headers: { ...headers, 'wechatpay-timestamp': timestamp } })).toEqual(
        refusal('headers'),
      );
    }
  });

  it('name the signature’s kind, where they do, as the only one there is', () => {
    const { rawBody, headers } = buildNotice(world, { now });
    const other = { ...headers, 'wechatpay-signature-type': 'WECHATPAY2-SM2-WITH-SM3' };
    expect(read({ rawBody, headers: other })).toEqual(refusal('signature'));
  });
});

describe('who signed', () => {
  it('must stand in our own list; an unknown serial is refused without a call to anywhere', async () => {
    const calls = vi.fn();
    const listener = createServer(calls);
    await new Promise<void>((resolve) => {
      listener.listen(0, '127.0.0.1', resolve);
    });
    const address = listener.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const fetched = vi.spyOn(globalThis, 'fetch');
    const merchant = { ...world.merchant, baseUrl: `http://127.0.0.1:${port}` };
    const stranger = buildKeyPair();
    for (let at = 0; at < 50; at += 1) {
      const serial = at % 2 === 0 ? `PUB_KEY_ID_01${at}` : `5157F09EFDC096DE15EBE81A47057A${at + 10}`;
      const notice = buildNotice(world, { now, signer: { serial, privateKey: stranger.privateKey } });
      expect(read(notice, merchant)).toEqual(refusal('unknown_serial'));
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
    expect(calls).not.toHaveBeenCalled();
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockRestore();
    await new Promise((resolve) => {
      listener.close(resolve);
    });
  });

  it('must have the key of the serial that is named', () => {
    const stranger = buildKeyPair();
    const { serial } = world.signers.certificate;
    const forged = buildNotice(world, { now, signer: { serial, privateKey: stranger.privateKey } });
    expect(read(forged)).toEqual(refusal('signature'));
    const crossed = {
      serial: world.signers.publicKey.serial,
      privateKey: world.signers.certificate.privateKey,
    };
    expect(read(buildNotice(world, { now, signer: crossed }))).toEqual(refusal('signature'));
  });

  it('may not be the merchant itself', () => {
    const own = { serial: world.own.serial, privateKey: world.own.privateKey };
    expect(read(buildNotice(world, { now, signer: own }))).toEqual(refusal('unknown_serial'));
  });

  it('is a certificate inside its dates', () => {
    const old = buildCertified('Tenpay.com sign', buildKeyPair(), {
      from: new Date('2020-01-01'),
      to: new Date('2026-11-27'),
    });
    const merchant = { ...world.merchant, platformKeys: [{ serial: old.serial, pem: old.pem }] };
    const notice = buildNotice(world, { now, signer: old });
    expect(read(notice, merchant)).toEqual(refusal('unknown_serial'));
    const yesterday = new Date('2026-11-26T12:00:00Z');
    const then = buildNotice(world, { now: yesterday, signer: old });
    expect(read(then, merchant, yesterday)).toMatchObject({ ok: true });
  });

  it('is found whatever the case of its hex digits', () => {
    const signer = {
      ...world.signers.certificate,
      serial: world.signers.certificate.serial.toLowerCase(),
    };
    expect(read(buildNotice(world, { now, signer }))).toMatchObject({ ok: true });
  });

  it('does not pass a probe, however it is written', () => {
    const { rawBody, headers } = buildNotice(world, { now });
    const right = headers['wechatpay-signature'] ?? '';
    for (const signature of [
      'WECHATPAY/SIGNTEST/',
      `WECHATPAY/SIGNTEST/${right}`,
      'WECHATPAY/SIGNTEST/\u0000%%',
    ]) {
      const probe = { rawBody, headers: { ...headers, 'wechatpay-signature': signature } };
      expect(read(probe)).toEqual(refusal('signature'));
    }
  });
});

describe('for whom it is', () => {
  it('is this merchant: another one’s, rightly signed and sealed with our key, is refused', () => {
    const resource = buildTransaction({ mchid: '1900000110' });
    expect(read(buildNotice(world, { now, resource }))).toEqual(refusal('merchant'));
  });

  it('is no service provider’s order', () => {
    const resource = buildTransaction({ sp_mchid: '1900000001' });
    expect(read(buildNotice(world, { now, resource }))).toEqual(refusal('merchant'));
  });

  it('is sealed with our key: another merchant’s notification, rightly signed, does not open', () => {
    const notice = buildNotice(world, { now, apiV3Key: 'b302fd4719dd26523d555e6fe392b91a' });
    expect(read(notice)).toEqual(refusal('decrypt'));
  });
});

describe('what it says', () => {
  it('is JSON: version 2 and its XML are refused, signed or not', () => {
    const xml =
      '<xml><return_code><![CDATA[SUCCESS]]></return_code><result_code><![CDATA[SUCCESS]]></result_code>' +
      '<out_trade_no><![CDATA[Q20261128000001]]></out_trade_no><total_fee>9900</total_fee></xml>';
    expect(read({ rawBody: Buffer.from(xml), headers: { 'content-type': 'text/xml' } })).toEqual(
      refusal('headers'),
    );
    expect(read(signNotice(world.signers.certificate, xml, now))).toEqual(refusal('body'));
  });

  it('is bounded, whole and of the one algorithm', () => {
    const sign = (text: string) => signNotice(world.signers.certificate, text, now);
    const long = JSON.stringify({ filler: 'x'.repeat(notificationLimitBytes) });
    for (const text of ['', 'null', '[]', '{}', '"x"', long, '{"id":"1"']) {
      expect(read(sign(text))).toEqual(refusal('body'));
    }
    expect(
      read({
        rawBody: Buffer.from([0xff, 0xfe]),
        headers: sign('x').headers,
      }),
    ).toEqual(refusal('signature'));
    const none = buildNotice(world, {
      now,
      envelope: {
        resource: {
          original_type: 'transaction',
          algorithm: 'none',
          ciphertext: 'e30='.repeat(10),
          nonce: 'n'.repeat(12),
        },
      },
    });
    expect(read(none)).toEqual(refusal('body'));
  });

  it('is a payment only where it names one that succeeded', () => {
    for (const changes of [
      { trade_state: 'NOTPAY' },
      { trade_state: 'REFUND' },
      { transaction_id: undefined },
      { amount: { currency: 'CNY' } },
      { amount: { total: 99.5, currency: 'CNY' } },
      { amount: { total: -1, currency: 'CNY' } },
      { amount: { total: '9900', currency: 'CNY' } },
      { mchid: undefined },
      { success_time: 'yesterday' },
      { success_time: '2026-13-45T10:00:00+08:00' },
    ]) {
      const resource = buildTransaction(changes);
      expect(read(buildNotice(world, { now, resource }))).toEqual(refusal('body'));
    }
    expect(read(buildNotice(world, { now, eventType: 'TRANSACTION.PAYING' }))).toMatchObject({
      ok: true,
      notification: { kind: 'other' },
    });
  });
});

describe('a changed bit', () => {
  it('of ciphertext, tag, nonce or associated data is refused, each and every one', () => {
    const apiV3Key = Buffer.from(world.merchant.apiV3Key);
    const notice = buildNotice(world, { now });
    const { resource } = readBody(notice);
    const bytes = Buffer.from(resource.ciphertext, 'base64');
    const open = (changes: Partial<{ bytes: Buffer; nonce: Buffer; aad: Buffer }>) =>
      openSealed(apiV3Key, {
        ciphertext: (changes.bytes ?? bytes).toString('base64'),
        nonce: (changes.nonce ?? Buffer.from(resource.nonce)).toString('latin1'),
        associatedData: (changes.aad ?? Buffer.from(resource.associated_data)).toString('latin1'),
      });
    expect(open({})).not.toBeNull();
    let flipped = 0;
    const flipAll = (whole: Buffer, openWith: (changed: Buffer) => Buffer | null) => {
      for (let bit = 0; bit < whole.length * 8; bit += 1) {
        const changed = Buffer.from(whole);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(openWith(changed)).toBeNull();
        flipped += 1;
      }
    };
    flipAll(bytes, (changed) => open({ bytes: changed }));
    flipAll(Buffer.from(resource.nonce), (changed) => open({ nonce: changed }));
    flipAll(Buffer.from(resource.associated_data), (changed) => open({ aad: changed }));
    expect(flipped).toBe((bytes.length + 12 + 'transaction'.length) * 8);
  });

  it('is refused also where the platform’s key signed the changed body', () => {
    const { rawBody } = buildNotice(world, { now });
    const { resource } = readBody({ rawBody });
    const cut = Buffer.from(resource.ciphertext, 'base64');
    for (const ciphertext of [
      cut.subarray(0, -16).toString('base64'),
      cut.subarray(0, 16).toString('base64'),
      `${resource.ciphertext}\n`,
      `${resource.ciphertext.slice(0, -1)}!`,
      resource.ciphertext.replace(/=*$/, ''),
    ]) {
      if (ciphertext === resource.ciphertext) continue;
      const text = rawBody
        .toString()
        .replace(JSON.stringify(resource.ciphertext), JSON.stringify(ciphertext));
      expect(read(signNotice(world.signers.certificate, text, now))).toEqual(refusal('decrypt'));
    }
  });

  it('anywhere in body or signature is refused', () => {
    const { rawBody, headers } = buildNotice(world, { now });
    fc.assert(
      fc.property(fc.nat(rawBody.length - 1), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const changed = Buffer.from(rawBody);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect(read({ rawBody: changed, headers })).toEqual(refusal('signature'));
      }),
    );
    const signature = Buffer.from(headers['wechatpay-signature'] ?? '', 'base64');
    fc.assert(
      fc.property(fc.nat(signature.length * 8 - 1), (bit) => {
        const changed = Buffer.from(signature);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const other = { ...headers, 'wechatpay-signature': changed.toString('base64') };
        expect(read({ rawBody, headers: other })).toEqual(refusal('signature'));
      }),
    );
  });
});

describe('whatever is sent', () => {
  it('is answered with a refusal, never with an error, signed or not', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.record({ id: fc.string(), resource: fc.anything() }).map((value) => JSON.stringify(value)),
    );
    const header = fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 }), fc.constant(undefined));
    fc.assert(
      fc.property(anything, header, header, header, header, (text, timestamp, nonce, serial, signature) => {
        const headers = {
          'wechatpay-timestamp': timestamp,
          'wechatpay-nonce': nonce,
          'wechatpay-serial': serial,
          'wechatpay-signature': signature,
        };
        const rawBody = Buffer.from(text);
        const bare = readNotification({ rawBody, headers, merchant: world.merchant, now });
        expect(bare.ok).toBe(false);
        expect(read(signNotice(world.signers.certificate, text, now)).ok).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('is refused whatever stands inside the seal', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('TRANSACTION.SUCCESS', 'REFUND.SUCCESS'),
        (resource, eventType) => {
          const notice = buildNotice(world, { now, resource: resource ?? 'null', eventType });
          expect(read(notice).ok).toBe(false);
        },
      ),
    );
  });
});

function readBody({ rawBody }: Pick<Notice, 'rawBody'>): {
  resource: { ciphertext: string; nonce: string; associated_data: string };
} {
  return JSON.parse(rawBody.toString());
}
