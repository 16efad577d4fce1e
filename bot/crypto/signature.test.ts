import { createHash } from 'node:crypto';

import { expect, it } from 'vitest';

import { isSameSignature, signParts } from './signature.ts';

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');

it('signs the parts sorted bytewise: digits, capitals, small letters', () => {
  expect(signParts(['bToken', '1764043738', 'Anonce', '+cipher'])).toBe(
    sha1('+cipher1764043738AnoncebToken'),
  );
});

it('signs three parts where there is no ciphertext', () => {
  expect(signParts(['token', '1764043738', '99'])).toBe(sha1('176404373899token'));
});

it('refuses more parts than a callback has', () => {
  expect(() => signParts(['a', 'b', 'c', 'd', 'e'])).toThrow(TypeError);
});

it('compares 40 hex digits, in either case, and nothing else', () => {
  const good = sha1('a');
  expect(isSameSignature(good, good)).toBe(true);
  expect(isSameSignature(good, good.toUpperCase())).toBe(true);
  for (const wrong of [
    '',
    good.slice(1),
    `${good}0`,
    good.replace(/.$/, 'g'),
    ` ${good.slice(1)}`,
    sha1('b'),
  ]) {
    expect(isSameSignature(good, wrong), wrong).toBe(false);
  }
});
