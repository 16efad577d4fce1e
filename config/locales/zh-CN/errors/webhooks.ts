export const webhooksErrors = {
  'webhook.url': '请填写公网可以访问的 https 地址。内部网络的地址需要运营方先加入允许名单。',
  'webhook.demo': '演示企业不能向外部地址推送事件。',
  'webhook.too_many': '最多可以添加 {most} 个推送地址，请先删除不用的。',
  'webhook.not_active': '这个推送地址已停用，请先启用再推送。',
  'webhook.already_waiting': '这条推送还在等待发送，不需要重推。',
} as const;
