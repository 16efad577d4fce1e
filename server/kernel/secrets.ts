import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { randomSlice } from '../../bot/crypto/random.ts';

/**
 * Encryption at rest: AES-256-GCM under keys derived from SECRET_KEY. A sealed text names its
 * key, so a rotation needs no downtime: set the new SECRET_KEY, keep the old one as
 * SECRET_KEY_PREVIOUS, let the `secrets.reseal` job run, then remove the old one.
 */
export interface Keyring {
  /** `v1.<key id>.<nonce>.<ciphertext and tag>`, base64url. */
  seal(plain: string): string;
  /** @throws Error when the key is not held or the text was altered */
  open(sealed: string): string;
  /** True where the text is not under the current key and should be sealed again. */
  isStale(sealed: string): boolean;
  /** A keyed hash for values that must be looked up but not read, such as signed cookies. */
  sign(purpose: string, text: string): string;
  /** 16-byte keys for a purpose, the current one first. */
  keysFor(purpose: string): readonly Buffer[];
  /** What another thread of this process makes its own keyring of. */
  forThread(): KeyringSeed;
}

export interface KeyringSeed {
  readonly current: string;
  readonly previous: string | undefined;
}

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
  readonly material: string;
}

function deriveKey(material: string): Key {
  const bytes = Buffer.from(hkdfSync('sha256', material, 'hulian', 'at-rest-v1', 32));
  const id = createHash('sha256').update(bytes).digest('base64url').slice(0, 8);
  return { id, bytes, material };
}

export function createKeyring(current: string, previous?: string): Keyring {
  const currentKey = deriveKey(current);
  const keys = new Map([[currentKey.id, currentKey]]);
  if (previous !== undefined) {
    const key = deriveKey(previous);
    keys.set(key.id, key);
  }
  return {
    seal(plain) {
      const nonce = randomSlice(12);
      const cipher = createCipheriv('aes-256-gcm', currentKey.bytes, nonce);
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `v1.${currentKey.id}.${nonce.toString('base64url')}.${body.toString('base64url')}`;
    },
    open(sealed) {
      const [version, keyId, nonceText, bodyText] = sealed.split('.');
      const key = keyId === undefined ? undefined : keys.get(keyId);
      if (version !== 'v1' || key === undefined || nonceText === undefined || bodyText === undefined) {
        throw new Error(
          'A stored secret cannot be opened: its key is not held. Set SECRET_KEY_PREVIOUS to the key it was stored with.',
        );
      }
      const body = Buffer.from(bodyText, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key.bytes, Buffer.from(nonceText, 'base64url'), {
        authTagLength: 16,
      });
      decipher.setAuthTag(body.subarray(body.length - 16));
      return Buffer.concat([decipher.update(body.subarray(0, body.length - 16)), decipher.final()]).toString(
        'utf8',
      );
    },
    keysFor: (purpose) =>
      [...keys.values()].map(({ material }) =>
        Buffer.from(hkdfSync('sha256', material, 'hulian', `key-${purpose}`, 16)),
      ),
    forThread: () => ({ current, previous }),
    isStale: (sealed) => !sealed.startsWith(`v1.${currentKey.id}.`),
    sign(purpose, text) {
      const key = hkdfSync('sha256', currentKey.material, 'hulian', `sign-${purpose}`, 32);
      return createHmac('sha256', Buffer.from(key)).update(text).digest('base64url');
    },
  };
}

/**
 * The installation's secret. With the sandbox on and none given, one is made into
 * `<dataDir>/secret.key` (readable by its owner only) at the first start.
 */
export function loadSecretKey(given: string | undefined, dataDir: string): string {
  if (given !== undefined) return given;
  const path = join(dataDir, 'secret.key');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  mkdirSync(dataDir, { recursive: true });
  const made = randomBytes(48).toString('base64url');
  writeFileSync(path, `${made}\n`, { mode: 0o600, flag: 'wx' });
  return made;
}
