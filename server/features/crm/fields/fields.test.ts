import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { inTransaction } from '../../../kernel/data/transaction.ts';
import { openCallers, type Callers, type Credentials } from '../../../testing/callers.ts';
import { startInstallation, type Installation } from '../../../testing/installation.ts';
import { call, type Answer } from '../../../testing/people.ts';
import { OperationRecord } from '../../records/record.entity.ts';
import { Party } from '../crm.entity.ts';
import { ExtendedField, ExtendedValue } from './field.entity.ts';

const told = ({ status, body }: Answer) => [status, body.error?.code];
const menu = 'extended_fields.manage';
const global = 'extended_fields.global';

/** 东区 › 一部, 西区 beside it under the root. */
describe('extended fields', () => {
  let product: Installation;
  let callers: Callers;
  const places: Record<string, string> = {};
  const sessions: Record<string, Credentials> = {};
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    const { upstreamId } = callers;
    await inTransaction(across(), async (tx) => {
      const { departments } = product.server;
      places['east'] = await departments.plant(tx, upstreamId, upstreamId, '东区');
      places['one'] = await departments.plant(tx, upstreamId, places['east'], '东区一部');
      places['west'] = await departments.plant(tx, upstreamId, upstreamId, '西区');
    });
    await person('admin', 'east', [menu, global, 'crm.manage', 'crm.export', 'departments.manage']);
    await person('east', 'east', [menu]);
    await person('one', 'one', [menu]);
    await person('west', 'west', [menu, 'crm.manage', 'crm.export']);
    await person('plain', 'one', []);
    await person('globalOnly', 'one', [global]);
  });
  afterAll(() => product.end());

  const across = () => product.server.db.acrossTenants('operator: seed');
  const em = () => product.server.db.tenant(callers.upstreamId);
  async function person(name: string, place: string, rights: readonly string[]) {
    const id = await inTransaction(across(), (tx) =>
      product.server.staff.put(tx, {
        ...{ enterpriseId: callers.upstreamId, account: `f-${name}`, name, phone: null, enabled: true },
        ...{ permissions: ['crm.use', ...rights], departmentId: places[place] ?? '' },
        now: product.server.clock.now(),
      }),
    );
    sessions[name] = await callers.staffSession(callers.upstreamId, id);
  }
  const as = (who: string): Credentials => sessions[who] ?? {};
  const get = (who: string, path: string) => call(product, 'GET', path, as(who));
  const post = (who: string, path: string, body: object = {}, version?: number) =>
    call(product, 'POST', path, {
      ...{ ...as(who), body },
      ...(version === undefined ? {} : { headers: { 'if-match': `"${version}"` } }),
    });
  const write = (method: 'PUT' | 'PATCH', who: string, path: string, version: number, body: object) =>
    call(product, method, path, { ...as(who), body, headers: { 'if-match': `"${version}"` } });
  interface Row {
    id: string;
    name: string;
    version: number;
    may: boolean;
    value?: unknown;
  }
  const list = async (who: string, object = 'customer', disabled = false): Promise<Row[]> =>
    (await get(who, `/extended-fields?object=${object}&disabled=${disabled}`)).body.items;
  const make = async (who: string, more: object): Promise<string> => {
    const answer = await post(who, '/extended-fields', { object: 'customer', type: 'text', ...more });
    expect(told(answer)).toEqual([201, undefined]);
    return answer.body.id;
  };
  const fieldOf = async (who: string, id: string, object = 'customer'): Promise<Row> => {
    const row = (await list(who, object, true)).find((one) => one.id === id);
    if (row === undefined) throw new Error(`${who} does not see it`);
    return row;
  };
  let number = 0;
  const newCustomer = (more: object = {}, contact: object = {}) => ({
    ...{ name: `字段客户${(number += 1)}`, phone: `0571-8900${String(number).padStart(4, '0')}` },
    ...{ classKey: 'direct', importance: 'high', ...more },
    contact: { name: '周', mobile: '15400000001', email: 'zhou@example.com', ...contact },
  });
  const removeAll = async () => {
    await em().nativeDelete(ExtendedValue, {});
    await em().nativeDelete(ExtendedField, {});
  };

  it('are kept by the menu right, public ones with the function right too, and a department’s by who stands in it or above', async () => {
    const wish = (departments: readonly string[]) => ({
      ...{ object: 'customer', name: `表${(number += 1)}`, type: 'text' },
      ...{ public: departments.length === 0, departmentIds: departments.map((key) => places[key]) },
    });
    const table: [who: string, departments: string[], status: number][] = [
      ...([
        ['plain', [], 403],
        ['plain', ['one'], 403],
        ['globalOnly', [], 403],
        ['globalOnly', ['one'], 403],
        ['one', [], 403],
        ['one', ['one'], 201],
        ['one', ['east'], 403],
        ['one', ['west'], 403],
        ['east', ['one', 'east'], 201],
        ['east', ['one', 'west'], 403],
        ['admin', [], 201],
        ['admin', ['west'], 403],
      ] satisfies [string, string[], number][]),
    ];
    for (const [who, departments, status] of table)
      expect([who, departments, (await post(who, '/extended-fields', wish(departments))).status]).toEqual([
        ...[who, departments, status],
      ]);
    expect((await get('plain', '/extended-fields?object=customer')).status).toBe(403);
    // Seen by all who have the page, changed by who keeps it; of a department beside nothing is there.
    const shown = await list('one');
    expect(shown.map(({ may }) => may)).toEqual([true, false, false]);
    expect((await list('west')).map(({ may }) => may)).toEqual([false]);
    const [own, above, open] = shown;
    for (const [who, row, status] of [
      ['west', own, 404],
      ['one', above, 403],
      ['one', open, 403],
      ['east', own, 200],
    ] as const)
      expect([
        who,
        (await post(who, `/extended-fields/${row?.id}/status`, { usable: true }, row?.version)).status,
      ]).toEqual([who, status]);
    const foreign = await callers.as('foreign');
    const theirs = await call(product, 'GET', `/extended-fields/${own?.id}/values`, foreign);
    expect(told(theirs)).toEqual([404, 'not_found']);
    await removeAll();
  });

  it('need a name and a type, and a list where one chooses', async () => {
    const tried = async (more: object) =>
      told(
        await post('admin', '/extended-fields', { object: 'customer', name: '名', type: 'text', ...more }),
      );
    expect((await tried({ name: '' }))[0]).toBe(422);
    expect((await tried({ type: undefined }))[0]).toBe(422);
    expect(await tried({ type: 'radio' })).toEqual([422, 'field.options']);
    expect(await tried({ type: 'radio', options: ['a', 'a'] })).toEqual([422, 'field.option_twice']);
    expect(await tried({ public: false })).toEqual([422, 'field.departments_missing']);
    expect(await tried({})).toEqual([201, undefined]);
    expect(await tried({})).toEqual([409, 'field.name_taken']);
    await removeAll();
  });

  it('take what fits their type and refuse the rest by name; a change of a value is one of the record', async () => {
    const types = {
      number: { good: ['12.5', '-3'], bad: ['twelve', '1e3', ['1']] },
      text: { good: ['一行'], bad: ['两\n行', 'x'.repeat(201)] },
      multiline: { good: ['两\n行'], bad: [['a']] },
      date: { good: ['2026-02-28'], bad: ['2026-02-30', '28.2.2026'] },
      datetime: { good: ['2026-02-28T09:30'], bad: ['2026-02-28', '2026-02-28T24:00'] },
      radio: { good: ['0-10'], bad: ['20', ['0-10']] },
      multiple: { good: [['11-20', '0-10']], bad: ['0-10', ['20'], ['0-10', '0-10']] },
      other: { good: ['任意'], bad: ['x'.repeat(501)] },
    } as const;
    const ids: Record<string, string> = {};
    for (const type of Object.keys(types)) {
      const options = ['radio', 'multiple'].includes(type) ? ['0-10', '11-20'] : [];
      ids[type] = await make('admin', { name: `字段${type}`, type, options, tips: `填${type}` });
    }
    const hobby = await make('admin', { object: 'contact', name: '球队', type: 'text' });
    const made = await post(
      'plain',
      '/customers',
      newCustomer({ fields: { [ids['number'] ?? '']: '007' } }, { fields: { [hobby]: '绿城' } }),
    );
    expect(told(made)).toEqual([201, undefined]);
    const { id } = made.body;
    let { version } = made.body;
    const valueIn = (body: Answer['body'], field: string | undefined) =>
      body.fields.find((one: Row) => one.id === field)?.value;
    expect(valueIn(made.body, ids['number'])).toBe('7');
    expect(made.body.contacts[0].fields).toMatchObject([{ name: '球队', value: '绿城' }]);
    expect(
      (await get('plain', '/customers/fields')).body.party.map(({ tips }: { tips: string }) => tips),
    ).toEqual(Object.keys(types).map((type) => `填${type}`));
    for (const [type, { good, bad }] of Object.entries(types)) {
      const field = ids[type] ?? '';
      for (const value of good) {
        const answer = await write('PATCH', 'plain', `/customers/${id}`, version, {
          fields: { [field]: value },
        });
        expect([type, ...told(answer)]).toEqual([type, 200, undefined]);
        expect(answer.body.version).toBe(Number(version) + 1);
        version = answer.body.version;
        // Several choices stand in the list's order.
        expect(valueIn(answer.body, field)).toEqual(type === 'multiple' ? ['0-10', '11-20'] : value);
      }
      for (const value of bad) {
        const answer = await write('PATCH', 'plain', `/customers/${id}`, version, {
          fields: { [field]: value },
        });
        expect([type, ...told(answer)]).toEqual([type, 422, 'crm.fields']);
        expect(answer.body.error.details.fields).toBe(`field.${field}=invalid`);
        expect(answer.body.error.message).toContain(`字段${type}`);
      }
    }
    const stale = await write('PATCH', 'plain', `/customers/${id}`, version - 1, {
      fields: { [ids['text'] ?? '']: '晚了' },
    });
    expect(told(stale)).toEqual([409, 'conflict.version']);
    // The same once more is no change; '' takes it away.
    const again = await write('PATCH', 'plain', `/customers/${id}`, version, {
      fields: { [ids['text'] ?? '']: '一行' },
    });
    expect(again.body.version).toBe(version);
    const gone = await write('PATCH', 'plain', `/customers/${id}`, version, {
      fields: { [ids['text'] ?? '']: '' },
    });
    expect(valueIn(gone.body, ids['text'])).toBeNull();
    // A contact's: with its version; what is left out stays.
    const [contact] = gone.body.contacts;
    const path = `/customers/${id}/contacts/${contact.id}`;
    const body = { name: '周', mobile: '15400000001', email: 'zhou@example.com' };
    const kept = await write('PUT', 'plain', path, contact.version, body);
    expect(kept.body.contacts[0].fields[0].value).toBe('绿城');
    const next = await write('PUT', 'plain', path, kept.body.contacts[0].version, {
      ...{ ...body, fields: { [hobby]: '国安' } },
    });
    expect(next.body.contacts[0]).toMatchObject({ version: Number(kept.body.contacts[0].version) + 1 });
    expect(next.body.contacts[0].fields[0].value).toBe('国安');
    const record = await em().findOneOrFail(OperationRecord, {
      ...{ action: 'crm.created', target: `customer:${id}` },
    });
    expect(record.after).toMatchObject({ extended: ['字段number: 7'] });
    await removeAll();
  });

  it('of a department are in no form, answer or export of another, also of who manages all customers', async () => {
    const open = await make('admin', { name: '公共', type: 'text' });
    const hidden = await make('east', { name: '东区专用', public: false, departmentIds: [places['east']] });
    const { body } = await post(
      'plain',
      '/customers',
      newCustomer({ fields: { [open]: '看得见', [hidden]: '看不见' } }),
    );
    expect(body.fields.map(({ value }: Row) => value)).toEqual(['看得见', '看不见']);
    const seen = await get('west', `/customers/${body.id}`);
    expect(seen.body.fields).toMatchObject([{ name: '公共', value: '看得见' }]);
    expect(JSON.stringify((await get('west', '/customers/fields')).body)).not.toContain('东区专用');
    expect(
      told(
        await write('PATCH', 'west', `/customers/${body.id}`, body.version, { fields: { [hidden]: 'x' } }),
      ),
    ).toEqual([...[409, 'field.gone']]);
    expect(told(await post('west', `/extended-fields/${hidden}/remove`, {}, 1))).toEqual([404, 'not_found']);
    const wish = { kind: 'customer', scope: 'all', reason: '核对' };
    const file = (who: string) => post(who, '/crm-export', wish).then(({ body }) => String(body));
    const [east, west] = [await file('admin'), await file('west')];
    expect([east.includes('东区专用'), east.includes('看不见'), east.includes('看得见')]).toEqual([
      true,
      true,
      true,
    ]);
    expect([west.includes('东区专用'), west.includes('看不见'), west.includes('看得见')]).toEqual([
      ...[false, false, true],
    ]);
    // Records name it to who stands elsewhere, and do not say what was entered.
    const record = await em().findOneOrFail(OperationRecord, {
      ...{ action: 'crm.created', target: `customer:${body.id}` },
    });
    expect(record.after).toMatchObject({ extended: ['公共: 看得见', '东区专用'] });
    await removeAll();
  });

  it('warn before a type or a list loses what was entered, and are told by their version', async () => {
    const id = await make('admin', { name: '人数', type: 'text' });
    const party = (await post('plain', '/customers', newCustomer({ fields: { [id]: '12' } }))).body;
    await post('plain', '/customers', newCustomer({ fields: { [id]: '很多' } }));
    const { version } = await fieldOf('admin', id);
    const wish = { name: '人数', type: 'number' };
    const path = `/extended-fields/${id}`;
    const warned = await write('PUT', 'admin', path, version, wish);
    expect(told(warned)).toEqual([409, 'field.type_data']);
    expect(warned.body.error.message).toContain('2 条');
    expect(await em().count(ExtendedValue, { fieldId: id })).toBe(2);
    expect((await write('PUT', 'admin', path, version, { ...wish, confirmed: true })).status).toBe(200);
    expect(await em().count(ExtendedValue, { fieldId: id })).toBe(1);
    expect((await get('plain', `/customers/${party.id}`)).body.fields[0].value).toBe('12');
    expect(told(await write('PUT', 'admin', path, version, wish))).toEqual([409, 'conflict.version']);
    // Disabled: in no form, and there again with its values.
    const status = async (usable: boolean) =>
      post('admin', `${path}/status`, { usable }, (await fieldOf('admin', id)).version);
    expect((await status(false)).status).toBe(200);
    expect(await list('admin')).toEqual([]);
    expect((await list('admin', 'customer', true)).length).toBe(1);
    expect((await get('plain', `/customers/${party.id}`)).body.fields).toEqual([]);
    const late = await write('PATCH', 'plain', `/customers/${party.id}`, party.version, {
      fields: { [id]: '13' },
    });
    expect(told(late)).toEqual([409, 'field.gone']);
    expect((await status(true)).status).toBe(200);
    expect((await get('plain', `/customers/${party.id}`)).body.fields[0].value).toBe('12');
    // Deleted with what was entered, and the record says how much.
    expect((await get('admin', `${path}/values`)).body.count).toBe(1);
    expect((await post('admin', `${path}/remove`, {}, (await fieldOf('admin', id)).version)).status).toBe(
      200,
    );
    expect(await em().count(ExtendedValue, { fieldId: id })).toBe(0);
    const record = await em().findOneOrFail(OperationRecord, {
      ...{ action: 'crm.field_removed', target: `extended_field:${id}` },
    });
    expect(record.after).toEqual({ valuesDeleted: 1 });
    expect(told(await post('admin', `${path}/remove`, {}, 1))).toEqual([404, 'not_found']);
  });

  it('go with the department that is dissolved to the one above, and with a customer or contact that goes', async () => {
    const id = await make('one', { name: '一部的', public: false, departmentIds: [places['one']] });
    await inTransaction(em(), (tx) =>
      product.server.crm.places.dissolved(tx, callers.upstreamId, places['one'] ?? '', places['east'] ?? ''),
    );
    const row = await em().findOneOrFail(ExtendedField, { id }, { refresh: true });
    expect(row.departmentIds).toEqual([places['east']]);
    const { body } = await post('plain', '/customers', newCustomer({ fields: { [id]: '值' } }));
    const more = await post('plain', `/customers/${body.id}/contacts`, {
      ...{ name: '吴', mobile: '15400000002', email: 'wu@example.com' },
    });
    expect(more.status).toBe(201);
    await post('plain', `/customers/${body.id}/bin`);
    await em().nativeUpdate(Party, { id: body.id }, { binnedAt: new Date(0) });
    expect(await em().count(ExtendedValue, { partyId: body.id })).toBe(1);
    expect(await product.server.crm.parties.sweep(em())).toBe(1);
    expect(await em().count(ExtendedValue, { partyId: body.id })).toBe(0);
    await removeAll();
  });

  it(
    'stay a permutation however they are moved, at once too; ends are no steps',
    { timeout: 120_000 },
    async () => {
      const ids: string[] = [];
      for (const name of ['一', '二', '三', '四']) ids.push(await make('admin', { name, type: 'text' }));
      const order = async () => (await list('admin')).map(({ id }) => id);
      const move = async (at: number, direction: 'up' | 'down', version?: number) => {
        const row = await fieldOf('admin', ids[at] ?? '');
        return post('admin', `/extended-fields/${row.id}/move`, { direction }, version ?? row.version);
      };
      expect(await order()).toEqual(ids);
      expect((await move(0, 'up')).status).toBe(200);
      expect((await move(3, 'down')).status).toBe(200);
      expect(await order()).toEqual(ids);
      expect((await move(3, 'up')).status).toBe(200);
      expect(await order()).toEqual([ids[0], ids[1], ids[3], ids[2]]);
      const step = fc.record({
        at: fc.nat({ max: 3 }),
        direction: fc.constantFrom('up' as const, 'down' as const),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 1, maxLength: 4 }),
          step,
          step,
          async (steps, left, right) => {
            let model = await order();
            for (const { at, direction } of steps) {
              await move(at, direction);
              const from = model.indexOf(ids[at] ?? '');
              const to = Math.min(3, Math.max(0, from + (direction === 'up' ? -1 : 1)));
              const others = model.filter((_, index) => index !== from);
              model = [...others.slice(0, to), ids[at] ?? '', ...others.slice(to)];
              expect(await order()).toEqual(model);
            }
            const answers = await Promise.all([
              move(left.at, left.direction),
              move(right.at, right.direction),
            ]);
            for (const { status } of answers) expect([200, 409]).toContain(status);
            expect([...(await order())].sort()).toEqual([...ids].sort());
          },
        ),
        { numRuns: 8 },
      );
      const places = (await em().find(ExtendedField, {}, { disableIdentityMap: true })).map(
        ({ place }) => place,
      );
      expect(places.sort()).toEqual([1, 2, 3, 4]);
    },
  );
});
