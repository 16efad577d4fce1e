/**
 * What the customers' room begins with. The class list is each enterprise's own: this one is
 * what it finds before it has saved another. `visitDays` is the longest time between two contacts
 * that the class allows (7 for direct customers); null: none.
 */
export interface CrmClassPreset {
  readonly key: string;
  readonly 'zh-CN': string;
  readonly en: string;
  readonly visitDays: number | null;
}

/** What the source's rule takes off for each customer that nobody was in touch with in time: 5 yuan (row 157). */
export const crmVisitFineFen = 500;

export const crmClassPresets: Readonly<Record<'customer' | 'partner', readonly CrmClassPreset[]>> = {
  customer: [
    { key: 'direct', 'zh-CN': '直销客户', en: 'Direct customer', visitDays: 7 },
    { key: 'dealer', 'zh-CN': '经销客户', en: 'Dealer', visitDays: null },
    { key: 'project', 'zh-CN': '工程客户', en: 'Project customer', visitDays: null },
    { key: 'other', 'zh-CN': '其他', en: 'Other', visitDays: null },
  ],
  partner: [
    { key: 'agent', 'zh-CN': '代理商', en: 'Agent', visitDays: null },
    { key: 'service', 'zh-CN': '服务商', en: 'Service provider', visitDays: null },
    { key: 'supplier', 'zh-CN': '供应商', en: 'Supplier', visitDays: null },
    { key: 'other', 'zh-CN': '其他', en: 'Other', visitDays: null },
  ],
};
