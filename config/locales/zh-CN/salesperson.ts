/** Words of the opening of accounts by salespeople. */
export const salespersonTexts = {
  'card.title': '{brand}为你开通了互联账号',
  'card.text': '{contact}，您好！{brand}已为「{company}」的您开通互联账号，请用登记的手机号绑定：{link}',
  'sheet.customer': '开通互联账号',
  'sheet.partner': '开通互联账号',
  'column.name.customer': '客户名称',
  'column.name.partner': '合作伙伴名称',
  'column.contact': '联系人姓名',
  'column.mobile': '联系人手机',
  'column.role': '互联角色',
  'row.done':
    '{company}{opened, plural, =0 {} other {开通账号 # 个}}{kept, plural, =0 {} other {，已有账号 # 个}}',
  'row.company': '互联企业已开通，',
  'row.nothing': '已开通过，没有变化',
} as const;
