import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { InterconnectUser } from '../accounts/account.entity.ts';
import { Delivery } from '../messaging/messaging.entity.ts';
import { QuotaEntry } from '../quota/quota.entity.ts';
import { OperationRecord } from '../records/record.entity.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { countOf, eachOf } from '../../testing/drill.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, prove, signIn, type Answer } from '../../testing/people.ts';
import { newId, newSecret22 } from '../../kernel/ids.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { Connection, Enterprise } from './enterprise.entity.ts';
import { InvitationUse } from './invitation.entity.ts';

describe('an invitation code', () => {
  let product: Installation;
  let callers: Callers;
  let admin: Credentials;
  let foreign: Credentials;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    admin = await callers.as('admin');
    foreign = await callers.as('foreign');
  });
  afterAll(() => product.end());

  const told = ({ status, body }: Answer) => [status, body.error?.code];
  const across = () => product.server.db.acrossTenants('operator: seed');
  const post = (path: string, who: Credentials, body: object, key?: string) =>
    call(product, 'POST', path, {
      ...who,
      body,
      headers: key === undefined ? {} : { 'idempotency-key': key },
    });
  async function makeCode(
    who: Credentials,
    input: object = {},
  ): Promise<{ id: string; code: string; link: string }> {
    const made = await post('/invitation-codes', who, { kind: 'dedicated', ...input });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return { id: made.body.row.id, code: made.body.code, link: made.body.link };
  }
  async function addPlaces(enterpriseId: string, kind: string, amount: number): Promise<void> {
    const { db, ledger, clock } = product.server;
    await inTransaction(db.tenant(enterpriseId), (tx) =>
      ledger.credit(tx, {
        ...{ enterpriseId, kind, amount, sourceKey: newId(), reason: 'granted', actor: 'system' },
        ...{ startsAt: clock.now(), endsAt: null },
      }),
    );
  }
  async function used(enterpriseId: string, kind = 'enterprise'): Promise<number> {
    const [figure] = await product.server.ledger.figures(product.server.db.tenant(enterpriseId), kind);
    return figure === undefined ? 0 : figure.used + figure.reserved;
  }
  let strangers = 0;
  /** Somebody whom nobody knows, with a phone of his own. */
  async function stranger(): Promise<{ person: string; phone: string; token: string }> {
    strangers += 1;
    const person = `stranger-${strangers}`;
    const phone = String(15500000000 + strangers);
    await product.control('people', { id: person, name: `陌生人${strangers}`, phones: [phone] });
    const { token } = await signIn(product, person);
    return { person, phone, token };
  }
  async function confirm(
    who: { person: string; token: string },
    code: string,
    options: { company?: object; key?: string; phone?: string } = {},
  ): Promise<Answer> {
    const proofId = await prove(product, who.person, who.token, options.phone);
    const company = options.company ?? { kind: 'new', name: `${who.person} 商贸` };
    return post(
      '/invitations/confirm',
      { token: who.token },
      { code, proofId, contactName: '王新', company },
      options.key,
    );
  }

  it('is seen by its owner’s staff alone, and never again in full', async () => {
    const { code, id } = await makeCode(admin, { note: '秘密' });
    const { body } = await call(product, 'GET', '/invitation-codes', admin);
    expect(JSON.stringify(body)).toContain('秘密');
    expect(JSON.stringify(body)).not.toContain(code);
    const theirs = await call(product, 'GET', '/invitation-codes', foreign);
    expect(JSON.stringify(theirs.body)).not.toContain('秘密');
    expect((await post(`/invitation-codes/${id}/revoke`, foreign, {})).status).toBe(404);
    const powerless = await callers.as('powerless');
    expect((await call(product, 'GET', '/invitation-codes', powerless)).status).toBe(403);
    expect((await post('/invitation-codes', powerless, { kind: 'dedicated' })).status).toBe(403);
  });

  it('says whose downstream one becomes and whose quota is used, and connects out of the owner’s quota', async () => {
    const { code, link } = await makeCode(admin, {
      prefill: { companyName: '南通海汐', contactName: '海汐' },
    });
    expect(link).toBe(`${product.server.config.publicUrl}/i/${code}`);
    const who = await stranger();
    const looked = await post('/invitations/look', { token: who.token }, { code });
    expect(looked.body).toMatchObject({
      upstreamName: '岚汐净水',
      upstreamLegalName: '岚汐净水科技（示例）有限公司',
      kind: 'dedicated',
      prefill: { companyName: '南通海汐', contactName: '海汐' },
      companies: [],
    });
    const before = await used(callers.upstreamId);
    const made = await confirm(who, code);
    expect(made.body.outcome, JSON.stringify(made.body)).toBe('connected');
    expect(made.body.session.me.current).toMatchObject({
      upstreamName: '岚汐净水',
      downstreamName: 'stranger-1 商贸',
      manages: true,
      bindingState: 'bound',
    });
    expect(await used(callers.upstreamId)).toBe(before + 1);
    const connection = await across().findOneOrFail(Connection, {
      upstreamId: callers.upstreamId,
      origin: 'invitation_code',
      state: 'active',
    });
    const entries = await across().find(QuotaEntry, { holderKey: `connection:${connection.id}` });
    expect(entries.map(({ enterpriseId, usedDelta, kind }) => [enterpriseId, kind, usedDelta])).toEqual([
      [callers.upstreamId, 'enterprise', 1],
    ]);
    const record = await across().findOneOrFail(OperationRecord, { target: `connection:${connection.id}` });
    expect(record).toMatchObject({ action: 'connection.made', after: { paidBy: '岚汐净水' } });
    const tenant = await across().findOneOrFail(Enterprise, { id: connection.downstreamId });
    expect(tenant.claimedAt).not.toBeNull();
    expect(await across().count(QuotaEntry, { enterpriseId: connection.downstreamId })).toBe(0);
    const opened = await fetch(`${product.url}/i/${code}`, { redirect: 'manual' });
    expect(opened.headers.get('location')).toBe(`/app/pages/invitation/index?c=${code}`);
  });

  it('is paid by its owner when a paying enterprise uses it, whose own quota does not change', async () => {
    await addPlaces(callers.upstreamId, 'enterprise', 5);
    const { code } = await makeCode(admin);
    const [mine, theirs] = [await used(callers.upstreamId), await used(callers.secondId)];
    const entries = await across().count(QuotaEntry, { enterpriseId: callers.secondId });
    const first = await post('/staff/upstream-connections', foreign, { code });
    expect(first.status, JSON.stringify(first.body)).toBe(201);
    expect((await post('/staff/upstream-connections', foreign, { code })).status, 'a retry').toBe(201);
    expect([await used(callers.upstreamId), await used(callers.secondId)]).toEqual([mine + 1, theirs]);
    expect(await across().count(QuotaEntry, { enterpriseId: callers.secondId })).toBe(entries);
    const seen = await call(product, 'GET', '/staff/upstream-connections', foreign);
    expect(seen.body.items).toMatchObject([{ upstreamName: '岚汐净水', phase: 'active' }]);
    const another = await makeCode(admin);
    const again = await post('/staff/upstream-connections', foreign, { code: another.code });
    expect(told(again)).toEqual([409, 'connection.exists']);
    expect(await used(callers.upstreamId)).toBe(mine + 1);
  });

  it('is refused alike when it is unknown, used, expired, revoked, one’s own, or of a closed enterprise', async () => {
    await addPlaces(callers.upstreamId, 'enterprise', 20);
    const who = await stranger();
    const refusedAs: unknown[] = [];
    const refuse = async (code: string) => {
      const looked = await post('/invitations/look', { token: who.token }, { code });
      const confirmed = await confirm(who, code);
      for (const answer of [looked, confirmed]) {
        expect(told(answer)).toEqual([409, 'invitation_code.invalid']);
        refusedAs.push(answer.body.error.message);
      }
    };
    const before = await used(callers.upstreamId);
    await refuse(newSecret22());
    const spent = await makeCode(admin);
    const other = await stranger();
    expect((await confirm(other, spent.code)).status).toBe(200);
    await refuse(spent.code);
    const revoked = await makeCode(admin);
    expect((await post(`/invitation-codes/${revoked.id}/revoke`, admin, {})).body.state).toBe('revoked');
    await refuse(revoked.code);
    const own = await makeCode(admin);
    const ownAnswer = await post('/staff/upstream-connections', admin, { code: own.code });
    expect(told(ownAnswer)).toEqual([409, 'invitation_code.invalid']);
    refusedAs.push(ownAnswer.body.error.message);
    const closed = await makeCode(foreign);
    const setClosed = (at: Date | null) =>
      inTransaction(across(), (tx) => product.server.enterprises.setClosed(tx, callers.secondId, at));
    await setClosed(product.server.clock.now());
    await refuse(closed.code);
    await setClosed(null);
    const late = await makeCode(admin, { validDays: 1 });
    await product.control('clock', { advanceMs: 24 * 3_600_000 + 1_000 });
    who.token = (await signIn(product, who.person)).token;
    await refuse(late.code);
    expect(new Set(refusedAs).size).toBe(1);
    expect(await used(callers.upstreamId)).toBe(before + 1);
    admin = await callers.as('admin');
    foreign = await callers.as('foreign');
  });

  it('that was made for one number serves who proves that number, and nobody it was forwarded to', async () => {
    const right = await stranger();
    const wrong = await stranger();
    const { code } = await makeCode(admin, { prefill: { phone: right.phone } });
    expect(told(await confirm(wrong, code))).toEqual([409, 'invitation_code.other_phone']);
    expect((await confirm(right, code)).body.outcome).toBe('connected');
  });

  it('makes one relation of a double tap, a retry after a new sign-in, and two devices', async () => {
    const { code } = await makeCode(admin, { kind: 'general', maxUses: 50, review: false });
    const who = await stranger();
    const before = await used(callers.upstreamId);
    const proofId = await prove(product, who.person, who.token);
    const body = { code, proofId, contactName: '王新', company: { kind: 'new', name: '一家商贸' } };
    const tap = (token: string, key: string) => post('/invitations/confirm', { token }, body, key);
    const device = await signIn(product, who.person);
    const answers = await Promise.all([
      tap(who.token, 'double-tap-1'),
      tap(who.token, 'double-tap-1'),
      tap(device.token, 'other-device-1'),
    ]);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    // Connecting gives a new session in place of the old one: a tap that comes after it has none.
    for (const { status } of answers) expect([200, 401]).toContain(status);
    const again = await signIn(product, who.person);
    const retried = await tap(again.token, 'double-tap-1');
    expect(retried.body).toEqual(answers[0].status === 200 ? answers[0].body : answers[1].body);
    expect(
      told(
        await post(
          '/invitations/confirm',
          { token: again.token },
          { ...body, contactName: '别人' },
          'double-tap-1',
        ),
      ),
    ).toEqual([422, 'request.idempotency_reused']);
    const third = await signIn(product, who.person);
    const fresh = await prove(product, who.person, third.token);
    const elsewhere = await post(
      '/invitations/confirm',
      { token: third.token },
      { ...body, proofId: fresh },
      'later-again-1',
    );
    expect(elsewhere.body.session.me.current.id).toBe(retried.body.session.me.current.id);
    expect(await used(callers.upstreamId)).toBe(before + 1);
    expect(await across().count(InterconnectUser, { phone: who.phone })).toBe(1);
  });

  it('on a poster works as often as it says and no more, and each request waits for review', async () => {
    const cap = 3;
    await addPlaces(callers.upstreamId, 'enterprise', 20);
    await addPlaces(callers.upstreamId, 'wechat_user', 20);
    const { code, id } = await makeCode(admin, { kind: 'general', maxUses: cap, note: '经销商大会' });
    const people = [];
    for (let index = 0; index < cap + 2; index += 1) people.push(await stranger());
    const outcomes: string[] = [];
    await eachOf(people, people.length, async (who) => {
      const answer = await confirm(who, code);
      outcomes.push(String(answer.body.outcome ?? answer.body.error.code));
    });
    expect(outcomes.sort()).toEqual([
      ...Array<string>(2).fill('invitation_code.invalid'),
      ...Array<string>(cap).fill('pending'),
    ]);
    const { body } = await call(product, 'GET', '/invitation-codes?state=over', admin);
    expect(body.items.find((row: { id: string }) => row.id === id)).toMatchObject({
      uses: cap,
      state: 'used_up',
    });
    const pending = (await call(product, 'GET', '/connections?phase=pending&search=stranger', admin)).body
      .items;
    expect(pending).toHaveLength(cap);
    const cards = await across().count(Delivery, { causeKey: { $like: 'card:connection:requested:%' } });
    expect(cards).toBeGreaterThanOrEqual(cap);

    const before = await used(callers.upstreamId);
    const [yes, no] = pending;
    const detail = await call(product, 'GET', `/connections/${yes.id}`, admin);
    expect(detail.body.request).toMatchObject({ contactName: '王新' });
    const approved = await post(`/connections/${yes.id}/approve`, admin, {});
    expect(approved.body, JSON.stringify(approved.body)).toMatchObject({
      phase: 'active',
      users: 1,
      boundUsers: 1,
    });
    expect(await used(callers.upstreamId), 'its place was reserved').toBe(before);
    const refused = await post(`/connections/${no.id}/refuse`, admin, {});
    expect(refused.body).toMatchObject({ phase: 'ended', endReason: 'refused' });
    expect(await used(callers.upstreamId)).toBe(before - 1);
    for (const verb of ['approve', 'refuse', 'terminate'])
      expect([verb, ...told(await post(`/connections/${no.id}/${verb}`, admin, {}))]).toEqual([
        verb,
        409,
        'connection.state',
      ]);
    const use = await across().findOneOrFail(InvitationUse, { connectionId: yes.id });
    const person = people.find(({ phone }) => phone === use.phone);
    if (person === undefined) throw new Error('nobody has that phone');
    expect((await signIn(product, person.person)).me.current).toMatchObject({
      upstreamName: '岚汐净水',
      bindingState: 'bound',
    });
  });

  it('makes nothing where the owner has no place left, and both sides are told the same reason', async () => {
    const { code } = await makeCode(foreign);
    const who = await stranger();
    const { db, ledger } = product.server;
    const [figure] = await ledger.figures(db.tenant(callers.secondId), 'enterprise');
    const free = figure?.remaining ?? 0;
    for (let index = 0; index < free; index += 1) {
      const opened = await post('/connections', foreign, {
        name: `占位${index}`,
        legalName: `占位${index}有限公司`,
      });
      expect(opened.status, JSON.stringify(opened.body)).toBe(201);
    }
    const counts = async () => [
      await across().count(Connection, {}),
      await across().count(Enterprise, {}),
      await across().count(InterconnectUser, {}),
      await across().count(QuotaEntry, {}),
    ];
    const before = await counts();
    const answer = await confirm(who, code);
    expect(told(answer)).toEqual([409, 'connection.no_place']);
    expect(answer.body.error.message).toContain('禾光厨电的互联企业数额度已用完');
    expect(await counts()).toEqual(before);
    const card = await across().findOneOrFail(Delivery, {
      causeKey: { $like: 'card:connection:no_place:%' },
    });
    expect(card.enterpriseId).toBe(callers.secondId);
    expect(JSON.stringify(card.content)).toContain('互联企业数额度已用完');
    await addPlaces(callers.secondId, 'enterprise', 1);
    expect((await confirm(who, code)).body.outcome, 'the code is not spent').toBe('connected');
  });

  it('races for the last place: one wins, the others are told, and nothing is half-made', async () => {
    const many = countOf({ full: 1_000, part: 8 });
    const upstreamId = callers.secondId;
    await addPlaces(upstreamId, 'wechat_user', 5);
    await addPlaces(upstreamId, 'enterprise', 1);
    const { db, ledger } = product.server;
    const left = async () => (await ledger.figures(db.tenant(upstreamId), 'enterprise'))[0]?.remaining ?? 0;
    for (let index = 0; (await left()) > 1; index += 1)
      await post('/connections', foreign, { name: `占位${index}`, legalName: `占位${index}有限公司` });
    const { code } = await makeCode(foreign, { kind: 'general', maxUses: 10_000, review: false });
    const people: { who: Awaited<ReturnType<typeof stranger>>; proofId: string }[] = [];
    for (let index = 0; index < many; index += 1) {
      const who = await stranger();
      people.push({ who, proofId: await prove(product, who.person, who.token) });
    }
    const outcomes: string[] = [];
    await eachOf(people, 16, async ({ who, proofId }) => {
      const company = { kind: 'new', name: `${who.person} 公司` };
      const answer = await post(
        '/invitations/confirm',
        { token: who.token },
        { code, proofId, contactName: '王新', company },
      );
      outcomes.push(String(answer.body.outcome ?? answer.body.error.code));
    });
    expect(outcomes.filter((one) => one === 'connected')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['connected', 'connection.no_place']));
    const active = await across().count(Connection, { upstreamId, state: 'active', ownEdition: false });
    expect(await used(upstreamId)).toBe(active);
  }, 600_000);

  it('connects a company that its admin manages already, and no company that he does not', async () => {
    const who = await stranger();
    const first = await makeCode(admin);
    const made = await confirm(who, first.code);
    const token: string = made.body.session.token;
    const second = await makeCode(foreign);
    await addPlaces(callers.secondId, 'enterprise', 2);
    const looked = await post('/invitations/look', { token }, { code: second.code });
    const [company] = looked.body.companies;
    expect(company.name).toBe(`${who.person} 商贸`);
    const elsewhere = await across().findOneOrFail(Connection, {
      upstreamId: callers.upstreamId,
      edition: 'fmcg_dealer',
    });
    const stolen = await confirm({ ...who, token }, second.code, {
      company: { kind: 'own', downstreamId: elsewhere.downstreamId },
    });
    expect(told(stolen)).toEqual([404, 'not_found']);
    const joined = await confirm({ ...who, token }, second.code, {
      company: { kind: 'own', downstreamId: company.downstreamId },
    });
    expect(joined.body.session.me.current, JSON.stringify(joined.body)).toMatchObject({
      upstreamName: '禾光厨电',
    });
    expect(joined.body.session.me.memberships).toHaveLength(2);
    const own = await call(product, 'GET', '/upstream-connections', { token: joined.body.session.token });
    expect(own.body.items.map((item: { upstreamName: string }) => item.upstreamName)).toEqual([
      '禾光厨电',
      '岚汐净水',
    ]);
  });
});
