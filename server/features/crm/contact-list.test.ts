import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { inTransaction } from '../../kernel/data/transaction.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, type Answer } from '../../testing/people.ts';
import { Staff } from '../access/access.entity.ts';
import { repairContacts } from './contact-places.ts';
import { Party, PartyContact } from './crm.entity.ts';

const told = ({ status, body }: Answer) => [status, body.error?.code];
interface Row {
  readonly id: string;
  readonly name: string;
}

describe('contacts of all customers and partners', () => {
  let product: Installation;
  let callers: Callers;
  let admin: Credentials;
  const ids: Record<string, string> = {};
  const places: Record<string, string> = {};
  const sessions: Record<string, Credentials> = {};
  /** Who is there already. */
  const ofDemo = new Set<string>();
  let own: { id: string; contacts: Row[] };
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    admin = await callers.as('admin');
    const { upstreamId } = callers;
    for (const { id } of await em().find(PartyContact, {})) ofDemo.add(id);
    await inTransaction(across(), async (tx) => {
      const { departments } = product.server;
      places['east'] = await departments.plant(tx, upstreamId, upstreamId, '东区');
      places['west'] = await departments.plant(tx, upstreamId, upstreamId, '西区');
    });
    await person('seller', 'east', []);
    await person('colleague', 'east', []);
    await person('head', 'east', ['crm.same_department']);
    await person('sibling', 'west', ['crm.same_department']);
    await person('manager', 'west', ['crm.manage']);
    own = (await post('seller', '/customers', newOne('甲公司', '周建国', '15400000001'))).body;
    await post('seller', '/partners', {
      ...newOne('甲伙伴', '周小兰', '15400000002'),
      classKey: 'other',
    });
    await post('seller', '/customers', { ...newOne('公海公司', '吴公海', '15411000003'), owner: 'pool' });
    await post('sibling', '/customers', newOne('西区公司', '周西', '15422000004'));
  });
  afterAll(() => product.end());

  const across = () => product.server.db.acrossTenants('operator: seed');
  const em = () => product.server.db.tenant(callers.upstreamId);
  let number = 0;
  const newOne = (name: string, contactName: string, mobile: string) => ({
    ...{ name, phone: `0571-8900${String((number += 1)).padStart(4, '0')}`, classKey: 'direct' },
    importance: 'high',
    contact: { name: contactName, mobile, email: 'a@example.com', position: '采购经理' },
  });
  async function person(name: string, place: string, rights: readonly string[]) {
    const id = await inTransaction(across(), (tx) =>
      product.server.staff.put(tx, {
        ...{ enterpriseId: callers.upstreamId, account: `p-${name}`, name, phone: null, enabled: true },
        ...{ permissions: ['crm.use', ...rights], departmentId: places[place] ?? '' },
        now: product.server.clock.now(),
      }),
    );
    ids[name] = id;
    sessions[name] = await callers.staffSession(callers.upstreamId, id);
  }
  const as = (who: string): Credentials => sessions[who] ?? {};
  const get = (who: string, path: string) => call(product, 'GET', path, as(who));
  const post = (who: string, path: string, body: object = {}) =>
    call(product, 'POST', path, { ...as(who), body });
  const madeHere = (items: Row[]) => items.filter(({ id }) => !ofDemo.has(id)).map(({ name }) => name);
  const names = async (who: string, query: string): Promise<string[]> =>
    madeHere((await get(who, `/contacts?${query}`)).body.items);
  async function pages(who: string, query: string, between?: () => Promise<unknown>): Promise<string[]> {
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await get(who, `/contacts?${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...madeHere(body.items));
      if (body.nextCursor === null) return seen;
      cursor = body.nextCursor;
      await between?.();
    }
  }

  it('are listed newest first, with whose they are and the number masked as on the record', async () => {
    const { items } = (await get('seller', '/contacts')).body;
    expect(items).toEqual([
      expect.objectContaining({
        ...{ name: '周小兰', position: '采购经理', mobileMasked: '154****0002' },
        party: { id: expect.any(String), kind: 'partner', name: '甲伙伴' },
        owner: { id: ids['seller'], name: 'seller', state: 'active' },
      }),
      expect.objectContaining({ id: own.contacts[0]?.id, name: '周建国', mobileMasked: '154****0001' }),
    ]);
    const detail = (await get('seller', `/customers/${own.id}`)).body.contacts[0];
    expect(items[1].mobileMasked).toBe(detail.mobileMasked);
    // Nothing of a row tells the number or what the row is found by.
    expect(JSON.stringify(items)).not.toMatch(/15400000/);
  });

  it('are seen by the one rule of their records: own, pool, department and all', async () => {
    expect(await names('seller', 'scope=pool')).toEqual(['吴公海']);
    expect(await names('colleague', 'scope=all')).toEqual(['吴公海']);
    expect(await names('colleague', 'scope=all&search=周')).toEqual([]);
    expect(await names('colleague', 'scope=all&search=15400')).toEqual([]);
    expect(told(await get('colleague', '/contacts?scope=department'))).toEqual([403, 'permission.denied']);
    expect(await names('head', 'scope=department')).toEqual(['周小兰', '周建国']);
    expect(await names('head', 'scope=all')).toEqual(['吴公海', '周小兰', '周建国']);
    expect(await names('sibling', 'scope=all')).toEqual(['周西', '吴公海']);
    expect(await names('manager', 'scope=all')).toEqual(['周西', '吴公海', '周小兰', '周建国']);
    for (const scope of ['left', 'bin'])
      expect((await get('manager', `/contacts?scope=${scope}`)).status).toBe(422);
  });

  it('are not read without the right to customers, nor by another tenant', async () => {
    const nobody = await callers.putStaff(callers.upstreamId, 'p-nobody', []);
    const refused = await call(
      product,
      'GET',
      '/contacts',
      await callers.staffSession(callers.upstreamId, nobody),
    );
    expect(told(refused)).toEqual([403, 'permission.denied']);
    const root = await inTransaction(across(), (tx) =>
      product.server.enterprises.create(tx, {
        ...{ legalName: '别家', displayName: '别家', demo: false, now: product.server.clock.now() },
      }),
    );
    const other = await callers.putStaff(root, 'bieren', ['crm.use', 'crm.manage']);
    const { body } = await call(
      product,
      'GET',
      '/contacts?scope=all',
      await callers.staffSession(root, other),
    );
    expect(body.items).toEqual([]);
  });

  it('are found by the beginning of a name or of a number, and by nothing in the middle', async () => {
    expect(await names('seller', 'search=周')).toEqual(expect.arrayContaining(['周建国', '周小兰']));
    expect(await names('seller', 'search=周建')).toEqual(['周建国']);
    expect(await names('seller', 'search=建国')).toEqual([]);
    expect(await names('seller', 'search=15400000002')).toEqual(['周小兰']);
    expect(await names('seller', `search=${encodeURIComponent('+86 154-0000')}`)).toEqual([
      '周建国',
      '周小兰',
    ]);
    expect(await names('seller', 'search=00001')).toEqual([]);
    expect(await names('manager', 'scope=all&search=15422')).toEqual(['周西']);
    // Renamed and renumbered: found by what it is now.
    const contact = own.contacts[0];
    const body = { name: 'Jean Dupont', mobile: '15400000009', email: 'j@example.com', position: '' };
    const path = `/customers/${own.id}/contacts/${contact?.id}`;
    const changed = await call(product, 'PUT', path, {
      ...as('seller'),
      body,
      headers: { 'if-match': '"1"' },
    });
    expect(changed.status).toBe(200);
    expect(await names('seller', 'search=周建')).toEqual([]);
    expect(await names('seller', 'search=jean')).toEqual(['Jean Dupont']);
    expect(await names('seller', 'search=15400000009')).toEqual(['Jean Dupont']);
  });

  it('come page by page without holes or doubles, also while others come in and share a name', async () => {
    await person('busy', 'west', []);
    const made: string[] = [];
    for (let nth = 0; nth < 5; nth += 1) {
      const one = newOne(`忙碌公司${nth}`, '张伟', `1540010000${nth}`);
      const { id } = (await post('busy', '/customers', one)).body;
      await post('busy', `/customers/${id}/contacts`, {
        ...{ name: `张三${nth}`, mobile: '15400200000', email: 'z@example.com', position: '' },
      });
      made.push('张伟', `张三${nth}`);
    }
    let late = 0;
    const oneMore = async () => {
      late += 1;
      await post('busy', '/customers', newOne(`后来公司${late}`, '李后来', `1540030000${late}`));
    };
    expect(await pages('busy', 'limit=3', oneMore)).toEqual([...made].reverse());
    expect(late).toBe(3);
    const five = Array.from({ length: 5 }, () => '张伟');
    expect(await pages('busy', 'limit=2&search=张伟', oneMore)).toEqual(five);
    expect((await pages('busy', 'limit=3&search=张')).sort()).toEqual([...made].sort());
    expect((await pages('busy', 'limit=2&search=15400200000')).sort()).toEqual(
      made.filter((name) => name !== '张伟'),
    );
    expect(await pages('busy', 'limit=4&scope=all')).toEqual([
      ...Array.from({ length: late }, () => '李后来'),
      ...[...made].reverse(),
      '吴公海',
    ]);
  });

  it('go with a record that is handed over, binned, restored, and with an owner who moves', async () => {
    const mine = async (who: string) => (await names(who, 'search=Jean')).length;
    const versionBefore = (await em().findOneOrFail(PartyContact, { partyId: own.id })).version;
    await post('seller', '/customers/hand-over', { ids: [own.id], ownerId: ids['colleague'] });
    expect([await mine('seller'), await mine('colleague')]).toEqual([0, 1]);
    await post('colleague', '/customers/hand-over', { ids: [own.id], ownerId: null });
    expect(await names('sibling', 'scope=pool&search=Jean')).toEqual(['Jean Dupont']);
    await post('seller', `/customers/${own.id}/claim`);
    expect([await mine('seller'), await mine('colleague')]).toEqual([1, 0]);

    await post('seller', `/customers/${own.id}/bin`);
    for (const who of ['seller', 'head', 'manager']) {
      expect(await names(who, 'scope=all&search=Jean')).toEqual([]);
      expect(await names(who, 'scope=all&search=15400000009')).toEqual([]);
      expect(await names(who, 'scope=all')).not.toContain('Jean Dupont');
    }
    await post('manager', `/customers/${own.id}/restore`);
    expect(await mine('seller')).toBe(1);

    const { version } = await em().findOneOrFail(Staff, { id: ids['seller'] ?? '' });
    const moved = await call(product, 'PATCH', `/staff-members/${ids['seller']}`, {
      ...{ ...admin, body: { departmentId: places['west'] }, headers: { 'if-match': `"${version}"` } },
    });
    expect(moved.status).toBe(200);
    expect(await names('head', 'scope=department')).toEqual([]);
    expect(await names('sibling', 'scope=department&search=Jean')).toEqual(['Jean Dupont']);
    const gone = await call(product, 'POST', `/departments/${places['west']}/remove`, {
      ...{ ...admin, body: { moveToParent: true } },
    });
    expect(gone.status).toBe(200);
    const contact = await em().findOneOrFail(PartyContact, { partyId: own.id });
    expect(contact).toMatchObject({ departmentId: callers.upstreamId, version: versionBefore });
  });

  it('of an older version’s rows, moves and names are put in their place within the hour, and seen by nobody else before', async () => {
    const row = { partyId: own.id };
    const old = { state: null, ownerId: null, departmentId: null, nameKey: null, phoneKey: null };
    await em().nativeUpdate(PartyContact, row, old);
    expect(await names('manager', 'scope=all&search=Jean')).toEqual([]);
    expect(await repairContacts(em(), callers.upstreamId)).toBe(1);
    expect(await names('seller', 'search=Jean')).toEqual(['Jean Dupont']);

    // A version that knows the record’s owner alone.
    await em().nativeUpdate(Party, { id: own.id }, { ownerId: ids['colleague'] ?? '' });
    await em().nativeUpdate(PartyContact, row, { name: 'Ｊｅａｎ Durand' });
    expect(await names('seller', 'search=Jean')).toEqual([]);
    expect(await repairContacts(em(), callers.upstreamId)).toBe(1);
    expect(await names('colleague', 'search=jeandur')).toEqual(['Ｊｅａｎ Durand']);
    expect(await repairContacts(em(), callers.upstreamId)).toBe(0);
  });
});
