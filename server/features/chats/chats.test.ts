import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { demoOpenid } from '../../../config/demo-world.ts';
import { limits } from '../../../config/limits.ts';
import type { ChatMessageRow, ChatRow } from '../../contract/chats.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { idOf, newId } from '../../kernel/ids.ts';
import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call, oaAppId, settle, type Answer } from '../../testing/people.ts';
import { Staff } from '../access/access.entity.ts';
import { Department } from '../access/department.entity.ts';
import {
  Identity,
  IdentityOpenid,
  InterconnectEnterprise,
  InterconnectUser,
} from '../accounts/account.entity.ts';
import { ChannelAccount } from '../channels/channel.entity.ts';
import { InboxRow } from '../channels/inbox.entity.ts';
import { Delivery } from '../messaging/messaging.entity.ts';
import { chatIdOf, createChatBook, type ChatBook, type NotedMessage } from './chat-book.ts';
import { Chat, ChatMessage } from './chat.entity.ts';
import { createChatsPart } from './personal-part.ts';

const told = ({ status, body }: Answer) => [status, body.error?.code];
const Second = 1_000;

describe('chats', () => {
  let product: Installation;
  let callers: Callers;
  let admin: Credentials;
  let service: ChannelAccount;
  let book: ChatBook;
  const departments: Record<string, string> = {};
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    admin = await callers.as('admin');
    service = await em().findOneOrFail(ChannelAccount, { appId: oaAppId });
    book = createChatBook({ dialect: product.server.db.dialect, keyring: product.server.keyring });
    const parent = await em().findOneOrFail(Department, { name: '华南大区' });
    await inTransaction(em(), (tx) =>
      product.server.departments.plant(tx, callers.upstreamId, parent.id, '华南一部'),
    );
    for (const { id, name } of await em().find(Department, {})) departments[name] = id;
  });
  afterAll(() => product.end());

  const em = () => product.server.db.tenant(callers.upstreamId);
  const note = () => product.server.intake.conversations.note();
  let nth = 0;
  async function person(rights: readonly string[], department: string) {
    nth += 1;
    const account = `chats-${nth}`;
    const id = await callers.putStaff(callers.upstreamId, account, rights);
    await em().nativeUpdate(Staff, { id }, { departmentId: departments[department] ?? '' });
    return { id, account, as: await callers.staffSession(callers.upstreamId, id) };
  }
  /** Somebody bound, whom one of the staff looks after; his chat says one word. */
  async function follower(name: string, staffId: string | null, word = '在吗') {
    nth += 1;
    const [openid, now] = [`oTest-${nth}-${'0'.repeat(16)}`, product.server.clock.now()];
    const company = await em().findOneOrFail(InterconnectEnterprise, { name: '杭州沐泉' });
    const phone = `1540000${String(5_000 + nth)}`;
    await inTransaction(product.server.db.acrossTenants('operator: seed'), async (tx) => {
      if (staffId !== null) {
        const [identityId, enterpriseId] = [newId(), callers.upstreamId];
        await tx.insert(Identity, { id: identityId, unionid: null, language: 'zh-CN', createdAt: now });
        await tx.insert(IdentityOpenid, { id: newId(), identityId, appId: oaAppId, openid, createdAt: now });
        await tx.insert(InterconnectUser, {
          ...{
            id: newId(),
            enterpriseId,
            interconnectEnterpriseId: company.id,
            name,
            phone,
            roles: ['clerk'],
          },
          ...{ accountState: 'active', bindingState: 'bound', identityId, salespersonId: staffId },
          ...{ createdAt: now, version: 1 },
        });
      }
      await book.add(tx, [messageOf(openid, word, now)]);
    });
    return { openid, id: chatIdOf(service.id, openid) };
  }
  const messageOf = (openid: string, text: string, at: Date): NotedMessage => ({
    ...{
      id: `${idOf(at)}-0`,
      enterpriseId: callers.upstreamId,
      channelAccountId: service.id,
      appId: oaAppId,
    },
    ...{ openid, direction: 'in', kind: 'text', carrier: null, text, at },
  });
  const list = async (who: Credentials, query = '', path = '/chats') => {
    const answer = await call(product, 'GET', `${path}?limit=200${query}`, who);
    return new Set((answer.body.items ?? []).map(({ id }: ChatRow) => id));
  };
  const history = (id: string, who: Credentials, query = '') =>
    call(product, 'GET', `/chats/${id}/messages${query}`, who);

  async function keep(keepsChats: boolean, id = service.id): Promise<Answer> {
    const { version } = (await call(product, 'GET', `/channel-accounts/${id}`, admin)).body;
    return call(product, 'PATCH', `/channel-accounts/${id}`, {
      ...{ ...admin, body: { keepsChats }, headers: { 'if-match': `"${version}"` } },
    });
  }
  const openid = demoOpenid(oaAppId, 'zhoujianguo');
  const chatId = () => chatIdOf(service.id, openid);
  const send = (text: string) => product.control('send', { account: oaAppId, follower: 'zhoujianguo', text });

  it('are kept by nobody until an account is told to, and never of WeCom or unsigned bodies', async () => {
    await product.control('follow', { account: oaAppId, follower: 'zhoujianguo' });
    await send('没有人记');
    await settle(product);
    await note();
    expect([await em().count(Chat, {}), await em().count(ChatMessage, {})]).toEqual([0, 0]);
    const wecom = await em().findOneOrFail(ChannelAccount, { kind: 'wecom' });
    expect(told(await keep(true, wecom.id))).toEqual([409, 'channel.keeps_no_chats']);
    await em().nativeUpdate(ChannelAccount, { id: service.id }, { callbackMode: 'plain' });
    expect(told(await keep(true))).toEqual([409, 'channel.keeps_no_chats']);
    await em().nativeUpdate(ChannelAccount, { id: service.id }, { callbackMode: 'safe' });
    expect((await keep(true)).body.chatsKeptSince).not.toBeNull();
    // What came before is not looked for.
    await note();
    expect(await em().count(ChatMessage, {})).toBe(0);
  });

  it('hold what came, what answered it and what was sent, once each, in order and without tickets', async () => {
    await product.control('unfollow', { account: oaAppId, follower: 'zhoujianguo' });
    await product.control('follow', { account: oaAppId, follower: 'zhoujianguo' });
    await send('滤芯怎么换？');
    await product.control('send', { account: oaAppId, follower: 'zhoujianguo', type: 'image' });
    await send('绑定');
    await settle(product);
    const user = await em().findOneOrFail(InterconnectUser, { name: '周建国' }, { orderBy: { id: 'asc' } });
    await inTransaction(em(), (tx) =>
      product.server.messaging.queueDelivery(tx, {
        ...{ enterpriseId: callers.upstreamId, purpose: 'account.bound', interconnectUserId: user.id },
        ...{ recipientName: user.name, path: 'pages/home/index', causeKey: 'account.bound:chats' },
        values: { contact: user.name, company: '杭州沐泉', boundAt: new Date().toISOString() },
        now: product.server.clock.now(),
      }),
    );
    await settle(product);
    await note();
    await note();
    const { body } = await history(chatId(), admin);
    const rows: ChatMessageRow[] = [...body.items].reverse();
    const delivery = await em().findOneOrFail(Delivery, { causeKey: 'account.bound:chats' });
    expect(['submitted', 'delivered']).toContain(delivery.state);
    expect(rows.map(({ direction, kind }) => `${direction} ${kind}`)).toEqual([
      ...['event event:unsubscribe', 'event event:subscribe', 'out text', 'in text'],
      ...['in image', 'in text', 'out text', delivery.carrier === 'template' ? 'out template' : 'out text'],
    ]);
    expect(rows.map(({ at }) => at)).toEqual(rows.map(({ at }) => at).sort());
    expect(rows[3]?.text).toBe('滤芯怎么换？');
    expect([rows[4]?.text, rows[4]?.kindLabel]).toEqual([null, '图片']);
    expect(rows[7]).toMatchObject({ carrier: delivery.carrier });
    expect(rows[7]?.text).toContain('杭州沐泉');
    const stored = rows.map(({ text }) => text ?? '').join('\n');
    expect(stored).not.toMatch(/t=[\w-]{22}|<a /);
    // At rest nothing of it can be read.
    const raw = await em().find(ChatMessage, { chatId: chatId() });
    expect(raw.map(({ sealedBody }) => sealedBody ?? '').join()).not.toContain('滤芯');
    const shown = (await call(product, 'GET', '/chats?search=周建国', admin)).body.items[0];
    expect(shown).toMatchObject({ kind: 'official-account', id: chatId() });
    expect(shown.people.map(({ company }: { company: string }) => company)).toContain('杭州沐泉');
    expect(shown.staff.map(({ account }: { account: string }) => account)).toContain('zhangmin');
    expect(shown.openidMasked).not.toContain(openid);
    expect(shown.excerpt).not.toBeNull();
  });

  it('name no passive reply that never arrived; what goes in its place stands once', async () => {
    await send('绑定');
    await settle(product);
    await note();
    const row = await em().findOneOrFail(
      InboxRow,
      { sender: openid, replied: true },
      { orderBy: { id: 'desc' } },
    );
    expect(await em().count(ChatMessage, { id: `${row.id}-1` })).toBe(1);
    await em().nativeUpdate(InboxRow, { id: row.id }, { replyLate: true });
    await inTransaction(em(), (tx) =>
      product.server.messaging.guides.replyWasLate(tx, {
        account: {
          ...{
            id: service.id,
            enterpriseId: callers.upstreamId,
            channel: 'official-account',
            appId: oaAppId,
          },
          mayAct: true,
        },
        ...{ openid, updateId: row.id, receivedAt: row.receivedAt },
        reply: { type: 'text', text: '你已绑定' },
      }),
    );
    await settle(product);
    await note();
    await note();
    const { items } = (await history(chatId(), admin, '?limit=2')).body;
    expect(items.map(({ carrier, text }: ChatMessageRow) => [carrier, text])).toEqual([
      ['customer_service', '你已绑定'],
      [null, '绑定'],
    ]);
  });

  it('are seen by the sum of three ways, and read by the function alone: all 16 combinations', async () => {
    const at: Record<string, string> = {
      subordinate: '华南一部',
      same: '华东大区',
      below: '华东一部',
      headed: '华南大区',
      above: '渠道中心',
    };
    const chats: Record<string, string> = {};
    for (const [key, place] of Object.entries(at))
      chats[key] = (await follower(`客户${key}`, (await person([], place)).id)).id;
    const nobody = (await follower('', null)).id;
    for (let bits = 0; bits < 16; bits += 1) {
      const [menu, same, below, acts] = [1, 2, 4, 8].map((bit) => (bits & bit) !== 0);
      const one = await person(
        [
          'chats.read',
          ...(menu === true ? ['chat_history.read'] : []),
          ...(same === true ? ['chats.same_department'] : []),
          ...(below === true ? ['chats.sub_departments'] : []),
          ...(acts === true ? ['chat_history.view'] : []),
        ],
        '华东大区',
      );
      await em().nativeUpdate(Department, { id: departments['华南大区'] ?? '' }, { headId: one.id });
      const own = await follower(`自己的${bits}`, one.id);
      const sight = { subordinate: menu, same, below, headed: false, above: false };
      const listed = await list(one.as);
      const others = await list(one.as, '', '/chat-history');
      expect([bits, listed.has(own.id), listed.has(nobody), others.has(own.id)]).toEqual([
        bits,
        true,
        false,
        false,
      ]);
      for (const [key, seen] of Object.entries(sight)) {
        const id = chats[key] ?? '';
        expect([bits, key, listed.has(id)]).toEqual([bits, key, seen]);
        // The menu of subordinates' records opens its own API, and nobody else's.
        expect([bits, key, others.has(id)]).toEqual([bits, key, menu === true && seen === true]);
        const read = await history(id, one.as);
        expect([bits, key, read.status]).toEqual([
          bits,
          key,
          acts !== true ? 403 : seen === true ? 200 : 404,
        ]);
      }
      expect((await history(own.id, one.as)).status).toBe(acts === true ? 200 : 403);
      // A person's last words are his history too.
      const [row] = (await call(product, 'GET', `/chats?search=自己的${bits}`, one.as)).body.items;
      expect([bits, row.excerpt]).toEqual([bits, acts === true ? '在吗' : null]);
    }
    await em().nativeUpdate(Department, { id: departments['华南大区'] ?? '' }, { headId: null });
    const all = await person(['chats.read', 'chats.all_departments'], '华东一部');
    const seen = await list(all.as);
    expect([...Object.values(chats), nobody].filter((id) => !seen.has(id))).toEqual([]);
    // Data rights and the function without a menu open nothing (rows 256, 276).
    const data = [
      'chats.same_department',
      'chats.sub_departments',
      'chats.all_departments',
      'chat_history.view',
    ];
    const without = await person(data, '华东大区');
    for (const path of ['/chats', '/chat-history', `/chats/${chats['same'] ?? ''}/messages`])
      expect([path, ...told(await call(product, 'GET', path, without.as))]).toEqual([
        ...[path, 403, 'permission.denied'],
      ]);
    const foreign = await callers.as('foreign');
    expect((await list(foreign)).has(nobody)).toBe(false);
    expect(told(await history(nobody, foreign))).toEqual([404, 'not_found']);
  }, 120_000);

  it('are found by kind, staff account, name, company and openid, and together only what fits all, in sight', async () => {
    const [mine, other] = [await person(['chats.read'], '华东大区'), await person([], '华东大区')];
    const seller = await person(['chats.read', 'chats.same_department'], '华东大区');
    const [one, two] = [await follower('找得到甲', mine.id), await follower('找得到乙', other.id)];
    const found = async (query: string, who = seller.as) => {
      const ids = await list(who, query);
      return [ids.has(one.id), ids.has(two.id)];
    };
    expect(await found('&search=找得到')).toEqual([true, true]);
    expect(await found('&search=找得到甲')).toEqual([true, false]);
    expect(await found('&search=杭州沐泉')).toEqual([true, true]);
    expect(await found(`&search=${two.openid}`)).toEqual([false, true]);
    expect(await found(`&search=${two.openid.slice(0, 12)}`)).toEqual([false, false]);
    expect(await found(`&staff=${other.account}`)).toEqual([false, true]);
    expect(await found(`&staff=${other.account}&search=找得到甲`)).toEqual([false, false]);
    expect(await found('&kind=official-account&search=找得到')).toEqual([true, true]);
    expect(await found('&kind=mini-program')).toEqual([false, false]);
    // Out of sight is not found by any key.
    for (const query of ['', '&search=找得到乙', `&search=${two.openid}`, `&staff=${other.account}`])
      expect([query, (await found(query, mine.as))[1]]).toEqual([query, false]);
  });

  it('open page by page, each message once and in order, whatever comes meanwhile', async () => {
    const reader = await person(['chats.read', 'chat_history.view'], '华东大区');
    const began = product.server.clock.now().getTime();
    await fc.assert(
      fc.asyncProperty(
        // Many of one moment: the order goes on by their names.
        fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 18 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.nat({ max: 2 }), { maxLength: 6 }),
        async (offsets, limit, coming) => {
          const { openid: who, id } = await follower('翻页', reader.id, '第一句');
          const said = offsets.map((offset, index) =>
            messageOf(who, `第${index}条`, new Date(began - (5 - offset) * Second)),
          );
          await inTransaction(em(), (tx) => book.add(tx, said));
          const before = (await history(id, reader.as, '?limit=200')).body.items;
          expect(before.length).toBe(said.length + 1);
          const walked: ChatMessageRow[] = [];
          let cursor: string | null = '';
          for (let page = 0; cursor !== null; page += 1) {
            const next: Answer = await history(
              ...([id, reader.as, `?limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`] as const),
            );
            walked.push(...next.body.items);
            cursor = next.body.nextCursor;
            const more = coming[page];
            if (more !== undefined) {
              const newer = new Date(Date.now() + (more + 1) * 60 * Second);
              await inTransaction(em(), (tx) => book.add(tx, [messageOf(who, '新来的', newer)]));
            }
          }
          expect(walked).toEqual(before);
        },
      ),
      { numRuns: 12 },
    );
    const chat = (await call(product, 'GET', '/chats?search=翻页&limit=5', reader.as)).body;
    const second = await call(
      product,
      'GET',
      `/chats?search=翻页&limit=5&cursor=${chat.nextCursor}`,
      reader.as,
    );
    const ids = [...chat.items, ...second.body.items].map(({ id }: ChatRow) => id);
    expect([ids.length, new Set(ids).size]).toEqual([10, 10]);
    for (const cursor of ['x', 'eyJhZnRlciI6IngifQ'])
      expect((await call(product, 'GET', `/chats?cursor=${cursor}`, reader.as)).status).toBe(422);
  }, 120_000);

  it('go with the person who cancels, are in his export, and end with their time', async () => {
    const part = createChatsPart({ keyring: product.server.keyring, accounts: product.server.directory });
    const across = () => product.server.db.acrossTenants('work: personal data');
    const now = product.server.clock.now();
    const { openid: who, id } = await follower('要离开的', (await person([], '华东大区')).id, '我要注销');
    const leaving = {
      ...{
        enterpriseId: callers.upstreamId,
        tenants: [callers.upstreamId],
        identityId: newId(),
        userIds: [],
      },
      ...{ requestIds: [], contactIds: [], connectionIds: [], phones: [], names: [] },
      openids: [{ channelAccountId: service.id, openid: who }],
      ...{ pseudonym: 'U-TEST', at: new Date(now.getTime() + Second), whole: true },
    };
    const [section] = await part.collect(across(), leaving, 'zh-CN');
    expect(section?.facts).toMatchObject([{ direction: '你发来的', kind: '文字', text: '我要注销' }]);
    await inTransaction(across(), async (tx) => part.leave?.(tx, leaving));
    expect((await history(id, admin)).status).toBe(404);
    expect(await part.erase?.(across(), leaving, { force: false })).toBe('later');
    expect(await part.erase?.(across(), leaving, { force: false })).toBe('done');
    expect(await em().count(ChatMessage, { chatId: id })).toBe(0);
    const { openid: old, id: oldId } = await follower('很久以前', null);
    const long = new Date(now.getTime() - limits.chatKeepMs - Second);
    await em().nativeUpdate(ChatMessage, { chatId: oldId }, { at: long });
    await em().nativeUpdate(Chat, { id: oldId }, { lastAt: long });
    const kept = await em().count(ChatMessage, {});
    await book.sweep(product.server.db.acrossTenants('work: sweep'), now);
    expect([await em().count(Chat, { openid: old }), await em().count(ChatMessage, {})]).toEqual([
      0,
      kept - 1,
    ]);
    // Switched off: nothing more is noted, and what is there stays until its time.
    await keep(false);
    const had = await em().count(ChatMessage, { chatId: chatId() });
    await send('不再记');
    await settle(product);
    await note();
    expect(await em().count(ChatMessage, { chatId: chatId() })).toBe(had);
  });
});
