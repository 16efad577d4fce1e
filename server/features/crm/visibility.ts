import type { ObjectQuery } from '@mikro-orm/core';

import type { PartyScope } from '../../contract/crm.ts';
import type { Party } from './crm.entity.ts';

export interface Viewer {
  readonly personId: string;
  readonly permissions: ReadonlySet<string>;
}

export const managesAll = (viewer: Viewer): boolean => viewer.permissions.has('crm.manage');

/**
 * Which customers and partners a caller may read: the one place that knows. Own ones and the public
 * pool; all, and the bin, with `crm.manage`. Departments would widen the first case.
 */
export function visibleTo(viewer: Viewer): ObjectQuery<Party> {
  if (managesAll(viewer)) return {};
  return { state: 'live', $or: [{ ownerId: viewer.personId }, { ownerId: null }] };
}

/** What a list shows, within `visibleTo`. `left`: ids of owners who left. */
export function inScope(scope: PartyScope, viewer: Viewer, left: readonly string[]): ObjectQuery<Party> {
  switch (scope) {
    case 'mine':
      return { state: 'live', ownerId: viewer.personId };
    case 'pool':
      return { state: 'live', ownerId: null };
    case 'all':
      return { state: 'live' };
    case 'left':
      return { state: 'live', ownerId: { $in: [...left] } };
    case 'bin':
      return { state: 'binned' };
  }
}

/** Only a manager's lists: the others hold nothing that he might not see anyway. */
export const needsManage = (scope: PartyScope): boolean => scope === 'left' || scope === 'bin';

/** What may be changed: a manager everything, others their own. The pool's are claimed first. */
export const mayChange = (viewer: Viewer, party: Pick<Party, 'ownerId'>): boolean =>
  managesAll(viewer) || party.ownerId === viewer.personId;
