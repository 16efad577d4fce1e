import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';

import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import { XMLParser } from 'fast-xml-parser';
import WXBizMsgCrypt from 'wechat-crypto';
import { z } from 'zod';

import type { TestAccount } from './harness.ts';

const xml = new XMLParser({ parseTagValue: false });
const fieldsSchema = z.record(z.string(), z.unknown());

/** One callback as the developer's server saw it. */
export interface Seen {
  readonly query: URLSearchParams;
  readonly body: string;
  /** Outer fields, as they came. */
  readonly outer: Record<string, unknown>;
  /** Decrypted by a package that is not ours; the outer ones in plain mode. */
  readonly fields: Record<string, unknown>;
  readonly clear: string;
  /** Whether that package agrees with the signature. */
  readonly signed: boolean;
  readonly receiverId: string | null;
}

export type Reply = { status?: number; body: string; delayMs?: number } | 'hang';

export function parseXmlFields(text: string): Record<string, unknown> {
  return fieldsSchema.parse(fieldsSchema.parse(xml.parse(text))['xml']);
}

/** A developer's server that checks with `wechat-crypto` and `@wecom/crypto`. */
export async function startReceiver(account: TestAccount) {
  const wecom = account.kind === 'wecom';
  const weixin = new WXBizMsgCrypt(account.token, account.encodingAesKey, account.id);
  const seen: Seen[] = [];
  let reply: (callback: Seen) => Reply = () => ({ body: wecom ? '' : 'success' });
  let echo: (text: string) => string = (text) => text;

  const open = (text: string) => (wecom ? decrypt(account.encodingAesKey, text) : weixin.decrypt(text));
  const sign = (timestamp: string, nonce: string, encrypted: string) =>
    wecom
      ? getSignature(account.token, timestamp, nonce, encrypted)
      : weixin.getSignature(timestamp, nonce, encrypted);
  const plainSignature = (query: URLSearchParams) =>
    createHash('sha1')
      .update([account.token, query.get('timestamp') ?? '', query.get('nonce') ?? ''].sort().join(''))
      .digest('hex');

  function read(query: URLSearchParams, body: string): Seen {
    const isJson = body.startsWith('{');
    const parseFields = (text: string) =>
      isJson ? fieldsSchema.parse(JSON.parse(text)) : parseXmlFields(text);
    const outer = parseFields(body);
    const encrypted = outer['Encrypt'];
    if (typeof encrypted !== 'string') {
      const signed = query.get('signature') === plainSignature(query);
      return { query, body, outer, fields: outer, clear: body, signed, receiverId: null };
    }
    const { message, id } = open(encrypted);
    const expected = sign(query.get('timestamp') ?? '', query.get('nonce') ?? '', encrypted);
    const signed = query.get('msg_signature') === expected;
    return { query, body, outer, fields: parseFields(message), clear: message, signed, receiverId: id };
  }

  function answerCheck(query: URLSearchParams, response: ServerResponse): void {
    const text = query.get('echostr') ?? '';
    const ok = wecom
      ? query.get('msg_signature') === sign(query.get('timestamp') ?? '', query.get('nonce') ?? '', text)
      : query.get('signature') === plainSignature(query);
    response.statusCode = ok ? 200 : 401;
    response.end(ok ? echo(wecom ? open(text).message : text) : '');
  }

  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    if (request.method === 'GET') {
      answerCheck(query, response);
      return;
    }
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const callback = read(query, body);
      seen.push(callback);
      const made = reply(callback);
      if (made === 'hang') return;
      setTimeout(() => {
        response.statusCode = made.status ?? 200;
        response.end(made.body);
      }, made.delayMs ?? 0);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  /** A passive reply, encrypted and signed by the other package. */
  function seal(clear: string, change: { signature?: string; key?: string } = {}): string {
    const timestamp = '1700000000';
    const nonce = 'testnonce';
    const encrypted = wecom
      ? encrypt(account.encodingAesKey, clear, account.id)
      : new WXBizMsgCrypt(account.token, change.key ?? account.encodingAesKey, account.id).encrypt(clear);
    const signature = change.signature ?? sign(timestamp, nonce, encrypted);
    return `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature><TimeStamp>${timestamp}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`;
  }

  return {
    url: `http://127.0.0.1:${port}/callback`,
    seen,
    answerWith(make: (callback: Seen) => Reply) {
      reply = make;
    },
    echoWith(make: (text: string) => string) {
      echo = make;
    },
    seal,
    /** A passive text reply's clear XML, To and From swapped. */
    textReply: (callback: Seen, text: string) =>
      `<xml><ToUserName><![CDATA[${String(callback.fields['FromUserName'])}]]></ToUserName><FromUserName><![CDATA[${String(callback.fields['ToUserName'])}]]></FromUserName><CreateTime>1700000000</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${text}]]></Content></xml>`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type TestReceiver = Awaited<ReturnType<typeof startReceiver>>;
