import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openCallers, type Callers } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, prove, signIn, type Answer } from '../../testing/people.ts';
import { InterconnectUser } from './account.entity.ts';

describe('places of interconnect users', () => {
  let product: Installation;
  let callers: Callers;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
  });
  afterAll(() => product.end());

  async function usedPlaces(): Promise<number> {
    const { body } = await call(product, 'GET', '/quota', await callers.as('admin'));
    return body.figures.find((figure: { kind: string }) => figure.kind === 'wechat_user').used;
  }
  const told = ({ status, body }: Answer) => [status, body.error?.code];

  it('are given back and taken again each time an account is disabled and enabled', async () => {
    const em = product.server.db.tenant(callers.upstreamId);
    const { id } = await em.findOneOrFail(InterconnectUser, { name: '唐玉' });
    const before = await usedPlaces();
    for (let round = 1; round <= 3; round += 1) {
      const verb = async (name: string) =>
        call(product, 'POST', `/interconnect-users/${id}/${name}`, await callers.as('admin'));
      expect((await verb('disable')).body.accountState).toBe('disabled');
      expect(told(await verb('disable'))).toEqual([409, 'account.state']);
      expect([round, await usedPlaces()]).toEqual([round, before - 1]);
      expect((await verb('enable')).body).toMatchObject({ accountState: 'active', bindingState: 'bound' });
      expect([round, await usedPlaces()]).toEqual([round, before]);
    }
  });

  it('are taken once by a double tap, and a retry gets the answer of the first', async () => {
    const { token } = await signIn(product, 'linxiaowen');
    const proofId = await prove(product, 'linxiaowen', token);
    const before = await usedPlaces();
    const headers = { 'idempotency-key': 'double-tap-1' };
    const tap = (bearer: string) =>
      call(product, 'POST', '/bindings', { token: bearer, body: { proofId }, headers });
    const answers = await Promise.all([tap(token), tap(token)]);
    const [first, second] = [...answers].sort((left, right) => left.status - right.status);
    if (first === undefined || second === undefined) throw new Error('two were asked');
    expect(first.status).toBe(200);
    // Binding gives a new session in place of the old one: a tap that comes after it has none.
    expect(second.status === 200 ? second.body : first.body).toEqual(first.body);
    expect([200, 401]).toContain(second.status);
    const again = await signIn(product, 'linxiaowen');
    expect((await tap(again.token)).body, 'a retry after a new sign-in').toEqual(first.body);
    expect(await usedPlaces()).toBe(before + 1);
    const changed = await call(product, 'POST', '/bindings', {
      token: first.body.session.token,
      body: { proofId, accountIds: [first.body.session.me.current.id] },
      headers,
    });
    expect(told(changed)).toEqual([422, 'request.idempotency_reused']);
  });

  it('are taken once by two requests of one proof without a key as well', async () => {
    const { token } = await signIn(product, 'zhaokuaiji');
    const proofId = await prove(product, 'zhaokuaiji', token);
    const before = await usedPlaces();
    const tap = () => call(product, 'POST', '/bindings', { token, body: { proofId } });
    const answers = await Promise.all([tap(), tap(), tap()]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.every(({ status }) => status === 200 || status === 409 || status === 401)).toBe(true);
    expect(await usedPlaces()).toBe(before + 1);
  });
  it('wait for the proof of a number that staff have changed, and go on after it', async () => {
    const { token, me } = await signIn(product, 'tangyu');
    const { id } = me.current;
    const admin = await callers.as('admin');
    const before = await usedPlaces();
    const change = (phone: string) =>
      call(product, 'POST', `/interconnect-users/${id}/change-phone`, { ...admin, body: { phone } });
    const oldPhone = '15400000004';
    expect((await change(oldPhone)).body, 'the same number changes nothing').toMatchObject({
      bindingState: 'bound',
    });
    expect((await change('1540000')).status).toBe(422);

    const newPhone = '15400000084';
    expect((await change(newPhone)).body).toMatchObject({
      bindingState: 'suspended_phone',
      phoneMasked: '154****0084',
    });
    expect((await call(product, 'GET', '/me', { token })).status, 'his session has ended').toBe(401);
    const again = await signIn(product, 'tangyu');
    expect(again.me.memberships[0]).toMatchObject({ bindingState: 'suspended_phone', tiles: [] });
    expect(again.me.memberships[0].blockedReason).toContain('手机号');
    expect(await usedPlaces(), 'the place stays his').toBe(before);

    const disable = await call(product, 'POST', `/interconnect-users/${id}/disable`, admin);
    expect(disable.status).toBe(200);
    const enabled = await call(product, 'POST', `/interconnect-users/${id}/enable`, admin);
    expect(enabled.body, 'enabling is no proof').toMatchObject({ bindingState: 'suspended_phone' });

    const late = await signIn(product, 'tangyu');
    const oldProof = await prove(product, 'tangyu', late.token, oldPhone);
    const old = await call(product, 'POST', '/bindings', { token: late.token, body: { proofId: oldProof } });
    expect(old.body.outcome, 'the old number finds nothing').toBe('not_found');
    await product.control('people', { id: 'tangyu', name: '唐玉', phones: [oldPhone, newPhone] });
    const proofId = await prove(product, 'tangyu', late.token, newPhone);
    const bound = await call(product, 'POST', '/bindings', { token: late.token, body: { proofId } });
    expect(bound.body.session.me.current).toMatchObject({ id, bindingState: 'bound', blockedReason: null });
    expect(await usedPlaces()).toBe(before);
  });

  it('keep their number when it is another’s of the same company', async () => {
    const em = product.server.db.tenant(callers.upstreamId);
    const { id } = await em.findOneOrFail(InterconnectUser, { name: '赵会计' });
    const admin = await callers.as('admin');
    const body = { phone: '15400000002' };
    const taken = await call(product, 'POST', `/interconnect-users/${id}/change-phone`, { ...admin, body });
    expect(told(taken)).toEqual([409, 'account.phone_taken']);
    const foreign = { ...(await callers.as('foreign')), body };
    const unseen = await call(product, 'POST', `/interconnect-users/${id}/change-phone`, foreign);
    expect(unseen.status).toBe(404);
  });
});
