import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { dataPages, dataScopes, permissionNames } from '../../../config/permissions.ts';
import { presetRoles } from '../../../config/staff-roles.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, type Answer } from '../../testing/people.ts';
import { OperationRecord } from '../records/record.entity.ts';
import { Staff } from './access.entity.ts';
import { Department } from './department.entity.ts';

/** What somebody needs to put people below him into roles. */
const head = ['staff.manage', 'staff.same_department', 'staff.sub_departments', 'authorisation.set'];

describe('roles', () => {
  let product: Installation;
  let callers: Callers;
  let admin: Credentials;
  const departments: Record<string, string> = {};
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    admin = await callers.as('admin');
    for (const { id, name } of await em().find(Department, {})) departments[name] = id;
  });
  afterAll(() => product.end());

  const em = () => product.server.db.tenant(callers.upstreamId);
  const told = ({ status, body }: Answer) => [status, body.error?.code];
  const get = (path: string, who = admin) => call(product, 'GET', path, who);
  const post = (path: string, body: unknown = {}, who = admin) =>
    call(product, 'POST', path, { ...who, body });
  const me = async (who: Credentials): Promise<string[]> => (await get('/staff/me', who)).body.permissions;
  let nth = 0;
  async function person(rights: readonly string[], department = '岚汐净水') {
    nth += 1;
    const id = await callers.putStaff(callers.upstreamId, `role-${nth}`, rights);
    await em().nativeUpdate(Staff, { id }, { departmentId: departments[department] ?? '' });
    return { id, as: await callers.staffSession(callers.upstreamId, id) };
  }
  async function role(permissions: readonly string[], who = admin) {
    nth += 1;
    return post('/roles', { name: `角色 ${nth}`, permissions }, who);
  }
  const members = (id: string, change: { add?: string[]; remove?: string[] }, who = admin) =>
    post(`/roles/${id}/members`, change, who);
  const edit = (id: string, version: number, patch: object, who = admin) =>
    call(product, 'PATCH', `/roles/${id}`, { ...who, body: patch, headers: { 'if-match': `"${version}"` } });
  async function authorise(id: string, wish: object, who = admin) {
    const { body } = await get(`/staff-members/${id}`);
    return call(product, 'PUT', `/staff-members/${id}/authorisation`, {
      ...{ ...who, body: wish, headers: { 'if-match': `"${body.version}"` } },
    });
  }

  it('give their rights at the next request of who is put in, and take them at the next one after', async () => {
    const clerk = await person(['quota.read']);
    const made = await role(['departments.manage', 'quota.read']);
    expect([made.status, made.body.memberCount, made.body.acts]).toEqual([201, 0, 'may']);
    expect((await get('/departments', clerk.as)).status).toBe(403);
    const joined = await members(made.body.id, { add: [clerk.id] });
    expect([joined.status, joined.body.memberCount]).toEqual([200, 1]);
    expect(await me(clerk.as)).toEqual(['departments.manage', 'quota.read']);
    expect((await get('/departments', clerk.as)).status).toBe(200);
    // The role's own rights, too, change for who is in it.
    const edited = await edit(made.body.id, made.body.version, { permissions: ['staff.manage'] });
    expect(edited.status).toBe(200);
    expect(await me(clerk.as)).toEqual(['quota.read', 'staff.manage']);
    expect((await get('/departments', clerk.as)).status).toBe(403);
    expect((await members(made.body.id, { remove: [clerk.id] })).body.memberCount).toBe(0);
    // What was given to himself stays: both are joined, and neither takes from the other.
    expect(await me(clerk.as)).toEqual(['quota.read']);
    const actions = await em().find(
      OperationRecord,
      { target: `role:${made.body.id}` },
      { orderBy: { id: 'asc' } },
    );
    expect(actions.map(({ action, before, after }) => [action, before, after])).toMatchObject([
      ['role.created', {}, { permissions: ['departments.manage', 'quota.read'] }],
      ['role.members_changed', {}, { joins: ['role-1'] }],
      [
        'role.changed',
        { permissions: ['departments.manage', 'quota.read'] },
        { permissions: ['staff.manage'] },
      ],
      ['role.members_changed', { leaves: ['role-1'] }, {}],
    ]);
    const shown = await get(`/operation-records/${actions[1]?.id ?? ''}`);
    expect(shown.body).toMatchObject({
      ...{ targetKind: '角色', targetName: made.body.name },
      changes: [{ field: 'joins', label: '加入', before: null, after: 'role-1' }],
    });
  });

  it('are there from the beginning, with nobody in them; they can be edited, and not deleted', async () => {
    const { body } = await get('/roles');
    const presets = body.items.filter((one: { preset: boolean }) => one.preset);
    expect(presets.map((one: { name: string }) => one.name)).toEqual(
      Object.values(presetRoles).map(({ name }) => name),
    );
    const auditor = presets.at(-1);
    expect(auditor.permissions).toEqual(['desktop.sign_in', 'records.export', 'records.read']);
    expect(auditor.memberCount).toBe(0);
    expect(told(await post(`/roles/${auditor.id}/remove`, { withMembers: true }))).toEqual([
      409,
      'role.preset_kept',
    ]);
    const renamed = await edit(auditor.id, auditor.version, { name: '内审', permissions: ['records.read'] });
    expect([renamed.status, renamed.body.name, renamed.body.permissions]).toEqual([
      200,
      '内审',
      ['records.read'],
    ]);
    // Not made anew, nor twice where two look at once.
    await Promise.all([get('/roles'), get('/roles')]);
    const again = await get('/roles');
    expect(again.body.items.filter((one: { preset: boolean }) => one.preset)).toHaveLength(presets.length);
    expect(Object.keys(presetRoles)).toContain('administrator');
  });

  it('show only the rows that their page setting names: own, department, all below, the enterprise', async () => {
    const [self, beside, deep, above] = [
      await person([], '华东大区'),
      await person([], '华东大区'),
      await person([], '华东一部'),
      await person([], '渠道中心'),
    ];
    const sibling = await person([], '华南大区');
    const { opens, scopes } = dataPages.staff;
    const sights = {
      own: [self],
      department: [self, beside],
      subtree: [self, beside, deep],
      all: [self, beside, deep, above, sibling],
    };
    for (const scope of dataScopes) {
      const { body } = await role([opens, ...scopes[scope]]);
      expect((await members(body.id, { add: [self.id] })).status).toBe(200);
      const listed = await get('/staff-members?search=role-&limit=200', self.as);
      const ids = new Set(listed.body.items.map((one: { id: string }) => one.id));
      for (const one of [self, beside, deep, above, sibling]) {
        const seen = sights[scope].includes(one);
        expect([scope, ids.has(one.id)]).toEqual([scope, seen]);
        const single = await get(`/staff-members/${one.id}`, self.as);
        expect([scope, single.status]).toEqual([scope, seen ? 200 : 404]);
      }
      // The page's own list of departments agrees.
      const names = (await get('/staff-departments', self.as)).body.items.map(
        (one: { name: string }) => one.name,
      );
      expect([scope, names.includes('华南大区'), names.includes('华东一部')]).toEqual([
        ...[scope, scope === 'all', scope === 'subtree' || scope === 'all'],
      ]);
      expect((await members(body.id, { remove: [self.id] })).status).toBe(200);
    }
  });

  it('are given, taken and edited only by who owns all of their rights at that moment; a crafted request changes nothing', async () => {
    const east = await person([...head, 'quota.read'], '华东大区');
    const clerk = await person([], '华东一部');
    const big = (await role(['quota.read', 'orders.manage'])).body;
    const small = (await role(['quota.read'])).body;
    expect(told(await role(['quota.read', 'orders.manage'], east.as))).toEqual([
      403,
      'authorisation.beyond_own',
    ]);
    expect(told(await role(['all'], east.as))).toEqual([422, 'authorisation.unknown']);
    expect(told(await members(big.id, { add: [clerk.id] }, east.as))).toEqual([403, 'role.beyond_own']);
    expect(told(await edit(big.id, big.version, { note: 'mine' }, east.as))).toEqual([
      403,
      'role.beyond_own',
    ]);
    expect(told(await post(`/roles/${big.id}/remove`, {}, east.as))).toEqual([403, 'role.beyond_own']);
    const more = { permissions: ['quota.read', 'orders.manage'] };
    expect(told(await edit(small.id, small.version, more, east.as))).toEqual([
      403,
      'authorisation.beyond_own',
    ]);
    // One role too many refuses the rights and the other role of the same request.
    const wish = { permissions: ['quota.read'], roleIds: [small.id, big.id] };
    expect(told(await authorise(clerk.id, wish, east.as))).toEqual([403, 'role.beyond_own']);
    expect(await me(clerk.as)).toEqual([]);
    expect(
      (await get('/roles', east.as)).body.items.find((one: { id: string }) => one.id === big.id).acts,
    ).toBe('beyond');
    expect((await authorise(clerk.id, { ...wish, roleIds: [small.id] }, east.as)).status).toBe(200);
    // Who lost it himself gives it no more, by a role neither.
    const other = await person([], '华东二部');
    expect((await authorise(east.id, { permissions: head })).status).toBe(200);
    expect(told(await members(small.id, { add: [other.id] }, east.as))).toEqual([403, 'role.beyond_own']);
    expect(told(await members(small.id, { remove: [clerk.id] }, east.as))).toEqual([403, 'role.beyond_own']);
    // And owning it by a role is owning it.
    expect((await members(small.id, { add: [east.id] })).status).toBe(200);
    expect((await members(small.id, { add: [other.id] }, east.as)).status).toBe(200);
    expect(await me(other.as)).toEqual(['quota.read']);
  });

  it('reach nobody whom the actor could not change himself: the unseen, who holds more, and oneself', async () => {
    const east = await person(head, '华东大区');
    const far = await person([], '华南大区');
    const above = await person(['orders.manage'], '华东一部');
    const near = await person([], '华东一部');
    const made = (await role(['staff.manage'], east.as)).body;
    expect(told(await members(made.id, { add: [far.id] }, east.as))).toEqual([404, 'not_found']);
    expect(told(await members(made.id, { add: [near.id, above.id] }, east.as))).toEqual([
      403,
      'staff.beyond_own',
    ]);
    expect(told(await members(made.id, { add: [east.id] }, east.as))).toEqual([409, 'staff.self']);
    expect(await me(near.as)).toEqual([]);
    expect((await members(made.id, { add: [near.id] }, east.as)).status).toBe(200);
    // With somebody out of sight in it, its rights are no more east's to change: they are that person's, too.
    expect((await members(made.id, { add: [far.id] })).status).toBe(200);
    expect(told(await edit(made.id, made.version, { permissions: [] }, east.as))).toEqual([
      403,
      'role.members_out_of_reach',
    ]);
    expect(told(await post(`/roles/${made.id}/remove`, { withMembers: true }, east.as))).toEqual([
      403,
      'role.members_out_of_reach',
    ]);
    expect(await me(far.as)).toEqual(['staff.manage']);
    expect((await get(`/roles/${made.id}/members`, east.as)).body.items).toMatchObject([{ id: near.id }]);
    expect((await get(`/roles/${made.id}/members`)).body.items).toHaveLength(2);
    // Nobody is shut out by his own hand.
    const made2 = (await role([...head])).body;
    const root = await person([]);
    expect((await members(made2.id, { add: [root.id] })).status).toBe(200);
    expect(told(await edit(made2.id, made2.version, { permissions: ['staff.manage'] }, root.as))).toEqual([
      409,
      'role.own_loss',
    ]);
    const without = await person(head.filter((right) => right !== 'authorisation.set'));
    for (const path of ['/roles', `/roles/${made2.id}`, `/roles/${made2.id}/members`])
      expect(told(await get(path, without.as))).toEqual([403, 'permission.denied']);
  });

  it('tell who deletes one that is in use how many would lose it, and take it from them when that is wished', async () => {
    const clerk = await person([]);
    const made = (await role(['quota.read'])).body;
    await members(made.id, { add: [clerk.id] });
    const refused = await post(`/roles/${made.id}/remove`);
    expect(told(refused)).toEqual([409, 'role.in_use']);
    expect(refused.body.error.details).toMatchObject({ members: 1 });
    expect(await me(clerk.as)).toEqual(['quota.read']);
    expect((await post(`/roles/${made.id}/remove`, { withMembers: true })).status).toBe(200);
    expect(await me(clerk.as)).toEqual([]);
    expect(told(await get(`/roles/${made.id}`))).toEqual([404, 'not_found']);
    expect(told(await role(['quota.read']).then(({ body }) => edit(body.id, 99, { note: 'x' })))).toEqual([
      409,
      'conflict.version',
    ]);
  });

  it('tell the later of two administrators that somebody changed the rights meanwhile', async () => {
    const clerk = await person([]);
    const { version } = (await get(`/staff-members/${clerk.id}`)).body;
    const put = (permissions: string[], as: number) =>
      call(product, 'PUT', `/staff-members/${clerk.id}/authorisation`, {
        ...{ ...admin, body: { permissions }, headers: { 'if-match': `"${as}"` } },
      });
    const both = await Promise.all([put(['quota.read'], version), put(['records.read'], version)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const lost = both.find(({ status }) => status === 409);
    expect(lost?.body.error.code).toBe('conflict.version');
    const kept = await me(clerk.as);
    expect(kept).toEqual(both[0].status === 200 ? ['quota.read'] : ['records.read']);
    // Put into a role by another meanwhile counts as a change, too.
    const read = (await get(`/staff-members/${clerk.id}`)).body.version;
    await members((await role(['staff.manage'])).body.id, { add: [clerk.id] });
    expect(told(await put([], read))).toEqual([409, 'conflict.version']);
    const without = await call(product, 'PUT', `/staff-members/${clerk.id}/authorisation`, {
      ...{ ...admin, body: { permissions: [] } },
    });
    expect(without.status).toBe(422);
  });

  it('show on a person’s page where each right comes from: himself, a role, his department when he came', async () => {
    const id = departments['华南大区'] ?? '';
    const { version } = (await get(`/departments/${id}`)).body;
    await call(product, 'PUT', `/departments/${id}/default-authorisation`, {
      ...{ ...admin, body: { permissions: ['departments.manage', 'staff.manage'] } },
      headers: { 'if-match': `"${version}"` },
    });
    const made = await post('/staff-members', {
      ...{
        account: 'entry@lanxi.example',
        name: '新人',
        departmentId: id,
        password: 'correct horse battery',
      },
    });
    const one = (await role(['records.read'])).body;
    const wish = { permissions: ['departments.manage', 'quota.read'], roleIds: [one.id] };
    const shown = await authorise(made.body.id, wish);
    expect(shown.body).toMatchObject({
      permissions: ['departments.manage', 'quota.read'],
      entryPermissions: ['departments.manage'],
      roles: [{ id: one.id, name: one.name, permissions: ['records.read'] }],
    });
    // Taken and given again by hand, it is no more what he came with.
    await authorise(made.body.id, { permissions: [] });
    const again = await authorise(made.body.id, { permissions: ['departments.manage'] });
    expect([again.body.permissions, again.body.entryPermissions]).toEqual([['departments.manage'], []]);
    expect(again.body.roles).toHaveLength(1);
    expect(told(await authorise(made.body.id, { permissions: [], roleIds: [callers.secondId] }))).toEqual([
      422,
      'role.unknown',
    ]);
  });

  it('count for notices and for who may own a customer as rights given to oneself do', async () => {
    const clerk = await person([]);
    const holders = async () =>
      (await product.server.staff.withPermission(em(), 'sms.review', callers.upstreamId)).map(({ id }) => id);
    expect(await holders()).not.toContain(clerk.id);
    const all = (await get('/staff/me')).body.permissions;
    expect(all).not.toContain('sms.review');
    // The brand's admin does not hold the operator's right, so he can make no role of it.
    expect(told(await role(['sms.review']))).toEqual([403, 'authorisation.beyond_own']);
    const boss = await person(permissionNames);
    const made = await role(['sms.review'], boss.as);
    expect((await members(made.body.id, { add: [clerk.id] }, boss.as)).status).toBe(200);
    expect(await holders()).toContain(clerk.id);
  });

  it('tell who may give rights which ones nobody holds, as an upgrade brings them, until somebody does', async () => {
    const unheld = async () => (await get('/unheld-rights')).body.items;
    const people = await em().find(Staff, {}, { disableIdentityMap: true });
    const lost = 'webhooks.manage';
    for (const one of people)
      if (one.permissions.includes(lost))
        await em().nativeUpdate(
          Staff,
          { id: one.id },
          { permissions: one.permissions.filter((name) => name !== lost) },
        );
    expect(await unheld()).toContain(lost);
    expect(await unheld()).not.toContain('orders.confirm');
    const boss = await person([...head, lost]);
    expect(await unheld()).not.toContain(lost);
    const made = await role([lost], boss.as);
    const clerk = await person([]);
    await members(made.body.id, { add: [clerk.id] }, boss.as);
    await em().nativeUpdate(Staff, { id: boss.id }, { permissions: [] });
    expect(await unheld()).not.toContain(lost);
    await em().nativeUpdate(Staff, { id: clerk.id }, { state: 'disabled' });
    expect(await unheld()).toContain(lost);
  });
});
