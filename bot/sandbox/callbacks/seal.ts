import { randomBytes, randomInt } from 'node:crypto';

import { encryptMessage, readMessageKey } from '../../crypto/envelope.ts';
import { signParts } from '../../crypto/signature.ts';
import { writeJson } from '../platform/json.ts';
import type { Account } from '../state.ts';
import { textOf, writeCallbackXml, type CallbackFields } from './fields.ts';

/** A callback as it goes over the wire. */
export interface SealedCallback {
  readonly url: string;
  readonly body: string;
  readonly contentType: string;
  /** Beside the content's type: WeChat Pay signs in its headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

function stamp(nowMs: number): { timestamp: string; nonce: string } {
  return {
    timestamp: String(Math.floor(nowMs / 1000)),
    nonce: String(randomInt(100_000_000, 2_000_000_000)),
  };
}

function withQuery(url: string, query: Readonly<Record<string, string>>): string {
  const text = Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  return `${url}${url.includes('?') ? '&' : '?'}${text}`;
}

/** Wraps fields in the account's mode and format (platform.md A2, C1); each call is a new ciphertext. */
export function sealCallback(
  account: Account,
  url: string,
  fields: CallbackFields,
  nowMs: number,
): SealedCallback {
  const { timestamp, nonce } = stamp(nowMs);
  const write = account.format === 'json' ? writeJson : writeCallbackXml;
  const contentType = account.format === 'json' ? 'application/json' : 'text/xml';
  const clear = write(fields);
  const to = textOf(fields, 'ToUserName');
  if (account.kind === 'wecom') {
    const encrypted = encryptMessage(readMessageKey(account.encodingAesKey), clear, account.id);
    const body = write({ ToUserName: to, AgentID: account.agentId ?? '', Encrypt: encrypted });
    const signature = signParts([account.token, timestamp, nonce, encrypted]);
    return { url: withQuery(url, { msg_signature: signature, timestamp, nonce }), body, contentType };
  }
  const query = {
    signature: signParts([account.token, timestamp, nonce]),
    timestamp,
    nonce,
    openid: textOf(fields, 'FromUserName'),
  };
  if (account.mode === 'plain') return { url: withQuery(url, query), body: clear, contentType };
  const encrypted = encryptMessage(readMessageKey(account.encodingAesKey), clear, account.id);
  const outer =
    account.mode === 'safe' ? { ToUserName: to, Encrypt: encrypted } : { ...fields, Encrypt: encrypted };
  const signature = signParts([account.token, timestamp, nonce, encrypted]);
  return {
    url: withQuery(url, { ...query, encrypt_type: 'aes', msg_signature: signature }),
    body: write(outer),
    contentType,
  };
}

/** The address of a URL check and what it must answer: WeCom's echo is encrypted, WeChat's is not (A1, C1). */
export function sealUrlCheck(
  account: Account,
  url: string,
  nowMs: number,
): { url: string; expected: string } {
  const { timestamp, nonce } = stamp(nowMs);
  const expected = String(randomBytes(8).readBigUInt64BE() >> 1n);
  if (account.kind === 'wecom') {
    const echostr = encryptMessage(readMessageKey(account.encodingAesKey), expected, account.id);
    const signature = signParts([account.token, timestamp, nonce, echostr]);
    return { url: withQuery(url, { msg_signature: signature, timestamp, nonce, echostr }), expected };
  }
  const signature = signParts([account.token, timestamp, nonce]);
  return { url: withQuery(url, { signature, timestamp, nonce, echostr: expected }), expected };
}
