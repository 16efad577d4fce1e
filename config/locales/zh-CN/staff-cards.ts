export const staffCardTexts = {
  'bound.title': '{name}（{company}）已绑定微信',
  'bound.description': '现在可以给 TA 发通知了',
  'waiting.title': '{name}（{company}）已绑定，等待额度',
  'waiting.description': '微信用户数已用完。增加额度后会自动开通。',
  'help.title': '{name} 请你帮忙绑定',
  'help.description': 'TA 的微信手机号和登记的不一致',
  'label.name': '姓名',
  'label.company': '所属企业',
  'label.phone': '手机号',
  'label.time': '时间',
} as const;
