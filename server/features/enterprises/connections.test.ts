import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { InterconnectEnterprise, InterconnectUser } from '../accounts/account.entity.ts';
import { Delivery } from '../messaging/messaging.entity.ts';
import { QuotaEntry } from '../quota/quota.entity.ts';
import { OperationRecord } from '../records/record.entity.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, messagesOf, settle, signIn, type Answer } from '../../testing/people.ts';
import { newId } from '../../kernel/ids.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import type { ConnectionOffer } from '../../contract/connections.ts';
import { Connection, Enterprise } from './enterprise.entity.ts';

describe('connected enterprises', () => {
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
  const get = (path: string, who = admin) => call(product, 'GET', path, who);
  const post = (path: string, body: object = {}, who = admin, key?: string) =>
    call(product, 'POST', path, {
      ...who,
      body,
      headers: key === undefined ? {} : { 'idempotency-key': key },
    });
  const named = async (name: string) =>
    (await get(`/connections?search=${encodeURIComponent(name)}`)).body.items[0];
  const offer = async (): Promise<ConnectionOffer> => (await get('/connections/offer')).body;
  async function addPlaces(kind: string, amount: number): Promise<void> {
    const { db, ledger, clock } = product.server;
    const enterpriseId = callers.upstreamId;
    await inTransaction(db.tenant(enterpriseId), (tx) =>
      ledger.credit(tx, {
        ...{ enterpriseId, kind, amount, sourceKey: newId(), reason: 'granted', actor: 'system' },
        ...{ startsAt: clock.now(), endsAt: null },
      }),
    );
  }

  it('are listed with edition, state and people, found by name, state and edition, and paged', async () => {
    const all = (await get('/connections?limit=200')).body.items;
    expect(all).toHaveLength(8);
    expect(await named('杭州沐泉')).toMatchObject({
      ...{
        name: '杭州沐泉',
        legalName: '杭州沐泉水处理设备（示例）有限公司',
        phase: 'active',
        users: 3,
        boundUsers: 1,
      },
      ...{ edition: { key: 'dealer', label: '经销商版' }, salespersonName: '张敏' },
    });
    expect(await named('昆明云岭净水工程')).toMatchObject({ name: '昆明云岭', phase: 'tail' });
    const of = async (query: string) =>
      (await get(`/connections?${query}`)).body.items.map((row: { name: string }) => row.name);
    expect(await of('phase=pending')).toEqual(['西安秦泉']);
    expect(await of('phase=tail')).toEqual(['昆明云岭']);
    expect(await of('edition=fmcg_dealer')).toEqual(['成都蓉泉']);
    expect((await of('edition=none')).sort()).toEqual(['南京源清', '沈阳北辰', '西安秦泉']);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Answer = await get(`/connections?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.body.items.map((row: { id: string }) => row.id));
      cursor = page.body.nextCursor;
    }
    expect(seen).toEqual(all.map((row: { id: string }) => row.id));
    expect(await offer()).toMatchObject({
      connected: 5,
      onOwnEdition: 1,
      enterprise: { label: '互联企业数', remaining: 1 },
    });
  });

  it('are opened in one step: tenant, relation, account, first person with a reserved place, one SMS', async () => {
    await product.control('people', { id: 'haixi', name: '海老板', phones: ['15400000077'] });
    const body = {
      name: '南通海汐',
      legalName: '南通海汐商贸（示例）有限公司',
      edition: 'dealer',
      contact: { name: '海老板', phone: '15400000077' },
    };
    const before = await offer();
    const [first, twin] = await Promise.all([
      post('/connections', body, admin, 'open-haixi-1'),
      post('/connections', body, admin, 'open-haixi-1'),
    ]);
    expect(first.status, JSON.stringify(first.body)).toBe(201);
    expect(twin.body).toEqual(first.body);
    expect(first.body).toMatchObject({
      name: '南通海汐',
      phase: 'active',
      users: 1,
      boundUsers: 0,
      salespersonName: '陈立',
    });
    expect(first.body.editionUses).toMatchObject([
      { edition: { key: 'dealer' }, order: 'DEMO-ORDER-2', state: 'active' },
    ]);
    const after = await offer();
    expect(after.connected).toBe(before.connected + 1);
    expect(after.enterprise.remaining).toBe(before.enterprise.remaining - 1);
    expect(after.wechatUser.remaining).toBe(before.wechatUser.remaining - 1);
    await settle(product);
    const messages = await messagesOf(product, 'haixi');
    expect(messages.map(({ text }) => text)).toEqual([expect.stringContaining('岚汐净水已为您开通互联账号')]);
    const record = await across().findOneOrFail(OperationRecord, { target: `connection:${first.body.id}` });
    expect(record).toMatchObject({
      action: 'connection.opened',
      actorName: '陈立',
      after: { name: '南通海汐' },
    });
  });

  it('are not opened where a place is missing: the kind is named, and nothing is half-made', async () => {
    const counts = async () => [
      await across().count(Connection, {}),
      await across().count(Enterprise, {}),
      await across().count(InterconnectEnterprise, {}),
      await across().count(InterconnectUser, {}),
      await across().count(QuotaEntry, {}),
      await across().count(OperationRecord, {}),
    ];
    const body = { name: '多一家', legalName: '多一家有限公司' };
    const before = await counts();
    const full = await post('/connections', body);
    expect([...told(full), full.body.error.details.kind]).toEqual([409, 'quota.exhausted', '互联企业数']);
    await addPlaces('enterprise', 3);
    const lite = await post('/connections', { ...body, edition: 'lite' });
    expect([...told(lite), lite.body.error.details.kind]).toEqual([409, 'quota.exhausted', '精简版']);
    const room = (await offer()).wechatUser.remaining;
    for (let index = 0; index < room; index += 1) {
      const contact = { name: '占位', phone: String(15410000000 + index) };
      if (index > 1) await addPlaces('enterprise', 1);
      expect((await post('/connections', { ...body, name: `占位${index}`, contact })).status).toBe(201);
    }
    await addPlaces('enterprise', 1);
    const between = await counts();
    const contact = { name: '没有名额', phone: '15410000099' };
    const people = await post('/connections', { ...body, contact }, { ...admin }, undefined);
    expect([...told(people), people.body.error.details.kind]).toEqual([409, 'quota.exhausted', '微信用户数']);
    expect(await counts()).toEqual(between);
    expect(between[0]).toBe((before[0] ?? 0) + room);
    expect(told(await post('/connections', { ...body, edition: 'gold' }))).toEqual([422, 'edition.unknown']);
    expect((await post('/connections', { ...body, phone: '1' })).status).toBe(422);
  });

  it('are given another edition and none, each from its own kind, and its use is on the record', async () => {
    const { id } = await named('沈阳北辰');
    const left = async (key: string) =>
      (await offer()).editions.find((edition) => edition.key === key)?.remaining ?? NaN;
    const [dealer, fmcg] = [await left('dealer'), await left('fmcg_dealer')];
    expect((await post(`/connections/${id}/edition`, { edition: 'dealer' })).body.edition.label).toBe(
      '经销商版',
    );
    expect([await left('dealer'), await left('fmcg_dealer')]).toEqual([dealer - 1, fmcg]);
    await post(`/connections/${id}/edition`, { edition: 'dealer' });
    expect([await left('dealer'), await left('fmcg_dealer')], 'the same again').toEqual([dealer - 1, fmcg]);
    await post(`/connections/${id}/edition`, { edition: 'fmcg_dealer' });
    expect([await left('dealer'), await left('fmcg_dealer')]).toEqual([dealer, fmcg - 1]);
    const short = await post(`/connections/${id}/edition`, { edition: 'agent' });
    expect(told(short)).toEqual([409, 'quota.exhausted']);
    expect((await get(`/connections/${id}`)).body.edition.key, 'a refusal changes nothing').toBe(
      'fmcg_dealer',
    );
    const none = await post(`/connections/${id}/edition`, { edition: null });
    expect(none.body).toMatchObject({ edition: null, phase: 'active' });
    expect([await left('dealer'), await left('fmcg_dealer')]).toEqual([dealer, fmcg]);
    expect(
      none.body.editionUses.map((use: { edition: { key: string }; state: string }) => [
        use.edition.key,
        use.state,
      ]),
    ).toEqual([
      ['fmcg_dealer', 'ended'],
      ['dealer', 'ended'],
    ]);
    const uses = (await get('/edition-uses?edition=dealer')).body.items;
    expect(
      uses.map((use: { downstreamName: string; payer: string; state: string }) => [
        use.downstreamName,
        use.payer,
        use.state,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['杭州沐泉', 'upstream', 'active'],
        ['广州荔清', 'own', 'active'],
        ['沈阳北辰', 'upstream', 'ended'],
      ]),
    );
    const liqing = await named('广州荔清');
    expect(told(await post(`/connections/${liqing.id}/edition`, { edition: 'lite' }))).toEqual([
      409,
      'connection.own_edition',
    ]);
  });

  it('are terminated once, with the date before and after it, and both sides see the same day', async () => {
    const { id } = await named('成都蓉泉');
    const before = await get(`/connections/${id}`);
    expect(before.body).toMatchObject({
      timeZone: 'Asia/Shanghai',
      wouldEndAt: expect.stringMatching(/T16:00:00.000Z$/),
    });
    const { connected } = await offer();
    const answers = await Promise.all([1, 2, 3].map(() => post(`/connections/${id}/terminate`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const after = await get(`/connections/${id}`);
    expect(after.body).toMatchObject({ phase: 'tail', endsAt: before.body.wouldEndAt, wouldEndAt: null });
    expect(after.body.editionUses).toMatchObject([{ state: 'tail', endsAt: before.body.wouldEndAt }]);
    expect((await offer()).connected).toBe(connected - 1);
    const { me, token } = await signIn(product, 'tangyu');
    expect(me.current).toMatchObject({ blockedReason: null, endText: expect.stringContaining('24:00') });
    const mine = await call(product, 'GET', '/upstream-connections', { token });
    expect(mine.body.items).toMatchObject([
      { phase: 'tail', phaseLabel: '已解除', endText: expect.stringContaining('24:00') },
    ]);
    expect(told(await post(`/connections/${id}/edition`, { edition: 'lite' }))).toEqual([
      409,
      'connection.state',
    ]);
  });

  it('are another upstream’s business to nobody else, and need the right', async () => {
    const { id } = await named('杭州沐泉');
    for (const path of [
      `/connections/${id}/terminate`,
      `/connections/${id}/approve`,
      `/connections/${id}/refuse`,
    ])
      expect([path, (await post(path, {}, foreign)).status]).toEqual([path, 404]);
    expect((await post(`/connections/${id}/edition`, { edition: null }, foreign)).status).toBe(404);
    expect((await get(`/connections/${id}`, foreign)).status).toBe(404);
    expect((await get('/connections', foreign)).body.items).toHaveLength(1);
    expect((await get(`/edition-uses?connectionId=${id}`, foreign)).body.items).toEqual([]);
    const powerless = await callers.as('powerless');
    expect((await get('/connections', powerless)).status).toBe(403);
    expect((await post(`/connections/${id}/terminate`, {}, powerless)).status).toBe(403);
  });

  it('have an admin who sees his upstreams, and their tab while his switch is on', async () => {
    const { token, me } = await signIn(product, 'mengshifu');
    expect(me.current.manages, 'a service person manages nothing').toBe(false);
    expect(told(await call(product, 'GET', '/upstream-connections', { token }))).toEqual([
      403,
      'permission.denied',
    ]);
    const set = (bearer: string, on: boolean) =>
      call(product, 'PATCH', '/downstream-settings', { token: bearer, body: { connectUpstreams: on } });
    expect(told(await set(token, true))).toEqual([403, 'permission.denied']);

    const owner = (await callers.as('downstream')).token ?? '';
    const tiles = async () => {
      const { body } = await call(product, 'GET', '/me', { token: owner });
      return [
        body.current.connectUpstreams,
        body.current.tiles.some(({ key }: { key: string }) => key === 'upstreams'),
      ];
    };
    expect(await tiles()).toEqual([false, false]);
    expect((await set(owner, true)).body).toEqual({ connectUpstreams: true });
    await set(owner, true);
    expect(await tiles()).toEqual([true, true]);
    const list = await call(product, 'GET', '/upstream-connections', { token: owner });
    expect(list.body).toMatchObject({
      companyName: '杭州沐泉',
      items: [{ upstreamName: '岚汐净水', phaseLabel: '互联中', editionLabel: '经销商版' }],
    });
    await set(owner, false);
    expect(await tiles()).toEqual([false, false]);
    const records = await across().count(OperationRecord, { action: 'connection.setting_changed' });
    expect(records).toBe(2);
  });

  it('have people who are invited one by one or many at once: one message each, not again within a day', async () => {
    await addPlaces('wechat_user', 5);
    const em = product.server.db.tenant(callers.upstreamId);
    const idOf = async (name: string) => (await em.findOneOrFail(InterconnectUser, { name })).id;
    const ids = {
      waiting: await idOf('赵会计'),
      fresh: await idOf('蒋萍'),
      today: await idOf('顾源'),
      active: await idOf('孟师傅'),
    };
    const other = await across().findOneOrFail(InterconnectUser, { enterpriseId: callers.secondId });
    const userIds = [...Object.values(ids), other.id, newId()];
    const invite = () => post('/user-invitations', { userIds });
    const [one, two] = await Promise.all([invite(), invite()]);
    const outcome = (answer: Answer, id: string) =>
      answer.body.results.find((result: { userId: string }) => result.userId === id)?.outcome;
    for (const id of [ids.waiting, ids.fresh])
      expect([outcome(one, id), outcome(two, id)].sort()).toEqual(['queued', 'too_soon']);
    for (const answer of [one, two]) {
      expect(outcome(answer, ids.today)).toBe('too_soon');
      expect(outcome(answer, ids.active)).toBe('not_inactive');
      expect(outcome(answer, other.id)).toBe('not_found');
      expect(outcome(answer, userIds.at(-1) ?? '')).toBe('not_found');
    }
    await product.control('clock', { advanceMs: 2_000 });
    await settle(product);
    const sent = await across().find(Delivery, {
      purpose: 'account.invited',
      interconnectUserId: { $in: [ids.waiting, ids.fresh] },
    });
    expect(sent.map(({ carrier, state }) => [carrier, state])).toEqual([
      ['sms', 'submitted'],
      ['sms', 'submitted'],
    ]);
    const results = await get('/user-invitations');
    expect(results.body.items[0]).toMatchObject({ purposeLabel: '互联账号邀请', state: 'submitted' });
    expect((await get('/user-invitations', foreign)).body.items).toEqual([]);
    const clerk = await callers.staffSession(
      callers.upstreamId,
      await callers.putStaff(callers.upstreamId, 'reader', ['accounts.read']),
    );
    expect((await post('/user-invitations', { userIds }, clerk)).status).toBe(403);
  });
});

describe('invitations where no SMS is configured', () => {
  it('fail each with its reason, and nobody is left without an answer', async () => {
    const product = await startInstallation({ change: { sms: undefined } });
    try {
      const callers = await openCallers(product);
      const admin = await callers.as('admin');
      const { id } = await product.server.db
        .tenant(callers.upstreamId)
        .findOneOrFail(InterconnectUser, { name: '蒋萍' });
      const answer = await call(product, 'POST', '/user-invitations', { ...admin, body: { userIds: [id] } });
      expect(answer.body.results).toMatchObject([{ outcome: 'queued' }]);
      await settle(product);
      const { body } = await call(product, 'GET', '/user-invitations', admin);
      expect(body.items).toMatchObject([
        {
          state: 'failed',
          recipientName: '蒋萍',
          passedOver: [{ carrier: 'sms', reason: '没有配置短信通知。' }],
        },
      ]);
    } finally {
      await product.end();
    }
  });
});
