import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startTestSandbox, type TestSandbox } from '../testing/harness.ts';
import { startReceiver } from '../testing/receiver.ts';

let sandbox: TestSandbox;
let token: string;
beforeEach(async () => {
  sandbox = await startTestSandbox();
  token = await sandbox.token(sandbox.wecom);
});
afterEach(() => sandbox.close());

const agentid = () => Number(sandbox.wecom.agentId);
const send = (body: object) =>
  sandbox.qyapi('/cgi-bin/message/send', token, { agentid: agentid(), touser: 'zhangmin', ...body });
const text = { msgtype: 'text', text: { content: '你好' } };
const messagesOf = (userId: string) => sandbox.messages(`${sandbox.wecom.id}:${userId}`);

const card = {
  msgtype: 'template_card',
  template_card: {
    card_type: 'button_interaction',
    main_title: { title: '林晓雯已绑定微信' },
    task_id: 'task-1',
    button_list: [{ text: '发欢迎消息', style: 1, key: 'welcome' }],
  },
};

describe('tokens and addresses', () => {
  it("gives the same token while it is valid and refuses wrong credentials in the platform's words", async () => {
    expect(await sandbox.token(sandbox.wecom)).toBe(token);
    const path = '/qyapi.weixin.qq.com/cgi-bin/gettoken';
    const wrong = await sandbox.get(`${path}?corpid=${sandbox.wecom.id}&corpsecret=wrong`);
    expect(wrong.json['errcode']).toBe(40001);
    expect(wrong.json['errmsg']).toMatch(
      /^invalid credential, hint: \[\d{23,25}\], from ip: 127\.0\.0\.1, more info at https:\/\/open\.work\.weixin\.qq\.com\/devtool\/query\?e=40001$/,
    );
    expect((await sandbox.get(`${path}?corpid=ww0&corpsecret=x`)).json['errcode']).toBe(40013);
  });

  it('refuses calls from an address that is not listed, but still gives a token', async () => {
    await sandbox.control('accounts/configure', { account: sandbox.wecom.id, ipList: ['203.0.113.7'] });
    const answer = await sandbox.qyapi('/cgi-bin/getcallbackip', await sandbox.token(sandbox.wecom));
    expect(answer.json).toMatchObject({
      errcode: 60020,
      errmsg: expect.stringContaining('from ip: 127.0.0.1'),
    });
    await sandbox.control('accounts/configure', { account: sandbox.wecom.id, ipList: ['127.0.0.1'] });
    expect((await sandbox.qyapi('/cgi-bin/getcallbackip', token)).json['errcode']).toBe(0);
  });

  it('gives different tickets for the corp and the agent', async () => {
    const corp = await sandbox.qyapi('/cgi-bin/get_jsapi_ticket', token);
    const agent = await sandbox.qyapi('/cgi-bin/ticket/get?type=agent_config', token);
    expect(corp.json['ticket']).not.toBe(agent.json['ticket']);
    expect((await sandbox.qyapi('/cgi-bin/ticket/get?type=jsapi', token)).json['errcode']).toBe(91040);
  });
});

describe('contacts', () => {
  it('tells names and departments, phones only to apps of old', async () => {
    const get = (id: string) => sandbox.qyapi(`/cgi-bin/user/get?userid=${id}`, token);
    const member = await get('ZhangMin');
    expect(member.json).toMatchObject({ errcode: 0, userid: 'zhangmin', name: '张敏', department: [5] });
    expect(member.json).not.toHaveProperty('mobile');
    await sandbox.control('accounts/configure', { account: sandbox.wecom.id, legacyContacts: true });
    expect((await get('zhangmin')).json['mobile']).toBe('15400000053');
    expect((await get('nobody')).json['errcode']).toBe(60111);
    expect((await get('wanglei')).json['errcode']).toBe(60111);
  });

  it('tells by change_contact who leaves, is disabled and comes back, and answers for him accordingly', async () => {
    const receiver = await startReceiver(sandbox.wecom);
    try {
      await sandbox.control('accounts/configure', { account: sandbox.wecom.id, callbackUrl: receiver.url });
      const act = (change: string) =>
        sandbox.control('member', { corpId: sandbox.wecom.id, userId: 'suwan', change });
      const get = async () => (await sandbox.qyapi('/cgi-bin/user/get?userid=suwan', token)).json;
      await act('disable');
      expect(await get()).toMatchObject({ errcode: 0, status: 2, enable: 0 });
      await act('return');
      expect(await get()).toMatchObject({ errcode: 0, status: 1, enable: 1 });
      await act('leave');
      expect(await get()).toMatchObject({ errcode: 60111 });
      expect((await act('disable')).status).toBe(409);
      await act('return');
      expect(await get()).toMatchObject({ status: 1 });
      expect(receiver.seen.map(({ fields }) => [fields['ChangeType'], fields['Status']])).toEqual([
        ['update_user', '2'],
        ['update_user', '1'],
        ['delete_user', undefined],
        ['create_user', '1'],
      ]);
      expect(receiver.seen.at(0)?.fields).toMatchObject({
        ...{ FromUserName: 'sys', Event: 'change_contact', UserID: 'suwan' },
      });
    } finally {
      await receiver.close();
    }
  });

  it('tells the people of a department in detail, one department, and the members of a tag', async () => {
    const { id: corpId } = sandbox.wecom;
    await sandbox.control('member-edit', {
      corpId,
      userId: 'linda',
      departmentIds: [7, 4],
      activated: false,
    });
    const list = async (id: number) =>
      (await sandbox.qyapi(`/cgi-bin/user/list?department_id=${id}`, token)).json;
    expect(await list(4)).toMatchObject({
      errcode: 0,
      userlist: [
        { userid: 'suwan', main_department: 4, status: 1 },
        { userid: 'linda', department: [7, 4], main_department: 7, status: 4 },
      ],
    });
    expect(await list(99)).toMatchObject({ errcode: 60123 });
    expect((await sandbox.qyapi('/cgi-bin/user/list', token)).json['errcode']).toBe(40063);
    const get = async (id: number) => (await sandbox.qyapi(`/cgi-bin/department/get?id=${id}`, token)).json;
    expect(await get(4)).toMatchObject({ department: { id: 4, name: '华东大区', parentid: 2 } });
    expect(await get(99)).toMatchObject({ errcode: 60123 });
    await sandbox.control('tag', { corpId, tagId: 3, addUserIds: ['suwan'], tell: false });
    const tag = async (id: number) => (await sandbox.qyapi(`/cgi-bin/tag/get?tagid=${id}`, token)).json;
    expect(await tag(3)).toMatchObject({ userlist: [{ userid: 'suwan' }] });
    expect(await tag(4)).toMatchObject({ errcode: 40068 });
  });

  it('changes departments as WeCom does: no loop, no twin, nothing that is not empty', async () => {
    const { id: corpId } = sandbox.wecom;
    const change = (body: object) => sandbox.control('department', { corpId, tell: false, ...body });
    expect((await change({ change: 'update', id: 2, parentId: 5 })).status).toBe(409);
    expect((await change({ change: 'create', name: '华东大区', parentId: 2 })).status).toBe(409);
    expect((await change({ change: 'delete', id: 4 })).status).toBe(409);
    const made = await change({ change: 'create', name: '新区', parentId: 4 });
    expect(made.json).toMatchObject({ id: 9, deliveries: [] });
    expect((await change({ change: 'delete', id: 9 })).status).toBe(200);
    await sandbox.control('directory', { corpId, departments: 40, members: 100 });
    const all = await sandbox.qyapi('/cgi-bin/department/list', token);
    expect(all.json['department']).toHaveLength(48);
  });

  it('lists a department alone or with those below it, ids by pages, and refuses unknown ones', async () => {
    const count = async (query: string) =>
      (await sandbox.qyapi(`/cgi-bin/user/simplelist?${query}`, token)).json['userlist'];
    expect(await count('department_id=4')).toHaveLength(1);
    expect(await count('department_id=4&fetch_child=1')).toHaveLength(3);
    expect((await sandbox.qyapi('/cgi-bin/user/simplelist?department_id=99', token)).json['errcode']).toBe(
      60123,
    );
    const first = await sandbox.qyapi('/cgi-bin/user/list_id', token, { limit: 3 });
    expect(first.json['dept_user']).toHaveLength(3);
    const rest = await sandbox.qyapi('/cgi-bin/user/list_id', token, {
      limit: 3,
      cursor: first.json['next_cursor'],
    });
    expect(rest.json).toMatchObject({ next_cursor: '', dept_user: [{}, {}] });
    const departments = await sandbox.qyapi('/cgi-bin/department/simplelist?id=4', token);
    expect(departments.json).toMatchObject({ department_id: [{ id: 4, parentid: 2 }, { id: 5 }, { id: 6 }] });
  });

  it('shows the application to its own token only', async () => {
    const mine = await sandbox.qyapi(`/cgi-bin/agent/get?agentid=${agentid()}`, token);
    expect(mine.json).toMatchObject({ errcode: 0, name: '互联工作台', close: 0 });
    expect((await sandbox.qyapi('/cgi-bin/agent/get?agentid=1', token)).json['errcode']).toBe(301002);
    expect((await sandbox.qyapi('/cgi-bin/agent/get?agentid=x', token)).json['errcode']).toBe(40056);
  });
});

describe('signing in', () => {
  const user = (code: unknown) => sandbox.qyapi(`/cgi-bin/auth/getuserinfo?code=${String(code)}`, token);
  const code = async (userId: string) =>
    (await sandbox.control('oauth/code', { corpId: sandbox.wecom.id, userId })).json['code'];

  it('tells a member by userid, once, and somebody who has left by openid only', async () => {
    const good = await code('zhangmin');
    expect((await user(good)).json).toMatchObject({ errcode: 0, userid: 'zhangmin' });
    expect((await user(good)).json['errcode']).toBe(40029);
    const left = (await user(await code('wanglei'))).json;
    expect(left).toHaveProperty('openid');
    expect(left).not.toHaveProperty('userid');
    const late = await code('zhangmin');
    await sandbox.advance(5 * 60_000);
    expect((await user(late)).json['errcode']).toBe(40029);
  });
});

describe('messages', () => {
  it('reaches members, tells the invalid ones in lower case, and refuses when nobody is left', async () => {
    const answer = await send({ ...text, touser: 'zhangmin|NoBody|wanglei' });
    expect(answer.json).toMatchObject({ errcode: 0, invaliduser: 'nobody|wanglei' });
    expect(await messagesOf('zhangmin')).toMatchObject([{ via: 'wecom', type: 'text', text: '你好' }]);
    expect((await send({ ...text, touser: 'nobody' })).json['errcode']).toBe(81013);
    expect((await send({ ...text, touser: '' })).json['errcode']).toBe(82001);
    await send({ ...text, touser: '', toparty: '4' });
    expect(await messagesOf('gaoyuan')).toHaveLength(1);
  });

  it('refuses another agent, no agent, unknown types and cards without their parts', async () => {
    expect((await send({ ...text, agentid: 1 })).json['errcode']).toBe(301002);
    expect((await send({ ...text, agentid: 'abc' })).json['errcode']).toBe(40056);
    expect((await send({ msgtype: 'smoke' })).json['errcode']).toBe(40008);
    expect((await send({ msgtype: 'text' })).json['errcode']).toBe(40063);
    const bare = { ...card.template_card, button_list: [] };
    expect((await send({ msgtype: 'template_card', template_card: bare })).json['errcode']).toBe(40063);
  });

  it('cuts long texts, sends one text once under duplicate check, and drops the 31st in a minute', async () => {
    await send({ msgtype: 'text', text: { content: '字'.repeat(1_000) } });
    expect(String((await messagesOf('zhangmin'))[0]?.['text'])).toHaveLength(682);
    for (let count = 0; count < 2; count += 1) await send({ ...text, enable_duplicate_check: 1 });
    expect(await messagesOf('zhangmin')).toHaveLength(2);
    for (let count = 0; count < 30; count += 1) await send(text);
    expect(await messagesOf('zhangmin')).toHaveLength(30);
  });

  it("carries a card's button to the application and greys it by the passive reply", async () => {
    const receiver = await startReceiver(sandbox.wecom);
    await sandbox.control('accounts/configure', { account: sandbox.wecom.id, callbackUrl: receiver.url });
    expect((await send(card)).json).toHaveProperty('response_code');
    const [message] = await messagesOf('zhangmin');
    receiver.answerWith((callback) => ({
      body: receiver.seal(
        receiver
          .textReply(callback, '')
          .replace(
            /<MsgType>.*<\/Content>/,
            '<MsgType>update_button</MsgType><Button><ReplaceName>已发</ReplaceName></Button>',
          ),
      ),
    }));
    const tap = { corpId: sandbox.wecom.id, userId: 'zhangmin', messageSeq: message?.seq, key: 'welcome' };
    const deliveries = await sandbox.act('card-tap', tap);
    expect(deliveries).toMatchObject([
      { status: 200, reply: { type: 'update_button', replaceName: '已发' } },
    ]);
    expect(receiver.seen[0]?.fields).toMatchObject({
      Event: 'template_card_event',
      EventKey: 'welcome',
      TaskId: 'task-1',
      CardType: 'button_interaction',
    });
    expect(await messagesOf('zhangmin')).toMatchObject([{ type: 'template_card', replacedBy: '已发' }]);
    expect((await sandbox.control('card-tap', tap)).status).toBe(409);
    expect((await sandbox.control('card-tap', { ...tap, messageSeq: 999 })).status).toBe(404);
    await receiver.close();
  });

  it('updates a card once by its response code', async () => {
    const { json } = await send(card);
    const update = () =>
      sandbox.qyapi('/cgi-bin/message/update_template_card', token, {
        userids: ['zhangmin'],
        agentid: agentid(),
        response_code: json['response_code'],
        button: { replace_name: '已处理' },
      });
    expect((await update()).json['errcode']).toBe(0);
    expect(await messagesOf('zhangmin')).toMatchObject([{ replacedBy: '已处理' }]);
    expect((await update()).json['errcode']).toBe(40058);
  });
});
