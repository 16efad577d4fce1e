import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { signIn } from '../../../testing/comparisons.ts';
import { openDirectoryWorld, type DirectoryWorld } from '../../../testing/directory.ts';
import { Job } from '../../../kernel/data/kernel.entity.ts';
import { OperationRecord } from '../../records/record.entity.ts';
import { Staff } from '../access.entity.ts';
import { Department } from '../department.entity.ts';

let w: DirectoryWorld;
beforeEach(async () => {
  w = await openDirectoryWorld();
  await w.sync();
});
afterEach(() => w.end());

const find = async (account: string) => (await w.staff()).find((one) => one.account === account);
const records = (action: OperationRecord['action']) => w.world.em().find(OperationRecord, { action });

describe('a change of which WeCom tells', () => {
  it('makes nobody and moves nobody while staff do not follow the directory', async () => {
    await w.member('linda', { name: '林达', departmentIds: [7] });
    await w.member('suwan', { departmentIds: [7] });
    await w.world.work();
    expect([await find('linda'), (await find('suwan'))?.department]).toEqual([undefined, '华东大区']);
  });

  it('makes a new member an account, moves and renames him, and is on record', async () => {
    await w.follow();
    await w.member('linda', { name: '林达', departmentIds: [7] });
    await w.world.work();
    expect(await find('linda')).toMatchObject({ name: '林达', department: '华南大区', here: true });
    await w.member('linda', { name: '林达华', departmentIds: [3, 7] });
    await w.world.work();
    expect(await find('linda')).toMatchObject({ name: '林达华', department: '渠道管理部' });
    const { id } = await w.row('linda');
    expect((await records('staff.synced')).map(({ target, actorName }) => [target, actorName])).toEqual([
      [`staff:${id}`, 'WeCom'],
      [`staff:${id}`, 'WeCom'],
    ]);
  });

  it('that he is disabled or gone ends his sessions at once, and no one else’s', async () => {
    await w.follow();
    const suwan = await signIn(w.world, w.world.enterpriseId, [], 'suwan');
    await w.disable('suwan');
    await w.world.work();
    expect((await suwan('GET', '/staff/me')).status).toBe(401);
    expect((await w.admin('GET', '/staff/me')).status).toBe(200);
    expect((await find('suwan'))?.here).toBe(false);
    await w.leave('gaoyuan');
    await w.world.work();
    expect((await find('gaoyuan'))?.here).toBe(false);
    expect((await w.staff()).filter(({ here }) => here).length).toBeGreaterThan(1);
  });

  it('of another userid keeps the one account, whichever way it comes', async () => {
    await w.follow();
    const { id } = await w.row('suwan');
    await w.member('suwan', { newUserId: 'su.wan' });
    await w.world.work();
    expect(await w.row('su.wan')).toMatchObject({ id, name: '苏婉' });
    expect((await w.staff()).filter(({ name }) => name === '苏婉')).toHaveLength(1);
  });

  it('of a department is read with those above it: moves and new levels in any order', async () => {
    await w.follow();
    const deep = await w.department({ change: 'create', name: '甲', parentId: 8, tell: false });
    const below = await w.department({ change: 'create', name: '乙', parentId: deep });
    await w.world.work();
    expect(await w.tree()).toContain('售后服务部/甲/乙');
    // A goes up and B below it; only B’s move is told.
    await w.department({ change: 'update', id: 4, parentId: 1, tell: false });
    await w.department({ change: 'update', id: 2, parentId: 4 });
    await w.world.work();
    expect(await w.tree()).toContain('华东大区/渠道中心/渠道管理部');
    await w.department({ change: 'delete', id: below });
    await w.world.work();
    const gone = await w.world.em().findOneOrFail(Department, { name: '乙' });
    expect(gone.goneAt).toEqual(expect.any(Date));
  });

  it('of somebody in a department of which no event told brings the department along', async () => {
    await w.follow();
    const made = await w.department({ change: 'create', name: '新区', parentId: 2, tell: false });
    await w.member('linda', { name: '林达', departmentIds: [made] });
    await w.world.work();
    expect((await find('linda'))?.department).toBe('新区');
    expect(await w.tree()).toContain('渠道中心/新区');
  });

  it('of a tag has those read anew who came to it or left it', async () => {
    await w.follow();
    await w.member('suwan', { name: '苏婉婷', tell: false });
    await w.member('linda', { name: '林达', departmentIds: [7], tell: false });
    await w.control('tag', { corpId: w.corpId, tagId: 5, addUserIds: ['linda'], removeUserIds: ['suwan'] });
    await w.world.work();
    expect([(await find('suwan'))?.name, (await find('linda'))?.department]).toEqual(['苏婉婷', '华南大区']);
    // A run asks for the members of tags that the application sees, and names nobody twice.
    const run = await w.sync();
    expect(run).toMatchObject({ state: 'done', added: 0, updated: 0 });
  });

  it('comes forty times: he is read once or twice, and written once', { timeout: 120_000 }, async () => {
    await w.follow();
    const { version } = await w.row('suwan');
    for (let nth = 0; nth < 40; nth += 1) await w.member('suwan', { name: `苏婉${nth}` });
    const waiting = await w.world.em().count(Job, { kind: 'directory.person', state: 'due' });
    expect(waiting).toBeLessThanOrEqual(1);
    await w.world.work();
    const row = await w.row('suwan');
    expect(row.name).toBe('苏婉39');
    expect(row.version - version).toBeLessThanOrEqual(2);
  });

  it('is worked again without any effect, also when it is old', async () => {
    await w.follow();
    await w.member('suwan', { departmentIds: [7] });
    await w.world.work();
    const [callback] = await w.world.inbox(w.wecom);
    await w.member('suwan', { departmentIds: [3] });
    await w.world.work();
    const before = await w.world.em().findOneOrFail(Staff, { account: 'suwan' });
    const replayer = await signIn(w.world, w.world.enterpriseId, ['channels.read', 'channels.manage']);
    const replayed = await replayer('POST', `/received-callbacks/${callback?.id ?? ''}/replay`);
    expect(replayed.status).toBe(200);
    await w.world.work();
    const after = await w.world.em().findOneOrFail(Staff, { account: 'suwan' });
    expect([after.departmentId, after.name, after.version]).toEqual([
      ...[before.departmentId, before.name, before.version],
    ]);
  });

  it('waits for WeCom where it does not answer, and is applied then', async () => {
    await w.follow();
    const path = '/cgi-bin/user/get';
    await w.control('faults', { match: { account: w.corpId, path }, fault: { errcode: -1, times: 1 } });
    await w.member('suwan', { departmentIds: [7] });
    await w.world.work();
    expect((await find('suwan'))?.department).toBe('华东大区');
    await w.later(60_000);
    await w.world.work();
    expect((await find('suwan'))?.department).toBe('华南大区');
  });
});
