/**
 * The catalogue of what staff may do: one line a right. `group` is where it stands on the page
 * that gives rights; texts are `permission.<name>` in the locale files.
 */
export const permissions = {
  'channels.read': { group: 'settings' },
  'channels.manage': { group: 'settings' },
  'messaging.manage': { group: 'settings' },
  'accounts.read': { group: 'interconnect' },
  'accounts.manage': { group: 'interconnect' },
  'connections.read': { group: 'interconnect' },
  'connections.manage': { group: 'interconnect' },
  'quota.read': { group: 'interconnect' },
  'settings.manage': { group: 'settings' },
  'orders.manage': { group: 'interconnect' },
  'orders.confirm': { group: 'operator' },
  'prices.manage': { group: 'operator' },
  'merchant.manage': { group: 'operator' },
  'sms.review': { group: 'operator' },
  'records.read': { group: 'settings' },
  'records.export': { group: 'settings' },
  'operations.manage': { group: 'settings' },
  'webhooks.manage': { group: 'settings' },
  'template.manage': { group: 'settings' },
  'packages.manage': { group: 'settings' },
  'crm.use': { group: 'customers' },
  'crm.manage': { group: 'customers' },
  'crm.export': { group: 'customers' },
} as const;

export type Permission = keyof typeof permissions;
export const permissionNames: readonly Permission[] = Object.keys(permissions).filter(isPermission);

/** What staff of a template enterprise may do there: make and push packages from its own settings. */
export const templatePermissions = [
  'packages.manage',
  'settings.manage',
  'records.read',
] as const satisfies readonly Permission[];

export function isPermission(name: string): name is Permission {
  return Object.hasOwn(permissions, name);
}
