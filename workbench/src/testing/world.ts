import type { z } from 'zod';

import type { staffMeSchema } from '../../../server/contract/access.ts';
import type { bindingRequestSchema, interconnectUserSchema } from '../../../server/contract/accounts.ts';
import type { channelAccountSchema, ChannelCheck } from '../../../server/contract/channels.ts';
import type {
  deliverySchema,
  followGuideSchema,
  platformTemplateSchema,
  templateMappingSchema,
} from '../../../server/contract/messaging.ts';
import type { failedWorkSchema, receivedCallbackDetailSchema } from '../../../server/contract/operations.ts';
import type { comparisonSchema } from '../../../server/contract/reconciliation.ts';
import type { quotaEntrySchema, quotaFigureSchema, QuotaLotRow } from '../../../server/contract/quota.ts';
import { buildSettings, type SettingsWorld } from './settings-world.ts';

import { buildConnectingWorld, testId, type ConnectingWorld } from './connecting-world.ts';

export interface World extends SettingsWorld {
  me: z.infer<typeof staffMeSchema>;
  channels: z.infer<typeof channelAccountSchema>[];
  guides: z.infer<typeof followGuideSchema>[];
  templates: z.infer<typeof platformTemplateSchema>[];
  mappings: z.infer<typeof templateMappingSchema>[];
  deliveries: z.infer<typeof deliverySchema>[];
  users: z.infer<typeof interconnectUserSchema>[];
  requests: z.infer<typeof bindingRequestSchema>[];
  figures: z.infer<typeof quotaFigureSchema>[];
  lots: QuotaLotRow[];
  entries: z.infer<typeof quotaEntrySchema>[];
  callbacks: z.infer<typeof receivedCallbackDetailSchema>[];
  comparisons: z.infer<typeof comparisonSchema>[];
  failed: z.infer<typeof failedWorkSchema>[];
  connecting: ConnectingWorld;
}

export { testId } from './connecting-world.ts';

const at = (minutesAgo: number) =>
  new Date(Date.UTC(2026, 10, 24, 10, 30) - minutesAgo * 60_000).toISOString();

const passed = (key: ChannelCheck['key'], message: string): ChannelCheck => ({
  key,
  state: 'passed',
  platformCode: null,
  message,
  remedy: null,
});

const everything = [
  'channels.read',
  'channels.manage',
  'messaging.manage',
  'accounts.read',
  'accounts.manage',
  'accounts.export',
  'connections.read',
  'connections.manage',
  'quota.read',
  'settings.manage',
  'records.read',
  'records.export',
  'operations.manage',
  'prices.manage',
  'merchant.manage',
  'webhooks.manage',
];

/** A brand with a little of everything; each test changes what it is about. */
export function buildWorld(): World {
  const guideText =
    '你好，欢迎关注{brand} 👋\n经销商、服务商请先绑定账号，之后可以下单查单、报修、收通知。\n👉 {link:点这里绑定，约 20 秒}\n不是合作伙伴？回复「报修」或直接扫机器上的码。';
  return {
    ...buildSettings(),
    me: {
      staff: {
        ...{ id: testId(1, 1), name: '陈立', account: 'chenli', nickname: '', note: '' },
        ...{ hasPassword: false, avatarAt: null },
      },
      enterprise: {
        id: testId(1, 2),
        displayName: '岚汐净水',
        legalName: '岚汐净水科技（示例）有限公司',
        timeZone: 'Asia/Shanghai',
        demo: true,
        kind: 'company',
      },
      permissions: everything,
      language: 'zh-CN',
      sessionExpiresAt: at(-600),
    },
    connecting: buildConnectingWorld(),
    channels: [
      {
        id: testId(2, 1),
        kind: 'official-account',
        name: '岚汐净水服务号',
        appId: 'wxa0c1a17100000001',
        originalId: 'gh_lanxi0000001',
        agentId: null,
        accountType: 'service',
        verified: true,
        state: 'attention',
        checks: [
          passed('credentials', '取到了访问凭据。'),
          passed('account-type', '是服务号。'),
          passed('verification', '已认证。'),
          {
            key: 'ip-list',
            state: 'failed',
            platformCode: '40164',
            message: '服务器的出口 IP 203.0.113.8 不在白名单里。',
            remedy: '在微信公众平台「基本配置」的 IP 白名单中加入 203.0.113.8，约 1 分钟后重新检测。',
          },
          passed('callback', '最近一次回调在 3 分钟前。'),
        ],
        callbackMode: 'safe',
        callbackUrl: 'https://hl.example.cn/callbacks/official-accounts/Zk3v0W9xQm2rT7yB1nLs4A',
        chatsKeptSince: null,
        secretSet: true,
        connectedAt: at(60 * 24 * 40),
        lastCallbackAt: at(3),
        lastCheckedAt: at(12),
        version: 3,
      },
      {
        id: testId(2, 2),
        kind: 'mini-program',
        name: '岚汐互联',
        appId: 'wxa0c1a17200000002',
        originalId: 'gh_lanxi0000002',
        agentId: null,
        accountType: null,
        verified: null,
        state: 'connected',
        checks: [passed('credentials', '取到了访问凭据。')],
        callbackMode: 'safe',
        callbackUrl: 'https://hl.example.cn/callbacks/mini-programs/Ab3v0W9xQm2rT7yB1nLs4B',
        chatsKeptSince: null,
        secretSet: true,
        connectedAt: at(60 * 24 * 39),
        lastCallbackAt: null,
        lastCheckedAt: at(600),
        version: 1,
      },
    ],
    guides: [
      {
        id: testId(3, 1),
        channelAccountId: testId(2, 1),
        channelAccountName: '岚汐净水服务号',
        enabled: true,
        unbound: { carrier: 'text', text: guideText, title: '', description: '', pictureUrl: '' },
        bound: {
          carrier: 'text',
          text: '{contact}，你已绑定「{company}」。\n👉 {link:进入岚汐互联}',
          title: '',
          description: '',
          pictureUrl: '',
        },
        carrierBlocked: { mini_program_card: '还没有上传卡片封面，无法用小程序卡片。' },
        version: 5,
        updatedAt: at(600),
      },
    ],
    templates: [
      {
        templateId: 'TPL-ACCOUNT-BOUND-0000000000000000000000001',
        title: '账号绑定成功通知',
        fields: [
          { key: 'thing1', kind: 'thing', label: '账号' },
          { key: 'thing2', kind: 'thing', label: '所属企业' },
          { key: 'time3', kind: 'time', label: '绑定时间' },
          { key: 'thing4', kind: 'thing', label: '备注' },
        ],
        example:
          '账号:林晓雯\n所属企业:杭州沐泉\n绑定时间:2026年11月24日 18:30\n备注:如非本人操作请联系业务员',
      },
      {
        templateId: 'TPL-ORDER-STATE-00000000000000000000000002',
        title: '订单状态提醒',
        fields: [
          { key: 'character_string1', kind: 'character_string', label: '订单编号' },
          { key: 'phrase2', kind: 'phrase', label: '订单状态' },
        ],
        example: '订单编号:LX20261124001\n订单状态:已发货',
      },
    ],
    mappings: [
      {
        purpose: 'account.bound',
        purposeLabel: '绑定成功',
        channelAccountId: testId(2, 1),
        templateId: 'TPL-ACCOUNT-BOUND-0000000000000000000000001',
        templateTitle: '账号绑定成功通知',
        enabled: true,
        fields: {
          thing1: '{contact}',
          thing2: '{company}',
          time3: '{boundAt}',
          thing4: '如非本人操作请联系业务员',
        },
        variables: [
          { name: 'contact', label: '姓名', example: '林晓雯' },
          { name: 'company', label: '下游企业', example: '杭州沐泉' },
          { name: 'boundAt', label: '绑定时间', example: '2026年11月24日 18:30' },
        ],
        version: 2,
      },
    ],
    deliveries: [
      delivery(1, '林晓雯', 'delivered', '已送达', 'template', 2, {}),
      delivery(2, '唐玉', 'delivered', '已送达', 'sms', 8, {
        passedOver: [
          { carrier: 'customer_service', reason: '超出可发送时段' },
          { carrier: 'template', reason: '已取消关注服务号' },
        ],
      }),
      delivery(3, '周建国', 'in_review', '平台审核中', 'template', 20, {
        platformCode: '40252',
        reason: '平台正在审核这条消息，审核后由平台发出。',
        remedy: '无需处理，请等待。',
      }),
      delivery(4, '孟师傅', 'failed', '失败', 'template', 55, {
        platformCode: '40037',
        reason: '平台上没有这个模板，它可能已被删除。',
        remedy: '在「模板消息」中重新选择模板，再重新发送。',
        canResend: true,
      }),
      delivery(5, '赵会计', 'unknown', '结果未知', 'customer_service', 90, {
        reason: '平台没有应答，消息可能已送达。',
        remedy: '向对方确认，没有收到再重新发送。',
        canResend: true,
      }),
      delivery(6, '何敏仪', 'refused_by_user', '用户拒收', 'template', 400, {
        reason: '对方关闭了此服务号的消息。',
        remedy: '请业务员电话告知，或改用短信。',
      }),
    ],
    users: [
      user(1, '周建国', '154****0001', '杭州沐泉', 'active', 'bound', 60),
      user(2, '林晓雯', '154****0002', '杭州沐泉', 'invited', 'none', null),
      user(3, '赵会计', '154****0003', '杭州沐泉', 'invited', 'none', null),
      user(4, '唐玉', '154****0004', '成都蓉泉', 'active', 'bound', 7_000),
      user(5, '孟师傅', '154****0005', '沈阳北辰', 'active', 'waiting_quota', 300),
      user(6, '段经理', '154****0006', '昆明云岭', 'disabled', 'bound', 13_000),
    ],
    requests: [
      {
        id: testId(6, 1),
        state: 'pending',
        name: '林晓雯',
        company: '杭州沐泉',
        phoneMasked: '154****0092',
        createdAt: at(5),
        resolvedAt: null,
        candidates: [
          {
            interconnectUserId: testId(5, 2),
            name: '林晓雯',
            downstreamName: '杭州沐泉',
            phoneMasked: '154****0002',
          },
          {
            interconnectUserId: testId(5, 3),
            name: '赵会计',
            downstreamName: '杭州沐泉',
            phoneMasked: '154****0003',
          },
        ],
      },
      {
        id: testId(6, 2),
        state: 'pending',
        name: '吴先生',
        company: '',
        phoneMasked: '154****0088',
        createdAt: at(180),
        resolvedAt: null,
        candidates: [],
      },
      {
        id: testId(6, 3),
        state: 'resolved',
        name: '唐玉',
        company: '成都蓉泉',
        phoneMasked: '154****0004',
        createdAt: at(9_000),
        resolvedAt: at(8_990),
        candidates: [],
      },
    ],
    figures: [
      figure('enterprise', '互联企业数', '家', 7, 1, 5),
      figure('wechat_user', '微信用户数', '人', 12, 4, 5),
      figure('edition:dealer', '经销商版', '套', 5, 0, 2),
      figure('edition:agent', '代理商版', '套', 1, 0, 1),
    ],
    lots: [
      lot(1, 'wechat_user', '微信用户数', '人', { places: 12, reserved: 4, used: 5 }, 20),
      lot(2, 'enterprise', '互联企业数', '家', { places: 7, reserved: 1, used: 5 }, 65),
    ],
    entries: [
      entry(1, 'wechat_user', 'reserve', 1, '邀请互联用户', '林晓雯（杭州沐泉）', '张敏', 40),
      entry(2, 'enterprise', 'reserve', 1, '开通下游企业', '南京江宁源清', '张敏', 60),
      entry(3, 'wechat_user', 'use', 1, '绑定微信', '唐玉（成都蓉泉）', '系统', 9_000),
      entry(4, 'enterprise', 'credit', 7, '购买', null, '陈立', 60 * 24 * 300),
    ],
    callbacks: [
      callback(1, 'event:subscribe', '关注', 'done', true, 3),
      callback(2, 'text', '文字消息', 'done', true, 9),
      callback(3, 'event:TEMPLATESENDJOBFINISH', '模板消息送达', 'done', false, 21),
      callback(4, 'event:other/LOCATION', '其他事件', 'stored', false, 45),
      callback(5, 'event:subscribe', '关注', 'failed', false, 61),
    ],
    comparisons: [
      comparison(1, 'done', 30, { follows: 2, unfollows: 1 }),
      comparison(2, 'stopped', 390, {
        reason: 'too_many',
        heldBack: 208,
        message: '列表里缺少的人太多（208 人），没有把任何人改为取消关注。',
        remedy: '请在微信公众平台确认关注人数。如果确实少了这么多，请点「确认已离开」。',
      }),
      comparison(3, 'done', 750, {}),
    ],
    failed: [
      {
        id: testId(8, 1),
        source: 'callback',
        kind: 'event:subscribe',
        kindLabel: '关注后的引导',
        attempts: 5,
        lastError: '数据库连接超时（等待 3000 ms）',
        createdAt: at(61),
        failedAt: at(31),
      },
      {
        id: testId(8, 2),
        source: 'job',
        kind: 'message.send',
        kindLabel: '发送模板消息',
        attempts: 8,
        lastError: '平台拒绝：模板不存在（40037）',
        createdAt: at(120),
        failedAt: at(58),
      },
    ],
  };
}

function delivery(
  index: number,
  recipientName: string,
  state: World['deliveries'][number]['state'],
  stateLabel: string,
  carrier: World['deliveries'][number]['carrier'],
  minutesAgo: number,
  more: Partial<World['deliveries'][number]>,
): World['deliveries'][number] {
  return {
    id: testId(4, index),
    purpose: 'account.bound',
    purposeLabel: '绑定成功',
    recipientName,
    carrier,
    passedOver: [],
    state,
    stateLabel,
    platformCode: null,
    reason: null,
    remedy: null,
    canResend: false,
    createdAt: at(minutesAgo),
    updatedAt: at(minutesAgo - 1),
    ...more,
  };
}

function user(
  index: number,
  name: string,
  phoneMasked: string,
  downstreamName: string,
  accountState: World['users'][number]['accountState'],
  bindingState: World['users'][number]['bindingState'],
  seenMinutesAgo: number | null,
): World['users'][number] {
  return {
    id: testId(5, index),
    name,
    phoneMasked,
    downstreamName,
    roles: [{ key: 'clerk', label: '店员' }],
    accountState,
    bindingState,
    salespersonName: '张敏',
    invitedAt: at(11_000),
    boundAt: bindingState === 'none' ? null : at(10_000),
    lastSeenAt: seenMinutesAgo === null ? null : at(seenMinutesAgo),
    following: index !== 4,
    version: 1,
  };
}

function figure(
  kind: string,
  label: string,
  unit: string,
  bought: number,
  reserved: number,
  used: number,
): World['figures'][number] {
  const remaining = bought - reserved - used;
  return { kind, label, unit, bought, reserved, used, remaining, validUntil: at(-60 * 24 * 25) };
}

function lot(
  index: number,
  kind: string,
  label: string,
  unit: string,
  count: { places: number; reserved: number; used: number },
  days: number,
): QuotaLotRow {
  return {
    ...{ id: testId(9, index), kind, label, unit, ...count, startsAt: at(60 * 24 * 300) },
    ...{ endsAt: at(-60 * 24 * days), state: 'open', daysLeft: days, renewed: false },
    reason: '额度订单 Q20260203 已付款',
  };
}

function entry(
  index: number,
  kind: string,
  change: World['entries'][number]['change'],
  amount: number,
  reason: string,
  holder: string | null,
  actor: string,
  minutesAgo: number,
): World['entries'][number] {
  return { id: testId(7, index), kind, at: at(minutesAgo), change, amount, reason, holder, actor };
}

function callback(
  index: number,
  kind: string,
  kindLabel: string,
  state: World['callbacks'][number]['state'],
  replied: boolean,
  minutesAgo: number,
): World['callbacks'][number] {
  return {
    id: testId(9, index),
    channelAccountId: testId(2, 1),
    channelAccountName: '岚汐净水服务号',
    kind,
    kindLabel,
    senderMasked: 'oSb0••••••••••••••••••••0000',
    receivedAt: at(minutesAgo),
    state,
    replied,
    payload:
      '<xml>\n  <ToUserName>gh_lanxi0000001</ToUserName>\n  <FromUserName>oSb0••••0000</FromUserName>\n  <MsgType>event</MsgType>\n  <Event>subscribe</Event>\n</xml>',
    reply: replied ? '你好，欢迎关注岚汐净水 👋 …' : null,
    canReplay: state === 'done' || state === 'failed',
    effects: effectsOf(index, kind, state, minutesAgo),
  };
}

function effectsOf(
  index: number,
  kind: string,
  state: World['callbacks'][number]['state'],
  minutesAgo: number,
): World['callbacks'][number]['effects'] {
  if (state === 'stored') return { jobs: [], follower: null, messages: [], records: [] };
  const failed = state === 'failed';
  return {
    jobs: [
      {
        id: testId(11, index),
        kindLabel: '处理收到的回调',
        state: failed ? 'dead' : 'done',
        attempts: failed ? 6 : 1,
        lastError: failed ? 'BotError: A handler of event:subscribe failed' : null,
        createdAt: at(minutesAgo),
        finishedAt: at(minutesAgo),
      },
    ],
    follower: kind === 'event:subscribe' && !failed ? { following: true, bound: false, latest: true } : null,
    messages: failed
      ? []
      : [
          {
            id: testId(12, index),
            purposeLabel: '关注引导',
            carrier: 'passive_reply',
            state: 'submitted',
            stateLabel: '已提交',
            reason: null,
            updatedAt: at(minutesAgo),
          },
        ],
    records: [],
  };
}

function comparison(
  index: number,
  state: World['comparisons'][number]['state'],
  minutesAgo: number,
  more: Partial<World['comparisons'][number]>,
): World['comparisons'][number] {
  return {
    id: testId(10, index),
    channelAccountId: testId(2, 1),
    channelAccountName: '岚汐净水服务号',
    subject: 'followers',
    startedBy: 'schedule',
    state,
    ...{ reason: null, message: null, remedy: null, platformCode: null },
    ...{ listed: 1204, known: 1203, follows: 0, unfollows: 0, returned: 0, left: 0, heldBack: 0 },
    canConfirm: false,
    createdAt: at(minutesAgo),
    startedAt: at(minutesAgo),
    finishedAt: at(minutesAgo),
    ...more,
  };
}
