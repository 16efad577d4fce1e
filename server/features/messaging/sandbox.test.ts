import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { createMiniProgramClient } from '../../../bot/channels/mini-program/client.ts';
import { createOfficialAccountClient } from '../../../bot/channels/official-account/client.ts';
import { createPlatformHttp } from '../../../bot/channels/shared/platform-http.ts';
import { createMemoryTokenStore } from '../../../bot/channels/shared/token-memory-store.ts';
import { createWecomClient } from '../../../bot/channels/wecom/client.ts';
import { startSandbox, type StartedSandbox } from '../../../bot/sandbox/index.ts';
import { demoOpenid, demoWorld } from '../../../config/demo-world.ts';
import { systemClock } from '../../kernel/clock.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { controlSandbox } from '../../testing/sandbox-control.ts';
import { FollowGuide } from './messaging.entity.ts';
import { link, openMessagingWorld, stranger, type MessagingWorld } from './testing.ts';

const received = z.object({
  items: z.array(z.looseObject({ via: z.string(), direction: z.string(), type: z.string() })),
});

describe('messages that reach a phone', () => {
  const { officialAccount, miniProgram, wecom } = demoWorld;
  const openid = demoOpenid(officialAccount.appId, 'linxiaowen');
  let test: TestDatabase;
  let sandbox: StartedSandbox;
  let w: MessagingWorld;

  const control = (verb: string, body: object) => controlSandbox(sandbox.url, verb, body);
  async function phone(user = 'linxiaowen') {
    const response = await fetch(`${sandbox.url}/control/messages?user=${user}`);
    return received.parse(await response.json()).items.filter(({ direction }) => direction === 'in');
  }
  const who = { account: officialAccount.appId, follower: 'linxiaowen' };

  beforeAll(async () => {
    test = await openTestDatabase();
  });
  beforeEach(async () => {
    sandbox = await startSandbox({ port: 0 });
    const shared = { http: createPlatformHttp({}), tokens: createMemoryTokenStore(), clock: systemClock };
    const at = (host: string) => `${sandbox.url}/${host}`;
    const service = createOfficialAccountClient({
      ...shared,
      ...officialAccount,
      accountKey: 'oa',
      baseUrl: at('api.weixin.qq.com'),
      oauthBaseUrl: at('open.weixin.qq.com'),
    });
    const app = createMiniProgramClient({
      ...shared,
      ...miniProgram,
      accountKey: 'mp',
      baseUrl: at('api.weixin.qq.com'),
    });
    const agent = createWecomClient({
      ...shared,
      ...wecom,
      accountKey: 'wc',
      baseUrl: at('qyapi.weixin.qq.com'),
      oauthBaseUrl: at('open.weixin.qq.com'),
    });
    w = await openMessagingWorld(test, {
      officialAccount: async () => service,
      miniProgram: async () => app,
      wecom: async () => agent,
    });
    w.world.recipient = {
      name: '林晓雯',
      phone: null,
      language: 'zh-CN',
      waitsForProof: false,
      officialAccounts: [{ channelAccountId: w.serviceAccount.id, openid, following: true }],
      miniPrograms: [
        { channelAccountId: w.miniProgram.id, openid: demoOpenid(miniProgram.appId, 'linxiaowen') },
      ],
    };
  });
  afterEach(() => sandbox.close());
  afterAll(() => test.drop());

  const mapReal = async () => {
    const [template] = demoWorld.templates;
    await w.messaging.mappings.save(
      w.em(),
      {
        enterpriseId: w.enterpriseId,
        purpose: 'account.bound',
        channelAccountId: w.serviceAccount.id,
        templateId: template.templateId,
        fields: {
          thing1: '{contact}',
          thing2: '{company}',
          time3: '{boundAt}',
          thing4: '如非本人操作请联系业务员',
        },
        enabled: true,
        version: 0,
        editor: { staffId: w.staffId, name: '陈立', requestId: 'r1' },
      },
      'zh-CN',
    );
  };

  it('come as a template message, whose long id is kept whole', async () => {
    await control('follow', who);
    await mapReal();
    await w.queueBound();
    await w.worker.drain();
    const row = await w.delivery();
    expect(row).toMatchObject({ state: 'submitted', carrier: 'template' });
    expect(row.platformMessageId).toMatch(/^\d{19}$/);
    const [message, ...more] = (await phone()).filter(({ via }) => via === 'template');
    expect(more).toEqual([]);
    expect(JSON.stringify(message)).toContain('杭州沐泉');
    expect(JSON.stringify(message)).toContain('2026年11月24日 18:30');
  });

  it('come once when the answer to a template message was lost', async () => {
    await control('follow', who);
    await mapReal();
    await w.queueBound();
    await w.worker.drain();
    // As a process leaves it that died before it stored the answer: the mark is there, the state is not.
    const { id, platformMessageId } = await w.delivery();
    await w.em().getConnection().execute(`update delivery set state = 'queued' where id = '${id}'`);
    await w.em().getConnection().execute("update job set state = 'due'");
    await w.worker.drain();
    expect((await phone()).filter(({ via }) => via === 'template')).toHaveLength(1);
    expect(await w.delivery()).toMatchObject({ state: 'submitted', platformMessageId });
  });

  it('are known to be refused to who does not follow', async () => {
    await mapReal();
    await w.queueBound();
    await w.worker.drain();
    expect(await w.delivery()).toMatchObject({ state: 'unfollowed', platformCode: '43004' });
  });

  it('are held in review by the platform, and not sent again', async () => {
    await control('follow', who);
    await mapReal();
    await control('faults', {
      match: { path: '/cgi-bin/message/template/send' },
      fault: { errcode: 40252, times: 1 },
    });
    await w.queueBound();
    await w.worker.drain();
    w.clock.advance(600_000);
    await w.worker.drain();
    expect(await w.delivery()).toMatchObject({ state: 'in_review', platformCode: '40252' });
  });

  it('come in the chat while the window is open, with a link into the mini program', async () => {
    await control('follow', who);
    await control('send', { ...who, text: '你好' });
    w.world.windowOpen = true;
    await w.queueBound();
    await w.worker.drain();
    expect(await w.delivery()).toMatchObject({ state: 'submitted', carrier: 'customer_service' });
    const chats = (await phone()).filter(({ via }) => via === 'customer-service');
    expect(JSON.stringify(chats)).toContain('data-miniprogram-appid');
  });

  async function useCard(): Promise<void> {
    w.world.windowOpen = true;
    await w.inTx((tx) =>
      w.messaging.guides.ensurePreset(tx, {
        enterpriseId: w.enterpriseId,
        channelAccountId: w.serviceAccount.id,
      }),
    );
    const em = w.em();
    const guide = await em.findOneOrFail(FollowGuide, {});
    guide.unbound = { ...guide.unbound, carrier: 'mini_program_card', title: '绑定账号' };
    await em.flush();
  }
  async function followed(updateId: string): Promise<void> {
    await control('follow', who);
    await w.inTx((tx) =>
      w.messaging.guides.followed(tx, {
        account: w.account,
        openid,
        updateId,
        follower: stranger,
        link,
        replied: false,
        receivedAt: w.clock.now(),
      }),
    );
  }
  async function uploads(): Promise<number> {
    const response = await fetch(`${sandbox.url}/control/calls?path=/cgi-bin/media/upload`);
    return z.object({ items: z.array(z.unknown()) }).parse(await response.json()).items.length;
  }

  it('come as a card with a picture, which is uploaded once for all of them', async () => {
    await useCard();
    await followed('u1');
    await w.worker.drain();
    expect(await w.delivery()).toMatchObject({ state: 'submitted', carrier: 'customer_service' });
    const [card, ...more] = await phone();
    expect([card?.via, card?.type, more]).toEqual(['customer-service', 'miniprogrampage', []]);
    const picture = await fetch(`${sandbox.url}${String(card?.['picUrl'])}`);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
    await followed('u2');
    await w.worker.drain();
    expect((await phone()).map(({ picUrl }) => picUrl)).toEqual([card?.['picUrl'], card?.['picUrl']]);
    expect(await uploads()).toBe(1);
  });

  it('come with a picture that is uploaded anew where the platform has it no more', async () => {
    await useCard();
    await followed('u1');
    await w.worker.drain();
    await control('clock', { advanceMs: 3 * 24 * 3_600_000 });
    await followed('u2');
    await w.worker.drain();
    expect((await w.deliveries()).map(({ state }) => state)).toEqual(['submitted', 'submitted']);
    expect([(await phone()).length, await uploads()]).toEqual([2, 2]);
  });

  it('wait for another try where the picture could not be uploaded, for then nothing has left', async () => {
    await useCard();
    await control('faults', { match: { path: '/cgi-bin/media/upload' }, fault: { drop: true, times: 1 } });
    await followed('u1');
    await w.worker.drain();
    expect((await w.delivery()).state).toBe('queued');
    expect(await phone()).toEqual([]);
    w.clock.advance(20_000);
    // The client holds a failed upload for five seconds of its own clock.
    await new Promise((resolve) => setTimeout(resolve, 5_100));
    await w.worker.drain();
    expect((await w.delivery()).state).toBe('submitted');
    expect(await phone()).toHaveLength(1);
  });

  it('say why where the platform refuses the picture', async () => {
    await useCard();
    await control('faults', {
      match: { path: '/cgi-bin/media/upload' },
      fault: { errcode: 40009, times: 1 },
    });
    await followed('u1');
    await w.worker.drain();
    const row = await w.delivery();
    expect(row).toMatchObject({ state: 'failed', platformCode: '40009' });
    expect(row.failure?.meaning.en).toBe('The picture is too large.');
  });

  it('come to staff as a card of the WeCom application', async () => {
    await w.inTx((tx) =>
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
    await w.worker.drain();
    expect(await w.delivery()).toMatchObject({ state: 'delivered', carrier: 'wecom' });
    expect(JSON.stringify(await phone(`${wecom.corpId}:zhangmin`))).toContain('已绑定微信');
  });
});
