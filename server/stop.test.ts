import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text as readAll } from 'node:stream/consumers';

import { afterEach, describe, expect, it } from 'vitest';

import { openDatabase } from './database.ts';
import { Delivery, FollowGuide } from './features/messaging/messaging.entity.ts';
import { InboxRow } from './features/channels/inbox.entity.ts';
import { systemClock } from './kernel/clock.ts';
import { Job } from './kernel/data/kernel.entity.ts';
import type { Database } from './kernel/data/orm.ts';
import {
  buildEvent,
  buildText,
  newOpenid,
  openCallbackWorld,
  readReply,
  sealCallback,
  xmlOf,
  type CallbackWorld,
  type TestAccount,
  type TestCallback,
} from './testing/callbacks.ts';
import { buildVictim } from './testing/crash-server.ts';
import { freePort } from './testing/installation.ts';

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

async function openWorld(options: { sandboxPort?: number; services?: string } = {}) {
  const world = await openCallbackWorld({ clock: systemClock, ...options });
  ended.push(() => world.end());
  const service = await world.connect('official-account');
  return { world, service };
}

/** Another look at what a stopped server has left. */
async function look<T>(world: CallbackWorld, read: (db: Database) => Promise<T>): Promise<T> {
  const db = await openDatabase(world.databaseUrl);
  try {
    return await read(db);
  } finally {
    await db.close();
  }
}

const reaches = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
const untilRefused = (port: number) => expect.poll(() => reaches(port), { timeout: 10_000 }).toBe(false);

/** A request that the server has begun to read and cannot end before its second half comes. */
async function beginRequest(port: number, { path, query, body }: TestCallback) {
  const socket = connect(port, '127.0.0.1');
  ended.push(() => socket.destroy());
  await new Promise((resolve) => {
    socket.once('connect', resolve);
  });
  const bytes = Buffer.from(body);
  const half = Math.floor(bytes.length / 2);
  const head = [
    `POST ${path}?${query} HTTP/1.1`,
    'Host: hulian',
    `Content-Length: ${bytes.length}`,
    'Connection: keep-alive',
    // Its answer tells that the request has arrived.
    'Expect: 100-continue',
    '',
    '',
  ].join('\r\n');
  socket.write(head);
  await new Promise<void>((resolve) => {
    socket.once('data', (chunk: Buffer) => {
      expect(chunk.toString()).toMatch(/^HTTP\/1\.1 100 /);
      resolve();
    });
  });
  socket.write(bytes.subarray(0, half));
  return {
    async end() {
      socket.write(bytes.subarray(half));
      const answer = await readAll(socket);
      const [headers = '', text = ''] = answer.split('\r\n\r\n');
      return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(headers)?.[1]), text };
    },
  };
}

const follow = (account: TestAccount, openid: string) =>
  sealCallback(
    account,
    xmlOf(buildEvent(systemClock.now(), 'subscribe', { FromUserName: openid })),
    systemClock.now(),
  );

/** A platform that takes a message and does not answer before it is told to. */
async function startSlowPlatform() {
  let asked: () => void = () => undefined;
  let answer: () => void = () => undefined;
  const wasAsked = new Promise<void>((resolve) => (asked = resolve));
  const mayAnswer = new Promise<void>((resolve) => (answer = resolve));
  const sent: string[] = [];
  const server: HttpServer = createHttpServer((request, response) => {
    const reply = (body: object) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(body));
    };
    if (request.url?.includes('token') === true && !request.url.includes('access_token=')) {
      reply({ access_token: 'a-token', expires_in: 7200 });
      return;
    }
    if (request.url?.includes('/media/upload') === true) {
      // The card's picture, which goes first.
      request.resume();
      reply({ type: 'image', media_id: 'a-picture', created_at: 1_760_000_000 });
      return;
    }
    void readAll(request).then(async (body) => {
      // Who follows is asked about as well, which is another job.
      if (request.url?.includes('/message/custom/send') === true) {
        sent.push(body);
        asked();
      }
      await mayAnswer;
      reply({ errcode: 0, errmsg: 'ok' });
    });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  ended.push(() => server.close());
  return { port, sent, wasAsked, answer: () => answer() };
}

describe('a server that is stopped', () => {
  it('answers the request that it has begun, takes no other, and stops once however often it is told', async () => {
    const { world, service } = await openWorld();
    const openid = newOpenid();
    const request = await beginRequest(world.port, follow(service, openid));
    const began = performance.now();
    const first = world.server.stop();
    const second = world.server.stop();
    await untilRefused(world.port);
    const answer = await request.end();
    expect(answer.status).toBe(200);
    expect(readReply(service, answer.text)).toMatchObject({ MsgType: 'text' });
    await Promise.all([first, second]);
    // A connection that its client would keep is closed with its answer, not after a grace.
    expect(performance.now() - began).toBeLessThan(4_500);
    await world.server.stop();
    const rows = await look(world, (db) =>
      db.acrossTenants('operator: seed').find(InboxRow, { sender: openid }),
    );
    expect(rows).toHaveLength(1);
  });

  it('waits for the work under way: its effect and its end are there', async () => {
    const platform = await startSlowPlatform();
    const { world, service } = await openWorld({ sandboxPort: platform.port, services: 'web,worker' });
    // A card is no passive reply: it is sent by a job.
    const guide = await world.em().findOneOrFail(FollowGuide, { channelAccountId: service.id });
    await world.em().nativeUpdate(
      FollowGuide,
      { id: guide.id },
      {
        unbound: { ...guide.unbound, carrier: 'mini_program_card', title: '绑定账号' },
        version: guide.version + 1,
      },
    );
    await world.connect('mini-program');
    await world.server.messaging.guides.refresh();
    const openid = newOpenid();
    expect((await world.send(follow(service, openid))).status).toBe(200);
    await platform.wasAsked;
    let stopped = false;
    const stopping = world.server.stop().then(() => {
      stopped = true;
    });
    await untilRefused(world.port);
    expect(stopped, 'it waits').toBe(false);
    platform.answer();
    await stopping;
    expect(platform.sent).toHaveLength(1);
    await look(world, async (db) => {
      const em = db.acrossTenants('operator: seed');
      const deliveries = await em.find(Delivery, { openid });
      expect(deliveries.map(({ state, carrier }) => [state, carrier])).toEqual([
        ['submitted', 'customer_service'],
      ]);
      expect(await em.count(Job, { state: 'running' })).toBe(0);
      const jobs = await em.find(Job, { kind: { $in: ['callback.work', 'delivery.send'] } });
      expect(jobs.map(({ state }) => state)).toEqual(['done', 'done']);
    });
  });
});

describe('the process of the server', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends with 0 at %s, after the request that it has begun, while silent connections wait for nothing',
    async (signal) => {
      const victims = await buildVictim('server/main.ts');
      ended.push(() => {
        victims.remove();
      });
      const { world, service } = await openWorld();
      await world.stop();
      const port = await freePort();
      const child = await victims.start({
        PORT: String(port),
        HOST: '127.0.0.1',
        HULIAN_MAIN: '1',
        LOG_LEVEL: 'silent',
        SANDBOX: '0',
        DATABASE_URL: world.databaseUrl,
        SECRET_KEY: 'a key of the tests that is long enough to be taken',
      });
      ended.push(() => child.kill());
      const silent: Socket = connect(port, '127.0.0.1');
      silent.on('error', () => undefined);
      ended.push(() => silent.destroy());
      const openid = newOpenid();
      const text = xmlOf(buildText(systemClock.now(), '绑定', { FromUserName: openid }));
      const request = await beginRequest(port, sealCallback(service, text, systemClock.now()));
      const began = performance.now();
      child.signal(signal);
      // Impatience changes nothing.
      child.signal(signal);
      await untilRefused(port);
      const answer = await request.end();
      expect(answer.status).toBe(200);
      expect(readReply(service, answer.text)).toMatchObject({ MsgType: 'text' });
      expect(await child.code).toBe(0);
      // compose.yaml gives it 30 s.
      expect(performance.now() - began).toBeLessThan(30_000);
      const rows = await look(world, (db) =>
        db.acrossTenants('operator: seed').find(InboxRow, { sender: openid }),
      );
      expect(rows).toHaveLength(1);
    },
    60_000,
  );
});
