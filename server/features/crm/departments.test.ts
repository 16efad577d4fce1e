import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { inTransaction } from '../../kernel/data/transaction.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, type Answer } from '../../testing/people.ts';
import { Staff } from '../access/access.entity.ts';
import { Party } from './crm.entity.ts';

const told = ({ status, body }: Answer) => [status, body.error?.code];
const same = 'crm.same_department';
const below = 'crm.sub_departments';

/** 东区 › 一部, 二部 beside it under the root, and people in each. */
describe('departments of customers', () => {
  let product: Installation;
  let callers: Callers;
  let admin: Credentials;
  const ids: Record<string, string> = {};
  const places: Record<string, string> = {};
  const sessions: Record<string, Credentials> = {};
  let made: { id: string; name: string; version: number };
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    admin = await callers.as('admin');
    const { upstreamId } = callers;
    await inTransaction(across(), async (tx) => {
      const { departments } = product.server;
      places['east'] = await departments.plant(tx, upstreamId, upstreamId, '东区');
      places['one'] = await departments.plant(tx, upstreamId, places['east'], '东区一部');
      places['two'] = await departments.plant(tx, upstreamId, upstreamId, '西区');
    });
    await person('owner', 'one', []);
    await person('colleague', 'one', [same]);
    await person('quiet', 'one', []);
    await person('head', 'east', [same, below]);
    await person('upper', 'east', [same]);
    await person('sibling', 'two', [same, below, 'crm.export']);
    await person('manager', 'two', ['crm.manage', 'crm.export']);
    made = (await post('owner', '/customers', newOne('东一的客户'))).body;
    await post('owner', '/customers', { ...newOne('公共的客户'), owner: 'pool' });
    await post('sibling', '/customers', newOne('西区的客户'));
  });
  afterAll(() => product.end());

  const across = () => product.server.db.acrossTenants('operator: seed');
  const em = () => product.server.db.tenant(callers.upstreamId);
  let number = 0;
  const newOne = (name: string) => ({
    ...{ name, phone: `0571-8700${String((number += 1)).padStart(4, '0')}`, classKey: 'direct' },
    importance: 'high',
    contact: { name: '周', mobile: '15400000001', email: 'zhou@example.com' },
  });
  async function person(name: string, place: string, rights: readonly string[]) {
    const id = await inTransaction(across(), (tx) =>
      product.server.staff.put(tx, {
        ...{ enterpriseId: callers.upstreamId, account: `d-${name}`, name, phone: null, enabled: true },
        ...{ permissions: ['crm.use', ...rights], departmentId: places[place] ?? '' },
        now: product.server.clock.now(),
      }),
    );
    ids[name] = id;
    sessions[name] = await callers.staffSession(callers.upstreamId, id);
  }
  const as = (who: string): Credentials => sessions[who] ?? {};
  const get = (who: string, path: string) => call(product, 'GET', path, as(who));
  const post = (who: string, path: string, body: object = {}) =>
    call(product, 'POST', path, { ...as(who), body });
  const names = async (who: string, query: string): Promise<string[]> =>
    (await get(who, `/customers?${query}`)).body.items.map(({ name }: { name: string }) => name);
  const exported = async (who: string, scope: string): Promise<string> =>
    (await post(who, '/crm-export', { kind: 'customer', scope, reason: '月度核对' })).body;
  const explained = async (who: string) => {
    const { personId, permissions } = {
      personId: ids[who] ?? '',
      permissions: new Set((await em().findOneOrFail(Staff, { id: ids[who] ?? '' })).permissions),
    };
    return product.server.crm.explain(
      em(),
      { enterpriseId: callers.upstreamId, personId, permissions },
      made.id,
    );
  };

  it('are read by colleagues and heads with the right, by list, search, id and counts, and say whose they are', async () => {
    expect(made).toMatchObject({ department: { id: places['one'], name: '东区一部' } });
    for (const who of ['owner', 'colleague', 'head', 'manager']) {
      expect(await names(who, 'scope=all&search=东一')).toEqual(['东一的客户']);
      expect((await get(who, `/customers/${made.id}`)).body.name).toBe('东一的客户');
    }
    expect(await names('head', 'scope=department')).toEqual(['东一的客户']);
    expect(await names('head', `scope=all&ownerId=${ids['owner']}`)).toEqual(['东一的客户']);
    expect(await names('head', `scope=all&ownerId=${ids['sibling']}`)).toEqual([]);
    const counts = (await get('head', '/customers/counts')).body;
    expect(counts.byOwner).toMatchObject([{ owner: { id: ids['owner'] }, count: 1 }]);
    expect(counts.total).toBe(1 + Number(counts.pool));
    const analysed = (await get('head', '/customers/analysis')).body.items;
    expect(analysed).toMatchObject([{ owner: { id: ids['owner'] }, department: '东区一部', customers: 1 }]);
    // To read is not to change, and numbers stay masked.
    expect((await get('head', `/customers/${made.id}`)).body).toMatchObject({
      can: { edit: false, claim: false, handOver: false },
      phoneMasked: expect.stringContaining('****'),
    });
    for (const verb of ['reveal', 'bin', 'visits', 'deals'])
      expect(
        told(
          await post(
            'head',
            `/customers/${made.id}/${verb}`,
            verb === 'visits'
              ? { day: '2030-01-01' }
              : verb === 'deals'
                ? { day: '2020-01-01', amountFen: 1, text: 'x' }
                : {},
          ),
        ),
      ).toEqual([403, 'crm.not_own']);
  });

  it('are not read by a department beside, above or without the right, by list, search, id, counts or export', async () => {
    for (const who of ['sibling', 'upper', 'quiet']) {
      for (const scope of ['mine', 'pool', 'all'])
        expect(await names(who, `scope=${scope}&search=东一`)).toEqual([]);
      for (const path of ['', '/follow-ups'])
        expect(told(await get(who, `/customers/${made.id}${path}`))).toEqual([404, 'not_found']);
      const hidden = await call(product, 'PATCH', `/customers/${made.id}`, {
        ...{ ...as(who), body: { note: 'x' }, headers: { 'if-match': '"1"' } },
      });
      expect(told(hidden)).toEqual([404, 'not_found']);
      for (const verb of ['reveal', 'bin', 'contacts', 'visits/x/cancel'])
        expect((await post(who, `/customers/${made.id}/${verb}`, {})).status).not.toBe(200);
      const { byOwner } = (await get(who, '/customers/counts')).body;
      expect(byOwner.map(({ owner }: { owner: { id: string } }) => owner.id)).not.toContain(ids['owner']);
      const { items } = (await get(who, '/customers/analysis')).body;
      expect(items.map(({ owner }: { owner: { id: string } }) => owner.id)).not.toContain(ids['owner']);
    }
    expect(told(await get('quiet', '/customers?scope=department'))).toEqual([403, 'permission.denied']);
    const theirs = await exported('sibling', 'all');
    expect(theirs).toContain('西区的客户');
    expect(theirs).not.toContain('东一的客户');
    expect(await exported('manager', 'all')).toContain('东一的客户');
    // Who enters it again hears that it is there and whose it is, and nothing besides.
    const twin = await post('sibling', '/customers', { ...newOne('东一的客户'), phone: '0571-99990000' });
    expect(told(twin)).toEqual([409, 'crm.duplicate']);
    expect(Object.keys(twin.body.error.details).sort()).toEqual(['field', 'id', 'label', 'name', 'owner']);
  });

  it('are explained: why somebody sees one, or which right would open it to him', async () => {
    const cases: [string, boolean, string, string | null][] = [
      ['owner', true, 'owner', null],
      ['colleague', true, 'department', same],
      ['head', true, 'department', below],
      ['manager', true, 'manages', 'crm.manage'],
      ['quiet', false, 'other_department', same],
      ['upper', false, 'other_department', below],
      ['sibling', false, 'other_department', 'crm.manage'],
    ];
    for (const [who, sees, because, right] of cases)
      expect(await explained(who)).toMatchObject({
        ...{ sees, because, right },
        ...{ owner: { name: 'owner' }, department: { name: '东区一部' } },
      });
  });

  it('move with their owner and with the tree, and stay with the department when he leaves', async () => {
    const move = async (to: string) => {
      const { version } = await em().findOneOrFail(Staff, { id: ids['owner'] ?? '' });
      const answer = await call(product, 'PATCH', `/staff-members/${ids['owner']}`, {
        ...{ ...admin, body: { departmentId: places[to] }, headers: { 'if-match': `"${version}"` } },
      });
      expect(told(answer)).toEqual([200, undefined]);
    };
    await move('two');
    expect(await names('sibling', 'scope=department&search=东一')).toEqual(['东一的客户']);
    expect(told(await get('head', `/customers/${made.id}`))).toEqual([404, 'not_found']);
    await move('one');
    expect(told(await get('sibling', `/customers/${made.id}`))).toEqual([404, 'not_found']);

    const tree = (await call(product, 'GET', '/departments', admin)).body.items;
    const { version } = tree.find(({ id }: { id: string }) => id === places['one']);
    const moved = await call(product, 'PATCH', `/departments/${places['one']}`, {
      ...{ ...admin, body: { parentId: places['two'] }, headers: { 'if-match': `"${version}"` } },
    });
    expect(moved.status).toBe(200);
    expect(await names('sibling', 'scope=department&search=东一')).toEqual(['东一的客户']);
    expect(await names('head', 'scope=department')).toEqual([]);

    // Dissolved: people and records go to the department above.
    const gone = await call(product, 'POST', `/departments/${places['one']}/remove`, {
      ...{ ...admin, body: { moveToParent: true } },
    });
    expect(gone.status).toBe(200);
    expect((await em().findOneOrFail(Party, { id: made.id })).departmentId).toBe(places['two']);

    const disabled = await call(product, 'POST', `/staff-members/${ids['owner']}/disable`, {
      ...admin,
      body: {},
    });
    expect(disabled.status).toBe(200);
    expect((await get('sibling', `/customers/${made.id}`)).body).toMatchObject({
      owner: { state: 'left' },
      department: { id: places['two'] },
    });
    expect(await names('manager', `scope=left&ownerId=${ids['owner']}`)).toEqual(['东一的客户']);
    const handed = await post('manager', '/customers/hand-over', { ids: [made.id], ownerId: ids['head'] });
    expect(handed.body).toEqual({ count: 1 });
    expect(told(await get('sibling', `/customers/${made.id}`))).toEqual([404, 'not_found']);
    expect(await names('upper', 'scope=department')).toEqual(['东一的客户']);
  });

  it('of an older version’s rows are filled in within the hour', async () => {
    await em().nativeUpdate(Party, { id: made.id }, { departmentId: null });
    expect(await names('upper', 'scope=department')).toEqual([]);
    const repaired = await inTransaction(em(), (tx) =>
      product.server.crm.places.repair(tx, callers.upstreamId),
    );
    expect(repaired).toBe(1);
    expect(await names('upper', 'scope=department')).toEqual(['东一的客户']);
  });
});
