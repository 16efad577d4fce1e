import { hash, verify } from '@node-rs/argon2';

import { limits } from '../../../config/limits.ts';
import { AppError } from '../../kernel/errors/app-error.ts';

/**
 * Argon2id with 19 MiB, two rounds, one lane: the first choice of OWASP's Password Storage Cheat
 * Sheet; about 30 ms. A stored hash names its own parameters, so these can rise later.
 */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), cost);

let nobodys: Promise<string> | undefined;

/**
 * Whether the password is this person's. Where there is nobody, or nobody with a password, the same
 * work is done on a hash of nothing: both answers take the same time.
 */
export async function isPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  nobodys ??= hashPassword('nobody’s password');
  const fits = await verify(stored ?? (await nobodys), password.normalize('NFKC'));
  return fits && typeof stored === 'string';
}

let common: Promise<ReadonlySet<string>> | undefined;

/** The most used passwords, short ones too: they are the stems of longer ones. Read when the first password is set. */
async function loadCommon(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common']);
}

/** What signs stand for inside a word: «p@ssw0rd» is the same one. */
const standsFor: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '1': 'l', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' },
};
const spelled = (word: string) => word.replace(/[013457@$!]/g, (sign) => standsFor[sign] ?? sign);

/** What is shorter than this stands in every password by chance. */
const leastStem = 4;

/**
 * Which passwords are taken: by length alone, none that is among the most used, and not the account
 * (OWASP ASVS 5.0 6.2.1, 6.2.4, 6.2.5, 6.2.9). What signs it has is its owner's business.
 * @throws password.too_short | password.too_common
 */
export async function assertPassword(password: string, account: string): Promise<void> {
  if (Array.from(password).length < limits.passwordLength)
    throw new AppError('password.too_short', { status: 422, data: { least: limits.passwordLength } });
  common ??= loadCommon();
  const used = await common;
  const plain = password.toLowerCase();
  // What stands between the digits and signs at its ends, too: «password2026!» is no other one.
  const stem = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const name = account.split('@')[0] ?? account;
  const own = plain === account || stem === name;
  const dressed = stem.length >= leastStem && (used.has(stem) || used.has(spelled(stem)));
  if (own || used.has(plain) || dressed || new Set(plain).size < 4)
    throw new AppError('password.too_common', { status: 422 });
}
