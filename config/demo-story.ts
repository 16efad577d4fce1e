import type { InterconnectRole } from './interconnect-roles.ts';
import type { Permission } from './permissions.ts';

/**
 * What the demo brand is seeded with, beside the simulated world: staff rights, quota, downstream
 * enterprises and their people. Days are counted from the moment of seeding, so that it never looks
 * old. Figures are chosen so that every state is on the first screen; the test adds them up.
 */
const salesperson: readonly Permission[] = [
  'accounts.read',
  'accounts.manage',
  'connections.read',
  'connections.manage',
  'quota.read',
  'crm.use',
  'accounts.open',
  'accounts.disable',
  'desktop.sign_in',
];
const everything: readonly Permission[] = [
  'departments.manage',
  'staff.manage',
  'directory.manage',
  'authorisation.set',
  'desktop.sign_in',
  'extended_fields.manage',
  'extended_fields.global',
  'staff.same_department',
  'staff.sub_departments',
  'staff.all_departments',
  'channel_accounts.read',
  'channel_accounts.same_department',
  'channel_accounts.sub_departments',
  'channel_accounts.all_departments',
  'chats.read',
  'chat_history.read',
  'chats.same_department',
  'chats.sub_departments',
  'chats.all_departments',
  'chat_history.view',
  'channels.read',
  'channels.manage',
  'messaging.manage',
  'auto_reply.manage',
  'accounts.read',
  'accounts.manage',
  'accounts.export',
  'accounts.open',
  'accounts.disable',
  'connections.read',
  'connections.manage',
  'quota.read',
  'settings.manage',
  'orders.manage',
  'records.read',
  'records.export',
  'operations.manage',
  'webhooks.manage',
  'template.manage',
  'crm.same_department',
  'crm.sub_departments',
  'crm.use',
  'crm.manage',
  'crm.export',
  'crm.id_numbers',
];

export interface DemoDownstream {
  readonly key: string;
  readonly legalName: string;
  readonly shortName: string;
  readonly edition: string | null;
  readonly ownEdition?: boolean;
  readonly salesperson: string;
  readonly openedDaysAgo: number;
  /** Terminated so many days ago; its tail ends so many days from now (null: no tail). */
  readonly terminated?: { readonly daysAgo: number; readonly endsInDays: number | null };
  readonly people: readonly {
    /** A person of the simulated world, or a name and phone of their own. */
    readonly person?: string;
    readonly name: string;
    readonly phone: string;
    readonly role: InterconnectRole;
    /** Null: the account is there, its person was not invited yet. */
    readonly invitedDaysAgo: number | null;
    readonly bound: boolean;
    /** What staff did to the account afterwards. */
    readonly afterwards?: 'disabled' | { readonly changedPhone: string };
  }[];
}

export const demoStory = {
  upstream: {
    legalName: '岚汐净水科技（示例）有限公司',
    displayName: '岚汐净水',
    slogan: '商用直饮水，省心好水每一天',
  },
  /** One connection only: one phone, two upstreams. */
  second: {
    legalName: '禾光厨房电器（示例）有限公司',
    displayName: '禾光厨电',
    slogan: '把厨房点亮',
  },
  /** Whom the second brand opened: its one WeChat-user place is kept for the first, so the other waits. */
  secondPeople: [
    { name: '周建国', phone: '15400000001', role: 'owner', invitedDaysAgo: 10, reserved: true },
    {
      name: '吴珊',
      phone: '15400000014',
      role: 'clerk',
      invitedDaysAgo: 6,
      reserved: false,
      person: 'wushan',
    },
  ],
  staffRights: {
    chenli: everything,
    suwan: [...salesperson, 'crm.same_department', 'crm.sub_departments'],
    zhangmin: salesperson,
    gaoyuan: ['accounts.read', 'accounts.manage', 'connections.read', 'crm.use', 'desktop.sign_in'],
    lihao: ['accounts.read', 'desktop.sign_in'],
    wanglei: [],
  } satisfies Record<string, readonly Permission[]>,
  /** Lots, dated from the moment of seeding. */
  quota: [
    { kind: 'enterprise', amount: 5, boughtDaysAgo: 340, endsInDays: 25, order: 'DEMO-ORDER-1' },
    { kind: 'enterprise', amount: 2, boughtDaysAgo: 40, endsInDays: 325, order: 'DEMO-ORDER-2' },
    { kind: 'wechat_user', amount: 12, boughtDaysAgo: 40, endsInDays: 325, order: 'DEMO-ORDER-2' },
    { kind: 'edition:dealer', amount: 5, boughtDaysAgo: 40, endsInDays: 325, order: 'DEMO-ORDER-2' },
    { kind: 'edition:fmcg_dealer', amount: 2, boughtDaysAgo: 40, endsInDays: 325, order: 'DEMO-ORDER-2' },
    { kind: 'edition:agent', amount: 1, boughtDaysAgo: 340, endsInDays: 25, order: 'DEMO-ORDER-1' },
  ],
  /** The order of the first lots: paid by a bank transfer, its invoice is issued. */
  firstOrder: {
    number: 'DEMO-ORDER-1',
    buyer: '陈立',
    contractNumber: 'LX-HL-018',
    /** After the year's two digits: no province has this code. */
    invoiceNumber: '002000000000000018',
    /** A division that there is none of: nobody's number. */
    title: {
      name: '岚汐净水科技（示例）有限公司',
      taxId: '91000000MADEM0000X',
      address: '杭州市示例区望湖路 1 号',
      telephone: '0571-00000000',
      bank: '示例银行杭州分行',
      bankAccount: '330100000000000018',
      email: '',
    },
  },
  downstream: [
    {
      key: 'muquan-hangzhou',
      legalName: '杭州沐泉水处理设备（示例）有限公司',
      shortName: '杭州沐泉',
      edition: 'dealer',
      salesperson: 'zhangmin',
      openedDaysAgo: 120,
      people: [
        {
          person: 'zhoujianguo',
          name: '周建国',
          phone: '15400000001',
          role: 'owner',
          invitedDaysAgo: 120,
          bound: true,
        },
        {
          person: 'linxiaowen',
          name: '林晓雯',
          phone: '15400000002',
          role: 'clerk',
          invitedDaysAgo: 1,
          bound: false,
        },
        {
          person: 'zhaokuaiji',
          name: '赵会计',
          phone: '15400000003',
          role: 'accountant',
          invitedDaysAgo: 8,
          bound: false,
        },
      ],
    },
    {
      key: 'muquan-shaoxing',
      legalName: '绍兴沐泉商贸（示例）有限公司',
      shortName: '绍兴沐泉',
      edition: 'dealer',
      salesperson: 'zhangmin',
      openedDaysAgo: 90,
      people: [
        {
          person: 'zhoujianguo',
          name: '周建国',
          phone: '15400000001',
          role: 'owner',
          invitedDaysAgo: 90,
          bound: true,
        },
        {
          person: 'qianhui',
          name: '钱慧',
          phone: '15400000010',
          role: 'clerk',
          invitedDaysAgo: 70,
          bound: true,
          afterwards: 'disabled',
        },
        { name: '蒋萍', phone: '15400000013', role: 'accountant', invitedDaysAgo: null, bound: false },
      ],
    },
    {
      key: 'rongquan-chengdu',
      legalName: '成都蓉泉便利（示例）有限公司',
      shortName: '成都蓉泉',
      edition: 'fmcg_dealer',
      salesperson: 'gaoyuan',
      openedDaysAgo: 80,
      people: [
        {
          person: 'tangyu',
          name: '唐玉',
          phone: '15400000004',
          role: 'owner',
          invitedDaysAgo: 80,
          bound: true,
        },
      ],
    },
    {
      key: 'beichen-shenyang',
      legalName: '沈阳北辰净水服务部（示例）',
      shortName: '沈阳北辰',
      edition: null,
      salesperson: 'lihao',
      openedDaysAgo: 60,
      people: [
        {
          person: 'mengshifu',
          name: '孟师傅',
          phone: '15400000005',
          role: 'service',
          invitedDaysAgo: 60,
          bound: true,
        },
      ],
    },
    {
      key: 'yunling-kunming',
      legalName: '昆明云岭净水工程（示例）有限公司',
      shortName: '昆明云岭',
      edition: 'agent',
      salesperson: 'suwan',
      openedDaysAgo: 200,
      terminated: { daysAgo: 9, endsInDays: 5 },
      people: [
        {
          person: 'duanjingli',
          name: '段经理',
          phone: '15400000006',
          role: 'owner',
          invitedDaysAgo: 200,
          bound: true,
        },
      ],
    },
    {
      key: 'liqing-guangzhou',
      legalName: '广州荔清电器行（示例）',
      shortName: '广州荔清',
      edition: 'dealer',
      ownEdition: true,
      salesperson: 'suwan',
      openedDaysAgo: 300,
      people: [
        {
          person: 'heminyi',
          name: '何敏仪',
          phone: '15400000007',
          role: 'owner',
          invitedDaysAgo: 300,
          bound: true,
        },
        {
          person: 'panlei',
          name: '潘磊',
          phone: '15400000011',
          role: 'clerk',
          invitedDaysAgo: 150,
          bound: true,
          afterwards: { changedPhone: '15400000012' },
        },
      ],
    },
    {
      key: 'yuanqing-nanjing',
      legalName: '南京江宁源清（示例）有限公司',
      shortName: '南京源清',
      edition: null,
      salesperson: 'zhangmin',
      openedDaysAgo: 0,
      people: [
        { name: '顾源', phone: '15400000008', role: 'owner', invitedDaysAgo: 0, bound: false },
        { name: '江宁', phone: '15400000009', role: 'clerk', invitedDaysAgo: 0, bound: false },
      ],
    },
  ] satisfies readonly DemoDownstream[],
  /** Came by an invitation code and waits for review: its place is reserved. */
  pending: { legalName: '西安秦泉环保（示例）有限公司', shortName: '西安秦泉', hoursAgo: 3 },
  invitationCodes: {
    general: { note: '春季经销商大会', maxUses: 50 },
    dedicated: { note: '', companyName: '西安秦泉', contactName: '秦川' },
  },
  autoReply: {
    words: '价格|报价|多少钱',
    pattern: 'contains_any',
    replies: [
      '你好，经销商价格请绑定账号后找你的业务员，零售价见下一条。',
      'LX-800 商用直饮机 6980 元，RO-400 反渗透主机 12800 元，滤芯一套 680 元。（示例价格）',
    ],
  },
  templateFields: {
    thing1: '{contact}',
    thing2: '{company}',
    time3: '{boundAt}',
    thing4: '如非本人操作请联系业务员',
  },
} as const;
