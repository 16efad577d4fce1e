import { randomInt } from 'node:crypto';

import { encryptMessage, readMessageKey } from '../../bot/crypto/envelope.ts';
import { signParts } from '../../bot/crypto/signature.ts';
import type { Target } from './target.ts';
import { cdata, innerXml, xmlOf, type Fields } from './xml.ts';

/** Names and values of a query, in their order; a name may stand twice. */
export type Pairs = readonly (readonly [name: string, value: string])[];

export interface Request {
  readonly method: string;
  /** As it stands after the `?`. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** A callback that is right until a case changes something of it. */
export interface Sealed {
  readonly timestamp: string;
  readonly nonce: string;
  /** '' for a plaintext account. */
  readonly cipher: string;
  readonly pairs: Pairs;
  readonly body: string | Buffer;
}

export interface SealHow {
  /** Seconds. */
  readonly timestamp?: string;
  readonly nonce?: string;
  readonly token?: string;
  readonly encodingAesKey?: string;
  readonly receiverId?: string;
  /** Instead of encrypting. */
  readonly cipher?: string;
  /** Who is named as `openid` in the query of a service account. */
  readonly openid?: string;
  /** What stands outside the ciphertext in compatible mode. */
  readonly plainHalf?: string;
}

export const newNonce = (): string => String(randomInt(100_000_000, 2_000_000_000));

export const toSeconds = (moment: Date): string => String(Math.floor(moment.getTime() / 1000));

export function sealClear(target: Target, clear: string | Buffer, now: Date, how: SealHow = {}): Sealed {
  const { timestamp = toSeconds(now), nonce = newNonce(), token = target.token } = how;
  const openid: Pairs = how.openid === undefined ? [] : [['openid', how.openid]];
  const head: Pairs = [
    ['timestamp', timestamp],
    ['nonce', nonce],
  ];
  const signature = signParts([token, timestamp, nonce]);
  if (target.mode === 'plain') {
    const pairs: Pairs = [['signature', signature], ...head, ...openid];
    return { timestamp, nonce, cipher: '', pairs, body: clear };
  }
  const key = how.encodingAesKey === undefined ? target.key : readMessageKey(how.encodingAesKey);
  const cipher = how.cipher ?? encryptMessage(key, clear.toString('utf8'), how.receiverId ?? target.appId);
  const signed = ['msg_signature', signParts([token, timestamp, nonce, cipher])] as const;
  const pairs: Pairs =
    target.channel === 'wecom'
      ? [signed, ...head]
      : [['signature', signature], ...head, ...openid, ['encrypt_type', 'aes'], signed];
  return { timestamp, nonce, cipher, pairs, body: envelope(target, cipher, how.plainHalf) };
}

/** The plain half is there in compatible mode only (developers.weixin.qq.com …/push/encryption). */
export function sealFields(target: Target, fields: Fields, now: Date, how: SealHow = {}): Sealed {
  const { FromUserName: from } = fields;
  const openid = typeof from === 'string' && /^[\w-]+$/.test(from) ? { openid: from } : {};
  const plainHalf = target.mode === 'compatible' ? { plainHalf: innerXml(fields) } : {};
  return sealClear(target, xmlOf(fields), now, { ...openid, ...plainHalf, ...how });
}

export function envelope(target: Target, cipher: string, plainHalf?: string): string {
  const agent = target.channel === 'wecom' ? `<AgentID>${cdata(String(target.agentId))}</AgentID>` : '';
  const outer = plainHalf ?? `<ToUserName>${cdata(target.originalId)}</ToUserName>${agent}`;
  return `<xml>${outer}<Encrypt>${cdata(cipher)}</Encrypt></xml>`;
}

export const queryOf = (pairs: Pairs): string =>
  pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');

/** The request of a sealed callback, with what the case wants otherwise. */
export function post(
  sealed: Pick<Sealed, 'pairs' | 'body'>,
  changes: Partial<Request> & { readonly pairs?: Pairs } = {},
): Request {
  const { pairs, ...rest } = changes;
  return {
    method: 'POST',
    query: queryOf(pairs ?? sealed.pairs),
    headers: { 'content-type': 'text/xml' },
    body: sealed.body,
    ...rest,
  };
}

export const without = (pairs: Pairs, ...names: readonly string[]): Pairs =>
  pairs.filter(([name]) => !names.includes(name));

/** Each value of these names as `change` makes it; undefined leaves the name out. */
export function changed(
  pairs: Pairs,
  names: readonly string[],
  change: (value: string) => string | undefined,
): Pairs {
  return pairs.flatMap(([name, value]): Pairs => {
    if (!names.includes(name)) return [[name, value]];
    const next = change(value);
    return next === undefined ? [] : [[name, next]];
  });
}

export const valueOf = (pairs: Pairs, name: string): string =>
  pairs.find(([other]) => other === name)?.[1] ?? '';
