import type { MemberUpdate } from '../../core/update.ts';

/**
 * Whether somebody is a member, as `Status` of change_contact and `status` of user/get tell it
 * (platform.md C2, C5). inactive: not activated yet.
 */
export type MemberStatus = NonNullable<MemberUpdate['status']>;

export const memberStatuses: Readonly<Record<string, MemberStatus>> = {
  1: 'active',
  2: 'disabled',
  4: 'inactive',
  5: 'left',
};
