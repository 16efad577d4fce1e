import type { Permission } from './permissions.ts';

/**
 * Roles that every enterprise begins with (row 214): nobody is in one until somebody who owns its
 * rights puts him there, and a right that an upgrade adds is in none of those that are there already.
 * Names are the enterprise's to change, so they are stored, in the language of the enterprises.
 */
export const presetRoles = {
  administrator: {
    name: '管理员',
    permissions: [
      ...['desktop.sign_in', 'staff.manage', 'departments.manage', 'settings.manage', 'authorisation.set'],
      ...['staff.same_department', 'staff.sub_departments', 'staff.all_departments'],
      ...['channel_accounts.read', 'channel_accounts.all_departments', 'chats.read', 'chats.all_departments'],
      ...['accounts.read', 'accounts.manage', 'connections.read', 'connections.manage', 'quota.read'],
      ...['channels.read', 'channels.manage', 'messaging.manage', 'records.read', 'operations.manage'],
      ...['crm.use', 'crm.manage', 'extended_fields.manage', 'extended_fields.global'],
    ],
  },
  department_head: {
    name: '部门主管',
    permissions: [
      ...['staff.manage', 'staff.same_department', 'staff.sub_departments', 'authorisation.set'],
      'desktop.sign_in',
      ...['channel_accounts.read', 'channel_accounts.same_department', 'channel_accounts.sub_departments'],
      ...['chats.read', 'chats.same_department', 'chats.sub_departments'],
      ...['chat_history.read', 'chat_history.view'],
      ...['accounts.read', 'connections.read', 'crm.use'],
    ],
  },
  salesperson: {
    name: '销售',
    permissions: ['crm.use', 'accounts.read', 'accounts.manage', 'connections.read', 'quota.read'],
  },
  customer_service: {
    name: '客服',
    permissions: [
      ...['accounts.read', 'accounts.manage', 'connections.read', 'messaging.manage', 'desktop.sign_in'],
    ],
  },
  finance: {
    name: '财务',
    permissions: ['quota.read', 'orders.manage', 'connections.read', 'records.read', 'desktop.sign_in'],
  },
  auditor: { name: '审计', permissions: ['records.read', 'records.export', 'desktop.sign_in'] },
} as const satisfies Readonly<Record<string, { name: string; permissions: readonly Permission[] }>>;

export type PresetRole = keyof typeof presetRoles;
