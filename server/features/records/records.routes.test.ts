import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { inTransaction } from '../../kernel/data/transaction.ts';
import { newId } from '../../kernel/ids.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, type Answer } from '../../testing/people.ts';
import { InterconnectUser } from '../accounts/account.entity.ts';
import { Staff } from '../access/access.entity.ts';
import { records, type NewRecord } from './index.ts';
import { OperationRecord } from './record.entity.ts';

const day = (date: string, hour = 12) => new Date(`${date}T${String(hour).padStart(2, '0')}:00:00.000Z`);

describe('operation records', () => {
  let product: Installation;
  let callers: Callers;
  let admin: Credentials;
  let chenli: string;
  let user: InterconnectUser;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    admin = await callers.as('admin');
    const em = product.server.db.tenant(callers.upstreamId);
    ({ id: chenli } = await em.findOneOrFail(Staff, { account: 'chenli' }));
    user = await em.findOneOrFail(InterconnectUser, { name: '唐玉' });
    await write({ action: 'account.enabled', target: `interconnect_user:${user.id}`, at: day('2024-02-01') });
    await write({
      action: 'enterprise_names.changed',
      at: day('2024-02-02'),
      before: { displayName: '旧名字', slogan: '' },
      after: { displayName: '=1+1 新名字', slogan: '' },
    });
    // 2024-02-03 in Shanghai begins at 16:00 of the 2nd in UTC.
    await write({
      action: 'account.disabled',
      at: day('2024-02-02', 16),
      actor: 'system',
      actorName: 'WeCom',
    });
    await write({
      action: 'account.bound',
      at: day('2024-02-04'),
      actor: `identity:${newId()}`,
      actorName: '林',
    });
  });
  afterAll(() => product.end());

  async function write(given: Partial<NewRecord>): Promise<void> {
    const { upstreamId: enterpriseId } = callers;
    const plain = {
      enterpriseId,
      actor: `staff:${chenli}`,
      actorName: '陈立',
      target: 'enterprise:x',
    } as const;
    const rest = { before: {}, after: {}, requestId: 'test-2024', action: 'account.bound' as const };
    await inTransaction(product.server.db.tenant(enterpriseId), (tx) =>
      records.add(tx, { ...plain, ...rest, at: new Date(), ...given }),
    );
  }
  const list = async (query: string, locale: 'en' | 'zh-CN' = 'zh-CN') =>
    call(product, 'GET', `/operation-records?${query}`, { ...admin, locale });
  const actions = ({ body }: Answer) => body.items.map((item: { action: string }) => item.action);
  const of2024 = 'from=2024-01-01&to=2024-12-31';
  const count = () =>
    product.server.db
      .tenant(callers.upstreamId)
      .count(OperationRecord, { action: 'operation_records.exported' });

  it('are listed newest first, or oldest first, with words and names', async () => {
    const newest = await list(of2024);
    expect(actions(newest)).toEqual([
      'account.bound',
      'account.disabled',
      'enterprise_names.changed',
      'account.enabled',
    ]);
    const oldest = await list(`${of2024}&order=oldest`);
    expect(actions(oldest)).toEqual(actions(newest).reverse());
    expect(oldest.body.items[0]).toMatchObject({
      actorName: '陈立',
      actionLabel: '启用账号',
      targetKind: '互联用户',
      targetName: '唐玉',
    });
  });

  it('are filtered by person, action, kind of target, and by days of the enterprise’s zone', async () => {
    expect(actions(await list(`${of2024}&actor=staff:${chenli}`))).toHaveLength(2);
    expect(actions(await list(`${of2024}&actor=system`))).toEqual(['account.disabled']);
    expect(actions(await list(`${of2024}&actor=identity`))).toEqual(['account.bound']);
    expect(actions(await list(`${of2024}&action=account.enabled`))).toEqual(['account.enabled']);
    expect(actions(await list(`${of2024}&target=interconnect_user`))).toEqual(['account.enabled']);
    expect(actions(await list('from=2024-02-03&to=2024-02-03'))).toEqual(['account.disabled']);
    expect(actions(await list('from=2024-02-02&to=2024-02-02'))).toEqual(['enterprise_names.changed']);
  });

  it('are found by what was before and after, by who did it, and by the name of the target', async () => {
    for (const [text, action] of [
      ['旧名字', 'enterprise_names.changed'],
      ['新名字', 'enterprise_names.changed'],
      ['WeCom', 'account.disabled'],
      ['唐玉', 'account.enabled'],
    ])
      expect([text, actions(await list(`${of2024}&search=${encodeURIComponent(text ?? '')}`))]).toEqual([
        text,
        [action],
      ]);
    expect(actions(await list(`${of2024}&search=${encodeURIComponent('100%')}`))).toEqual([]);
  });

  it('come page by page without a gap in either order', async () => {
    for (const order of ['newest', 'oldest']) {
      const seen: string[] = [];
      let cursor = '';
      for (;;) {
        const { body } = await list(`limit=7&order=${order}${cursor === '' ? '' : `&cursor=${cursor}`}`);
        seen.push(...body.items.map(({ id }: { id: string }) => id));
        if (body.nextCursor === null) break;
        cursor = body.nextCursor;
      }
      const all = await list(`limit=200&order=${order}`);
      expect(seen).toEqual(all.body.items.map(({ id }: { id: string }) => id));
      expect(seen.length).toBeGreaterThan(25);
    }
  });

  it('show what was before and after, field by field, in the reader’s words', async () => {
    const [row] = (await list(`${of2024}&action=enterprise_names.changed`)).body.items;
    const { body } = await call(product, 'GET', `/operation-records/${row.id}`, admin);
    expect(body.changes).toEqual([
      { field: 'displayName', label: '对外名称', before: '旧名字', after: '=1+1 新名字' },
    ]);
    expect(body.requestId).toBe('test-2024');
  });

  it('tell what there is to choose from', async () => {
    const { body } = await call(product, 'GET', '/operation-records/filters', admin);
    expect(body.actors).toContainEqual({ value: `staff:${chenli}`, label: '陈立' });
    expect(body.actions).toContainEqual({ value: 'enterprise_names.changed', label: '修改对外名称' });
    expect(body.targets).toContainEqual({ value: 'interconnect_user', label: '互联用户' });
  });

  it('leave as CSV that Excel opens and that runs nothing, and the export is recorded', async () => {
    const before = await count();
    const answer = await fetch(`${product.url}/api/v1/operation-records/export`, {
      method: 'POST',
      headers: { cookie: admin.cookie ?? '', origin: product.url, 'content-type': 'application/json' },
      body: JSON.stringify({ from: '2024-01-01', to: '2024-12-31', reason: '年度审计' }),
    });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const text = bytes.toString('utf8');
    const lines = text.trim().split('\r\n');
    expect(lines[0]).toContain('时间,操作人,操作,对象类型,对象,修改前,修改后,请求编号,导出人 · 时间 · 编号');
    expect(lines).toHaveLength(5);
    expect(text).toContain('修改对外名称,企业');
    expect(text).toContain('对外名称: =1+1 新名字');
    expect(text).not.toMatch(/(^|,|\r\n)"?[=+@-]/);
    expect(await count()).toBe(before + 1);
    const [told] = (await list('action=operation_records.exported')).body.items;
    // Each line says who took it along, when and by which export.
    for (const line of lines.slice(1)) expect(line).toMatch(new RegExp(`陈立 · .+ · ${told.id}"?$`));
    const { body } = await call(product, 'GET', `/operation-records/${told.id}`, admin);
    expect(body.changes).toContainEqual({ field: 'reason', label: '原因', before: null, after: '年度审计' });
    expect(body.changes).toContainEqual({
      field: 'from',
      label: '开始日期',
      before: null,
      after: '2024-01-01',
    });
  });

  it('leave whole however many they are', async () => {
    for (let index = 0; index < 1203; index += 1)
      await write({ requestId: `many-${index}`, at: day('2023-05-05') });
    const { body } = await call(product, 'POST', '/operation-records/export', {
      ...admin,
      body: { from: '2023-05-05', to: '2023-05-05', order: 'oldest', reason: '年度审计' },
    });
    const ids = [...String(body).matchAll(/many-(\d+)/g)].map((match) => Number(match[1]));
    expect(ids).toEqual([...ids.keys()]);
    expect(ids).toHaveLength(1203);
  }, 60_000);

  it('are refused to who lacks the right, and another tenant’s are not found', async () => {
    const powerless = await callers.as('powerless');
    const foreign = await callers.as('foreign');
    const [row] = (await list(of2024)).body.items;
    for (const path of ['/operation-records', `/operation-records/${row.id}`, '/operation-records/filters'])
      expect((await call(product, 'GET', path, powerless)).status).toBe(403);
    const before = await count();
    const reader = await callers.staffSession(
      callers.upstreamId,
      await callers.putStaff(callers.upstreamId, 'reader', ['records.read']),
    );
    const asked = { body: { reason: '年度审计' } };
    expect((await call(product, 'POST', '/operation-records/export', { ...reader, ...asked })).status).toBe(
      403,
    );
    expect((await call(product, 'GET', '/operation-records', reader)).status).toBe(200);
    expect((await call(product, 'POST', '/operation-records/export', { ...admin, body: {} })).status).toBe(
      422,
    );
    expect(
      (await call(product, 'POST', '/operation-records/export', { ...powerless, body: {} })).status,
    ).toBe(403);
    expect(await count()).toBe(before);
    expect((await call(product, 'GET', `/operation-records/${row.id}`, foreign)).status).toBe(404);
    expect((await call(product, 'GET', `/operation-records?${of2024}`, foreign)).body.items).toEqual([]);
    const salesperson = await callers.staffSession(
      callers.upstreamId,
      await callers.putStaff(callers.upstreamId, 'seller', [
        'accounts.read',
        'accounts.manage',
        'quota.read',
      ]),
    );
    for (const path of ['/operation-records', '/enterprise-names', '/sign-in-prompt'])
      expect([path, (await call(product, 'GET', path, salesperson)).status]).toEqual([path, 403]);
    for (const name of ['downstream', 'visitor'] as const)
      expect((await call(product, 'GET', '/operation-records', await callers.as(name))).status).toBe(401);
  });

  it('refuse a filter that there cannot be', async () => {
    for (const query of ['actor=chenli', 'from=yesterday', 'order=random', 'nobody=x', 'action=DROP'])
      expect([query, (await list(query)).status]).toEqual([query, 422]);
  });

  it('have no route that changes or deletes one', () => {
    const routes = product.server.routes.filter(({ path }) => path.startsWith('/operation-records'));
    const writes = routes.filter(({ method }) => method !== 'get');
    expect(writes.map(({ method, path }) => `${method} ${path}`)).toEqual(['post /operation-records/export']);
  });
});
