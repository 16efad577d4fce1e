import { XMLParser } from 'fast-xml-parser';

import { decryptMessage } from '../../bot/crypto/envelope.ts';
import { isSameSignature, signParts } from '../../bot/crypto/signature.ts';
import type { Target } from './target.ts';
import { words, type Words } from './words.ts';

/** What the platform would read in the body of a 200. */
export type Reading =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'reply';
      readonly encrypted: boolean;
      readonly cipher: string;
      readonly fields: ReplyFields;
    }
  | { readonly kind: 'unreadable'; readonly reason: Words };

export type ReplyFields = Readonly<Record<string, unknown>>;

// With «htmlEntities» characters by their numbers are read too, as every XML reader does.
const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  htmlEntities: true,
});

/** `<xml>` read by another parser than the product's; undefined where it is none. */
export function readXml(text: string): ReplyFields | undefined {
  let parsed: unknown;
  try {
    // True: it must be well-formed, or it is not read at all.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is a package of its own, for this one line
    parsed = parser.parse(text, true);
  } catch {
    return undefined;
  }
  return isObject(parsed) && isObject(parsed['xml']) ? parsed['xml'] : undefined;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One text value of a name that stands once. */
export function textOf(fields: ReplyFields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
}

const unreadable = (en: string, zh: string): Reading => ({ kind: 'unreadable', reason: words(en, zh) });

/** As the platform reads a passive reply: nothing, «success», or XML in the words of the account's mode. */
export function readAnswer(target: Target, body: string): Reading {
  if (body === '' || body === 'success') return { kind: 'nothing' };
  const outer = readXml(body);
  if (outer === undefined) {
    return unreadable(
      'a body that is neither empty, nor «success», nor <xml>',
      '内容既不是空、也不是“success”、也不是 <xml>',
    );
  }
  const cipher = textOf(outer, 'Encrypt');
  if (cipher === undefined) return { kind: 'reply', encrypted: false, cipher: '', fields: outer };
  const [signature, timestamp, nonce] = ['MsgSignature', 'TimeStamp', 'Nonce'].map((name) =>
    textOf(outer, name),
  );
  if (signature === undefined || timestamp === undefined || nonce === undefined) {
    return unreadable(
      'an envelope without MsgSignature, TimeStamp and Nonce, each once',
      '信封里 MsgSignature、TimeStamp、Nonce 不是各有一个',
    );
  }
  if (!isSameSignature(signParts([target.token, timestamp, nonce, cipher]), signature)) {
    return unreadable('an envelope whose MsgSignature is wrong', '信封的 MsgSignature 不对');
  }
  let clear: string;
  try {
    clear = decryptMessage(target.key, cipher, target.appId);
  } catch {
    return unreadable('an envelope that cannot be decrypted', '信封解不开');
  }
  const fields = readXml(clear);
  if (fields === undefined) {
    return unreadable('an envelope whose inside is no well-formed <xml>', '信封里面不是格式正确的 <xml>');
  }
  return { kind: 'reply', encrypted: true, cipher, fields };
}

/** Two replies say the same when all but their time is the same. */
export function isSameReply(one: ReplyFields, other: ReplyFields): boolean {
  const said = (fields: ReplyFields) =>
    JSON.stringify(Object.entries(fields).filter(([name]) => name !== 'CreateTime'));
  return said(one) === said(other);
}
