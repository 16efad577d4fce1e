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
  /** A salesperson's own: from the customers that he may see, where the plug-in is on (row 38). */
  'accounts.open': { group: 'interconnect' },
  'accounts.disable': { group: 'interconnect' },
  'connections.read': { group: 'interconnect' },
  'connections.manage': { group: 'interconnect' },
  'quota.read': { group: 'interconnect' },
  'settings.manage': { group: 'menu' },
  /** Row 243: alone it opens exactly this page. Private rules are their owner's. */
  'auto_reply.manage': { group: 'menu' },
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
  'channel_accounts.read': { group: 'menu' },
  'chats.read': { group: 'menu' },
  /** Also shows whoever heads a department the chats of his subordinates (rows 243, 280). */
  'chat_history.read': { group: 'menu' },
  'directory.manage': { group: 'settings' },
  'staff.same_department': { group: 'same_department' },
  'staff.sub_departments': { group: 'sub_departments' },
  'channel_accounts.same_department': { group: 'same_department' },
  'channel_accounts.sub_departments': { group: 'sub_departments' },
  'chats.same_department': { group: 'same_department' },
  'chats.sub_departments': { group: 'sub_departments' },
  'crm.same_department': { group: 'same_department' },
  'crm.sub_departments': { group: 'sub_departments' },
  'staff.all_departments': { group: 'all_departments' },
  'channel_accounts.all_departments': { group: 'all_departments' },
  'chats.all_departments': { group: 'all_departments' },
  /** Row 253: WeCom lets nobody in on a computer without it; a phone needs none. */
  'desktop.sign_in': { group: 'function' },
  'authorisation.set': { group: 'function' },
  'chat_history.view': { group: 'function' },
  'extended_fields.manage': { group: 'menu' },
  /** Public ones too, which every department fills in. */
  'extended_fields.global': { group: 'function' },
  'crm.use': { group: 'customers' },
  'crm.manage': { group: 'customers' },
  'crm.export': { group: 'customers' },
  /** ID numbers of contacts, where the enterprise keeps them: to write and to see, of whom one may change. */
  'crm.id_numbers': { group: 'customers' },
} as const;

export type Permission = keyof typeof permissions;
export type PermissionGroup = (typeof permissions)[Permission]['group'];

/** The four groups of an authorisation (rows 243–257), which a department's defaults have too. */
export const authorisationGroups = [
  ...['menu', 'same_department', 'sub_departments', 'function'],
] as const satisfies readonly PermissionGroup[];
/** What administrators of the enterprise, and the operator, hold beside them. */
export const enterpriseGroups = [
  ...['all_departments', 'customers', 'interconnect', 'settings', 'operator'],
] as const satisfies readonly PermissionGroup[];
/** Never given by a department's defaults (row 268). */
export const neverByDefault = ['authorisation.set'] as const satisfies readonly Permission[];

/** How far one sees on a page whose rows are somebody's (row 215), from the narrowest. */
export const dataScopes = ['own', 'department', 'subtree', 'all'] as const;
export type DataScope = (typeof dataScopes)[number];
/**
 * Such pages: the right that opens each, and what each scope adds to it, scopes being rights: who gives
 * a role gives rights, so nobody gives a sight that he does not have.
 */
export const dataPages = {
  staff: {
    opens: 'staff.manage',
    scopes: {
      own: [],
      department: ['staff.same_department'],
      subtree: ['staff.same_department', 'staff.sub_departments'],
      all: ['staff.all_departments'],
    },
  },
  channel_accounts: {
    opens: 'channel_accounts.read',
    scopes: {
      own: [],
      department: ['channel_accounts.same_department'],
      subtree: ['channel_accounts.same_department', 'channel_accounts.sub_departments'],
      all: ['channel_accounts.all_departments'],
    },
  },
  chats: {
    opens: 'chats.read',
    scopes: {
      own: [],
      department: ['chats.same_department'],
      subtree: ['chats.same_department', 'chats.sub_departments'],
      all: ['chats.all_departments'],
    },
  },
} as const satisfies Readonly<
  Record<string, { opens: Permission; scopes: Readonly<Record<DataScope, readonly Permission[]>> }>
>;
export type DataPage = keyof typeof dataPages;
export const dataPageNames: readonly DataPage[] = Object.keys(dataPages).filter(isDataPage);

function isDataPage(name: string): name is DataPage {
  return Object.hasOwn(dataPages, name);
}

/** All rights that a page's scopes are made of. */
export const scopeRights = (page: DataPage): readonly Permission[] => [
  ...new Set(dataScopes.flatMap((scope): readonly Permission[] => dataPages[page].scopes[scope])),
];

export const permissionNames: readonly Permission[] = Object.keys(permissions).filter(isPermission);

/** Of an enterprise's own: the operator's rights, and a template's, are nobody's elsewhere. */
export const companyPermissions: readonly Permission[] = permissionNames.filter(
  (name) => permissions[name].group !== 'operator' && name !== 'packages.manage',
);

/** Who has it at the upstream may enter its template, and stays in there no longer than he has it. */
export const templateDoor = 'template.manage';

/** Who has it may sign in by WeCom on a computer, and stays no longer than he has it. */
export const desktopDoor = 'desktop.sign_in';

/** What staff of a template enterprise may do there: make and push packages from its own settings. */
export const templatePermissions = [
  'packages.manage',
  'settings.manage',
  'records.read',
] as const satisfies readonly Permission[];

export function isPermission(name: string): name is Permission {
  return Object.hasOwn(permissions, name);
}
