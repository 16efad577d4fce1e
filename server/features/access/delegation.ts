import {
  authorisationGroups,
  isPermission,
  neverByDefault,
  permissions,
  type Permission,
} from '../../../config/permissions.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import type { Viewer } from './visibility.ts';

type Giver = Pick<Viewer, 'permissions'>;

const known = (permissions: Iterable<string>): Permission[] => [...permissions].filter(isPermission);

/** Whether nobody is touched who holds more than the one who acts. */
export function holdsAll(giver: Giver, permissions: Iterable<string>): boolean {
  return known(permissions).every((permission) => giver.permissions.has(permission));
}

/**
 * «One gives only what one owns» (row 258): every right that changes, given or taken, is one that the
 * giver holds at this moment; a single other one refuses the whole. Rights of another version, which
 * this one does not know, stay as they are.
 * @returns what is stored then
 * @throws authorisation.beyond_own naming the first that the giver lacks
 */
export function assertGives(giver: Giver, before: readonly string[], wish: readonly Permission[]): string[] {
  const [had, wanted] = [new Set<string>(before), new Set<string>(wish)];
  const changed = [...known(had).filter((one) => !wanted.has(one)), ...wish.filter((one) => !had.has(one))];
  const lacking = changed.find((permission) => !giver.permissions.has(permission));
  if (lacking !== undefined)
    throw new AppError('authorisation.beyond_own', { status: 403, data: { permission: lacking } });
  return [...before.filter((one) => !isPermission(one)), ...wanted];
}

/** Whether the giver owns every right of a role, also those that this version does not know. */
export const ownsRole = (giver: Giver, role: { readonly permissions: readonly string[] }): boolean =>
  role.permissions.every((permission) => giver.permissions.has(permission));

/**
 * A role is given and taken whole, by who owns all of it at this moment.
 * @throws role.beyond_own
 */
export function assertGivesRole(
  giver: Giver,
  role: { readonly name: string; readonly permissions: readonly string[] },
): void {
  assertThat(ownsRole(giver, role), 'role.beyond_own', 403, { name: role.name });
}

/**
 * The names of a request as rights of the catalogue, each once.
 * @throws authorisation.unknown where one is none: «all» is no right, what it covers is told by name
 */
export function readRights(names: readonly string[]): Permission[] {
  const unknown = names.find((name) => !isPermission(name));
  assertThat(unknown === undefined, 'authorisation.unknown', 422, { permission: unknown ?? '' });
  return [...new Set(known(names))].sort();
}

/** @throws authorisation.not_by_default where one is not among what a department's defaults may give (row 268) */
export function assertByDefault(wish: readonly Permission[]): void {
  const never = new Set<string>(neverByDefault);
  const groups = new Set<string>(authorisationGroups);
  const wrong = wish.find((name) => never.has(name) || !groups.has(permissions[name].group));
  assertThat(wrong === undefined, 'authorisation.not_by_default', 422, { permission: wrong ?? '' });
}
