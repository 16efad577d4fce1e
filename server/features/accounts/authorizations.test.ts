import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, miniAppId, prove, seededOf, settle, signIn } from '../../testing/people.ts';
import { OperationRecord } from '../records/record.entity.ts';
import { Consent, IdentityOpenid, InterconnectUser, PhoneProof } from './account.entity.ts';

/** Row 326: what the platform tells about a person's authorisation. */
describe('authorisation changes of the mini program', () => {
  let product: Installation;
  beforeAll(async () => {
    product = await startInstallation();
  });
  afterAll(() => product.end());

  const em = async () => product.server.db.tenant((await seededOf(product)).upstreamId);
  const door = () => product.server.db.acrossTenants('door: identity');
  async function told(person: string, change: string, revokeInfo?: string): Promise<void> {
    const answer = await product.control('revoke-authorization', {
      account: miniAppId,
      follower: person,
      change,
      ...(revokeInfo === undefined ? {} : { revokeInfo }),
    });
    const deliveries: unknown =
      typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'deliveries') : [];
    const first: unknown = Array.isArray(deliveries) ? deliveries[0] : undefined;
    const id: unknown = typeof first === 'object' && first !== null ? Reflect.get(first, 'id') : undefined;
    if (typeof id !== 'string') throw new Error('nothing was delivered');
    // As often as the platform retries, with the same and with a new ciphertext.
    await product.control('redeliver', { id, times: 2, sameCipher: true });
    await product.control('redeliver', { id, times: 2, parallel: true, sameCipher: false });
    await settle(product);
  }
  const recordsOf = async (action: string) => (await em()).find(OperationRecord, { action });
  const identityOf = async (name: string) =>
    (await (await em()).findOneOrFail(InterconnectUser, { name })).identityId ?? '';

  it('touches nothing when a profile changed', async () => {
    const { token } = await signIn(product, 'tangyu');
    await told('tangyu', 'user_info_modified');
    expect((await call(product, 'GET', '/me', { token })).body.current.contactName).toBe('唐玉');
    expect(await recordsOf('authorization.user_info_modified')).toHaveLength(1);
  });

  it('unbinds and forgets when the phone is revoked, once however often it is told', async () => {
    const { token } = await signIn(product, 'mengshifu');
    const identityId = await identityOf('孟师傅');
    await prove(product, 'mengshifu', token);
    expect(await door().count(PhoneProof, { identityId })).toBe(1);
    await told('mengshifu', 'user_authorization_revoke', '8');
    expect((await call(product, 'GET', '/me', { token })).status, 'his session has ended').toBe(401);
    const user = await (await em()).findOneOrFail(InterconnectUser, { name: '孟师傅' });
    expect([user.bindingState, user.identityId]).toEqual(['none', null]);
    expect(await door().count(PhoneProof, { identityId })).toBe(0);
    const consents = await (await em()).find(Consent, { identityId });
    expect(consents.every(({ withdrawnAt }) => withdrawnAt !== null)).toBe(true);
    expect(consents.length, 'the evidence stays').toBeGreaterThan(0);
    const records = await recordsOf('authorization.user_authorization_revoke');
    expect(records.map(({ after }) => after)).toEqual([{ revoked: ['8'], unbound: true }]);
    const unbound = await (
      await em()
    ).find(OperationRecord, {
      action: 'account.unbound',
      target: `interconnect_user:${user.id}`,
    });
    expect(unbound).toHaveLength(1);
    const again = await signIn(product, 'mengshifu');
    expect([again.me.audience, again.me.consent.givenVersion]).toEqual(['visitor', null]);
  });

  it('leaves a binding alone when something is revoked that is not kept here', async () => {
    await told('duanjingli', 'user_authorization_revoke', '14');
    expect((await signIn(product, 'duanjingli')).me.current.contactName).toBe('段经理');
  });

  it('forgets the person as well when he closes his WeChat account', async () => {
    const identityId = await identityOf('何敏仪');
    await told('heminyi', 'user_authorization_cancellation');
    expect(await door().count(IdentityOpenid, { identityId, appId: miniAppId })).toBe(0);
    const { me } = await signIn(product, 'heminyi');
    expect([me.audience, me.memberships]).toEqual(['visitor', []]);
    expect(await recordsOf('authorization.user_authorization_cancellation')).toHaveLength(1);
  });

  it('knows a stranger by nothing, and writes nothing', async () => {
    await product.control('people', { id: 'stranger', name: 'S', phones: ['15400000070'] });
    const before = (await recordsOf('authorization.user_authorization_revoke')).length;
    await told('stranger', 'user_authorization_revoke', '8');
    expect(await recordsOf('authorization.user_authorization_revoke')).toHaveLength(before);
  });
});
