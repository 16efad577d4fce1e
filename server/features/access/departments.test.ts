import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { limits } from '../../../config/limits.ts';
import { readRows, timeValue, writeRows } from '../../kernel/data/sql.ts';
import { newId } from '../../kernel/ids.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, type Answer } from '../../testing/people.ts';
import { Enterprise } from '../enterprises/enterprise.entity.ts';
import { Staff } from './access.entity.ts';
import { Department } from './department.entity.ts';

describe('departments', () => {
  let product: Installation;
  let callers: Callers;
  let admin: Credentials;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    admin = await callers.as('admin');
  });
  afterAll(() => product.end());

  const told = ({ status, body }: Answer) => [status, body.error?.code];
  const em = () => product.server.db.tenant(callers.upstreamId);
  const across = () => product.server.db.acrossTenants('operator: seed');
  const tree = async (who = admin) => (await call(product, 'GET', '/departments', who)).body.items;
  const one = async (name: string) =>
    (await tree()).find((row: { name: string }) => row.name === name) ?? { id: '', version: 0, parentId: '' };
  const create = (body: object, who = admin) => call(product, 'POST', '/departments', { ...who, body });
  const patch = (row: { id: string; version: number }, body: object, who = admin) =>
    call(product, 'PATCH', `/departments/${row.id}`, {
      ...{ ...who, body, headers: { 'if-match': `"${row.version}"` } },
    });
  const remove = (id: string, body: object = {}, who = admin) =>
    call(product, 'POST', `/departments/${id}/remove`, { ...who, body });

  it('gives every enterprise exactly one root, named after it, and its staff stand in the tree', async () => {
    const enterprises = await across().find(Enterprise, {});
    const roots = await across().find(Department, { parentId: null });
    expect(enterprises.length).toBeGreaterThan(5);
    expect(roots.map(({ id }) => id).sort()).toEqual(enterprises.map(({ id }) => id).sort());
    expect(roots.find(({ id }) => id === callers.upstreamId)?.name).toBe('岚汐净水');
    expect(await across().count(Staff, { departmentId: null })).toBe(0);
  });

  it('creates, edits, moves and deletes with the departments right, and refuses without it', async () => {
    const powerless = await callers.as('powerless');
    const root = callers.upstreamId;
    const made = await create({ name: ' 电商部 ', introduction: '天猫、京东', parentId: root });
    expect([made.status, made.body.name, made.body.depth]).toEqual([201, '电商部', 2]);
    const changed = await patch(made.body, { name: '电商中心', introduction: '' });
    expect([changed.status, changed.body.name, changed.body.introduction]).toEqual([200, '电商中心', '']);
    expect(told(await patch(made.body, { name: '旧的' }))).toEqual([409, 'conflict.version']);
    const moved = await patch(changed.body, { parentId: (await one('华南大区')).id });
    expect([moved.status, moved.body.depth]).toEqual([200, 4]);
    for (const answer of [
      await call(product, 'GET', '/departments', powerless),
      await create({ name: '他的', parentId: root }, powerless),
      await patch(moved.body, { name: '他的' }, powerless),
      await remove(moved.body.id, {}, powerless),
    ])
      expect(told(answer)).toEqual([403, 'permission.denied']);
    expect((await remove(moved.body.id)).status).toBe(200);
    expect(told(await remove(moved.body.id))).toEqual([404, 'not_found']);
  });

  it('refuses a missing name or parent, a name twice, and a tree that is too deep', async () => {
    const parentId = callers.upstreamId;
    expect(told(await create({ name: '  ', parentId }))).toEqual([422, 'request.invalid']);
    expect(told(await create({ parentId }))).toEqual([422, 'request.invalid']);
    expect(told(await create({ name: '无上级' }))).toEqual([422, 'request.invalid']);
    expect(told(await create({ name: '别处', parentId: newId() }))).toEqual([404, 'not_found']);
    expect(told(await create({ name: '别处', parentId: callers.secondId })), 'another tenant’s').toEqual([
      404,
      'not_found',
    ]);
    const twin = await create({ name: '渠道中心', parentId });
    expect(told(twin)).toEqual([409, 'department.name_taken']);
    expect(twin.body.error.message).toContain('渠道中心');
    let below = parentId;
    for (let depth = 2; depth <= limits.departmentDepth; depth += 1)
      below = (await create({ name: `第${depth}级`, parentId: below })).body.id;
    expect(told(await create({ name: '太深', parentId: below }))).toEqual([422, 'department.too_deep']);
    const high = await create({ name: '高处', parentId });
    await create({ name: '高处之下', parentId: high.body.id });
    const deepOne = (await tree()).find((row: { depth: number }) => row.depth === limits.departmentDepth - 1);
    expect(told(await patch(high.body, { parentId: deepOne.id }))).toEqual([422, 'department.too_deep']);
    expect((await remove(high.body.id, { moveToParent: true })).status).toBe(200);
  });

  it('refuses a second root, a loop, and the end of the root, at the door and in the database', async () => {
    const root = await one('岚汐净水');
    const [center, east] = [await one('渠道中心'), await one('华东大区')];
    expect(told(await create({ name: '第二个根', parentId: null }))).toEqual([409, 'department.root_exists']);
    expect(told(await patch(center, { parentId: null }))).toEqual([409, 'department.root_stays']);
    expect(told(await patch(root, { parentId: center.id }))).toEqual([409, 'department.root_stays']);
    expect(told(await patch(center, { parentId: east.id }))).toEqual([422, 'department.loop']);
    expect(told(await patch(center, { parentId: center.id }))).toEqual([422, 'department.loop']);
    for (const body of [{}, { moveToParent: true }])
      expect(told(await remove(root.id, body))).toEqual([409, 'department.root_kept']);

    const before = await tree();
    const [id, enterprise] = [newId(), callers.upstreamId];
    const row = (parent: string | null, path: string) => [id, enterprise, parent, path, path.length];
    const insert = (values: readonly unknown[]) =>
      writeRows(
        em(),
        `insert into department (id, enterprise_id, parent_id, path, depth, name, introduction, default_permissions, created_at)
         select ?, ?, ?, ?, (? - 1) / 37, 'x', '', '[]', created_at from department where parent_id is null limit 1`,
        values,
      );
    const attempts: Record<string, () => Promise<number>> = {
      'a second root': () => insert(row(null, `/${id}/`)),
      'a root below the root': () => insert(row(null, `/${enterprise}/${id}/`)),
      'a path of its own': () => insert(row(center.id, `/${center.id}/${id}/`)),
      'a parent of another tenant': () =>
        insert(row(callers.secondId, `/${enterprise}/${callers.secondId}/${id}/`)),
      'a loop by the parent': () =>
        writeRows(em(), 'update department set parent_id = ? where id = ?', [east.id, center.id]),
      'a loop by the path': () =>
        writeRows(em(), 'update department set parent_id = ?, path = ?, depth = 4 where id = ?', [
          east.id,
          `/${enterprise}/${center.id}/${east.id}/${center.id}/`,
          center.id,
        ]),
      'itself as parent': () =>
        writeRows(em(), 'update department set parent_id = id where id = ?', [center.id]),
      'the end of the root': () => writeRows(em(), 'delete from department where id = ?', [enterprise]),
      'the end of one with departments': () =>
        writeRows(em(), 'delete from department where id = ?', [center.id]),
      'staff of no department': () =>
        writeRows(em(), 'update staff set department_id = ? where enterprise_id = ?', [id, enterprise]),
      'staff of another tenant’s department': () =>
        writeRows(em(), 'update staff set department_id = ? where enterprise_id = ?', [
          callers.secondId,
          enterprise,
        ]),
    };
    for (const [what, attempt] of Object.entries(attempts))
      await expect(attempt(), what).rejects.toThrow(/constraint/i);
    expect(await tree()).toEqual(before);
  });

  it('refuses to delete what is not empty, with the numbers, or moves it to the parent', async () => {
    const east = await one('华东大区');
    const refused = await remove(east.id);
    expect(told(refused)).toEqual([409, 'department.not_empty']);
    expect(refused.body.error.message).toBe(
      '部门里还有 1 名员工、2 个下级部门。可以把它们移到「渠道中心」后再删除。',
    );
    expect((await remove(east.id, { moveToParent: true })).status).toBe(200);
    const [center, first] = [await one('渠道中心'), await one('华东一部')];
    expect([first.parentId, first.depth]).toEqual([center.id, 3]);
    const suwan = await em().findOneOrFail(Staff, { account: 'suwan' });
    expect(suwan.departmentId).toBe(center.id);
    expect(center.staffCount).toBe(1);
  });

  it('keeps one tree without loops after any acts of several people at once', async () => {
    const model = fc.array(
      fc.record({
        verb: fc.constantFrom('create', 'create', 'move', 'move', 'remove'),
        at: fc.nat(),
        to: fc.nat(),
      }),
      { minLength: 6, maxLength: 24 },
    );
    await fc.assert(
      fc.asyncProperty(model, async (acts) => {
        const pick = (rows: { id: string; version: number }[], nth: number) =>
          rows[nth % rows.length] ?? { id: '', version: 0 };
        for (let at = 0; at < acts.length; at += 3) {
          const rows = await tree();
          const statuses = await Promise.all(
            acts.slice(at, at + 3).map(async ({ verb, at: nth, to }) => {
              const [one, other] = [pick(rows, nth), pick(rows, to)];
              if (verb === 'create') return (await create({ name: newId(), parentId: one.id })).status;
              if (verb === 'move') return (await patch(one, { parentId: other.id })).status;
              return (await remove(one.id, { moveToParent: true })).status;
            }),
          );
          for (const status of statuses) expect([200, 201, 404, 409, 422]).toContain(status);
        }
        const rows = await em().find(Department, {}, { disableIdentityMap: true });
        const byId = new Map(rows.map((row) => [row.id, row]));
        for (const row of rows) {
          const above: string[] = [];
          for (let up: Department | undefined = row; up !== undefined; up = byId.get(up.parentId ?? ''))
            above.unshift(up.id);
          expect(row.path).toBe(`/${above.join('/')}/`);
          expect(above[0]).toBe(callers.upstreamId);
          expect(row.depth).toBe(above.length);
        }
      }),
      { numRuns: 6 },
    );
  }, 60_000);

  it('answers a tree of 2 000 departments at once', async () => {
    let level = [{ id: callers.upstreamId, path: `/${callers.upstreamId}/` }];
    for (let depth = 2; depth <= 8; depth += 1) {
      const next = Array.from({ length: 290 }, (_, nth) => {
        const [id, parent] = [newId(), level[nth % level.length] ?? { id: '', path: '' }];
        return { id, name: `D${depth}-${nth}`, parentId: parent.id, path: `${parent.path}${id}/` };
      });
      const row = "(?, ?, ?, ?, ?, ?, '', '[]', ?)";
      const at = timeValue(product.server.db.dialect, product.server.clock.now());
      await writeRows(
        em(),
        `insert into department
           (id, enterprise_id, parent_id, path, depth, name, introduction, default_permissions, created_at)
         values ${next.map(() => row).join(', ')}`,
        next.flatMap(({ id, name, parentId, path }) => [
          ...[id, callers.upstreamId, parentId, path, depth, name, at],
        ]),
      );
      level = next;
    }
    const rows = await tree();
    expect(rows.length).toBeGreaterThan(2_000);
    const high = rows.find((row: { name: string }) => row.name === 'D2-0');
    const other = await create({ name: '归处', parentId: callers.upstreamId });
    expect((await patch(high, { parentId: other.body.id })).status).toBe(200);
    expect(await readRows(em(), 'select 1 from department where depth = 9', [])).not.toEqual([]);
  }, 60_000);
});
