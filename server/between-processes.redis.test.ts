import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { Session, Staff } from './features/access/access.entity.ts';
import { StaffRole, StaffRoleMember } from './features/access/role.entity.ts';
import { ChannelAccount } from './features/channels/channel.entity.ts';
import { hashSecret, newId, newToken } from './kernel/ids.ts';
import { buildText, newOpenid, readReply, sealCallback, xmlOf } from './testing/callbacks.ts';
import { pause } from './testing/drill.ts';
import { openFleet, type Fleet, type FleetProcess } from './testing/fleet.ts';
import { onRedis } from './testing/redis.ts';

const day = 86_400_000;
/** What is asked is a second (B3); the test's bound leaves a busy machine its time. */
const boundMs = 3_000;

describe.skipIf(!onRedis)('what one process changes', () => {
  let fleet: Fleet;
  let processes: FleetProcess[];
  let enterpriseId: string;
  beforeAll(async () => {
    fleet = await openFleet({ webs: 2 });
    processes = await Promise.all(fleet.webPorts.map((port) => fleet.start({ services: 'web' }, port)));
    ({ enterpriseId } = await fleet.em().findOneOrFail(ChannelAccount, { id: fleet.service.id }));
  }, 120_000);
  afterAll(() => fleet.end(), 60_000);

  let nth = 0;
  async function person(permissions: readonly string[]) {
    nth += 1;
    const [id, token, now] = [newId(), newToken(), new Date()];
    await fleet.em().insert(Staff, {
      ...{ id, enterpriseId, account: `fleet-${nth}`, name: `员工${nth}`, phone: null, createdAt: now },
      ...{ departmentId: enterpriseId, state: 'enabled', permissions: [...permissions], version: 1 },
    });
    await fleet.em().insert(Session, {
      ...{ id: newId(), tokenHash: hashSecret(token), audience: 'staff', enterpriseId, personId: id },
      ...{ membershipId: null, appId: '', language: 'zh-CN', createdAt: now, lastSeenAt: now },
      ...{ expiresAt: new Date(now.getTime() + day), revokedAt: null },
    });
    return { id, token };
  }
  async function ask(at: number, token: string, method: 'GET' | 'POST', path: string, body?: unknown) {
    const port = processes[at]?.port ?? 0;
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method,
      headers: {
        ...{ cookie: `hl_staff_${port}=${token}`, origin: 'http://localhost:3000' },
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  }
  /** How long it takes until the other process answers so, asked without a pause. */
  async function untilAnswered(token: string, path: string, status: number): Promise<number> {
    const began = performance.now();
    while (performance.now() - began < 10_000) {
      if ((await ask(1, token, 'GET', path)).status === status) return performance.now() - began;
      await pause(10);
    }
    return Number.POSITIVE_INFINITY;
  }
  const admin = () =>
    person([
      ...['staff.manage', 'staff.same_department', 'authorisation.set', 'departments.manage', 'quota.read'],
    ]);

  it('for who is disabled: the other refuses his next request within the second', async () => {
    const [boss, clerk] = [await admin(), await person(['departments.manage'])];
    for (let times = 0; times < 3; times += 1)
      expect((await ask(1, clerk.token, 'GET', '/departments')).status).toBe(200);
    const disabled = await ask(0, boss.token, 'POST', `/staff-members/${clerk.id}/disable`, {});
    expect(disabled.status, disabled.text).toBe(200);
    const tookMs = await untilAnswered(clerk.token, '/departments', 401);
    expect(tookMs).toBeLessThan(boundMs);
    console.log(`refused on the other process after ${Math.round(tookMs)} ms`);
    // For good: his session is no more, on either.
    for (const at of [0, 1]) expect((await ask(at, clerk.token, 'GET', '/staff/me')).status).toBe(401);
  });

  it('for who is taken out of a role: the other opens its pages no more, and leaves him signed in', async () => {
    const [boss, clerk] = [await admin(), await person([])];
    const roleId = newId();
    await fleet.em().insert(StaffRole, {
      ...{ id: roleId, enterpriseId, name: '部门文员', preset: null, createdAt: new Date(), version: 1 },
      permissions: ['departments.manage'],
    });
    expect((await ask(1, clerk.token, 'GET', '/departments')).status).toBe(403);
    const joined = await ask(0, boss.token, 'POST', `/roles/${roleId}/members`, { add: [clerk.id] });
    expect(joined.status, joined.text).toBe(200);
    expect(await untilAnswered(clerk.token, '/departments', 200)).toBeLessThan(boundMs);
    expect(await fleet.em().count(StaffRoleMember, { roleId })).toBe(1);
    const left = await ask(0, boss.token, 'POST', `/roles/${roleId}/members`, { remove: [clerk.id] });
    expect(left.status, left.text).toBe(200);
    expect(await untilAnswered(clerk.token, '/departments', 403)).toBeLessThan(boundMs);
    expect((await ask(1, clerk.token, 'GET', '/staff/me')).status).toBe(200);
  });

  it('of an auto reply: the other answers by it from the next message on, and no more once it is removed', async () => {
    const boss = await person(['auto_reply.manage']);
    const answerOf = async (at: number) => {
      const now = new Date();
      const said = xmlOf(buildText(now, '在修吗', { FromUserName: newOpenid() }));
      const { path, query, body } = sealCallback(fleet.service, said, now);
      const url = `http://127.0.0.1:${processes[at]?.port ?? 0}${path}?${query}`;
      const answer = await fetch(url, { method: 'POST', body });
      expect(answer.status).toBe(200);
      return readReply(fleet.service, await answer.text())?.['Content'] ?? null;
    };
    const untilBoth = async (content: string | null) => {
      const within = { timeout: boundMs, interval: 20 };
      for (const at of [0, 1]) await expect.poll(() => answerOf(at), within).toBe(content);
    };
    await untilBoth(null);
    const rule = { kind: 'public', words: '在修吗', pattern: 'sentence', replies: ['在修，明天好'] };
    const added = await ask(0, boss.token, 'POST', '/auto-replies', rule);
    expect(added.status, added.text).toBe(201);
    await untilBoth('在修，明天好');
    const { id } = z.object({ id: z.string() }).parse(JSON.parse(added.text));
    const removed = await ask(1, boss.token, 'POST', `/auto-replies/${id}/remove`, {});
    expect(removed.status, removed.text).toBe(200);
    await untilBoth(null);
  });
});
