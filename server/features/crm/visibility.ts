import type { Permission } from '../../../config/permissions.ts';
import type { PartyScope } from '../../contract/crm.ts';
import type { Party } from './crm.entity.ts';

/** The rights that open what others of the same department own, and what those of the departments below it own. */
export const departmentRights = {
  same: 'crm.same_department',
  below: 'crm.sub_departments',
} as const satisfies Record<string, Permission>;

export interface Viewer {
  readonly personId: string;
  readonly permissions: ReadonlySet<string>;
  /** Whose owners' records the two rights of departments open to him, at this moment. */
  readonly departmentIds: ReadonlySet<string>;
}

export const managesAll = (viewer: Pick<Viewer, 'permissions'>): boolean =>
  viewer.permissions.has('crm.manage');

/** Whether a right of departments was given, be there somebody in them or not. */
export const looksIntoDepartments = (viewer: Pick<Viewer, 'permissions'>): boolean =>
  Object.values(departmentRights).some((right) => viewer.permissions.has(right));

type Placed = Pick<Party, 'state' | 'ownerId' | 'departmentId'>;

/** Why somebody sees a record, or why not: one word a case. */
export type Sight = 'manages' | 'owner' | 'pool' | 'department' | 'binned' | 'other_department';

/**
 * The one place that knows which customers and partners a caller may read: own ones and the public
 * pool; those of the departments that his rights open; all, and the bin, with `crm.manage`.
 */
export function sightOf(viewer: Viewer, party: Placed): Sight {
  if (managesAll(viewer)) return 'manages';
  if (party.state !== 'live') return 'binned';
  const ownerId = party.ownerId ?? null;
  if (ownerId === viewer.personId) return 'owner';
  if (ownerId === null) return 'pool';
  const departmentId = party.departmentId ?? null;
  return departmentId !== null && viewer.departmentIds.has(departmentId) ? 'department' : 'other_department';
}

export function sees(viewer: Viewer, party: Placed): boolean {
  const sight = sightOf(viewer, party);
  return sight !== 'binned' && sight !== 'other_department';
}

/** Rows that one walk along an index finds: all that stand here are compared for equality. */
export interface Part {
  readonly state: Party['state'];
  readonly ownerId?: string | null;
  readonly departmentId?: string;
}

/**
 * The same as parts of a list. Each is walked by itself, so that a page costs a page, however many
 * rows there are beside it; one's own may come twice, for they stand in one's department too.
 * @param left ids of owners who left
 */
export function partsOf(viewer: Viewer, scope: PartyScope, left: readonly string[]): Part[] {
  const state = 'live';
  const mine: Part = { state, ownerId: viewer.personId };
  const pool: Part = { state, ownerId: null };
  const departments = [...viewer.departmentIds].map((departmentId): Part => ({ state, departmentId }));
  switch (scope) {
    case 'mine':
      return [mine];
    case 'pool':
      return [pool];
    case 'department':
      return departments;
    case 'all':
      return managesAll(viewer) ? [{ state }] : [mine, pool, ...departments];
    case 'left':
      return left.map((ownerId) => ({ state, ownerId }));
    case 'bin':
      return [{ state: 'binned' }];
  }
}

/** Only a manager's lists: the others hold nothing that he might not see anyway. */
export const needsManage = (scope: PartyScope): boolean => scope === 'left' || scope === 'bin';

/** What may be changed: a manager everything, others their own. The pool's are claimed first. */
export const mayChange = (viewer: Viewer, party: Pick<Party, 'ownerId'>): boolean =>
  managesAll(viewer) || party.ownerId === viewer.personId;
