import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { PlatformUnreachableError } from '../../../bot/channels/shared/platform-error.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { SubscribeConsent } from './messaging.entity.ts';
import { openMessagingWorld, refusal, type MessagingWorld } from './testing.ts';

const lost = (sent: 'no' | 'maybe') =>
  new PlatformUnreachableError({
    channel: 'official-account',
    method: 'test',
    reason: 'timeout',
    detail: '8000 ms',
    sent,
  });

describe('sending a delivery', () => {
  let test: TestDatabase;
  let w: MessagingWorld;
  beforeAll(async () => {
    test = await openTestDatabase();
  });
  beforeEach(async () => {
    w = await openMessagingWorld(test);
  });
  afterAll(() => test.drop());

  /** Works until nothing is left to do within twenty minutes. */
  async function workOn() {
    for (let n = 0; n < 40; n += 1) {
      await w.worker.drain();
      w.clock.advance(30_000);
    }
  }
  const passed = async () =>
    (await w.delivery()).passedOver.map(({ carrier, reasonKey }) => `${carrier}: ${reasonKey}`);

  it('takes the mapped template first, with values in Chinese and the tenant’s time', async () => {
    await w.map('template');
    await w.queueBound();
    await w.worker.drain();
    expect(w.world.templates).toMatchObject([
      {
        openid: 'oSb001linxiaowen',
        templateId: 'TPL-BOUND',
        data: { thing1: '林晓雯', thing2: '杭州沐泉', time3: '2026年11月24日 18:30' },
        url: 'https://hl.example.cn/app/pages/home/index',
        miniProgram: { appId: w.miniProgram.appId, path: 'pages/home/index' },
      },
    ]);
    expect(await w.delivery()).toMatchObject({ state: 'submitted', carrier: 'template' });
  });

  it('causes one message where one thing happened, however often it is told', async () => {
    await w.map('template');
    expect(await w.queueBound()).not.toBeNull();
    expect(await w.queueBound()).toBeNull();
    await w.worker.drain();
    await w.worker.drain();
    expect(w.world.templates).toHaveLength(1);
  });

  it('writes in the chat where the window is open and no template is mapped, in the reader’s language', async () => {
    w.world.windowOpen = true;
    if (w.world.recipient !== null) w.world.recipient = { ...w.world.recipient, language: 'en' };
    await w.queueBound();
    await w.worker.drain();
    const [chat] = w.world.chats;
    expect(chat?.message).toMatchObject({ type: 'text' });
    expect(chat?.message.type === 'text' ? chat.message.text : '').toContain(
      'your account is bound to 杭州沐泉',
    );
    expect(chat?.message.type === 'text' ? chat.message.text : '').toContain('Bound at: 24 Nov 2026, 18:30');
    expect(await passed()).toEqual(['template: not_mapped']);
  });

  it('uses an acceptance up for a subscribe message, once', async () => {
    await w.map('subscribe');
    await w.inTx((tx) =>
      w.messaging.subscribeAnswered(tx, {
        enterpriseId: w.enterpriseId,
        channelAccountId: w.miniProgram.id,
        openid: 'oSb002linxiaowen',
        answers: { 'SUB-BOUND': 'accept', other: 'reject' },
        now: w.clock.now(),
      }),
    );
    expect(await w.messaging.subscribeTemplateIds(w.em(), w.enterpriseId)).toEqual(['SUB-BOUND']);
    await w.queueBound();
    await w.queueBound('bound:2');
    await w.worker.drain();
    expect(w.world.subscribes).toHaveLength(1);
    const [first, second] = await w.deliveries();
    expect(first).toMatchObject({ state: 'submitted', carrier: 'subscribe' });
    expect(second).toMatchObject({ state: 'outside_window', carrier: null });
    expect(second?.passedOver).toContainEqual({ carrier: 'subscribe', reasonKey: 'no_consent' });
    expect(await w.em().findOne(SubscribeConsent, {})).toMatchObject({ accepted: 0 });
  });

  it('goes by SMS to who does not follow, and says why not otherwise', async () => {
    await w.map('template');
    w.world.smsOn = true;
    if (w.world.recipient !== null) {
      const [first] = w.world.recipient.officialAccounts;
      if (first !== undefined)
        w.world.recipient = { ...w.world.recipient, officialAccounts: [{ ...first, following: false }] };
    }
    await w.queueBound();
    await w.worker.drain();
    expect(w.world.sms).toEqual([
      { phone: '15400000002', templateId: '200001', params: ['林晓雯', '杭州沐泉'] },
    ]);
    expect(await passed()).toEqual([
      'template: not_following',
      'customer_service: not_following',
      'subscribe: not_mapped',
    ]);
    w.world.smsOn = false;
    await w.queueBound('bound:2');
    await w.worker.drain();
    const [, second] = await w.deliveries();
    expect(second).toMatchObject({ state: 'unfollowed', reasonKey: 'not_following', carrier: null });
  });

  it('says that nobody is there where the account was disabled meanwhile', async () => {
    w.world.recipient = null;
    await w.queueBound();
    await w.worker.drain();
    expect(await w.delivery()).toMatchObject({ state: 'failed', reasonKey: 'no_recipient' });
  });

  it.each([
    [43004, 'unfollowed'],
    [43101, 'refused_by_user'],
    [48002, 'refused_by_user'],
    [45015, 'outside_window'],
    [45047, 'outside_window'],
    [40252, 'in_review'],
    [40249, 'failed'],
    [40037, 'failed'],
    [47003, 'failed'],
    [45009, 'failed'],
  ] as const)('turns the answer %i into the state %s, without asking again', async (code, state) => {
    await w.map('template');
    w.world.answer = () => {
      throw refusal(code);
    };
    await w.queueBound();
    await workOn();
    expect(w.world.templates).toHaveLength(1);
    const row = await w.delivery();
    expect(row).toMatchObject({ state, platformCode: String(code) });
    expect(row.failure?.meaning['zh-CN']).not.toBe('');
    expect(row.failure?.remedy.en).not.toBe('');
  });

  it('goes on to the chat when the platform knows better who follows', async () => {
    await w.map('template');
    w.world.windowOpen = true;
    w.world.answer = (call) => {
      if (call === 'template') throw refusal(43004);
    };
    await w.queueBound();
    await w.worker.drain();
    expect(w.world.chats).toHaveLength(1);
    expect(await passed()).toEqual(['template: not_following']);
    expect(await w.delivery()).toMatchObject({ state: 'submitted', carrier: 'customer_service' });
  });

  it('asks again under the same key when a template message was lost, for ten minutes, then does not know', async () => {
    await w.map('template');
    w.world.answer = () => {
      throw lost('maybe');
    };
    await w.queueBound();
    const began = w.clock.now().getTime();
    await workOn();
    expect(w.world.templates.length).toBeGreaterThan(4);
    expect(new Set(w.world.templates.map((one) => one.clientMessageId)).size).toBe(1);
    const row = await w.delivery();
    expect(row).toMatchObject({ state: 'unknown', reasonKey: 'template_unknown' });
    expect(row.updatedAt.getTime() - began).toBeLessThanOrEqual(660_000);
  });

  it('delivers a template message that was lost at first', async () => {
    await w.map('template');
    let failures = 2;
    w.world.answer = () => {
      failures -= 1;
      if (failures >= 0) throw lost('maybe');
    };
    await w.queueBound();
    await workOn();
    expect(w.world.templates).toHaveLength(3);
    expect(new Set(w.world.templates.map((one) => one.clientMessageId)).size).toBe(1);
    expect(await w.delivery()).toMatchObject({ state: 'submitted' });
  });

  it.each(['chat', 'sms'] as const)(
    'never sends a %s message a second time when its outcome is unknown',
    async (call) => {
      w.world.windowOpen = call === 'chat';
      w.world.smsOn = true;
      w.world.answer = () => {
        throw lost('maybe');
      };
      await w.queueBound();
      await workOn();
      expect(w.world.chats.length + w.world.sms.length).toBe(1);
      expect(await w.delivery()).toMatchObject({ state: 'unknown', reasonKey: 'no_answer' });
    },
  );

  it('tries a chat message again when it certainly did not leave', async () => {
    w.world.windowOpen = true;
    let failures = 1;
    w.world.answer = () => {
      failures -= 1;
      if (failures >= 0) throw lost('no');
    };
    await w.queueBound();
    await workOn();
    expect(w.world.chats).toHaveLength(2);
    expect(await w.delivery()).toMatchObject({ state: 'submitted', carrier: 'customer_service' });
  });

  it('says that the platform was not reached when it never was', async () => {
    w.world.windowOpen = true;
    w.world.answer = () => {
      throw lost('no');
    };
    await w.queueBound();
    await workOn();
    expect(await w.delivery()).toMatchObject({ state: 'failed', reasonKey: 'not_reached' });
  });

  describe('when the process dies', () => {
    /** A worker that takes the job and is gone at the call: its lease runs out later. */
    async function dieAtCall() {
      w.world.answer = () => new Promise(() => undefined);
      const dying = w.buildWorker();
      void dying.drain();
      await expect
        .poll(
          () => w.world.chats.length + w.world.sms.length + w.world.templates.length + w.world.cards.length,
          { timeout: 10_000 },
        )
        .toBe(1);
      w.world.answer = () => undefined;
      w.clock.advance(120_000);
    }

    it('does not send a chat message again', async () => {
      w.world.windowOpen = true;
      await w.queueBound();
      await dieAtCall();
      await workOn();
      expect(w.world.chats).toHaveLength(1);
      expect(await w.delivery()).toMatchObject({ state: 'unknown', reasonKey: 'interrupted' });
    });

    it('does not send an SMS again', async () => {
      w.world.smsOn = true;
      await w.queueBound();
      await dieAtCall();
      await workOn();
      expect(w.world.sms).toHaveLength(1);
      expect(await w.delivery()).toMatchObject({ state: 'unknown', reasonKey: 'interrupted' });
    });

    it('sends a template message again under the same key', async () => {
      await w.map('template');
      await w.queueBound();
      await dieAtCall();
      await workOn();
      expect(w.world.templates).toHaveLength(2);
      expect(new Set(w.world.templates.map((one) => one.clientMessageId)).size).toBe(1);
      expect(await w.delivery()).toMatchObject({ state: 'submitted' });
    });

    it('does not send a template message again once its key has run out', async () => {
      await w.map('template');
      await w.queueBound();
      await dieAtCall();
      w.clock.advance(600_000);
      await workOn();
      expect(w.world.templates).toHaveLength(1);
      expect(await w.delivery()).toMatchObject({ state: 'unknown', reasonKey: 'template_unknown' });
    });

    it('does not send again when the answer came and could not be stored', async () => {
      w.world.windowOpen = true;
      await w.queueBound();
      // The lease is lost while the platform answers: the ending is rolled back.
      w.world.answer = async () => {
        await inTransaction(w.db.installation(), async (tx) => {
          await tx
            .getConnection()
            .execute("update job set lease_token = 'x'", [], 'run', tx.getTransactionContext());
        });
      };
      await w.worker.drain();
      expect(await w.delivery()).toMatchObject({ state: 'queued' });
      w.world.answer = () => undefined;
      w.clock.advance(120_000);
      await workOn();
      expect(w.world.chats).toHaveLength(1);
      expect(await w.delivery()).toMatchObject({ state: 'unknown', reasonKey: 'interrupted' });
    });
  });

  describe('the fields of a template', () => {
    it('cuts a long company’s name and shows the cut', async () => {
      await w.map('template', { thing1: '{company}有限责任公司与它的全部分支机构以及合作伙伴' });
      await w.queueBound();
      await w.worker.drain();
      const value = w.world.templates[0]?.data['thing1'] ?? '';
      expect(value).toHaveLength(20);
      expect(value.endsWith('…')).toBe(true);
    });

    it('does not ask the platform about a value that it refuses, and names the field in both languages', async () => {
      await w.map('template', { phrase2: '{company}ABC' });
      await w.queueBound();
      await w.worker.drain();
      expect(w.world.templates).toEqual([]);
      const row = await w.delivery();
      expect(row).toMatchObject({ state: 'failed', carrier: 'template' });
      expect(row.failure?.meaning['zh-CN']).toContain('phrase2');
      expect(row.failure?.meaning.en).toContain('phrase2');
    });
  });

  describe('cards to staff', () => {
    const queueCard = () =>
      w.inTx((tx) =>
        w.messaging.queueStaffCard(tx, {
          enterpriseId: w.enterpriseId,
          staffId: w.staffId,
          title: '林晓雯(杭州沐泉)已绑定微信',
          description: '',
          rows: [{ label: '联系人', value: '林晓雯' }],
          url: 'https://hl.example.cn/workbench/',
          causeKey: 'card:1',
          now: w.clock.now(),
        }),
      );

    it('are delivered when WeCom took them', async () => {
      await queueCard();
      await w.worker.drain();
      expect(w.world.cards).toMatchObject([{ userIds: ['ZhangMin'], card: { kind: 'text_notice' } }]);
      expect(await w.delivery()).toMatchObject({
        state: 'delivered',
        carrier: 'wecom',
        recipientName: '张敏',
      });
    });

    it('fail with a reason for who is outside the visible range', async () => {
      w.world.invalidUsers = ['zhangmin'];
      await queueCard();
      await w.worker.drain();
      expect(await w.delivery()).toMatchObject({ state: 'failed', reasonKey: 'staff_unreachable' });
    });

    it('fail with a reason where no application is connected', async () => {
      w.world.wecomOn = false;
      await queueCard();
      await w.worker.drain();
      expect(await w.delivery()).toMatchObject({ state: 'failed', reasonKey: 'wecom_not_connected' });
    });
  });

  describe('receipts', () => {
    it.each([
      ['success', 'delivered'],
      ['failed:user block', 'refused_by_user'],
      ['failed: system failed', 'failed'],
    ] as const)('%s ends a message as %s', async (status, state) => {
      await w.map('template');
      await w.queueBound();
      await w.worker.drain();
      const { platformMessageId } = await w.delivery();
      await w.receipt(platformMessageId ?? '', status);
      expect(await w.delivery()).toMatchObject({ state });
    });

    it('are kept when they come before the answer of the send was stored', async () => {
      await w.map('template');
      await w.queueBound();
      await w.receipt('900719925474099301', 'success');
      await w.worker.drain();
      expect((await w.delivery()).state).toBe('submitted');
      await workOn();
      expect(await w.delivery()).toMatchObject({
        state: 'delivered',
        platformMessageId: '900719925474099301',
      });
    });

    it('end a message in review, whose id they tell first', async () => {
      await w.map('template');
      w.world.answer = () => {
        throw refusal(40252);
      };
      await w.queueBound();
      await w.worker.drain();
      await w.receipt('77', 'success', 'oSb001linxiaowen');
      expect(await w.delivery()).toMatchObject({ state: 'delivered', platformMessageId: '77' });
    });

    it('end a message once: a later one changes nothing', async () => {
      await w.map('template');
      await w.queueBound();
      await w.worker.drain();
      const id = (await w.delivery()).platformMessageId ?? '';
      await w.receipt(id, 'success');
      await w.receipt(id, 'failed:user block');
      expect(await w.delivery()).toMatchObject({ state: 'delivered' });
    });

    it('of messages that were not ours are let go', async () => {
      await w.receipt('1', 'success');
      await workOn();
      expect(await w.deliveries()).toEqual([]);
    });
  });
});
