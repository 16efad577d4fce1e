/** The rights that pages ask for; the same names as the server's catalogue. */
export type Permission =
  | 'channels.read'
  | 'channels.manage'
  | 'messaging.manage'
  | 'accounts.read'
  | 'accounts.manage'
  | 'connections.read'
  | 'connections.manage'
  | 'quota.read'
  | 'settings.manage'
  | 'records.read'
  | 'operations.manage'
  | 'webhooks.manage'
  | 'orders.manage'
  | 'orders.confirm'
  | 'prices.manage'
  | 'merchant.manage'
  | 'sms.review';
