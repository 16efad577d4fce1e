import { afterAll, beforeAll, expect, it } from 'vitest';

import { createFixedClock } from '../../../kernel/clock.ts';
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

const clock = createFixedClock(new Date('2026-03-02T08:00:00Z'));
const token = 'CanaryToken7Qm3Vx9Lk2Pz8Rt4';
const encodingAesKey = 'CanaryAesKey0aYt3nB5xCvMdLe9RfHj2UgSi8PoQkZ';
const secret = 'CanarySecret5f0c2a9d7b3e4816aa';
const typed = 'CanaryWords 13812345678';
let world: CallbackWorld;
let service: TestAccount;
let session = '';

beforeAll(async () => {
  world = await openCallbackWorld({ clock, env: { LOG_LEVEL: 'trace' } });
  service = await world.connect('official-account', { token, encodingAesKey, secret });
  const staffId = await inTransaction(world.em(), (tx) =>
    world.server.staff.put(tx, {
      enterpriseId: world.enterpriseId,
      account: 'zhangmin',
      name: '张敏',
      phone: null,
      enabled: true,
      permissions: ['operations.manage', 'channels.read', 'channels.manage'],
      now: clock.now(),
    }),
  );
  const code = await inTransaction(world.em(), (tx) =>
    world.server.staffLinks.make(tx, world.enterpriseId, staffId),
  );
  session = (await world.server.staffLinks.enter(code)).token;
});
afterAll(() => world.end());

const get = async (path: string): Promise<string> => {
  const answer = await fetch(`${world.base}${path}`, { headers: { cookie: `hl_staff_0=${session}` } });
  return answer.text();
};

it('no secret and no typed word stands in logs, errors, metrics or the list of callbacks (C1)', async () => {
  const openid = newOpenid();
  const answers: string[] = [];
  const follow = await world.deliver(service, buildEvent(clock.now(), 'subscribe', { FromUserName: openid }));
  await world.deliver(service, buildText(clock.now(), typed, { FromUserName: openid }));
  const words = await world.deliver(service, buildText(clock.now(), '绑定', { FromUserName: openid }));
  const ticket = /[?&]t=([\w-]{22})/.exec(String(readReply(service, words.text)?.['Content']))?.[1];
  expect(ticket).toBeDefined();
  // Refused in every way that there is, and failed: those are what logs are made of.
  const good = sealCallback(
    service,
    xmlOf(buildText(clock.now(), typed, { FromUserName: openid })),
    clock.now(),
  );
  for (const wrong of [
    { ...good, query: '' },
    { ...good, query: good.query.replace(/msg_signature=./, 'msg_signature=') },
    { ...good, body: xmlOf({ Content: typed }) },
    { ...good, body: '<xml>' },
    { ...good, path: `${good.path}x` },
    sealCallback(service, `<xml>${typed}`, clock.now()),
    sealCallback(service, xmlOf({ Content: typed }), clock.now(), { receiver: 'wx0' }),
  ]) {
    const answer = await world.send(wrong);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    answers.push(answer.text, JSON.stringify([...answer.headers]));
  }
  await world.work();
  const rows = await world.inbox(service);
  const detail = await Promise.all(rows.map(({ id }) => get(`/api/v1/received-callbacks/${id}`)));
  expect(detail.join('')).toContain('subscribe');
  const shown = [
    ...answers,
    ...detail,
    await get('/api/v1/received-callbacks'),
    await get('/api/v1/received-callbacks?limit=0'),
    await get('/api/v1/channel-accounts'),
    await get('/api/v1/failed-work'),
    await get('/metrics'),
    await get('/readyz'),
    world.log.join('\n'),
  ].join('\n');
  expect(world.log.length).toBeGreaterThan(0);
  for (const canary of [
    token,
    encodingAesKey,
    secret,
    session,
    'CanaryWords',
    '13812345678',
    ticket ?? 'no ticket',
  ]) {
    expect(shown).not.toContain(canary);
  }
  // What is looked for would be found: the reply that the platform gets does carry the ticket's link.
  expect(String(readReply(service, follow.text)?.['Content'])).toMatch(/[?&]t=[\w-]{22}/);
});
