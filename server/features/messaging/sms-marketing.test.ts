import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { limits } from '../../../config/limits.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { agree, call, messagesOf, settle, signIn, type Answer } from '../../testing/people.ts';
import { newId } from '../../kernel/ids.ts';
import { Staff } from '../access/access.entity.ts';
import { Consent, InterconnectUser, MarketingStop } from '../accounts/account.entity.ts';
import { OperationRecord } from '../records/record.entity.ts';
import { Delivery } from './messaging.entity.ts';
import { nextOpening } from './sms-marketing.ts';
import { isStop } from './sms-replies.ts';

const text = '{contact}您好，{brand}新品滤芯上市，欢迎咨询您的业务员。拒收请回复R';
const atProvider = '{1}您好，{2}新品滤芯上市，欢迎咨询您的业务员。拒收请回复R';
const hourMs = 3_600_000;

describe('marketing SMS', () => {
  let product: Installation;
  let callers: Callers;
  let admin: Credentials;
  let operator: Credentials;
  let withoutRight: unknown;
  let contentId = '';
  let userId = '';

  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    withoutRight = told(await call(product, 'GET', '/sms-marketing', await callers.as('powerless')));
    await toDaytime();
    const em = product.server.db.tenant(callers.upstreamId);
    userId = (await em.findOneOrFail(InterconnectUser, { id: callers.membershipId })).id;
  });
  afterAll(() => product.end());

  const chinaHour = () => new Date(product.server.clock.now().getTime() + 8 * hourMs).getUTCHours();
  async function advance(ms: number) {
    await product.control('clock', { advanceMs: ms });
    admin = await callers.as('admin');
    const em = product.server.db.acrossTenants('operator: seed');
    const person = await em.findOneOrFail(Staff, { account: 'operator' });
    operator = await callers.staffSession(person.enterpriseId, person.id);
  }
  /** Ten in the morning in China, of the next day. */
  const toDaytime = () => advance(((10 - chinaHour() + 24) % 24 || 24) * hourMs);

  const told = ({ status, body }: Answer) => [status, body.error?.code];
  const post = (path: string, body: unknown = {}, who: Credentials = admin) =>
    call(product, 'POST', path, { ...who, body });
  const get = async (path: string, who: Credentials = admin) => (await call(product, 'GET', path, who)).body;
  const marketing = () => get('/sms-marketing');
  async function approved(content: string, provider: string, templateId: string): Promise<string> {
    expect(told(await post('/invitation-sms/drafts', { kind: 'marketing', content }))).toEqual([
      200,
      undefined,
    ]);
    const { versions } = await get('/invitation-sms');
    const { id } = versions.find(({ kind }: { kind: string }) => kind === 'marketing');
    await post(`/invitation-sms/drafts/${id}/submit`);
    await product.control('sms-review', { templateId, text: provider, state: 'approved' });
    expect(told(await post(`/sms-reviews/${id}/approve`, { templateId }, operator))).toEqual([
      200,
      undefined,
    ]);
    return id;
  }
  const send = async (userIds: readonly string[] | null, id = contentId) =>
    post('/sms-campaigns', { contentId: id, userIds });
  const smsOf = async (person: string) =>
    (await messagesOf(product, person)).filter(({ via, direction }) => via === 'sms' && direction === 'in');
  const result = async (campaignId: string) =>
    (await get(`/sms-campaigns/${campaignId}/results`)).items.find(({ id }: { id: string }) => id === userId)
      ?.result;
  const person = async () => (await signIn(product, 'zhoujianguo')).token;
  const agreeTo = async () => {
    const token = await person();
    const { me } = await signIn(product, 'zhoujianguo');
    const { body } = await post('/marketing-consent', { version: me.marketing.version }, { token });
    expect(body.marketing.agreed).toBe(true);
  };
  const reply = (words: string, times = 1) =>
    product.control('sms-reply', { follower: 'zhoujianguo', text: words, times });

  it('ends with the opt-out, which no notice may carry, and follows the same review', async () => {
    const refused: readonly (readonly [string, string, string])[] = [
      ['marketing', '{contact}您好，新品上市。', 'sms.opt_out_missing'],
      ['marketing', '{contact}您好，退订回T，新品上市。拒收请回复R', 'sms.opt_out_missing'],
      ['marketing', '{contact}您好，见 hl.example.cn 。拒收请回复R', 'sms.link'],
      ['text', '{contact}您好，账号已开通。拒收请回复R', 'sms.opt_out'],
    ];
    for (const [kind, content, code] of refused)
      expect([content, ...told(await post('/invitation-sms/drafts', { kind, content }))]).toEqual([
        content,
        422,
        code,
      ]);
    expect(withoutRight).toEqual([403, 'permission.denied']);
    expect((await marketing()).live).toBeNull();
    expect(told(await send(null, userId))).toEqual([409, 'sms.no_marketing_text']);
    contentId = await approved(text, atProvider, '400001');
    expect((await marketing()).live).toMatchObject({ id: contentId, content: text });
    // A newer one is refused: the old text stays live.
    await post('/invitation-sms/drafts', { kind: 'marketing', content: '{brand}优惠。拒收请回复R' });
    const { versions } = await get('/invitation-sms');
    const { id } = versions.find(({ kind }: { kind: string }) => kind === 'marketing');
    await post(`/invitation-sms/drafts/${id}/submit`);
    await post(`/sms-reviews/${id}/refuse`, { reason: '缺少资质' }, operator);
    expect((await marketing()).live).toMatchObject({ id: contentId });
    expect(told(await send(null, id))).toEqual([409, 'sms.text_changed']);
  });

  it('leaves to nobody who has not agreed', async () => {
    const before = (await marketing()).people;
    expect(before).toMatchObject({ agreed: 0, stopped: 0 });
    expect(before.bound).toBeGreaterThan(1);
    const { body } = await send(null);
    await settle(product);
    const [row] = (await get('/sms-campaigns')).items;
    expect(row).toMatchObject({ id: body.id, written: true, counts: { no_consent: before.bound, sent: 0 } });
    expect(await smsOf('zhoujianguo')).toEqual([]);
    const [first] = (await get(`/sms-campaigns/${body.id}/results`)).items;
    expect(first).toMatchObject({ result: 'no_consent', reason: '对方没有同意接收推广短信。' });
  });

  it('leaves to who has agreed, with evidence, and to him alone', async () => {
    const { me } = await signIn(product, 'zhoujianguo');
    expect(me.marketing).toMatchObject({ agreed: false });
    expect(me.marketing.text).toContain('岚汐净水');
    const token = await person();
    expect(told(await post('/marketing-consent', { version: 'old' }, { token }))).toEqual([
      409,
      'consent.version',
    ]);
    await agreeTo();
    await agreeTo();
    const em = product.server.db.tenant(callers.upstreamId);
    const evidence = await em.find(Consent, { purpose: 'marketing' });
    expect(evidence).toMatchObject([
      { identityId: callers.identityIds.downstream, textVersion: me.marketing.version, withdrawnAt: null },
    ]);
    expect(evidence[0]?.place).toMatch(/^me wx/);
    expect(evidence[0]?.textHash).toHaveLength(43);
    const { body } = await send(null);
    await settle(product);
    await advance(1_000);
    await settle(product);
    expect((await smsOf('zhoujianguo')).map((one) => one.text)).toEqual([
      '【岚汐净水】周建国您好，岚汐净水新品滤芯上市，欢迎咨询您的业务员。拒收请回复R',
    ]);
    expect(await result(body.id)).toBe('sent');
    const { items } = await get('/sms-campaigns');
    // He has two companies, so two accounts: one SMS.
    expect(items[0].counts).toMatchObject({ waiting: 0, sent: 1, not_reached: 1 });
  });

  it('is stopped at once by R, also what is queued, and twice R is once', async () => {
    // At night nothing leaves: it waits for the morning.
    await advance(((23 - chinaHour() + 24) % 24) * hourMs);
    const { body } = await send([userId]);
    await settle(product);
    expect(await result(body.id)).toBe('waiting');
    expect(await smsOf('zhoujianguo')).toHaveLength(1);
    await reply('好的，谢谢');
    expect(await signIn(product, 'zhoujianguo')).toMatchObject({ me: { marketing: { agreed: true } } });
    const told = await reply(' r。', 3);
    expect(told).toMatchObject({ deliveries: [{ status: 200, problem: null }, {}, { status: 200 }] });
    const all = product.server.db.acrossTenants('operator: seed');
    expect(await all.count(MarketingStop, {})).toBe(1);
    expect(await signIn(product, 'zhoujianguo')).toMatchObject({ me: { marketing: { agreed: false } } });
    const records = await all.find(OperationRecord, { action: 'sms.opted_out' });
    expect(records).toMatchObject([{ target: `interconnect_user:${userId}` }]);
    await toDaytime();
    await settle(product);
    expect(await result(body.id)).toBe('stopped');
    expect(await smsOf('zhoujianguo')).toHaveLength(1);
    const again = await send(null);
    await settle(product);
    expect(await result(again.body.id)).toBe('stopped');
  });

  it('goes on only after the person has agreed anew, and an old R told again changes nothing', async () => {
    const all = product.server.db.acrossTenants('operator: seed');
    const [stop] = await all.find(MarketingStop, {});
    await agreeTo();
    const body = {
      ...{ mobile: stop?.phone, nationcode: '86', sign: stop?.signName, text: 'r。', extend: '' },
      time: Math.floor((stop?.repliedAt.getTime() ?? 0) / 1000),
    };
    const address = product.server.messaging.smsReplyAddress.replace(/^.*\/api\/v1/, '');
    expect((await post(address, body, {})).body).toEqual({ result: 0, errmsg: 'OK' });
    expect(await all.count(MarketingStop, {})).toBe(1);
    const foreign = `/sms-replies/${'A'.repeat(22)}`;
    expect(told(await post(foreign, { ...body, text: 'R' }, {}))).toEqual([404, 'not_found']);
    expect(told(await post(address, { ...body, time: 'soon' }, {}))[0]).toBe(422);
    const sent = await send([userId]);
    await settle(product);
    expect(await result(sent.body.id)).toBe('sent');
    expect(await smsOf('zhoujianguo')).toHaveLength(2);
    // The switch in the mini program stops it as well.
    await post('/marketing-consent/withdraw', {}, { token: await person() });
    const off = await send([userId]);
    await settle(product);
    expect(await result(off.body.id)).toBe('stopped');
  });

  it('is held to so many a person and month, and counts in the money cap of the codes', async () => {
    await agreeTo();
    const counts: string[] = [];
    for (let round = 0; round < limits.smsMarketingPerPerson.most; round += 1) {
      await advance(hourMs);
      const sent = await send([userId]);
      await settle(product);
      counts.push(await result(sent.body.id));
    }
    expect(counts).toEqual(['sent', 'sent', 'not_reached', 'not_reached']);
    const em = product.server.db.tenant(callers.upstreamId);
    const last = await em.findOneOrFail(Delivery, { reasonKey: 'marketing_cap' });
    expect(last).toMatchObject({ state: 'failed', attemptedAt: null });
    // As many as the cap of an hour: neither a code nor marketing leaves beyond it.
    const now = product.server.clock.now();
    const row = { enterpriseId: callers.upstreamId, purpose: 'sms.marketing', recipientName: '' };
    const content = { values: {}, path: null };
    const failure = { meaning: { 'zh-CN': '', en: '' }, remedy: { 'zh-CN': '', en: '' } };
    await em.insertMany(
      Delivery,
      Array.from({ length: limits.smsPerEnterprisePerHour }, (_, index) => ({
        ...{ id: newId(), ...row, content, passedOver: [], state: 'submitted' as const, failure },
        ...{ round: 1, attemptedAt: now, causeKey: `test:${index}`, createdAt: now, updatedAt: now },
        version: 1,
      })),
    );
    const { token } = await signIn(product, 'heminyi');
    await agree(product, token);
    const code = await post('/phone-proofs/sms', { phone: '15400000007' }, { token });
    expect(told(code)).toEqual([503, 'sms.unavailable']);
    await em.nativeDelete(Delivery, { reasonKey: null, interconnectUserId: userId, state: 'submitted' });
    const held = await send([userId]);
    await settle(product);
    expect(await result(held.body.id)).toBe('waiting');
    await advance(2 * hourMs);
    await settle(product);
    expect(await result(held.body.id)).toBe('sent');
  });

  it('is the admin’s to send, and an upstream’s own', async () => {
    const foreign = await callers.as('foreign');
    const [own] = (await get('/sms-campaigns')).items;
    expect(told(await call(product, 'GET', `/sms-campaigns/${own.id}/results`, foreign))).toEqual([
      404,
      'not_found',
    ]);
    expect((await get('/sms-campaigns', foreign)).items).toEqual([]);
    expect((await get('/sms-reviews/reply-address', operator)).url).toContain('/sms-replies/');
    expect(told(await call(product, 'GET', '/sms-reviews/reply-address', foreign))).toEqual([
      403,
      'sms.operator_only',
    ]);
  });

  it('leaves in the hours of the day alone, by the clock in China', () => {
    const hours = { from: 8, to: 21 };
    const at = (iso: string) => nextOpening(hours, new Date(iso)).toISOString();
    expect(at('2026-11-28T23:59:59.000Z')).toBe('2026-11-29T00:00:00.000Z');
    expect(at('2026-11-29T00:00:00.000Z')).toBe('2026-11-29T00:00:00.000Z');
    expect(at('2026-11-29T12:59:59.999Z')).toBe('2026-11-29T12:59:59.999Z');
    expect(at('2026-11-29T13:00:00.000Z')).toBe('2026-11-30T00:00:00.000Z');
  });

  it('knows a refusal however it is written, and takes nothing else for one', () => {
    for (const words of ['R', 'r', ' R。', 'Ｒ', 'TD', '退订', '拒收', '回复R', 'R!'])
      expect(isStop(words)).toBe(true);
    for (const words of ['', '好', 'OK', 'RR', '不要退订', 'Right']) expect(isStop(words)).toBe(false);
  });
});
