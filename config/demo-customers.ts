/**
 * The customers and partners of the demo brand. All names, numbers and people are invented; days are counted
 * from the moment of seeding. 张敏 has some that are overdue and one with a planned visit, 高远 stands
 * beside her and sees none of hers, 苏婉 above both sees all of them, and 王磊 has left six behind.
 */
export interface DemoCustomer {
  readonly kind: 'customer' | 'partner';
  readonly name: string;
  /** WeCom userid; null: the public pool. */
  readonly owner: string | null;
  readonly phone: string;
  readonly contact: string;
  /** Left out: a number of its own. */
  readonly mobile?: string;
  readonly classKey: string;
  readonly importance: 'high' | 'medium' | 'low';
  readonly stage: 'target' | 'intention' | 'deal' | 'vip' | null;
  readonly source: string;
  readonly address: string;
  readonly note: string;
  readonly enteredDaysAgo: number;
  /** Days ago, what was said, how satisfied (1 to 5). */
  readonly followUps: readonly (readonly [number, string, number?])[];
  /** Days ago, fen, what. */
  readonly deals: readonly (readonly [number, number, string])[];
  readonly visitInDays?: number;
}

type Told = Partial<DemoCustomer> & Pick<DemoCustomer, 'name' | 'owner' | 'contact'>;
let number = 0;
const customer = (told: Told): DemoCustomer => ({
  ...{ kind: 'customer', phone: `0571-0001${String((number += 1)).padStart(4, '0')}`, classKey: 'dealer' },
  ...{ importance: 'medium', stage: 'target', source: '展会', address: '', note: '', enteredDaysAgo: 60 },
  ...{ followUps: [], deals: [] },
  ...told,
});
const partner = (told: Told): DemoCustomer =>
  customer({ kind: 'partner', stage: null, classKey: 'service', source: '转介绍', ...told });

export const demoCustomers: readonly DemoCustomer[] = [
  // Downstream enterprises that have accounts.
  customer({
    ...{
      name: '杭州沐泉水处理设备（示例）有限公司',
      owner: 'zhangmin',
      contact: '周建国',
      mobile: '15400000001',
    },
    ...{ importance: 'high', stage: 'vip', address: '杭州市西湖区', enteredDaysAgo: 330 },
    followUps: [
      [2, '补货计划已确认，下月初发货', 5],
      [31, '回访：滤芯到货及时', 4],
    ],
    deals: [
      [300, 25_600_00, 'LX-800 二十台'],
      [120, 38_400_00, 'LX-800 三十台'],
      [20, 6_720_00, '滤芯 C6 八十支'],
    ],
  }),
  customer({
    ...{ name: '绍兴沐泉商贸（示例）有限公司', owner: 'zhangmin', contact: '周建国', mobile: '15400000021' },
    ...{ stage: 'deal', address: '绍兴市越城区', enteredDaysAgo: 200 },
    note: '联系人登记的手机号与他的微信手机号不同',
    followUps: [[9, '新店开业，谈铺货', 4]],
    deals: [[90, 12_800_00, 'LX-800 十台']],
  }),
  customer({
    ...{ name: '南京江宁源清（示例）有限公司', owner: 'zhangmin', contact: '顾源', mobile: '15400000008' },
    ...{ stage: 'intention', enteredDaysAgo: 12 },
    followUps: [[1, '今天开通了互联账号']],
  }),
  customer({
    ...{ name: '西安秦泉环保（示例）有限公司', owner: 'zhangmin', contact: '秦岭', stage: 'intention' },
    ...{ enteredDaysAgo: 6, followUps: [[3, '收到邀请码，等待审核']] },
  }),
  customer({
    ...{ name: '成都蓉泉便利（示例）有限公司', owner: 'gaoyuan', contact: '唐玉', mobile: '15400000004' },
    ...{ stage: 'deal', enteredDaysAgo: 150, followUps: [[15, '门店陈列已调整', 3]] },
    deals: [[60, 9_900_00, '滤芯组合装']],
  }),
  customer({
    ...{ name: '昆明云岭净水工程（示例）有限公司', owner: 'suwan', contact: '段经理', mobile: '15400000006' },
    ...{
      stage: 'deal',
      classKey: 'project',
      enteredDaysAgo: 260,
      followUps: [[10, '合作到期，谈是否续约', 2]],
    },
    deals: [[210, 88_000_00, '校园直饮水工程一期']],
  }),
  customer({
    ...{ name: '广州荔清电器行（示例）', owner: 'suwan', contact: '何敏仪', mobile: '15400000007' },
    ...{ stage: 'deal', enteredDaysAgo: 280, followUps: [[40, '已自购版本，继续供货', 4]] },
    deals: [
      [240, 15_360_00, 'LX-800 十二台'],
      [45, 7_680_00, 'LX-800 六台'],
    ],
  }),
  customer({
    ...{ name: '沈阳北辰净水服务部（示例）', owner: 'suwan', contact: '孟师傅', mobile: '15400000005' },
    ...{ stage: 'deal', enteredDaysAgo: 100, followUps: [[5, '报修处理中，已派单', 4]] },
    deals: [[80, 2_560_00, '反渗透膜二十支']],
  }),
  // Without an account: 张敏's five, of which the newcomer opens 南通海汐.
  customer({
    ...{ name: '南通海汐净水（示例）有限公司', owner: 'zhangmin', contact: '海洋', classKey: 'direct' },
    ...{ importance: 'high', stage: 'intention', address: '南通市崇川区', enteredDaysAgo: 20 },
    followUps: [[2, '看过样机，准备开通互联账号']],
    visitInDays: 3,
  }),
  customer({
    ...{ name: '望湖实验小学（示例）', owner: 'zhangmin', contact: '后勤李老师', classKey: 'direct' },
    ...{ importance: 'high', stage: 'deal', address: '杭州市', enteredDaysAgo: 90 },
    followUps: [[9, '食堂那台滤芯该换了，约时间', 3]],
    deals: [[85, 5_120_00, 'LX-800 四台']],
  }),
  customer({
    ...{ name: '东湖公园管理处（示例）', owner: 'zhangmin', contact: '巡检陈工', classKey: 'direct' },
    ...{ stage: 'intention', enteredDaysAgo: 30, followUps: [[12, '南门饮水台待报价']] },
  }),
  customer({ ...{ name: '嘉兴禾净商贸（示例）', owner: 'zhangmin', contact: '沈禾', enteredDaysAgo: 45 } }),
  customer({
    ...{ name: '湖州苕溪水务（示例）', owner: 'zhangmin', contact: '姚工', classKey: 'project' },
    ...{ importance: 'low', enteredDaysAgo: 14 },
  }),
  // 高远's four.
  customer({
    ...{ name: '上海澄宜环保（示例）有限公司', owner: 'gaoyuan', contact: '程宜', stage: 'intention' },
    ...{ importance: 'high', followUps: [[4, '寄出样品']] },
  }),
  customer({
    name: '苏州漱石净水（示例）',
    owner: 'gaoyuan',
    contact: '石磊',
    classKey: 'direct',
    enteredDaysAgo: 4,
  }),
  customer({ name: '无锡梁溪商厦（示例）', owner: 'gaoyuan', contact: '梁经理', classKey: 'project' }),
  customer({ name: '常州龙城便利（示例）', owner: 'gaoyuan', contact: '龙飞', importance: 'low' }),
  // Nobody's.
  customer({
    name: '宁波海曙水站（示例）',
    owner: null,
    contact: '海曙',
    source: '电话咨询',
    enteredDaysAgo: 3,
  }),
  customer({ name: '温州瓯江水务（示例）', owner: null, contact: '欧阳', source: '网站', enteredDaysAgo: 8 }),
  customer({
    name: '金华婺江净水（示例）',
    owner: null,
    contact: '吴江',
    source: '展会',
    enteredDaysAgo: 25,
  }),
  // 王磊 left: six wait to be handed over.
  ...['佛山禅泉', '东莞莞清', '中山岐江', '珠海香洲', '惠州西湖', '江门蓬江'].map((name, index) =>
    customer({
      ...{ name: `${name}净水（示例）`, owner: 'wanglei', contact: `${name.slice(0, 2)}联系人` },
      ...{ stage: index < 2 ? ('deal' as const) : ('target' as const), enteredDaysAgo: 120 },
      ...(index < 2 ? { deals: [[70, 3_840_00, 'LX-800 三台'] as const] } : {}),
    }),
  ),
  // Partners; the first one bears the name of a customer, which is no duplicate.
  partner({ name: '上海澄宜环保（示例）有限公司', owner: 'zhangmin', contact: '程宜', classKey: 'agent' }),
  partner({ name: '杭州速修净水服务（示例）', owner: 'zhangmin', contact: '修师傅' }),
  partner({ name: '浙江智水传感（示例）', owner: 'zhangmin', contact: '智工', classKey: 'supplier' }),
  partner({ name: '绍兴快装工程队（示例）', owner: 'zhangmin', contact: '庄队' }),
  partner({ name: '华东净水展览（示例）', owner: 'zhangmin', contact: '展小姐', classKey: 'other' }),
];
