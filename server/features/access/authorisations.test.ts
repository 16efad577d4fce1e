import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { authorisationGroups, permissionNames, permissions } from '../../../config/permissions.ts';
import { recordsTexts as en } from '../../../config/locales/en/records.ts';
import { recordsTexts as zhCN } from '../../../config/locales/zh-CN/records.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, type Answer } from '../../testing/people.ts';
import { OperationRecord } from '../records/record.entity.ts';
import { Staff } from './access.entity.ts';
import { splitStatements } from '../../kernel/data/migration-steps.ts';
import { writeRows } from '../../kernel/data/sql.ts';
import { migrations } from '../../migrations/index.ts';
import { Department } from './department.entity.ts';

const password = 'correct horse battery';
/** What somebody needs to give rights to people below him. */
const head = ['staff.manage', 'staff.same_department', 'staff.sub_departments', 'authorisation.set'];

describe('authorisations', () => {
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
  const give = async (id: string, wish: readonly string[], who = admin) => {
    const { body } = await call(product, 'GET', `/staff-members/${id}`, admin);
    const headers = { 'if-match': `"${body.version ?? 1}"` };
    return call(product, 'PUT', `/staff-members/${id}/authorisation`, {
      ...{ ...who, body: { permissions: wish }, headers },
    });
  };
  const me = async (who: Credentials): Promise<string[]> =>
    (await call(product, 'GET', '/staff/me', who)).body.permissions;
  const rightsOf = async (id: string) => {
    const row = await em().findOneOrFail(Staff, { id }, { disableIdentityMap: true });
    return [...row.permissions].sort();
  };
  let nth = 0;
  async function person(rights: readonly string[], department = '岚汐净水') {
    nth += 1;
    const id = await callers.putStaff(callers.upstreamId, `given-${nth}`, rights);
    await em().nativeUpdate(Staff, { id }, { departmentId: departments[department] ?? '' });
    return { id, as: await callers.staffSession(callers.upstreamId, id) };
  }
  const saveDefaults = async (department: string, wish: readonly string[], who = admin) => {
    const id = departments[department] ?? '';
    const { body } = await call(product, 'GET', `/departments/${id}`, admin);
    return call(product, 'PUT', `/departments/${id}/default-authorisation`, {
      ...{ ...who, body: { permissions: wish }, headers: { 'if-match': `"${body.version}"` } },
    });
  };
  const create = (account: string, department: string, who = admin) =>
    call(product, 'POST', '/staff-members', {
      ...who,
      body: { account, name: account, password, departmentId: departments[department] ?? '' },
    });

  it('opens at the next request exactly what was given, and closes it when it is taken', async () => {
    const clerk = await person([]);
    expect((await give(clerk.id, ['departments.manage'])).status).toBe(200);
    expect(await me(clerk.as)).toEqual(['departments.manage']);
    expect((await call(product, 'GET', '/departments', clerk.as)).status).toBe(200);
    expect((await call(product, 'GET', '/staff-members', clerk.as)).status).toBe(403);
    expect((await give(clerk.id, ['staff.manage'])).status).toBe(200);
    expect((await call(product, 'GET', '/departments', clerk.as)).status).toBe(403);
    expect((await call(product, 'GET', '/staff-members', clerk.as)).status).toBe(200);
    expect((await give(clerk.id, [])).status).toBe(200);
    expect(await me(clerk.as)).toEqual([]);
    const record = await em().findOneOrFail(
      OperationRecord,
      { action: 'staff.authorised', target: `staff:${clerk.id}` },
      { orderBy: { id: 'asc' } },
    );
    expect([record.before, record.after]).toEqual([
      { permissions: [] },
      { permissions: ['departments.manage'] },
    ]);
    const { body } = await call(product, 'GET', `/operation-records/${record.id}`, admin);
    expect(body.changes).toEqual([{ field: 'permissions', label: '权限', before: null, after: '部门' }]);
    for (const name of permissionNames)
      for (const texts of [zhCN, en]) expect(Object.keys(texts)).toContain(`value.permissions.${name}`);
  });

  it('refuses without «set authorisation», though all else is there', async () => {
    const without = await person(head.filter((right) => right !== 'authorisation.set'));
    const clerk = await person([], '售后服务部');
    expect(told(await give(clerk.id, [], without.as))).toEqual([403, 'permission.denied']);
    const able = await person(head);
    expect((await give(clerk.id, ['staff.manage'], able.as)).status).toBe(200);
  });

  it('refuses whole what holds one right that the giver lacks, a name that is none, oneself and the unseen', async () => {
    const east = await person([...head, 'quota.read'], '华东大区');
    const clerk = await person([], '华东一部');
    const far = await person([], '售后服务部');
    expect(told(await give(clerk.id, ['quota.read', 'orders.manage'], east.as))).toEqual([
      403,
      'authorisation.beyond_own',
    ]);
    expect(await rightsOf(clerk.id)).toEqual([]);
    for (const wish of [['all'], ['*'], ['quota.read', 'no.such_right']])
      expect(told(await give(clerk.id, wish, east.as))).toEqual([422, 'authorisation.unknown']);
    expect(told(await give(clerk.id, ['constructor'], east.as))).toEqual([422, 'authorisation.unknown']);
    expect(told(await give(east.id, head, east.as))).toEqual([409, 'staff.self']);
    expect(told(await give(far.id, ['quota.read'], east.as))).toEqual([404, 'not_found']);
    expect((await give(clerk.id, ['quota.read'], east.as)).status).toBe(200);
    // What he has lost he can neither give nor take any more, though his session is the same.
    expect((await give(east.id, head)).status).toBe(200);
    expect(told(await give(clerk.id, [], east.as))).toEqual([403, 'staff.beyond_own']);
    const other = await person([], '华东二部');
    expect(told(await give(other.id, ['quota.read'], east.as))).toEqual([403, 'authorisation.beyond_own']);
  });

  it('leaves the computer to whoever signed in there before that was a right of its own', async () => {
    const [none, one, has] = [
      await person([]),
      await person(['quota.read']),
      await person(['desktop.sign_in']),
    ];
    const version = async (id: string) =>
      (await em().findOneOrFail(Staff, { id }, { disableIdentityMap: true })).version;
    const versions = [await version(one.id), await version(has.id)] as const;
    const before = await me(one.as);
    const { dialect } = product.server.db;
    const step = migrations[dialect].find(({ name }) => name === '0027-desktop-sign-in');
    const updates = splitStatements(step?.sql ?? '').filter((statement) => statement.includes('update '));
    expect(updates.length).toBe(1);
    for (const statement of updates) await writeRows(product.server.db.installation(), statement, []);
    expect(before).toEqual(['quota.read']);
    expect(await rightsOf(none.id)).toEqual(['desktop.sign_in']);
    expect(await rightsOf(one.id)).toEqual(['desktop.sign_in', 'quota.read']);
    expect(await rightsOf(has.id)).toEqual(['desktop.sign_in']);
    const after = [await version(one.id), await version(has.id)];
    expect(after, 'an open page is refused').toEqual([versions[0] + 1, versions[1]]);
  });

  it('never gives a right that an upgrade adds: «check all» was saved as what there was', async () => {
    const group = permissionNames.filter((name) => permissions[name].group === 'menu');
    const clerk = await person([]);
    // «All» as a version without the staff page knew it.
    const before = group.filter((name) => name !== 'staff.manage');
    expect((await give(clerk.id, before)).status).toBe(200);
    expect(await me(clerk.as)).toEqual([...before].sort());
    expect(told(await call(product, 'GET', '/staff-members', clerk.as))).toEqual([403, 'permission.denied']);
    // And what an older version does not know stays as it was.
    await em().nativeUpdate(Staff, { id: clerk.id }, { permissions: [...before, 'later.version'] });
    expect((await give(clerk.id, [])).status).toBe(200);
    expect(await rightsOf(clerk.id)).toEqual(['later.version']);
    expect(await me(clerk.as)).toEqual([]);
  });

  it('gives new staff exactly their department’s defaults, and those who are there nothing', async () => {
    const there = await person([], '华南大区');
    const wish = ['departments.manage', 'staff.same_department'];
    const saved = await saveDefaults('华南大区', wish);
    expect([saved.status, saved.body.defaultPermissions]).toEqual([200, wish]);
    expect(await rightsOf(there.id)).toEqual([]);
    const made = await create('south@lanxi.example', '华南大区');
    expect(made.body.permissions).toEqual(wish);
    expect((await create('center@lanxi.example', '渠道中心')).body.permissions).toEqual([]);
    expect((await saveDefaults('华南大区', [])).status).toBe(200);
    expect(await rightsOf(made.body.id)).toEqual(wish);
    expect((await create('south2@lanxi.example', '华南大区')).body.permissions).toEqual([]);
  });

  it('keeps «set authorisation», other groups and what one lacks out of defaults', async () => {
    for (const right of ['authorisation.set', 'quota.read', 'orders.confirm'])
      expect(told(await saveDefaults('华南大区', [right]))).toEqual([422, 'authorisation.not_by_default']);
    const clerk = await person(['departments.manage']);
    expect(told(await saveDefaults('华南大区', ['staff.manage'], clerk.as))).toEqual([
      403,
      'authorisation.beyond_own',
    ]);
    // Nor does one come by them by making an account whose password one knows.
    await saveDefaults('华东大区', ['departments.manage']);
    const east = await person(head, '华东大区');
    expect(told(await create('mine@lanxi.example', '华东大区', east.as))).toEqual([
      403,
      'authorisation.beyond_own',
    ]);
    await saveDefaults('华东大区', []);
    const powerless = await person(head);
    expect(told(await saveDefaults('华南大区', [], powerless.as))).toEqual([403, 'permission.denied']);
    expect(authorisationGroups).toEqual(['menu', 'same_department', 'sub_departments', 'function']);
  });

  /*
   * B2, as a rule: every right that somebody holds was there in the beginning, or was given him by
   * somebody (by hand, or as the default of his department) who held it himself at that moment.
   */
  it('lets nobody come to hold a right that no giver held when it was given', async () => {
    const places = ['渠道中心', '华东大区', '华东一部', '华东二部'];
    const pool = [...head, 'departments.manage', 'settings.manage', 'quota.read'];
    const scopes: Record<string, string[]> = {
      渠道中心: ['华东大区', '华东一部', '华东二部'],
      华东大区: ['华东一部', '华东二部'],
    };
    const act = fc.record({
      verb: fc.constantFrom('give', 'give', 'give', 'default', 'create', 'disable', 'enable'),
      by: fc.nat(),
      to: fc.nat(),
      wish: fc.subarray(pool),
      // Mostly what the giver owns, so that long chains come about.
      honest: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 20 }), async (acts) => {
        const people: { id: string; as: Credentials; at: string; rights: Set<string>; on: boolean }[] = [];
        const defaults: Record<string, Set<string>> = {};
        const join = async (rights: readonly string[], at: string) => {
          people.push({ ...(await person(rights, at)), at, rights: new Set(rights), on: true });
        };
        for (const at of places) await saveDefaults(at, []);
        await join(pool, '渠道中心');
        await join([...head, 'quota.read'], '华东大区');
        await join([], '华东一部');
        await join(head, '华东二部');
        for (const { verb, by, to, wish, honest } of acts) {
          const [giver, other] = [people[by % people.length], people[to % people.length]];
          if (giver === undefined || other === undefined) throw new Error('nobody');
          const at = places[to % places.length] ?? '';
          const wanted = new Set(honest ? wish.filter((right) => giver.rights.has(right)) : wish);
          const owns = (rights: Iterable<string>) => [...rights].every((right) => giver.rights.has(right));
          const changed = (from: ReadonlySet<string>, into: ReadonlySet<string>) =>
            pool.filter((right) => from.has(right) !== into.has(right));
          const reaches = (where: string) =>
            (giver.rights.has('staff.same_department') && where === giver.at) ||
            (giver.rights.has('staff.sub_departments') && scopes[giver.at]?.includes(where) === true);
          const keeps = giver.on && giver.rights.has('staff.manage');
          const touches = keeps && other !== giver && reaches(other.at);
          if (verb === 'give') {
            const may =
              touches && giver.rights.has('authorisation.set') && owns(other.rights) && owns(wanted);
            const { status } = await give(other.id, [...wanted], giver.as);
            expect([verb, status === 200]).toEqual([verb, may]);
            if (may) other.rights = wanted;
          } else if (verb === 'default') {
            wanted.delete('authorisation.set');
            wanted.delete('quota.read');
            const may =
              giver.on &&
              giver.rights.has('departments.manage') &&
              owns(changed(defaults[at] ?? new Set(), wanted));
            const { status } = await saveDefaults(at, [...wanted], giver.as);
            expect([verb, status === 200]).toEqual([verb, may]);
            if (may) defaults[at] = wanted;
          } else if (verb === 'create') {
            const given = defaults[at] ?? new Set<string>();
            const may = keeps && reaches(at) && owns(given);
            nth += 1;
            const answer = await create(`made-${nth}`, at, giver.as);
            expect([verb, answer.status === 201]).toEqual([verb, may]);
            if (!may) continue;
            const { id } = answer.body;
            const as = await callers.staffSession(callers.upstreamId, id);
            people.push({ id, as, at, rights: new Set(given), on: true });
          } else {
            const may = touches && owns(other.rights);
            const { status } = await call(product, 'POST', `/staff-members/${other.id}/${verb}`, giver.as);
            expect([verb, status === 200]).toEqual([verb, may]);
            if (!may) continue;
            if (verb === 'disable' && other.on) other.on = false;
            if (verb === 'enable' && !other.on) {
              other.on = true;
              other.as = await callers.staffSession(callers.upstreamId, other.id);
            }
          }
        }
        for (const one of people) expect(await rightsOf(one.id)).toEqual([...one.rights].sort());
      }),
      { numRuns: 8, endOnFailure: true },
    );
  }, 90_000);
});
