import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { importPieceBytes } from '../../../contract/crm.ts';
import { limits } from '../../../../config/limits.ts';
import { openCallers, type Callers, type Credentials } from '../../../testing/callers.ts';
import { startInstallation, type Installation } from '../../../testing/installation.ts';
import { call, settle, type Answer } from '../../../testing/people.ts';
import { OperationRecord } from '../../records/record.entity.ts';
import { Party, PartyChange, PartyContact, PartyImport, PartyImportPart } from '../crm.entity.ts';
import { writeSheet, readSheet } from './xlsx.ts';

const told = ({ status, body }: Answer) => [status, body.error?.code];
const header = [
  ...['名称', '电话', '分类', '重要程度', '阶段', '负责人', '来源', '地址', '备注'],
  ...['联系人姓名', '联系人手机', '联系人邮箱', '联系人职务', '联系人爱好', '联系人备注'],
];
let number = 0;
const line = (more: Record<string, string> = {}): string[] => {
  number += 1;
  const values: Record<string, string> = {
    ...{ 名称: `导入客户${number}`, 电话: `0571-99${String(number).padStart(6, '0')}`, 分类: '经销客户' },
    ...{ 重要程度: '高', 联系人姓名: '周建国', 联系人手机: '15400000001', 联系人邮箱: 'zhou@example.com' },
    ...more,
  };
  return header.map((title) => values[title] ?? '');
};

describe('customers from a spreadsheet', () => {
  let product: Installation;
  let callers: Callers;
  let manager: Credentials;
  let seller: string;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    seller = await callers.putStaff(callers.upstreamId, 'xiaoshou', ['crm.use']);
    const rights = ['crm.use', 'crm.manage', 'crm.export'];
    manager = await callers.staffSession(
      callers.upstreamId,
      await callers.putStaff(callers.upstreamId, 'jingli', rights),
    );
  });
  afterAll(() => product.end());

  const em = () => product.server.db.tenant(callers.upstreamId);
  const post = (path: string, body: object = {}, who = manager) =>
    call(product, 'POST', path, { ...who, body });
  const get = (path: string, locale?: 'en') =>
    call(product, 'GET', path, { ...manager, ...(locale === undefined ? {} : { locale }) });

  async function upload(file: Uint8Array): Promise<string> {
    const made = await post('/crm-imports', { kind: 'customer', fileName: '客户.xlsx', size: file.length });
    expect(made.status).toBe(201);
    for (let at = 0, piece = 0; at < file.length; at += importPieceBytes, piece += 1) {
      const content = Buffer.from(file.subarray(at, at + importPieceBytes)).toString('base64');
      const answer = await post(`/crm-imports/${made.body.id}/pieces`, { number: piece, content });
      expect(answer.status).toBe(200);
      // A piece that comes twice is one.
      if (piece === 0) await post(`/crm-imports/${made.body.id}/pieces`, { number: piece, content });
    }
    return made.body.id;
  }
  async function take(rows: string[][], duplicates: 'skip' | 'refuse' = 'refuse', title = header) {
    const id = await upload(writeSheet('客户', [title, ...rows]));
    expect((await post(`/crm-imports/${id}/start`, { rules: { duplicates } })).status).toBe(200);
    await settle(product);
    return (await get(`/crm-imports/${id}`)).body;
  }
  const named = (name: string) => em().findOne(Party, { name }, { disableIdentityMap: true });

  it('has a template whose columns it reads', async () => {
    const address = `${product.url}/api/v1/crm-import-template?kind=customer`;
    const answer = await fetch(address, { headers: { cookie: manager.cookie ?? '' } });
    expect(answer.headers.get('content-type')).toContain('spreadsheetml');
    const caps = { unpackedBytes: 100_000, rows: 10, columns: 30 };
    const rows = await readSheet(new Uint8Array(await answer.arrayBuffer()), caps);
    expect(rows).toEqual([{ line: 1, cells: header }]);
  });

  it('brings in all of a file: without an owner into the pool, with one into his list', async () => {
    const before = await em().count(Party, {});
    const rows = [
      line({ 负责人: 'xiaoshou', 阶段: '意向' }),
      line(),
      line({ 负责人: 'XIAOSHOU', 重要程度: 'low' }),
    ];
    const done = await take(rows);
    expect(done).toMatchObject({ state: 'done', total: 3, done: 3, created: 3, skipped: 0, problemCount: 0 });
    expect(await em().count(Party, {})).toBe(before + 3);
    const [first, second, third] = await Promise.all(rows.map((row) => named(row[0] ?? '')));
    expect([first?.ownerId, second?.ownerId, third?.ownerId]).toEqual([seller, null, seller]);
    expect(first).toMatchObject({
      stage: 'intention',
      classKey: 'dealer',
      importance: 'high',
      creatorName: 'jingli',
    });
    expect(third?.importance).toBe('low');
    expect(await em().count(PartyContact, { partyId: first?.id ?? '' })).toBe(1);
    expect(await em().count(PartyChange, { partyId: first?.id ?? '' })).toBe(3);
    const list = await call(
      product,
      'GET',
      '/customers',
      await callers.staffSession(callers.upstreamId, seller),
    );
    expect(list.body.items.map(({ name }: { name: string }) => name).sort()).toEqual(
      [rows[0]?.[0], rows[2]?.[0]].sort(),
    );
    expect(await em().count(PartyImportPart, {})).toBe(0);
    const record = await em().findOneOrFail(OperationRecord, {
      action: 'crm.imported',
      target: `crm_import:${done.id}`,
    });
    expect(record.after).toMatchObject({ created: 3 });
  });

  it('is refused as a whole, with every wrong row by line and column, and leaves nothing', async () => {
    const before = await em().count(Party, {});
    const [known] = await em().find(Party, {}, { limit: 1 });
    const good = line();
    const refused = await take([
      good,
      line({ 电话: '', 联系人邮箱: 'nobody' }),
      line({ 分类: '没有这类', 负责人: '查无此人' }),
      line({ 名称: `${good[0] ?? ''} ` }),
      line({ 备注: '长'.repeat(501) }),
    ]);
    expect(refused).toMatchObject({ state: 'refused', problemCount: 6, created: 0 });
    expect(refused.problems).toEqual([
      { line: 3, column: '电话', text: '未填写' },
      { line: 3, column: '联系人邮箱', text: '「nobody」格式不对或不在可选项中' },
      { line: 4, column: '分类', text: '「没有这类」格式不对或不在可选项中' },
      { line: 4, column: '负责人', text: '「查无此人」不是可用的员工（填姓名或企业微信账号）' },
      { line: 5, column: '名称', text: '与第 2 行重复' },
      { line: 6, column: '备注', text: '内容太长' },
    ]);
    const language = { ...manager, body: { language: 'en' } };
    await call(product, 'PATCH', '/staff/me', language);
    expect((await get(`/crm-imports/${refused.id}`)).body.problems[0]).toEqual({
      line: 3,
      column: 'phone',
      text: 'missing',
    });
    await call(product, 'PATCH', '/staff/me', { ...manager, body: { language: 'zh-CN' } });
    const met = await take([line(), line({ 电话: known?.phone ?? '' })]);
    expect([
      met.state,
      met.problems.map(({ line: at, column }: { line: number; column: string }) => [at, column]),
    ]).toEqual(['refused', [[3, '电话']]]);
    const noColumn = await take(
      [line()],
      'skip',
      header.map((title) => (title === '电话' ? '手机' : title)),
    );
    expect(noColumn.problems.map(({ column, text }: Record<string, string>) => [column, text])).toEqual([
      ['手机', '模板中没有这一列'],
      ['电话', '缺少这一列'],
    ]);
    expect(await em().count(Party, {})).toBe(before);
    expect(told(await post(`/crm-imports/${refused.id}/start`, { rules: { duplicates: 'skip' } }))).toEqual([
      409,
      'crm.import_state',
    ]);
  });

  it('skips what is there already where that rule was chosen, and starts without rules or all pieces for nobody', async () => {
    const there = line();
    await take([there]);
    const done = await take([there, line()], 'skip');
    expect(done).toMatchObject({ state: 'done', total: 2, created: 1, skipped: 1 });
    const id = await upload(writeSheet('客户', [header, line()]));
    expect(told(await post(`/crm-imports/${id}/start`))).toEqual([422, 'crm.import_rules']);
    const half = await post('/crm-imports', {
      kind: 'customer',
      fileName: 'a.xlsx',
      size: 2 * importPieceBytes,
    });
    await post(`/crm-imports/${half.body.id}/pieces`, { number: 0, content: 'AAAA' });
    expect(told(await post(`/crm-imports/${half.body.id}/start`, { rules: { duplicates: 'skip' } }))).toEqual(
      [409, 'crm.import_incomplete'],
    );
    const huge = { kind: 'customer', fileName: 'a.xlsx', size: limits.crmImportBytes + 1 };
    expect(told(await post('/crm-imports', huge))).toEqual([413, 'crm.import_large']);
    expect(told(await post(`/crm-imports/${half.body.id}/pieces`, { number: 2, content: 'AAAA' }))).toEqual([
      413,
      'crm.import_large',
    ]);
    expect(
      told(
        await post(
          '/crm-imports',
          { ...huge, size: 1 },
          await callers.staffSession(callers.upstreamId, seller),
        ),
      ),
    ).toEqual([403, 'permission.denied']);
    expect(told(await call(product, 'GET', `/crm-imports/${id}`, await callers.as('foreign')))).toEqual([
      404,
      'not_found',
    ]);
  });

  it('that is no spreadsheet is refused in words', async () => {
    const id = await upload(new TextEncoder().encode('name,phone\n'));
    await post(`/crm-imports/${id}/start`, { rules: { duplicates: 'skip' } });
    await settle(product);
    const { state, problems } = (await get(`/crm-imports/${id}`)).body;
    expect([state, problems]).toEqual([
      'refused',
      [{ line: 1, column: '', text: '这不是可读取的 .xlsx 表格，请用模板填写' }],
    ]);
  });

  it('is taken back except for what was worked with since', async () => {
    const rows = [line(), line({ 负责人: 'jingli' }), line()];
    const done = await take(rows);
    const worked = await named(rows[1]?.[0] ?? '');
    await post(`/customers/${worked?.id ?? ''}/follow-ups`, { text: '已联系' });
    const third = await named(rows[2]?.[0] ?? '');
    await post(`/customers/${third?.id ?? ''}/claim`);
    expect((await post(`/crm-imports/${done.id}/undo`)).body.state).toBe('undoing');
    await settle(product);
    expect((await get(`/crm-imports/${done.id}`)).body).toMatchObject({ state: 'undone', undone: 1 });
    expect(await Promise.all(rows.map(async (row) => (await named(row[0] ?? '')) !== null))).toEqual([
      false,
      true,
      true,
    ]);
    expect(told(await post(`/crm-imports/${done.id}/undo`))).toEqual([409, 'crm.import_state']);
  });

  it('goes on where it was cut off, and brings no row in twice', async () => {
    const rows = Array.from({ length: 450 }, () => line());
    const id = await upload(writeSheet('客户', [header, ...rows]));
    // As a process leaves it that was killed behind its first batch and given up.
    const begun = rows.slice(0, 200);
    const first = await take(begun);
    await em().nativeUpdate(Party, { importId: first.id }, { importId: id });
    const change = {
      state: 'failed',
      done: 200,
      created: 200,
      total: 450,
      rules: { duplicates: 'refuse' },
    } as const;
    await em().nativeUpdate(PartyImport, { id }, change);
    expect((await post(`/crm-imports/${id}/start`, { rules: { duplicates: 'skip' } })).body.rules).toEqual({
      duplicates: 'refuse',
    });
    await settle(product);
    expect((await get(`/crm-imports/${id}`)).body).toMatchObject({
      state: 'done',
      done: 450,
      created: 450,
      skipped: 0,
    });
    expect(await em().count(Party, { importId: id })).toBe(450);
  });

  it('leaves as CSV with a right of its own and a reason: watermarked, harmless, recorded, and only what one may see', async () => {
    const bad = line({ 名称: '=HYPERLINK("x")', 来源: '+86', 备注: '@cmd' });
    expect((await take([bad])).state).toBe('done');
    const ask = { kind: 'customer', scope: 'all', reason: '年度盘点' };
    const answer = await post('/crm-export', ask);
    expect(answer.status).toBe(200);
    const text: string = answer.body;
    const lines = text.trim().split('\r\n');
    expect(lines.length - 1).toBe(await em().count(Party, { kind: 'customer', state: 'live' }));
    expect(text).toContain(`"'=HYPERLINK(""x"")"`);
    expect(text).toContain(`'@cmd`);
    expect(lines.slice(1).every((row) => row.includes('jingli · '))).toBe(true);
    const record = await em().findOneOrFail(OperationRecord, { action: 'crm.exported' });
    expect(record.after).toMatchObject({ reason: '年度盘点', scope: 'all' });
    expect(lines[1]).toContain(record.id);
    expect(told(await post('/crm-export', { ...ask, reason: '' }))[0]).toBe(422);
    expect(
      told(await post('/crm-export', ask, await callers.staffSession(callers.upstreamId, seller))),
    ).toEqual([403, 'permission.denied']);
    const own = await callers.putStaff(callers.upstreamId, 'zhi-kan-ziji', ['crm.use', 'crm.export']);
    const little: string = (
      await post(
        '/crm-export',
        { ...ask, scope: 'mine' },
        await callers.staffSession(callers.upstreamId, own),
      )
    ).body;
    expect(little.trim().split('\r\n')).toHaveLength(1);
  });
});
