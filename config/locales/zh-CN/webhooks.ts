/** Words of the pages about events for other systems. */
export const webhookTexts = {
  'event.webhook.tested': '测试事件',
  'event.account.bound': '互联用户绑定微信',
  'event.account.unbound': '互联用户解除绑定',
  'event.account.disabled': '互联用户停用',
  'event.account.enabled': '互联用户启用',
  'event.quota.credited': '额度到账',
  'event.quota.suspended': '额度到期，使用者暂停',
  'error.status': '对方返回 {status}',
  'error.redirect': '对方要求跳转（{status}），不会跟随',
  'error.timeout': '15 秒内没有应答',
  'error.unreachable': '连接不上对方的地址',
  'error.refused_address': '地址指向内部网络，已拒绝',
} as const;
