/**
 * Roles of interconnect users (people of a downstream), and the tiles that each opens on the
 * mini-app's home page. Labels are `role.<key>` in the locale files.
 */
export const interconnectRoles = {
  owner: { tiles: ['notices', 'salesperson', 'account'] },
  clerk: { tiles: ['notices', 'salesperson', 'account'] },
  accountant: { tiles: ['notices', 'account'] },
  service: { tiles: ['notices', 'salesperson', 'account'] },
} as const;

export type InterconnectRole = keyof typeof interconnectRoles;

export function isInterconnectRole(key: string): key is InterconnectRole {
  return Object.hasOwn(interconnectRoles, key);
}
