import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { inTransaction } from '../../kernel/data/transaction.ts';
import { openCallers, type Callers } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import {
  call,
  lastGuide,
  loginCode,
  messagesOf,
  miniAppId,
  oaAppId,
  prove,
  settle,
  signIn,
  type Answer,
} from '../../testing/people.ts';
import { Delivery } from '../messaging/messaging.entity.ts';
import { OperationRecord } from '../records/record.entity.ts';
import { InterconnectUser } from './account.entity.ts';

const told = ({ status, body }: Answer) => [status, body.error?.code];
const numbers = { first: '15400000004', second: '15400000061', third: '15400000062', fourth: '15400000063' };

describe('a bound person’s number that staff change', () => {
  let product: Installation;
  let callers: Callers;
  let id: string;
  const em = () => product.server.db.tenant(callers.upstreamId);
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    id = (await em().findOneOrFail(InterconnectUser, { name: '唐玉' })).id;
    await product.control('people', { id: 'tangyu', name: '唐玉', phones: Object.values(numbers) });
    await product.control('people', { id: 'tangyu-new', name: '唐玉', phones: [numbers.third] });
    await product.control('people', { id: 'stranger', name: '路人乙', phones: [numbers.third] });
  });
  afterAll(() => product.end());

  const change = async (phone: string, headers: Record<string, string> = {}) => {
    const admin = await callers.as('admin');
    return call(product, 'POST', `/interconnect-users/${id}/change-phone`, {
      ...admin,
      body: { phone },
      headers,
    });
  };
  async function bind(person: string, phone: string): Promise<Answer> {
    const { token } = await signIn(product, person);
    const proofId = await prove(product, person, token, phone);
    return call(product, 'POST', '/bindings', { token, body: { proofId } });
  }
  async function usedPlaces(): Promise<number> {
    const { body } = await call(product, 'GET', '/quota', await callers.as('admin'));
    return body.figures.find((figure: { kind: string }) => figure.kind === 'wechat_user').used;
  }
  const stateOf = async () =>
    (await em().findOneOrFail(InterconnectUser, { id }, { refresh: true })).bindingState;

  it('is told to the old WeChat in the chat, which gets nothing else until the new number is proved', async () => {
    await product.control('follow', { account: oaAppId, follower: 'tangyu' });
    await product.control('send', { account: oaAppId, follower: 'tangyu', text: '你好' });
    await settle(product);
    const before = await messagesOf(product, 'tangyu');
    const record = { 'idempotency-key': 'change-once' };
    const answers = [await change(numbers.second, record), await change(numbers.second, record)];
    expect(answers[1]?.body, 'the same request again is answered alike').toEqual(answers[0]?.body);
    expect(answers[0]?.body).toMatchObject({ bindingState: 'suspended_phone' });
    await settle(product);
    const heard = (await messagesOf(product, 'tangyu')).slice(before.length);
    expect(heard).toHaveLength(1);
    expect(heard[0].text).toContain('154****0061');
    expect(heard[0].text).toContain('成都蓉泉');

    await inTransaction(em(), (tx) =>
      product.server.messaging.queueDelivery(tx, {
        ...{ enterpriseId: callers.upstreamId, purpose: 'own_edition.ending', interconnectUserId: id },
        ...{ recipientName: '唐玉', values: { contact: '唐玉' }, path: null, causeKey: 'business-1' },
        now: product.server.clock.now(),
      }),
    );
    await settle(product);
    const business = await em().findOneOrFail(Delivery, { causeKey: 'business-1' });
    expect(business).toMatchObject({ state: 'failed', reasonKey: 'phone_unproved' });
    expect(await messagesOf(product, 'tangyu')).toHaveLength(before.length + 1);
    const campaign = await product.server.accounts.marketing.people(em(), callers.upstreamId, {
      ...{ ids: [id], after: null, limit: 10 },
    });
    expect(campaign, 'nor marketing').toEqual([]);
    const records = await em().find(OperationRecord, {
      ...{ action: 'account.phone_changed', target: `interconnect_user:${id}` },
    });
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      actorName: '陈立',
      before: { phone: '154****0004', bindingState: 'bound' },
      after: { phone: '154****0061', bindingState: 'suspended_phone' },
    });
  });

  it('leaves the guide knowing nothing of the binding', async () => {
    await product.control('unfollow', { account: oaAppId, follower: 'tangyu' });
    await product.control('follow', { account: oaAppId, follower: 'tangyu' });
    await settle(product);
    expect(await lastGuide(product, 'tangyu')).not.toContain('你已绑定');
  });

  it('twice, in either order, is proved by the number that stands last', async () => {
    expect((await change(numbers.third)).body.phoneMasked).toBe('154****0062');
    expect((await change(numbers.second)).body.phoneMasked).toBe('154****0061');
    for (const stale of [numbers.first, numbers.third])
      expect((await bind('tangyu', stale)).body.outcome, stale).toBe('not_found');
    expect(await stateOf()).toBe('suspended_phone');
    expect((await change(numbers.third)).status).toBe(200);
    expect((await bind('tangyu', numbers.second)).body.outcome).toBe('not_found');
    const used = await usedPlaces();
    const bound = await bind('tangyu', numbers.third);
    expect(bound.body.session.me.current).toMatchObject({ id, bindingState: 'bound' });
    expect(await usedPlaces(), 'the place was his all the time').toBe(used);
    const admin = await callers.as('admin');
    const delivery = await em().findOneOrFail(Delivery, { causeKey: 'business-1' }, { refresh: true });
    const resent = await call(product, 'POST', `/deliveries/${delivery.id}/resend`, admin);
    expect(resent.status, 'what was held back can be sent now').toBe(200);
  });

  it('back to the number before is proved anew, too', async () => {
    await change(numbers.fourth);
    await change(numbers.third);
    expect(await stateOf()).toBe('suspended_phone');
    const { me } = await signIn(product, 'tangyu');
    expect(me.memberships[0].blockedReason).toContain('154****0062');
  });

  it('goes to who proves the new number from another WeChat, once; the old one is out', async () => {
    const used = await usedPlaces();
    const waiting = await signIn(product, 'tangyu');
    expect(waiting.me.memberships[0]).toMatchObject({ id, bindingState: 'suspended_phone', tiles: [] });
    const tries = await Promise.all([bind('tangyu-new', numbers.third), bind('stranger', numbers.third)]);
    const outcomes = tries.map((answer) => answer.body.outcome ?? answer.body.error.code).sort();
    expect(outcomes, 'of two who prove it at once one binds').toEqual(['binding.account_taken', 'bound']);
    expect(await usedPlaces()).toBe(used);
    expect((await call(product, 'GET', '/me', { token: waiting.token })).status).toBe(401);
    expect((await signIn(product, 'tangyu')).me.memberships).toEqual([]);
    const late = await bind('tangyu', numbers.third);
    expect(told(late), 'it waits no more').toEqual([409, 'binding.account_taken']);
  });

  it('ends a sign-in that was under way', async () => {
    const winner =
      (await signIn(product, 'tangyu-new')).me.memberships.length > 0 ? 'tangyu-new' : 'stranger';
    const code = await loginCode(product, winner);
    const opened = () =>
      call(product, 'POST', '/sessions/mini-program', { body: { appId: miniAppId, code } });
    const [changed, session] = await Promise.all([change(numbers.fourth), opened()]);
    expect([changed.status, session.status]).toEqual([200, 201]);
    const notices = await call(product, 'GET', '/notices', { token: session.body.token });
    // Over, where it began before the change; of a visitor, where it began after.
    expect([401, 403]).toContain(notices.status);
  });
});
