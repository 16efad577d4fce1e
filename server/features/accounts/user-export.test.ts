import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call } from '../../testing/people.ts';
import { OperationRecord } from '../records/record.entity.ts';
import { InterconnectUser } from './account.entity.ts';

describe('the list of interconnect users as a file', () => {
  let product: Installation;
  let callers: Callers;
  let admin: Credentials;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    admin = await callers.as('admin');
  });
  afterAll(() => product.end());

  const ask = (body: unknown, who: Credentials = admin) =>
    call(product, 'POST', '/interconnect-users/export', { ...who, body });
  const exportsOf = (enterpriseId: string) =>
    product.server.db.tenant(enterpriseId).count(OperationRecord, { action: 'interconnect_users.exported' });

  it('asks for the right of its own, and what it is for', async () => {
    const powerless = await ask({ reason: '年度盘点' }, await callers.as('powerless'));
    expect([powerless.status, powerless.body.error.code]).toEqual([403, 'permission.denied']);
    expect((await ask({})).status).toBe(422);
    expect((await ask({ reason: ' ' })).status).toBe(422);
    expect(await exportsOf(callers.upstreamId)).toBe(0);
  });

  it('says who, when and what for in every line, shows no whole phone, and leaves a record', async () => {
    const { status, body, headers } = await ask({ reason: '年度盘点' });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    const [head, ...lines] = String(body).trim().split('\r\n');
    expect(head).toContain('手机号');
    const em = product.server.db.tenant(callers.upstreamId);
    const users = await em.find(InterconnectUser, {});
    expect(lines).toHaveLength(users.length);
    const [record] = await em.find(OperationRecord, { action: 'interconnect_users.exported' });
    expect(record).toMatchObject({ actorName: '陈立', after: { reason: '年度盘点' } });
    const id = record?.target.split(':')[1] ?? '';
    for (const line of lines) expect(line).toMatch(new RegExp(`陈立 · .+ · 年度盘点 · ${id}`));
    for (const { phone } of users) expect(String(body)).not.toContain(phone);
  });

  it('holds what was asked for, of the own enterprise', async () => {
    const bound = String((await ask({ reason: '核对', bindingState: 'bound' })).body);
    expect(bound).toContain('周建国');
    expect(bound).not.toContain('未绑定');
    const foreign = String((await ask({ reason: '核对' }, await callers.as('foreign'))).body);
    expect(foreign).not.toContain('林晓雯');
    expect(await exportsOf(callers.secondId)).toBe(1);
  });
});
