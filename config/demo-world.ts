/**
 * The simulated world of the demo (see docs/sandbox.md): which accounts, people and members the
 * sandbox begins with, and which of them the demo tenant is seeded from. All names are invented;
 * phones begin with 154 0000 00, a prefix without public subscribers. Secrets here open nothing
 * but the sandbox.
 */
export interface DemoPerson {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string;
  /** The first one is WeChat's own; the others can be chosen as «another number». */
  readonly phones: readonly string[];
}

export interface DemoMember {
  /** WeCom userid. */
  readonly userId: string;
  readonly name: string;
  readonly nameEn: string;
  readonly departmentId: number;
  readonly mobile: string;
  readonly active: boolean;
}

export const demoWorld = {
  officialAccount: {
    name: '岚汐净水服务号',
    appId: 'wxa0c1a17100000001',
    originalId: 'gh_lanxi0000001',
    secret: '5a1d0f0e5a1d0f0e5a1d0f0e00000001',
    token: 'lanxiservicetoken01',
    encodingAesKey: 'LanxiServiceAccountSandboxKey00000000000001',
  },
  /** A second brand's, to show that a subscription account is refused. */
  subscriptionAccount: {
    name: '岚汐生活订阅号',
    appId: 'wxa0c1a17100000009',
    originalId: 'gh_lanxi0000009',
    secret: '5a1d0f0e5a1d0f0e5a1d0f0e00000009',
    token: 'lanxisubscription09',
    encodingAesKey: 'LanxiSubscriptionSandboxKey0000000000000009',
  },
  miniProgram: {
    name: '岚汐互联',
    appId: 'wxa0c1a17200000002',
    originalId: 'gh_lanxi0000002',
    secret: '5a1d0f0e5a1d0f0e5a1d0f0e00000002',
    token: 'lanximinitoken02',
    encodingAesKey: 'LanxiMiniProgramSandboxKey00000000000000002',
  },
  /** Who sells the quota of the installation; its RSA keys are made by the sandbox. */
  merchant: {
    mchId: '1900000109',
    name: '岚汐科技',
    apiV3Key: 'LanxiMerchantSandboxApiV3Key0001',
  },
  wecom: {
    name: '岚汐净水',
    agentName: '互联工作台',
    corpId: 'wwa0c1a17300000003',
    agentId: '1000002',
    secret: 'sandbox-wecom-agent-secret-000000000000003x',
    token: 'lanxiwecomtoken03',
    encodingAesKey: 'LanxiWecomAgentSandboxKey000000000000000003',
    departments: [
      { id: 1, name: '岚汐净水', parentId: 0 },
      { id: 2, name: '渠道中心', parentId: 1 },
      { id: 3, name: '渠道管理部', parentId: 2 },
      { id: 4, name: '华东大区', parentId: 2 },
      { id: 5, name: '华东一部', parentId: 4 },
      { id: 6, name: '华东二部', parentId: 4 },
      { id: 7, name: '华南大区', parentId: 2 },
      { id: 8, name: '售后服务部', parentId: 1 },
    ],
    members: [
      {
        userId: 'chenli',
        name: '陈立',
        nameEn: 'Chen Li',
        departmentId: 3,
        mobile: '15400000051',
        active: true,
      },
      {
        userId: 'suwan',
        name: '苏婉',
        nameEn: 'Su Wan',
        departmentId: 4,
        mobile: '15400000052',
        active: true,
      },
      {
        userId: 'zhangmin',
        name: '张敏',
        nameEn: 'Zhang Min',
        departmentId: 5,
        mobile: '15400000053',
        active: true,
      },
      {
        userId: 'gaoyuan',
        name: '高远',
        nameEn: 'Gao Yuan',
        departmentId: 6,
        mobile: '15400000054',
        active: true,
      },
      {
        userId: 'lihao',
        name: '李浩',
        nameEn: 'Li Hao',
        departmentId: 8,
        mobile: '15400000055',
        active: true,
      },
      {
        userId: 'wanglei',
        name: '王磊',
        nameEn: 'Wang Lei',
        departmentId: 7,
        mobile: '15400000056',
        active: false,
      },
    ] satisfies DemoMember[],
  },
  /** WeChat people; the newcomer plays the first. */
  people: [
    { id: 'linxiaowen', name: '林晓雯', nameEn: 'Lin Xiaowen', phones: ['15400000002', '15400000092'] },
    { id: 'zhoujianguo', name: '周建国', nameEn: 'Zhou Jianguo', phones: ['15400000001'] },
    { id: 'zhaokuaiji', name: '赵会计', nameEn: 'Zhao (accountant)', phones: ['15400000003'] },
    { id: 'tangyu', name: '唐玉', nameEn: 'Tang Yu', phones: ['15400000004'] },
    { id: 'mengshifu', name: '孟师傅', nameEn: 'Meng (technician)', phones: ['15400000005'] },
    { id: 'duanjingli', name: '段经理', nameEn: 'Duan (manager)', phones: ['15400000006'] },
    { id: 'heminyi', name: '何敏仪', nameEn: 'He Minyi', phones: ['15400000007'] },
    { id: 'qianhui', name: '钱慧', nameEn: 'Qian Hui', phones: ['15400000010'] },
    { id: 'panlei', name: '潘磊', nameEn: 'Pan Lei', phones: ['15400000012', '15400000011'] },
    { id: 'wushan', name: '吴珊', nameEn: 'Wu Shan', phones: ['15400000014'] },
    { id: 'luren', name: '路人', nameEn: 'Passer-by', phones: ['15400000099'] },
  ] satisfies DemoPerson[],
  /** Templates that stand in the service account's library (platform.md A9). */
  templates: [
    {
      templateId: 'TPL-ACCOUNT-BOUND-0000000000000000000000001',
      title: '账号绑定成功通知',
      fields: [
        { key: 'thing1', label: '账号' },
        { key: 'thing2', label: '所属企业' },
        { key: 'time3', label: '绑定时间' },
        { key: 'thing4', label: '备注' },
      ],
      example: '账号:林晓雯\n所属企业:杭州沐泉\n绑定时间:2026年11月24日 18:30\n备注:如非本人操作请联系业务员',
    },
    {
      templateId: 'TPL-ORDER-STATE-00000000000000000000000002',
      title: '订单状态提醒',
      fields: [
        { key: 'character_string1', label: '订单编号' },
        { key: 'phrase2', label: '订单状态' },
        { key: 'time3', label: '更新时间' },
      ],
      example: '订单编号:LX20261124001\n订单状态:已发货\n更新时间:2026年11月24日 18:30',
    },
  ],
  subscribeTemplates: [
    {
      templateId: 'SUB-ACCOUNT-NOTICE-000000000000000000000001',
      title: '账号变动提醒',
      fields: [
        { key: 'thing1', label: '账号' },
        { key: 'thing2', label: '所属企业' },
        { key: 'time3', label: '时间' },
        { key: 'thing4', label: '备注' },
      ],
    },
  ],
} as const;

/**
 * A person's openid in an app, made by rule so that the sandbox and the demo data agree without
 * talking to each other: 28 characters, as the platform's.
 */
export function demoOpenid(appId: string, personId: string): string {
  const tail = appId.slice(-3);
  const body = `${personId}${'0'.repeat(24)}`.slice(0, 22);
  return `oSb${tail}${body}`;
}

/** Whom the newcomer plays. */
export const demoHeroine = { id: 'linxiaowen', phone: '15400000002' } as const;
