import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { createKeyring, loadSecretKey } from './secrets.ts';

const [old, current] = ['o'.repeat(40), 'c'.repeat(40)];

describe('the keyring', () => {
  it('opens what it sealed, each time in other words', () => {
    const ring = createKeyring(current);
    const sealed = [ring.seal('秘密'), ring.seal('秘密')];
    expect(sealed[0]).not.toBe(sealed[1]);
    expect(sealed.map((text) => ring.open(text))).toEqual(['秘密', '秘密']);
  });

  it('opens nothing that was altered in any place, or is under a key that it does not hold', () => {
    const ring = createKeyring(current);
    const sealed = ring.seal('secret');
    for (let at = 0; at < sealed.length; at += 1) {
      const other = sealed[at] === 'A' ? 'Q' : 'A';
      const altered = `${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`;
      const bytes = (text: string) =>
        text.split('.').map((part) => Buffer.from(part, 'base64url').toString('hex'));
      // The last sign of a part may carry bits that mean nothing.
      if (JSON.stringify(bytes(altered)) === JSON.stringify(bytes(sealed))) continue;
      expect(() => ring.open(altered), String(at)).toThrow();
    }
    expect(() => createKeyring(old).open(sealed)).toThrow('SECRET_KEY_PREVIOUS');
    for (const garbage of ['', 'v1', 'v1...', 'v2.a.b.c']) expect(() => ring.open(garbage)).toThrow();
  });

  it('opens old texts during a rotation, and knows them as stale', () => {
    const sealed = createKeyring(old).seal('secret');
    const both = createKeyring(current, old);
    expect([both.open(sealed), both.isStale(sealed), both.isStale(both.seal('x'))]).toEqual([
      'secret',
      true,
      false,
    ]);
    expect(both.keysFor('tickets')).toHaveLength(2);
  });

  it('signs for one purpose only', () => {
    const ring = createKeyring(current);
    expect(ring.sign('a', 'text')).toBe(ring.sign('a', 'text'));
    expect(ring.sign('a', 'text')).not.toBe(ring.sign('b', 'text'));
    expect(ring.sign('a', 'text')).not.toBe(createKeyring(old).sign('a', 'text'));
  });
});

describe('the secret key', () => {
  it('is the given one, or made once into a file of its owner', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hulian-key-'));
    expect(loadSecretKey('given', folder)).toBe('given');
    const made = loadSecretKey(undefined, join(folder, 'data'));
    expect(made.length).toBeGreaterThanOrEqual(32);
    expect(loadSecretKey(undefined, join(folder, 'data'))).toBe(made);
    expect(statSync(join(folder, 'data/secret.key')).mode & 0o077).toBe(0);
    rmSync(folder, { recursive: true });
  });
});
