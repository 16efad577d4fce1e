/** What a role may do beside what its tiles open. `downstream.manage`: it is the downstream's admin. */
export type InterconnectCapability = 'downstream.manage';

interface InterconnectRoleSpec {
  readonly tiles: readonly ('notices' | 'salesperson' | 'account')[];
  readonly capabilities: readonly InterconnectCapability[];
}

/**
 * Roles of interconnect users (people of a downstream), the tiles that each opens on the mini-app's
 * home page, and its capabilities. Labels are `role.<key>` in the locale files.
 */
export const interconnectRoles = {
  owner: { tiles: ['notices', 'salesperson', 'account'], capabilities: ['downstream.manage'] },
  clerk: { tiles: ['notices', 'salesperson', 'account'], capabilities: [] },
  accountant: { tiles: ['notices', 'account'], capabilities: [] },
  service: { tiles: ['notices', 'salesperson', 'account'], capabilities: [] },
} as const satisfies Record<string, InterconnectRoleSpec>;

export type InterconnectRole = keyof typeof interconnectRoles;

export function isInterconnectRole(key: string): key is InterconnectRole {
  return Object.hasOwn(interconnectRoles, key);
}

/** Who opens a company gives this role to its first person; who uses an invitation code gets it. */
export const downstreamAdminRole: InterconnectRole = 'owner';

export function hasCapability(roles: readonly string[], capability: InterconnectCapability): boolean {
  return roles.some((role) => {
    if (!isInterconnectRole(role)) return false;
    const capabilities: readonly InterconnectCapability[] = interconnectRoles[role].capabilities;
    return capabilities.includes(capability);
  });
}
