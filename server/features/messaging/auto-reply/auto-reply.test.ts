import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { demoStory } from '../../../../config/demo-story.ts';
import { openCallers, type Callers } from '../../../testing/callers.ts';
import { startInstallation, type Installation } from '../../../testing/installation.ts';
import { call, messagesOf, oaAppId, settle, type Answer } from '../../../testing/people.ts';
import { actInSandbox } from '../../../testing/sandbox-control.ts';
import { InboxRow } from '../../channels/inbox.entity.ts';
import { Staff } from '../../access/access.entity.ts';
import { OperationRecord } from '../../records/record.entity.ts';
import { Job } from '../../../kernel/data/kernel.entity.ts';
import { Delivery } from '../messaging.entity.ts';

describe('auto reply', () => {
  let product: Installation;
  let callers: Callers;
  let admin: string;
  /** 张敏 looks after 周建国; 高远 does not. */
  let zhangmin: string;
  let gaoyuan: string;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    admin = (await callers.as('admin')).cookie ?? '';
    zhangmin = await signedIn('zhangmin');
    gaoyuan = await signedIn('gaoyuan');
    await product.control('follow', { account: oaAppId, follower: 'linxiaowen' });
    await settle(product);
  }, 200_000);
  afterAll(() => product.end());

  const em = () => product.server.db.acrossTenants('operator: seed');
  async function signedIn(account: string): Promise<string> {
    const person = await em().findOneOrFail(Staff, { enterpriseId: callers.upstreamId, account });
    await em().nativeUpdate(Staff, { id: person.id }, { permissions: ['auto_reply.manage'] });
    return (await callers.staffSession(callers.upstreamId, person.id)).cookie ?? '';
  }
  const told = ({ status, body }: Answer) => [status, body.error?.code];
  const post = (path: string, body: object, cookie = admin) => call(product, 'POST', path, { cookie, body });
  const add = (rule: object, cookie = admin) =>
    post('/auto-replies', { kind: 'public', pattern: 'contains_any', ...rule }, cookie);
  const remove = (id: string, cookie = admin) => post(`/auto-replies/${id}/remove`, {}, cookie);
  const found = async (query: string, cookie: string): Promise<string[]> => {
    const { body } = await call(product, 'GET', `/auto-replies${query}`, { cookie });
    return body.items.map(({ words }: { words: string }) => words);
  };
  const patch = (rule: { id: string; version: number }, body: object, cookie = admin) =>
    call(product, 'PATCH', `/auto-replies/${rule.id}`, {
      ...{ cookie, body, headers: { 'if-match': `"${rule.version}"` } },
    });

  /** Says it, and waits for so many answers. */
  async function say(person: string, text: string, answers: number) {
    const before = (await messagesOf(product, person)).length;
    const tried = await actInSandbox(product.sandboxUrl, 'send', {
      ...{ account: oaAppId, follower: person, text },
    });
    const heard = async () =>
      (await messagesOf(product, person))
        .slice(before)
        .filter(({ via }) => via === 'passive' || via === 'customer-service')
        .map((message): [string, string] => [message.via, message.text]);
    await expect.poll(async () => (await heard()).length, { timeout: 10_000 }).toBe(answers);
    return { tried, heard: await heard(), again: heard };
  }

  it('is there to be met in the demo', async () => {
    expect((await say('linxiaowen', '请问 RO-400 报价', 2)).heard).toEqual([
      ['passive', demoStory.autoReply.replies[0]],
      ['customer-service', demoStory.autoReply.replies[1]],
    ]);
    await em().nativeDelete(Delivery, { purpose: 'reply' });
  });

  it('says all replies of a rule in their order, each once, however often the platform asks', async () => {
    const rule = (await add({ words: '滤芯|水箱', replies: ['一', '二 <b>&', '三\n行'] })).body;
    expect(rule).toMatchObject({ kind: 'public', enabled: true, channelAccountIds: [] });
    const { tried, heard, again } = await say('linxiaowen', '请问滤芯 有吗', 3);
    const all = [
      ['passive', '一'],
      ['customer-service', '二 <b>&'],
      ['customer-service', '三\n行'],
    ];
    expect(heard).toEqual(all);
    // Its second and third try: the same request, and the message under a new ciphertext.
    for (const sameCipher of [true, false]) {
      const answer = await product.control('redeliver', { id: tried.id, sameCipher });
      expect(JSON.stringify(answer)).toContain('一');
    }
    await settle(product);
    expect((await again()).filter(([via]) => via === 'customer-service')).toEqual(all.slice(1));
    const rows = await em().find(Delivery, { purpose: 'reply' }, { orderBy: { id: 'asc' } });
    expect(rows.map(({ carrier, state }) => [carrier, state])).toEqual([
      ['passive_reply', 'submitted'],
      ['customer_service', 'submitted'],
      ['customer_service', 'submitted'],
    ]);

    // A word of binding stays ours, and what no rule is about leaves no work behind.
    const binding = await say('linxiaowen', '绑定', 1);
    expect(binding.heard[0]?.[1]).not.toBe('一');
    const { id } = (await em().find(InboxRow, {}, { orderBy: { id: 'desc' }, limit: 1 }))[0] ?? { id: '' };
    await say('linxiaowen', '今天天气不错', 0);
    const after = await em().find(InboxRow, { id: { $gt: id } });
    expect(after.map(({ kind, state }) => [kind, state])).toEqual([['text', 'stored']]);
    expect(await em().count(Job, { kind: 'callback.work', cause: after[0]?.id ?? '' })).toBe(0);

    // Changed, it answers so from the next message on; switched off or deleted, not at all.
    const { body: changed } = await patch(rule, { replies: ['新'], pattern: 'equals_any' });
    expect((await say('linxiaowen', '水箱', 1)).heard).toEqual([['passive', '新']]);
    await say('linxiaowen', '水箱有吗', 0);
    expect(told(await patch(rule, { enabled: false }))).toEqual([409, 'conflict.version']);
    const { body: off } = await patch(changed, { enabled: false });
    await say('linxiaowen', '水箱', 0);
    expect((await patch(off, { enabled: true })).body.enabled).toBe(true);
    expect((await say('linxiaowen', '水箱', 1)).heard).toEqual([['passive', '新']]);
    expect(told(await remove(rule.id))).toEqual([200, undefined]);
    await say('linxiaowen', '水箱', 0);
    expect(told(await remove(rule.id))).toEqual([404, 'not_found']);
  });

  it('keeps a private rule between its owner and those whom he looks after', async () => {
    const shared = (await add({ words: '发货', replies: ['公共'] })).body;
    const own = { kind: 'private', words: '发货', replies: ['我是张敏', '马上查'] };
    const mine = (await add(own, zhangmin)).body;
    const theirs = (await add({ ...own, replies: ['我是高远'] }, gaoyuan)).body;
    // Whose customer he is stands in the database: all of them are messages of their own.
    expect((await say('zhoujianguo', '什么时候发货', 2)).heard).toEqual([
      ['customer-service', '我是张敏'],
      ['customer-service', '马上查'],
    ]);
    // Who is bound to nobody, and who is looked after by somebody else.
    expect((await say('linxiaowen', '发货', 1)).heard).toEqual([['passive', '公共']]);
    expect((await say('mengshifu', '发货', 1)).heard).toEqual([['customer-service', '公共']]);

    // Others neither see it nor find it, by its words or its texts, nor touch it.
    // The demo's own, the one of all, and his.
    expect(await found('', gaoyuan)).toHaveLength(3);
    expect(await found('?search=张敏', zhangmin)).toEqual(['发货']);
    expect(await found('?search=张敏', gaoyuan)).toEqual([]);
    expect(await found('?kind=private', admin)).toEqual([]);
    expect(told(await call(product, 'GET', `/auto-replies/${mine.id}`, { cookie: gaoyuan }))).toEqual([
      ...[404, 'not_found'],
    ]);
    expect(told(await patch(mine, { enabled: false }, admin))).toEqual([404, 'not_found']);
    expect(told(await remove(mine.id, gaoyuan))).toEqual([404, 'not_found']);
    const records = JSON.stringify(await em().find(OperationRecord, { action: 'auto_reply.created' }));
    expect(records).toContain('公共');
    expect(records).not.toContain('马上查');

    // Tried out, each sees what his own customers would get, and everybody else.
    const tried = (cookie: string) => post('/auto-replies/try', { sentence: '发货了吗' }, cookie);
    expect((await tried(zhangmin)).body).toMatchObject({ own: { id: mine.id }, others: { id: shared.id } });
    expect((await tried(admin)).body).toMatchObject({ own: { id: shared.id }, others: { id: shared.id } });
    expect((await post('/auto-replies/try', { sentence: ' 绑定' })).body).toEqual({
      ...{ reserved: true, own: null, others: null },
    });
    // Of who works here no more, none speaks.
    const owner = await em().findOneOrFail(Staff, { account: 'zhangmin' });
    await em().nativeUpdate(Staff, { id: owner.id }, { state: 'disabled' });
    expect((await say('zhoujianguo', '发货', 1)).heard).toEqual([['customer-service', '公共']]);
    await em().nativeUpdate(Staff, { id: owner.id }, { state: 'enabled' });
    await remove(mine.id, zhangmin);
    expect((await say('zhoujianguo', '发货', 1)).heard).toEqual([['customer-service', '公共']]);
    await remove(theirs.id, gaoyuan);
    expect((await say('zhoujianguo', '发货', 1)).heard).toEqual([['passive', '公共']]);
    await remove(shared.id);
  });

  it('tells at the form what would not work, and what to do', async () => {
    const words = Array.from({ length: 21 }, (_, index) => `词${index}`).join('|');
    const refusals: [object, string][] = [
      [{ words: ' | ', replies: ['好'] }, 'auto_reply.no_words'],
      [{ words, replies: ['好'] }, 'auto_reply.words'],
      [{ words: '长'.repeat(51), replies: ['好'] }, 'auto_reply.word_long'],
      [{ words: '你好|绑定', pattern: 'equals_any', replies: ['好'] }, 'auto_reply.reserved'],
      [{ words: '你好', replies: ['好', '长'.repeat(683)] }, 'auto_reply.bytes'],
      [{ words: '你好', replies: ['好'], channelAccountIds: [callers.upstreamId] }, 'auto_reply.account'],
    ];
    for (const [rule, code] of refusals) expect(told(await add(rule))).toEqual([422, code]);
    const bytes = await add({ words: '你好', replies: ['好', '长'.repeat(683)] });
    expect(bytes.body.error.message).toContain('第 2 条回复有 2049 字节');
    expect((await add({ words: '你好', replies: [] })).status).toBe(422);
    expect((await add({ words: '你好', replies: ['1', '2', '3', '4', '5', '6'] })).status).toBe(422);

    // As often as it is opened, the form gets back what was saved; only its own account answers.
    const { body: list } = await call(product, 'GET', '/auto-replies', { cookie: admin });
    const account: string = list.accounts[0].id;
    const wish = {
      ...{ kind: 'private', words: 'A | b', pattern: 'equals_any', replies: ['1', '2'], enabled: false },
      channelAccountIds: [account],
    };
    const { body: saved } = await add(wish);
    const { body: read } = await call(product, 'GET', `/auto-replies/${saved.id}`, { cookie: admin });
    expect(read).toMatchObject(wish);
    const { body: edited } = await patch(saved, { replies: ['2', '3'], kind: 'public' });
    expect(edited).toMatchObject({ ...wish, kind: 'public', replies: ['2', '3'] });
    await remove(saved.id);
  });

  it('belongs to one enterprise and to who may manage it', async () => {
    const rule = (await add({ words: '目录', replies: ['好'] })).body;
    const foreign = (await callers.as('foreign')).cookie ?? '';
    expect(await found('', foreign)).toEqual([]);
    expect(told(await patch(rule, { enabled: false }, foreign))).toEqual([404, 'not_found']);
    expect(told(await remove(rule.id, foreign))).toEqual([404, 'not_found']);
    const powerless = (await callers.as('powerless')).cookie ?? '';
    expect((await add({ words: '目录', replies: ['好'] }, powerless)).status).toBe(403);
    expect((await call(product, 'GET', '/auto-replies', { cookie: powerless })).status).toBe(403);
    // The right alone opens this page and nothing else of messages.
    expect((await call(product, 'GET', '/auto-replies', { cookie: gaoyuan })).status).toBe(200);
    expect((await call(product, 'GET', '/follow-guides', { cookie: gaoyuan })).status).toBe(403);
    await remove(rule.id);
  });
});
