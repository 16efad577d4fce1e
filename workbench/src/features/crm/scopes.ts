import type { useCan } from '../session/session-context.tsx';
import { partyScopeSchema, type PartyScope } from './api.ts';

/** What somebody's rights open: tabs of what he would be refused are not shown. */
export function scopesFor(can: ReturnType<typeof useCan>): readonly PartyScope[] {
  const departments = can('crm.same_department') || can('crm.sub_departments');
  return partyScopeSchema.options.filter((scope) => {
    if (scope === 'department') return departments;
    if (scope === 'all') return departments || can('crm.manage');
    return scope === 'mine' || scope === 'pool' || can('crm.manage');
  });
}
