import { PlatformError } from '../../../bot/channels/shared/platform-error.ts';
import { officialAccountCodes } from '../../../bot/channels/official-account/errors.ts';
import type { CustomerMessage, TemplateMessage } from '../../../bot/channels/official-account/client.ts';
import type { AccountRef } from '../../../bot/core/update.ts';
import type { FollowerState } from '../../../bot/core/reply.ts';
import type { TestDatabase } from '../../testing/database.ts';
import { createFixedClock } from '../../kernel/clock.ts';
import { Job } from '../../kernel/data/kernel.entity.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { newId } from '../../kernel/ids.ts';
import { createHandlers, type JobHandler } from '../../kernel/jobs/job-handler.ts';
import { createWorker } from '../../kernel/jobs/worker.ts';
import { createLogger } from '../../kernel/log/logger.ts';
import { createMetrics } from '../../kernel/log/metrics.ts';
import { noNews } from '../../kernel/redis/news.ts';
import { createKeyring } from '../../kernel/secrets.ts';
import { createMessaging } from './index.ts';
import { Delivery, FollowGuide, SubscribeConsent, TemplateMapping } from './messaging.entity.ts';
import type { AccountCard, Recipient, RecordEntry, Senders } from './ports.ts';

/** The platform said no with a code of its table. */
export function refusal(code: number): PlatformError {
  return new PlatformError({
    channel: 'official-account',
    method: 'test',
    code,
    errmsg: 'refused',
    codes: officialAccountCodes,
  });
}

type PlatformCall = 'template' | 'chat' | 'subscribe' | 'sms' | 'wecom';

/** What the fakes say, and what they were told. */
interface WorldState {
  accounts: AccountCard[];
  recipient: Recipient | null;
  /** Recipients beside the one, by the ids of their users. */
  others: Map<string, Recipient>;
  windowOpen: boolean;
  smsOn: boolean;
  wecomOn: boolean;
  invalidUsers: string[];
  templates: TemplateMessage[];
  chats: { openid: string; message: CustomerMessage }[];
  subscribes: { openid: string; templateId: string; data: Readonly<Record<string, string>> }[];
  sms: { phone: string; templateId: string; params: readonly string[] }[];
  cards: { userIds: readonly string[]; card: unknown }[];
  records: RecordEntry[];
  /** Runs at each call of a platform, before its answer; throws what the platform would. */
  answer(call: PlatformCall): void | Promise<void>;
}

/**
 * The feature on a real database, with the platforms faked at their border: what was asked of them
 * is kept, and `answer` decides how they answer.
 * @param real senders that stand in the place of the fakes
 */
export async function openMessagingWorld(test: TestDatabase, real: Partial<Senders> = {}) {
  await emptyTables(test);
  const clock = createFixedClock(new Date('2026-11-24T10:30:00.000Z'));
  const enterpriseId = newId();
  const serviceAccount: AccountCard = {
    id: newId(),
    kind: 'official-account',
    name: '岚汐净水服务号',
    appId: 'wxa0c1a17100000001',
    connected: true,
  };
  const miniProgram: AccountCard = {
    id: newId(),
    kind: 'mini-program',
    name: '岚汐互联',
    appId: 'wxa0c1a17200000002',
    connected: true,
  };
  const userId = newId();
  const staffId = newId();
  const world: WorldState = {
    accounts: [serviceAccount, miniProgram],
    recipient: {
      name: '林晓雯',
      phone: '15400000002',
      language: 'zh-CN',
      waitsForProof: false,
      officialAccounts: [
        { channelAccountId: serviceAccount.id, openid: 'oSb001linxiaowen', following: true },
      ],
      miniPrograms: [{ channelAccountId: miniProgram.id, openid: 'oSb002linxiaowen' }],
    },
    others: new Map(),
    windowOpen: false,
    smsOn: false,
    wecomOn: true,
    invalidUsers: [],
    templates: [],
    chats: [],
    subscribes: [],
    sms: [],
    cards: [],
    records: [],
    answer: () => undefined,
  };
  let messages = 0;
  const senders: Senders = {
    officialAccount: async (_em, id) =>
      id !== serviceAccount.id
        ? null
        : {
            async sendCustomerMessage(openid, message) {
              world.chats.push({ openid, message });
              await world.answer('chat');
            },
            async sendTemplate(message) {
              world.templates.push(message);
              await world.answer('template');
              messages += 1;
              return { messageId: `90071992547409930${messages}` };
            },
            listTemplates: async () => [
              {
                templateId: 'TPL-BOUND',
                title: '账号绑定成功通知',
                fields: [
                  { key: 'thing1', label: '账号' },
                  { key: 'thing2', label: '所属企业' },
                  { key: 'time3', label: '绑定时间' },
                ],
                example: '账号:林晓雯',
              },
            ],
          },
    miniProgram: async () => ({
      async sendSubscribeMessage({ openid, templateId, data }) {
        world.subscribes.push({ openid, templateId, data });
        await world.answer('subscribe');
      },
    }),
    wecom: async () =>
      world.wecomOn
        ? {
            async sendTemplateCard(input) {
              world.cards.push(input);
              await world.answer('wecom');
              return { messageId: 'wm1', responseCode: null, invalidUsers: world.invalidUsers };
            },
          }
        : null,
    sms: () =>
      Promise.resolve(
        world.smsOn
          ? {
              templateId: '200001',
              sender: {
                async send(input: { phone: string; templateId: string; params: readonly string[] }) {
                  world.sms.push(input);
                  await world.answer('sms');
                  return { serialNo: 'sn1' };
                },
              },
            }
          : null,
      ),
    smsOf: async () => null,
  };
  const words = { displayName: '岚汐净水', timeZone: 'Asia/Shanghai' };
  const messaging = createMessaging({
    db: test.db,
    clock,
    log: createLogger('silent'),
    news: noNews,
    keyring: createKeyring('k'.repeat(40)),
    senders: { ...senders, ...real },
    windows: { isOpen: async () => world.windowOpen },
    salespeople: { salespeopleOf: async () => new Set() },
    accounts: { all: async () => world.accounts },
    enterprises: {
      byId: async () => words,
      within: async () => words,
      isOperator: async () => false,
    },
    smsService: null,
    marketing: {
      standings: async () => new Map(),
      people: async () => [],
      sameNumber: async () => [],
      stop: async () => true,
    },
    smsTemplate: async () => null,
    smsSignature: async () => null,
    recipients: {
      of: async (_em, id) => (id === userId ? world.recipient : (world.others.get(id) ?? null)),
    },
    staff: { of: async (_em, id) => (id === staffId ? { name: '张敏', account: 'ZhangMin' } : null) },
    records: {
      add: async (_tx, entry) => {
        world.records.push(entry);
      },
    },
    publicUrl: 'https://hl.example.cn',
  });
  function buildWorker(handlers: readonly JobHandler[] = messaging.jobHandlers) {
    return createWorker({
      db: test.db,
      clock,
      log: createLogger('silent'),
      metrics: createMetrics(),
      handlers: createHandlers(messaging.jobKinds, handlers),
      concurrency: 4,
      idleMs: 5,
    });
  }
  const worker = buildWorker();
  const em = (): EntityManager => test.db.tenant(enterpriseId);
  const inTx = <T>(work: (tx: EntityManager) => Promise<T>): Promise<T> =>
    inTransaction(test.db.acrossTenants('work: inbox and jobs'), work);
  const account: AccountRef = {
    id: serviceAccount.id,
    enterpriseId,
    channel: 'official-account',
    appId: serviceAccount.appId,
    mayAct: true,
  };

  return {
    db: test.db,
    world,
    clock,
    messaging,
    worker,
    buildWorker,
    em,
    inTx,
    account,
    enterpriseId,
    serviceAccount,
    miniProgram,
    userId,
    staffId,
    deliveries: () => em().find(Delivery, {}, { orderBy: { id: 'asc' } }),
    async delivery() {
      const [row] = await em().find(Delivery, {}, { orderBy: { id: 'asc' } });
      if (row === undefined) throw new Error('There is no delivery');
      return row;
    },
    queueBound(causeKey = 'bound:1', interconnectUserId = userId) {
      return inTx((tx) =>
        messaging.queueDelivery(tx, {
          enterpriseId,
          purpose: 'account.bound',
          interconnectUserId,
          recipientName: '林晓雯',
          values: { contact: '林晓雯', company: '杭州沐泉', boundAt: clock.now().toISOString() },
          path: 'pages/home/index',
          causeKey,
          now: clock.now(),
        }),
      );
    },
    /** A mapping as it would stand after saving. */
    async map(
      carrier: 'template' | 'subscribe',
      fields: Record<string, string> = { thing1: '{contact}', thing2: '{company}', time3: '{boundAt}' },
    ) {
      await em().insert(TemplateMapping, {
        id: newId(),
        enterpriseId,
        purpose: 'account.bound',
        carrier,
        channelAccountId: carrier === 'template' ? serviceAccount.id : miniProgram.id,
        templateId: carrier === 'template' ? 'TPL-BOUND' : 'SUB-BOUND',
        templateTitle: '账号绑定成功通知',
        fieldKinds: Object.fromEntries(Object.keys(fields).map((key) => [key, key.replace(/\d+$/, '')])),
        fields,
        enabled: true,
        updatedAt: clock.now(),
        version: 1,
      });
    },
    receipt(messageId: string, status: string, openid?: string) {
      return inTx((tx) =>
        messaging.receipts.receiptArrived(tx, {
          channelAccountId: serviceAccount.id,
          enterpriseId,
          messageId,
          status,
          at: clock.now(),
          ...(openid === undefined ? {} : { openid }),
        }),
      );
    },
  };
}
/** A database is dear on MySQL: the tests of a file share one, and begin with it empty. */
async function emptyTables({ db }: TestDatabase): Promise<void> {
  const em = db.acrossTenants('work: sweep');
  for (const entity of [Job, Delivery, TemplateMapping, FollowGuide, SubscribeConsent] as const) {
    await em.getConnection().execute(`delete from ${entity.meta.tableName}`);
  }
}

export type MessagingWorld = Awaited<ReturnType<typeof openMessagingWorld>>;

export const stranger: FollowerState = {
  following: true,
  bound: false,
  contact: null,
  company: null,
  salesperson: null,
};
export const boundFollower: FollowerState = {
  following: true,
  bound: true,
  contact: '林晓雯',
  company: '杭州沐泉',
  salesperson: '张敏',
};
export const link = {
  h5Url: 'https://hl.example.cn/app/pages/bind/index?t=abcdefghijklmnopqrstuv',
  miniProgramPath: 'pages/bind/index?t=abcdefghijklmnopqrstuv',
};
