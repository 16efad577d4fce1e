import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startSandbox, type StartedSandbox } from '../../../../bot/sandbox/index.ts';
import { demoWorld, demoOpenid } from '../../../../config/demo-world.ts';
import { openDatabase } from '../../../database.ts';
import { createOffsetClock } from '../../../kernel/clock.ts';
import { readRows, writeRows } from '../../../kernel/data/sql.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
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
} from '../../../testing/callbacks.ts';
import { pause } from '../../../testing/drill.ts';
import { controlSandbox, messagesTo } from '../../../testing/sandbox-control.ts';

const clock = createOffsetClock();
let offset = 0;
const sandboxClock = {
  offsetMs: () => offset,
  setOffset(ms: number) {
    offset = ms;
    clock.setOffset(ms);
    return Promise.resolve();
  },
};
const { officialAccount } = demoWorld;
let sandbox: StartedSandbox;
let world: CallbackWorld;
let service: TestAccount;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, clock: sandboxClock });
  world = await openCallbackWorld({ clock, sandboxPort: sandbox.port });
  const { appId, secret, token, encodingAesKey } = officialAccount;
  service = await world.connect('official-account', { appId, secret, token, encodingAesKey });
  await control('accounts/configure', {
    account: appId,
    callbackUrl: `${world.base}/callbacks/official-accounts/${service.key}`,
  });
});
afterAll(async () => {
  await world.end();
  await sandbox.close();
});

const control = (verb: string, body: object) => controlSandbox(sandbox.url, verb, body);

/** Holds what an inbox row needs: the table on MySQL, the one connection on the embedded engine. */
async function stall(ms: number): Promise<{ over: Promise<void> }> {
  const dialect = world.db.dialect;
  const db = dialect === 'mysql' ? await openDatabase(world.databaseUrl) : world.db;
  let held: () => void = () => undefined;
  const isHeld = new Promise<void>((resolve) => {
    held = resolve;
  });
  const over = inTransaction(db.acrossTenants('work: sweep'), async (tx) => {
    if (dialect === 'mysql') await writeRows(tx, 'lock tables inbox write', []).catch(ignoreShape);
    else await readRows(tx, 'select 1', []);
    held();
    await pause(ms);
    if (dialect === 'mysql') await writeRows(tx, 'unlock tables', []).catch(ignoreShape);
  }).finally(() => (dialect === 'mysql' ? db.close() : undefined));
  await isHeld;
  return { over };
}

/** Locks and renames answer no count of rows. */
function ignoreShape(error: unknown): void {
  if (error instanceof Error && error.name !== 'ZodError') throw error;
}

async function timed(send: () => ReturnType<CallbackWorld['send']>) {
  const began = performance.now();
  const answer = await send();
  return { ...answer, ms: performance.now() - began };
}

describe('a database that stalls (T4)', () => {
  it('for three seconds: answered within 4.5 s, with what was stored', async () => {
    const { over } = await stall(3_000);
    const openid = newOpenid();
    const follow = sealCallback(
      service,
      xmlOf(buildEvent(clock.now(), 'subscribe', { FromUserName: openid })),
      clock.now(),
    );
    const answer = await timed(() => world.send(follow));
    await over;
    expect(answer.status).toBe(200);
    expect(answer.ms).toBeGreaterThan(2_000);
    expect(answer.ms).toBeLessThan(4_500);
    expect(readReply(service, answer.text)?.['MsgType']).toBe('text');
    expect((await world.inbox(service)).filter(({ sender }) => sender === openid).length).toBe(1);
  });

  it('for longer: 5xx before the platform hangs up, and the retry is stored once and answered', async () => {
    const { over } = await stall(6_500);
    const openid = newOpenid();
    const text = sealCallback(
      service,
      xmlOf(buildText(clock.now(), '绑定', { FromUserName: openid })),
      clock.now(),
    );
    const answer = await timed(() => world.send(text));
    expect(answer.status).toBe(503);
    expect(answer.text).toBe('');
    // The platform cuts the line at 5 s (platform.md A5).
    expect(answer.ms).toBeLessThan(5_000);
    const retry = await world.send(text);
    await over;
    expect(retry.status).toBe(200);
    expect(readReply(service, retry.text)?.['MsgType']).toBe('text');
    expect((await world.inbox(service)).filter(({ sender }) => sender === openid).length).toBe(1);
  });

  it('that refuses: never 200 for what was not stored', async () => {
    const rename = (from: string, to: string) =>
      writeRows(world.em(), `alter table ${from} rename to ${to}`, []).catch(ignoreShape);
    const openid = newOpenid();
    const text = sealCallback(
      service,
      xmlOf(buildText(clock.now(), '在吗', { FromUserName: openid })),
      clock.now(),
    );
    await rename('inbox', 'inbox_away');
    try {
      const answers = await Promise.all(Array.from({ length: 10 }, () => world.send(text)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    } finally {
      await rename('inbox_away', 'inbox');
    }
    expect((await world.inbox(service)).filter(({ sender }) => sender === openid).length).toBe(0);
    expect((await world.send(text)).status).toBe(200);
    expect((await world.inbox(service)).filter(({ sender }) => sender === openid).length).toBe(1);
  });
});

const messagesOf = async (person: string) =>
  (await messagesTo(sandbox.url, person)).map(({ via, type }) => ({ via, type }));

const people = demoWorld.people.map(({ id }) => id);
const guideOf = async (person: string) =>
  (await world.deliveries()).filter(({ openid }) => openid === demoOpenid(officialAccount.appId, person));

/** Works until the late reply's job is there: it is noted after the answer. */
async function untilNoted(): Promise<void> {
  await expect
    .poll(async () => (await world.jobs('callback.late-reply')).length, { timeout: 5_000 })
    .toBeGreaterThan(0);
}

/** Waits until the callback of a person says how its reply left. */
async function untilMarked(
  person: string,
  marks: { replyLate: boolean; replyGiven: boolean },
): Promise<void> {
  const openid = demoOpenid(officialAccount.appId, person);
  await expect
    .poll(
      async () =>
        (await world.inbox(service))
          .filter(({ sender }) => sender === openid)
          .map(({ replyLate, replyGiven }) => ({ replyLate, replyGiven })),
      { timeout: 5_000 },
    )
    .toEqual([marks]);
}

describe('a reply that no answer carried in time', () => {
  it('goes as one customer-service message after the third try, under the same delivery', async () => {
    const [person = ''] = people;
    await control('timing', { tries: 1 });
    const { over } = await stall(5_500);
    await control('follow', { account: officialAccount.appId, follower: person });
    await over;
    await untilNoted();
    await world.work();
    // Within the platform's own tries nothing is sent: one of them may still be answered.
    expect(await messagesOf(person)).toEqual([]);
    await control('clock', { advanceMs: 21_000 });
    await world.work();
    await world.work();
    expect(await messagesOf(person)).toEqual([{ via: 'customer-service', type: 'text' }]);
    await control('clock', { advanceMs: 60_000 });
    await world.work();
    expect(await messagesOf(person)).toHaveLength(1);
    const [guide, ...more] = await guideOf(person);
    expect(more).toEqual([]);
    expect(guide?.state).toBe('submitted');
    expect(guide?.carrier).toBe('customer_service');
  });

  it('is not owed by an earlier try of what came late and was answered', async () => {
    // Its first try may still wait elsewhere, and will find its row stored and itself late.
    const openid = newOpenid();
    const fiveSecondsAgo = Math.floor(clock.now().getTime() / 1000) - 5;
    const fields = buildText(clock.now(), '绑定', { FromUserName: openid, CreateTime: fiveSecondsAgo });
    expect((await world.deliver(service, fields)).status).toBe(200);
    await expect
      .poll(async () => (await world.inbox(service)).find(({ sender }) => sender === openid)?.replyGiven, {
        timeout: 5_000,
      })
      .toBe(true);
  });

  it('is not sent when a retry was answered in time', async () => {
    const [, person = ''] = people;
    await control('timing', { tries: 3 });
    const { over } = await stall(5_500);
    await control('follow', { account: officialAccount.appId, follower: person });
    await over;
    expect(await messagesOf(person)).toEqual([{ via: 'passive', type: 'text' }]);
    // Both are noted after the answers, however long that takes.
    await untilMarked(person, { replyLate: true, replyGiven: true });
    await world.work();
    await control('clock', { advanceMs: 21_000 });
    await world.work();
    await world.work();
    expect(await messagesOf(person)).toEqual([{ via: 'passive', type: 'text' }]);
    const [guide, ...more] = await guideOf(person);
    expect(more).toEqual([]);
    expect([guide?.state, guide?.carrier]).toEqual(['submitted', 'passive_reply']);
  });
});
