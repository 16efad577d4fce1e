import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ChatRow } from '../../contract/chats.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { idOf, newId } from '../../kernel/ids.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, oaAppId } from '../../testing/people.ts';
import { Staff } from '../access/access.entity.ts';
import { Department } from '../access/department.entity.ts';
import {
  Identity,
  IdentityOpenid,
  InterconnectEnterprise,
  InterconnectUser,
} from '../accounts/account.entity.ts';
import { ChannelAccount } from '../channels/channel.entity.ts';
import { chatIdOf, createChatBook } from './chat-book.ts';

const rights = [
  ...(['chats.read', 'chat_history.read', 'chat_history.view'] as const),
  ...(['chats.same_department', 'chats.sub_departments', 'chats.all_departments'] as const),
];
type Told = { tone: string; text: string }[];

describe('why somebody can or cannot see a chat or a channel account', () => {
  let product: Installation;
  let callers: Callers;
  let admin: Credentials;
  let service: ChannelAccount;
  const departments: Record<string, string> = {};
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    admin = await callers.as('admin');
    service = await em().findOneOrFail(ChannelAccount, { appId: oaAppId });
    const parent = await em().findOneOrFail(Department, { name: '华南大区' });
    await inTransaction(em(), (tx) =>
      product.server.departments.plant(tx, callers.upstreamId, parent.id, '华南一部'),
    );
    for (const { id, name } of await em().find(Department, {})) departments[name] = id;
  });
  afterAll(() => product.end());

  const em = () => product.server.db.tenant(callers.upstreamId);
  let nth = 0;
  async function person(held: readonly string[], department: string, name = `员工${nth}`) {
    nth += 1;
    const id = await callers.putStaff(callers.upstreamId, `why-${nth}`, held);
    await em().nativeUpdate(Staff, { id }, { departmentId: departments[department] ?? '', name });
    return { id, as: await callers.staffSession(callers.upstreamId, id) };
  }
  /** A chat of somebody whom these people look after, one for each of his accounts. */
  async function chat(name: string, ...carerIds: string[]): Promise<string> {
    nth += 1;
    const [openid, now] = [`oWhy-${nth}-${'0'.repeat(16)}`, product.server.clock.now()];
    const [enterpriseId, identityId] = [callers.upstreamId, newId()];
    const companies = await em().find(InterconnectEnterprise, {}, { orderBy: { id: 'asc' } });
    const book = createChatBook({ dialect: product.server.db.dialect, keyring: product.server.keyring });
    await inTransaction(product.server.db.acrossTenants('operator: seed'), async (tx) => {
      await tx.insert(Identity, { id: identityId, unionid: null, language: 'zh-CN', createdAt: now });
      await tx.insert(IdentityOpenid, { id: newId(), identityId, appId: oaAppId, openid, createdAt: now });
      for (const [at, salespersonId] of carerIds.entries())
        await tx.insert(InterconnectUser, {
          ...{ id: newId(), enterpriseId, interconnectEnterpriseId: companies[at]?.id ?? '', name },
          ...{ phone: `1540000${String(6_000 + nth)}`, roles: ['clerk'], accountState: 'active' },
          ...{ bindingState: 'bound', identityId, salespersonId, createdAt: now, version: 1 },
        });
      const said = { direction: 'in', kind: 'text', carrier: null, text: '在吗', at: now } as const;
      const where = { enterpriseId, channelAccountId: service.id, appId: oaAppId, openid };
      await book.add(tx, [{ id: `${idOf(now)}-0`, ...where, ...said }]);
    });
    return chatIdOf(service.id, openid);
  }
  const ask = (staffId: string, kind: string, id: string, who = admin) =>
    call(product, 'GET', `/staff-members/${staffId}/sight/${kind}/${id}`, who);
  async function told(staffId: string, kind: string, id: string) {
    const { status, body } = await ask(staffId, kind, id);
    expect([status, body]).toEqual([200, expect.anything()]);
    const texts = (sentences: Told) => sentences.map(({ tone, text }) => `${tone} ${text}`);
    return {
      ...{ visible: body.visible, why: texts(body.sentences) },
      ...{ reads: body.reads?.allowed, whyReads: texts(body.reads?.sentences ?? []) },
    };
  }
  const idsOf = async (who: Credentials, path: string): Promise<Set<string>> => {
    const { body } = await call(product, 'GET', `${path}?limit=200`, who);
    return new Set((body.items ?? []).map(({ id }: Pick<ChatRow, 'id'>) => id));
  };

  it('says of every set of rights and every chat what the lists and the record then do', async () => {
    const places = ['华南一部', '华东大区', '华东一部', '华南大区', '渠道中心'];
    const chats: string[] = [];
    for (const place of places) chats.push(await chat(`客户${place}`, (await person([], place)).id));
    const [same, under] = [await person([], '华东大区'), await person([], '华东一部')];
    chats.push(await chat('两家公司', same.id, under.id), await chat('没有人管'));
    let [seen, read] = [0, 0];
    for (let bits = 0; bits < 2 ** rights.length; bits += 1) {
      const held = rights.filter((_, at) => (bits & (2 ** at)) !== 0);
      const one = await person(held, '华东大区');
      await em().nativeUpdate(Department, { id: departments['华南大区'] ?? '' }, { headId: one.id });
      const own = [await chat('自己的', one.id), await chat('两人管的', one.id, same.id)];
      const listed = new Set([...(await idsOf(one.as, '/chats')), ...(await idsOf(one.as, '/chat-history'))]);
      // Each chat meets the half of all sets, and its neighbour the other half.
      for (const id of [...chats, ...own].filter((_, at) => (at + held.length) % 2 === 0)) {
        const { status, body } = await ask(one.id, 'chat', id);
        const { status: opened } = await call(product, 'GET', `/chats/${id}/messages`, one.as);
        expect([held, body.record?.name, status, body.visible, body.reads?.allowed]).toEqual([
          ...[held, body.record?.name, 200, listed.has(id), opened === 200],
        ]);
        // Somebody who sees it is told nothing that would be in the way, and who does not is told what is.
        const hinders = (sentences: Told) => sentences.some(({ tone }) => tone === 'no');
        expect([held, body.record.name, hinders(body.sentences)]).toEqual([
          ...[held, body.record.name, !body.visible],
        ]);
        expect([held, body.record.name, hinders(body.reads.sentences)]).toEqual([
          ...[held, body.record.name, !body.reads.allowed],
        ]);
        seen += body.visible === true ? 1 : 0;
        read += body.reads.allowed === true ? 1 : 0;
      }
    }
    await em().nativeUpdate(Department, { id: departments['华南大区'] ?? '' }, { headId: null });
    expect([seen > 60, read > 30]).toEqual([true, true]);
  }, 240_000);

  it('names the menu, who looks after the person, the right between, its givers, and whether the account keeps chats', async () => {
    const clerk = await person(['chats.read', 'chat_history.view'], '华东大区', '小林');
    const deep = await person([], '华东一部', '小吴');
    const far = await person([], '华南一部', '小王');
    const below = await chat('周老板', deep.id);
    const menu = 'yes 小林有「聊天」权限，来自：单独分配。';
    const own = '岚汐净水 / 渠道中心 / 华东大区';
    const view = 'yes 小林有「查看聊天内容」权限，来自：单独分配。';
    const keeps = `fact 「${service.name}」没有开启保存聊天记录：新消息不保存，以前保存的满 180 天后删除。`;
    expect(await told(clerk.id, 'chat', below)).toEqual({
      visible: false,
      why: [
        menu,
        `fact 由小吴负责，小吴在小林所在部门「${own}」的下级部门。`,
        'no 小林没有「查看所有下级部门员工的聊天」权限。可以分配的人：陈立。',
      ],
      reads: false,
      whyReads: [view, 'no 这个聊天不在小林能看到的范围内，所以也看不到聊天内容。', keeps],
    });
    await em().nativeUpdate(ChannelAccount, { id: service.id }, { chatsKeptSince: new Date() });
    const mine = await chat('李老板', clerk.id);
    expect(await told(clerk.id, 'chat', mine)).toEqual({
      ...{ visible: true, why: [menu, 'yes 由小林负责，能看到自己负责的聊天。'], reads: true },
      whyReads: [view, `fact 「${service.name}」已开启保存聊天记录，消息保存 180 天。`],
    });
    await em().nativeUpdate(ChannelAccount, { id: service.id }, { chatsKeptSince: null });
    // Beside his department, and below one that he heads: the menu of subordinates’ records would do.
    await em().nativeUpdate(Department, { id: departments['华南大区'] ?? '' }, { headId: clerk.id });
    const beside = await chat('王老板', far.id);
    expect((await told(clerk.id, 'chat', beside)).why).toEqual([
      menu,
      `fact 由小王负责，小王不在小林所在的部门「${own}」，也不在它下面。`,
      'fact 小林是「华南大区」的负责人，小王在它的下级部门，是小林的下属。',
      'no 小林没有「聊天记录（含下属的）」权限。可以分配的人：陈立。',
    ]);
    await em().nativeUpdate(Department, { id: departments['华南大区'] ?? '' }, { headId: null });
    // Nobody looks after him; and an openid that nobody is known by is shown as the list shows it.
    const nobodys = await ask(clerk.id, 'chat', await chat(''));
    expect(nobodys.body.record.name).toMatch(/^oWhy\*{4}0000$/);
    expect(nobodys.body.sentences[1].text).toBe('没有人负责这个用户：只有能看全企业聊天的人才看得到。');
    // The other menu lists what colleagues look after alone, and opens his own record all the same.
    const reader = await person(['chat_history.read', 'chat_history.view'], '华东大区', '小郑');
    const hers = await told(reader.id, 'chat', await chat('郑老板', reader.id));
    expect([hers.visible, hers.reads]).toEqual([false, true]);
    expect(hers.why.at(-1)).toContain('小郑没有「聊天」权限');
    const english = await call(product, 'GET', `/staff-members/${clerk.id}/sight/chat/${below}`, {
      ...{ ...admin, locale: 'en' },
    });
    for (const { text } of [...english.body.sentences, ...english.body.reads.sentences])
      expect(text).not.toMatch(/undefined|\{|\}/);
  });

  it('explains channel accounts as their page shows them, and knows none of who signs in with a password', async () => {
    const places = ['华东大区', '华东一部', '华南大区', '渠道中心'];
    const people = [];
    for (const place of places) people.push(await person([], place));
    const data = ['same_department', 'sub_departments', 'all_departments'].map(
      (name) => `channel_accounts.${name}`,
    );
    for (let bits = 0; bits < 16; bits += 1) {
      const held = ['channel_accounts.read', ...data].filter((_, at) => (bits & (2 ** at)) !== 0);
      const one = await person(held, '华东大区', '小孙');
      // Heading a department opens staff accounts below it, and no channel account (row 274).
      await em().nativeUpdate(Department, { id: departments['渠道中心'] ?? '' }, { headId: one.id });
      const listed = await idsOf(one.as, '/staff-channel-accounts');
      for (const { id } of [...people, one]) {
        const said = await told(one.id, 'channel_account', id);
        expect([held, said.visible, said.reads]).toEqual([held, listed.has(id), undefined]);
        expect([held, said.why.some((text) => text.startsWith('no'))]).toEqual([held, !said.visible]);
      }
    }
    await em().nativeUpdate(Department, { id: departments['渠道中心'] ?? '' }, { headId: null });
    const [beside] = people;
    await em().nativeUpdate(Staff, { id: beside?.id ?? '' }, { origin: 'password' });
    const { status, body } = await ask(beside?.id ?? '', 'channel_account', beside?.id ?? '');
    expect([status, body.error.code]).toEqual([404, 'not_found']);
    expect((await ask(beside?.id ?? '', 'staff', beside?.id ?? '')).status).toBe(200);
  });

  it('tells nobody of a chat that he does not see himself, of another tenant’s least of all', async () => {
    const seller = await person([], '华东一部');
    const hidden = await chat('看不见的', seller.id);
    const leads = ['staff.manage', 'staff.same_department', 'staff.sub_departments', 'authorisation.set'];
    const lead = await person([...leads, 'chats.read', 'chats.same_department'], '华东大区');
    const unknown = await ask(seller.id, 'chat', newId(), lead.as);
    const out = await ask(seller.id, 'chat', hidden, lead.as);
    const { code, message } = unknown.body.error;
    expect([unknown.status, out.status]).toEqual([404, 404]);
    expect(out.body.error).toMatchObject({ code, message });
    const found = async (who: Credentials, search = '看不见的') =>
      (await call(product, 'GET', `/explainable-records/chat?search=${encodeURIComponent(search)}`, who)).body
        .items;
    expect(await found(lead.as)).toEqual([]);
    expect(await found(admin)).toEqual([{ id: hidden, name: '看不见的', note: service.name }]);
    const wide = await person([...leads, 'chats.read', 'chats.sub_departments'], '华东大区');
    expect((await ask(seller.id, 'chat', hidden, wide.as)).status).toBe(200);
    const foreign = await callers.as('foreign');
    expect((await ask(seller.id, 'chat', hidden, foreign)).status).toBe(404);
    expect(await found(foreign)).toEqual([]);
  });
});
