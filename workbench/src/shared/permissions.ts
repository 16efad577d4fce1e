/** The rights that pages ask for; the same names as the server's catalogue. */
export type Permission =
  | 'channels.read'
  | 'channels.manage'
  | 'messaging.manage'
  | 'accounts.read'
  | 'accounts.manage'
  | 'quota.read'
  | 'orders.manage'
  | 'orders.confirm'
  | 'prices.manage'
  | 'merchant.manage'
  | 'operations.manage';
