import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { limits } from '../../../config/limits.ts';
import { smsLength } from '../../contract/sms.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { agree, call, messagesOf, settle, signIn, type Answer } from '../../testing/people.ts';
import { Staff } from '../access/access.entity.ts';
import { InterconnectUser } from '../accounts/account.entity.ts';
import { newId } from '../../kernel/ids.ts';
import { OperationRecord } from '../records/record.entity.ts';
import { SmsContent } from './sms.entity.ts';

const own = '{contact}您好，您在{brand}的订货账号已开通，请打开微信小程序用本机号码绑定。';
const atProvider = '{1}您好，您在{2}的订货账号已开通，请打开微信小程序用本机号码绑定。';

describe('an upstream’s own invitation SMS', () => {
  let product: Installation;
  let callers: Callers;
  let admin: Credentials;
  let operator: Credentials;
  let withoutRight: unknown;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    // Asked before the clock moves: the directory knows nothing of him, and a comparison would end him.
    withoutRight = told(await call(product, 'GET', '/invitation-sms', await callers.as('powerless')));
    await signInAgain();
  });
  async function signInAgain() {
    admin = await callers.as('admin');
    const em = product.server.db.acrossTenants('operator: seed');
    const person = await em.findOneOrFail(Staff, { account: 'operator' });
    operator = await callers.staffSession(person.enterpriseId, person.id);
  }
  afterAll(() => product.end());

  const told = ({ status, body }: Answer) => [status, body.error?.code];
  const post = (path: string, body: unknown = {}, who: Credentials = admin) =>
    call(product, 'POST', path, { ...who, body });
  const show = async (who = admin) => (await call(product, 'GET', '/invitation-sms', who)).body;
  const draft = (content: string, kind = 'text', who = admin) =>
    post('/invitation-sms/drafts', { kind, content }, who);
  const newest = async (kind = 'text') =>
    (await show()).versions.find((version: { kind: string }) => version.kind === kind);
  async function handOver(content: string, kind = 'text'): Promise<string> {
    expect(told(await draft(content, kind))).toEqual([200, undefined]);
    const { id } = await newest(kind);
    expect(told(await post(`/invitation-sms/drafts/${id}/submit`))).toEqual([200, undefined]);
    return id;
  }
  const approve = (id: string, templateId?: string, who: Credentials = operator) =>
    post(`/sms-reviews/${id}/approve`, templateId === undefined ? {} : { templateId }, who);
  const provider = (templateId: string, text: string, state: string, reply = '') =>
    product.control('sms-review', { templateId, text, state, reply });

  const lastSms = async (person: string) =>
    (await messagesOf(product, person)).filter(({ via }) => via === 'sms').at(-1)?.text;
  /** What 林晓雯, who is not bound, gets by the next invitation. */
  async function invited(): Promise<string | undefined> {
    await product.control('clock', { advanceMs: limits.inviteAgainMs + 3_600_000 });
    await signInAgain();
    const em = product.server.db.tenant(callers.upstreamId);
    const { id } = await em.findOneOrFail(InterconnectUser, { name: '林晓雯' });
    const { body } = await post('/user-invitations', { userIds: [id] });
    expect(body.items?.[0]?.outcome ?? body.results?.[0]?.outcome).toBe('queued');
    await settle(product);
    return lastSms('linxiaowen');
  }

  it('is the preset until one is approved', async () => {
    expect(await show()).toMatchObject({
      serviceOn: true,
      ownSignature: false,
      liveSignature: '岚汐净水',
      versions: [],
    });
    await draft(own);
    expect(await invited()).toContain('已为您开通互联账号');
  });

  it('keeps one draft, and refuses what reviewers would refuse', async () => {
    const texts = {
      '{name}您好，账号已开通。': 'sms.variable',
      '{contact您好，账号已开通。': 'sms.variable',
      '{contact}，{contact}您好。': 'sms.repeated',
      '{contact}您好，见 https://hl.example.cn/a。': 'sms.link',
      '{contact}您好，见 hl.example.cn 。': 'sms.link',
      '{contact}您好，电话 138 0000 1234。': 'sms.phone',
      '{contact}您好，账号已开通，拒收请回复R': 'sms.opt_out',
      '{contact}您好，邀请您使用。': 'sms.wording',
      '【岚汐】{contact}您好。': 'sms.brackets',
      '{contact}\n您好': 'sms.breaks',
      ['长'.repeat(201)]: 'sms.long',
    };
    for (const [text, code] of Object.entries(texts))
      expect([text, ...told(await draft(text))]).toEqual([text, 422, code]);
    for (const signature of ['岚', '岚汐！', '【岚汐】', '长'.repeat(13)])
      expect(told(await draft(signature, 'signature'))).toEqual([422, 'sms.signature']);
    await draft(`${own} `);
    const { versions } = await show();
    expect(versions).toMatchObject([{ number: 1, state: 'draft', content: own, live: false }]);
  });

  it('is approved only when the provider has approved just this text, and is then sent', async () => {
    const { id } = await newest();
    expect(told(await approve(id, '300001'))).toEqual([409, 'sms.decided']);
    await post(`/invitation-sms/drafts/${id}/submit`);
    expect(told(await post(`/invitation-sms/drafts/${id}/submit`))).toEqual([409, 'sms.in_review']);
    const list = (await call(product, 'GET', '/sms-reviews', operator)).body;
    expect(list.items).toMatchObject([{ id, kind: 'text', providerText: atProvider }]);
    expect(await invited(), 'in review, the old one goes').toContain('已为您开通互联账号');

    expect(told(await approve(id))).toEqual([422, 'sms.template_missing']);
    expect(told(await approve(id, '300001'))).toEqual([409, 'sms.provider_unknown']);
    await provider('300001', atProvider, 'in_review');
    expect(told(await approve(id, '300001'))).toEqual([409, 'sms.provider_in_review']);
    await provider('300001', atProvider, 'refused', '缺少资质');
    const refused = await approve(id, '300001');
    expect(told(refused)).toEqual([409, 'sms.provider_refused']);
    expect(refused.body.error.message).toContain('缺少资质');
    await provider('300001', '{1}您好，您在{2}的账号。', 'approved');
    expect(told(await approve(id, '300001'))).toEqual([409, 'sms.provider_text']);
    await provider('300001', atProvider, 'approved');
    const both = await Promise.all([approve(id, '300001'), approve(id, '300001')]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await newest()).toMatchObject({ state: 'approved', live: true });
    expect(await invited()).toBe(
      '【岚汐净水】林晓雯您好，您在岚汐净水的订货账号已开通，请打开微信小程序用本机号码绑定。',
    );
  });

  it('goes on while a newer version is written, reviewed and refused', async () => {
    const id = await handOver('{company}的{contact}您好，账号已开通。');
    const before = await invited();
    expect(before).toContain('订货账号');
    expect(told(await post(`/sms-reviews/${id}/refuse`, { reason: ' ' }, operator))[0]).toBe(422);
    const refused = await post(`/sms-reviews/${id}/refuse`, { reason: '缺少业务说明' }, operator);
    expect(refused.status).toBe(200);
    expect(await newest()).toMatchObject({
      number: 2,
      state: 'refused',
      reason: '缺少业务说明',
      live: false,
    });
    expect(await invited()).toBe(before);
    expect(told(await post(`/invitation-sms/drafts/${id}/submit`))).toEqual([409, 'sms.not_draft']);
  });

  it('carries the own signature when it is approved and on, and the code’s SMS does too', async () => {
    expect(told(await post('/invitation-sms/signature', { on: true }))).toEqual([409, 'sms.no_signature']);
    const id = await handOver('岚汐渠道', 'signature');
    expect(told(await approve(id))).toEqual([409, 'sms.provider_sign_unknown']);
    await product.control('sms-review', { signature: '岚汐渠道', approved: false });
    expect(told(await approve(id))).toEqual([409, 'sms.provider_sign_refused']);
    await product.control('sms-review', { signature: '岚汐渠道', approved: true });
    expect(told(await approve(id))).toEqual([200, undefined]);
    expect(await invited(), 'approved, and not on').toMatch(/^【岚汐净水】/);
    const on = await post('/invitation-sms/signature', { on: true });
    expect(on.body).toMatchObject({ ownSignature: true, liveSignature: '岚汐渠道' });
    expect(await invited()).toMatch(/^【岚汐渠道】林晓雯您好，您在岚汐净水的订货账号/);
    const { token } = await signIn(product, 'heminyi');
    await agree(product, token);
    await call(product, 'POST', '/phone-proofs/sms', { token, body: { phone: '15400000007' } });
    await vi.waitFor(async () => expect(await lastSms('heminyi')).toMatch(/^【岚汐渠道】验证码/), 10_000);
    await post('/invitation-sms/signature', { on: false });
    expect(await invited()).toMatch(/^【岚汐净水】/);
  });

  it('is an upstream’s own, and the review the operator’s', async () => {
    const foreign = await callers.as('foreign');
    expect((await show(foreign)).versions).toEqual([]);
    const id = await handOver(own);
    expect(told(await post(`/invitation-sms/drafts/${id}/submit`, {}, foreign))).toEqual([404, 'not_found']);
    // The second brand gave its admin the right: that makes him no operator.
    expect(told(await approve(id, '300001', foreign))).toEqual([404, 'not_found']);
    expect(told(await call(product, 'GET', '/sms-reviews', foreign))).toEqual([403, 'sms.operator_only']);
    expect(told(await call(product, 'GET', '/sms-reviews', admin))).toEqual([403, 'permission.denied']);
    expect(withoutRight).toEqual([403, 'permission.denied']);
  });

  it('takes drafts and hand-overs that come at once one after the other', async () => {
    const em = product.server.db.tenant(callers.upstreamId);
    const waiting = { kind: 'text' as const, state: 'in_review' as const };
    for (const { id } of await em.find(SmsContent, waiting))
      await post(`/sms-reviews/${id}/refuse`, { reason: 'test' }, operator);
    const drafts = await Promise.all(['一', '二', '三', '四'].map((word) => draft(`${own}${word}`)));
    expect(drafts.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const [first, ...others] = await em.find(SmsContent, { kind: 'text', state: 'draft' });
    expect(others).toEqual([]);
    // Two drafts of a kind, as an older version may have left them.
    const second = newId();
    await em.insert(SmsContent, {
      ...{ id: second, enterpriseId: callers.upstreamId, kind: 'text', number: 90, content: own },
      ...{ state: 'draft', reason: '', templateId: null, createdBy: 'Test', createdAt: new Date() },
    });
    const ids = [first?.id ?? '', second, first?.id ?? '', second];
    const handed = await Promise.all(ids.map((id) => post(`/invitation-sms/drafts/${id}/submit`)));
    expect(handed.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    expect(await em.fork().count(SmsContent, waiting)).toBe(1);
  });

  it('leaves a record of each step at the upstream', async () => {
    const rows = await product.server.db.tenant(callers.upstreamId).find(OperationRecord, {});
    const actions = new Set(rows.map(({ action }) => action));
    for (const step of ['drafted', 'submitted', 'approved', 'refused', 'signature_switched'] as const)
      expect(actions).toContain(`sms.${step}`);
  });

  it('is billed as one up to 70 characters with its signature, then by 67', () => {
    expect(smsLength('字'.repeat(64), '岚汐净水')).toEqual({ characters: 70, segments: 1 });
    expect(smsLength('字'.repeat(65), '岚汐净水')).toEqual({ characters: 71, segments: 2 });
    expect(smsLength('字'.repeat(129), '岚汐净水').segments).toBe(3);
  });
});
