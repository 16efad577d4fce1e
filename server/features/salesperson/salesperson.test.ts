import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import {
  call,
  messagesOf,
  oaAppId,
  prove,
  settle,
  signIn,
  ticketOf,
  type Answer,
} from '../../testing/people.ts';
import { InterconnectEnterprise, InterconnectUser } from '../accounts/account.entity.ts';
import { writeSheet } from '../crm/index.ts';
import { Enterprise } from '../enterprises/enterprise.entity.ts';
import { Delivery } from '../messaging/messaging.entity.ts';
import { verifyLedger } from '../quota/index.ts';
import { OperationRecord } from '../records/record.entity.ts';

const told = ({ status, body }: Answer) => [status, body.error?.code];
let number = 0;

describe('the salesperson who opens interconnect accounts', () => {
  let product: Installation;
  let callers: Callers;
  let admin: Credentials;
  let seller: Credentials;
  let other: Credentials;
  let plain: Credentials;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    const session = async (account: string, rights: string[]) =>
      callers.staffSession(callers.upstreamId, await callers.putStaff(callers.upstreamId, account, rights));
    admin = await callers.as('admin');
    seller = await session('业务员甲', ['crm.use', 'accounts.open', 'accounts.disable']);
    other = await session('业务员乙', ['crm.use', 'accounts.open', 'accounts.disable']);
    plain = await session('内勤丙', ['crm.use']);
    await grant('enterprise', 20);
    await grant('wechat_user', 40);
  });
  afterAll(() => product.end());

  const em = () => product.server.db.tenant(callers.upstreamId);
  const get = (who: Credentials, path: string) => call(product, 'GET', path, who);
  const post = (who: Credentials, path: string, body: object = {}, headers: Record<string, string> = {}) =>
    call(product, 'POST', path, { ...who, body, headers });
  async function grant(kind: string, amount: number) {
    number += 1;
    const now = product.server.clock.now();
    await product.server.db.tenant(callers.upstreamId).transactional((tx) =>
      product.server.ledger.credit(tx, {
        ...{ enterpriseId: callers.upstreamId, kind, amount, sourceKey: `test:${number}`, actor: 'system' },
        ...{ startsAt: now, endsAt: null, reason: 'granted' },
      }),
    );
  }
  async function left(kind: string) {
    const { body } = await get(admin, '/quota');
    const figure = body.figures.find((one: { kind: string }) => one.kind === kind);
    const { remaining, reserved, used }: Record<'remaining' | 'reserved' | 'used', number> = figure;
    return { remaining, reserved, used };
  }
  async function settings(patch: object): Promise<Answer> {
    const { body } = await get(admin, '/account-opening');
    const headers = { 'if-match': `"${body.version}"` };
    return call(product, 'PATCH', '/account-opening', { ...admin, body: patch, headers });
  }
  /** A customer with contacts of these numbers. */
  async function enter(who: Credentials, mobiles: string[], more: object = {}, base = '/customers') {
    number += 1;
    const contact = (mobile: string) => ({
      ...{
        name: `联系人${mobile.slice(-4)}`,
        mobile,
        email: 'a@example.com',
        position: '',
        hobby: '',
        note: '',
      },
    });
    const [first = '15400007000', ...rest] = mobiles;
    const made = await post(who, base, {
      ...{ name: `第${number}家客户`, phone: `0571-77${String(number).padStart(6, '0')}` },
      ...{
        classKey: base === '/customers' ? 'dealer' : 'agent',
        importance: 'high',
        contact: contact(first),
      },
      ...more,
    });
    expect(told(made)).toEqual([201, undefined]);
    let { body } = made;
    for (const mobile of rest) ({ body } = await post(who, `${base}/${body.id}/contacts`, contact(mobile)));
    const contacts: { id: string; name: string }[] = body.contacts;
    const id: string = body.id;
    return { id, name: String(body.name), contacts, first: contacts[0]?.id ?? '' };
  }

  it('shows no button and is refused while the plug-in is off, and says why and whom to ask', async () => {
    const customer = await enter(seller, ['15400007001']);
    const view = await get(seller, `/customers/${customer.id}/account`);
    expect(view.body).toMatchObject({ state: 'none', can: { open: { why: 'plugin_off' } } });
    expect(view.body.can.open.ask).toContain('陈立');
    expect(told(await post(seller, `/customers/${customer.id}/account/open`))).toEqual([
      403,
      'opening.plugin_off',
    ]);
    expect(
      told(await post(seller, '/account-openings', { kind: 'customer', items: [{ id: customer.id }] })),
    ).toEqual([403, 'opening.plugin_off']);
    expect((await get(plain, `/customers/${customer.id}/account`)).status, 'not his to see').toBe(404);
    expect((await get(plain, '/account-opening/abilities')).body.shown, 'as if there were none').toBe(false);
    expect(
      (await get(seller, `/account-opening/states?kind=customer&ids=${customer.id}`)).body.items,
    ).toEqual([]);
  });

  it('is switched on by the admin alone: presets appear once, off hides and keeps', async () => {
    expect(told(await get(seller, '/account-opening'))).toEqual([403, 'permission.denied']);
    const on = await settings({ enabled: true });
    expect(on.body).toMatchObject({
      ...{ enabled: true, roles: ['owner', 'clerk', 'accountant', 'service'], defaultRole: 'clerk' },
      layouts: [],
    });
    const { presetAt, version } = on.body;
    expect(presetAt).not.toBeNull();
    expect((await settings({ enabled: true })).body, 'twice adds nothing').toMatchObject({
      presetAt,
      version,
    });
    await settings({ roles: ['clerk', 'accountant'], defaultRole: 'accountant' });
    await settings({ enabled: false });
    expect(await product.server.salespeople.isOn(em(), callers.upstreamId)).toBe(false);
    const again = await settings({ enabled: true });
    expect(again.body, 'what was set is kept').toMatchObject({
      ...{ presetAt, roles: ['clerk', 'accountant'], defaultRole: 'accountant' },
    });
    expect(told(await settings({ roles: ['owner'] })), 'the default must be among them').toEqual([
      422,
      'opening.default_role',
    ]);
    const stale = { 'if-match': '"1"' };
    const late = await call(product, 'PATCH', '/account-opening', {
      ...admin,
      body: { enabled: false },
      headers: stale,
    });
    expect(told(late)).toEqual([409, 'conflict.version']);
    await settings({ roles: ['owner', 'clerk', 'accountant', 'service'], defaultRole: 'clerk' });
    const record = await em().findOneOrFail(
      OperationRecord,
      { action: 'account_opening.changed' },
      { orderBy: { id: 'asc' } },
    );
    expect([record.actorName, record.before['enabled'], record.after['enabled']]).toEqual([
      '陈立',
      false,
      true,
    ]);
  });

  it('is as good as off where the admin has closed the salesperson’s way to accounts', async () => {
    const close = async (salesperson: boolean) => {
      const { body } = await get(admin, '/registration-settings');
      const headers = { 'if-match': `"${body.version}"` };
      const patch = { methods: { salesperson } };
      const answer = await call(product, 'PATCH', '/registration-settings', {
        ...admin,
        body: patch,
        headers,
      });
      expect(answer.status).toBe(200);
    };
    await close(false);
    expect(await product.server.salespeople.isOn(em(), callers.upstreamId)).toBe(false);
    expect((await get(admin, '/account-opening')).body.enabled, 'its own switch stays').toBe(true);
    const customer = await enter(seller, ['15400007002']);
    const open = () => post(seller, `/customers/${customer.id}/account/open`);
    expect(told(await open())).toEqual([403, 'opening.plugin_off']);
    await close(true);
    expect((await open()).body.state).toBe('open');
  });

  it('opens from what his department rights show him, and from nothing beside it', async () => {
    const rights = ['crm.use', 'accounts.open'];
    const head = async (account: string, more: string[]) =>
      callers.staffSession(
        callers.upstreamId,
        await callers.putStaff(callers.upstreamId, account, [...rights, ...more]),
      );
    const sees = await head('同部门主管', ['crm.same_department']);
    const blind = await head('同部门同事', []);
    const customer = await enter(seller, ['15400007003']);
    const open = `/customers/${customer.id}/account/open`;
    expect(told(await post(blind, open))).toEqual([404, 'not_found']);
    expect((await post(sees, open)).body.state).toBe('open');
    const planned = { kind: 'customer', items: [{ id: customer.id }] };
    expect(told(await post(blind, '/account-openings', planned))).toEqual([404, 'not_found']);
    expect((await post(sees, '/account-openings', planned)).status).toBe(201);
  });

  it('opens the enterprise from a customer with a place of the ledger, and the user from a contact', async () => {
    const customer = await enter(seller, ['15400007011', '15400007012']);
    const before = [await left('enterprise'), await left('wechat_user')];
    const opened = await post(seller, `/customers/${customer.id}/account/open`);
    expect(opened.body).toMatchObject({ state: 'open', company: { name: customer.name }, users: [] });
    const company = await em().findOneOrFail(InterconnectEnterprise, { partyId: customer.id });
    const tenant = await product.server.db
      .installation()
      .findOneOrFail(Enterprise, { id: company.downstreamId });
    expect([tenant.displayName, tenant.claimedAt]).toEqual([customer.name, null]);
    expect((await left('enterprise')).remaining).toBe((before[0]?.remaining ?? 0) - 1);

    const [first, second] = customer.contacts;
    const one = await post(seller, `/customers/${customer.id}/account/open`, {
      contacts: [{ contactId: first?.id }],
    });
    expect(one.body.users).toMatchObject([
      {
        ...{ contactId: first?.id, accountState: 'not_invited', bindingState: 'none', boundAt: null },
        roles: [{ key: 'owner' }],
      },
    ]);
    const two = await post(seller, `/customers/${customer.id}/account/open`, {
      contacts: [{ contactId: first?.id }, { contactId: second?.id, roles: ['accountant'] }],
    });
    expect(two.body.users.map((user: { roles: { key: string }[] }) => user.roles[0]?.key)).toEqual([
      'owner',
      'accountant',
    ]);
    const after = await left('wechat_user');
    expect(after.reserved).toBe((before[1]?.reserved ?? 0) + 2);
    expect((await left('enterprise')).remaining, 'once').toBe((before[0]?.remaining ?? 0) - 1);
    const user = await em().findOneOrFail(InterconnectUser, { contactId: second?.id ?? '' });
    expect([user.phone, user.interconnectEnterpriseId]).toEqual(['15400007012', company.id]);
    const actions = await em().find(OperationRecord, { actorName: '业务员甲' });
    expect(actions.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['connection.opened', 'account.opened']),
    );
  });

  it('opens both at once from a contact, from a partner too, and a retry under its key opens nothing more', async () => {
    const partner = await enter(seller, ['15400007021'], {}, '/partners');
    const before = await left('enterprise');
    const body = { contacts: [{ contactId: partner.first }] };
    const key = { 'idempotency-key': 'open-partner-1' };
    const first = await post(seller, `/partners/${partner.id}/account/open`, body, key);
    const again = await post(seller, `/partners/${partner.id}/account/open`, body, key);
    expect(again.body).toEqual(first.body);
    expect(first.body.users).toHaveLength(1);
    expect((await left('enterprise')).remaining).toBe(before.remaining - 1);
    const states = await get(seller, `/account-opening/states?kind=partner&ids=${partner.id}`);
    expect(states.body.items).toEqual([{ id: partner.id, state: 'open', users: 1, bound: 0 }]);
    // A list of people says the same of each, and nothing of those that are not there.
    const people = `/account-opening/contact-states?ids=${partner.first},${partner.id}`;
    expect((await get(seller, people)).body.items).toEqual([
      { id: partner.first, account: { accountState: expect.any(String), bindingState: 'none' } },
    ]);
    expect((await get(other, people)).body.items, 'not his to see').toEqual([]);
    const unopened = await enter(seller, ['15400007022']);
    expect((await get(seller, `/account-opening/contact-states?ids=${unopened.first}`)).body.items).toEqual([
      { id: unopened.first, account: null },
    ]);
  });

  it('makes one account of two taps at once', async () => {
    const customer = await enter(seller, ['15400007031']);
    const before = await left('enterprise');
    const tap = () =>
      post(seller, `/customers/${customer.id}/account/open`, { contacts: [{ contactId: customer.first }] });
    const answers = await Promise.all([tap(), tap(), tap()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await em().count(InterconnectEnterprise, { partyId: customer.id })).toBe(1);
    expect((await left('enterprise')).remaining).toBe(before.remaining - 1);
  });

  it('links the account of the same company and number in place of a second one', async () => {
    const opened = await post(admin, '/connections', {
      ...{ name: '台州海门水务', legalName: '台州海门水务有限公司', edition: null },
      contact: { name: '旧名', phone: '15400007041' },
    });
    expect(opened.status).toBe(201);
    const before = [await left('enterprise'), await left('wechat_user')];
    const customer = await enter(seller, ['15400007041'], { name: '台州 海门水务' });
    const answer = await post(seller, `/customers/${customer.id}/account/open`, {
      contacts: [{ contactId: customer.first }],
    });
    expect(answer.body).toMatchObject({ state: 'open', company: { name: '台州海门水务' } });
    expect(answer.body.users).toMatchObject([{ name: '旧名', contactId: customer.first }]);
    expect([await left('enterprise'), await left('wechat_user')]).toEqual(before);
  });

  it('is only for records that he may see and that are somebody’s, and gives only roles that he may give', async () => {
    const customer = await enter(seller, ['15400007051']);
    const open = `/customers/${customer.id}/account/open`;
    const contact = { contacts: [{ contactId: customer.first }] };
    expect(told(await post(other, open, contact))).toEqual([404, 'not_found']);
    expect(told(await post(await callers.as('foreign'), open, contact))).toEqual([404, 'not_found']);
    expect(told(await post(plain, open, contact))).toEqual([404, 'not_found']);
    await settings({ roles: ['clerk', 'accountant'] });
    const beyond = { contacts: [{ contactId: customer.first, roles: ['owner'] }] };
    const before = await left('enterprise');
    expect(told(await post(seller, open, beyond))).toEqual([403, 'opening.role']);
    expect(await left('enterprise'), 'nothing half-made').toEqual(before);
    expect((await post(seller, open, contact)).body.users[0].roles[0].key, 'the default').toBe('clerk');
    await settings({ roles: ['owner', 'clerk', 'accountant', 'service'] });
    const pool = await enter(seller, ['15400007052'], { owner: 'pool' });
    expect(told(await post(seller, `/customers/${pool.id}/account/open`))).toEqual([409, 'opening.pool']);
    const elsewhere = { contacts: [{ contactId: customer.first }] };
    const third = await enter(seller, ['15400007053']);
    expect(told(await post(seller, `/customers/${third.id}/account/open`, elsewhere))).toEqual([
      404,
      'opening.contact_unknown',
    ]);
    expect((await get(seller, `/customers/${third.id}/account`)).body.state).toBe('none');
  });

  it('leaves other staff as they were: no button, a grey line, and a refusal', async () => {
    const own = await enter(plain, ['15400007061']);
    const view = (await get(plain, `/customers/${own.id}/account`)).body;
    expect(view.can.open).toMatchObject({ why: 'no_right' });
    expect(view.can.open.ask).toContain('陈立');
    for (const [verb, right] of [
      ['open', 'accounts.open'],
      ['disable', 'accounts.disable'],
    ]) {
      const answer = await post(plain, `/customers/${own.id}/account/${verb}`);
      expect(told(answer)).toEqual([403, 'permission.denied']);
      expect(answer.body.error.details.permission).toBe(right);
    }
  });

  it('takes a button from the department whose layout hides it, and from those below it', async () => {
    const { body } = await get(admin, '/account-opening');
    const root = body.departments[0].id;
    const hidden = ['customer.open', 'contact.disable'];
    await settings({ layouts: [{ departmentId: root, hidden }] });
    const customer = await enter(seller, ['15400007071']);
    const view = (await get(seller, `/customers/${customer.id}/account`)).body;
    expect([view.can.open.why, view.can.openContact.why, view.can.disableContact.why]).toEqual([
      'layout',
      null,
      'layout',
    ]);
    expect(told(await post(seller, `/customers/${customer.id}/account/open`))).toEqual([
      403,
      'opening.layout',
    ]);
    await settings({ layouts: [{ departmentId: root, hidden: ['contact.open'] }] });
    const many = { kind: 'customer', items: [{ id: customer.id }] };
    expect(told(await post(seller, '/account-openings', many)), 'its people too').toEqual([
      403,
      'opening.layout',
    ]);
    const elsewhere = body.departments.at(-1).id;
    await settings({ layouts: [{ departmentId: elsewhere, hidden }] });
    expect((await get(seller, `/customers/${customer.id}/account`)).body.can.open.why).toBeNull();
    expect(told(await settings({ layouts: [{ departmentId: callers.secondId, hidden }] }))).toEqual([
      422,
      'opening.department_unknown',
    ]);
    await settings({ layouts: [] });
  });

  it('invites by a code in hand: the guide names the contact, the phone proof binds, the screen turns green', async () => {
    const customer = await enter(seller, ['15400000099'], { name: '宁波北仑净水' });
    const base = `/customers/${customer.id}`;
    await post(seller, `${base}/account/open`, { contacts: [{ contactId: customer.first }] });
    const code = await post(seller, `${base}/contacts/${customer.first}/account/code`);
    expect(code.body).toMatchObject({
      contactName: customer.contacts[0]?.name,
      url: expect.stringContaining('/q/'),
    });
    const user = async () => (await get(seller, `${base}/account`)).body.users[0];
    expect(await user()).toMatchObject({ accountState: 'invited', invitation: { state: 'waiting' } });
    await product.control('scan', { follower: 'luren', url: code.body.url });
    await settle(product);
    const messages = await messagesOf(product, 'luren');
    const guide: string = messages.filter(({ text }) => String(text).includes('开通互联账号')).at(-1)?.text;
    expect(guide).toContain('宁波北仑净水');
    expect(guide).toContain(customer.contacts[0]?.name);
    expect(
      messages.filter(({ via }) => via === 'passive'),
      'one guide, and it is this one',
    ).toEqual([]);
    expect(await user()).toMatchObject({ bindingState: 'none', invitation: { state: 'scanned' } });

    const { token } = await signIn(product, 'luren');
    const opened = await post({ token }, '/binding/start', { ticket: ticketOf(guide) });
    expect(opened.body).toMatchObject({ ticket: 'ok' });
    const proofId = await prove(product, 'luren', token);
    const bound = await call(product, 'POST', '/bindings', { token, body: { proofId } });
    expect(bound.body.outcome).toBe('bound');
    expect(await user()).toMatchObject({
      ...{ accountState: 'active', bindingState: 'bound', boundAt: expect.any(String) },
      lastSeenAt: expect.any(String),
    });
    const states = await get(seller, `/account-opening/states?kind=customer&ids=${customer.id}`);
    expect(states.body.items[0]).toMatchObject({ users: 1, bound: 1 });
    const again = await post(seller, `${base}/contacts/${customer.first}/account/code`);
    expect(told(again)).toEqual([409, 'opening.already_bound']);

    // Disabled: out at once, everywhere; enabled: in again.
    const session = bound.body.session.token;
    expect((await call(product, 'GET', '/me', { token: session })).status).toBe(200);
    const places = [await left('enterprise'), await left('wechat_user')];
    expect((await post(seller, `${base}/account/disable`)).body.state).toBe('disabled');
    expect((await call(product, 'GET', '/me', { token: session })).status).toBe(401);
    expect((await left('enterprise')).used).toBe((places[0]?.used ?? 0) - 1);
    expect((await left('wechat_user')).used).toBe((places[1]?.used ?? 0) - 1);
    expect(told(await post(seller, `${base}/account/disable`))).toEqual([409, 'account.state']);
    const blocked = await signIn(product, 'luren');
    expect(blocked.me.memberships.at(-1).blockedReason).toContain('停用');
    expect(told(await post(seller, `${base}/account/open`))).toEqual([409, 'opening.company_disabled']);
    const enable = await post(admin, `/interconnect-users/${(await user()).id}/enable`);
    expect(told(enable)).toEqual([409, 'account.company_disabled']);
    expect((await post(seller, `${base}/account/enable`)).body.state).toBe('open');
    expect([await left('enterprise'), await left('wechat_user')]).toEqual(places);
    expect((await signIn(product, 'luren')).me.current).toMatchObject({ blockedReason: null });

    const person = `${base}/contacts/${customer.first}/account`;
    expect((await post(seller, `${person}/disable`)).body.users[0].accountState).toBe('disabled');
    expect((await left('wechat_user')).used).toBe((places[1]?.used ?? 0) - 1);
    expect((await post(seller, `${person}/enable`)).body.users[0]).toMatchObject({ bindingState: 'bound' });
  });

  it('names the contact to who follows already, and nobody by a code that is over or another’s', async () => {
    const customer = await enter(seller, ['15400007081'], { name: '宁波镇海水站' });
    const base = `/customers/${customer.id}`;
    await post(seller, `${base}/account/open`, { contacts: [{ contactId: customer.first }] });
    const { body } = await post(seller, `${base}/contacts/${customer.first}/account/code`);
    await product.control('scan', { follower: 'wushan', url: body.url });
    await product.control('follow', { account: oaAppId, follower: 'wushan' }).catch(() => undefined);
    await product.control('scan', { follower: 'wushan', url: body.url });
    await settle(product);
    const named = (await messagesOf(product, 'wushan')).filter(({ text }) =>
      String(text).includes('宁波镇海水站'),
    );
    expect(named.length).toBeGreaterThan(0);
    await product.control('follow', { account: oaAppId, follower: 'panlei', scene: `f-${'A'.repeat(22)}` });
    await settle(product);
    const usual = (await messagesOf(product, 'panlei')).at(-1)?.text;
    expect(String(usual), 'an unknown code: the usual guide').not.toContain('宁波');
    expect(await em().count(Delivery, { purpose: 'guide', state: 'failed' })).toBe(0);
  });

  it('has the card’s words for a WeCom chat, and sends the SMS last, once a day', async () => {
    const customer = await enter(seller, ['15400007091'], { name: '舟山定海净水' });
    const base = `/customers/${customer.id}`;
    expect(told(await post(seller, `${base}/contacts/${customer.first}/account/card`))).toEqual([
      409,
      'opening.not_open',
    ]);
    await post(seller, `${base}/account/open`, { contacts: [{ contactId: customer.first }] });
    const card = (await post(seller, `${base}/contacts/${customer.first}/account/card`)).body;
    expect(card).toMatchObject({ page: 'pages/bind/index.html', link: `${product.url}/b` });
    expect(card.text).toContain('舟山定海净水');
    const sms = () => post(seller, `${base}/contacts/${customer.first}/account/sms`);
    expect((await sms()).body).toEqual({ outcome: 'queued', nextAt: null });
    expect((await sms()).body.outcome).toBe('too_soon');
    const user = await em().findOneOrFail(InterconnectUser, { contactId: customer.first });
    expect(await em().count(Delivery, { interconnectUserId: user.id, purpose: 'account.invited' })).toBe(1);
  });

  it('refuses without a place and names what is short; nothing is half-made', async () => {
    const customer = await enter(seller, ['15400007101', '15400007102', '15400007103']);
    const { remaining } = await left('wechat_user');
    const filler = await enter(
      seller,
      Array.from({ length: remaining - 2 }, (_, at) => `1540009${String(at).padStart(4, '0')}`),
    );
    const all = { contacts: filler.contacts.map(({ id }) => ({ contactId: id })) };
    expect((await post(seller, `/customers/${filler.id}/account/open`, all)).status).toBe(200);
    expect((await left('wechat_user')).remaining).toBe(2);
    const before = await left('enterprise');
    const three = { contacts: customer.contacts.map(({ id }) => ({ contactId: id })) };
    const refused = await post(seller, `/customers/${customer.id}/account/open`, three);
    expect(told(refused)).toEqual([409, 'quota.exhausted']);
    expect(refused.body.error.message).toContain('微信用户数');
    expect(await left('enterprise')).toEqual(before);
    expect((await left('wechat_user')).remaining).toBe(2);
    expect(await em().count(InterconnectEnterprise, { partyId: customer.id })).toBe(0);
  });

  it('opens many at once after a look: each row whole or not at all, and each is told', async () => {
    const two = await enter(seller, ['15400007111', '15400007112']);
    const one = await enter(seller, ['15400007113']);
    const planned = await post(seller, '/account-openings', {
      ...{ kind: 'customer', people: 'all', sms: false },
      items: [{ id: one.id }, { id: two.id }],
    });
    expect(planned.body).toMatchObject({
      ...{ state: 'draft', total: 2, done: 0 },
      needs: { enterprise: { needs: 2 }, wechatUser: { needs: 3, left: 2 } },
    });
    expect(told(await get(other, `/account-openings/${planned.body.id}`)), 'his own').toEqual([
      404,
      'not_found',
    ]);
    const start = () => post(seller, `/account-openings/${planned.body.id}/start`);
    const started = await start();
    expect(['running', 'done']).toContain(started.body.state);
    expect(told(await start())).toEqual([409, 'opening.run_state']);
    await settle(product);
    const done = (await get(seller, `/account-openings/${planned.body.id}`)).body;
    expect(done).toMatchObject({ state: 'done', opened: 1, refused: 1 });
    expect(done.rows.map(({ state }: { state: string }) => state)).toEqual(['done', 'refused']);
    expect(done.rows[0].text).toBe('互联企业已开通，开通账号 1 个');
    expect(done.rows[1].text).toContain('微信用户数额度已用完');
    expect((await get(seller, `/customers/${two.id}/account`)).body.state).toBe('none');
    const speak = (language: string) =>
      call(product, 'PATCH', '/staff/me', { ...seller, body: { language } });
    await speak('en');
    const english = await get(seller, `/account-openings/${planned.body.id}`);
    await speak('zh-CN');
    expect(english.body.rows[1].text).not.toMatch(/[一-鿿]/u);
    expect(await verifyLedger(em(), callers.upstreamId)).toEqual([]);
  });

  it('reads a sheet, tells each line that cannot be, and opens the others', async () => {
    await grant('wechat_user', 10);
    const known = await enter(seller, ['15400007121', '15400007122'], { name: '湖州德清水业' });
    const foreign = await enter(other, ['15400007123'], { name: '别人的客户' });
    const rows = [
      ['客户名称', '联系人姓名', '联系人手机', '互联角色'],
      ['湖州 德清水业', '', '154 0000 7121', '财务'],
      ['湖州德清水业', '', '15400007122', ''],
      ['湖州德清水业', '', '15400007122', ''],
      ['湖州德清水业', '', '15400009999', ''],
      ['湖州德清水业', '', '15400007121', '国王'],
      ['别人的客户', '', '15400007123', ''],
    ];
    const content = Buffer.from(writeSheet('开通', rows)).toString('base64');
    const sheet = { name: '展会名单.xlsx', content };
    const planned = (await post(seller, '/account-openings', { kind: 'customer', sheet })).body;
    expect(planned.fileName).toBe('展会名单.xlsx');
    expect(planned.rows.map(({ state }: { state: string }) => state)).toEqual([
      ...['waiting', 'waiting', 'invalid', 'invalid', 'invalid', 'invalid'],
    ]);
    expect(planned.rows[2].text).toBe('与第 3 行相同。');
    expect(planned.rows[5].text, 'another’s is not told from none').toContain('别人的客户');
    expect(planned.needs).toMatchObject({ enterprise: { needs: 1 }, wechatUser: { needs: 2 } });
    await post(seller, `/account-openings/${planned.id}/start`);
    await settle(product);
    const view = (await get(seller, `/customers/${known.id}/account`)).body;
    expect(view.users.map((user: { roles: { key: string }[] }) => user.roles[0]?.key)).toEqual([
      'accountant',
      'clerk',
    ]);
    const sent = await em().count(Delivery, {
      purpose: 'account.invited',
      interconnectUserId: { $in: view.users.map(({ id }: { id: string }) => id) },
    });
    expect(sent, 'one SMS each').toBe(2);
    expect((await get(other, `/customers/${foreign.id}/account`)).body.state).toBe('none');
    const bad = { name: 'x.xlsx', content: Buffer.from('no sheet').toString('base64') };
    expect(told(await post(seller, '/account-openings', { kind: 'customer', sheet: bad }))).toEqual([
      422,
      'opening.sheet',
    ]);
    const bare = { name: 'x.xlsx', content: Buffer.from(writeSheet('x', [['客户名称']])).toString('base64') };
    expect(told(await post(seller, '/account-openings', { kind: 'customer', sheet: bare }))).toEqual([
      422,
      'opening.sheet_columns',
    ]);
    const template = await get(seller, '/account-openings/template?kind=customer');
    expect(template.status).toBe(200);
  });
});
