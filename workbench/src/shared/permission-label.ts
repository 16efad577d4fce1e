import type { TextKey } from '../locales/zh-CN/index.ts';
import type { Permission } from './permissions.ts';

const labels: Record<Permission, TextKey> = {
  'channels.read': 'permission.channels.read',
  'channels.manage': 'permission.channels.manage',
  'messaging.manage': 'permission.messaging.manage',
  'accounts.read': 'permission.accounts.read',
  'accounts.manage': 'permission.accounts.manage',
  'accounts.export': 'permission.accounts.export',
  'connections.read': 'permission.connections.read',
  'connections.manage': 'permission.connections.manage',
  'quota.read': 'permission.quota.read',
  'settings.manage': 'permission.settings.manage',
  'records.read': 'permission.records.read',
  'records.export': 'permission.records.export',
  'orders.manage': 'permission.orders.manage',
  'orders.confirm': 'permission.orders.confirm',
  'prices.manage': 'permission.prices.manage',
  'merchant.manage': 'permission.merchant.manage',
  'sms.review': 'permission.sms.review',
  'operations.manage': 'permission.operations.manage',
  'template.manage': 'permission.template.manage',
  'packages.manage': 'permission.packages.manage',
  'authorisation.set': 'permission.authorisation.set',
  'departments.manage': 'permission.departments.manage',
  'staff.manage': 'permission.staff.manage',
  'staff.same_department': 'permission.staff.same_department',
  'staff.sub_departments': 'permission.staff.sub_departments',
  'crm.use': 'permission.crm.use',
  'crm.manage': 'permission.crm.manage',
  'crm.export': 'permission.crm.export',
  'webhooks.manage': 'permission.webhooks.manage',
};

export function permissionLabel(permission: Permission): TextKey {
  return labels[permission];
}
