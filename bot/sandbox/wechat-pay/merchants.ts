import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  randomInt,
  type KeyObject,
  type KeyLike,
} from 'node:crypto';
import { promisify } from 'node:util';

import type { Sandbox } from '../sandbox.ts';
import type { PayKeys, PayMerchant } from '../state.ts';
import { makeCertificate } from './certificate.ts';
import type { SigningKey } from './seal.ts';

const generate = promisify(generateKeyPair);
const yearMs = 365 * 86_400_000;
const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

async function makeKeyed(subject: string, now: number) {
  const { publicKey, privateKey } = await generate('rsa', { modulusLength: 2048 });
  // Longer than the platform's five years: the sandbox's clock is moved by years.
  const dates = { from: new Date(now - yearMs), to: new Date(now + 30 * yearMs) };
  const { serial, pem } = makeCertificate({ subject, publicKey, issuerKey: privateKey, ...dates });
  return { publicKey, keyed: { serial, pem, privateKeyPem: pemOf(privateKey) } };
}

async function makeKeys(mchId: string, now: number): Promise<PayKeys> {
  const [merchant, certificate, publicKey] = await Promise.all([
    makeKeyed(mchId, now),
    makeKeyed('Tenpay.com sign', now),
    makeKeyed('Tenpay.com public key', now),
  ]);
  const { privateKeyPem } = publicKey.keyed;
  const digits = String(randomInt(1_000_000_000)).padStart(9, '0');
  return {
    merchant: merchant.keyed,
    certificate: certificate.keyed,
    publicKey: {
      serial: `PUB_KEY_ID_01${mchId}20261128${digits}`,
      pem: publicKey.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      privateKeyPem,
    },
  };
}

/** Keys of one process: they take half a second, and a test file starts many sandboxes. */
const made = new Map<string, Promise<PayKeys>>();

/** A merchant's keys, made when they are first asked for and then kept in the state. */
export async function keysOf(sandbox: Sandbox, merchant: PayMerchant): Promise<PayKeys> {
  if (merchant.keys !== null) return merchant.keys;
  let making = made.get(merchant.mchId);
  if (making === undefined) {
    making = makeKeys(merchant.mchId, Date.now());
    made.set(merchant.mchId, making);
  }
  const keys = structuredClone(await making);
  merchant.keys = keys;
  sandbox.store.changed('accounts');
  return keys;
}

const read = new Map<string, KeyObject>();

/** A PEM as a key, read once. */
export function keyOf(pem: string, kind: 'private' | 'public'): KeyLike {
  const name = `${kind}|${pem}`;
  const key = read.get(name) ?? (kind === 'private' ? createPrivateKey(pem) : createPublicKey(pem));
  if (read.size > 100) read.clear();
  read.set(name, key);
  return key;
}

/** The platform's key for what it sends now. @param asked the `Wechatpay-Serial` that a request names */
export async function signerOf(sandbox: Sandbox, merchant: PayMerchant, asked?: string): Promise<SigningKey> {
  const { certificate, publicKey } = await keysOf(sandbox, merchant);
  const chosen =
    asked === publicKey.serial || asked === certificate.serial
      ? asked
      : merchant.signWith === 'certificate' || (merchant.signWith === 'mixed' && randomInt(2) === 0)
        ? certificate.serial
        : publicKey.serial;
  const { serial, privateKeyPem } = chosen === certificate.serial ? certificate : publicKey;
  return { serial, privateKey: keyOf(privateKeyPem, 'private') };
}

/** A merchant as `GET /accounts` shows it: all that a server must be told. */
export async function presentMerchant(sandbox: Sandbox, merchant: PayMerchant, origin: string) {
  const keys = await keysOf(sandbox, merchant);
  const { mchId, name, appIds, apiV3Key } = merchant;
  return {
    kind: 'wechat-pay',
    name,
    mchId,
    appIds,
    serialNo: keys.merchant.serial,
    certificatePem: keys.merchant.pem,
    privateKeyPem: keys.merchant.privateKeyPem,
    apiV3Key,
    platformKeys: [keys.certificate, keys.publicKey].map(({ serial, pem }) => ({ serial, pem })),
    baseUrl: `${origin}/api.mch.weixin.qq.com`,
    signWith: merchant.signWith,
    notices: merchant.notices,
    noticeDelayMs: merchant.noticeDelayMs,
    refunds: merchant.refunds,
    refundDelayMs: merchant.refundDelayMs,
    balance: merchant.balance,
  };
}
