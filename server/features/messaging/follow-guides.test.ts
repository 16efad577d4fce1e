import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { inTransaction } from '../../kernel/data/transaction.ts';
import { newId } from '../../kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { cardPicture } from './card-picture.ts';
import { FollowGuide } from './messaging.entity.ts';
import { boundFollower, link, openMessagingWorld, stranger, type MessagingWorld } from './testing.ts';

describe('follow guides', () => {
  let test: TestDatabase;
  let w: MessagingWorld;
  beforeAll(async () => {
    test = await openTestDatabase();
  });
  beforeEach(async () => {
    w = await openMessagingWorld(test);
    await w.inTx((tx) =>
      w.messaging.guides.ensurePreset(tx, {
        enterpriseId: w.enterpriseId,
        channelAccountId: w.serviceAccount.id,
      }),
    );
    await w.messaging.guides.refresh();
  });
  afterEach(() => w.messaging.guides.stop());
  afterAll(() => test.drop());

  const guides = () => w.messaging.guides;
  const textFor = (follower = stranger) => {
    const reply = guides().replyFor(w.account, follower, link);
    return reply?.type === 'text' ? reply.text : '';
  };
  const follow = (updateId: string, replied: boolean, follower = stranger) =>
    w.inTx((tx) =>
      guides().followed(tx, {
        account: w.account,
        openid: 'oSb001linxiaowen',
        updateId,
        follower,
        link,
        replied,
        receivedAt: w.clock.now(),
      }),
    );
  const late = (updateId: string, receivedAt = w.clock.now()) =>
    w.inTx((tx) =>
      guides().replyWasLate(tx, {
        account: w.account,
        openid: 'oSb001linxiaowen',
        updateId,
        reply: { type: 'text', text: '你好' },
        receivedAt,
      }),
    );
  const useCard = async () => {
    await inTransaction(w.em(), async (tx) => {
      const guide = await tx.findOneOrFail(FollowGuide, {});
      guide.unbound = { ...guide.unbound, carrier: 'mini_program_card', title: '绑定{brand}账号' };
    });
    await guides().refresh();
  };

  it('are there for a new account, lead to binding, and name the mini program and the H5', () => {
    expect(textFor()).toBe(
      [
        '你好，欢迎关注岚汐净水 👋',
        '经销商、服务商请先绑定账号，之后可以收业务通知、找业务员。',
        `👉 <a href="${link.h5Url}" data-miniprogram-appid="wxa0c1a17200000002" data-miniprogram-path="${link.miniProgramPath}">点这里绑定，约 20 秒</a>`,
        '不是合作伙伴？不需要绑定，谢谢你的关注。',
      ].join('\n'),
    );
  });

  it('say who is bound to what to him who follows again, and leave out a salesperson who is not known', () => {
    expect(textFor(boundFollower)).toContain('林晓雯，你已绑定「杭州沐泉」。');
    expect(textFor(boundFollower)).toContain('有事请找业务员 张敏。');
    expect(textFor({ ...boundFollower, salesperson: null })).not.toContain('业务员');
  });

  it('do not let a name become a link, markup or a line', () => {
    const text = textFor({
      ...boundFollower,
      contact: '<a href="https://evil.example">x</a>\nhttps://evil.example evil.example',
    });
    expect(text.match(/<a /g)).toHaveLength(1);
    expect(text).not.toMatch(/evil\.example/);
    expect(text).not.toContain('https://evil');
    expect(text.split('\n')).toHaveLength(4);
  });

  it('are one a follow: a retry of the same callback adds none, the next follow adds one', async () => {
    await follow('u1', true);
    await follow('u1', true);
    expect(await w.deliveries()).toMatchObject([
      { state: 'submitted', carrier: 'passive_reply', causeKey: 'guide:u1' },
    ]);
    await follow('u2', true, boundFollower);
    expect(await w.deliveries()).toHaveLength(2);
    await w.worker.drain();
    expect(w.world.chats).toEqual([]);
  });

  it('go as a customer-service message where they are a card, which is no passive reply', async () => {
    await useCard();
    expect(guides().replyFor(w.account, stranger, link)).toBeUndefined();
    w.world.windowOpen = true;
    await follow('u1', false);
    await follow('u1', false);
    await w.worker.drain();
    expect(w.world.chats).toEqual([
      {
        openid: 'oSb001linxiaowen',
        message: {
          type: 'miniProgramCard',
          title: '绑定岚汐净水账号',
          appId: 'wxa0c1a17200000002',
          path: link.miniProgramPath,
          picture: cardPicture(),
        },
      },
    ]);
    expect(await w.delivery()).toMatchObject({ state: 'submitted', carrier: 'customer_service' });
  });

  it('are not sent after the minute, and say so', async () => {
    await useCard();
    w.world.windowOpen = true;
    await follow('u1', false);
    w.clock.advance(61_000);
    await w.worker.drain();
    expect(w.world.chats).toEqual([]);
    expect(await w.delivery()).toMatchObject({ state: 'outside_window', reasonKey: 'minute_over' });
  });

  it('keep the ticket of their link out of the tables, and nothing at all once they have left', async () => {
    await useCard();
    w.world.windowOpen = true;
    await follow('u1', false);
    expect(JSON.stringify(await w.delivery())).not.toContain('abcdefghijklmnopqrstuv');
    await w.worker.drain();
    expect((await w.delivery()).sealedMessage).toBeNull();
  });

  it('that were answered too late leave once, under the same delivery', async () => {
    w.world.windowOpen = true;
    await follow('u1', true);
    w.clock.advance(20_000);
    await late('u1', new Date(w.clock.now().getTime() - 20_000));
    await late('u1', new Date(w.clock.now().getTime() - 20_000));
    await w.worker.drain();
    expect(w.world.chats).toEqual([{ openid: 'oSb001linxiaowen', message: { type: 'text', text: '你好' } }]);
    expect(await w.deliveries()).toMatchObject([{ state: 'submitted', carrier: 'customer_service' }]);
  });

  it('that are late beyond their minute are not sent', async () => {
    await follow('u1', true);
    w.clock.advance(70_000);
    await late('u1', new Date(w.clock.now().getTime() - 70_000));
    await w.worker.drain();
    expect(w.world.chats).toEqual([]);
    expect(await w.deliveries()).toMatchObject([{ state: 'outside_window' }]);
  });

  it('are joined by other replies that were late, each sent once', async () => {
    w.world.windowOpen = true;
    await late('m1');
    await late('m1');
    await w.worker.drain();
    expect(w.world.chats).toHaveLength(1);
    expect(await w.deliveries()).toMatchObject([{ purpose: 'reply', state: 'submitted' }]);
  });

  it('leave the minute to themselves: an auto reply that was late goes under the delivery that it has', async () => {
    await w.inTx((tx) =>
      w.messaging.autoReplies.answered(tx, {
        ...{ account: w.account, openid: 'oSb001linxiaowen', updateId: 'm2', sentence: '在吗', said: '你好' },
      }),
    );
    expect(await w.delivery()).toMatchObject({ carrier: 'passive_reply', state: 'submitted' });
    w.world.windowOpen = true;
    await late('m2', new Date(w.clock.now().getTime() - 70_000));
    await late('m2', new Date(w.clock.now().getTime() - 70_000));
    await w.worker.drain();
    expect(w.world.chats).toEqual([{ openid: 'oSb001linxiaowen', message: { type: 'text', text: '你好' } }]);
    expect(await w.deliveries()).toMatchObject([{ carrier: 'customer_service', state: 'submitted' }]);
  });

  it('that are switched off answer and send nothing', async () => {
    await inTransaction(w.em(), async (tx) => {
      (await tx.findOneOrFail(FollowGuide, {})).enabled = false;
    });
    await guides().refresh();
    expect(guides().replyFor(w.account, stranger, link)).toBeUndefined();
    await follow('u1', false);
    expect(await w.deliveries()).toEqual([]);
  });

  it('changed by another process are used within five seconds', async () => {
    await guides().start();
    await inTransaction(w.em(), async (tx) => {
      const guide = await tx.findOneOrFail(FollowGuide, {});
      guide.unbound = { ...guide.unbound, text: '新的引导语 {link:绑定}' };
    });
    await expect.poll(() => textFor(), { timeout: 5_000 }).toContain('新的引导语');
  });

  it('answer from memory alone: a stalled database does not hold them up', () => {
    const began = performance.now();
    for (let n = 0; n < 1_000; n += 1) guides().replyFor(w.account, boundFollower, link);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(guides().replyFor({ ...w.account, id: newId() }, stranger, link)).toBeUndefined();
  });

  it('have words in the chat beside them, for who asks to bind or to unbind', () => {
    const texts = w.messaging.bindingTexts;
    expect(texts.bind(w.account, stranger, link)).toMatchObject({
      text: expect.stringContaining('点这里绑定'),
    });
    expect(texts.bind(w.account, boundFollower, link)).toMatchObject({
      text: expect.stringContaining('「杭州沐泉」'),
    });
    expect(texts.unbind(w.account, stranger, link)).toEqual({
      type: 'text',
      text: '你还没有绑定账号，不需要解绑。',
    });
    expect(texts.unbind(w.account, boundFollower, link)).toMatchObject({
      text: expect.stringContaining('<a href='),
    });
  });
});
