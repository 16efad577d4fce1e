import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

import { XMLParser } from 'fast-xml-parser';

import type { Channel, Mode } from '../target.ts';

/*
 * A server of another make, for the tests: right where it matters and easy where it may be, with
 * nothing of the product in it. Each fault is one that a real server could have.
 */

export const faults = [
  ...['wrong-signature', 'no-signature', 'undefined-token', 'mode-by-request', 'body-not-signed'],
  ...['last-name-wins', 'list-names-crash', 'no-window', 'nan-passes', 'only-the-past'],
  ...['retry-differs', 'retry-silent', 'retry-refused', 'no-dedupe', 'dedupe-in-process'],
  ...['echo-unsigned', 'echo-as-page', 'echo-quoted', 'echo-never'],
  ...['doctype', 'entities-visited', 'garbage-500', 'one-at-a-time', 'waits-for-bodies'],
  ...['raw-cdata', 'clear-reply', 'addresses-kept', 'fixed-random', 'second-ciphertext', 'plain-half'],
  ...['event-by-second', 'message-by-id', 'message-id-as-number', 'user-only-key'],
  ...['padding-crash', 'padding-of-16', 'length-unchecked', 'receiver-unchecked', 'tells-why', 'stack-trace'],
] as const;
export type Fault = (typeof faults)[number];

export interface ReferenceOptions {
  readonly channel: Channel;
  readonly mode: Mode;
  readonly token: string;
  readonly encodingAesKey: string;
  readonly appId: string;
  readonly faults?: readonly string[];
  /** What the processes of one service have in common. */
  readonly service?: Service;
  readonly now?: () => Date;
}

export interface Service {
  /** The reply that was given, by the key of the event. */
  readonly seen: Map<string, string>;
  count: number;
}

export const createService = (): Service => ({ seen: new Map(), count: 0 });

export const answerWord = '绑定';
export const mirrorPrefix = '说';
const bodyLimit = 1024 * 1024;
const windowSeconds = 600;

class Refusal extends Error {
  constructor(
    readonly status: number,
    why: string,
  ) {
    super(why);
  }
}

const sha1 = (parts: readonly string[]) =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

const parser = new XMLParser({ parseTagValue: false, trimValues: false, ignoreDeclaration: true });

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function parseXml(text: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = parser.parse(text);
  } catch {
    throw new Refusal(400, 'unreadable');
  }
  const root = isRecord(parsed) ? parsed['xml'] : undefined;
  if (!isRecord(root)) throw new Refusal(400, 'not xml');
  return root;
}

const stringOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export async function startReference(options: ReferenceOptions) {
  const has = (fault: Fault) => options.faults?.includes(fault) === true;
  const { token, appId, channel, mode } = options;
  const now = options.now ?? (() => new Date());
  const service = options.service ?? createService();
  const seen = has('dedupe-in-process') ? new Map<string, string>() : service.seen;
  const key = Buffer.from(`${options.encodingAesKey}=`, 'base64');
  const iv = key.subarray(0, 16);
  let retries = 0;
  let queue: Promise<void> = Promise.resolve();

  function decrypt(cipher: string): string {
    const bytes = Buffer.from(cipher, 'base64');
    if (bytes.length < 32 || bytes.length % 16 !== 0) throw new Refusal(403, 'bad blocks');
    const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
    const clear = Buffer.concat([decipher.update(bytes), decipher.final()]);
    const pad = clear[clear.length - 1] ?? 0;
    const most = has('padding-of-16') ? 16 : 32;
    if (pad < 1 || pad > most || clear.length - pad < 20) {
      throw has('padding-crash') ? new RangeError('out of bounds') : new Refusal(403, 'bad padding');
    }
    const whole = clear.subarray(0, clear.length - pad);
    const length = whole.readUInt32BE(16);
    if (20 + length > whole.length && !has('length-unchecked')) throw new Refusal(403, 'bad length');
    const id = whole.subarray(20 + length).toString();
    if (!has('receiver-unchecked') && !has('length-unchecked') && id !== appId)
      throw new Refusal(403, 'bad receiver');
    return whole.subarray(20, 20 + length).toString();
  }

  function encrypt(message: string): string {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.byteLength(message));
    const random = has('fixed-random') ? Buffer.alloc(16, 7) : randomBytes(16);
    const used = Buffer.concat([random, length, Buffer.from(message), Buffer.from(appId)]);
    const room = 32 - (used.length % 32);
    const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
    return Buffer.concat([
      cipher.update(Buffer.concat([used, Buffer.alloc(room, room)])),
      cipher.final(),
    ]).toString('base64');
  }

  function read(query: URLSearchParams, name: string): string {
    if (has('list-names-crash') && query.has(`${name}[]`)) throw new TypeError('a list has no such method');
    const all = query.getAll(name);
    return (has('last-name-wins') ? all.at(-1) : all[0]) ?? '';
  }

  function checkSignature(query: URLSearchParams, name: string, more: readonly string[]): void {
    if (has('wrong-signature')) return;
    const given = read(query, name);
    if (given === '' && has('no-signature')) return;
    const rest = [read(query, 'timestamp'), read(query, 'nonce'), ...more];
    if (has('undefined-token') && isSame(sha1(['undefined', ...rest]), given)) return;
    if (!isSame(sha1([token, ...rest]), given)) throw new Refusal(403, 'bad signature');
  }

  function checkWindow(query: URLSearchParams): void {
    if (has('no-window')) return;
    const text = read(query, 'timestamp');
    const away = now().getTime() / 1000 - Number(text);
    if (has('nan-passes')) {
      if (Math.abs(away) > windowSeconds) throw new Refusal(403, 'too old');
      return;
    }
    if (has('only-the-past') && away < 0) return;
    if (!/^\d+$/.test(text) || !(Math.abs(away) <= windowSeconds)) throw new Refusal(403, 'too old');
  }

  function echo(query: URLSearchParams, response: ServerResponse): void {
    const given = read(query, 'echostr');
    if (!has('echo-unsigned')) {
      const name = channel === 'wecom' ? 'msg_signature' : 'signature';
      checkSignature(query, name, channel === 'wecom' ? [given] : []);
      checkWindow(query);
    }
    const clear = channel === 'wecom' && !has('echo-unsigned') ? decrypt(given) : given;
    if (has('echo-never')) throw new Refusal(404, 'no such page');
    response.setHeader('content-type', has('echo-as-page') ? 'text/html' : 'text/plain');
    response.end(has('echo-quoted') ? JSON.stringify(clear) : clear);
  }

  async function readBody(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      size += bytes.length;
      if (size > bodyLimit) throw new Refusal(413, 'too large');
      chunks.push(bytes);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  async function expand(text: string): Promise<string> {
    // Only before the root: behind it these are words that people may write.
    if (!/<!(DOCTYPE|ENTITY)/.test(text.slice(0, text.search(/<xml[\s>]/)))) return text;
    if (has('entities-visited')) {
      const address = /SYSTEM "(http[^"]+)"/.exec(text)?.[1];
      if (address !== undefined) await fetch(address);
    }
    if (!has('doctype')) throw new Refusal(400, 'a document type');
    return text.slice(text.search(/<xml[\s>]/));
  }

  /** The message in a body, as XML, once it is proved. */
  async function open(query: URLSearchParams, body: string): Promise<string> {
    const text = await expand(body);
    const byRequest = has('mode-by-request') && !text.includes('<Encrypt>');
    if (mode === 'plain' || byRequest) {
      checkSignature(query, 'signature', []);
      checkWindow(query);
      return text;
    }
    const outer = parseXml(text);
    const given = outer['Encrypt'];
    const all = Array.isArray(given) ? given : [given];
    const [cipher, used] = [stringOf(all[0]), stringOf(has('second-ciphertext') ? all.at(-1) : all[0])];
    if (cipher === '') throw new Refusal(400, 'no ciphertext');
    if (has('body-not-signed')) checkSignature(query, 'signature', []);
    else checkSignature(query, 'msg_signature', [cipher]);
    checkWindow(query);
    const clear = await expand(decrypt(used));
    return has('plain-half') && outer['FromUserName'] !== undefined ? text : clear;
  }

  function keyOf(fields: Record<string, unknown>): string {
    const from = stringOf(fields['FromUserName']);
    const id = stringOf(fields['MsgId']);
    if (has('user-only-key')) return from;
    if (id !== '') {
      const own = has('message-id-as-number') ? String(Number(id)) : id;
      return has('message-by-id') ? own : `${from} ${own}`;
    }
    return has('event-by-second') ? `${from} ${stringOf(fields['CreateTime'])}` : JSON.stringify(fields);
  }

  function sayTo(fields: Record<string, unknown>): string | undefined {
    const content = stringOf(fields['Content']);
    const mirrors = content.startsWith(mirrorPrefix);
    if (content !== answerWord && !mirrors) return undefined;
    const said = mirrors ? content.slice(mirrorPrefix.length) : '点这里绑定';
    const data = (text: string) =>
      `<![CDATA[${has('raw-cdata') ? text : text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
    const [to, from] = [stringOf(fields['FromUserName']), stringOf(fields['ToUserName'])];
    const head = has('addresses-kept') ? [from, to] : [to, from];
    const time = Math.floor(now().getTime() / 1000);
    return `<xml><ToUserName>${data(head[0] ?? '')}</ToUserName><FromUserName>${data(head[1] ?? '')}</FromUserName><CreateTime>${time}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>${data(said)}</Content></xml>`;
  }

  function seal(reply: string): string {
    if (mode === 'plain' || has('clear-reply')) return reply;
    const [timestamp, nonce, cipher] = [String(Math.floor(now().getTime() / 1000)), '77', encrypt(reply)];
    const signature = sha1([token, timestamp, nonce, cipher]);
    return `<xml><Encrypt>${cipher}</Encrypt><MsgSignature>${signature}</MsgSignature><TimeStamp>${timestamp}</TimeStamp><Nonce>${nonce}</Nonce></xml>`;
  }

  async function take(query: URLSearchParams, body: string): Promise<string> {
    const clear = await open(query, body);
    let fields: Record<string, unknown>;
    try {
      fields = parseXml(clear);
    } catch {
      // Signed, and yet nothing that is known: taken, so that it is not sent again.
      return 'success';
    }
    const id = keyOf(fields);
    const known = seen.get(id);
    const reply = sayTo(fields);
    if (known !== undefined && !has('no-dedupe')) {
      if (has('retry-refused')) throw new Refusal(409, 'seen');
      if (has('retry-silent') || known === '') return 'success';
      return seal(has('retry-differs') ? known.replace('点这里', `第${(retries += 1)}次`) : known);
    }
    seen.set(id, reply ?? '');
    service.count += 1;
    return reply === undefined ? 'success' : seal(reply);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/count') {
      response.end(JSON.stringify({ callbacks: service.count }));
      return;
    }
    try {
      if (/%(?![0-9a-f]{2})/i.test(url.search)) throw new Refusal(400, 'a query that cannot be decoded');
      if (request.method === 'GET') {
        echo(url.searchParams, response);
        return;
      }
      if (request.method !== 'POST') throw new Refusal(405, 'GET or POST');
      const body = has('one-at-a-time') ? await inTurn(() => readBody(request)) : await readBody(request);
      const answer = await take(url.searchParams, body);
      response.end(answer);
    } catch (error) {
      fail(error, response);
    }
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = queue.then(work);
    queue = mine.then(
      () => undefined,
      () => undefined,
    );
    return mine;
  }

  function fail(error: unknown, response: ServerResponse): void {
    if (response.headersSent || response.destroyed) return;
    // A process that falls over says nothing.
    if (error instanceof RangeError && has('padding-crash')) response.destroy();
    else if (has('stack-trace') && error instanceof Error) response.writeHead(400).end(String(error.stack));
    else if (error instanceof Refusal && !has('garbage-500')) {
      response.writeHead(error.status, { connection: 'close' }).end(has('tells-why') ? error.message : '');
    } else response.writeHead(500).end();
  }

  const server = createServer(
    {
      requestTimeout: has('waits-for-bodies') || has('one-at-a-time') ? 0 : 1_000,
      headersTimeout: 1_000,
      connectionsCheckingInterval: 200,
    },
    (request, response) => void serve(request, response),
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return {
    url: new URL(`${base}/callback`),
    countUrl: new URL(`${base}/count`),
    end: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
