import { describe, expect, it } from 'vitest';

import { readContent } from './content.ts';
import { conversationOf, listConversations } from './conversations.ts';
import { messageSchema, stateSchema } from './schema.ts';

let seq = 0;
const message = (over: object) =>
  messageSchema.parse({
    seq: (seq += 1),
    at: seq,
    account: 'wx1',
    accountName: '岚汐',
    direction: 'in',
    via: 'passive',
    type: 'text',
    ...over,
  });

describe('what a message shows', () => {
  it('reads a template message with its rows and the page it opens', () => {
    const content = readContent(
      message({
        via: 'template',
        type: 'template',
        title: '账号绑定成功通知',
        fields: [{ key: 'thing1', label: '账号', value: '林晓雯' }],
        url: null,
        miniProgram: { appId: 'wx2', pagePath: 'pages/home/index' },
      }),
    );
    expect(content).toEqual({
      kind: 'template',
      card: {
        title: '账号绑定成功通知',
        rows: [{ label: '账号', value: '林晓雯' }],
        url: null,
        miniProgram: { appId: 'wx2', path: 'pages/home/index' },
      },
    });
  });

  it('reads a WeCom card with buttons, and what replaced them', () => {
    const card = {
      card_type: 'button_interaction',
      main_title: { title: '找账号申请', desc: '林晓雯' },
      horizontal_content_list: [{ keyname: '企业', value: '杭州沐泉' }],
      button_list: [
        { text: '改号码', style: 1, key: 'fix' },
        { text: '查看', type: 1, url: 'http://localhost/workbench' },
      ],
    };
    const open = readContent(message({ via: 'wecom', type: 'template_card', card }));
    expect(open).toMatchObject({
      kind: 'work-card',
      card: {
        title: '找账号申请',
        lines: ['林晓雯'],
        done: null,
        buttons: [{ key: 'fix' }, { text: '查看' }],
      },
    });
    const done = readContent(message({ via: 'wecom', type: 'template_card', card, replacedBy: '已处理' }));
    expect(done).toMatchObject({ card: { done: '已处理' } });
  });

  it('reads a text card as lines without its markup', () => {
    const description = '<div class="gray">11月24日</div><div class="normal">已绑定</div><script>x</script>';
    expect(
      readContent(
        message({ type: 'textcard', title: 'T', description, url: 'http://a/b', buttonText: '查看' }),
      ),
    ).toMatchObject({ card: { lines: ['11月24日', '已绑定', '<script>x</script>'], linkText: '查看' } });
  });

  it('shows no picture that is not on the web', () => {
    expect(readContent(message({ type: 'image', picUrl: 'javascript:alert(1)' }))).toEqual({
      kind: 'image',
      url: null,
    });
  });

  it('names what it cannot draw', () => {
    expect(readContent(message({ type: 'wxcard' }))).toEqual({ kind: 'other', type: 'wxcard', text: '' });
    expect(readContent(message({ type: 'template', fields: 'broken', miniProgram: 7 }))).toMatchObject({
      card: { rows: [], miniProgram: null },
    });
  });
});

describe('where a message stands', () => {
  const world = stateSchema.parse({
    now: 0,
    revision: 1,
    people: [],
    members: [],
    accounts: [
      { kind: 'official-account', name: '岚汐', appId: 'wx1' },
      { kind: 'official-account', name: '别家', appId: 'wx3' },
      { kind: 'mini-program', name: '小程序', appId: 'wx2' },
    ],
  });

  it('puts SMS and subscribe messages into their own conversations, all else into the chat', () => {
    expect(conversationOf(message({ via: 'sms', account: 'sms' }))).toBe('sms');
    expect(conversationOf(message({ via: 'subscribe', account: 'wx2' }))).toBe('service-notice');
    expect(conversationOf(message({ via: 'template' }))).toBe('wx1');
    // «该公众号提供的服务出现故障»: said by the platform, but in the account's own chat.
    expect(conversationOf(message({ via: 'service-notice', type: 'notice' }))).toBe('wx1');
  });

  it('lists who is followed and who wrote, the newest first, with what was not seen', () => {
    const first = message({});
    const mine = message({ direction: 'out', via: 'person' });
    const sms = message({ via: 'sms', account: 'sms' });
    const list = listConversations(world, ['wx3'], [first, mine, sms], { sms: 0 });
    expect(list.map(({ id, unread }) => [id, unread])).toEqual([
      ['sms', 1],
      ['wx1', 1],
      ['wx3', 0],
    ]);
    expect(listConversations(world, [], [first], { wx1: first.seq })[0]?.unread).toBe(0);
  });
});
