import { existsSync, readFileSync } from 'node:fs';

import { decrypt } from '@wecom/crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { decryptMessage, DecryptError, encryptMessage, readMessageKey } from './envelope.ts';
import { isSameSignature, signParts } from './signature.ts';

/*
 * Published vectors lie beside the checkout, where there are any; none is kept in the repository.
 * Without them this file says that it was skipped.
 */
const path = '../shared/vectors.json';
const given = existsSync(path);

const messageSchema = z.object({
  id: z.string(),
  kind: z.literal('msg'),
  token: z.string(),
  aesKey: z.string(),
  receiveId: z.string(),
  timestamp: z.coerce.string(),
  nonce: z.coerce.string(),
  encrypt: z.string(),
  signature: z.string(),
  plain: z.string().nullish(),
});
const sealSchema = z.object({
  id: z.string(),
  kind: z.literal('encrypt'),
  aesKey: z.string(),
  receiveId: z.string(),
  random16: z.string(),
  plain: z.string(),
  encrypt: z.string(),
});
const signatureSchema = z.object({
  id: z.string(),
  kind: z.literal('sha1sort'),
  parts: z.array(z.coerce.string()),
  expect: z.string(),
});

function read() {
  const all = given ? z.array(z.unknown()).parse(JSON.parse(readFileSync(path, 'utf8'))) : [];
  const of = <T>(schema: z.ZodType<T>) =>
    all.flatMap((item) => {
      const parsed = schema.safeParse(item);
      return parsed.success ? [parsed.data] : [];
    });
  return { messages: of(messageSchema), seals: of(sealSchema), signatures: of(signatureSchema) };
}

/** The same text with its last character changed to another of the alphabet. */
function altered(text: string): string {
  const last = text.at(-1) === '0' ? '1' : '0';
  return `${text.slice(0, -1)}${last}`;
}

describe.skipIf(!given)('published vectors (../shared/vectors.json)', () => {
  const { messages, seals, signatures } = read();

  it('are there in number', () => {
    expect(messages.length).toBeGreaterThan(8);
    expect(seals.length).toBeGreaterThan(2);
    expect(signatures.length).toBeGreaterThan(2);
  });

  it.each(messages)('$id: signature and ciphertext are read, and refused with one character changed', (v) => {
    const signature = signParts([v.token, v.timestamp, v.nonce, v.encrypt]);
    expect(isSameSignature(signature, v.signature)).toBe(true);
    expect(isSameSignature(signature, altered(v.signature))).toBe(false);
    expect(isSameSignature(signParts([v.token, v.timestamp, altered(v.nonce), v.encrypt]), v.signature)).toBe(
      false,
    );
    const key = readMessageKey(v.aesKey);
    const clear = decryptMessage(key, v.encrypt, v.receiveId);
    if (typeof v.plain === 'string') expect(clear).toBe(v.plain);
    expect(clear).toBe(decrypt(v.aesKey, v.encrypt).message);
    expect(() => decryptMessage(key, v.encrypt, altered(v.receiveId))).toThrow(DecryptError);
    expect(decryptMessage(key, encryptMessage(key, clear, v.receiveId), v.receiveId)).toBe(clear);
  });

  it.each(seals)('$id: with the random bytes given, the ciphertext is exactly theirs', (v) => {
    const key = readMessageKey(v.aesKey);
    expect(encryptMessage(key, v.plain, v.receiveId, Buffer.from(v.random16))).toBe(v.encrypt);
    expect(decryptMessage(key, v.encrypt, v.receiveId)).toBe(v.plain);
    expect(encryptMessage(key, v.plain, v.receiveId)).not.toBe(v.encrypt);
  });

  it.each(signatures)('$id: sorted bytewise and joined with nothing', (v) => {
    const parts = v.parts.filter((part) => part !== '');
    expect(parts.length).toBeLessThanOrEqual(4);
    expect(signParts(parts)).toBe(v.expect);
    expect(signParts([...parts.slice(1), altered(parts[0] ?? '')])).not.toBe(v.expect);
  });
});
