import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openCallers, type Callers } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import {
  call,
  corpId,
  messagesOf,
  phoneCode,
  prove,
  settle,
  signIn,
  type Answer,
} from '../../testing/people.ts';
import { InterconnectUser } from './account.entity.ts';

describe('a phone that is not the one on file', () => {
  let product: Installation;
  let callers: Callers;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
  });
  afterAll(() => product.end());

  const told = ({ status, body }: Answer) => [status, body.error?.code];
  const userNamed = (name: string) =>
    product.server.db.tenant(callers.upstreamId).findOneOrFail(InterconnectUser, { name });
  const resolve = async (id: string, body: object, who: 'admin' | 'foreign' | 'powerless' = 'admin') =>
    call(product, 'POST', `/binding-requests/${id}/resolve`, { ...(await callers.as(who)), body });
  const helpCards = async (member: string) =>
    (await messagesOf(product, `${corpId}:${member}`)).filter((message) =>
      JSON.stringify(message).includes('/binding-requests/'),
    );
  async function ask(person: string, phone: string, name: string, company: string) {
    const { token } = await signIn(product, person);
    const proofId = await prove(product, person, token, phone);
    const answer = await call(product, 'POST', '/binding-requests', {
      token,
      body: { proofId, name, company },
    });
    await settle(product);
    return { token, proofId, answer };
  }

  it('tells nobody anything before a phone is proved', async () => {
    const { token } = await signIn(product, 'linxiaowen');
    const body = { proofId: '01890000-0000-7000-8000-000000000000', name: '林晓雯', company: '杭州沐泉' };
    const early = await call(product, 'POST', '/binding-requests', { token, body });
    expect(told(early)).toEqual([403, 'consent.required']);
    await phoneCode(product, 'linxiaowen');
    const { token: agreed } = await signIn(product, 'linxiaowen');
    await prove(product, 'linxiaowen', agreed, '15400000092');
    expect(told(await call(product, 'POST', '/binding-requests', { token: agreed, body }))).toEqual([
      409,
      'phone.proof_invalid',
    ]);
    await settle(product);
    expect(await helpCards('zhangmin')).toEqual([]);
  });

  it('asks the salesperson of that name, who binds with one tap; the person is told', async () => {
    const { token, proofId, answer } = await ask('linxiaowen', '15400000092', '林晓雯', '');
    expect(answer.status).toBe(201);
    expect(answer.body.pendingRequest.phoneMasked).toBe('154****0092');
    expect((await call(product, 'GET', '/me', { token })).body.pendingRequest).not.toBeNull();
    const again = await call(product, 'POST', '/binding-requests', {
      token,
      body: { proofId, name: '林晓雯', company: '' },
    });
    expect(told(again), 'the proof is spent').toEqual([409, 'phone.proof_invalid']);
    const [card] = await helpCards('zhangmin');
    expect(JSON.stringify(card)).toContain('154****0092');
    expect(JSON.stringify(card)).not.toContain('15400000092');
    expect(await helpCards('chenli'), 'nobody else').toEqual([]);

    const { id } = answer.body.pendingRequest;
    const staff = await callers.as('admin');
    const shown = await call(product, 'GET', `/binding-requests/${id}`, staff);
    const heroine = await userNamed('林晓雯');
    expect(shown.body.candidates[0]).toMatchObject({ interconnectUserId: heroine.id, name: '林晓雯' });
    const body = { action: 'use_phone', interconnectUserId: heroine.id };
    expect(told(await resolve(id, body, 'foreign'))).toEqual([404, 'not_found']);
    expect(told(await resolve(id, body, 'powerless'))).toEqual([403, 'permission.denied']);
    const done = await resolve(id, body);
    expect([done.status, done.body.state], JSON.stringify(done.body)).toEqual([200, 'resolved']);
    expect(told(await resolve(id, body)), 'once').toEqual([409, 'binding.request_closed']);
    expect(await userNamed('林晓雯')).toMatchObject({ phone: '15400000092', bindingState: 'bound' });
    await settle(product);
    const me = (await signIn(product, 'linxiaowen')).me;
    expect([me.pendingRequest, me.current.contactName]).toEqual([null, '林晓雯']);
  });

  it('asks a company’s salesperson, or everybody who may help where none fits', async () => {
    await product.control('people', { id: 'a', name: 'A', phones: ['15400000071'] });
    await ask('a', '15400000071', '谁也不认识', '成都蓉泉');
    const before = (await helpCards('chenli')).length;
    await product.control('people', { id: 'b', name: 'B', phones: ['15400000072'] });
    await ask('b', '15400000072', '谁也不认识', '没有这家');
    expect((await helpCards('chenli')).length).toBe(before + 1);
    expect((await helpCards('lihao')).length, 'he may only look').toBe(0);
  });

  it('keeps two requests of one person that come at once to one', async () => {
    await product.control('people', { id: 'c', name: 'C', phones: ['15400000073'] });
    const { token } = await signIn(product, 'c');
    const proofs = [await prove(product, 'c', token), await prove(product, 'c', token)];
    const answers = await Promise.all(
      proofs.map((proofId) =>
        call(product, 'POST', '/binding-requests', { token, body: { proofId, name: 'C', company: '' } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('can be dismissed, and asked again', async () => {
    await product.control('people', { id: 'd', name: 'D', phones: ['15400000074'] });
    const { token, answer } = await ask('d', '15400000074', 'D', '');
    const { id } = answer.body.pendingRequest;
    expect((await resolve(id, { action: 'dismiss' })).body.state).toBe('dismissed');
    expect(told(await resolve(id, { action: 'dismiss' }))).toEqual([409, 'binding.request_closed']);
    expect((await call(product, 'GET', '/me', { token })).body.pendingRequest).toBeNull();
    expect((await ask('d', '15400000074', 'D', '')).answer.status).toBe(201);
  });

  it('writes a phone into no account that cannot take it', async () => {
    await product.control('people', { id: 'e', name: 'E', phones: ['15400000001'] });
    const { answer } = await ask('e', '15400000001', '赵会计', '杭州沐泉');
    const { id } = answer.body.pendingRequest;
    const accountant = await userNamed('赵会计');
    const use = (interconnectUserId: string) => resolve(id, { action: 'use_phone', interconnectUserId });
    expect(told(await use(accountant.id)), '周建国 has it in that company').toEqual([
      409,
      'account.phone_taken',
    ]);
    const holder = await userNamed('唐玉');
    expect(told(await use(holder.id)), 'another WeChat is bound').toEqual([409, 'binding.account_taken']);
    const off = await userNamed('江宁');
    const staff = await callers.as('admin');
    await call(product, 'POST', `/interconnect-users/${off.id}/disable`, staff);
    expect(told(await use(off.id)), 'a disabled account stays disabled').toEqual([409, 'account.state']);
    expect(await userNamed('江宁')).toMatchObject({ accountState: 'disabled', phone: '15400000009' });
    expect(told(await use('01890000-0000-7000-8000-000000000000'))).toEqual([404, 'binding.account_unknown']);
    const { body } = await call(product, 'GET', `/binding-requests/${id}`, staff);
    expect(body.state, 'a refusal leaves it open').toBe('pending');
    const free = await userNamed('顾源');
    expect((await use(free.id)).status).toBe(200);
  });
});
