import { createHash, randomInt } from 'node:crypto';

import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import { XMLParser } from 'fast-xml-parser';

import type { BenchKeys } from './keys.ts';

/** text: 「绑定」, answered with a link. follow: somebody follows, which makes work. */
export type Scenario = 'text' | 'follow';

export interface SignedRequest {
  readonly query: string;
  readonly body: string;
  readonly openid: string;
}

export const originalId = 'gh_3f9c2b7a1d5e';

/**
 * Makes requests as the platform sends them in safe mode: each of another person, with its own
 * MsgId, ciphertext and nonce. `series` keeps two makers apart.
 */
export function createRequestMaker(keys: BenchKeys, series: string, now: () => Date = () => new Date()) {
  let count = randomInt(1_000_000);
  return function make(scenario: Scenario): SignedRequest {
    count += 1;
    const timestamp = String(Math.floor(now().getTime() / 1000));
    const openid = `o${series}${count.toString(36)}`.padEnd(28, 'x');
    const nonce = String(1_000_000_000 + count);
    const encrypted = encrypt(keys.encodingAesKey, clearText(scenario, openid, timestamp, count), keys.appId);
    const signature = sha1(keys.token, timestamp, nonce);
    const messageSignature = getSignature(keys.token, timestamp, nonce, encrypted);
    return {
      openid,
      query: `signature=${signature}&timestamp=${timestamp}&nonce=${nonce}&openid=${openid}&encrypt_type=aes&msg_signature=${messageSignature}`,
      body: `<xml><ToUserName><![CDATA[${originalId}]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
    };
  };
}

function clearText(scenario: Scenario, openid: string, timestamp: string, count: number): string {
  const what =
    scenario === 'text'
      ? `<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[绑定]]></Content><MsgId>${24_000_000_000_000 + count}</MsgId>`
      : '<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[subscribe]]></Event><EventKey><![CDATA[]]></EventKey>';
  return `<xml><ToUserName><![CDATA[${originalId}]]></ToUserName><FromUserName><![CDATA[${openid}]]></FromUserName><CreateTime>${timestamp}</CreateTime>${what}</xml>`;
}

function sha1(...parts: readonly string[]): string {
  return createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');
}

const parser = new XMLParser({ parseTagValue: false, trimValues: false });

function fieldsOf(xml: string): Record<string, string> {
  const parsed: unknown = parser.parse(xml);
  const root: unknown =
    typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'xml') : undefined;
  if (typeof root !== 'object' || root === null) throw new Error('The answer is not <xml>');
  return Object.fromEntries(Object.entries(root).map(([name, value]) => [name, String(value)]));
}

/**
 * Opens an answer as the platform does: signature, receiver, and whom it is for.
 * @returns the text of the reply
 * @throws Error where any of it is wrong
 */
export function openReply(keys: BenchKeys, openid: string, answer: string): string {
  const outer = fieldsOf(answer);
  const encrypted = outer['Encrypt'] ?? '';
  const wanted = getSignature(keys.token, outer['TimeStamp'] ?? '', outer['Nonce'] ?? '', encrypted);
  if (wanted !== outer['MsgSignature']) throw new Error('The signature of the answer is wrong');
  const { message, id } = decrypt(keys.encodingAesKey, encrypted);
  if (id !== keys.appId) throw new Error('The answer names another receiver');
  const inner = fieldsOf(message);
  if (inner['ToUserName'] !== openid) throw new Error('The answer is for somebody else');
  if (inner['FromUserName'] !== originalId) throw new Error('The answer is from somebody else');
  if (inner['MsgType'] !== 'text')
    throw new Error(`The answer is no text but ${inner['MsgType'] ?? 'nothing'}`);
  return inner['Content'] ?? '';
}

/** Without what is another one in every answer: the ticket in a link. */
export function comparable(text: string): string {
  return text.replace(/([?&]t=)[A-Za-z0-9_-]{22}/g, '$1*');
}
