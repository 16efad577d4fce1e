/**
 * The catalogue of what staff may do: one line a right. `group` is where it stands on the page
 * that gives rights; texts are `permission.<name>` in the locale files. A right comes with the page
 * that it opens, and is held by nobody until somebody who holds it gives it.
 */
export const permissions = {
  'channels.read': { group: 'settings' },
  'channels.manage': { group: 'settings' },
  'messaging.manage': { group: 'settings' },
  'accounts.read': { group: 'interconnect' },
  'accounts.manage': { group: 'interconnect' },
  'accounts.export': { group: 'interconnect' },
  'connections.read': { group: 'interconnect' },
  'connections.manage': { group: 'interconnect' },
  'quota.read': { group: 'interconnect' },
  'settings.manage': { group: 'menu' },
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
  'departments.manage': { group: 'menu' },
  'staff.manage': { group: 'menu' },
  'staff.same_department': { group: 'same_department' },
  'staff.sub_departments': { group: 'sub_departments' },
  'authorisation.set': { group: 'function' },
  'crm.use': { group: 'customers' },
  'crm.manage': { group: 'customers' },
  'crm.export': { group: 'customers' },
} as const;

export type Permission = keyof typeof permissions;
export type PermissionGroup = (typeof permissions)[Permission]['group'];

/** The four groups of an authorisation (rows 243–257), which a department's defaults have too. */
export const authorisationGroups = [
  ...['menu', 'same_department', 'sub_departments', 'function'],
] as const satisfies readonly PermissionGroup[];
/** What administrators of the enterprise, and the operator, hold beside them. */
export const enterpriseGroups = [
  ...['customers', 'interconnect', 'settings', 'operator'],
] as const satisfies readonly PermissionGroup[];
/** Never given by a department's defaults (row 268). */
export const neverByDefault = ['authorisation.set'] as const satisfies readonly Permission[];

export const permissionNames: readonly Permission[] = Object.keys(permissions).filter(isPermission);

/** Who has it at the upstream may enter its template, and stays in there no longer than he has it. */
export const templateDoor = 'template.manage';

/** What staff of a template enterprise may do there: make and push packages from its own settings. */
export const templatePermissions = [
  'packages.manage',
  'settings.manage',
  'records.read',
] as const satisfies readonly Permission[];

export function isPermission(name: string): name is Permission {
  return Object.hasOwn(permissions, name);
}
