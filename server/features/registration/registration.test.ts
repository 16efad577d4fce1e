import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { inTransaction } from '../../kernel/data/transaction.ts';
import { newId } from '../../kernel/ids.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { agree, call, corpId, messagesOf, phoneCode, prove, settle, signIn } from '../../testing/people.ts';
import { InterconnectUser } from '../accounts/account.entity.ts';
import { Party, PartyContact } from '../crm/crm.entity.ts';
import { Connection } from '../enterprises/enterprise.entity.ts';
import { OperationRecord } from '../records/record.entity.ts';
import { openingMethods } from './index.ts';
import { Registration } from './registration.entity.ts';
import { openRegistrationWorld, type RegistrationWorld } from '../../testing/registration-world.ts';

describe('account self-registration', () => {
  let product: Installation;
  let world: RegistrationWorld;
  beforeAll(async () => {
    product = await startInstallation();
    world = await openRegistrationWorld(product);
  });
  afterAll(() => product.end());

  describe('of an upstream that has not opened it', () => {
    it('is off from the beginning, and refuses whoever knows the address', async () => {
      const { body } = await world.settings();
      expect(body).toMatchObject({
        version: 0,
        methods: { admin: true, salesperson: true, self: false },
        enterprise: { role: null, nameMode: 'editable', match: 'exact' },
        personal: { on: false },
      });
      const who = await world.stranger();
      const before = await world.counts();
      expect(world.told(await world.register(who))).toEqual([409, 'registration.closed']);
      const form = await call(product, 'GET', `/registration-form?proofId=${who.proofId}`, who);
      expect(world.told(form)).toEqual([409, 'registration.closed']);
      expect(await world.counts()).toEqual(before);
      const { body: start } = await call(product, 'POST', '/binding/start', { token: who.token, body: {} });
      expect(start.registrationOpen).toBe(false);
      const bound = await call(product, 'POST', '/bindings', {
        token: who.token,
        body: { proofId: who.proofId },
      });
      expect(bound.body).toMatchObject({ outcome: 'not_found', registrationOpen: false });
    });
  });

  describe('settings', () => {
    it('are for who may manage settings, each change with a version and an operation record', async () => {
      expect(world.told(await world.settings(await world.callers.as('powerless')))).toEqual([
        403,
        'permission.denied',
      ]);
      expect(world.told(await world.settings(await world.callers.as('downstream')))).toEqual([
        401,
        'session.missing',
      ]);
      const foreign = await world.callers.as('foreign');
      await world.set({
        ...world.preset,
        enterprise: { ...world.preset.enterprise, fields: { email: 'required' } },
      });
      expect((await world.settings(foreign)).body, 'another enterprise has its own').toMatchObject({
        version: 0,
        methods: { self: false },
      });
      const stale = await call(product, 'PATCH', '/registration-settings', {
        ...world.admin,
        headers: { 'if-match': '"0"' },
        body: { methods: { self: false } },
      });
      expect(world.told(stale)).toEqual([409, 'conflict.version']);
      const record = await world
        .mine()
        .findOneOrFail(OperationRecord, { action: 'registration_settings.changed' });
      expect(record.before).toMatchObject({ methods: { self: false }, enterprise: { role: null } });
      expect(record.after).toMatchObject({
        methods: { self: true },
        enterprise: { role: 'clerk', fields: { email: 'required' } },
      });
      const shown = await call(product, 'GET', `/operation-records/${record.id}`, world.admin);
      const labels = shown.body.changes.map(({ label, after }: { label: string; after: string }) => [
        label,
        after,
      ]);
      expect(labels).toContainEqual(['开通方式 · 自助注册', '是']);
      expect(labels).toContainEqual(['企业互联账号 · 默认角色', '店员']);
      expect(labels).toContainEqual(['企业互联账号 · 所需字段 · 邮箱', '必填']);
    });

    it('refuse what would let a stranger manage a company that he chose himself, and roles that are none', async () => {
      await world.set(world.preset);
      expect(world.told(await world.change({ enterprise: { role: 'boss' } }))).toEqual([
        422,
        'registration.role_unknown',
      ]);
      const risky = { enterprise: { nameMode: 'existing', role: 'owner' } };
      expect(world.told(await world.change(risky))).toEqual([422, 'registration.review_needed']);
      expect((await world.change({ enterprise: { ...risky.enterprise, review: true } })).status).toBe(200);
      expect(world.told(await world.change({ personal: { role: 'owner' } }))).toEqual([
        422,
        'registration.role_personal',
      ]);
      await world.set(world.preset);
    });

    it('switch each opening method by itself: the server refuses the one that is off', async () => {
      await world.set({ methods: { admin: false } });
      const opening = { name: '南通海汐', legalName: '南通海汐（示例）', edition: null, contact: null };
      const before = await world.counts();
      const refused = await call(product, 'POST', '/connections', { ...world.admin, body: opening });
      expect(world.told(refused)).toEqual([409, 'opening.admin_off']);
      const offer = () => call(product, 'GET', '/connections/offer', world.admin);
      expect((await offer()).body.open, 'and the page says so before').toBe(false);
      expect(await world.counts()).toEqual(before);
      await openingMethods.demand(world.mine(), world.upstreamId, 'salesperson');
      await world.set({ methods: { admin: true, salesperson: false } });
      await expect(
        openingMethods.demand(world.mine(), world.upstreamId, 'salesperson'),
      ).rejects.toMatchObject({
        code: 'opening.salesperson_off',
      });
      await world.places('enterprise', 1);
      const opened = await call(product, 'POST', '/connections', { ...world.admin, body: opening });
      expect(opened.status, JSON.stringify(opened.body)).toBe(201);
      expect((await offer()).body.open).toBe(true);
      await world.set(world.preset);
    });
  });

  describe('of an unknown phone', () => {
    beforeEach(async () => {
      await world.set(world.preset);
      await world.places('enterprise', 1);
      await world.places('wechat_user', 1);
    });

    it('asks for consent and the proof first, with one answer for whoever lacks them', async () => {
      const person = 'without-consent';
      await product.control('people', { id: person, name: '路过', phones: ['15600009999'] });
      const { token } = await signIn(product, person);
      const proofId = newId();
      const path = `/registration-form?proofId=${proofId}`;
      expect(world.told(await call(product, 'GET', path, { token }))).toEqual([403, 'consent.required']);
      expect(world.told(await world.register({ token, proofId }))).toEqual([403, 'consent.required']);
      await agree(product, token);
      const stranger1 = await world.stranger();
      for (const proof of [proofId, stranger1.proofId]) {
        expect(world.told(await world.register({ token, proofId: proof }))).toEqual([
          409,
          'phone.proof_invalid',
        ]);
        const names = `/registration-names?proofId=${proof}&search=杭州沐泉`;
        expect(world.told(await call(product, 'GET', encodeURI(names), { token }))).toEqual([
          409,
          'phone.proof_invalid',
        ]);
      }
    });

    it('registers customer and contact, and is in at once with exactly the default role', async () => {
      const who = await world.stranger();
      const found = await call(product, 'POST', '/bindings', {
        token: who.token,
        body: { proofId: who.proofId },
      });
      expect(found.body).toMatchObject({ outcome: 'not_found', registrationOpen: true });
      const form = await call(product, 'GET', `/registration-form?proofId=${who.proofId}`, who);
      expect(form.body).toEqual({
        upstreamName: '岚汐净水',
        phone: who.phone,
        enterprise: { fields: [], nameMode: 'editable', minLength: 4, review: false },
        personal: null,
      });
      const used = {
        enterprise: (await world.figure('enterprise')).used,
        user: (await world.figure('wechat_user')).used,
      };
      const made = await world.register(who);
      expect(made.body.outcome, JSON.stringify(made.body)).toBe('registered');
      const { me, token } = made.body.session;
      expect(me.audience).toBe('downstream');
      expect(me.current).toMatchObject({
        contactName: '王新',
        downstreamName: `王新${who.phone}`,
        bindingState: 'bound',
        roles: [{ key: 'clerk' }],
        manages: false,
      });
      expect((await world.figure('enterprise')).used).toBe(used.enterprise + 1);
      expect((await world.figure('wechat_user')).used).toBe(used.user + 1);
      const customer = await world.mine().findOneOrFail(Party, { phoneKey: who.phone });
      expect(customer).toMatchObject({ name: `王新${who.phone}`, kind: 'customer', ownerId: null });
      const contact = await world.mine().findOneOrFail(PartyContact, { partyId: customer.id });
      expect(contact).toMatchObject({ name: '王新', mobile: who.phone });
      const user = await world.mine().findOneOrFail(InterconnectUser, { phone: who.phone });
      const record = await world.mine().findOneOrFail(OperationRecord, {
        ...{ action: 'account.registered', target: `interconnect_user:${user.id}` },
      });
      expect(record.actorName).toBe('王新');
      const connection = await product.server.db
        .acrossTenants('operator: seed')
        .findOneOrFail(
          Connection,
          { upstreamId: world.upstreamId, origin: 'registration' },
          { orderBy: { id: 'desc' } },
        );
      expect(connection.state).toBe('active');
      expect((await call(product, 'GET', '/notices', { token })).status, 'what the role opens').toBe(200);
      const managed = await call(product, 'GET', '/upstream-connections', { token });
      expect(managed.status, 'and nothing else').toBe(403);

      await world.set({ enterprise: { role: 'accountant' } });
      const next = await world.stranger();
      await world.places('enterprise', 1);
      await world.places('wechat_user', 1);
      const second = await world.register(next);
      expect(second.body.session.me.current.roles).toMatchObject([{ key: 'accountant' }]);
      const earlier = await signIn(product, who.person);
      expect(earlier.me.current.roles, 'a later change does not touch him').toMatchObject([{ key: 'clerk' }]);
    });

    it('stores the customer name that the person changed, and locks it where the upstream says so', async () => {
      const who = await world.stranger();
      const made = await world.register(who, { customerName: '苏州新泉' });
      expect(made.body.session.me.current.downstreamName).toBe('苏州新泉');
      expect((await world.mine().findOneOrFail(Party, { phoneKey: who.phone })).name).toBe('苏州新泉');

      await world.set({ enterprise: { nameMode: 'locked' } });
      await world.places('enterprise', 1);
      await world.places('wechat_user', 1);
      const other = await world.stranger();
      const before = await world.counts();
      expect(world.told(await world.register(other, { customerName: '随便写' }))).toEqual([
        422,
        'registration.name_locked',
      ]);
      expect(await world.counts()).toEqual(before);
      const locked = await world.register(other, { name: '李锁' });
      expect(locked.body.session.me.current.downstreamName).toBe(`李锁${other.phone}`);
    });

    it('neither tells that a typed name is known nor lets its typist into that company', async () => {
      const first = await world.stranger();
      await world.register(first, { customerName: '同名商行' });
      await world.places('enterprise', 1);
      await world.places('wechat_user', 1);
      const second = await world.stranger();
      const made = await world.register(second, { customerName: '同名商行' });
      expect(made.body.session.me.current.downstreamName).toBe('同名商行');
      const [one, two] = [
        await world.mine().findOneOrFail(InterconnectUser, { phone: first.phone }),
        await world.mine().findOneOrFail(InterconnectUser, { phone: second.phone }),
      ];
      expect(two.interconnectEnterpriseId).not.toBe(one.interconnectEnterpriseId);
      expect((await world.mine().findOneOrFail(Party, { phoneKey: second.phone })).name).toBe(
        `同名商行（${second.phone}）`,
      );
    });

    it('joins the customer whose contact has the proved phone, and the company into which others of it registered', async () => {
      const first = await world.stranger();
      await world.register(first, { customerName: '嘉兴清流' });
      const customer = await world.mine().findOneOrFail(Party, { phoneKey: first.phone });
      const colleague = await world.stranger();
      await inTransaction(world.mine(), (tx) =>
        tx.insert(PartyContact, {
          ...{ id: newId(), enterpriseId: world.upstreamId, partyId: customer.id, name: '同事' },
          ...{ mobile: colleague.phone, email: '', position: '', hobby: '', note: '' },
          ...{ createdAt: product.server.clock.now(), version: 1 },
        }),
      );
      await world.places('wechat_user', 1);
      const before = await world.counts();
      const enterprises = (await world.figure('enterprise')).used;
      const made = await world.register(colleague, { name: '同事' });
      expect(made.body.outcome, JSON.stringify(made.body)).toBe('registered');
      const after = await world.counts();
      expect({ ...after, users: 0, entries: 0 }).toEqual({ ...before, users: 0, entries: 0 });
      expect((await world.figure('enterprise')).used, 'no second place').toBe(enterprises);
      const [one, two] = [
        await world.mine().findOneOrFail(InterconnectUser, { phone: first.phone }),
        await world.mine().findOneOrFail(InterconnectUser, { phone: colleague.phone }),
      ];
      expect(two.interconnectEnterpriseId).toBe(one.interconnectEnterpriseId);
    });

    it('refuses a required field that is left blank and one that is not asked for, and works with the name alone', async () => {
      await world.set({ enterprise: { fields: { email: 'required', address: 'optional' } } });
      const who = await world.stranger();
      const form = await call(product, 'GET', `/registration-form?proofId=${who.proofId}`, who);
      expect(form.body.enterprise.fields).toEqual([
        { key: 'email', required: true },
        { key: 'address', required: false },
      ]);
      const before = await world.counts();
      const blank = await world.register(who, { name: ' ', fields: { email: ' ' } });
      expect(world.told(blank)).toEqual([422, 'registration.fields']);
      expect(blank.body.error.details.fields).toBe('name=missing,email=missing');
      expect(blank.body.error.message).toBe('请补全或更正：姓名、邮箱。');
      const more = await world.register(who, { fields: { email: 'a@b.cn', position: '店长' } });
      expect(more.body.error.details.fields).toBe('position=not_asked');
      expect((await world.register(who, { fields: { email: 'a@b' } })).body.error.details.fields).toBe(
        'email=invalid',
      );
      expect(await world.counts()).toEqual(before);
      const full = await world.register(who, { fields: { email: 'wang@example.cn', address: '嘉兴' } });
      expect(full.body.outcome, JSON.stringify(full.body)).toBe('registered');
      const contact = await world.mine().findOneOrFail(PartyContact, { mobile: who.phone });
      expect(contact.email).toBe('wang@example.cn');
      expect((await world.mine().findOneOrFail(Party, { id: contact.partyId })).address).toBe('嘉兴');

      await world.set(world.preset);
      await world.places('enterprise', 1);
      const plain = await world.stranger();
      expect((await world.register(plain, { name: '仅姓名' })).body.outcome).toBe('registered');
    });

    it('opens one account for one phone: again, twice at once, by two WeChats, or replayed', async () => {
      const who = await world.stranger();
      // On two phones: each has its session.
      const elsewhere = (await signIn(product, who.person)).token;
      const proofs = [
        { token: who.token, proofId: who.proofId },
        { token: elsewhere, proofId: await prove(product, who.person, elsewhere) },
      ];
      await world.places('enterprise', 2);
      await world.places('wechat_user', 2);
      const both = await Promise.all(proofs.map((proof) => world.register(proof)));
      expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
      const lost = both.find(({ status }) => status === 409);
      expect(lost?.body.error.code).toBe('registration.account_exists');
      expect(await world.mine().count(InterconnectUser, { phone: who.phone })).toBe(1);

      const phone = '15600008888';
      const two = [await world.stranger({ phone }), await world.stranger({ phone: '15600008889' })];
      const [, second] = two;
      if (second === undefined) throw new Error('two');
      await product
        .control('people', { id: second.person, name: '同号', phones: [phone] })
        .catch(() => undefined);
      const proofOf = async (person: string, token: string) => {
        const code = await phoneCode(product, person, phone);
        return (await call(product, 'POST', '/phone-proofs/wechat', { token, body: { code } })).body.proofId;
      };
      const samePhone = [two[0]?.proofId, await proofOf(second.person, second.token)];
      const race = await Promise.all(
        two.map(({ token }, index) => world.register({ token, proofId: String(samePhone[index]) })),
      );
      expect(race.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(race.filter(({ body }) => body.error?.code === 'registration.account_exists')).toHaveLength(1);
      expect(await world.mine().count(InterconnectUser, { phone })).toBe(1);

      const once = await world.stranger();
      const key = newId();
      const first = await world.register(once, {}, key);
      const replay = await world.register({ ...once, token: first.body.session.token }, {}, key);
      expect([first.status, replay.status]).toEqual([200, 200]);
      expect(replay.body.session.me.current.id).toBe(first.body.session.me.current.id);
      expect(await world.mine().count(InterconnectUser, { phone: once.phone })).toBe(1);
    });

    it('waits whole for a place of enterprises, tells the admin, and opens by itself when one is bought', async () => {
      await world.fill('enterprise');
      expect((await world.figure('enterprise')).remaining).toBe(0);
      const who = await world.stranger();
      const before = await world.counts();
      const made = await world.register(who, { customerName: '等位商行' });
      expect(made.body, JSON.stringify(made.body)).toEqual({ outcome: 'waiting', waitsFor: 'quota' });
      expect(await world.counts()).toEqual(before);
      await settle(product);
      expect(await world.counts()).toMatchObject({ customers: before.customers, users: before.users });
      expect(JSON.stringify(await messagesOf(product, `${corpId}:chenli`))).toContain('注册了账号，等待额度');
      const again = { ...who, proofId: await prove(product, who.person, who.token) };
      expect(world.told(await world.register(again))).toEqual([409, 'registration.waits']);
      expect((await signIn(product, who.person)).me.pendingRegistration).toMatchObject({ waitsFor: 'quota' });

      await world.places('enterprise', 1);
      await settle(product);
      const { me } = await signIn(product, who.person);
      expect(me.current, JSON.stringify(me)).toMatchObject({
        downstreamName: '等位商行',
        bindingState: 'bound',
      });
      expect(me.pendingRegistration).toBeNull();
      expect((await world.figure('enterprise')).remaining).toBe(0);
    });

    it('binds without a place of WeChat users, and waits for one as anybody does', async () => {
      await world.fill('wechat_user');
      const who = await world.stranger();
      const made = await world.register(who);
      expect(made.body.session.me.current, JSON.stringify(made.body)).toMatchObject({
        bindingState: 'waiting_quota',
      });
      await world.places('wechat_user', 1);
      await settle(product);
      expect((await signIn(product, who.person)).me.current.bindingState).toBe('bound');
    });

    it('drops what waits, with all that was typed, when consent is withdrawn', async () => {
      await world.set({ enterprise: { review: true } });
      const who = await world.stranger();
      expect((await world.register(who)).body).toEqual({ outcome: 'waiting', waitsFor: 'review' });
      await call(product, 'POST', '/consents/withdraw', { token: who.token, body: {} });
      expect(await world.mine().count(Registration, { phone: who.phone })).toBe(0);
    });
  });
});
