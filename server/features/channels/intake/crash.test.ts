import {
  createServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http';
import { buffer as readAll } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { startSandbox, type StartedSandbox } from '../../../../bot/sandbox/index.ts';
import { demoOpenid, demoWorld } from '../../../../config/demo-world.ts';
import { openDatabase } from '../../../database.ts';
import { systemClock } from '../../../kernel/clock.ts';
import { Job } from '../../../kernel/data/kernel.entity.ts';
import type { Database, EntityManager } from '../../../kernel/data/orm.ts';
import { newId } from '../../../kernel/ids.ts';
import { openCallbackWorld, type CallbackWorld, type TestAccount } from '../../../testing/callbacks.ts';
import { buildVictim, type Victim } from '../../../testing/crash-server.ts';
import { full } from '../../../testing/drill.ts';
import { freePort } from '../../../testing/installation.ts';
import { redisEnv } from '../../../testing/redis.ts';
import {
  actInSandbox,
  controlSandbox,
  messagesTo,
  retryInSandbox,
  type Tried,
} from '../../../testing/sandbox-control.ts';
import { AutoReplyRule } from '../../messaging/auto-reply/auto-reply.entity.ts';
import { Delivery, FollowGuide } from '../../messaging/messaging.entity.ts';
import { ChannelAccount, Follower } from '../channel.entity.ts';
import { InboxRow } from '../inbox.entity.ts';

/*
 * The server is a process of its own and is killed; the sandbox plays the platform, whose tries are
 * spread over 15 s: here the first meets the dying server, the others the one that comes up after it.
 */

const { officialAccount, miniProgram } = demoWorld;
const Lease = 61_000;

let sandbox: StartedSandbox;
let proxy: HttpServer;
let proxyPort = 0;
let world: CallbackWorld;
let service: TestAccount;
let victims: Awaited<ReturnType<typeof buildVictim>>;
let port = 0;
/** The one that runs now, so that a failed test leaves nobody behind. */
let running: Victim | undefined;
/** What to do when the platform is asked to send a customer-service message. */
let onSend: { kill: 'before' | 'after' } | undefined;
let people = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  proxy = createServer((request, response) => {
    forward(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  const address = proxy.address();
  proxyPort = typeof address === 'object' && address !== null ? address.port : 0;
  world = await openCallbackWorld({ clock: systemClock, sandboxPort: proxyPort });
  const { appId, secret, token, encodingAesKey } = officialAccount;
  service = await world.connect('official-account', { appId, secret, token, encodingAesKey });
  const mini = miniProgram;
  await world.connect('mini-program', { appId: mini.appId, secret: mini.secret });
  await world.stop();
  port = await freePort();
  await control('accounts/configure', {
    account: appId,
    callbackUrl: `http://127.0.0.1:${port}/callbacks/official-accounts/${service.key}`,
    skipCheck: true,
  });
  await control('timing', { tries: 1 });
  victims = await buildVictim();
}, 120_000);

afterAll(async () => {
  await running?.kill();
  victims.remove();
  proxy.close();
  await world.end();
  await sandbox.close();
});

/** Between the server and the platform: passes everything on, and kills where it is told to. */
async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readAll(request);
  const kill = request.url?.includes('/message/custom/send') === true ? onSend?.kill : undefined;
  if (kill === 'before') {
    await running?.kill();
    return;
  }
  const answer = await fetch(`http://127.0.0.1:${sandbox.port}${request.url ?? '/'}`, {
    method: request.method ?? 'GET',
    headers: { 'content-type': request.headers['content-type'] ?? 'application/json' },
    ...(request.method === 'POST' ? { body } : {}),
  });
  const text = await answer.text();
  if (kill === 'after') {
    await running?.kill();
    return;
  }
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
  response.end(text);
}

const control = (verb: string, body: object) => controlSandbox(sandbox.url, verb, body);

const act = (verb: string, body: object) => actInSandbox(sandbox.url, verb, body);

async function start(env: Record<string, string> = {}): Promise<Victim> {
  running = await victims.start({
    PORT: String(port),
    HOST: '127.0.0.1',
    PUBLIC_URL: 'http://localhost:3000',
    DATABASE_URL: world.databaseUrl,
    ...redisEnv(world.databaseUrl),
    SANDBOX: '1',
    SANDBOX_PORT: String(proxyPort),
    SECRET_KEY: 'a key of the tests that is long enough to be taken',
    SERVICES: 'web,worker',
    ...env,
  });
  return running;
}

async function newPerson(): Promise<{ id: string; openid: string }> {
  people += 1;
  // The dot ends the number: openids are filled up with zeros.
  const id = `crash-${people}.`;
  await control('people', { id, name: `第${people}人`, phones: [`139${String(people).padStart(8, '0')}`] });
  return { id, openid: demoOpenid(officialAccount.appId, id) };
}

const received = async (person: string) => (await messagesTo(sandbox.url, person)).map(({ via }) => via);

/** The platform's second and third try, the second with the same ciphertext and the third with a new one. */
async function retry(delivery: Tried): Promise<void> {
  expect(await retryInSandbox(sandbox.url, delivery)).toBe(200);
}

async function look<T>(read: (db: Database) => Promise<T>): Promise<T> {
  const db = await openDatabase(world.databaseUrl);
  try {
    return await read(db);
  } finally {
    await db.close();
  }
}

async function untilWorked(em: EntityManager): Promise<void> {
  const open = { state: { $in: ['due' as const, 'running' as const] } };
  // After a thousand kills most of the work is left to the last server.
  const timeout = full ? 300_000 : 20_000;
  await vi.waitFor(async () => expect(await em.fork().count(Job, open)).toBe(0), { timeout });
  expect(await em.count(Job, { state: 'dead' })).toBe(0);
}

/** Nothing is open, and what the person has is there once. */
async function expectWhole(openid: string, guide: { states: string[]; carriers: (string | null)[] }) {
  await look(async (db) => {
    const em = db.acrossTenants('operator: seed');
    await untilWorked(em);
    const rows = await em.find(InboxRow, { sender: openid });
    expect(rows.map(({ kind, state }) => [kind, state])).toEqual([['event:subscribe', 'done']]);
    const followers = await em.find(Follower, { openid });
    expect(followers.map(({ following }) => following)).toEqual([true]);
    const deliveries = await em.find(Delivery, { openid });
    expect(deliveries.map(({ purpose }) => purpose)).toEqual(['guide']);
    const told = deliveries.map(({ state, carrier, reasonKey }) => ({ state, carrier, reasonKey }));
    expect(guide.states, JSON.stringify({ told, rows })).toContain(deliveries[0]?.state);
    expect(guide.carriers, JSON.stringify(told)).toContain(deliveries[0]?.carrier ?? null);
  });
}

describe('a server that is killed (T8)', () => {
  it.each(['intake.before-store', 'intake.stored', 'intake.answered', 'work.effects', 'work.committed'])(
    'at %s: one follower, one guide, nothing lost',
    async (point) => {
      const person = await newPerson();
      const dying = await start({ HULIAN_CRASH_AT: point });
      const delivery = await act('follow', { account: officialAccount.appId, follower: person.id });
      expect(await dying.ended).toBe('SIGKILL');
      if (point === 'intake.before-store' || point === 'intake.stored') expect(delivery.status).toBe(0);
      // The leases of the dead have run out.
      await start({ TEST_CLOCK_OFFSET_MS: String(Lease) });
      await retry(delivery);
      await expectWhole(person.openid, { states: ['submitted'], carriers: ['passive_reply'] });
      await running?.kill();
      expect(await received(person.id)).toEqual(['passive']);
    },
    60_000,
  );

  it.each([
    ['after the mark, before the platform has it', 'before', 0],
    ["after the platform's answer, before it is stored", 'after', 1],
  ] as const)(
    'while it sends, %s: at most one message, and its state is told',
    async (_name, kill, messages) => {
      await look(async (db) => {
        const em = db.acrossTenants('operator: seed');
        const guide = await em.findOneOrFail(FollowGuide, { channelAccountId: service.id });
        guide.unbound = { ...guide.unbound, carrier: 'mini_program_card', title: '绑定账号' };
        await em.flush();
      });
      const person = await newPerson();
      const dying = await start();
      onSend = { kill };
      const delivery = await act('follow', { account: officialAccount.appId, follower: person.id });
      expect(delivery.status).toBe(200);
      expect(await dying.ended).toBe('SIGKILL');
      onSend = undefined;
      await start({ TEST_CLOCK_OFFSET_MS: String(Lease) });
      await expectWhole(person.openid, { states: ['unknown'], carriers: ['customer_service'] });
      await running?.kill();
      expect((await received(person.id)).length).toBe(messages);
      await look(async (db) => {
        const em = db.acrossTenants('operator: seed');
        const guide = await em.findOneOrFail(FollowGuide, { channelAccountId: service.id });
        guide.unbound = { ...guide.unbound, carrier: 'text' };
        await em.flush();
      });
    },
    60_000,
  );

  it(
    'at any moment, again and again: everyone follows once and is guided once',
    async () => {
      const rounds = full ? 1_000 : 10;
      const all: { id: string; openid: string }[] = [];
      let unfinished: Tried | undefined;
      for (let round = 0; round < rounds; round += 1) {
        const person = await newPerson();
        all.push(person);
        const dying = await start();
        if (unfinished !== undefined) await retry(unfinished);
        const acting = act('follow', { account: officialAccount.appId, follower: person.id });
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
        await dying.kill();
        unfinished = await acting;
      }
      await start({ TEST_CLOCK_OFFSET_MS: String(Lease) });
      if (unfinished !== undefined) await retry(unfinished);

      for (const { id, openid } of all) {
        await expectWhole(openid, { states: ['submitted'], carriers: ['passive_reply'] });
        expect(await received(id)).toEqual(['passive']);
      }
      await running?.kill();
    },
    full ? 36_000_000 : 180_000,
  );
});

describe('a server that is killed while a rule of auto reply answers (row 300)', () => {
  const replies = ['在的，请说', '滤芯每 12 个月换一次'];
  const sentence = '滤芯多久换';
  interface Writer {
    readonly id: string;
    readonly openid: string;
  }
  const waiting: Writer[] = [];
  const rounds = full ? 300 : 6;
  beforeAll(async () => {
    await look(async (db) => {
      const em = db.acrossTenants('operator: seed');
      const { enterpriseId } = await em.findOneOrFail(ChannelAccount, { id: service.id });
      const now = new Date();
      await em.insert(AutoReplyRule, {
        ...{ id: newId(), enterpriseId, ownerId: null, words: '滤芯', pattern: 'contains_any', replies },
        ...{ enabled: true, channelAccountIds: [], createdAt: now, updatedAt: now, version: 1 },
      });
    });
    // They follow a server that lives: what is looked at below is their message.
    const living = await start();
    for (let count = 0; count < 5 + 2 + rounds; count += 1) {
      const person = await newPerson();
      await act('follow', { account: officialAccount.appId, follower: person.id });
      waiting.push(person);
    }
    await look((db) => untilWorked(db.acrossTenants('operator: seed')));
    await living.kill();
  }, 300_000);

  const next = (): Writer => {
    const person = waiting.shift();
    if (person === undefined) throw new Error('Nobody is left who follows');
    return person;
  };
  const write = ({ id }: Writer) =>
    act('send', { account: officialAccount.appId, follower: id, text: sentence });
  /** What he heard after the guide. */
  const heard = async ({ id }: Writer) =>
    (await messagesTo(sandbox.url, id)).slice(1).map(({ via, text }) => `${via}: ${text}`);
  const both = [`passive: ${replies[0] ?? ''}`, `customer-service: ${replies[1] ?? ''}`];

  /** The message is worked and answered once; @returns what became of its second reply. */
  async function secondOf({ openid }: Writer): Promise<string> {
    return look(async (db) => {
      const em = db.acrossTenants('operator: seed');
      await untilWorked(em);
      const rows = await em.find(InboxRow, { sender: openid, kind: 'text' });
      expect(rows.map(({ state }) => state)).toEqual(['done']);
      const deliveries = await em.find(Delivery, { openid, purpose: 'reply' }, { orderBy: { id: 'asc' } });
      const [first, second] = deliveries;
      expect(deliveries.map(({ carrier }) => carrier)).toEqual(['passive_reply', 'customer_service']);
      expect(first?.state).toBe('submitted');
      return second?.state ?? '';
    });
  }

  it.each(['intake.before-store', 'intake.stored', 'intake.answered', 'work.effects', 'work.committed'])(
    'at %s: both of its replies, each once and in their order',
    async (point) => {
      const writer = next();
      const dying = await start({ HULIAN_CRASH_AT: point });
      const tried = await write(writer);
      expect(await dying.ended).toBe('SIGKILL');
      await start({ TEST_CLOCK_OFFSET_MS: String(Lease) });
      await retry(tried);
      expect(await secondOf(writer)).toBe('submitted');
      await running?.kill();
      expect(await heard(writer)).toEqual(both);
    },
    60_000,
  );

  it.each([
    ['before the platform has it', 'before', 1],
    ['after the platform’s answer', 'after', 2],
  ] as const)(
    'while the second is sent, %s: it is sent no second time, and its state is told',
    async (_name, kill, messages) => {
      const writer = next();
      const dying = await start();
      onSend = { kill };
      expect((await write(writer)).status).toBe(200);
      expect(await dying.ended).toBe('SIGKILL');
      onSend = undefined;
      await start({ TEST_CLOCK_OFFSET_MS: String(Lease) });
      expect(await secondOf(writer)).toBe('unknown');
      await running?.kill();
      expect(await heard(writer)).toEqual(both.slice(0, messages));
    },
    60_000,
  );

  it(
    'at any moment, again and again: nobody is answered twice, and what did not arrive is told',
    async () => {
      const all: Writer[] = [];
      let unfinished: Tried | undefined;
      for (let round = 0; round < rounds; round += 1) {
        const writer = next();
        all.push(writer);
        const dying = await start();
        if (unfinished !== undefined) await retry(unfinished);
        const writing = write(writer);
        // Now before the second message is due, and now while it leaves.
        await new Promise((resolve) => setTimeout(resolve, Math.random() * (round % 2 === 0 ? 60 : 1_400)));
        await dying.kill();
        unfinished = await writing;
      }
      await start({ TEST_CLOCK_OFFSET_MS: String(Lease) });
      if (unfinished !== undefined) await retry(unfinished);
      for (const writer of all) {
        const state = await secondOf(writer);
        const said = await heard(writer);
        expect(['submitted', 'unknown']).toContain(state);
        if (state === 'submitted') expect(said).toEqual(both);
        else expect([both, both.slice(0, 1)]).toContainEqual(said);
      }
      await running?.kill();
    },
    full ? 36_000_000 : 180_000,
  );
});
