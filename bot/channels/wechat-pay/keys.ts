import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';

import type { BilingualText } from '../shared/platform-error.ts';
import type { Merchant, PlatformKey } from './types.ts';

/** A key of the platform's, ready to verify with. */
export interface VerifyingKey {
  readonly serial: string;
  readonly key: KeyObject;
  /** Null for a public key, which has no end. */
  readonly validity: { readonly from: Date; readonly to: Date } | null;
}

/** What a merchant's settings give, read once. */
export interface PayKeys {
  readonly privateKey: KeyObject;
  readonly apiV3Key: Buffer;
  /** By serial as {@link normalSerial} writes it. */
  readonly platform: ReadonlyMap<string, VerifyingKey>;
  /** The `PUB_KEY_ID_…` to ask answers for; null with platform certificates alone. */
  readonly publicKeyId: string | null;
}

/** Why a key or a setting cannot be used; never holds the key. */
export class PayKeyError extends Error {
  constructor(readonly problem: MerchantProblem) {
    super(`WeChat Pay: ${problem.text.en}`);
    this.name = 'PayKeyError';
  }
}

export type MerchantField =
  'mchId' | 'appId' | 'serialNo' | 'privateKeyPem' | 'apiV3Key' | 'platformKeys' | 'baseUrl';

/** What is wrong with a setting, in words for whoever fills it in. */
export interface MerchantProblem {
  readonly field: MerchantField;
  readonly code: keyof typeof problemTexts;
  /** Which of the platform's keys. */
  readonly serial?: string;
  readonly text: BilingualText;
}

const problemTexts = {
  format: { 'zh-CN': '格式不正确。', en: 'It does not look like one.' },
  length: {
    'zh-CN': 'APIv3 密钥是 32 个字符，只有字母和数字。',
    en: 'The APIv3 key has 32 letters and digits.',
  },
  not_private_key: {
    'zh-CN': '这不是商户 API 私钥（apiclient_key.pem）。',
    en: 'This is not the merchant’s private key (apiclient_key.pem).',
  },
  not_platform_key: {
    'zh-CN': '这不是微信支付平台证书，也不是微信支付公钥。',
    en: 'This is neither a platform certificate nor the WeChat Pay public key.',
  },
  weak_key: {
    'zh-CN': '密钥不是 2048 位以上的 RSA 密钥。',
    en: 'The key is not an RSA key of 2048 bits or more.',
  },
  serial_mismatch: {
    'zh-CN': '序列号与证书里的不一致。',
    en: 'The serial differs from the certificate’s own.',
  },
  key_mismatch: {
    'zh-CN': '私钥与证书不是一对。',
    en: 'The private key and the certificate do not belong together.',
  },
  own_key: {
    'zh-CN': '这是商户自己的证书，这里要填微信支付的平台证书或公钥。',
    en: 'This is the merchant’s own certificate: the platform’s certificate or public key belongs here.',
  },
  expired: { 'zh-CN': '证书已经过期。', en: 'The certificate has expired.' },
  not_yet_valid: { 'zh-CN': '证书还没有生效。', en: 'The certificate is not valid yet.' },
  missing: {
    'zh-CN': '至少需要一个平台证书或微信支付公钥，否则收不到任何支付结果。',
    en: 'At least one platform certificate or the public key is needed: no result of a payment could be believed.',
  },
  twice: { 'zh-CN': '同一个序列号填了两次。', en: 'The same serial is given twice.' },
} as const satisfies Record<string, BilingualText>;

function problem(field: MerchantField, code: keyof typeof problemTexts, serial?: string): MerchantProblem {
  return { field, code, text: problemTexts[code], ...(serial === undefined ? {} : { serial }) };
}

const publicKeyIdPattern = /^PUB_KEY_ID_[0-9A-Za-z]{1,64}$/;
const certificateSerialPattern = /^[0-9A-Fa-f]{8,64}$/;

export function isPublicKeyId(serial: string): boolean {
  return publicKeyIdPattern.test(serial);
}

/** Hex serials do not mind their case, nor zeros in front; ids of public keys are taken as they are. */
export function normalSerial(serial: string): string {
  return isPublicKeyId(serial) ? serial : serial.toUpperCase().replace(/^0+(?=.)/, '');
}

function isStrongRsa(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
}

/** @throws PayKeyError */
function readPlatformKey({ serial, pem }: PlatformKey): VerifyingKey {
  const refuse = (code: keyof typeof problemTexts) =>
    new PayKeyError(problem('platformKeys', code, serial.slice(0, 80)));
  if (!isPublicKeyId(serial) && !certificateSerialPattern.test(serial)) throw refuse('format');
  // A private key would do as a public one, and is never what belongs here.
  if (pem.includes('PRIVATE KEY')) throw refuse('not_platform_key');
  let read: Omit<VerifyingKey, 'serial'>;
  try {
    if (pem.includes('BEGIN CERTIFICATE')) {
      const certificate = new X509Certificate(pem);
      if (!isPublicKeyId(serial) && normalSerial(certificate.serialNumber) !== normalSerial(serial)) {
        throw refuse('serial_mismatch');
      }
      const validity = { from: new Date(certificate.validFrom), to: new Date(certificate.validTo) };
      read = { key: certificate.publicKey, validity };
    } else {
      read = { key: createPublicKey(pem), validity: null };
    }
  } catch (error) {
    // The library's error may quote the text that it was given.
    throw error instanceof PayKeyError ? error : refuse('not_platform_key');
  }
  if (!isStrongRsa(read.key)) throw refuse('weak_key');
  return { serial: normalSerial(serial), ...read };
}

/** @throws PayKeyError */
function readPrivateKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new PayKeyError(problem('privateKeyPem', 'not_private_key'));
  }
  if (!isStrongRsa(key)) throw new PayKeyError(problem('privateKeyPem', 'weak_key'));
  return key;
}

/** @throws PayKeyError */
function readApiV3Key(text: string): Buffer {
  if (!/^[0-9A-Za-z]{32}$/.test(text)) throw new PayKeyError(problem('apiV3Key', 'length'));
  return Buffer.from(text);
}

const known = new WeakMap<Merchant, PayKeys>();

/**
 * Reads a merchant's keys; the same object is read once.
 * @throws PayKeyError with the first thing that is wrong: {@link checkMerchant} lists all
 */
export function readPayKeys(merchant: Merchant): PayKeys {
  const before = known.get(merchant);
  if (before !== undefined) return before;
  const platform = new Map<string, VerifyingKey>();
  for (const given of merchant.platformKeys) {
    const key = readPlatformKey(given);
    if (platform.has(key.serial)) throw new PayKeyError(problem('platformKeys', 'twice', key.serial));
    platform.set(key.serial, key);
  }
  const keys: PayKeys = {
    privateKey: readPrivateKey(merchant.privateKeyPem),
    apiV3Key: readApiV3Key(merchant.apiV3Key),
    platform,
    publicKeyId: [...platform.keys()].find(isPublicKeyId) ?? null,
  };
  known.set(merchant, keys);
  return keys;
}

/** The key that a `Wechatpay-Serial` names, from our own list and inside its dates; nothing is fetched. */
export function findPlatformKey(keys: PayKeys, serial: string, now: Date): KeyObject | null {
  const found = keys.platform.get(normalSerial(serial));
  if (found === undefined) return null;
  const { validity } = found;
  return validity === null || (validity.from <= now && now <= validity.to) ? found.key : null;
}

/** A PEM of the public half, to compare keys by. */
function publicHalf(key: KeyObject): string {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  return half.export({ type: 'spki', format: 'pem' }).toString();
}

function collect(problems: MerchantProblem[], read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof PayKeyError)) throw error;
    problems.push(error.problem);
  }
}

/**
 * Everything that is wrong with a merchant's settings, before anything is asked of the platform.
 * @param options.certificatePem the merchant's own certificate (apiclient_cert.pem), where it was given:
 *   shows that private key and serial belong together
 */
export function checkMerchant(
  merchant: Merchant,
  options: { readonly now: Date; readonly certificatePem?: string },
): readonly MerchantProblem[] {
  const problems: MerchantProblem[] = [];
  if (!/^\d{8,32}$/.test(merchant.mchId)) problems.push(problem('mchId', 'format'));
  if (!/^w[wx][0-9A-Za-z]{8,30}$/.test(merchant.appId)) problems.push(problem('appId', 'format'));
  if (!certificateSerialPattern.test(merchant.serialNo)) problems.push(problem('serialNo', 'format'));
  if (!/^https?:\/\/[^\s?#]+$/.test(merchant.baseUrl)) problems.push(problem('baseUrl', 'format'));
  collect(problems, () => readApiV3Key(merchant.apiV3Key));
  let own: string | null = null;
  collect(problems, () => {
    const key = readPrivateKey(merchant.privateKeyPem);
    own = publicHalf(key);
    if (options.certificatePem !== undefined) {
      checkOwnCertificate(merchant, key, options.certificatePem, options.now, problems);
    }
  });
  if (merchant.platformKeys.length === 0) problems.push(problem('platformKeys', 'missing'));
  const seen = new Set<string>();
  for (const given of merchant.platformKeys) {
    collect(problems, () => {
      const { serial, key, validity } = readPlatformKey(given);
      if (seen.has(serial)) problems.push(problem('platformKeys', 'twice', serial));
      seen.add(serial);
      if (publicHalf(key) === own) problems.push(problem('platformKeys', 'own_key', serial));
      if (validity !== null && validity.to < options.now) {
        problems.push(problem('platformKeys', 'expired', serial));
      }
      if (validity !== null && validity.from > options.now) {
        problems.push(problem('platformKeys', 'not_yet_valid', serial));
      }
    });
  }
  return problems;
}

function checkOwnCertificate(
  merchant: Merchant,
  privateKey: KeyObject,
  pem: string,
  now: Date,
  problems: MerchantProblem[],
): void {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    problems.push(problem('serialNo', 'format'));
    return;
  }
  if (!certificate.checkPrivateKey(privateKey)) problems.push(problem('privateKeyPem', 'key_mismatch'));
  if (normalSerial(certificate.serialNumber) !== normalSerial(merchant.serialNo)) {
    problems.push(problem('serialNo', 'serial_mismatch'));
  }
  if (new Date(certificate.validTo) < now) problems.push(problem('serialNo', 'expired'));
}
