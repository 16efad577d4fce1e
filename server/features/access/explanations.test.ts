import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createPartySchema } from '../../contract/crm.ts';
import { explainableKinds } from '../../contract/explanations.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call } from '../../testing/people.ts';
import { InterconnectUser } from '../accounts/account.entity.ts';
import { Staff } from './access.entity.ts';
import { Department } from './department.entity.ts';

const head = ['staff.manage', 'staff.same_department', 'staff.sub_departments', 'authorisation.set'];

describe('why somebody can or cannot see a record', () => {
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
  let nth = 0;
  async function person(rights: readonly string[], department: string, name?: string) {
    nth += 1;
    const id = await callers.putStaff(callers.upstreamId, `sight-${nth}`, rights);
    await em().nativeUpdate(
      Staff,
      { id },
      { departmentId: departments[department] ?? '', name: name ?? `员工${nth}` },
    );
    return { id, as: await callers.staffSession(callers.upstreamId, id) };
  }
  const ask = (staffId: string, kind: string, recordId: string, who = admin, locale?: 'en') =>
    call(product, 'GET', `/staff-members/${staffId}/sight/${kind}/${recordId}`, {
      ...{ ...who, ...(locale === undefined ? {} : { locale }) },
    });
  const told = async (staffId: string, kind: string, recordId: string, who = admin) => {
    const { body } = await ask(staffId, kind, recordId, who);
    return [body.visible, ...body.sentences.map(({ text }: { text: string }) => text)];
  };

  it('is told with the right, its source, the departments on the way, and who can give what is missing', async () => {
    const clerk = await person(['staff.manage'], '华东大区', '小林');
    const beside = await person([], '华东大区', '小周');
    const deep = await person([], '华东一部', '小吴');
    const above = await person([], '渠道中心', '小郑');
    const far = await person([], '华南大区', '小王');
    const boss = await person([...head, 'staff.all_departments'], '渠道中心', '老赵');
    const own = '岚汐净水 / 渠道中心 / 华东大区';
    expect(await told(clerk.id, 'staff', clerk.id)).toEqual([
      true,
      '小林有「员工账号」权限，来自：单独分配。',
      '这是小林本人的账号。',
    ]);
    expect(await told(clerk.id, 'staff', beside.id)).toEqual([
      false,
      '小林有「员工账号」权限，来自：单独分配。',
      `它在「${own}」，是小林所在的部门。`,
      '小林没有「查看本部门员工账号」权限。可以分配的人：老赵、陈立。',
    ]);
    expect(await told(clerk.id, 'staff', deep.id)).toEqual([
      false,
      '小林有「员工账号」权限，来自：单独分配。',
      `它在「${own} / 华东一部」，是小林所在部门「${own}」的下级部门。`,
      '小林没有「查看所有下级部门员工账号」权限。可以分配的人：老赵、陈立。',
    ]);
    expect((await told(clerk.id, 'staff', above.id)).slice(2)).toEqual([
      `它在「岚汐净水 / 渠道中心」，是小林所在部门「${own}」的上级：部门数据权限只向下，不向上。`,
      '小林没有「查看全企业员工账号」权限。可以分配的人：老赵、陈立。',
    ]);
    expect((await told(clerk.id, 'staff', far.id))[2]).toContain('也不在它下面');
    // By a role, and what the page then says is what the API then does.
    const role = await call(product, 'POST', '/roles', {
      ...{ ...admin, body: { name: '大区主管', permissions: head } },
    });
    await call(product, 'POST', `/roles/${role.body.id}/members`, { ...admin, body: { add: [clerk.id] } });
    expect(await told(clerk.id, 'staff', deep.id)).toEqual([
      true,
      '小林有「员工账号」权限，来自：单独分配、角色「大区主管」。',
      `它在「${own} / 华东一部」，是小林所在部门「${own}」的下级部门。`,
      '小林有「查看所有下级部门员工账号」权限，来自：角色「大区主管」。',
    ]);
    for (const one of [clerk, beside, deep, above, far, boss]) {
      const { body } = await ask(clerk.id, 'staff', one.id);
      const read = await call(product, 'GET', `/staff-members/${one.id}`, clerk.as);
      expect([one.id, read.status]).toEqual([one.id, body.visible === true ? 200 : 404]);
    }
    const english = await ask(clerk.id, 'staff', far.id, boss.as);
    expect(english.body.sentences[0].tone).toBe('yes');
    await call(product, 'PATCH', '/staff/me', { ...boss.as, body: { language: 'en' } });
    const { body } = await ask(clerk.id, 'staff', far.id, boss.as);
    expect(body.sentences[0].text).toBe(
      '小林 has the right “Staff accounts”, from: given one by one, role “大区主管”.',
    );
  });

  it('covers departments, customers, partners and interconnect users, and agrees with what each API answers', async () => {
    const suwan = await person(['crm.use', 'accounts.read'], '华东一部', '苏一');
    const other = await person(['crm.use'], '华东二部', '苏二');
    const idle = await person([], '华东二部', '苏三');
    const contact = { name: '路人', mobile: '15400000098', email: 'luren@example.com' };
    const actor = {
      ...{ enterpriseId: callers.upstreamId, personId: suwan.id, name: 'Test', requestId: 'test' },
      ...{
        departmentIds: new Set<string>(),
        permissions: new Set(['crm.use', 'crm.manage']),
        locale: 'zh-CN' as const,
      },
    };
    const make = (kind: 'customer' | 'partner', name: string, phone: string, owner: 'self' | 'pool') =>
      product.server.crm.parties.create(
        em(),
        actor,
        kind,
        createPartySchema.parse({
          ...{ name, phone, classKey: 'other', importance: 'low', contact },
          ...(owner === 'pool' ? { owner: 'pool' } : {}),
        }),
      );
    const owned = await make('customer', '有主客户', '0571-10000001', 'self');
    const pooled = await make('customer', '公海客户', '0571-10000002', 'pool');
    const partner = await make('partner', '伙伴', '0571-10000003', 'self');
    const user = await em().findOneOrFail(InterconnectUser, { name: '唐玉' });
    expect(await told(suwan.id, 'customer', owned)).toEqual([
      true,
      '苏一有「使用客户」权限，来自：单独分配。',
      '苏一是负责人，能看到自己负责的。',
    ]);
    expect((await told(other.id, 'customer', owned)).slice(0, 3)).toEqual([
      false,
      '苏二有「使用客户」权限，来自：单独分配。',
      '负责人是苏一，不是苏二。',
    ]);
    expect((await told(idle.id, 'customer', pooled))[0]).toBe(false);
    expect((await told(idle.id, 'interconnect_user', user.id))[1]).toContain('没有「查看互联用户」权限');
    const apis = {
      staff: '/staff-members',
      department: '/departments',
      customer: '/customers',
      partner: '/partners',
      interconnect_user: '/interconnect-users',
    } as const;
    const records = [
      ...[['customer', owned] as const, ['customer', pooled] as const, ['partner', partner] as const],
      ...[['department', departments['华东大区'] ?? ''] as const, ['interconnect_user', user.id] as const],
    ];
    for (const who of [suwan, other, idle])
      for (const [kind, id] of records) {
        const { body } = await ask(who.id, kind, id);
        const read = await call(product, 'GET', `${apis[kind]}/${id}`, who.as);
        expect([kind, read.status === 200]).toEqual([kind, body.visible]);
      }
    // Chats are none before an account keeps them (chats/explain.test.ts).
    for (const kind of explainableKinds.filter((one) => one !== 'chat')) {
      const found = await call(product, 'GET', `/explainable-records/${kind}`, admin);
      expect([kind, found.status, found.body.items.length > 0]).toEqual([kind, 200, true]);
    }
  });

  it('tells nobody of people or records that he does not see himself, and needs «set authorisation»', async () => {
    const east = await person(head, '华东大区', '东主管');
    const near = await person([], '华东一部', '近');
    const far = await person([], '华南大区', '万里之外');
    const nothing = '01890000-0000-7000-8000-000000000000';
    expect((await ask(near.id, 'staff', near.id, east.as)).status).toBe(200);
    const plain = async (staffId: string, kind: string, id: string) => {
      const { status, body } = await ask(staffId, kind, id, east.as);
      return [status, body.error.code, body.error.message];
    };
    const unknown = await plain(near.id, 'staff', nothing);
    expect(unknown.slice(0, 2)).toEqual([404, 'not_found']);
    expect(await plain(near.id, 'staff', far.id)).toEqual(unknown);
    expect(await plain(far.id, 'staff', near.id)).toEqual(unknown);
    expect(await plain(near.id, 'department', departments['华东一部'] ?? '')).toEqual(unknown);
    const user = await em().findOneOrFail(InterconnectUser, { name: '唐玉' });
    expect(await plain(near.id, 'interconnect_user', user.id)).toEqual(unknown);
    const found = async (kind: string) =>
      (
        await call(
          product,
          'GET',
          `/explainable-records/${kind}?search=${encodeURIComponent('万里')}`,
          east.as,
        )
      ).body.items;
    expect(await found('staff')).toEqual([]);
    expect(await found('customer')).toEqual([]);
    // Who can give a right is named of those in sight alone: the admin above is not.
    const { body } = await ask(near.id, 'staff', east.id, east.as);
    expect(body.sentences[0].text).toContain('可以分配的人：东主管');
    const without = await person(
      head.filter((right) => right !== 'authorisation.set'),
      '华东大区',
    );
    const refused = await ask(near.id, 'staff', near.id, without.as);
    expect([refused.status, refused.body.error.code]).toEqual([403, 'permission.denied']);
  });

  it('says of who was disabled that he sees nothing, whatever he holds', async () => {
    const gone = await person(head, '华东大区', '离职');
    await call(product, 'POST', `/staff-members/${gone.id}/disable`, admin);
    const said = await told(gone.id, 'staff', gone.id);
    expect(said.slice(0, 2)).toEqual([false, '离职的账号已停用，登录不了，什么也看不到。']);
  });
});
