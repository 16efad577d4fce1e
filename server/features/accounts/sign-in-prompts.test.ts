import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, prove, signIn, type Answer } from '../../testing/people.ts';
import { Connection } from '../enterprises/enterprise.entity.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { OperationRecord } from '../records/record.entity.ts';
import { InterconnectEnterprise, InterconnectUser } from './account.entity.ts';

const own = '账号用不了？打给岚汐渠道部，\n我们十分钟内处理。';

describe('prompts of an abnormal sign-in', () => {
  let product: Installation;
  let callers: Callers;
  let admin: Credentials;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    admin = await callers.as('admin');
    const em = product.server.db.tenant(callers.upstreamId);
    const { id } = await em.findOneOrFail(InterconnectUser, { name: '何敏仪' });
    await call(product, 'POST', `/interconnect-users/${id}/disable`, admin);
  });
  afterAll(() => product.end());

  const read = async (who = admin) => (await call(product, 'GET', '/sign-in-prompt', who)).body;
  const write = (version: number, body: unknown, who = admin) =>
    call(product, 'PATCH', '/sign-in-prompt', { ...who, body, headers: { 'if-match': `"${version}"` } });
  const set = async (body: unknown) => {
    const answer = await write((await read()).version, body);
    expect([answer.status, answer.body.error?.code]).toEqual([200, undefined]);
    return answer.body;
  };
  const told = ({ status, body }: Answer) => [status, body.error?.code];
  const blockedOf = async (person: string, locale: 'en' | 'zh-CN' = 'zh-CN') =>
    (await signIn(product, person, locale)).me.memberships[0];
  const recorded = () =>
    product.server.db.tenant(callers.upstreamId).find(OperationRecord, { action: 'sign_in_prompt.changed' });

  it('are the system’s words alone until an own text is enabled', async () => {
    expect(await read()).toMatchObject({
      enabled: false,
      text: '',
      alone: false,
      version: 0,
      updatedAt: null,
    });
    const blocked = await blockedOf('heminyi');
    expect(blocked.blockedReason).toContain('停用');
    expect(blocked.ownPrompt).toBeNull();
    await set({ text: own });
    expect((await blockedOf('heminyi')).ownPrompt, 'written, and not enabled').toBeNull();
  });

  it('are the preset where nothing was written, and name the company', async () => {
    await set({ enabled: true, text: '' });
    const { ownPrompt } = await blockedOf('heminyi');
    expect(ownPrompt).toEqual({
      text: '你的互联账号暂时不能使用。请联系岚汐净水处理。',
      contact: null,
      alone: false,
    });
  });

  it('stand before the system’s, with whom to ask', async () => {
    await set({ enabled: true, text: own, contactName: '渠道部', contactPhone: '400-800 1234' });
    const blocked = await blockedOf('heminyi');
    expect(blocked.ownPrompt).toEqual({
      text: own,
      contact: { name: '渠道部', phone: '400-800 1234' },
      alone: false,
    });
    expect(blocked.blockedReason).toContain('停用');
  });

  it('stand alone where others are blocked: the answer holds no word of the system', async () => {
    await set({ alone: true });
    const { token, me } = await signIn(product, 'heminyi');
    expect(me.audience).toBe('visitor');
    expect(me.current.blockedReason).toBe(own);
    const whole = JSON.stringify((await call(product, 'GET', '/me', { token })).body);
    expect(whole).toContain('渠道部');
    expect(whole).not.toMatch(/停用|请联系业务员/);
  });

  it('are told to who is over the quota, waits for a new number’s proof, or whose connection has ended', async () => {
    const { db, clock } = product.server;
    const em = db.tenant(callers.upstreamId);
    const users = await em.find(InterconnectUser, { bindingState: 'bound', accountState: 'active' });
    const zhou = users.find(({ name }) => name === '周建国');
    if (zhou === undefined) throw new Error('周建国 is bound');
    await inTransaction(em.fork(), (tx) =>
      tx.nativeUpdate(InterconnectUser, { id: zhou.id }, { bindingState: 'waiting_quota' }),
    );
    expect(await blockedOf('zhoujianguo')).toMatchObject({
      bindingState: 'waiting_quota',
      blockedReason: own,
    });
    await inTransaction(em.fork(), (tx) =>
      tx.nativeUpdate(InterconnectUser, { id: zhou.id }, { bindingState: 'suspended_phone' }),
    );
    expect(await blockedOf('zhoujianguo')).toMatchObject({ blockedReason: own });
    await inTransaction(em.fork(), (tx) =>
      tx.nativeUpdate(InterconnectUser, { id: zhou.id }, { bindingState: 'bound' }),
    );
    const company = await em.findOneOrFail(InterconnectEnterprise, { id: zhou.interconnectEnterpriseId });
    const ended = { state: 'terminated' as const, endsAt: new Date(clock.now().getTime() - 1) };
    await inTransaction(db.installation(), (tx) =>
      tx.nativeUpdate(Connection, { id: company.connectionId }, ended),
    );
    expect(await blockedOf('zhoujianguo')).toMatchObject({ bindingState: 'bound', blockedReason: own });
    await inTransaction(db.installation(), (tx) =>
      tx.nativeUpdate(Connection, { id: company.connectionId }, { state: 'active', endsAt: null }),
    );
    expect(await blockedOf('zhoujianguo')).toMatchObject({ blockedReason: null, ownPrompt: null });
  });

  it('are told to who is linked to no account, and to who may not bind a disabled one', async () => {
    const { token } = await signIn(product, 'luren');
    const proofId = await prove(product, 'luren', token);
    const unknown = await call(product, 'POST', '/bindings', { token, body: { proofId } });
    expect(unknown.body).toMatchObject({ outcome: 'not_found', ownPrompt: { text: own, alone: true } });

    const em = product.server.db.tenant(callers.upstreamId);
    const { id } = await em.findOneOrFail(InterconnectUser, { name: '林晓雯' });
    await call(product, 'POST', `/interconnect-users/${id}/disable`, admin);
    const bind = async () => {
      const person = await signIn(product, 'linxiaowen');
      const proof = await prove(product, 'linxiaowen', person.token);
      return call(product, 'POST', '/bindings', { token: person.token, body: { proofId: proof } });
    };
    const alone = await bind();
    expect(told(alone)).toEqual([409, 'binding.refused']);
    expect(alone.body.error).toMatchObject({
      message: `岚汐净水提示：${own}`,
      details: { promptText: own, promptContactName: '渠道部', promptContactPhone: '400-800 1234' },
    });
    expect(JSON.stringify(alone.body)).not.toMatch(/停用/);
    await set({ alone: false });
    const beside = await bind();
    expect(told(beside)).toEqual([409, 'binding.disabled']);
    expect(beside.body.error.message).toContain('停用');
    expect(beside.body.error.details.promptText).toBe(own);
  });

  it('are the upstream’s own: another brand’s people read the system’s words', async () => {
    const foreign = await callers.as('foreign');
    expect(await read(foreign)).toMatchObject({ enabled: false, version: 0 });
    const saved = await write(0, { enabled: true, text: '禾光' }, foreign);
    expect(saved.body.version).toBe(1);
    expect((await read()).text).toBe(own);
  });

  it('are saved once of two who began with the same version, the first save too', async () => {
    const em = product.server.db.tenant(callers.secondId);
    const admin2 = await callers.as('foreign');
    const { version } = await read(admin2);
    const both = await Promise.all([
      write(version, { text: '甲' }, admin2),
      write(version, { text: '乙' }, admin2),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const rows = await em.find(OperationRecord, { action: 'sign_in_prompt.changed' });
    expect(rows).toHaveLength(2);
  });

  it('leave one record a change, phones masked', async () => {
    const known = (await recorded()).length;
    await set({ contactPhone: '13800001234' });
    const rows = await recorded();
    expect(rows).toHaveLength(known + 1);
    expect(rows.at(-1)?.after).toMatchObject({ contactPhone: '138****1234', text: own });
    await set({ contactPhone: '13800001234' });
    expect(await recorded()).toHaveLength(known + 1);
  });

  it('refuse what is too long, no plain text, no phone, or nobody’s to write', async () => {
    const { version } = await read();
    for (const body of [
      { text: '长'.repeat(201) },
      { text: 'a\u0000b' },
      { contactPhone: 'javascript:alert(1)' },
      { contactName: '长'.repeat(21) },
      { blockOthers: true },
    ])
      expect([JSON.stringify(body), (await write(version, body)).status]).toEqual([
        JSON.stringify(body),
        422,
      ]);
    expect(told(await write(version, { enabled: false }, await callers.as('powerless')))).toEqual([
      403,
      'permission.denied',
    ]);
  });

  it('show the admin the system’s words beside which they stand, in his language', async () => {
    const { body } = await call(product, 'GET', '/sign-in-prompt', admin);
    expect(body.systemPrompts.map(({ label }: { label: string }) => label)).toEqual([
      '账号已停用',
      '互联关系已到期',
      '额度已用完',
      '手机号已变更',
      '账号已作废',
    ]);
    expect(JSON.stringify(body.systemPrompts)).not.toMatch(/[{}]\w+}/);
  });
});
