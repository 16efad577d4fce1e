import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { readRows } from '../../kernel/data/sql.ts';
import { newId } from '../../kernel/ids.ts';
import { openCallers, type Callers } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import {
  agree,
  call,
  lastGuide,
  loginCode,
  messagesOf,
  miniAppId,
  oaAppId,
  phoneCode,
  prove,
  settle,
  signIn,
  ticketOf,
  type Answer,
} from '../../testing/people.ts';
import { entities } from '../../entities.ts';
import { Identity, InterconnectUser } from '../accounts/account.entity.ts';
import { PartyContact } from '../crm/crm.entity.ts';
import { ExtendedValue } from '../crm/fields/field.entity.ts';
import { AccountCancellation } from './personal.entity.ts';

const told = ({ status, body }: Answer) => [status, body?.error?.code];

describe('cancelling my account', () => {
  let product: Installation;
  let callers: Callers;
  const across = () => product.server.db.acrossTenants('operator: seed');
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
  });
  afterAll(() => product.end());

  async function usedPlaces(): Promise<number> {
    const { body } = await call(product, 'GET', '/quota', await callers.as('admin'));
    return body.figures.find((figure: { kind: string }) => figure.kind === 'wechat_user').used;
  }
  /** The tables in which a word stands: every value of every table is looked at. */
  async function tablesWith(...words: string[]): Promise<string[]> {
    const em = across();
    const found: string[] = [];
    for (const { meta } of entities) {
      for (const row of await readRows(em, `select * from ${meta.tableName}`, [])) {
        const text = JSON.stringify(row);
        for (const word of words.filter((one) => text.includes(one)))
          found.push(`${meta.className}: ${word}`);
      }
    }
    return [...new Set(found)];
  }
  async function proveOwn(person: string, token: string, phone?: string): Promise<string> {
    const code = await phoneCode(product, person, phone);
    const body = { code, purpose: 'own_account' };
    return (await call(product, 'POST', '/phone-proofs/wechat', { token, body })).body.proofId;
  }
  const openidsOf = async (person: string): Promise<string[]> => {
    const state = await (await fetch(`${product.sandboxUrl}/control/state`)).json();
    const people = z.looseObject({ people: z.array(z.looseObject({ id: z.string() })) }).parse(state).people;
    const one = z.looseObject({ openids: z.record(z.string(), z.string()) });
    return Object.values(one.parse(people.find(({ id }) => id === person)).openids);
  };

  it('asks for the number anew, tells what goes, and takes no other number', async () => {
    const { token } = await signIn(product, 'tangyu');
    const shown = await call(product, 'GET', '/account-cancellation', { token });
    expect(shown.body).toMatchObject({
      phoneNeeded: true,
      upstreamNames: expect.arrayContaining(['岚汐净水']),
    });
    expect(shown.body.accounts).toMatchObject([{ contactName: '唐玉', bound: true }]);
    const days = (Date.parse(shown.body.dueAt) - product.server.clock.now().getTime()) / 86_400_000;
    expect(days, 'never later than 15 working days').toBeGreaterThan(15);
    expect(days).toBeLessThanOrEqual(16);
    const without = await call(product, 'POST', '/account-cancellation', {
      token,
      body: { accountIds: null },
    });
    expect(told(without)).toEqual([409, 'cancellation.phone_needed']);
    await product.control('people', { id: 'tangyu', name: '唐玉', phones: ['15400000004', '15400000085'] });
    const proofId = await proveOwn('tangyu', token, '15400000085');
    const other = await call(product, 'POST', '/account-cancellation', {
      token,
      body: { accountIds: null, proofId },
    });
    expect(told(other)).toEqual([409, 'cancellation.other_phone']);
    expect(other.body.error.message).toContain('154****0004');
    const foreign = await call(product, 'POST', '/account-cancellation', {
      token,
      body: { accountIds: [callers.membershipId], proofId },
    });
    expect(told(foreign), 'another’s account is not found').toEqual([404, 'binding.account_unknown']);
  });

  it('ends binding and sessions at once, frees the place once, and leaves nothing of the person anywhere', async () => {
    await product.control('follow', { account: oaAppId, follower: 'tangyu' });
    await product.control('send', { account: oaAppId, follower: 'tangyu', text: '唐玉想问一下进度' });
    await settle(product);
    const first = await signIn(product, 'tangyu');
    const { token } = await signIn(product, 'tangyu');
    const { id } = first.me.current;
    const openids = await openidsOf('tangyu');
    const of = { enterpriseId: callers.upstreamId, partyId: newId() };
    const contact = { ...of, id: newId(), name: '唐玉', mobile: '15400000004', email: 'tangyu@example.com' };
    const blank = { position: '', hobby: '', note: '', createdAt: product.server.clock.now(), version: 1 };
    await across().insert(PartyContact, { ...contact, ...blank });
    const entered = { ...of, id: newId(), fieldId: newId(), ownerId: contact.id };
    await across().insert(ExtendedValue, { ...entered, content: '爱好：唐诗三百首' });
    const words = ['唐玉', '15400000004', '154****0004', '唐诗三百首', ...openids];
    expect(await tablesWith('唐诗三百首')).not.toEqual([]);
    expect((await tablesWith(...words)).length, 'much is kept of him before').toBeGreaterThan(5);
    const used = await usedPlaces();
    const proofId = await proveOwn('tangyu', token, '15400000004');
    const body = { accountIds: null, proofId };
    const done = await call(product, 'POST', '/account-cancellation', { token, body });
    expect(told(done)).toEqual([200, undefined]);
    expect(done.body).toMatchObject({ session: null, reference: expect.stringMatching(/^U-[2-9A-Z]{8}$/) });
    for (const old of [first.token, token])
      expect((await call(product, 'GET', '/me', { token: old })).status, 'every session is over').toBe(401);
    expect((await call(product, 'POST', '/account-cancellation', { token, body })).status).toBe(401);
    expect(await usedPlaces()).toBe(used - 1);

    const messages = (await messagesOf(product, 'tangyu')).length;
    await settle(product);
    expect(await tablesWith(...words)).toEqual([]);
    expect(await tablesWith(done.body.reference), 'business records stay, with a pseudonym').toEqual(
      expect.arrayContaining([`OperationRecord: ${done.body.reference}`, `Delivery: ${done.body.reference}`]),
    );
    expect((await messagesOf(product, 'tangyu')).length, 'and nothing is sent to him').toBe(messages);
    expect(await usedPlaces(), 'free once').toBe(used - 1);

    const admin = await callers.as('admin');
    const users = await call(product, 'GET', '/interconnect-users?limit=200', admin);
    expect(users.body.items.map((row: { id: string }) => row.id)).not.toContain(id);
    const found = await call(
      product,
      'GET',
      `/interconnect-users?limit=50&search=${encodeURIComponent('唐')}`,
      admin,
    );
    expect(found.body.items).toEqual([]);
    expect((await call(product, 'GET', `/interconnect-users/${id}`, admin)).status).toBe(404);
    const list = await call(product, 'GET', '/account-cancellations', admin);
    expect(list.body.items[0]).toMatchObject({
      pseudonym: done.body.reference,
      state: 'done',
      stateLabel: '已完成',
      overdue: false,
      handledAt: null,
    });
    expect(list.body.items[0].parts.map(({ state }: { state: string }) => state)).not.toContain('open');
    const foreign = await call(product, 'GET', '/account-cancellations', await callers.as('foreign'));
    expect(foreign.body.items, 'another brand hears nothing of it').toEqual([]);
    const records = await call(
      product,
      'GET',
      `/operation-records?limit=200&search=${done.body.reference}`,
      admin,
    );
    expect(records.body.items.length).toBeGreaterThan(0);
  });

  it('makes whoever comes back with the same WeChat a new person', async () => {
    const { me } = await signIn(product, 'tangyu');
    expect(me).toMatchObject({ audience: 'visitor', current: null, memberships: [] });
    expect(me.consent.givenVersion).toBeNull();
    const again = await signIn(product, 'tangyu');
    const proofId = await prove(product, 'tangyu', again.token, '15400000004');
    const bound = await call(product, 'POST', '/bindings', { token: again.token, body: { proofId } });
    expect(bound.body.outcome, 'his number opens nothing any more').toBe('not_found');
  });

  it('has staff confirm what no system sees, once and by name', async () => {
    const admin = await callers.as('admin');
    const open = await call(product, 'GET', '/account-cancellations?state=open', admin);
    const { id } = open.body.items[0];
    const path = `/account-cancellations/${id}/confirm`;
    expect((await call(product, 'POST', path, { ...(await callers.as('foreign')), body: {} })).status).toBe(
      404,
    );
    const handled = await call(product, 'POST', path, { ...admin, body: {} });
    expect(handled.body).toMatchObject({ id, handledBy: '陈立' });
    const twice = await call(product, 'POST', path, { ...admin, body: {} });
    expect(told(twice)).toEqual([409, 'cancellation.handled']);
    const rest = await call(product, 'GET', '/account-cancellations?state=open', admin);
    expect(rest.body.items).toEqual([]);
  });

  it('has the only admin of a company hand over first, and says to whom', async () => {
    const { token, me } = await signIn(product, 'zhoujianguo');
    const proofId = await proveOwn('zhoujianguo', token);
    const body = { accountIds: null, proofId };
    const refused = await call(product, 'POST', '/account-cancellation', { token, body });
    expect(told(refused)).toEqual([409, 'cancellation.last_admin']);
    const { accountId, company } = refused.body.error.details;
    const shown = await call(product, 'GET', '/account-cancellation', { token });
    const own = shown.body.accounts.find((account: { id: string }) => account.id === accountId);
    expect(own.downstreamName).toBe(company);
    expect(refused.body.error.message).toContain(own.handOverTo[0].name);
    expect(
      (await call(product, 'GET', '/me', { token })).body.memberships,
      'nothing is half-done',
    ).toHaveLength(me.memberships.length);
    const stranger = await signIn(product, 'luren');
    const to = { accountId, userId: own.handOverTo[0].id };
    const handOver = (bearer: string) =>
      call(product, 'POST', '/account-cancellation/hand-over', { token: bearer, body: to });
    expect(told(await handOver(stranger.token)), 'another’s company').toEqual([404, 'not_found']);
    let now = await handOver(token);
    for (const account of now.body.accounts) {
      if (account.handOverTo === null || account.id === accountId) continue;
      now = await call(product, 'POST', '/account-cancellation/hand-over', {
        token,
        body: { accountId: account.id, userId: account.handOverTo[0].id },
      });
    }
    // A colleague who has not bound yet is admin when he has: until then the company has none.
    const em = across();
    const admin = await em.findOneOrFail(InterconnectUser, { id: to.userId }, { disableIdentityMap: true });
    expect(admin.roles).toContain('owner');
  });

  it('lets who has accounts at several brands choose which, and keep the others', async () => {
    const { token, me } = await signIn(product, 'zhoujianguo');
    const shown = await call(product, 'GET', '/account-cancellation', { token });
    const free = shown.body.accounts.filter(
      (account: { handOverTo: unknown }) => account.handOverTo === null,
    );
    expect(free.length).toBeGreaterThan(0);
    const [one] = free;
    const proofId = await proveOwn('zhoujianguo', token);
    const done = await call(product, 'POST', '/account-cancellation', {
      token,
      body: { accountIds: [one.id], proofId },
    });
    expect(told(done)).toEqual([200, undefined]);
    expect(done.body.session.me.memberships).toHaveLength(me.memberships.length - 1);
    await settle(product);
    expect(await across().count(InterconnectUser, { id: one.id })).toBe(0);
    const kept = await across().count(AccountCancellation, { pseudonym: done.body.reference });
    expect(kept).toBe(1);
  });

  it('gives each brand a reference of its own, so that none learns of the other', async () => {
    const { token } = await signIn(product, 'zhoujianguo');
    const proofId = await proveOwn('zhoujianguo', token, '15400000001');
    const shown = await call(product, 'GET', `/account-cancellation?proofId=${proofId}`, { token });
    for (const { id, handOverTo } of shown.body.accounts) {
      if (handOverTo === null) continue;
      const body = { accountId: id, userId: handOverTo[0].id };
      await call(product, 'POST', '/account-cancellation/hand-over', { token, body });
    }
    const body = { accountIds: null, proofId };
    const done = await call(product, 'POST', '/account-cancellation', { token, body });
    expect(told(done)).toEqual([200, undefined]);
    expect(done.body.reference).toContain('岚汐净水');
    const rows = await across().find(AccountCancellation, {}, { orderBy: { id: 'desc' }, limit: 2 });
    expect(new Set(rows.map(({ enterpriseId }) => enterpriseId)).size).toBe(2);
    expect(new Set(rows.map(({ pseudonym }) => pseudonym)).size).toBe(2);
    await settle(product);
    // A namesake with another number is not known to be him: that is for staff to look through.
    expect(await tablesWith('15400000001', '154****0001')).toEqual([]);
  });

  it('finds accounts that were opened for his number and never bound, without a consent, and frees what they reserve', async () => {
    const { token } = await signIn(product, 'linxiaowen');
    const none = await call(product, 'GET', '/account-cancellation', { token });
    expect(none.body).toMatchObject({ accounts: [], phoneNeeded: false });
    const proofId = await proveOwn('linxiaowen', token, '15400000002');
    const found = await call(product, 'GET', `/account-cancellation?proofId=${proofId}`, { token });
    expect(found.body.accounts).toMatchObject([{ contactName: '林晓雯', bound: false }]);
    const bound = await call(product, 'POST', '/bindings', { token, body: { proofId } });
    expect(told(bound), 'for anything else consent is asked for').toEqual([403, 'consent.required']);
    const figure = async () => {
      const { body } = await call(product, 'GET', '/quota', await callers.as('admin'));
      return body.figures.find((one: { kind: string }) => one.kind === 'wechat_user').reserved;
    };
    const reserved = await figure();
    const body = { accountIds: null, proofId };
    expect((await call(product, 'POST', '/account-cancellation', { token, body })).status).toBe(200);
    expect(await figure()).toBe(reserved - 1);
    await settle(product);
    expect(await tablesWith('林晓雯', '15400000002')).toEqual([]);
  });

  it('meets a binding and a sign-in that are under way, and leaves no account with somebody who is gone', async () => {
    const first = await signIn(product, 'mengshifu');
    await call(product, 'POST', `/bindings/${first.me.current.id}/unbind`, { token: first.token, body: {} });
    const used = await usedPlaces();
    const { token } = await signIn(product, 'mengshifu');
    const other = await signIn(product, 'mengshifu');
    const binding = await prove(product, 'mengshifu', token);
    const leaving = await proveOwn('mengshifu', other.token);
    const code = await loginCode(product, 'mengshifu');
    const [bound, gone, session] = await Promise.all([
      call(product, 'POST', '/bindings', { token, body: { proofId: binding } }),
      call(product, 'POST', '/account-cancellation', {
        ...{ token: other.token, body: { accountIds: null, proofId: leaving } },
      }),
      call(product, 'POST', '/sessions/mini-program', { body: { appId: miniAppId, code } }),
    ]);
    expect([200, 401, 409]).toContain(bound.status);
    expect([200, 401, 409]).toContain(gone.status);
    expect([201, 401]).toContain(session.status);
    await settle(product);
    const people = new Set((await across().find(Identity, {})).map(({ id }) => id));
    const users = await across().find(InterconnectUser, { identityId: { $ne: null } });
    expect(users.filter(({ identityId }) => !people.has(identityId ?? ''))).toEqual([]);
    const stays = await across().count(InterconnectUser, { id: first.me.current.id });
    expect(await usedPlaces(), 'a place is used by whoever is bound').toBe(
      used + (stays > 0 && bound.status === 200 ? 1 : 0),
    );
  });

  it('lets a follower who is bound to nothing go without a number', async () => {
    await product.control('follow', { account: oaAppId, follower: 'luren' });
    const ticket = ticketOf(await lastGuide(product, 'luren'));
    const { token } = await signIn(product, 'luren');
    // By the guide's link it is known that who follows is who opened the mini program.
    expect((await call(product, 'POST', '/binding/start', { token, body: { ticket } })).body.ticket).toBe(
      'ok',
    );
    await agree(product, token);
    await settle(product);
    const shown = await call(product, 'GET', '/account-cancellation', { token });
    expect(shown.body).toMatchObject({ accounts: [], phoneNeeded: false });
    const done = await call(product, 'POST', '/account-cancellation', { token, body: { accountIds: null } });
    expect(told(done)).toEqual([200, undefined]);
    await settle(product);
    expect(await tablesWith(...(await openidsOf('luren')))).toEqual([]);
  });
});
