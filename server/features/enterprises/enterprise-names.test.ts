import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, messagesOf, lastGuide, oaAppId, signIn, type Answer } from '../../testing/people.ts';
import { OperationRecord } from '../records/record.entity.ts';

describe('the names of an enterprise', () => {
  let product: Installation;
  let callers: Callers;
  let admin: Credentials;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    admin = await callers.as('admin');
  });
  afterAll(() => product.end());

  const read = async () => (await call(product, 'GET', '/enterprise-names', admin)).body;
  const write = (version: number, body: unknown, who = admin) =>
    call(product, 'PATCH', '/enterprise-names', { ...who, body, headers: { 'if-match': `"${version}"` } });
  const told = ({ status, body }: Answer) => [status, body.error?.code];
  const recorded = () =>
    product.server.db
      .tenant(callers.upstreamId)
      .find(OperationRecord, { action: 'enterprise_names.changed' }, { orderBy: { id: 'asc' } });

  it('reach the mini program, the guide and the lists at once; the legal name stays', async () => {
    const { version } = await read();
    const saved = await write(version, { displayName: '  岚汐 Pure ', slogan: '一杯好水' });
    expect(saved.body).toMatchObject({
      displayName: '岚汐 Pure',
      shownName: '岚汐 Pure',
      slogan: '一杯好水',
      legalName: '岚汐净水科技（示例）有限公司',
      version: Number(version) + 1,
    });
    const { me } = await signIn(product, 'zhoujianguo');
    expect(me.upstream).toEqual({ displayName: '岚汐 Pure', slogan: '一杯好水' });
    expect(me.memberships[0].upstreamName).toBe('岚汐 Pure');
    expect((await call(product, 'GET', '/app-info')).body.upstream.displayName).toBe('岚汐 Pure');
    const staff = await call(product, 'GET', '/staff/me', admin);
    expect(staff.body.enterprise).toMatchObject({
      displayName: '岚汐 Pure',
      legalName: '岚汐净水科技（示例）有限公司',
    });
    await product.control('follow', { account: oaAppId, follower: 'luren' });
    expect(await lastGuide(product, 'luren'), JSON.stringify(await messagesOf(product, 'luren'))).toContain(
      '岚汐 Pure',
    );
  });

  it('leave one record a change, with what was before and after, and none where nothing changed', async () => {
    const known = (await recorded()).length;
    const { version } = await read();
    const saved = await write(version, { slogan: '两杯好水' });
    const [record] = (await recorded()).slice(known);
    expect(record).toMatchObject({
      actorName: '陈立',
      target: `enterprise:${callers.upstreamId}`,
      before: { displayName: '岚汐 Pure', slogan: '一杯好水' },
      after: { displayName: '岚汐 Pure', slogan: '两杯好水' },
    });
    expect((await write(saved.body.version, { slogan: '两杯好水' })).body.version).toBe(saved.body.version);
    expect(await recorded()).toHaveLength(known + 1);
  });

  it('fall back to the legal name when the display name is cleared', async () => {
    const cleared = await write((await read()).version, { displayName: '' });
    expect(cleared.body).toMatchObject({ displayName: '', shownName: '岚汐净水科技（示例）有限公司' });
    const { me } = await signIn(product, 'zhoujianguo');
    expect(me.upstream.displayName).toBe('岚汐净水科技（示例）有限公司');
  });

  it('are saved by one of two who began with the same version', async () => {
    const known = (await recorded()).length;
    const { version } = await read();
    const answers = await Promise.all([
      write(version, { displayName: '甲' }),
      write(version, { displayName: '乙' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.map(({ body }) => body.error?.code)).toContain('conflict.version');
    expect(await recorded()).toHaveLength(known + 1);
    expect(told(await write(version, { displayName: '丙' }))).toEqual([409, 'conflict.version']);
    const bare = await call(product, 'PATCH', '/enterprise-names', { ...admin, body: {} });
    expect(told(bare)).toEqual([422, 'request.if_match_missing']);
  });

  it('refuse what no screen could show, and whoever lacks the right', async () => {
    const { version } = await read();
    for (const body of [
      { displayName: '长'.repeat(31) },
      { displayName: '两\n行' },
      { slogan: '长'.repeat(61) },
      { legalName: '别的公司' },
    ])
      expect([JSON.stringify(body), (await write(version, body)).status]).toEqual([
        JSON.stringify(body),
        422,
      ]);
    expect(told(await write(version, { displayName: '丁' }, await callers.as('powerless')))).toEqual([
      403,
      'permission.denied',
    ]);
  });

  it('are each tenant’s own', async () => {
    const foreign = await callers.as('foreign');
    const { body } = await call(product, 'GET', '/enterprise-names', foreign);
    expect(body.displayName).toBe('禾光厨电');
    const before = await read();
    expect((await write(body.version, { displayName: '禾光' }, foreign)).status).toBe(200);
    expect(await read()).toEqual(before);
  });
});
