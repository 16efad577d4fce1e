import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { companyPermissions } from '../../../config/permissions.ts';
import { presetRoles } from '../../../config/staff-roles.ts';
import { newId } from '../../kernel/ids.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, settle, type Answer } from '../../testing/people.ts';
import { StaffRole, StaffRoleMember } from '../access/role.entity.ts';
import { ExtendedField, ExtendedValue } from '../crm/fields/field.entity.ts';
import { Connection } from '../enterprises/enterprise.entity.ts';
import { AutoReplyRule } from '../messaging/auto-reply/auto-reply.entity.ts';
import { OperationRecord } from '../records/record.entity.ts';

const told = ({ status, body }: Answer) => [status, body.error?.code];
const role = (name: string, permissions: readonly string[], more: object = {}) => ({
  ...{ name, note: '', preset: '', permissions, ...more },
});
const field = (name: string, fieldType: string, more: object = {}) => ({
  ...{ name, object: 'customer', fieldType, options: [], tips: '', ...more },
});
const rule = (words: string, replies: string[], more: object = {}) => ({
  ...{ words, pattern: 'equals_any', replies, enabled: true, ...more },
});

describe('parts of configuration packages that hold a list', () => {
  let product: Installation;
  let callers: Callers;
  let template: Credentials;
  let templateId: string;
  let targets: { connectionId: string; downstreamId: string }[];
  const em = () => product.server.db.acrossTenants('operator: seed');
  const post = (who: Credentials, path: string, body?: object) =>
    call(product, 'POST', path, { ...who, ...(body === undefined ? {} : { body }) });
  const get = async (path: string) => (await call(product, 'GET', path, template)).body;

  async function enter(url: string): Promise<Credentials> {
    const code = new URL(url).searchParams.get('code');
    const answer = await call(product, 'POST', '/sessions/staff-link', { body: { code } });
    return { cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
  }
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    const form = { name: '岚汐样板企业', legalName: '岚汐样板有限公司' };
    const made = (await post(await callers.as('admin'), '/template-enterprises', form)).body;
    templateId = made.template.id;
    template = await enter(made.entry.url);
    const found = (await get('/package-targets')).items;
    targets = await Promise.all(
      found.map(async ({ connectionId }: { connectionId: string }) => ({
        connectionId,
        downstreamId: (await em().findOneOrFail(Connection, { id: connectionId })).downstreamId,
      })),
    );
  });
  afterAll(() => product.end());

  const at = (index: number) => targets[index] ?? { connectionId: '', downstreamId: '' };
  const make = (parts: object[], who = template) => post(who, '/packages', { name: '清单', parts });
  const wish = (index: number, more: object = {}) => ({
    ...{ revision: 1, connectionIds: [at(index).connectionId], ...more },
  });
  const idOf = async (parts: object[]): Promise<string> => {
    const made = await make(parts);
    expect(told(made)).toEqual([201, undefined]);
    return made.body.id;
  };
  const dryRun = async (id: string, index: number, more: object = {}) =>
    (await post(template, `/packages/${id}/dry-run`, wish(index, more))).body.targets[0];
  /** Both tell the same. */
  async function push(id: string, index: number, more: object = {}) {
    const tried = await dryRun(id, index, more);
    const { id: pushId } = (await post(template, `/packages/${id}/pushes`, wish(index, more))).body;
    await settle(product);
    const [result] = (await get(`/package-pushes/${pushId}`)).targets;
    expect(result).toMatchObject({ reason: tried.reason, changes: tried.changes });
    expect(result.state).toBe(tried.outcome === 'change' ? 'applied' : tried.outcome);
    return result;
  }
  const roleAt = (index: number, name: string) =>
    em().findOne(StaffRole, { enterpriseId: at(index).downstreamId, name });
  const fieldAt = (index: number, name: string) =>
    em().findOne(ExtendedField, { enterpriseId: at(index).downstreamId, name });
  const putField = (enterpriseId: string, values: Partial<ExtendedField>) =>
    em().insert(ExtendedField, {
      ...{ id: newId(), enterpriseId, object: 'customer' as const, name: '', type: 'text' as const },
      ...{ tips: '', options: [] },
      ...{ departmentIds: [], usable: true, place: 1, createdAt: new Date(), version: 1, ...values },
    });

  it('offers presets, public fields and public rules of the template, and says what stays at home', async () => {
    await putField(templateId, { name: '行业', type: 'radio', options: ['零售'] });
    await putField(templateId, { name: '本部门的', departmentIds: [newId()] });
    await putField(templateId, { name: '停用的', usable: false });
    const parts = (await get('/package-parts')).items;
    const of = (key: string) => parts.find((part: { key: string }) => part.key === key);
    expect(of('staff_roles').items.map(({ preset }: { preset: string }) => preset)).toEqual(
      Object.keys(presetRoles),
    );
    expect(of('staff_roles').hint).toContain('成员由各企业自己安排');
    const rights = of('staff_roles').fields.find(({ kind }: { kind: string }) => kind === 'rights');
    expect(rights.choices.map(({ value }: { value: string }) => value)).not.toContain('prices.manage');
    expect(of('extended_fields').items).toEqual([field('行业', 'radio', { options: ['零售'] })]);
    expect(of('extended_fields').hint).toContain('部门字段');
    const made = await make([{ key: 'extended_fields' }]);
    expect(made.body.content[0].items).toHaveLength(1);
  });

  it('adds a role without members, finds nothing to do the second time, and deletes none', async () => {
    const own = role('门店经理', ['crm.use', 'accounts.read'], { note: '管一家店' });
    const id = await idOf([{ key: 'staff_roles', items: [own] }]);
    const { changes, outcome } = await dryRun(id, 0);
    expect(outcome).toBe('change');
    expect(changes).toContainEqual(
      expect.objectContaining({
        item: { key: 'name:门店经理', name: '门店经理', added: true },
        ...{ label: '权限', before: [], after: ['查看互联用户', '使用客户'] },
      }),
    );
    expect(await roleAt(0, '门店经理')).toBeNull();
    await push(id, 0);
    const made = await roleAt(0, '门店经理');
    expect(made).toMatchObject({ permissions: ['accounts.read', 'crm.use'], note: '管一家店' });
    expect(await em().count(StaffRoleMember, { roleId: made?.id ?? '' })).toBe(0);
    const { downstreamId: enterpriseId } = at(0);
    const record = await em().findOneOrFail(OperationRecord, { enterpriseId, action: 'package.applied' });
    expect(record.after).toMatchObject({
      staff_roles: { 门店经理: { note: '管一家店', permissions: ['accounts.read', 'crm.use'] } },
    });
    // Presets are there besides, as if somebody had looked.
    expect(await roleAt(0, '财务')).not.toBeNull();
    expect((await push(id, 0)).state).toBe('no_change');
    await push(await idOf([{ key: 'staff_roles', items: [role('另一个', []), role('__proto__', [])] }]), 0);
    expect(await roleAt(0, '__proto__')).not.toBeNull();
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(await roleAt(0, '门店经理')).not.toBeNull();
  });

  it('matches a preset as a preset, whatever it is called there', async () => {
    const finance = role('财务', ['quota.read'], { preset: 'finance' });
    const id = await idOf([{ key: 'staff_roles', items: [finance] }]);
    await em().nativeUpdate(
      StaffRole,
      { enterpriseId: at(0).downstreamId, preset: 'finance' },
      { name: '出纳' },
    );
    const { changes } = await dryRun(id, 0);
    expect(changes.map(({ field: one, after }: { field: string; after: unknown }) => [one, after])).toEqual([
      ['name', '财务'],
      ['permissions', ['查看互联额度']],
    ]);
    await push(id, 0);
    expect(await roleAt(0, '出纳')).toBeNull();
    // A name that another role there has is nobody's to take.
    const taken = role('门店经理', ['quota.read'], { preset: 'finance' });
    const refused = await push(await idOf([{ key: 'staff_roles', items: [taken] }]), 0);
    expect(refused).toMatchObject({ state: 'failed', reason: expect.stringContaining('门店经理') });
  });

  it('lets nobody give by a push what he does not own, nor what no enterprise can have', async () => {
    const parts = (permissions: string[]) => [{ key: 'staff_roles', items: [role('越权', permissions)] }];
    expect(told(await make(parts(['prices.manage'])))).toEqual([422, 'package.role_right']);
    expect(told(await make(parts(['packages.manage'])))).toEqual([422, 'package.role_right']);
    const rights = ['template.manage', 'crm.use', 'quota.read'];
    const packerId = await callers.putStaff(callers.upstreamId, 'packer', rights);
    const packer = await callers.staffSession(callers.upstreamId, packerId);
    const inside = await enter((await post(packer, `/template-enterprises/${templateId}/enter`)).body.url);
    expect(told(await make(parts(['crm.manage']), inside))).toEqual([403, 'role.beyond_own']);
    const made = await make(parts(['crm.use', 'quota.read']), inside);
    expect(told(made)).toEqual([201, undefined]);
    // What he lost since he packed it he cannot push.
    await callers.putStaff(callers.upstreamId, 'packer', ['template.manage', 'crm.use']);
    const tried = await post(inside, `/packages/${made.body.id}/dry-run`, wish(0));
    expect(tried.body.targets[0]).toMatchObject({ outcome: 'failed', changes: [] });
    const pushed = await post(inside, `/packages/${made.body.id}/pushes`, wish(0));
    await settle(product);
    const [result] = (await get(`/package-pushes/${pushed.body.id}`)).targets;
    expect(result).toMatchObject({ state: 'failed', reason: expect.stringContaining('越权') });
    expect(await roleAt(0, '越权')).toBeNull();
    // Nor can he take away what he does not own: the admin’s role is changed by the admin.
    const less = [{ key: 'staff_roles', items: [role('门店经理', ['crm.use'])] }];
    const lesser = await make(less, inside);
    const taking = await post(inside, `/packages/${lesser.body.id}/dry-run`, wish(0));
    expect(taking.body.targets[0].outcome).toBe('failed');
    expect((await dryRun(await idOf(less), 0)).outcome).toBe('change');
  });

  it('brings no right to those in a role that nobody there holds, and takes no last one', async () => {
    const { downstreamId } = at(1);
    const parts = (permissions: string[]) => [{ key: 'staff_roles', items: [role('店员', permissions)] }];
    await push(await idOf(parts(['crm.use'])), 1);
    const clerk = await callers.putStaff(downstreamId, 'clerk', []);
    const made = await roleAt(1, '店员');
    await em().insert(StaffRoleMember, {
      ...{ id: newId(), enterpriseId: downstreamId, roleId: made?.id ?? '', staffId: clerk },
      addedAt: new Date(),
    });
    const more = await idOf(parts(['crm.use', 'orders.manage']));
    const rights = ['orders.manage'];
    const held = await product.server.staff.heldByNobody(em(), downstreamId, companyPermissions);
    expect(held).toEqual(expect.arrayContaining(rights));
    expect(await push(more, 1)).toMatchObject({ state: 'failed', reason: expect.stringContaining('店员') });
    expect((await roleAt(1, '店员'))?.permissions).toEqual(['crm.use']);
    await callers.putStaff(downstreamId, 'boss', rights);
    expect((await push(more, 1)).state).toBe('applied');
    await callers.putStaff(downstreamId, 'boss', []);
    expect((await push(await idOf(parts(['crm.use'])), 1)).state).toBe('failed');
  });

  it('adds and changes public fields, and refuses what would not fit, nothing half-done', async () => {
    const { downstreamId } = at(0);
    await putField(downstreamId, { name: '他们的', place: 7 });
    const items = [
      field('等级', 'radio', { options: ['甲', '乙'] }),
      field('等级', 'text', { object: 'contact' }),
    ];
    const id = await idOf([{ key: 'extended_fields', items }]);
    const { changes } = await dryRun(id, 0);
    expect(changes).toContainEqual(
      expect.objectContaining({
        label: '字段类型',
        after: '单选',
        item: expect.objectContaining({ name: '等级' }),
      }),
    );
    await push(id, 0);
    expect((await push(id, 0)).state).toBe('no_change');
    expect(await em().count(ExtendedField, { enterpriseId: downstreamId, name: '等级' })).toBe(2);
    expect(await fieldAt(0, '他们的')).not.toBeNull();
    const made = await em().findOneOrFail(ExtendedField, {
      ...{ enterpriseId: downstreamId, name: '等级', object: 'customer' },
    });
    expect(made).toMatchObject({ departmentIds: [], usable: true, place: 8 });
    // What was chosen there a push does not delete; an option that nobody chose may go.
    await em().insert(ExtendedValue, {
      ...{ id: newId(), enterpriseId: downstreamId, fieldId: made.id, ownerId: newId(), partyId: newId() },
      content: '乙',
    });
    const options = (some: string[]) => [
      { key: 'extended_fields', items: [field('等级', 'radio', { options: some })] },
    ];
    const lost = await push(await idOf(options(['甲'])), 0);
    expect(lost).toMatchObject({ state: 'failed', reason: expect.stringContaining('1') });
    expect((await push(await idOf(options(['乙', '丙'])), 0)).state).toBe('applied');
    // Another type refuses its part and all others, by name.
    const mixed = [
      { key: 'staff_roles', items: [role('不该有', [])] },
      { key: 'extended_fields', items: [field('新的', 'text'), field('等级', 'number')] },
    ];
    for (const onEdited of ['overwrite', 'keep'])
      expect(await push(await idOf(mixed), 0, { onEdited })).toMatchObject({
        ...{ state: 'failed', reason: expect.stringContaining('「等级」') },
      });
    expect(await fieldAt(0, '新的')).toBeNull();
    expect(await roleAt(0, '不该有')).toBeNull();
    await putField(downstreamId, { name: '部门的', departmentIds: [newId()] });
    const department = await push(
      await idOf([{ key: 'extended_fields', items: [field('部门的', 'text')] }]),
      0,
    );
    expect(department).toMatchObject({ state: 'failed', reason: expect.stringContaining('部门字段') });
  });

  it('keeps what they changed or deleted since, or overwrites it, as is chosen', async () => {
    const id = await idOf([
      { key: 'extended_fields', items: [field('区域', 'text', { tips: '省' }), field('来源', 'text')] },
    ]);
    await push(id, 0);
    const of = { enterpriseId: at(0).downstreamId };
    await em().nativeUpdate(ExtendedField, { ...of, name: '区域' }, { tips: '市' });
    await em().nativeDelete(ExtendedField, { ...of, name: '来源' });
    const kept = await push(id, 0, { onEdited: 'keep' });
    expect(kept.state).toBe('no_change');
    expect(kept.changes).toEqual([
      expect.objectContaining({ field: 'tips', before: '市', edited: true, kept: true }),
      expect.objectContaining({ field: 'name', after: '来源', edited: true, kept: true }),
    ]);
    expect(await fieldAt(0, '来源')).toBeNull();
    expect((await push(id, 0)).state).toBe('applied');
    expect(await fieldAt(0, '来源')).not.toBeNull();
    expect((await fieldAt(0, '区域'))?.tips).toBe('省');
  });

  it('pushes public auto replies, which answer in all service accounts, and leaves private ones alone', async () => {
    const of = { enterpriseId: at(0).downstreamId };
    const mine = { ...of, words: '营业时间', pattern: 'equals_any' as const, enabled: true };
    const accounts = [newId()];
    const when = { createdAt: new Date(), updatedAt: new Date(), version: 1 };
    const put = (ownerId: string | null) =>
      em().insert(AutoReplyRule, {
        ...{ id: newId(), ...mine, ownerId, replies: ['自己的'], channelAccountIds: accounts, ...when },
      });
    await put(newId());
    await put(null);
    const items = [rule('营业时间', ['九点到六点']), rule('退货|换货', ['请填写退货单', '三天内回复'])];
    const id = await idOf([{ key: 'auto_replies', items }]);
    await push(id, 0);
    expect((await push(id, 0)).state).toBe('no_change');
    const rows = await em().find(AutoReplyRule, of, { orderBy: { id: 'asc' } });
    expect(rows.map(({ replies, channelAccountIds }) => [replies, channelAccountIds])).toEqual([
      [['自己的'], accounts],
      [['九点到六点'], accounts],
      [['请填写退货单', '三天内回复'], []],
    ]);
    const twice = [rule('退货|换货', ['一']), rule('换货 | 退货', ['二'])];
    expect(told(await make([{ key: 'auto_replies', items: twice }]))).toEqual([422, 'package.item_twice']);
    expect(told(await make([{ key: 'auto_replies', items: [] }]))).toEqual([422, 'package.part_empty']);
    expect(
      told(await make([{ key: 'auto_replies', items: [{ ...rule('x', ['y']), kind: 'private' }] }])),
    ).toEqual([422, 'package.part_invalid']);
  });
});
