import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { limits } from '../../../config/limits.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { newId } from '../../kernel/ids.ts';
import { openCallers, type Callers } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, oaAppId, phoneCode, settle, signIn, type Answer } from '../../testing/people.ts';
import { PartyContact } from '../crm/crm.entity.ts';
import { ExtendedField, ExtendedValue } from '../crm/fields/field.entity.ts';
import { ContactIdNumber } from '../crm/id-numbers/id-number.entity.ts';
import { OperationRecord } from '../records/record.entity.ts';
import { personalPage } from './archive.ts';
import { PersonalExport } from './personal.entity.ts';

const told = ({ status, body }: Answer) => [status, body?.error?.code];

describe('exporting my information', () => {
  let product: Installation;
  let callers: Callers;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    await product.control('send', {
      account: oaAppId,
      follower: 'zhoujianguo',
      text: '请问 <b>何时</b> 到货',
    });
    const { upstreamId: enterpriseId } = callers;
    const createdAt = product.server.clock.now();
    const [contactId, partyId] = [newId(), newId()];
    await inTransaction(product.server.db.tenant(enterpriseId), async (tx) => {
      await tx.insert(PartyContact, {
        ...{ id: contactId, enterpriseId, partyId, name: '周建国' },
        ...{
          mobile: '15400000001',
          email: 'zhou@example.com',
          position: '老板',
          hobby: '',
          note: '别人写的',
        },
        ...{ createdAt, version: 1 },
      });
      await tx.insert(ContactIdNumber, {
        ...{ enterpriseId, partyId, id: newId(), contactId, createdAt },
        sealedIdNumber: product.server.keyring.seal('11010519491231002X'),
      });
      // What was entered of him, also in a field that is disabled, or of a department.
      const kept = [
        ['生日', 'date', '1980-02-03', true],
        ['上次<培训>', 'datetime', '2026-01-05T09:30', false],
        ['喜好', 'multiple', ['跑步', '旅行'], true],
      ] as const;
      for (const [place, [name, type, content, usable]] of kept.entries()) {
        const fieldId = newId();
        await tx.insert(ExtendedField, {
          ...{ id: fieldId, enterpriseId, object: 'contact', name, type, usable, tips: '', place },
          ...{ options: type === 'multiple' ? ['旅行', '跑步'] : [], createdAt, version: 1 },
          departmentIds: usable ? [] : [enterpriseId],
        });
        const value = { enterpriseId, fieldId, partyId };
        await tx.insert(ExtendedValue, {
          ...{ id: newId(), ...value, ownerId: contactId },
          content: typeof content === 'string' ? content : [...content],
        });
        // Of the customer, and of somebody else at it: neither is about him.
        for (const ownerId of [partyId, newId()])
          await tx.insert(ExtendedValue, { id: newId(), ...value, ownerId, content: '别人的字段' });
      }
    });
    await settle(product);
  });
  afterAll(() => product.end());

  async function proof(person: string, token: string, phone?: string): Promise<string> {
    const code = await phoneCode(product, person, phone);
    const body = { code, purpose: 'own_account' };
    return (await call(product, 'POST', '/phone-proofs/wechat', { token, body })).body.proofId;
  }
  const ask = async (token: string, proofId?: string) =>
    call(product, 'POST', '/personal-exports', {
      token,
      body: proofId === undefined ? {} : { proofId },
    });
  async function fetchFile(url: string): Promise<{ status: number; files: Record<string, string> }> {
    const answer = await fetch(url);
    if (answer.status !== 200) return { status: answer.status, files: {} };
    expect(answer.headers.get('content-disposition')).toContain('my-information.zip');
    const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
    return {
      status: 200,
      files: Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)])),
    };
  }

  it('takes a proof of the number anew, once', async () => {
    const { token } = await signIn(product, 'zhoujianguo');
    const shown = await call(product, 'GET', '/personal-exports', { token });
    expect(shown.body).toMatchObject({ items: [], upstreamName: '岚汐净水', phoneNeeded: true });
    expect(told(await ask(token))).toEqual([409, 'cancellation.phone_needed']);
    await product.control('people', {
      id: 'zhoujianguo',
      name: '周建国',
      phones: ['15400000001', '15400000086'],
    });
    const other = await proof('zhoujianguo', token, '15400000086');
    expect(told(await ask(token, other))).toEqual([409, 'personal_export.other_phone']);
    const stranger = await signIn(product, 'mengshifu');
    const proofId = await proof('zhoujianguo', token, '15400000001');
    expect(told(await ask(stranger.token, proofId)), 'another’s proof').toEqual([409, 'phone.proof_invalid']);
    expect((await ask(token, proofId)).status).toBe(201);
    expect(told(await ask(token, proofId))).toEqual([409, 'phone.proof_invalid']);
  });

  it('gives one file of one person at one enterprise, by a link that works once', async () => {
    await settle(product);
    const { token } = await signIn(product, 'zhoujianguo');
    const { body } = await call(product, 'GET', '/personal-exports', { token });
    const [file] = body.items;
    expect(file.state).toBe('ready');
    const path = `/personal-exports/${file.id}/link`;
    const stranger = await signIn(product, 'mengshifu');
    expect(told(await call(product, 'POST', path, { token: stranger.token, body: {} }))).toEqual([
      404,
      'not_found',
    ]);
    const first = await call(product, 'POST', path, { token, body: {} });
    const link = await call(product, 'POST', path, { token, body: {} });
    expect((await fetchFile(first.body.url)).status, 'a newer link ends the older').toBe(409);
    expect((await fetch(link.body.url, { method: 'HEAD' })).status, 'a preview takes nothing along').toBe(
      405,
    );
    const tries = await Promise.all([fetchFile(link.body.url), fetchFile(link.body.url)]);
    expect(tries.map(({ status }) => status).sort()).toEqual([200, 409]);
    const files = tries.find(({ status }) => status === 200)?.files ?? {};
    const data = JSON.parse(files['data.json'] ?? '');
    expect(data.upstream).toBe('岚汐净水');
    expect(data.sections.accounts).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ company: '杭州沐泉', name: '周建国', phone: '15400000001' }),
        expect.objectContaining({ company: '绍兴沐泉' }),
      ]),
    );
    expect(JSON.stringify(data.sections.sent)).toContain('请问 <b>何时</b> 到货');
    // His own as the test made it, and the demo's.
    const extended = '生日: 1980-02-03\n上次<培训>: 2026-01-05 09:30\n喜好: 跑步; 旅行';
    expect(data.sections.contacts).toContainEqual(
      expect.objectContaining({ email: 'zhou@example.com', extended, idNumber: '11010519491231002X' }),
    );
    expect(data.sections.contacts.every(({ name }: { name: string }) => name === '周建国')).toBe(true);
    expect(data.sections.consents.length).toBeGreaterThan(0);
    const text = JSON.stringify(data);
    for (const foreign of ['张敏', '陈立', '禾光', '孟师傅', '林晓雯', '别人写的', '别人的字段'])
      expect(text, 'nothing of other people, nothing of another brand').not.toContain(foreign);
    const page = files['my-information.html'] ?? '';
    expect(page).toContain('<h2>互联账号</h2>');
    expect(page).toContain('请问 &lt;b&gt;何时&lt;/b&gt; 到货');
    expect(page).toContain('<th>扩展字段</th>');
    expect(page).toContain('上次&lt;培训&gt;: 2026-01-05 09:30');
    expect(page).not.toMatch(/<script|https?:\/\//);
    const gone = await call(product, 'POST', path, { token, body: {} });
    expect(told(gone), 'it left, and is not kept').toEqual([409, 'personal_export.not_ready']);
    const em = product.server.db.tenant(callers.upstreamId);
    expect((await em.findOneOrFail(PersonalExport, { id: file.id })).sealedFile).toBeNull();
    expect(await em.count(OperationRecord, { action: 'personal_data.exported' })).toBe(1);
  });

  it('is limited by day, and the link and the file by their times', async () => {
    const { token } = await signIn(product, 'zhoujianguo');
    await call(product, 'PATCH', '/me', { token, body: { language: 'en' } });
    for (let time = 2; time <= limits.personalExport.most; time += 1)
      expect((await ask(token, await proof('zhoujianguo', token, '15400000001'))).status).toBe(201);
    const more = await ask(token, await proof('zhoujianguo', token, '15400000001'));
    expect(told(more)).toEqual([429, 'personal_export.too_many']);
    await settle(product);
    const { body } = await call(product, 'GET', '/personal-exports', { token });
    const [file] = body.items;
    const link = await call(product, 'POST', `/personal-exports/${file.id}/link`, { token, body: {} });
    await product.control('clock', { advanceMs: limits.personalExportLinkMs + 1_000 });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await fetchFile(link.body.url)).status).toBe(409);
    const again = await call(product, 'POST', `/personal-exports/${file.id}/link`, { token, body: {} });
    const { files } = await fetchFile(again.body.url);
    expect(files['my-information.html']).toContain('<h2>Interconnect accounts</h2>');
  });

  it('of a visitor needs no number, and shows him what little there is', async () => {
    const { token } = await signIn(product, 'luren');
    expect((await ask(token)).status).toBe(201);
    await settle(product);
    const { body } = await call(product, 'GET', '/personal-exports', { token });
    expect(body).toMatchObject({ phoneNeeded: false, items: [{ state: 'ready' }] });
  });

  it('shows what people wrote as text', () => {
    const facts = [{ text: '<img src=x onerror=alert(1)> & "quoted"' }];
    const page = personalPage([{ key: 'sent', facts }], {
      ...{ locale: 'zh-CN', upstream: '<script>', timeZone: 'Asia/Shanghai' },
      at: new Date('2026-11-24T10:30:00.000Z'),
    });
    expect(page).not.toMatch(/<img|<script/);
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quoted&quot;');
  });
});
