import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { limits } from '../../../config/limits.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, type Answer } from '../../testing/people.ts';
import { Delivery } from '../messaging/messaging.entity.ts';
import { OperationRecord } from '../records/record.entity.ts';
import { Party, PartyContact, PartyFollowUp } from './crm.entity.ts';

const told = ({ status, body }: Answer) => [status, body.error?.code];
let number = 0;
/** A customer that nobody has entered before. */
const newOne = (more: object = {}) => {
  number += 1;
  return {
    ...{ name: `杭州第${number}家客户`, phone: `0571-88${String(number).padStart(6, '0')}` },
    ...{ classKey: 'dealer', importance: 'high', source: '展会', address: '西湖区', note: '' },
    contact: {
      name: '周建国',
      mobile: '15400000001',
      email: 'zhou@example.com',
      position: '经理',
      hobby: '钓鱼',
    },
    ...more,
  };
};

describe('customers, partners and contacts', () => {
  let product: Installation;
  let callers: Callers;
  let one: Credentials;
  let other: Credentials;
  let manager: Credentials;
  const ids = { one: '', other: '', manager: '' };
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    ids.one = await callers.putStaff(callers.upstreamId, 'xiaoshou-yi', ['crm.use']);
    ids.other = await callers.putStaff(callers.upstreamId, 'xiaoshou-er', ['crm.use']);
    ids.manager = await callers.putStaff(callers.upstreamId, 'jingli', ['crm.use', 'crm.manage']);
    one = await callers.staffSession(callers.upstreamId, ids.one);
    other = await callers.staffSession(callers.upstreamId, ids.other);
    manager = await callers.staffSession(callers.upstreamId, ids.manager);
  });
  afterAll(() => product.end());

  const em = () => product.server.db.tenant(callers.upstreamId);
  const get = (who: Credentials, path: string, locale?: 'en') =>
    call(product, 'GET', path, { ...who, ...(locale === undefined ? {} : { locale }) });
  const post = (who: Credentials, path: string, body: object = {}) =>
    call(product, 'POST', path, { ...who, body });
  const patch = (
    who: Credentials,
    path: string,
    version: number,
    body: object,
    method: 'PATCH' | 'PUT' = 'PATCH',
  ) => call(product, method, path, { ...who, body, headers: { 'if-match': `"${version}"` } });
  const enter = async (who: Credentials, more: object = {}) => {
    const answer = await post(who, '/customers', newOne(more));
    expect(told(answer)).toEqual([201, undefined]);
    return answer.body;
  };
  const namesIn = async (who: Credentials, query: string) =>
    (await get(who, `/customers?${query}`)).body.items.map(({ name }: { name: string }) => name);

  it('is refused without phone, importance, class, or the contact’s mobile and e-mail, and names them all', async () => {
    const blank = newOne({ phone: '', importance: '', classKey: '', contact: { name: '周建国' } });
    const answer = await post(one, '/customers', blank);
    expect(told(answer)).toEqual([422, 'crm.fields']);
    expect(answer.body.error.details.fields).toBe(
      'phone=missing,classKey=missing,importance=missing,contact.mobile=missing,contact.email=missing',
    );
    expect(answer.body.error.message).toBe('请补全或更正：电话、分类、重要程度、联系人手机、联系人邮箱。');
    for (const [field, problem, more] of [
      ['phone', 'invalid', { phone: '电话不知道' }],
      ['classKey', 'invalid', { classKey: 'no-such' }],
      ['stage', 'invalid', { stage: 'friend' }],
      ['name', 'invalid', { name: '···' }],
      ['contact.mobile', 'invalid', { contact: { ...newOne().contact, mobile: '0571-88886666' } }],
      ['contact.email', 'invalid', { contact: { ...newOne().contact, email: 'zhou@' } }],
    ] as const) {
      const refused = await post(one, '/customers', newOne(more));
      expect([refused.body.error?.code, refused.body.error?.details.fields]).toEqual([
        'crm.fields',
        `${field}=${problem}`,
      ]);
    }
    const made = await enter(one);
    expect(told(await patch(one, `/customers/${made.id}`, made.version, { phone: '' }))).toEqual([
      422,
      'crm.fields',
    ]);
    expect(told(await patch(one, `/customers/${made.id}`, made.version, { stage: '' }))).toEqual([
      422,
      'crm.fields',
    ]);
    const noMobile = { ...newOne().contact, mobile: '' };
    expect(told(await post(one, `/customers/${made.id}/contacts`, noMobile))).toEqual([422, 'crm.fields']);
  });

  it('is seen by its owner and who manages customers, and by no other salesperson in list, search or id', async () => {
    const made = await enter(one, { name: '只有一看得见' });
    expect(made).toMatchObject({
      ...{
        stage: 'target',
        class: { key: 'dealer', label: '经销客户' },
        phoneMasked: expect.stringMatching(/^057\*{4}\d{4}$/),
      },
      owner: { id: ids.one, state: 'active' },
      contacts: [
        { name: '周建国', mobileMasked: '154****0001', emailMasked: 'z***@example.com', hobby: '钓鱼' },
      ],
    });
    expect(await namesIn(one, 'search=只有一')).toEqual(['只有一看得见']);
    expect(await namesIn(manager, 'scope=all&search=只有一')).toEqual(['只有一看得见']);
    for (const scope of ['mine', 'pool', 'all'])
      expect(await namesIn(other, `scope=${scope}&search=只有一`)).toEqual([]);
    for (const path of [`/customers/${made.id}`, `/customers/${made.id}/follow-ups`, `/partners/${made.id}`])
      expect(told(await get(other, path))).toEqual([404, 'not_found']);
    expect(told(await patch(other, `/customers/${made.id}`, 1, { note: 'x' }))).toEqual([404, 'not_found']);
    for (const verb of ['reveal', 'bin', 'follow-ups', 'contacts'])
      expect(
        (
          await post(
            other,
            `/customers/${made.id}/${verb}`,
            verb === 'follow-ups' ? { text: 'x' } : verb === 'contacts' ? newOne().contact : {},
          )
        ).status,
      ).toBe(404);
    expect(told(await get(other, '/customers?scope=bin'))).toEqual([403, 'permission.denied']);
    expect(told(await get(await callers.as('foreign'), `/customers/${made.id}`))).toEqual([404, 'not_found']);
    expect(told(await get(await callers.as('powerless'), '/customers'))).toEqual([403, 'permission.denied']);
    expect((await post(one, `/customers/${made.id}/reveal`)).body).toMatchObject({
      phone: expect.stringMatching(/^0571\d{8}$/),
      contacts: [{ mobile: '15400000001', email: 'zhou@example.com' }],
    });
    const look = await em().findOneOrFail(OperationRecord, {
      action: 'crm.phones_read',
      target: `customer:${made.id}`,
    });
    expect(look.actor).toBe(`staff:${ids.one}`);
  });

  it('stays with who entered it first: the same name or number is refused, and the owner named', async () => {
    const made = await enter(one, { name: '绍兴清泉（示例）公司', phone: '+86 0575-8800 1234' });
    for (const [field, more] of [
      ['name', { name: '绍兴 清泉(示例)公司' }],
      ['phone', { phone: '0575 88001234' }],
      ['phone', { phone: '０５７５８８００１２３４转801' }],
    ] as const) {
      const answer = await post(other, '/customers', newOne(more));
      expect(told(answer)).toEqual([409, 'crm.duplicate']);
      expect(answer.body.error.details).toMatchObject({ field, owner: 'xiaoshou-yi', id: made.id });
      expect(answer.body.error.message).toContain('xiaoshou-yi');
    }
    // As a partner it is another matter: an agent may buy, too.
    expect(
      (await post(other, '/partners', newOne({ classKey: 'agent', name: '绍兴清泉（示例）公司' }))).status,
    ).toBe(201);
    const second = await enter(other);
    const renamed = await patch(other, `/customers/${second.id}`, second.version, {
      name: '绍兴清泉(示例)公司',
    });
    expect(told(renamed)).toEqual([409, 'crm.duplicate']);
    expect((await patch(one, `/customers/${made.id}`, made.version, { note: '自己改自己' })).status).toBe(
      200,
    );
  });

  it('comes in once when two enter it at the same time', async () => {
    for (let round = 0; round < 3; round += 1) {
      const same = newOne();
      const answers = await Promise.all([one, other, manager].map((who) => post(who, '/customers', same)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
      expect(answers.flatMap(({ body }) => (body.error === undefined ? [] : [body.error.code]))).toEqual([
        'crm.duplicate',
        'crm.duplicate',
      ]);
      expect(await em().count(Party, { name: same.name })).toBe(1);
    }
  });

  it('keeps the history of stage and class with who and when, and refuses who saves over another', async () => {
    const made = await enter(one);
    const path = `/customers/${made.id}`;
    const moved = await patch(one, path, made.version, { stage: 'intention', classKey: 'project' });
    expect(moved.body).toMatchObject({ stage: 'intention', class: { label: '工程客户' } });
    expect(told(await patch(manager, path, made.version, { note: '晚了' }))).toEqual([
      409,
      'conflict.version',
    ]);
    await patch(manager, path, moved.body.version, { stage: 'deal' });
    const steps = (await get(one, path)).body.changes.map(
      ({ what, from, to, byName }: Record<string, string>) => [what, from, to, byName],
    );
    expect(steps).toEqual([
      ['stage', '意向', '成交', 'jingli'],
      ['class', '经销客户', '工程客户', 'xiaoshou-yi'],
      ['stage', '目标', '意向', 'xiaoshou-yi'],
      ['owner', null, 'xiaoshou-yi', 'xiaoshou-yi'],
      ['class', null, '经销客户', 'xiaoshou-yi'],
      ['stage', null, '目标', 'xiaoshou-yi'],
    ]);
    const record = await em().findOneOrFail(OperationRecord, {
      action: 'crm.changed',
      target: `customer:${made.id}`,
    });
    expect([record.before['stage'], record.after['stage']]).toEqual(['target', 'intention']);
    const both = await Promise.all(
      ['甲', '乙'].map((note) => patch(one, path, Number(moved.body.version) + 1, { note })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('takes follow-ups that nobody changes, and more contacts, of which one stays', async () => {
    const made = await enter(one, { classKey: 'direct' });
    const path = `/customers/${made.id}`;
    expect(Date.parse(made.contactDueAt) - Date.parse(made.createdAt)).toBe(7 * 86_400_000);
    const noted = (await post(one, `${path}/follow-ups`, { text: '已电话联系,下周拜访' })).body;
    expect(noted.followUps).toMatchObject([{ text: '已电话联系,下周拜访', byName: 'xiaoshou-yi' }]);
    expect(noted.contactDueAt > made.contactDueAt).toBe(true);
    expect(noted.version).toBe(made.version);
    const scope = em();
    const row = await scope.findOneOrFail(PartyFollowUp, { partyId: made.id });
    row.text = '改过';
    await expect(scope.flush()).rejects.toThrow('stays told');
    const more = await post(one, `${path}/contacts`, {
      name: '李静',
      mobile: '15400000002',
      email: 'li@example.com',
    });
    const [first, second] = more.body.contacts;
    const changed = await patch(
      one,
      `${path}/contacts/${second.id}`,
      second.version,
      { ...newOne().contact, name: '李静静' },
      'PUT',
    );
    expect(changed.body.contacts[1]).toMatchObject({ name: '李静静', version: 2 });
    expect(told(await patch(one, `${path}/contacts/${second.id}`, 1, newOne().contact, 'PUT'))).toEqual([
      409,
      'conflict.version',
    ]);
    const removed = await Promise.all(
      [first, second].map(({ id }) => post(one, `${path}/contacts/${id}/remove`)),
    );
    expect(removed.map(told).sort()).toEqual([
      [200, undefined],
      [409, 'crm.last_contact'],
    ]);
  });

  it('outlives who left: his are shown as such, handed over together, and none is lost', async () => {
    const leaver = await callers.putStaff(callers.upstreamId, 'yao-zou', ['crm.use']);
    const his = await callers.staffSession(callers.upstreamId, leaver);
    const made = [await enter(his), await enter(his), await enter(his)];
    await post(his, `/customers/${made[2].id}/bin`);
    expect(
      told(await post(other, '/customers/hand-over', { fromOwnerId: leaver, ownerId: ids.other })),
    ).toEqual([403, 'permission.denied']);
    await callers.putStaff(callers.upstreamId, 'yao-zou', ['crm.use'], false);
    const left = (await get(manager, `/customers?scope=left&ownerId=${leaver}`)).body.items;
    expect(left.map(({ owner }: { owner: { state: string } }) => owner.state)).toEqual(['left', 'left']);
    expect((await get(manager, '/customers/owners')).body.items).toContainEqual({
      id: leaver,
      name: 'yao-zou',
      state: 'left',
    });
    expect(told(await post(one, '/customers', newOne({ name: made[0].name })))).toEqual([
      409,
      'crm.duplicate_left',
    ]);
    expect(told(await post(manager, '/customers/hand-over', { ids: [made[0].id], ownerId: leaver }))).toEqual(
      [422, 'crm.owner_unknown'],
    );
    const done = await post(manager, '/customers/hand-over', { fromOwnerId: leaver, ownerId: ids.other });
    expect([done.status, done.body]).toEqual([200, { count: 3 }]);
    expect(await em().count(Party, { ownerId: leaver })).toBe(0);
    const seen = (await get(other, `/customers/${made[0].id}`)).body;
    expect(seen.changes[0]).toMatchObject({
      what: 'owner',
      from: 'yao-zou',
      to: 'xiaoshou-er',
      byName: 'jingli',
    });
  });

  it('goes back to the pool and is claimed by one of two who tap at once', async () => {
    const made = await enter(one);
    expect(told(await post(other, '/customers/hand-over', { ids: [made.id], ownerId: ids.other }))).toEqual([
      404,
      'not_found',
    ]);
    expect((await post(one, '/customers/hand-over', { ids: [made.id], ownerId: null })).body).toEqual({
      count: 1,
    });
    expect(await namesIn(other, 'scope=pool')).toContain(made.name);
    expect((await get(other, `/customers/${made.id}`)).body.can).toEqual({
      edit: false,
      claim: true,
      handOver: false,
      bin: false,
      restore: false,
    });
    expect(told(await patch(other, `/customers/${made.id}`, 2, { note: 'x' }))).toEqual([403, 'crm.not_own']);
    expect(told(await post(other, '/customers', newOne({ name: made.name })))).toEqual([
      409,
      'crm.duplicate_pool',
    ]);
    const both = await Promise.all([one, other].map((who) => post(who, `/customers/${made.id}/claim`)));
    expect(both.map(told).sort()).toEqual([
      [200, undefined],
      [409, 'crm.taken'],
    ]);
    expect(await namesIn(manager, 'scope=pool')).not.toContain(made.name);
  });

  it('goes to the bin, frees its name, comes back unless another took it, and is erased in time', async () => {
    const made = await enter(one);
    expect((await post(one, `/customers/${made.id}/bin`)).status).toBe(200);
    expect(told(await get(one, `/customers/${made.id}`))).toEqual([404, 'not_found']);
    expect(told(await post(one, `/customers/${made.id}/restore`))).toEqual([403, 'permission.denied']);
    expect(await namesIn(manager, `scope=bin&search=${made.name}`)).toEqual([made.name]);
    expect(told(await patch(manager, `/customers/${made.id}`, made.version, { note: 'x' }))).toEqual([
      409,
      'crm.binned',
    ]);
    const again = await enter(other, { name: made.name });
    expect(told(await post(manager, `/customers/${made.id}/restore`))).toEqual([409, 'crm.duplicate']);
    await post(other, `/customers/${again.id}/bin`);
    const back = await post(manager, `/customers/${made.id}/restore`);
    expect(back.body).toMatchObject({ name: made.name, owner: { id: ids.one }, binnedAt: null });
    // A month later the other one is gone with its contacts, this one is not.
    const long = new Date(product.server.clock.now().getTime() - limits.crmBinKeepMs - 1000);
    await em().nativeUpdate(Party, { id: again.id }, { binnedAt: long });
    expect(await product.server.crm.parties.sweep(product.server.db.acrossTenants('work: sweep'))).toBe(1);
    expect([
      await em().count(Party, { id: again.id }),
      await em().count(PartyContact, { partyId: again.id }),
    ]).toEqual([0, 0]);
    expect(await em().count(OperationRecord, { action: 'crm.erased', target: `customer:${again.id}` })).toBe(
      1,
    );
    expect((await get(one, `/customers/${made.id}`)).status).toBe(200);
  });

  it('brings a dispute to those who manage customers, who decide it once, with an answer', async () => {
    const made = await enter(one);
    const refused = await post(other, '/customers', newOne({ name: made.name }));
    const report = `/customers/${refused.body.error.details.id}/reports`;
    expect(told(await post(one, report, { reason: '是我的' }))).toEqual([409, 'crm.own_already']);
    const reported = await post(other, report, { reason: '展会上我先接触的客户' });
    expect(reported.body).toMatchObject({
      state: 'open',
      partyName: made.name,
      reporter: { name: 'xiaoshou-er' },
    });
    expect(told(await post(other, report, { reason: '再来一次' }))).toEqual([409, 'crm.already_reported']);
    expect(
      await em().count(Delivery, { causeKey: { $like: `card:crm-report:${reported.body.id}:%` } }),
    ).toBeGreaterThanOrEqual(2);
    const waiting = (await get(manager, '/crm-reports?state=open')).body.items;
    expect(waiting.map(({ id }: { id: string }) => id)).toContain(reported.body.id);
    expect((await get(one, '/crm-reports')).body.items).toEqual([]);
    const decide = (who: Credentials, body: object) =>
      post(who, `/crm-reports/${reported.body.id}/decide`, body);
    expect(told(await decide(other, { outcome: 'reown', answer: '我说了算' }))).toEqual([
      403,
      'permission.denied',
    ]);
    const both = await Promise.all([
      decide(manager, { outcome: 'reown', answer: '以展会名单为准' }),
      decide(manager, { outcome: 'reown', answer: '以展会名单为准' }),
    ]);
    expect(both.map(told).sort()).toEqual([
      [200, undefined],
      [409, 'crm.decided'],
    ]);
    expect((await get(other, `/customers/${made.id}`)).body.owner.id).toBe(ids.other);
    expect((await get(other, '/crm-reports')).body.items[0]).toMatchObject({
      state: 'reowned',
      decidedBy: 'jingli',
      answer: '以展会名单为准',
    });
  });

  it('has classes that the enterprise keeps; one in use cannot go, and none may be left out of a record', async () => {
    const { items, version } = (await get(manager, '/customers/classes')).body;
    expect([version, items.map(({ key }: { key: string }) => key)]).toEqual([
      0,
      ['direct', 'dealer', 'project', 'other'],
    ]);
    const without = items.filter(({ key }: { key: string }) => key !== 'dealer');
    const path = '/customers/classes';
    const refused = await patch(manager, path, 0, { items: without }, 'PUT');
    expect([told(refused), refused.body.error.details.name]).toEqual([[409, 'crm.class_in_use'], '经销客户']);
    const twice = [...items, { key: 'x', name: '其他', visitDays: null }];
    expect(told(await patch(manager, path, 0, { items: twice }, 'PUT'))).toEqual([422, 'crm.class_twice']);
    expect(told(await patch(one, path, 0, { items }, 'PUT'))).toEqual([403, 'permission.denied']);
    const wished = [...items, { key: 'chain', name: '连锁门店', visitDays: 14 }];
    const saves = await Promise.all(
      [0, 0].map((from) => patch(manager, path, from, { items: wished }, 'PUT')),
    );
    expect(saves.map(told).sort()).toEqual([
      [200, undefined],
      [409, 'conflict.version'],
    ]);
    expect((await enter(one, { classKey: 'chain' })).class.label).toBe('连锁门店');
  });

  it('counts by class, stage and salesperson what a direct count finds', async () => {
    const all = { kind: 'customer', state: 'live' } as const;
    const counts = (await get(manager, '/customers/counts')).body;
    expect(counts.total).toBe(await em().count(Party, all));
    expect(counts.pool).toBe(await em().count(Party, { ...all, ownerId: null }));
    for (const { key, count } of counts.byClass)
      expect([key, count]).toEqual([key, await em().count(Party, { ...all, classKey: key })]);
    for (const { stage, count } of counts.byStage)
      expect([stage, count]).toEqual([stage, await em().count(Party, { ...all, stage })]);
    for (const { owner, count, stages } of counts.byOwner) {
      expect(count).toBe(await em().count(Party, { ...all, ownerId: owner.id }));
      for (const { stage, count: n } of stages)
        expect(n).toBe(await em().count(Party, { ...all, ownerId: owner.id, stage }));
    }
    expect(counts.byOwner.length).toBeGreaterThanOrEqual(2);
    const own = (await get(one, '/customers/counts')).body;
    expect(own.byOwner.map(({ owner }: { owner: { id: string } }) => owner.id)).toEqual([ids.one]);
    expect(own.total).toBe(
      await em().count(Party, { ...all, $or: [{ ownerId: ids.one }, { ownerId: null }] }),
    );
  });

  it('is listed page by page, newest first, and found by how a name or number begins', async () => {
    const made = [];
    for (let index = 0; index < 5; index += 1)
      made.push(
        await enter(one, {
          name: `翻页客户${index}`,
          phone: `0898-7700${index}000`,
          importance: index === 2 ? 'low' : 'high',
        }),
      );
    const pages = async (query: string) => {
      const names: string[] = [];
      let cursor = '';
      do {
        const { body } = await get(
          one,
          `/customers?${query}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        names.push(...body.items.map(({ name }: { name: string }) => name));
        cursor = body.nextCursor ?? '';
      } while (cursor !== '');
      return names;
    };
    const names = made.map(({ name }) => name);
    expect((await pages('scope=mine')).slice(0, 5)).toEqual([...names].reverse());
    expect(await pages(`search=${encodeURIComponent('翻页 客')}`)).toEqual(names);
    expect(await pages('search=0898-7700')).toEqual(names);
    expect(await pages(`search=${encodeURIComponent('翻页')}&importance=low`)).toEqual(['翻页客户2']);
    expect(await pages(`search=${encodeURIComponent('%')}`)).toEqual([]);
    expect(told(await get(one, '/customers?cursor=nonsense'))).toEqual([422, 'request.invalid']);
  });

  it('is entered into the pool, or for another owner by who may, and in the caller’s language', async () => {
    expect((await enter(one, { owner: 'pool' })).owner).toBeNull();
    expect(told(await post(one, '/customers', newOne({ owner: ids.other })))).toEqual([
      403,
      'permission.denied',
    ]);
    expect((await enter(manager, { owner: ids.other })).owner.id).toBe(ids.other);
    const nobody = await post(
      manager,
      '/customers',
      newOne({ owner: '01890000-0000-7000-8000-00000000dead' }),
    );
    expect(told(nobody)).toEqual([422, 'crm.owner_unknown']);
    const partner = await post(one, '/partners', newOne({ classKey: 'service' }));
    expect(partner.body).toMatchObject({ kind: 'partner', stage: null, class: { label: '服务商' } });
    expect(told(await post(one, '/partners', newOne({ classKey: 'service', stage: 'deal' })))).toEqual([
      422,
      'crm.fields',
    ]);
  });
});
