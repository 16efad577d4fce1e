import { zipSync, strToU8 } from 'fflate';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { limits } from '../../../../config/limits.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { newId } from '../../../kernel/ids.ts';
import { openCallers, type Callers, type Credentials } from '../../../testing/callers.ts';
import { startInstallation, type Installation } from '../../../testing/installation.ts';
import { call, settle } from '../../../testing/people.ts';
import { Party, PartyContact, PartyImport } from '../crm.entity.ts';
import { ExtendedField, ExtendedValue } from '../fields/field.entity.ts';
import { readSheet, writeSheet } from './xlsx.ts';

const base = [
  ...['名称', '电话', '分类', '重要程度', '阶段', '负责人', '来源', '地址', '备注'],
  ...['联系人姓名', '联系人手机', '联系人邮箱', '联系人职务', '联系人爱好', '联系人备注'],
];
let number = 0;
/** A line that is right, with what stands in further columns. */
function line(...more: string[]): string[] {
  number += 1;
  return [
    ...[
      `扩展客户${number}`,
      `0571-77${String(number).padStart(6, '0')}`,
      '经销客户',
      '高',
      '',
      '',
      '',
      '',
      '',
    ],
    ...['周建国', '15400000001', 'zhou@example.com', '', '', '', ...more],
  ];
}

/** One line of an export, as a spreadsheet reads it. */
function cellsOf(csv: string): string[][] {
  const rows: string[][] = [[]];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g;
  for (const [all, quoted, plain, end] of csv.replace(/^\uFEFF/, '').matchAll(pattern)) {
    if (all === '') break;
    rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}

describe('extended fields in a spreadsheet', () => {
  let product: Installation;
  let callers: Callers;
  const places: Record<string, string> = {};
  const sessions: Record<string, Credentials> = {};
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    const { upstreamId } = callers;
    const { departments, staff, clock, db } = product.server;
    const rights = [
      'crm.use',
      'crm.manage',
      'crm.export',
      'extended_fields.manage',
      'extended_fields.global',
    ];
    const ids: Record<string, string> = {};
    await inTransaction(db.acrossTenants('operator: seed'), async (tx) => {
      places['east'] = await departments.plant(tx, upstreamId, upstreamId, '东区');
      places['west'] = await departments.plant(tx, upstreamId, upstreamId, '西区');
      for (const name of ['east', 'west', 'root'])
        ids[name] = await staff.put(tx, {
          ...{ enterpriseId: upstreamId, account: `x-${name}`, name, phone: null, enabled: true },
          ...{ permissions: rights, departmentId: places[name] ?? upstreamId, now: clock.now() },
        });
    });
    for (const [name, id] of Object.entries(ids)) sessions[name] = await callers.staffSession(upstreamId, id);
  });
  afterAll(() => product.end());

  const em = () => product.server.db.tenant(callers.upstreamId);
  const post = (who: string, path: string, body: object = {}) =>
    call(product, 'POST', path, { ...sessions[who], body });
  const get = (who: string, path: string) => call(product, 'GET', path, sessions[who] ?? {});
  async function make(who: string, more: object): Promise<string> {
    const answer = await post(who, '/extended-fields', { object: 'customer', type: 'text', ...more });
    expect([answer.status, answer.body.error?.code]).toEqual([201, undefined]);
    return answer.body.id;
  }
  async function upload(who: string, file: Uint8Array): Promise<string> {
    const made = await post(who, '/crm-imports', { kind: 'customer', fileName: 'a.xlsx', size: file.length });
    const content = Buffer.from(file).toString('base64');
    await post(who, `/crm-imports/${made.body.id}/pieces`, { number: 0, content });
    return made.body.id;
  }
  async function take(who: string, file: Uint8Array) {
    const id = await upload(who, file);
    await post(who, `/crm-imports/${id}/start`, { rules: { duplicates: 'refuse' } });
    await settle(product);
    return (await get(who, `/crm-imports/${id}`)).body;
  }
  const sheet = (title: readonly string[], ...rows: string[][]) => writeSheet('客户', [title, ...rows]);
  /** What was entered of a customer and of its contact, by field. */
  async function entered(name: string): Promise<Record<string, unknown>> {
    const party = await em().findOneOrFail(Party, { name });
    const contact = await em().findOneOrFail(PartyContact, { partyId: party.id });
    const values = await em().find(ExtendedValue, { ownerId: { $in: [party.id, contact.id] } });
    return Object.fromEntries(values.map(({ fieldId, content }) => [fieldId, content]));
  }
  async function template(who: string): Promise<readonly string[]> {
    const address = `${product.url}/api/v1/crm-import-template?kind=customer`;
    const answer = await fetch(address, { headers: { cookie: sessions[who]?.cookie ?? '' } });
    const caps = { unpackedBytes: 1_000_000, rows: 10, columns: 300 };
    return (await readSheet(new Uint8Array(await answer.arrayBuffer()), caps))[0]?.cells ?? [];
  }
  async function exported(who: string): Promise<string[][]> {
    const wish = { kind: 'customer', scope: 'all', reason: '核对' };
    return cellsOf(String((await post(who, '/crm-export', wish)).body));
  }
  const removeAll = async () => {
    await em().nativeDelete(ExtendedValue, {});
    await em().nativeDelete(ExtendedField, {});
  };

  it('of every type come in by the template’s columns, leave by an export, and come in from it as they were', async () => {
    const wishes = {
      number: { type: 'number', name: '规模' },
      text: { type: 'text', name: '口号' },
      multiline: { type: 'multiline', name: '介绍' },
      date: { type: 'date', name: '开业日' },
      datetime: { type: 'datetime', name: '上次培训' },
      radio: { type: 'radio', name: '等级', options: ['甲', '乙'] },
      multiple: { type: 'multiple', name: '品类', options: ['净水', '软水', '滤芯'] },
      other: { type: 'other', name: '其他信息' },
      // Of the contact, with the name of one of the customer’s.
      contact: { object: 'contact', type: 'date', name: '开业日' },
    };
    const ids: Record<string, string> = {};
    for (const [key, wish] of Object.entries(wishes)) ids[key] = await make('root', wish);
    const title = await template('root');
    expect(title).toEqual([
      ...base,
      ...['规模', '口号', '介绍', '开业日', '上次培训', '等级', '品类', '其他信息', '联系人 · 开业日'],
    ]);
    const day = fc.date({ min: new Date('1950-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    const iso = (length: number) => day.map((date) => date.toISOString().slice(0, length));
    // Signs that mean something to CSV, XML and formulas; no blanks at the ends, which a form takes off too.
    const said = (signs: string) =>
      fc.stringMatching(new RegExp(`^[${signs}][${signs}, ]{0,12}[${signs}]$`)).map((text) => text.trim());
    const filled = fc.record({
      number: fc.option(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((value) => value.toFixed(2)),
        { nil: '' },
      ),
      text: fc.option(said(`=+@"'<>&;中文a1`), { nil: '' }),
      multiline: fc.option(
        fc.array(said('&"中a1'), { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
        { nil: '' },
      ),
      date: fc.option(iso(10), { nil: '' }),
      datetime: fc.option(iso(16), { nil: '' }),
      radio: fc.constantFrom('', '甲', '乙'),
      multiple: fc.subarray(['净水', '软水', '滤芯']),
      other: fc.option(said('中文a1'), { nil: '' }),
      contact: fc.option(iso(10), { nil: '' }),
    });
    await fc.assert(
      fc.asyncProperty(filled, async (values) => {
        const cells = Object.values({ ...values, multiple: values.multiple.join('; ') });
        const row = line(...cells.map((cell) => (cell.startsWith("'") ? `x${cell}` : cell)));
        const wanted = Object.fromEntries(
          Object.keys(wishes).flatMap((key, at) => {
            const cell = row[base.length + at] ?? '';
            const value = key === 'multiple' ? values.multiple : cell.replace(/^(-?)0+(?=\d)/, '$1');
            return cell === '' ? [] : [[ids[key], value]];
          }),
        );
        const first = await take('root', sheet(title, row));
        expect([first.state, first.problems]).toEqual(['done', []]);
        expect(await entered(row[0] ?? '')).toEqual(wanted);
        const [head = [], ...lines] = await exported('root');
        const left = lines.find((cells) => cells[0] === row[0]) ?? [];
        expect(left.length).toBe(head.length);
        // As an export, under another name and number.
        number += 1;
        const again = left.map((cell, at) =>
          at === 0 ? `扩展客户${number}` : at === 1 ? `0571-77${String(number).padStart(6, '0')}` : cell,
        );
        const second = await take('root', sheet(head, again));
        expect([second.state, second.problems]).toEqual(['done', []]);
        expect(await entered(again[0] ?? '')).toEqual(wanted);
      }),
      { numRuns: 8 },
    );
    // Taken back with the customer whose they are.
    const [row] = [line('12', '', '', '', '', '甲', '', '', '2026-01-05')];
    const done = await take('root', sheet(title, row));
    const held = await em().count(ExtendedValue, {});
    await post('root', `/crm-imports/${done.id}/undo`);
    await settle(product);
    expect(await em().count(ExtendedValue, {})).toBe(held - 3);
    await removeAll();
  }, 120_000);

  it('that do not fit refuse the file, by line and by the column as the file calls it', async () => {
    await make('root', { type: 'number', name: '规模' });
    await make('root', { type: 'radio', name: '等级', options: ['甲', '乙'] });
    await make('root', { type: 'multiple', name: '品类', options: ['净水', '软水'] });
    await make('root', { object: 'contact', type: 'date', name: '生日' });
    const title = [...base, '规模', '等级', '品类', 'Contact · 生日'];
    const before = await em().count(Party, {});
    const file = sheet(title, line('三十', '丙', '净水;纯水', '2026-02-30'), line('5', '甲', '软水', ''));
    const refused = await take('root', file);
    expect([refused.state, refused.problemCount, await em().count(Party, {})]).toEqual([
      'refused',
      4,
      before,
    ]);
    expect(
      refused.problems.map(({ line: at, column, text }: Record<string, string>) => [at, column, text]),
    ).toEqual([
      [2, '规模', '「三十」格式不对或不在可选项中'],
      [2, '等级', '「丙」格式不对或不在可选项中'],
      [2, '品类', '「净水;纯水」格式不对或不在可选项中'],
      [2, 'Contact · 生日', '「2026-02-30」格式不对或不在可选项中'],
    ]);
    await removeAll();
  });

  it('of days are read as a spreadsheet stores and as people write them', async () => {
    const [day, moment] = [
      await make('root', { type: 'date', name: '开业日' }),
      await make('root', { type: 'datetime', name: '上次培训' }),
    ];
    // 46027 is 5 January 2026: what Excel keeps where 2026/1/5 was typed into a cell without a format.
    const stored = line('46027', '46027.395833333336');
    const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
    const cell = (text: string) =>
      /^[\d.]+$/.test(text) ? `<c><v>${text}</v></c>` : `<c t="inlineStr"><is><t>${text}</t></is></c>`;
    const row = (cells: readonly string[]) => `<row>${cells.map(cell).join('')}</row>`;
    const xml = `<worksheet xmlns="${main}"><sheetData>${row([...base, '开业日', '上次培训'])}${row(stored)}</sheetData></worksheet>`;
    const excel = zipSync({ 'xl/worksheets/sheet1.xml': strToU8(xml) });
    expect(await take('root', excel)).toMatchObject({ state: 'done', problems: [] });
    expect(await entered(stored[0] ?? '')).toEqual({ [day]: '2026-01-05', [moment]: '2026-01-05T09:30' });
    const written = line('2026/1/5', '2026/1/5 9:30');
    const title = [...base, '开业日', '上次培训'];
    expect(await take('root', sheet(title, written))).toMatchObject({ state: 'done', problems: [] });
    expect(await entered(written[0] ?? '')).toEqual({ [day]: '2026-01-05', [moment]: '2026-01-05T09:30' });
    for (const wrong of ['2026', '202601', '2026/13/5', '46027.5'])
      expect([wrong, (await take('root', sheet(title, line(wrong, '')))).state]).toEqual([wrong, 'refused']);
    await removeAll();
  });

  it('of another department are in nobody else’s template and no column of his, and others of one name keep apart', async () => {
    const own = (key: string) => ({ name: '区域编号', public: false, departmentIds: [places[key]] });
    const east = await make('east', own('east'));
    const west = await make('west', own('west'));
    expect((await template('east')).filter((name) => name === '区域编号')).toHaveLength(1);
    const row = line('E-1');
    expect((await take('east', sheet([...base, '区域编号'], row))).state).toBe('done');
    expect(await entered(row[0] ?? '')).toEqual({ [east]: 'E-1' });
    const secret = await make('west', { ...own('west'), name: '西区专用' });
    const refused = await take('east', sheet([...base, '西区专用'], line('x')));
    expect([refused.state, refused.problems]).toEqual([
      'refused',
      [{ line: 1, column: '西区专用', text: '模板中没有这一列' }],
    ]);
    expect(await em().count(ExtendedValue, { fieldId: secret })).toBe(0);
    await em().nativeDelete(ExtendedField, { id: secret });
    // To whom both are open, in one department above, both are columns, each with its own.
    await em().nativeUpdate(ExtendedField, { id: { $in: [east, west] } }, { departmentIds: [] });
    const address = await make('root', { name: '地址' });
    const title = await template('root');
    expect(title.slice(base.length)).toEqual(['区域编号', '区域编号', '地址']);
    const both = line('E-2', 'W-2', '门店地址');
    expect(await take('root', sheet(title, both))).toMatchObject({ state: 'done', problems: [] });
    expect(await entered(both[0] ?? '')).toEqual({ [east]: 'E-2', [west]: 'W-2', [address]: '门店地址' });
    expect((await em().findOneOrFail(Party, { name: both[0] ?? '' })).address).toBe('');
    // Once more than there are fields of the name is a column too many.
    const many = await take('root', sheet([...title, '区域编号'], line('', '', '', 'x')));
    expect([many.state, many.problems[0]?.column]).toEqual(['refused', '区域编号']);
    await removeAll();
  });

  it('that go while a file is on its way take their column along, and the rest comes in all the same', async () => {
    const [stays, goes] = [await make('root', { name: '留下' }), await make('root', { name: '停用' })];
    const rows = Array.from({ length: 150 }, () => line('甲', '乙'));
    const title = [...base, '留下', '停用'];
    const id = await upload('root', sheet(title, ...rows));
    // As a process leaves it that was killed behind its first batch and given up.
    const first = await take('root', sheet(title, ...rows.slice(0, 100)));
    expect(first).toMatchObject({ state: 'done', created: 100 });
    await em().nativeUpdate(Party, { importId: first.id }, { importId: id });
    const begun = { state: 'failed', done: 100, created: 100, total: 150 } as const;
    await em().nativeUpdate(PartyImport, { id }, { ...begun, rules: { duplicates: 'refuse' } });
    await em().nativeUpdate(ExtendedField, { id: goes }, { usable: false });
    await post('root', `/crm-imports/${id}/start`, { rules: { duplicates: 'refuse' } });
    await settle(product);
    expect((await get('root', `/crm-imports/${id}`)).body).toMatchObject({
      ...{ state: 'done', done: 150, created: 150, skipped: 0, problemCount: 0 },
    });
    expect(await em().count(ExtendedValue, { fieldId: stays })).toBe(150);
    expect(await em().count(ExtendedValue, { fieldId: goes })).toBe(100);
    expect(await entered(rows[149]?.[0] ?? '')).toEqual({ [stays]: '甲' });
    await removeAll();
  });

  it('are read to the last, however many there are', async () => {
    const kind = { object: 'customer', type: 'text' } as const;
    const fields = Array.from({ length: limits.extendedFields }, (_, at) => ({
      ...{ id: newId(), enterpriseId: callers.upstreamId, ...kind, name: `第${at}个`, tips: '' },
      ...{ options: [], departmentIds: [], usable: true, place: at, version: 1 },
      createdAt: product.server.clock.now(),
    }));
    await em().insertMany(ExtendedField, fields);
    const title = await template('root');
    expect(title).toHaveLength(base.length + fields.length);
    const row = line(...fields.map((_, at) => `值${at}`));
    expect(await take('root', sheet(title, row))).toMatchObject({ state: 'done', problems: [] });
    const last = fields.at(-1)?.id ?? '';
    expect(await entered(row[0] ?? '')).toMatchObject({ [last]: `值${fields.length - 1}` });
    expect(await em().count(ExtendedValue, {})).toBe(fields.length);
    await removeAll();
  });
});
