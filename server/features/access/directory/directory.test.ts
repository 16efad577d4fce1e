import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { addEnterprise, signIn } from '../../../testing/comparisons.ts';
import { openDirectoryWorld, type DirectoryWorld } from '../../../testing/directory.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { OperationRecord } from '../../records/record.entity.ts';
import { Staff } from '../access.entity.ts';
import { Department } from '../department.entity.ts';

let w: DirectoryWorld;
beforeEach(async () => {
  w = await openDirectoryWorld();
});
afterEach(() => w.end());

const Minute = 60_000;
const later = async (ms = 5 * Minute) => {
  await w.control('clock', { advanceMs: ms });
  await w.later(ms);
};
const statusOf = async (asker: DirectoryWorld['admin']) => (await asker('GET', '/staff/me')).status;

describe('a first run of the directory', () => {
  it('makes the tree and an account for each member, and tells of each what was done', async () => {
    await w.department({ change: 'create', name: '物流部', parentId: 8 });
    await w.member('linda', { name: '林达', departmentIds: [7, 3], activated: false, tell: false });
    await w.disable('zhangmin', false);
    const run = await w.sync();
    expect(run).toMatchObject({ state: 'done', reason: null, departments: 9, failed: 0 });
    expect(await w.tree()).toContain('渠道中心/华东大区/华东一部');
    expect(await w.tree()).toContain('售后服务部/物流部');
    const staff = await w.staff();
    expect(staff.find(({ account }) => account === 'linda')).toEqual({
      ...{
        account: 'linda',
        name: '林达',
        department: '华南大区',
        state: 'enabled',
        phone: null,
        here: true,
      },
    });
    // Who is disabled there was never here: no account is made for him.
    expect(staff.map(({ account }) => account)).not.toContain('zhangmin');
    const report = await w.report(run.id, '&subject=person');
    const told = Object.fromEntries(report.map(({ key, outcome, reason }) => [key, [outcome, reason]]));
    expect(told).toMatchObject({
      chenli: ['linked', null],
      suwan: ['added', null],
      linda: ['added', 'not_activated'],
      zhangmin: ['skipped', 'disabled_in_wecom'],
    });
    expect(report.find(({ key }) => key === 'zhangmin')?.reasonText).toBe('成员在企业微信已被禁用或已退出');
    expect(run.added + run.linked + run.skipped).toBe(run.listed);
  });

  it('changes nothing when it is done again', async () => {
    await w.sync();
    const [staff, tree] = [await w.staff(), await w.tree()];
    const versions = async () =>
      (await w.world.em().find(Staff, {}, { orderBy: { id: 'asc' } })).map(({ id, version }) => [
        id,
        version,
      ]);
    const before = await versions();
    await later();
    const again = await w.sync();
    expect(again).toMatchObject({ state: 'done', added: 0, updated: 0, linked: 0, left: 0, returned: 0 });
    expect(await w.report(again.id, '&outcome=updated')).toEqual([]);
    expect([await w.staff(), await w.tree(), await versions()]).toEqual([staff, tree, before]);
  });

  it('gives new staff what their department gives, and nobody a right more', async () => {
    await w.sync();
    const em = w.world.em();
    await em.nativeUpdate(Department, { name: '华南大区' }, { defaultPermissions: ['departments.manage'] });
    await w.member('newone', { name: '新人', departmentIds: [7], tell: false });
    await w.member('other', { name: '另一人', departmentIds: [3], tell: false });
    await w.sync();
    expect((await w.row('newone')).permissions).toEqual(['departments.manage']);
    expect((await w.row('other')).permissions).toEqual([]);
  });

  it('follows names, moves and departments of WeCom, and leaves what is people’s', async () => {
    await w.sync();
    const suwan = await w.row('suwan');
    await w.world
      .em()
      .nativeUpdate(Staff, { id: suwan.id }, { note: '周三在家', permissions: ['departments.manage'] });
    await w.member('suwan', { name: '苏婉婷', departmentIds: [7], tell: false });
    await w.department({ change: 'update', id: 4, parentId: 8, name: '华东', tell: false });
    await later();
    const run = await w.sync();
    expect(run).toMatchObject({ state: 'done', updated: 1 });
    const [line] = await w.report(run.id, '&outcome=updated&subject=person');
    expect(line?.changes).toEqual(['名称: 苏婉 → 苏婉婷', '部门: 华东 → 华南大区']);
    expect(await w.tree()).toContain('售后服务部/华东/华东一部');
    expect(await w.row('suwan')).toMatchObject({ note: '周三在家', permissions: ['departments.manage'] });
  });

  it('keeps departments made by hand, and one that bears the name of its sibling is that one', async () => {
    const make = (name: string, parentId: string) =>
      w.admin('POST', '/departments', { name, introduction: '', parentId });
    await make('渠道中心', w.world.enterpriseId);
    await make('直营部', w.world.enterpriseId);
    const run = await w.sync();
    const tree = await w.tree();
    expect(tree.filter((path) => path === '渠道中心')).toHaveLength(1);
    expect(tree).toContain('直营部');
    const report = await w.report(run.id, '&subject=department');
    expect(report.find(({ name }) => name === '渠道中心')?.outcome).toBe('linked');
  });

  it('keeps a department that WeCom has no longer, with whoever is in it, and says so', async () => {
    await w.control('directory', { corpId: w.corpId, departments: 20, members: 0 });
    const made = await w.department({ change: 'create', name: '临时部', tell: false });
    await w.sync();
    const row = await w.world.em().findOneOrFail(Department, { name: '临时部' });
    const person = { account: 'temp@lanxi.example', name: '临时工', departmentId: row.id };
    const password = 'correct horse battery';
    expect((await w.admin('POST', '/staff-members', { ...person, password })).status).toBe(201);
    await w.department({ change: 'delete', id: made, tell: false });
    await later();
    const run = await w.sync();
    expect(run).toMatchObject({ state: 'done', left: 0 });
    expect((await w.report(run.id, '&outcome=left')).map(({ name }) => name)).toEqual(['临时部']);
    const kept = await w.world.em().findOneOrFail(Department, { id: row.id });
    expect(kept.goneAt).toEqual(expect.any(Date));
    expect(await w.row(person.account)).toMatchObject({ departmentId: row.id, state: 'enabled' });
  });

  it('is not begun twice at a time, nor by who lacks the right, nor seen from elsewhere', async () => {
    const [one, two] = await Promise.all([
      w.admin('POST', '/directory-runs'),
      w.admin('POST', '/directory-runs'),
    ]);
    expect(two.body).toMatchObject({ id: z.object({ id: z.string() }).parse(one.body).id });
    const clerk = await signIn(w.world, w.world.enterpriseId, ['staff.manage']);
    expect((await clerk('POST', '/directory-runs')).status).toBe(403);
    await w.world.work();
    const [run] = await w.runs();
    const other = await signIn(w.world, await addEnterprise(w.world), ['directory.manage']);
    expect((await other('GET', `/directory-runs/${run?.id ?? ''}`)).status).toBe(404);
    expect((await other('GET', `/directory-runs/${run?.id ?? ''}/report`)).status).toBe(404);
    expect((await other('POST', '/directory-runs')).body).toMatchObject({
      error: { code: 'directory.no_application' },
    });
    const started = await w.world.em().count(OperationRecord, { action: 'directory.run_started' });
    expect(started).toBe(1);
  });

  it('leaves as CSV with its reasons, filtered, watermarked and on record', async () => {
    await w.disable('zhangmin', false);
    const run = await w.sync();
    const answer = await fetch(`${w.world.base}/api/v1/directory-runs/${run.id}/export`, {
      method: 'POST',
      headers: w.admin.headers,
      body: JSON.stringify({ reason: '核对名单', outcome: 'skipped' }),
    });
    const lines = (await answer.text()).trim().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('员工,zhangmin,张敏,跳过,成员在企业微信已被禁用或已退出,');
    expect(lines[1]).toMatch(/,(?:陈立|chenli) · /);
    expect(await w.world.em().count(OperationRecord, { action: 'directory.exported' })).toBe(1);
  });
});

describe('the brake', () => {
  const strangers = (count: number) =>
    inTransaction(w.world.em(), async (tx) => {
      for (let nth = 0; nth < count; nth += 1) {
        await w.world.server.staff.put(tx, {
          ...{ enterpriseId: w.world.enterpriseId, account: `ghost${nth}`, name: `幽灵${nth}`, phone: null },
          ...{ enabled: true, permissions: [], now: w.world.now() },
        });
      }
    });

  it('ends who is gone: his sessions at once, and the run says why', async () => {
    await w.control('directory', { corpId: w.corpId, departments: 0, members: 30 });
    await w.sync();
    const suwan = await signIn(w.world, w.world.enterpriseId, [], 'suwan');
    await w.leave('suwan', false);
    await w.disable('zhangmin', false);
    await later();
    const run = await w.sync();
    expect(run).toMatchObject({ state: 'done', left: 2 });
    expect(await statusOf(suwan)).toBe(401);
    const report = await w.report(run.id, '&outcome=left');
    expect(Object.fromEntries(report.map(({ key, reason }) => [key, reason]))).toEqual({
      suwan: 'absent_in_wecom',
      zhangmin: 'disabled_in_wecom',
    });
    // People's own word stays: he is not «disabled» by hand.
    expect((await w.row('suwan')).state).toBe('enabled');
  });

  it('stops and asks before it ends more than a tenth, and ends so many once staff have said so', async () => {
    await strangers(3);
    const stopped = await w.sync();
    expect(stopped).toMatchObject({
      state: 'stopped',
      reason: 'too_many',
      heldPeople: 3,
      canConfirm: true,
      left: 0,
    });
    expect(stopped.message).toContain('员工 3 人');
    expect((await w.staff()).filter(({ here }) => !here)).toEqual([]);
    const confirm = (heldPeople: number) =>
      w.admin('POST', `/directory-runs/${stopped.id}/confirm`, { heldPeople, heldDepartments: 0 });
    expect((await confirm(2)).body).toMatchObject({ error: { code: 'directory.other_number' } });
    expect((await confirm(3)).status).toBe(200);
    await w.world.work();
    const [run] = await w.runs();
    expect(run).toMatchObject({ state: 'done', left: 3 });
    expect((await w.staff()).filter(({ here }) => !here).map(({ account }) => account)).toEqual([
      ...['ghost0', 'ghost1', 'ghost2'],
    ]);
    expect((await confirm(3)).body).toMatchObject({ error: { code: 'directory.newer' } });
  });

  it('stops again where it is one more than was confirmed', async () => {
    await strangers(3);
    const stopped = await w.sync();
    await w.leave('gaoyuan', false);
    await w.leave('suwan', false);
    await w.admin('POST', `/directory-runs/${stopped.id}/confirm`, { heldPeople: 3, heldDepartments: 0 });
    await w.world.work();
    const [run] = await w.runs();
    expect(run).toMatchObject({ state: 'stopped', heldPeople: 5, left: 0 });
  });

  it('ends nobody when WeCom names nobody, whatever staff say', async () => {
    await w.sync();
    for (const { account } of await w.staff()) await w.leave(account, false);
    await later();
    const run = await w.sync();
    expect(run).toMatchObject({ state: 'stopped', reason: 'empty', canConfirm: false });
    expect((await w.staff()).every(({ here }) => here)).toBe(true);
  });

  it('stops before more than a tenth of the departments count as gone', async () => {
    await w.sync();
    await w.department({ change: 'update', id: 8, name: '售后', tell: false });
    await w.department({ change: 'create', name: '甲', tell: false });
    const rows = await w.world.em().find(Department, { wecomId: { $in: [7, 8] } });
    // As if WeCom had two that it has no longer.
    await w.world.em().nativeUpdate(Department, { id: rows[0]?.id ?? '' }, { wecomId: 9_001 });
    await w.world.em().nativeUpdate(Department, { id: rows[1]?.id ?? '' }, { wecomId: 9_002 });
    await later();
    const run = await w.sync();
    expect(run).toMatchObject({ state: 'stopped', reason: 'too_many', heldDepartments: 2, heldPeople: 0 });
    expect(await w.world.em().count(Department, { goneAt: { $ne: null } })).toBe(0);
  });
});

describe('somebody who is here already', () => {
  const account = 'suwan';
  const create = (body: object) =>
    w.admin('POST', '/staff-members', {
      ...{ name: '苏婉', departmentId: w.world.enterpriseId, password: 'correct horse battery', ...body },
    });

  it('with a password account of the userid’s name is offered as a link, and is he once it is taken', async () => {
    expect((await create({ account })).status).toBe(201);
    const run = await w.sync();
    expect(run.skipped).toBe(1);
    const [conflict] = await w.conflicts();
    expect(conflict).toMatchObject({ userId: account, kind: 'account', acts: 'may' });
    expect((await w.row(account)).origin).toBe('password');
    const path = `/directory-conflicts/${conflict?.id ?? ''}`;
    expect((await w.admin('POST', `${path}/separate`)).body).toMatchObject({
      error: { code: 'directory.same_account' },
    });
    expect((await w.admin('POST', `${path}/link`)).status).toBe(200);
    await w.world.work();
    expect(await w.row(account)).toMatchObject({ origin: 'wecom', directoryAt: expect.any(Date) });
    expect((await w.staff()).find((one) => one.account === account)?.department).toBe('华东大区');
    expect(await w.conflicts()).toEqual([]);
    expect((await w.admin('POST', `${path}/link`)).body).toMatchObject({
      error: { code: 'directory.decided' },
    });
  });

  it('by phone is offered as a link; linked, the account is his, with its rights and under his userid', async () => {
    await w.control('accounts/configure', { account: w.corpId, legacyContacts: true });
    expect((await create({ account: 'su.wan@lanxi.example' })).status).toBe(201);
    const em = w.world.em();
    await em.nativeUpdate(
      Staff,
      { account: 'su.wan@lanxi.example' },
      { phone: '15400000052', permissions: ['departments.manage'] },
    );
    await w.sync();
    const [conflict] = await w.conflicts();
    expect(conflict).toMatchObject({ kind: 'phone', userId: account });
    expect((await w.staff()).filter(({ name }) => name === '苏婉')).toHaveLength(1);
    await w.admin('POST', `/directory-conflicts/${conflict?.id ?? ''}/link`);
    await w.world.work();
    expect(await w.row(account)).toMatchObject({ permissions: ['departments.manage'], origin: 'wecom' });
    expect((await w.staff()).filter(({ name }) => name === '苏婉')).toHaveLength(1);
  });

  it('by phone may be told apart, and the member gets an account of his own', async () => {
    await w.control('accounts/configure', { account: w.corpId, legacyContacts: true });
    expect((await create({ account: 'su.wan@lanxi.example' })).status).toBe(201);
    await w.world.em().nativeUpdate(Staff, { account: 'su.wan@lanxi.example' }, { phone: '15400000052' });
    await w.sync();
    const [conflict] = await w.conflicts();
    expect((await w.admin('POST', `/directory-conflicts/${conflict?.id ?? ''}/separate`)).status).toBe(200);
    await w.world.work();
    expect((await w.staff()).filter(({ name }) => name === '苏婉')).toHaveLength(2);
    await later();
    expect(await w.sync()).toMatchObject({ added: 0, skipped: 0 });
  });

  it('is linked by nobody who lacks a right of his', async () => {
    expect((await create({ account })).status).toBe(201);
    await w.world.em().nativeUpdate(Staff, { account }, { permissions: ['orders.manage'] });
    await w.sync();
    const [conflict] = await w.conflicts();
    expect(conflict?.acts).toBe('beyond');
    expect((await w.admin('POST', `/directory-conflicts/${conflict?.id ?? ''}/link`)).body).toMatchObject({
      error: { code: 'staff.beyond_own' },
    });
  });
});
