import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { limits } from '../../../../config/limits.ts';
import { openCallers, type Callers, type Credentials } from '../../../testing/callers.ts';
import { startInstallation, type Installation } from '../../../testing/installation.ts';
import { call, type Answer } from '../../../testing/people.ts';
import { sealedTables } from '../../channels/index.ts';
import { OperationRecord } from '../../records/record.entity.ts';
import { Party } from '../crm.entity.ts';
import { ContactIdNumber, IdNumberRule } from './id-number.entity.ts';

const told = ({ status, body }: Answer) => [status, body?.error?.code];
// The standard’s example; and one of a division that there is none of.
const number = '11010519491231002X';
const another = '990000199001010017';
const masked = '1****************X';
const purpose = '办理设备实名登记';
let counter = 0;

describe('ID numbers of contacts', () => {
  let product: Installation;
  let callers: Callers;
  /** Owns what is entered and has the right; owns and has it not; has it and owns nothing; manages. */
  let holder: Credentials;
  let seller: Credentials;
  let stranger: Credentials;
  let manager: Credentials;
  const ids = { holder: '', seller: '' };
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    const put = (account: string, rights: string[]) =>
      callers.putStaff(callers.upstreamId, account, ['crm.use', ...rights]);
    const session = (id: string) => callers.staffSession(callers.upstreamId, id);
    ids.holder = await put('you-quan', ['crm.id_numbers']);
    ids.seller = await put('mei-quan', []);
    holder = await session(ids.holder);
    seller = await session(ids.seller);
    stranger = await session(await put('bie-ren', ['crm.id_numbers']));
    manager = await session(await put('jingli', ['crm.manage', 'crm.export']));
  });
  afterAll(() => product.end());
  beforeEach(async () => {
    await em().nativeDelete(ContactIdNumber, {});
    await em().nativeDelete(IdNumberRule, {});
  });

  const em = () => product.server.db.tenant(callers.upstreamId);
  const get = (who: Credentials, path: string) => call(product, 'GET', path, who);
  const post = (who: Credentials, path: string, body: object = {}) =>
    call(product, 'POST', path, { ...who, body });
  const versioned = (
    method: 'PUT' | 'POST',
    who: Credentials,
    path: string,
    version: number,
    body: object = {},
  ) => call(product, method, path, { ...who, body, headers: { 'if-match': `"${version}"` } });
  const turn = async (body: object, who = manager) => {
    const { version } = (await get(manager, '/crm-id-numbers')).body;
    return versioned('PUT', who, '/crm-id-numbers', version, body);
  };
  const turnOn = async () => expect(told(await turn({ enabled: true, purpose }))).toEqual([200, undefined]);
  const enter = async (who: Credentials, base = '/customers') => {
    counter += 1;
    const answer = await post(who, base, {
      ...{ name: `证件客户${counter}`, phone: `0579-8800${String(counter).padStart(4, '0')}` },
      ...{ classKey: base === '/customers' ? 'dealer' : 'agent', importance: 'high' },
      contact: { name: '吴珊', mobile: '15400000002', email: 'wu@example.com' },
    });
    expect(told(answer)).toEqual([201, undefined]);
    const { id, contacts, idNumbers } = answer.body;
    const path = `${base}/${id}/contacts/${contacts[0].id}/id-number`;
    return { id, path, party: `${base}/${id}`, contact: contacts[0], idNumbers };
  };
  const store = async (who: Credentials, base?: string) => {
    const made = await enter(who, base);
    const answer = await versioned('PUT', who, made.path, 1, { number, consent: true });
    expect(told(answer)).toEqual([200, undefined]);
    return { ...made, after: answer.body };
  };
  const recordsOf = (id: string, action: string) =>
    em().find(OperationRecord, { target: { $like: `%:${id}` }, action });

  it('is kept by nobody until who manages customers switches it on and says what for', async () => {
    const made = await enter(holder);
    expect(made.idNumbers).toBeNull();
    expect(made.contact.idNumberMasked).toBeNull();
    const refused = await versioned('PUT', holder, made.path, 1, { number, consent: true });
    expect(told(refused)).toEqual([409, 'crm.id_numbers_off']);
    expect(refused.body.error.message).toContain('身份证号设置');
    expect(told(await post(holder, `${made.path}/reveal`))).toEqual([409, 'crm.id_numbers_off']);
    expect((await get(manager, '/crm-id-numbers')).body).toEqual({
      ...{ enabled: false, purpose: '', stored: 0, version: 0 },
    });
    for (const who of [holder, seller])
      expect([
        told(await get(who, '/crm-id-numbers')),
        told(await versioned('PUT', who, '/crm-id-numbers', 0, { enabled: true, purpose })),
      ]).toEqual([
        [403, 'permission.denied'],
        [403, 'permission.denied'],
      ]);
    for (const blank of ['', '  ', '用'])
      expect(told(await turn({ enabled: true, purpose: blank }))).toEqual([422, 'crm.id_number_purpose']);
    const both = await Promise.all(
      [1, 2].map(() => versioned('PUT', manager, '/crm-id-numbers', 0, { enabled: true, purpose })),
    );
    expect(both.map(told).sort()).toEqual([
      [200, undefined],
      [409, 'conflict.version'],
    ]);
    expect((await get(holder, made.party)).body.idNumbers).toEqual({ purpose, write: true });
    expect((await get(manager, made.party)).body.idNumbers).toEqual({ purpose, write: false });
    const [record] = await em().find(
      OperationRecord,
      { action: 'crm.id_numbers_switched' },
      { orderBy: { id: 'desc' }, limit: 1 },
    );
    expect([record?.before, record?.after]).toEqual([
      { enabled: false, purpose: '' },
      { enabled: true, purpose },
    ]);
  });

  it('is written and revealed with the right by who may change the record, and by nobody else', async () => {
    await turnOn();
    for (const base of ['/customers', '/partners']) {
      const made = await store(holder, base);
      expect(made.after.contacts[0]).toMatchObject({ idNumberMasked: masked, version: 2 });
      expect((await post(holder, `${made.path}/reveal`)).body).toEqual({ number });
      const body = { number: another, consent: true };
      for (const [who, refusal] of [
        [seller, [403, 'permission.denied']],
        // Without the right he learns of no record; with it he does not see this one.
        [stranger, [404, 'not_found']],
        [manager, [403, 'permission.denied']],
        [await callers.as('foreign'), [404, 'not_found']],
        [await callers.as('powerless'), [403, 'permission.denied']],
        [{}, [401, 'session.missing']],
      ] as const)
        expect([
          told(await versioned('PUT', who, made.path, 2, body)),
          told(await post(who, `${made.path}/reveal`)),
          told(await versioned('POST', who, `${made.path}/remove`, 2)),
        ]).toEqual([refusal, refusal, refusal]);
      expect((await get(manager, made.party)).body.contacts[0].idNumberMasked).toBe(masked);
      // In the pool everybody sees it, and nobody has it to change.
      await post(holder, `${base}/hand-over`, { ids: [made.id], ownerId: null });
      expect((await get(stranger, made.party)).body).toMatchObject({
        contacts: [{ idNumberMasked: masked }],
        idNumbers: { write: false },
      });
      expect(told(await post(stranger, `${made.path}/reveal`))).toEqual([403, 'crm.not_own']);
    }
    const own = await enter(seller);
    expect(own.idNumbers).toEqual({ purpose, write: false });
    const refused = await versioned('PUT', seller, own.path, 1, { number, consent: true });
    expect(refused.body.error).toMatchObject({
      code: 'permission.denied',
      details: { permission: 'crm.id_numbers' },
    });
    const made = await store(holder);
    await post(holder, `${made.party}/bin`);
    expect(told(await post(holder, `${made.path}/reveal`))).toEqual([404, 'not_found']);
  });

  it('is refused where it cannot be right, or without separate consent, and says what to do', async () => {
    await turnOn();
    const made = await enter(holder);
    for (const [wrong, code, words] of [
      ['', 'crm.id_number_form', '18 位'],
      ['E12345678', 'crm.id_number_form', '护照'],
      ['110105194912310021', 'crm.id_number_check', '校验位'],
      ['11010519490230002X', 'crm.id_number_birth', '出生日期'],
    ] as const) {
      const answer = await versioned('PUT', holder, made.path, 1, { number: wrong, consent: true });
      expect(told(answer)).toEqual([422, code]);
      expect(answer.body.error.message).toContain(words);
      expect(JSON.stringify(answer.body)).not.toContain(wrong === '' ? 'no number' : wrong);
    }
    for (const body of [{ number }, { number, consent: false }])
      expect(told(await versioned('PUT', holder, made.path, 1, body))).toEqual([
        422,
        'crm.id_number_consent',
      ]);
    await call(product, 'PATCH', '/staff/me', { ...holder, body: { language: 'en' } });
    const english = await versioned('PUT', holder, made.path, 1, { number: '1', consent: true });
    expect(english.body.error.message).toContain('18 characters');
    await call(product, 'PATCH', '/staff/me', { ...holder, body: { language: 'zh-CN' } });
    expect(await em().count(ContactIdNumber, {})).toBe(0);
    expect((await get(holder, made.party)).body.contacts[0].version).toBe(1);
    const typed = await versioned('PUT', holder, made.path, 1, {
      number: ' 110105 19491231 002x',
      consent: true,
    });
    expect(told(typed)).toEqual([200, undefined]);
    expect((await post(holder, `${made.path}/reveal`)).body).toEqual({ number });
  });

  it('is sealed at rest, and stands in no list, search, export or record', async () => {
    await turnOn();
    const made = await store(holder);
    await versioned('PUT', holder, made.path, 2, { number: another, consent: true });
    const [row] = await em().find(ContactIdNumber, {});
    expect(row?.sealedIdNumber).toMatch(/^v1\./);
    expect(product.server.keyring.open(row?.sealedIdNumber ?? '')).toBe(another);
    const sealed = sealedTables(product.server.db).find(({ table }) => table === 'crm_id_number');
    expect(sealed?.columns, 'a change of the key seals it anew').toEqual(['sealed_id_number']);
    await post(holder, `${made.path}/reveal`);
    await versioned('POST', holder, `${made.path}/remove`, 3);
    await versioned('PUT', holder, made.path, 4, { number, consent: true });

    for (const [action, before, after] of [
      ['crm.id_number_set', {}, { contactName: '吴珊', separateConsent: true }],
      ['crm.id_number_changed', {}, { contactName: '吴珊', separateConsent: true }],
      ['crm.id_number_read', {}, { contactName: '吴珊' }],
      ['crm.id_number_removed', { contactName: '吴珊' }, {}],
    ] as const) {
      const [record] = await recordsOf(made.id, action);
      expect([action, record?.actor, record?.before, record?.after]).toEqual([
        ...[action, `staff:${ids.holder}`, before, after],
      ]);
    }
    const all = JSON.stringify(await em().find(OperationRecord, {}));
    const seen = [
      all,
      JSON.stringify((await get(holder, made.party)).body),
      JSON.stringify((await get(holder, '/customers')).body),
      JSON.stringify((await post(holder, `${made.party}/reveal`)).body),
      String((await post(manager, '/crm-export', { kind: 'customer', scope: 'all', reason: '盘点' })).body),
      JSON.stringify((await get(manager, '/operation-records')).body),
    ];
    expect(seen[4]).toContain('吴珊');
    for (const text of seen) for (const secret of [number, another]) expect(text).not.toContain(secret);
    for (const search of [number, '吴珊'])
      expect((await get(holder, `/customers?search=${encodeURIComponent(search)}`)).body.items).toEqual([]);
  });

  it('is saved by one of two, and tells who has the contact’s form open', async () => {
    await turnOn();
    const made = await store(holder);
    const body = { number: another, consent: true };
    expect(told(await versioned('PUT', holder, made.path, 1, body))).toEqual([409, 'conflict.version']);
    expect(told(await versioned('POST', holder, `${made.path}/remove`, 1))).toEqual([
      409,
      'conflict.version',
    ]);
    const { name, position, hobby, note } = made.contact;
    const form = { name, position, hobby, note, mobile: '15400000002', email: 'wu@example.com' };
    const contactPath = made.path.replace('/id-number', '');
    expect(told(await versioned('PUT', holder, contactPath, 1, form))).toEqual([409, 'conflict.version']);
    const both = await Promise.all(
      [number, another].map((one) => versioned('PUT', holder, made.path, 2, { number: one, consent: true })),
    );
    expect(both.map(told).sort()).toEqual([
      [200, undefined],
      [409, 'conflict.version'],
    ]);
    expect(await em().count(ContactIdNumber, {})).toBe(1);
    const removed = await versioned('POST', holder, `${made.path}/remove`, 3);
    expect(removed.body.contacts[0]).toMatchObject({ idNumberMasked: null, version: 4 });
    expect(told(await versioned('POST', holder, `${made.path}/remove`, 4))).toEqual([404, 'not_found']);
    expect(told(await post(holder, `${made.path}/reveal`))).toEqual([404, 'not_found']);
  });

  it('goes with its contact, and with its customer when that is erased', async () => {
    await turnOn();
    const [one, two] = [await store(holder), await store(holder)];
    await post(holder, `${one.party}/contacts`, {
      ...{ name: '李静', mobile: '15400000003', email: 'li@example.com' },
    });
    expect((await post(holder, one.path.replace('/id-number', '/remove'))).status).toBe(200);
    expect(await em().count(ContactIdNumber, { partyId: one.id })).toBe(0);
    await post(holder, `${two.party}/bin`);
    expect(await em().count(ContactIdNumber, { partyId: two.id })).toBe(1);
    const long = new Date(product.server.clock.now().getTime() - limits.crmBinKeepMs - 1000);
    await em().nativeUpdate(Party, { id: two.id }, { binnedAt: long });
    await product.server.crm.parties.sweep(product.server.db.acrossTenants('work: sweep'));
    expect(await em().count(ContactIdNumber, { partyId: two.id })).toBe(0);
  });

  it('is hidden everywhere once it is switched off, which asks what becomes of the stored', async () => {
    await turnOn();
    const made = [await store(holder), await store(holder)] as const;
    const asked = await turn({ enabled: false });
    expect(told(asked)).toEqual([409, 'crm.id_numbers_stored']);
    expect(asked.body.error.message).toContain('2 个身份证号');
    expect((await turn({ enabled: false, stored: 'keep' })).body).toMatchObject({
      ...{ enabled: false, purpose: '', stored: 2 },
    });
    const hidden = (await get(holder, made[0].party)).body;
    expect([hidden.idNumbers, hidden.contacts[0].idNumberMasked]).toEqual([null, null]);
    expect(told(await post(holder, `${made[0].path}/reveal`))).toEqual([409, 'crm.id_numbers_off']);
    expect(told(await versioned('POST', holder, `${made[0].path}/remove`, 2))).toEqual([
      409,
      'crm.id_numbers_off',
    ]);
    // On again they are there; off with the other answer they are gone.
    await turnOn();
    expect((await get(holder, made[1].party)).body.contacts[0].idNumberMasked).toBe(masked);
    expect((await turn({ enabled: false, stored: 'delete' })).body).toMatchObject({
      enabled: false,
      stored: 0,
    });
    expect(await em().count(ContactIdNumber, {})).toBe(0);
    const last = await em().find(
      OperationRecord,
      { action: 'crm.id_numbers_switched' },
      { orderBy: { id: 'desc' }, limit: 3 },
    );
    expect(last.map(({ after }) => after)).toEqual([
      { enabled: false, purpose: '', deletedCount: 2 },
      { enabled: true, purpose },
      { enabled: false, purpose: '', keptCount: 2 },
    ]);
    // What was kept is deleted later, too.
    await turnOn();
    await store(holder);
    await turn({ enabled: false, stored: 'keep' });
    expect((await turn({ enabled: false, stored: 'delete' })).body.stored).toBe(0);
  });

  it('comes in behind no switch-off, whoever is first', async () => {
    for (let round = 0; round < 4; round += 1) {
      await turnOn();
      const made = await enter(holder);
      const [put, off] = await Promise.all([
        versioned('PUT', holder, made.path, 1, { number, consent: true }),
        turn({ enabled: false, stored: 'delete' }),
      ]);
      expect(off.status).toBe(200);
      expect([200, 409]).toContain(put.status);
      expect(await em().count(ContactIdNumber, {})).toBe(0);
    }
  });

  it('is masked whole where its key is not held, and the customer is still there', async () => {
    await turnOn();
    const made = await store(holder);
    await em().nativeUpdate(ContactIdNumber, {}, { sealedIdNumber: 'v1.unknown0.AAAA.AAAA' });
    expect((await get(holder, made.party)).body.contacts[0].idNumberMasked).toBe('*'.repeat(18));
  });

  it('is one enterprise’s: another’s switch and numbers are its own', async () => {
    await turnOn();
    await store(holder);
    const other = await callers.as('foreign');
    expect((await get(other, '/crm-id-numbers')).body).toMatchObject({ enabled: false, stored: 0 });
    await versioned('PUT', other, '/crm-id-numbers', 0, { enabled: false, stored: 'delete' });
    expect(await em().count(ContactIdNumber, {})).toBe(1);
    const second = product.server.db.tenant(callers.secondId);
    await second.nativeDelete(IdNumberRule, {});
  });
});
