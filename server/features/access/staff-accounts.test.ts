import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { limits } from '../../../config/limits.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, type Answer } from '../../testing/people.ts';
import { OperationRecord } from '../records/record.entity.ts';
import { Staff } from './access.entity.ts';
import { Department } from './department.entity.ts';
import { isPassword } from './passwords.ts';

const password = 'correct horse battery';

describe('staff accounts', () => {
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
  const list = (query = '', who = admin) => call(product, 'GET', `/staff-members${query}`, who);
  const names = async (query = '', who = admin) =>
    (await list(query, who)).body.items.map(({ name }: { name: string }) => name).sort();
  const create = (body: object, who = admin) =>
    call(product, 'POST', '/staff-members', {
      ...who,
      body: { account: 'a@lanxi.example', name: '新人', password, departmentId: callers.upstreamId, ...body },
    });
  const post = (id: string, verb: string, body: object = {}, who = admin) =>
    call(product, 'POST', `/staff-members/${id}/${verb}`, { ...who, body });
  const patch = (row: { id: string; version: number }, body: object, who = admin) =>
    call(product, 'PATCH', `/staff-members/${row.id}`, {
      ...{ ...who, body, headers: { 'if-match': `"${row.version}"` } },
    });
  const enter = (account: string, secret: string) =>
    call(product, 'POST', '/sessions/staff-password', { body: { account, password: secret } });
  const cookieOf = (answer: Answer): Credentials => ({
    cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '',
  });
  const me = (who: Credentials) => call(product, 'GET', '/staff/me', who);
  let nth = 0;
  /** Somebody new with these rights, in this department. */
  async function person(permissions: readonly string[], department = '岚汐净水') {
    nth += 1;
    const id = await callers.putStaff(callers.upstreamId, `person-${nth}`, permissions);
    await em().nativeUpdate(Staff, { id }, { departmentId: departments[department] ?? '' });
    return { id, name: `person-${nth}`, as: await callers.staffSession(callers.upstreamId, id) };
  }

  it('creates an account that signs in and sees nothing, with who made it and when', async () => {
    const before = product.server.clock.now().toISOString();
    const departmentId = departments['华东大区'] ?? '';
    const made = await create({
      ...{ account: ' Lin.Mei@Lanxi.example ', name: '林梅', nickname: '小梅', departmentId, note: '杭州' },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...{ account: 'lin.mei@lanxi.example', name: '林梅', nickname: '小梅', note: '杭州', state: 'enabled' },
      ...{ department: { id: departmentId, name: '华东大区' }, createdBy: '陈立', permissions: [] },
    });
    expect(made.body.createdAt >= before).toBe(true);
    expect(JSON.stringify(made.body)).not.toContain('argon');
    const session = cookieOf(await enter('LIN.mei@lanxi.example', password));
    expect((await me(session)).body).toMatchObject({ staff: { name: '林梅' }, permissions: [] });
    expect(told(await list('', session))).toEqual([403, 'permission.denied']);
    const row = await em().findOneOrFail(Staff, { account: 'lin.mei@lanxi.example' });
    expect(row.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const record = await em().findOneOrFail(OperationRecord, { action: 'staff.created' });
    expect(JSON.stringify([record.before, record.after])).not.toContain(password);
  });

  it('refuses what is missing, an account twice, and a password that many use', async () => {
    for (const missing of [{ account: '' }, { name: ' ' }, { password: '' }, { departmentId: '' }])
      expect(told(await create(missing))).toEqual([422, 'request.invalid']);
    expect(told(await create({ account: 'zhangmin' }))).toEqual([409, 'staff.account_taken']);
    expect((await create({ account: 'once@lanxi.example' })).status).toBe(201);
    expect(told(await create({ account: 'ONCE@lanxi.example' }))).toEqual([409, 'staff.account_taken']);
    const other = await callers.as('foreign');
    const elsewhere = { account: 'once@lanxi.example', departmentId: callers.secondId };
    expect(told(await create(elsewhere, other)), 'signs in elsewhere').toEqual([409, 'staff.account_taken']);
    const weak = (text: string) => create({ account: 'weak@lanxi.example', password: text });
    expect(told(await weak('short1!'))).toEqual([422, 'password.too_short']);
    for (const text of ['1234567890', 'qwertyuiop', 'Password123', 'weak@lanxi.example', 'aaaaaaaaaaaa'])
      expect([text, ...told(await weak(text))]).toEqual([text, 422, 'password.too_common']);
    // With digits and signs around it, or some letters written as such, it is the same one.
    for (const text of ['password123456', '2026password!!', 'P@ssw0rd2026', 'sunshine-84719', '123monkey123'])
      expect([text, ...told(await weak(text))]).toEqual([text, 422, 'password.too_common']);
    for (const [nth, text] of [
      'harbour-lantern-42',
      '岚汐的第三个仓库钥匙',
      '7402 pelican ridge',
    ].entries()) {
      const made = await create({ account: `strong-${nth}@lanxi.example`, password: text });
      expect([text, made.status]).toEqual([text, 201]);
    }
  });

  it('finds by account, department and state, combined', async () => {
    const departmentId = departments['华东大区'] ?? '';
    expect(await names(`?search=zhang`)).toEqual(['张敏']);
    expect(await names(`?departmentId=${departmentId}`)).toEqual(['张敏', '林梅', '苏婉', '高远']);
    expect(await names(`?departmentId=${departmentId}&search=lanxi`)).toEqual(['林梅']);
    expect(await names(`?departmentId=${departmentId}&state=disabled`)).toEqual([]);
    expect(await names('?state=disabled')).toEqual(['王磊']);
  });

  it('edits all but the account, and refuses a changed account whole', async () => {
    const { body } = await list('?search=lin.mei');
    const row = body.items[0];
    expect(told(await patch(row, { account: 'other', name: '别名' }))).toEqual([422, 'request.invalid']);
    expect(told(await patch(row, { name: '' }))).toEqual([422, 'request.invalid']);
    const departmentId = departments['华东一部'];
    const done = await patch(row, { name: '林小梅', nickname: '', note: '宁波', departmentId });
    expect(done.body).toMatchObject({ name: '林小梅', nickname: '', note: '宁波' });
    expect([done.body.account, done.body.department.name]).toEqual(['lin.mei@lanxi.example', '华东一部']);
    expect(told(await patch(row, { note: 'x' }))).toEqual([409, 'conflict.version']);
  });

  it('shows exactly the people whom the data rights open', async () => {
    const at = async (...rights: string[]) =>
      names('?limit=200', (await person(['staff.manage', ...rights], '华东大区')).as);
    const own = await at();
    expect(own).toEqual([`person-${nth}`]);
    const same = await at('staff.same_department');
    expect(same).toContain('苏婉');
    for (const name of ['张敏', '高远', '李浩', '陈立']) expect(same).not.toContain(name);
    const below = await at('staff.sub_departments');
    expect(below).toEqual(['张敏', '林小梅', `person-${nth}`, '高远'].sort());
    const both = await at('staff.same_department', 'staff.sub_departments');
    expect(both).toEqual(expect.arrayContaining(['苏婉', '张敏', '高远']));
    for (const name of ['李浩', '陈立']) expect(both).not.toContain(name);
  });

  it('recomputes what is seen at once when a department moves', async () => {
    const head = await person(['staff.manage', 'staff.sub_departments'], '华南大区');
    expect(await names('', head.as)).toEqual([head.name]);
    const move = async (name: string, parent: string) => {
      const id = departments[name] ?? '';
      const { body } = await call(product, 'GET', `/departments/${id}`, admin);
      const headers = { 'if-match': `"${body.version}"` };
      const wish = { parentId: departments[parent] };
      return call(product, 'PATCH', `/departments/${id}`, { ...admin, body: wish, headers });
    };
    expect((await move('华东大区', '华南大区')).status).toBe(200);
    expect(await names('?limit=200', head.as)).toEqual(expect.arrayContaining(['苏婉', '张敏', '高远']));
    expect((await move('华东大区', '渠道中心')).status).toBe(200);
    expect(await names('', head.as)).toEqual([head.name]);
  });

  it('touches nobody out of sight, nobody with more rights, and not oneself', async () => {
    const clerk = await person(['staff.manage', 'staff.same_department']);
    const { body } = await list('?search=chenli');
    const chenli = body.items[0];
    const zhangmin = (await list('?search=zhangmin')).body.items[0];
    const mighty = { password, confirmation: password };
    for (const [row, refusal] of [
      [chenli, [403, 'staff.beyond_own']],
      [zhangmin, [404, 'not_found']],
      [{ id: clerk.id, version: 1 }, [409, 'staff.self']],
    ] as const) {
      expect(told(await post(row.id, 'disable', {}, clerk.as))).toEqual(refusal);
      expect(told(await post(row.id, 'reset-password', mighty, clerk.as))).toEqual(refusal);
      expect(told(await patch(row, { note: 'x' }, clerk.as))).toEqual(refusal);
    }
  });

  it('ends every session when somebody is disabled: the very next request is refused', async () => {
    await create({ account: 'leaver@lanxi.example', name: '离开' });
    const sessions = [
      cookieOf(await enter('leaver@lanxi.example', password)),
      cookieOf(await enter('leaver@lanxi.example', password)),
    ];
    for (const session of sessions) expect((await me(session)).status).toBe(200);
    const row = (await list('?search=leaver')).body.items[0];
    expect((await post(row.id, 'disable')).body.state).toBe('disabled');
    for (const session of sessions) expect(told(await me(session))).toEqual([401, 'session.expired']);
    expect(told(await enter('leaver@lanxi.example', password))).toEqual([403, 'staff.disabled']);
    expect((await post(row.id, 'enable')).body.state).toBe('enabled');
    expect(told(await me(sessions[0] ?? {})), 'an ended session stays so').toEqual([401, 'session.expired']);
    expect((await enter('leaver@lanxi.example', password)).status).toBe(201);
  });

  it('gives a new password, typed twice, and ends the sessions of the old one', async () => {
    await create({ account: 'forgets@lanxi.example', name: '健忘' });
    const row = (await list('?search=forgets')).body.items[0];
    const session = cookieOf(await enter('forgets@lanxi.example', password));
    const fresh = 'an entirely new one';
    const reset = (body: object) => post(row.id, 'reset-password', body);
    expect(told(await reset({ password: fresh, confirmation: 'another' }))).toEqual([
      422,
      'staff.password_mismatch',
    ]);
    expect((await me(session)).status).toBe(200);
    expect((await reset({ password: fresh, confirmation: fresh })).status).toBe(200);
    expect((await me(session)).status).toBe(401);
    expect(told(await enter('forgets@lanxi.example', password))).toEqual([401, 'sign_in.refused']);
    expect((await enter('forgets@lanxi.example', fresh)).status).toBe(201);
  });

  it('answers an unknown account, one without a password and a wrong password alike', async () => {
    await create({ account: 'known@lanxi.example', name: '已知' });
    const plain = (answer: Answer) => ({
      ...{ status: answer.status, ...answer.body.error, requestId: '' },
      headers: [...answer.headers.keys()].sort(),
    });
    const wrong = plain(await enter('known@lanxi.example', 'not this one at all'));
    expect(wrong).toMatchObject({ status: 401, code: 'sign_in.refused' });
    expect(plain(await enter('nobody@lanxi.example', 'not this one at all'))).toEqual(wrong);
    expect(plain(await enter('suwan', 'not this one at all')), 'comes by WeCom').toEqual(wrong);
    // The same work too: a hash is made for nobody as for somebody. The processor's time, which load does not stretch.
    const { passwordHash } = await em().findOneOrFail(Staff, { account: 'known@lanxi.example' });
    const costs: number[] = [];
    for (const stored of [passwordHash, null]) {
      const tries: number[] = [];
      for (let at = 0; at < 5; at += 1) {
        const before = process.cpuUsage();
        expect(await isPassword(stored, 'not this one at all')).toBe(false);
        const { user, system } = process.cpuUsage(before);
        tries.push(user + system);
      }
      costs.push(Math.min(...tries));
    }
    const [known = 0, nobody = 0] = costs;
    expect(nobody / known).toBeGreaterThan(0.5);
    expect(nobody / known).toBeLessThan(2);
  });

  it('lets nobody guess: an account is closed for a while, known or not, and so is a network', async () => {
    const knocks = async (account: string) => {
      const statuses = [];
      for (let at = 0; at <= limits.signInPerAccount; at += 1)
        statuses.push((await enter(account, `guess number ${at}`)).status);
      return statuses;
    };
    const known = await knocks('known@lanxi.example');
    expect(known.at(-1)).toBe(429);
    const unknown = await knocks('unknown@lanxi.example');
    expect(unknown.slice(-2)).toEqual([401, 429]);
    expect(told(await enter('known@lanxi.example', password)), 'the right one too').toEqual([
      429,
      'sign_in.too_many',
    ]);
    await product.control('clock', { advanceMs: limits.signInWindowMs + 1_000 });
    expect((await enter('known@lanxi.example', password)).status).toBe(201);
    const burst = await Promise.all(
      Array.from({ length: limits.signInPerNetwork + 5 }, (_, at) =>
        enter(`someone-${at}`, 'a guess at all'),
      ),
    );
    expect(burst.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(limits.signInPerNetwork);
    expect(burst.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(5);
    await product.control('clock', { advanceMs: limits.signInWindowMs + 1_000 });
  }, 60_000);

  it('keeps those who sign in with a password out of what WeCom is asked about', async () => {
    const { members } = product.server;
    const asked = await members.page(em(), callers.upstreamId, '', 500);
    const accounts = asked.map(({ account }) => account);
    expect(accounts).toContain('zhangmin');
    expect(accounts.filter((account) => account.includes('@'))).toEqual([]);
    expect(await members.countHere(em(), callers.upstreamId)).toBe(asked.filter(({ left }) => !left).length);
  });
});
