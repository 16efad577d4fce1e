import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { permissionNames, permissions } from '../../../config/permissions.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, type Answer } from '../../testing/people.ts';
import { Staff } from './access.entity.ts';
import { Department } from './department.entity.ts';

describe('what each right opens', () => {
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
  let nth = 0;
  async function person(rights: readonly string[], department: string) {
    nth += 1;
    const id = await callers.putStaff(callers.upstreamId, `opens-${nth}`, rights);
    await em().nativeUpdate(Staff, { id }, { departmentId: departments[department] ?? '' });
    return { id, as: await callers.staffSession(callers.upstreamId, id) };
  }
  async function nameHead(department: string, headId: string | null, who = admin) {
    const path = `/departments/${departments[department] ?? ''}`;
    const { body } = await call(product, 'GET', path, admin);
    return call(product, 'PATCH', path, {
      ...{ ...who, body: { headId }, headers: { 'if-match': `"${body.version}"` } },
    });
  }

  /*
   * The rule of three ways, on staff accounts: heading a department shows one's subordinates, «same
   * department» the department, «sub-departments» what is below it; and without the function's own
   * right («set authorisation», as «view chat history» for chats) its API refuses whatever is in sight.
   * The person stands in 华东大区 and heads 华南大区 beside it, so that the three ways are apart.
   */
  it('shows exactly the sum of three ways, and lets nobody act without the function: all 16 combinations', async () => {
    const under = await inTransaction(em(), (tx) =>
      product.server.departments.plant(tx, callers.upstreamId, departments['华南大区'] ?? '', '华南一部'),
    );
    departments['华南一部'] = under;
    const colleagues = {
      subordinate: await person([], '华南一部'),
      same: await person([], '华东大区'),
      below: await person([], '华东一部'),
      // Of a department that he heads, the department itself is no subordinate's place.
      headed: await person([], '华南大区'),
      above: await person([], '渠道中心'),
    };
    for (let bits = 0; bits < 16; bits += 1) {
      const [heads, same, below, acts] = [1, 2, 4, 8].map((bit) => (bits & bit) !== 0);
      const one = await person(
        [
          'staff.manage',
          ...(same === true ? ['staff.same_department'] : []),
          ...(below === true ? ['staff.sub_departments'] : []),
          ...(acts === true ? ['authorisation.set'] : []),
        ],
        '华东大区',
      );
      expect((await nameHead('华南大区', heads === true ? one.id : null)).status).toBe(200);
      const sight = { subordinate: heads, same, below, headed: false, above: false };
      const listed = await call(product, 'GET', '/staff-members?search=opens-&limit=200', one.as);
      const ids = new Set(listed.body.items.map(({ id }: { id: string }) => id));
      for (const [name, sees] of Object.entries(sight)) {
        const other = Object.entries(colleagues).find(([key]) => key === name)?.[1];
        if (other === undefined) throw new Error(name);
        const { status, body } = await call(product, 'GET', `/staff-members/${other.id}`, one.as);
        expect([bits, name, status, ids.has(other.id)]).toEqual([
          bits,
          name,
          sees === true ? 200 : 404,
          sees,
        ]);
        const { version } = (await call(product, 'GET', `/staff-members/${other.id}`, admin)).body;
        const acted = await call(product, 'PUT', `/staff-members/${other.id}/authorisation`, {
          ...{ ...one.as, body: { permissions: [] }, headers: { 'if-match': `"${version}"` } },
        });
        const due = acts !== true ? 403 : sees === true ? 200 : 404;
        expect([bits, name, acted.status, body === undefined]).toEqual([bits, name, due, false]);
      }
    }
  }, 300_000);

  it('lets nobody be named head, himself least, by who does not see all the people below', async () => {
    const clerk = await person(['departments.manage'], '华东大区');
    expect(told(await nameHead('渠道中心', clerk.id, clerk.as))).toEqual([403, 'department.head_beyond']);
    const able = await person(
      ['departments.manage', 'staff.manage', 'staff.same_department', 'staff.sub_departments'],
      '华东大区',
    );
    expect((await nameHead('华东大区', clerk.id, able.as)).body.head).toMatchObject({ id: clerk.id });
    expect(told(await nameHead('华南大区', clerk.id, able.as))).toEqual([403, 'department.head_beyond']);
    const far = await person([], '售后服务部');
    expect(told(await nameHead('华东大区', far.id, able.as))).toEqual([422, 'department.head_unknown']);
    expect((await nameHead('华东大区', null, able.as)).body.head).toBeNull();
  });

  it('shows channel accounts by two rights, each alone and both, found by account, nickname and channel id', async () => {
    const places = { same: '华东大区', below: '华东一部', beside: '华南大区', above: '渠道中心' };
    const others: Record<string, string> = {};
    for (const [key, place] of Object.entries(places)) others[key] = (await person([], place)).id;
    await em().nativeUpdate(Staff, { id: others['same'] ?? '' }, { nickname: '小江南' });
    const password = await person([], '华东大区');
    await em().nativeUpdate(Staff, { id: password.id }, { origin: 'password' });
    const list = async (query: string, who: Credentials) =>
      call(product, 'GET', `/staff-channel-accounts?limit=200${query}`, who);
    for (let bits = 0; bits < 8; bits += 1) {
      const [same, below, menu] = [1, 2, 4].map((bit) => (bits & bit) !== 0);
      const one = await person(
        [
          ...(menu === true ? ['channel_accounts.read'] : []),
          ...(same === true ? ['channel_accounts.same_department'] : []),
          ...(below === true ? ['channel_accounts.sub_departments'] : []),
        ],
        '华东大区',
      );
      const listed = await list('', one.as);
      if (menu !== true) {
        expect(told(listed)).toEqual([403, 'permission.denied']);
        continue;
      }
      const ids = new Set(listed.body.items.map(({ id }: { id: string }) => id));
      const sight = { same, below, beside: false, above: false };
      expect(ids.has(one.id)).toBe(true);
      for (const [key, seen] of Object.entries(sight))
        expect([bits, key, ids.has(others[key] ?? '')]).toEqual([bits, key, seen]);
      // Who signs in with a password is known to no channel.
      expect(ids.has(password.id)).toBe(false);
      const found = await list(`&search=${encodeURIComponent('江南')}`, one.as);
      expect([bits, found.body.items.length]).toEqual([bits, same === true ? 1 : 0]);
    }
    const whole = await person(['channel_accounts.read', 'channel_accounts.all_departments'], '华东一部');
    const all = (await list('', whole.as)).body.items.map(({ id }: { id: string }) => id);
    expect(Object.values(others).filter((id) => !all.includes(id))).toEqual([]);
    const foreign = await list('', await callers.as('foreign'));
    expect(foreign.body.items.filter(({ id }: { id: string }) => all.includes(id))).toEqual([]);

    const account = (await em().findOneOrFail(Staff, { id: others['below'] ?? '' })).account;
    const never = (await list(`&search=${account}`, whole.as)).body.items[0];
    expect(never).toMatchObject({ staffAccount: account, channelId: account, state: 'usable' });
    const before = Date.parse(never.lastSignInAt);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await callers.staffSession(callers.upstreamId, others['below'] ?? '');
    const after = Date.parse((await list(`&search=${account}`, whole.as)).body.items[0].lastSignInAt);
    expect(after).toBeGreaterThan(before);
  }, 120_000);

  it('is, for each menu and function alone, exactly its own pages’ API', async () => {
    const open = product.server.routes.filter(
      ({ audience, method, path }) => audience === 'staff' && method === 'get' && !path.includes(':'),
    );
    const alone = permissionNames.filter((name) =>
      ['menu', 'function', 'same_department', 'sub_departments', 'all_departments'].includes(
        permissions[name].group,
      ),
    );
    expect(alone.length).toBeGreaterThan(5);
    for (const right of alone) {
      const one = await person([right], '华东大区');
      expect((await call(product, 'GET', '/staff/me', one.as)).body.permissions).toEqual([right]);
      for (const { path, permission } of open) {
        const answer = await call(product, 'GET', path, one.as);
        const refused = answer.status === 403 && answer.body.error.code === 'permission.denied';
        expect([right, path, refused]).toEqual([
          ...[right, path, permission !== undefined && permission !== right],
        ]);
      }
    }
  }, 300_000);
});
