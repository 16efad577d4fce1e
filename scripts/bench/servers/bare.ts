/**
 * The least that can answer: node:http, the platform's cryptography by node:crypto, a handful of
 * fields found by regular expressions. No storage, no limits, no second look at anything.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes, randomInt } from 'node:crypto';
import { createServer } from 'node:http';

import { readBenchKeys } from '../keys.ts';
import { reportTo } from './report.ts';

const keys = readBenchKeys();
const key = Buffer.from(`${keys.encodingAesKey}=`, 'base64');
const iv = key.subarray(0, 16);

function signatureOf(timestamp: string, nonce: string, encrypted: string): string {
  return createHash('sha1').update([keys.token, timestamp, nonce, encrypted].sort().join('')).digest('hex');
}

function open(encrypted: string): string {
  const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  const clear = Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()]);
  return clear.toString('utf8', 20, 20 + clear.readUInt32BE(16));
}

function seal(text: string): string {
  const message = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  const body = Buffer.concat([randomBytes(16), length, message, Buffer.from(keys.appId)]);
  const pad = 32 - (body.length % 32);
  const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(body), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString(
    'base64',
  );
}

const field = (xml: string, name: string) =>
  new RegExp(`<${name}>(?:<!\\[CDATA\\[)?(.*?)(?:\\]\\]>)?</${name}>`).exec(xml)?.[1] ?? '';

function answerTo(query: URLSearchParams, body: string): string | undefined {
  const encrypted = field(body, 'Encrypt');
  const wanted = signatureOf(query.get('timestamp') ?? '', query.get('nonce') ?? '', encrypted);
  if (wanted !== query.get('msg_signature')) return undefined;
  const message = open(encrypted);
  const now = String(Math.floor(Date.now() / 1000));
  const nonce = String(randomInt(1_000_000_000));
  const reply = seal(
    `<xml><ToUserName><![CDATA[${field(message, 'FromUserName')}]]></ToUserName><FromUserName><![CDATA[${field(message, 'ToUserName')}]]></FromUserName><CreateTime>${now}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${keys.reply}]]></Content></xml>`,
  );
  return `<xml><Encrypt><![CDATA[${reply}]]></Encrypt><MsgSignature><![CDATA[${signatureOf(now, nonce, reply)}]]></MsgSignature><TimeStamp>${now}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`;
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const query = new URLSearchParams(request.url?.split('?')[1]);
    const answer = answerTo(query, Buffer.concat(chunks).toString('utf8'));
    response.writeHead(answer === undefined ? 401 : 200, {
      'Content-Type': 'application/xml; charset=utf-8',
    });
    response.end(answer ?? '');
  });
});
server.listen(0, '127.0.0.1', () => {
  reportTo(server.address(), '/');
});
