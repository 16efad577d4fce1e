import { beforeAll, describe, expect, it } from 'vitest';

import { buildCertified, buildKeyPair, buildPayWorld, type PayWorld } from '../../sandbox/testing/pay.ts';
import { checkMerchant, findPlatformKey, PayKeyError, readPayKeys } from './keys.ts';
import type { Merchant } from './types.ts';

const now = new Date('2026-11-28T02:00:00Z');
let world: PayWorld;
beforeAll(() => {
  world = buildPayWorld();
});

function problems(changes: Partial<Merchant>, certificatePem?: string) {
  const merchant = { ...world.merchant, ...changes };
  const options = certificatePem === undefined ? { now } : { now, certificatePem };
  return checkMerchant(merchant, options).map(({ field, code }) => `${field} ${code}`);
}

describe('a merchant’s settings', () => {
  it('are right as the platform gives them, with certificates, the public key, or both', () => {
    expect(problems({}, world.own.pem)).toEqual([]);
    for (const key of world.merchant.platformKeys) expect(problems({ platformKeys: [key] })).toEqual([]);
    const keys = readPayKeys(world.merchant);
    expect(keys.publicKeyId).toBe(world.signers.publicKey.serial);
    expect(readPayKeys(world.merchant)).toBe(keys);
  });

  it('are told apart from what is wrong, field by field', () => {
    expect(problems({ mchId: 'x', appId: 'y', serialNo: 'z', baseUrl: 'ftp://x' })).toEqual([
      'mchId format',
      'appId format',
      'serialNo format',
      'baseUrl format',
    ]);
    for (const apiV3Key of ['', 'short', `${world.merchant.apiV3Key}0`, '密'.repeat(32), ' '.repeat(32)]) {
      expect(problems({ apiV3Key })).toEqual(['apiV3Key length']);
    }
    expect(problems({ privateKeyPem: world.own.pem })).toEqual(['privateKeyPem not_private_key']);
    expect(problems({ privateKeyPem: buildKeyPair(1024).privatePem })).toEqual(['privateKeyPem weak_key']);
    expect(problems({ platformKeys: [] })).toEqual(['platformKeys missing']);
  });

  it('show a private key that is not the certificate’s, and a serial that is another one’s', () => {
    const other = buildCertified('1900000109');
    expect(problems({}, other.pem)).toEqual(['privateKeyPem key_mismatch', 'serialNo serial_mismatch']);
    expect(problems({}, 'x')).toEqual(['serialNo format']);
  });

  it('show what stands in the place of a platform key', () => {
    const { own } = world;
    const platform = (serial: string, pem: string) => problems({ platformKeys: [{ serial, pem }] });
    expect(platform(own.serial, own.pem)).toEqual(['platformKeys own_key']);
    expect(platform(own.serial, own.privatePem)).toEqual(['platformKeys not_platform_key']);
    expect(platform(own.serial, 'nothing')).toEqual(['platformKeys not_platform_key']);
    expect(platform('PUB_KEY_ID_', own.pem)).toEqual(['platformKeys format']);
    const [certificate] = world.merchant.platformKeys;
    expect(platform('5157F09EFDC096DE15EBE81A47057A72', certificate?.pem ?? '')).toEqual([
      'platformKeys serial_mismatch',
    ]);
    const dated = (from: string, to: string) => {
      const made = buildCertified('x', buildKeyPair(), { from: new Date(from), to: new Date(to) });
      return platform(made.serial, made.pem);
    };
    expect(dated('2020-01-01', '2025-01-01')).toEqual(['platformKeys expired']);
    expect(dated('2027-01-01', '2028-01-01')).toEqual(['platformKeys not_yet_valid']);
    const [first] = world.merchant.platformKeys;
    if (first === undefined) throw new Error('no key');
    const lower = { ...first, serial: first.serial.toLowerCase() };
    expect(problems({ platformKeys: [first, lower] })).toEqual(['platformKeys twice']);
  });

  it('that cannot be read are an error whose words hold no key', () => {
    const bad = { ...world.merchant, privateKeyPem: `${world.own.privatePem.slice(0, 200)}SECRET` };
    expect(() => readPayKeys(bad)).toThrow(PayKeyError);
    try {
      readPayKeys(bad);
    } catch (error) {
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('SECRET');
    }
  });
});

describe('a key of the platform’s', () => {
  it('is found by its serial alone, from the list that was given', () => {
    const keys = readPayKeys(world.merchant);
    const { certificate, publicKey } = world.signers;
    expect(findPlatformKey(keys, certificate.serial, now)).not.toBeNull();
    expect(findPlatformKey(keys, publicKey.serial, now)).not.toBeNull();
    expect(findPlatformKey(keys, publicKey.serial, new Date('2099-01-01'))).not.toBeNull();
    expect(findPlatformKey(keys, certificate.serial, new Date('2099-01-01'))).toBeNull();
    expect(findPlatformKey(keys, 'PUB_KEY_ID_2', now)).toBeNull();
    expect(findPlatformKey(keys, 'constructor', now)).toBeNull();
  });
});
