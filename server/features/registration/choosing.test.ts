import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { limits } from '../../../config/limits.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, corpId, messagesOf, prove, settle, signIn } from '../../testing/people.ts';
import { InterconnectEnterprise, InterconnectUser } from '../accounts/account.entity.ts';
import { Party, PartyContact } from '../crm/crm.entity.ts';
import { OperationRecord } from '../records/record.entity.ts';
import { Registration, RegistrationLook } from './registration.entity.ts';
import { openRegistrationWorld, type RegistrationWorld } from '../../testing/registration-world.ts';

let product: Installation;
let world: RegistrationWorld;
beforeAll(async () => {
  product = await startInstallation();
  world = await openRegistrationWorld(product);
});
afterAll(() => product.end());
/** A window of its own: everybody here comes from one network. */
const forgetLooks = () => inTransaction(world.mine(), (tx) => tx.nativeDelete(RegistrationLook, {}));

describe('registering with a customer that is there already', () => {
  beforeAll(async () => {
    await world.customer('宁波甬江水业', '0574-80000001');
    await world.customer('宁波甬江五金', '0574-80000002');
    await world.customer('宁波甬江电器', '0574-80000003');
    await world.customer('绍兴甬江分号', '0574-80000004');
  });
  beforeEach(async () => {
    await world.set({ ...world.preset, enterprise: { ...world.preset.enterprise, nameMode: 'existing' } });
    await world.places('enterprise', 1);
    await world.places('wechat_user', 1);
    await forgetLooks();
  });

  const namesOf = (body: { items: { name: string }[] }) => body.items.map(({ name }) => name);

  it('finds customers by exact, prefix or contained text, from the fewest characters on, and never more than set', async () => {
    const who = await world.stranger();
    expect(world.told(await world.search(who, '甬江'))).toEqual([422, 'registration.too_short']);
    expect(namesOf((await world.search(who, '宁波甬江')).body)).toEqual([]);
    expect(namesOf((await world.search(who, '宁波 甬江水业')).body)).toEqual(['宁波甬江水业']);
    await world.set({ enterprise: { match: 'prefix', most: 2 } });
    const found = await world.search(who, '宁波甬江');
    expect(namesOf(found.body)).toHaveLength(2);
    expect(Object.keys(found.body), 'no total, no further page').toEqual(['items']);
    expect(Object.keys(found.body.items[0]).sort()).toEqual(['choice', 'creditCode', 'name']);
    expect(world.told(await world.search(who, '甬江分号'))).toEqual([200, undefined]);
    expect(namesOf((await world.search(who, '甬江分号')).body)).toEqual([]);
    await world.set({ enterprise: { match: 'contains' } });
    expect(namesOf((await world.search(who, '甬江分号')).body)).toEqual(['绍兴甬江分号']);
    for (const padded of ['%%%%', '甬%%%', '甬····', '甬   江'])
      expect(world.told(await world.search(who, padded)), 'wildcards and padding do not count').toEqual([
        422,
        'registration.too_short',
      ]);
  });

  it('refuses free text, ids that were not shown, and names that were shown to somebody else', async () => {
    const who = await world.stranger();
    const other = await world.stranger();
    const before = await world.counts();
    expect(world.told(await world.register(who, { customerName: '自己写的' }))).toEqual([
      422,
      'registration.name_chosen',
    ]);
    expect(world.told(await world.register(who))).toEqual([422, 'registration.choice_invalid']);
    const hidden = await world.mine().findOneOrFail(Party, { name: '宁波甬江水业' });
    expect(world.told(await world.register(who, { choice: hidden.id }))).toEqual([
      422,
      'registration.choice_invalid',
    ]);
    const { body } = await world.search(other, '宁波甬江水业');
    expect(world.told(await world.register(who, { choice: body.items[0].choice }))).toEqual([
      422,
      'registration.choice_invalid',
    ]);
    expect(await world.counts()).toEqual(before);
  });

  it('joins the chosen customer, whose salesperson looks after it; the second of it comes into the same company', async () => {
    const customer = await world.mine().findOneOrFail(Party, { name: '宁波甬江水业' });
    const first = await world.stranger();
    const made = await world.register(first, {
      choice: (await world.search(first, '宁波甬江水业')).body.items[0].choice,
      name: '甬先生',
    });
    expect(made.body.session.me.current, JSON.stringify(made.body)).toMatchObject({
      downstreamName: '宁波甬江水业',
      manages: false,
    });
    const contact = await world.mine().findOneOrFail(PartyContact, { mobile: first.phone });
    expect([contact.partyId, contact.name]).toEqual([customer.id, '甬先生']);
    const used = (await world.figure('enterprise')).used;
    await world.places('wechat_user', 1);
    const second = await world.stranger();
    const joined = await world.register(second, {
      choice: (await world.search(second, '宁波甬江水业')).body.items[0].choice,
    });
    expect(joined.body.outcome, JSON.stringify(joined.body)).toBe('registered');
    expect((await world.figure('enterprise')).used).toBe(used);
    const [one, two] = [
      await world.mine().findOneOrFail(InterconnectUser, { phone: first.phone }),
      await world.mine().findOneOrFail(InterconnectUser, { phone: second.phone }),
    ];
    expect(two.interconnectEnterpriseId).toBe(one.interconnectEnterpriseId);
    // What a salesperson opens from this customer afterwards is this account, and no second one.
    const company = await world
      .mine()
      .findOneOrFail(InterconnectEnterprise, { id: one.interconnectEnterpriseId });
    expect([company.partyId, one.contactId]).toEqual([customer.id, contact.id]);
  });

  it('refuses a customer that went to the bin after it was shown', async () => {
    const id = await world.customer('宁波将去商行', '0574-80000009');
    const who = await world.stranger();
    const { choice } = (await world.search(who, '宁波将去商行')).body.items[0];
    await call(product, 'POST', `/customers/${id}/bin`, world.admin);
    const before = await world.counts();
    expect(world.told(await world.register(who, { choice }))).toEqual([409, 'registration.customer_gone']);
    expect(await world.counts()).toEqual(before);
  });

  it('cuts a dictionary run off, by person and by network, shows few names in all, and leaves one record', async () => {
    await world.set({ enterprise: { match: 'prefix', minLength: 2, most: 3 } });
    const who = await world.stranger();
    let [shown, looks] = [0, 0];
    for (;;) {
      const { status, body, headers } = await world.search(who, ['宁波', '绍兴'][looks % 2] ?? '');
      if (status === 429) {
        expect(body.error.code).toBe('registration.looked_often');
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
        break;
      }
      looks += 1;
      shown += namesOf(body).length;
      if (looks > 50) throw new Error('never cut off');
    }
    expect(looks).toBeLessThanOrEqual(limits.registrationLooks.perPerson);
    expect(shown).toBeLessThanOrEqual(limits.registrationNames.perPerson);
    expect((await world.search(who, '宁波')).status).toBe(429);
    const records = await world.mine().find(OperationRecord, { action: 'registration.look_up_stopped' });
    expect(records).toHaveLength(1);
    expect(records[0]?.actorName).toBe(who.phone.replace(/^(.{3}).*(.{4})$/, '$1****$2'));

    // Others from the same network have what is left of its window, and then no more.
    let total = shown;
    for (let index = 0; index < 10; index += 1) {
      const next = await world.stranger();
      for (let tries = 0; tries < 50; tries += 1) {
        const { status, body } = await world.search(next, '宁波');
        if (status === 429) break;
        total += namesOf(body).length;
      }
    }
    expect(total).toBeLessThanOrEqual(limits.registrationNames.perNetwork);
  });

  it('counts looks that come at once one after the other', async () => {
    await world.set({ enterprise: { match: 'prefix', minLength: 2, most: 3 } });
    const who = await world.stranger();
    const answers = await Promise.all(Array.from({ length: 30 }, () => world.search(who, '宁波')));
    const shown = answers.flatMap(({ body }) => body.items ?? []).length;
    expect(shown).toBeLessThanOrEqual(limits.registrationNames.perPerson);
    expect(answers.some(({ status }) => status === 429)).toBe(true);
  });
});

describe('registrations that staff look at first', () => {
  beforeAll(async () => {
    await world.set({ ...world.preset, enterprise: { ...world.preset.enterprise, review: true } });
    await world.places('enterprise', 5);
    await world.places('wechat_user', 5);
  });

  async function waiting(body: object = {}) {
    const who = await world.stranger();
    const before = await world.counts();
    const made = await world.register(who, body);
    expect(made.body, JSON.stringify(made.body)).toEqual({ outcome: 'waiting', waitsFor: 'review' });
    expect(await world.counts(), 'nothing is made yet').toEqual(before);
    const row = await world.mine().findOneOrFail(Registration, { phone: who.phone });
    return { who, id: row.id };
  }
  const decide = (id: string, verb: 'approve' | 'refuse', body: object = {}, as = world.admin) =>
    call(product, 'POST', `/registrations/${id}/${verb}`, { ...as, body });

  it('wait visibly, are told to staff, and become an account with one tap; once', async () => {
    const { who, id } = await waiting({ customerName: '待审商行' });
    await settle(product);
    expect(JSON.stringify(await messagesOf(product, `${corpId}:chenli`))).toContain('注册了账号，请审核');
    expect((await signIn(product, who.person)).me.pendingRegistration).toMatchObject({ waitsFor: 'review' });
    expect(world.told(await decide(id, 'approve', undefined, await world.callers.as('foreign')))).toEqual([
      404,
      'not_found',
    ]);
    expect(world.told(await decide(id, 'approve', undefined, await world.callers.as('powerless')))).toEqual([
      403,
      'permission.denied',
    ]);
    const { body: list } = await call(product, 'GET', '/registrations?state=pending', world.admin);
    expect(list.items[0]).toMatchObject({ id, name: '王新', customerName: '待审商行', joins: false });
    expect(JSON.stringify(list)).not.toContain(who.phone);
    const done = await decide(id, 'approve', undefined);
    expect([done.status, done.body.state], JSON.stringify(done.body)).toEqual([200, 'done']);
    expect(world.told(await decide(id, 'approve', undefined))).toEqual([409, 'registration.decided']);
    const { me } = await signIn(product, who.person);
    expect(me.current).toMatchObject({ downstreamName: '待审商行', bindingState: 'bound' });
    const record = await world.mine().findOneOrFail(OperationRecord, {
      ...{ action: 'account.registered', target: `interconnect_user:${me.current.id}` },
    });
    expect(record.actorName).toBe('陈立');
  });

  it('are refused with a reason that the person reads, and may come again', async () => {
    const { who, id } = await waiting();
    expect((await decide(id, 'refuse', { reason: ' ' })).status).toBe(422);
    const done = await decide(id, 'refuse', { reason: '请先联系业务员' });
    expect(done.body).toMatchObject({ state: 'refused', decidedByName: '陈立' });
    const { me, token } = await signIn(product, who.person);
    expect(me.pendingRegistration).toMatchObject({ waitsFor: 'nothing', reason: '请先联系业务员' });
    const again = await world.register({ token, proofId: await prove(product, who.person, token) });
    expect(again.body).toEqual({ outcome: 'waiting', waitsFor: 'review' });
  });

  it('stay as they are where no place is left, and staff are told which', async () => {
    const { who, id } = await waiting();
    await world.fill('enterprise');
    const before = await world.counts();
    const answer = await decide(id, 'approve', undefined);
    expect(world.told(answer)).toEqual([409, 'quota.exhausted']);
    expect(await world.counts()).toEqual(before);
    expect((await world.mine().findOneOrFail(Registration, { id })).state).toBe('pending');
    await world.places('enterprise', 1);
    expect((await decide(id, 'approve', undefined)).body.state).toBe('done');
    expect((await signIn(product, who.person)).me.current.bindingState).toBe('bound');
  });
});

describe('a personal account', () => {
  beforeAll(async () => {
    await world.set(world.preset);
    await world.places('wechat_user', 5);
  });

  it('is off until it is opened, and then opened by self-registration alone, without a customer', async () => {
    const early = await world.stranger();
    expect(world.told(await world.register(early, { accountType: 'personal' }))).toEqual([
      409,
      'registration.closed',
    ]);
    await world.set({ enterprise: { on: false }, personal: { on: true, role: 'service' } });
    const who = await world.stranger();
    const before = await world.counts();
    const { used } = await world.figure('enterprise');
    const connected = (await call(product, 'GET', '/connections/offer', world.admin)).body.connected;
    const made = await world.register(who, { accountType: 'personal', name: '消费者' });
    expect(made.body.outcome, JSON.stringify(made.body)).toBe('registered');
    expect(made.body.session.me.current).toMatchObject({
      contactName: '消费者',
      roles: [{ key: 'service' }],
    });
    const after = await world.counts();
    expect([after.customers, after.contacts]).toEqual([before.customers, before.contacts]);
    expect((await world.figure('enterprise')).used, 'no place of enterprises').toBe(used);

    const next = await world.stranger();
    expect((await world.register(next, { accountType: 'personal' })).body.outcome).toBe('registered');
    const [one, two] = [
      await world.mine().findOneOrFail(InterconnectUser, { phone: who.phone }),
      await world.mine().findOneOrFail(InterconnectUser, { phone: next.phone }),
    ];
    expect(two.interconnectEnterpriseId, 'consumers are kept in one place').toBe(
      one.interconnectEnterpriseId,
    );

    const offer = await call(product, 'GET', '/connections/offer', world.admin);
    expect(offer.body.connected, 'which is no connected enterprise').toBe(connected);
    const list = await call(product, 'GET', '/connections?limit=200', world.admin);
    expect(JSON.stringify(list.body)).not.toContain('个人用户');
    const company = await world
      .mine()
      .findOneOrFail(InterconnectEnterprise, { id: one.interconnectEnterpriseId });
    for (const verb of ['terminate', 'approve', 'refuse'])
      expect(
        (await call(product, 'POST', `/connections/${company.connectionId}/${verb}`, world.admin)).status,
      ).toBe(404);
    expect(world.told(await world.register(await world.stranger(), { customerName: '公司' }))).toEqual([
      409,
      'registration.closed',
    ]);
  });
});

describe('a customer named by the business registry alone', () => {
  beforeAll(async () => {
    await forgetLooks();
    await world.set({ ...world.preset, enterprise: { ...world.preset.enterprise, nameMode: 'registry' } });
    await world.places('enterprise', 5);
    await world.places('wechat_user', 5);
  });

  it('shows companies in business, and registers the one that was chosen', async () => {
    const who = await world.stranger();
    const { body } = await world.search(who, '湖州太湖源');
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual([
      '湖州太湖源水业（示例）有限公司',
      '湖州太湖源商贸（示例）有限公司',
    ]);
    expect((await world.search(who, '没有这样一家')).body).toEqual({ items: [] });
    const made = await world.register(who, { choice: body.items[0].choice, name: '沈源' });
    expect(made.body.session?.me.current, JSON.stringify(made.body)).toMatchObject({
      downstreamName: '湖州太湖源水业（示例）有限公司',
    });
    const customer = await world.mine().findOneOrFail(Party, { phone: who.phone });
    expect(customer.name).toBe('湖州太湖源水业（示例）有限公司');
    const row = await world.mine().findOneOrFail(Registration, { phone: who.phone });
    expect(row.creditCode).toBe('91330500MA0000002X');
  });

  it('refuses every name that was not looked up', async () => {
    const who = await world.stranger();
    const before = await world.counts();
    const choice = Buffer.from(JSON.stringify({ name: '随便一家', kind: 'company' })).toString('base64url');
    expect(world.told(await world.register(who, { customerName: '随便一家' }))).toEqual([
      422,
      'registration.name_chosen',
    ]);
    for (const body of [{}, { choice }, { choice: 'v1.x.y.z' }])
      expect(world.told(await world.register(who, body))).toEqual([422, 'registration.choice_invalid']);
    expect(await world.counts()).toEqual(before);
  });

  it('says clearly that the registry is down, and lets nobody type a name instead', async () => {
    for (const fault of [{ status: 502 }, { drop: true }, { errcode: 300006, errmsg: '余额不足' }]) {
      const who = await world.stranger();
      await product.control('faults', { match: { account: 'registry' }, fault });
      const down = await world.search(who, '湖州太湖源');
      expect(world.told(down), JSON.stringify(fault)).toEqual([503, 'registration.registry_down']);
      expect(down.body.error.message).toBe(
        '暂时查不到工商信息，没有提交注册。请稍后再试，或联系你的业务员。',
      );
      expect(world.told(await world.register(who, { customerName: '湖州太湖源' }))).toEqual([
        422,
        'registration.name_chosen',
      ]);
      await product.control('faults', { clear: true });
      expect((await world.search(who, '湖州太湖源')).status).toBe(200);
    }
  });
});
