import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import { XMLParser } from 'fast-xml-parser';

import type { Channel } from '../../bot/core/update.ts';
import { createConfig } from '../../config/env.ts';
import { openDatabase } from '../database.ts';
import { newCallbackPair } from '../features/channels/callback-keys.ts';
import { Follower } from '../features/channels/channel.entity.ts';
import { InboxRow } from '../features/channels/inbox.entity.ts';
import { Delivery } from '../features/messaging/messaging.entity.ts';
import type { Clock } from '../kernel/clock.ts';
import { Job } from '../kernel/data/kernel.entity.ts';
import { newId } from '../kernel/ids.ts';
import type { Database } from '../kernel/data/orm.ts';
import { inTransaction } from '../kernel/data/transaction.ts';
import { createLogger } from '../kernel/log/logger.ts';
import { createServer, type Server } from '../server.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { redisEnv } from './redis.ts';

/*
 * The platforms' side of the callbacks, for tests at the door: real HTTP against a server with a
 * real database. Signatures and ciphertexts are another package's, so that ours is not its own judge.
 */

export interface TestAccount {
  readonly id: string;
  readonly channel: Channel;
  readonly appId: string;
  readonly mode: 'plain' | 'compatible' | 'safe';
  readonly key: string;
  readonly token: string;
  readonly encodingAesKey: string;
}

export type Fields = Readonly<Record<string, string | number>>;

export interface TestCallback {
  readonly path: string;
  readonly query: string;
  readonly body: string;
}

export interface TestAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

const places = {
  'official-account': 'official-accounts',
  'mini-program': 'mini-programs',
  wecom: 'wecom',
} as const;

export const originalId = 'gh_3f9c2b7a1d5e';

/** `<xml>` as the platforms write it: texts as CDATA, numbers bare. */
export function xmlOf(fields: Fields): string {
  const inner = Object.entries(fields).map(([name, value]) =>
    typeof value === 'number' ? `<${name}>${value}</${name}>` : `<${name}><![CDATA[${value}]]></${name}>`,
  );
  return `<xml>${inner.join('')}</xml>`;
}

export function newNonce(): string {
  return String(100_000_000 + (randomBytes(4).readUInt32BE() % 1_900_000_000));
}

export const sha1 = (...parts: string[]): string =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');

export interface SealOptions {
  /** Seconds; default: the moment given. */
  readonly timestamp?: string;
  readonly nonce?: string;
  readonly json?: boolean;
  /** Its keys instead of the account's. */
  readonly pair?: { readonly token: string; readonly encodingAesKey: string };
  /** The id inside the ciphertext instead of the account's. */
  readonly receiver?: string;
}

/** A callback as its platform would send it; each call is a new ciphertext and a new nonce. */
export function sealCallback(
  account: TestAccount,
  clear: string,
  now: Date,
  options: SealOptions = {},
): TestCallback {
  const timestamp = options.timestamp ?? String(Math.floor(now.getTime() / 1000));
  const nonce = options.nonce ?? newNonce();
  const { token, encodingAesKey } = options.pair ?? account;
  const path = `/callbacks/${places[account.channel]}/${account.key}`;
  const signature = sha1(token, timestamp, nonce);
  if (account.mode === 'plain') {
    return { path, query: `signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`, body: clear };
  }
  const encrypted = encrypt(encodingAesKey, clear, options.receiver ?? account.appId);
  const messageSignature = getSignature(token, timestamp, nonce, encrypted);
  const query =
    account.channel === 'wecom'
      ? `msg_signature=${messageSignature}&timestamp=${timestamp}&nonce=${nonce}`
      : `signature=${signature}&timestamp=${timestamp}&nonce=${nonce}&openid=o&encrypt_type=aes&msg_signature=${messageSignature}`;
  if (options.json === true) {
    return { path, query, body: JSON.stringify({ ToUserName: originalId, Encrypt: encrypted }) };
  }
  const plain = account.mode === 'compatible' ? clear.replace(/^<xml>|<\/xml>$/g, '') : '';
  const outer = plain === '' ? `<ToUserName><![CDATA[${originalId}]]></ToUserName>` : plain;
  return { path, query, body: `<xml>${outer}<Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>` };
}

const parser = new XMLParser({ parseTagValue: false, trimValues: false });

/** `<xml>` read by another parser than ours. */
export function readXml(text: string): Record<string, unknown> {
  const parsed: unknown = parser.parse(text);
  const root: unknown =
    typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'xml') : undefined;
  if (typeof root !== 'object' || root === null) throw new Error(`Not <xml>: ${text.slice(0, 80)}`);
  return Object.fromEntries(Object.entries(root));
}

/** The clear reply in an answer; null for «success» and an empty body. Its signature is checked. */
export function readReply(account: TestAccount, text: string): Record<string, unknown> | null {
  if (text === '' || text === 'success') return null;
  if (account.mode === 'plain') return readXml(text);
  const outer = text.startsWith('{') ? jsonObject(text) : readXml(text);
  const encrypted = String(outer['Encrypt']);
  const wanted = getSignature(account.token, String(outer['TimeStamp']), String(outer['Nonce']), encrypted);
  if (wanted !== outer['MsgSignature']) throw new Error('The signature of the reply is wrong');
  const { message, id } = decrypt(account.encodingAesKey, encrypted);
  if (id !== account.appId) throw new Error('The reply names another receiver');
  return readXml(message);
}

function jsonObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

export interface CallbackWorldOptions {
  /** Another instance on the database of an earlier world. */
  readonly sharing?: { readonly databaseUrl: string; readonly enterpriseId: string };
  readonly clock: Clock;
  /** Where the platforms are; absent: nowhere, so that a call of one fails. */
  readonly sandboxPort?: number;
  readonly services?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export type CallbackWorld = Awaited<ReturnType<typeof openCallbackWorld>>;

/** A server on a port and a database of its own, with no account connected yet. */
export async function openCallbackWorld(options: CallbackWorldOptions) {
  const own: TestDatabase | undefined = options.sharing === undefined ? await openTestDatabase() : undefined;
  const url = options.sharing?.databaseUrl ?? own?.url ?? '';
  const db: Database = own?.db ?? (await openDatabase(url));
  const folder = mkdtempSync(join(tmpdir(), 'hulian-callbacks-'));
  const lines: string[] = [];
  const config = createConfig({
    NODE_ENV: 'test',
    PORT: '0',
    HOST: '127.0.0.1',
    PUBLIC_URL: 'http://localhost:3000',
    SANDBOX: '1',
    SANDBOX_PORT: String(options.sandboxPort ?? 9),
    SECRET_KEY: 'a key of the tests that is long enough to be taken',
    DATA_DIR: folder,
    DATABASE_URL: url,
    ...redisEnv(url),
    SERVICES: options.services ?? 'web',
    ...options.env,
  });
  const server: Server = createServer(config, {
    log: createLogger('debug', { write: (line) => void lines.push(line) }),
    db,
    clock: options.clock,
  });
  const enterpriseId =
    options.sharing?.enterpriseId ??
    (await inTransaction(db.acrossTenants('operator: seed'), (tx) =>
      server.enterprises.create(tx, {
        legalName: '岚汐净水科技有限公司',
        displayName: '岚汐净水',
        demo: true,
        now: options.clock.now(),
      }),
    ));
  const { port } = await server.start();
  const base = `http://127.0.0.1:${port}`;
  const em = () => db.acrossTenants('operator: seed');
  const by = {
    enterpriseId,
    actor: 'system',
    actorName: 'Tests',
    requestId: 'tests',
    locale: 'zh-CN',
  } as const;

  async function send(callback: TestCallback, init: RequestInit = {}): Promise<TestAnswer> {
    const response = await fetch(`${base}${callback.path}?${callback.query}`, {
      method: 'POST',
      body: callback.body,
      ...init,
    });
    return { status: response.status, text: await response.text(), headers: response.headers };
  }

  async function check(account: TestAccount, query: string): Promise<TestAnswer> {
    const response = await fetch(`${base}/callbacks/${places[account.channel]}/${account.key}?${query}`);
    return { status: response.status, text: await response.text(), headers: response.headers };
  }

  async function connect(
    channel: Channel,
    given: Partial<Pick<TestAccount, 'mode' | 'appId' | 'token' | 'encodingAesKey'>> & {
      secret?: string;
    } = {},
  ): Promise<TestAccount> {
    const mode = given.mode ?? 'safe';
    const made = newCallbackPair();
    const pair = {
      token: given.token ?? made.token,
      encodingAesKey: given.encodingAesKey ?? made.encodingAesKey,
    };
    const appId = given.appId ?? `wx${randomBytes(8).toString('hex')}`;
    const secret = given.secret ?? randomBytes(16).toString('hex');
    const api = `http://127.0.0.1:${options.sandboxPort ?? 9}`;
    const account = await inTransaction(em(), (tx) =>
      channel === 'wecom'
        ? server.channelAccounts.seed(
            tx,
            {
              kind: 'wecom',
              appId,
              agentId: '1000002',
              secret,
              name: '互联',
              baseUrl: `${api}/qyapi.weixin.qq.com`,
            },
            pair,
            by,
          )
        : server.channelAccounts.seed(
            tx,
            {
              kind: channel,
              appId,
              secret,
              originalId,
              name: '岚汐净水',
              callbackMode: mode,
              baseUrl: `${api}/api.weixin.qq.com`,
            },
            pair,
            by,
          ),
    );
    await server.callbackAccounts.refresh();
    await server.messaging.guides.refresh();
    return { id: account.id, channel, appId, mode, key: account.callbackKey, ...pair };
  }

  const now = () => options.clock.now();
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= server.stop());
  return {
    server,
    db,
    databaseUrl: url,
    enterpriseId,
    base,
    port,
    clock: options.clock,
    now,
    /** Every line of the log so far. */
    log: lines,
    connect,
    check,
    send,
    /** Seals and sends. */
    deliver: (account: TestAccount, fields: Fields, seal: SealOptions = {}) =>
      send(sealCallback(account, xmlOf(fields), now(), seal)),
    /** Works what is due until nothing is. */
    work: () => server.worker.drain(),
    em,
    inbox: (account?: TestAccount) =>
      em().find(InboxRow, account === undefined ? {} : { channelAccountId: account.id }, {
        orderBy: { id: 'asc' },
      }),
    jobs: (kind?: string) => em().find(Job, kind === undefined ? {} : { kind }, { orderBy: { id: 'asc' } }),
    deliveries: () => em().find(Delivery, {}, { orderBy: { id: 'asc' } }),
    followers: (account: TestAccount) => em().find(Follower, { channelAccountId: account.id }),
    /** The system's hand, for what staff do to an account. */
    by,
    /** Stops the server; its database stays. */
    stop,
    /** Stops it, and drops the database where it is this world's own. */
    async end(): Promise<void> {
      await stop();
      await own?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A follow, an unfollow, a text: what the platform puts in, with what a test wants else. */
export function buildFields(now: Date, fields: Fields): Fields {
  return {
    ToUserName: originalId,
    FromUserName: 'oPerson-000000000000000000001',
    CreateTime: Math.floor(now.getTime() / 1000),
    ...fields,
  };
}

let messageNumber = 24_000_000_000_000_000n;
/** Growing, and beyond what a JSON number can hold. */
export function newMessageId(): string {
  messageNumber += 1n;
  return String(messageNumber);
}

export function buildText(now: Date, text: string, more: Fields = {}): Fields {
  return buildFields(now, { MsgType: 'text', Content: text, MsgId: newMessageId(), ...more });
}

export function buildEvent(now: Date, event: string, more: Fields = {}): Fields {
  return buildFields(now, { MsgType: 'event', Event: event, EventKey: '', ...more });
}

/** A name that no other test uses. */
export const newOpenid = (): string => `o${newId().replaceAll('-', '').slice(0, 27)}`;
