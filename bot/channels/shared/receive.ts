import { isUtf8 } from 'node:buffer';
import { hash as oneShot } from 'node:crypto';

import type { AccountRef, Channel, Update } from '../../core/update.ts';
import { decryptMessage, encryptMessage, type MessageKey } from '../../crypto/envelope.ts';
import { isSameSignature, signParts } from '../../crypto/signature.ts';
import { fieldsOfJson } from './parse-base.ts';
import { parseXml, textField, type XmlFields } from './xml.ts';

/** A connected account as the receiver knows it: from configuration, never from the request. */
export interface CallbackAccount extends AccountRef {
  /** `appId` (or corpid) is what must stand at the end of every clear text. */
  readonly mode: 'plain' | 'compatible' | 'safe';
  /** Current pair first; during a rotation the previous one too. */
  readonly keys: readonly CallbackKeys[];
}

export interface CallbackKeys {
  readonly token: string;
  readonly messageKey: MessageKey;
}

export interface CallbackRequest {
  /** As it stands after the `?`, still encoded. */
  readonly query: string;
  readonly body: Buffer;
}

export interface Received {
  readonly update: Update;
  /** What makes a retry the same: unique with the account (reliability.md R8). */
  readonly naturalKey: string;
  /** SHA-256 of the ciphertext: the same for a retry that repeats it. */
  readonly cipherHash: () => string;
  /** The clear body, to be stored. */
  readonly clear: string;
  /** Wraps a reply in the words of this request's mode and key. */
  readonly seal: (replyXml: string) => string;
  readonly json: boolean;
}

/** Refused: the status is all that is told. `reason` is for the log and for tests. */
export class RefusedError extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 413,
    readonly reason: string,
  ) {
    super(`Callback refused: ${reason}`);
    this.name = 'RefusedError';
  }
}

const windowMs = 5 * 60_000;

interface Query {
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: string | undefined;
  readonly messageSignature: string | undefined;
  readonly echo: string | undefined;
}

function decodeValue(raw: string): string {
  if (!raw.includes('%')) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    throw new RefusedError(401, 'a query value cannot be decoded');
  }
}

/** Strict formats, one value each, no repeated name: what is signed is what is read (R4). */
function readQuery(text: string): Query {
  let timestamp: string | undefined;
  let nonce: string | undefined;
  let signature: string | undefined;
  let messageSignature: string | undefined;
  let echo: string | undefined;
  let encryptType: string | undefined;
  let openid: string | undefined;
  const once = (before: string | undefined, raw: string): string => {
    if (before !== undefined) throw new RefusedError(401, 'a query name is repeated');
    return decodeValue(raw);
  };
  for (const part of text === '' ? [] : text.split('&')) {
    const cut = part.indexOf('=');
    const name = cut === -1 ? part : part.slice(0, cut);
    const raw = cut === -1 ? '' : part.slice(cut + 1);
    if (name === 'timestamp') timestamp = once(timestamp, raw);
    else if (name === 'nonce') nonce = once(nonce, raw);
    else if (name === 'signature') signature = once(signature, raw);
    else if (name === 'msg_signature') messageSignature = once(messageSignature, raw);
    else if (name === 'echostr') echo = once(echo, raw);
    else if (name === 'encrypt_type') encryptType = once(encryptType, raw);
    else if (name === 'openid') openid = once(openid, raw);
    // Unknown plain names are ignored (the platforms add some); tricks with names are not.
    else if (!/^[A-Za-z_]{1,40}$/.test(name)) throw new RefusedError(401, 'a strange query name');
  }
  if (timestamp === undefined || !/^\d{10}$/.test(timestamp))
    throw new RefusedError(401, 'timestamp is not 10 digits');
  if (nonce === undefined || !/^[0-9A-Za-z]{1,32}$/.test(nonce))
    throw new RefusedError(401, 'nonce is not 1-32 letters and digits');
  return { timestamp, nonce, signature, messageSignature, echo };
}

function checkWindow(query: Query, now: Date): void {
  const away = Math.abs(now.getTime() - Number(query.timestamp) * 1000);
  if (!(away <= windowMs)) throw new RefusedError(401, 'timestamp is more than 5 minutes away');
}

function findKeys(
  account: CallbackAccount,
  query: Query,
  given: string | undefined,
  ciphertext: string | undefined,
): CallbackKeys {
  if (given === undefined || given === '') throw new RefusedError(401, 'no signature');
  let found: CallbackKeys | undefined;
  for (const keys of account.keys) {
    const parts = [keys.token, query.timestamp, query.nonce];
    if (ciphertext !== undefined) parts.push(ciphertext);
    if (isSameSignature(signParts(parts), given)) found ??= keys;
  }
  if (found === undefined) throw new RefusedError(401, 'the signature is wrong');
  return found;
}

/** Tries the key whose token signed first, then the others: a rotation may split the pair. */
function decrypt(
  account: CallbackAccount,
  first: CallbackKeys,
  ciphertext: string,
): { clear: string; keys: CallbackKeys } {
  for (const keys of [first, ...account.keys.filter((other) => other !== first)]) {
    try {
      return { clear: decryptMessage(keys.messageKey, ciphertext, account.appId), keys };
    } catch {
      // One answer for every failure, told below.
    }
  }
  throw new RefusedError(401, 'the ciphertext cannot be read');
}

/**
 * The platform's URL check (GET): what is to be echoed, once the signature holds. Official
 * accounts and mini programs send the text in the clear, WeCom encrypted (platform.md A1, C1).
 * @throws RefusedError
 */
export function receiveUrlCheck(account: CallbackAccount, rawQuery: string, now: Date): string {
  const query = readQuery(rawQuery);
  if (query.echo === undefined || query.echo === '') throw new RefusedError(401, 'no echostr');
  if (account.channel === 'wecom') {
    // A plus that was not encoded arrives as a space in some stacks; ours never turns it into one.
    const keys = findKeys(account, query, query.messageSignature, query.echo);
    checkWindow(query, now);
    return decrypt(account, keys, query.echo).clear;
  }
  findKeys(account, query, query.signature, undefined);
  checkWindow(query, now);
  return query.echo;
}

/**
 * One callback (POST): limits, query, signature, window, decryption, parsing, natural key, in this
 * order (reliability.md §2). The mode is the account's; the request never chooses it.
 * @throws RefusedError
 */
export function receiveMessage(
  account: CallbackAccount,
  request: CallbackRequest,
  now: Date,
  parse: (fields: XmlFields) => Update,
): Received {
  const query = readQuery(request.query);
  // Bytes that are not UTF-8 would be read differently by others: UTF-16 and friends end here.
  if (!isUtf8(request.body)) throw new RefusedError(401, 'the body is not UTF-8 text');
  const text = request.body.toString('utf8');
  const json = isJson(text);
  const outer = readFields(text, json, account.channel);
  const encrypted = readText(outer, 'Encrypt');
  if (account.mode === 'plain') {
    if (encrypted !== undefined) throw new RefusedError(401, 'an encrypted body for a plaintext account');
    findKeys(account, query, query.signature, undefined);
    checkWindow(query, now);
    return finish(outer, text, text, json, parse, (reply) => reply);
  }
  if (encrypted === undefined) throw new RefusedError(401, 'no Encrypt: plaintext is not accepted here');
  if (account.mode === 'safe' && hasPlainFields(outer)) {
    throw new RefusedError(401, 'plain fields beside Encrypt in safe mode');
  }
  const signed = findKeys(account, query, query.messageSignature, encrypted);
  checkWindow(query, now);
  const { clear, keys } = decrypt(account, signed, encrypted);
  const innerJson = isJson(clear);
  const inner = readFields(clear, innerJson, account.channel);
  return finish(inner, clear, encrypted, json, parse, (reply) =>
    sealReply(account, keys, reply, query, json),
  );
}

const isJson = (text: string) => !text.startsWith('<') && text.trimStart().startsWith('{');

function readFields(text: string, json: boolean, channel: Channel): XmlFields {
  if (text.includes('\0')) throw new RefusedError(401, 'a zero byte in the text');
  // JSON is an option of mini programs and WeCom only.
  if (json && channel === 'official-account') throw new RefusedError(401, 'JSON for an official account');
  try {
    return json ? fieldsOfJson(text) : parseXml(text);
  } catch (error) {
    throw new RefusedError(401, error instanceof Error ? error.message : 'unreadable');
  }
}

function readText(fields: XmlFields, name: string): string | undefined {
  try {
    return textField(fields, name);
  } catch {
    throw new RefusedError(401, `${name} stands more than once`);
  }
}

/** What may stand around a ciphertext; anything else is a plain half (platform.md A2, C1). */
const envelopeNames = new Set(['ToUserName', 'AgentID', 'Encrypt', 'MsgSignature', 'TimeStamp', 'Nonce']);

function hasPlainFields(fields: XmlFields): boolean {
  return Object.keys(fields).some((name) => !envelopeNames.has(name));
}

function finish(
  fields: XmlFields,
  clear: string,
  cipher: string,
  json: boolean,
  parse: (fields: XmlFields) => Update,
  seal: (reply: string) => string,
): Received {
  let update: Update;
  try {
    update = parse(fields);
  } catch (error) {
    throw new RefusedError(401, error instanceof Error ? error.message : 'unreadable');
  }
  return {
    update,
    naturalKey: naturalKeyOf(update, fields),
    cipherHash: () => hash(cipher),
    clear,
    seal,
    json,
  };
}

/**
 * Message: who and MsgId. Event: all of its body, for two that differ in anything are two
 * (reliability.md R8). A retry repeats the body, whatever its ciphertext. Both begin with what
 * rises with time, so that an index over them grows at its end.
 */
export function naturalKeyOf(update: Update, fields: XmlFields): string {
  const { messageId, from } = update;
  if (messageId !== null && !update.name.startsWith('event:')) {
    return /^\d{1,20}$/.test(messageId) && from.length <= 40
      ? `m:${messageId}:${from}`
      : `m:${hash(`${from}\n${messageId}`)}`;
  }
  const seconds = Math.floor(update.createdAt.getTime() / 1000);
  return `e:${seconds}:${hash(from).slice(0, 8)}:${hash(JSON.stringify(fields))}`;
}

/** What the natural keys of all events of one sender in one second begin with. */
export function secondOf(eventKey: string): string {
  return eventKey.slice(0, eventKey.lastIndexOf(':') + 1);
}

function hash(text: string): string {
  return oneShot('sha256', text, 'base64url');
}

function sealReply(
  account: CallbackAccount,
  keys: CallbackKeys,
  reply: string,
  query: Query,
  json: boolean,
): string {
  const encrypted = encryptMessage(keys.messageKey, reply, account.appId);
  const signature = signParts([keys.token, query.timestamp, query.nonce, encrypted]);
  if (json) {
    return JSON.stringify({
      Encrypt: encrypted,
      MsgSignature: signature,
      TimeStamp: Number(query.timestamp),
      Nonce: query.nonce,
    });
  }
  // Base64, hex, digits, and letters with digits: none of them needs the care of `writeXml`, nor what that costs.
  return `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature><TimeStamp>${query.timestamp}</TimeStamp><Nonce><![CDATA[${query.nonce}]]></Nonce></xml>`;
}
