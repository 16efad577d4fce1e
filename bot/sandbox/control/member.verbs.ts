import { z } from 'zod';

import type { CallbackFields } from '../callbacks/fields.ts';
import type { Member } from '../state.ts';
import { departmentsOf } from '../member-index.ts';
import { needWecom, tellContact } from './directory.verbs.ts';
import { accountIdSchema, deliveriesSchema } from './schemas.ts';
import { ControlError, needMember, post } from './verb.ts';

/** What the application is told of him: an app of its own sees no phone, no mail, no address (platform.md C2, C5). */
function tell(member: Member, change: 'leave' | 'disable' | 'return'): CallbackFields {
  const { userId, name, departmentId, disabled } = member;
  if (change === 'leave') return { ChangeType: 'delete_user', UserID: userId };
  if (change === 'disable') return { ChangeType: 'update_user', UserID: userId, Status: 2 };
  if (disabled === true) return { ChangeType: 'update_user', UserID: userId, Status: 1 };
  return {
    ...{ ChangeType: 'create_user', UserID: userId, Name: name },
    ...{ Department: departmentsOf(member).join(','), MainDepartment: departmentId, Status: 1 },
  };
}

const memberVerb = post({
  path: '/control/member',
  summary: 'A member leaves the corp, is disabled, or comes back: change_contact tells of it.',
  body: z.strictObject({
    corpId: accountIdSchema,
    userId: z.string(),
    change: z.enum(['leave', 'disable', 'return']),
    tell: z.boolean().default(true).describe('false: no callback tells of it, as if it were lost'),
  }),
  answer: deliveriesSchema,
  handle({ sandbox }, { corpId, userId, change, tell: told }) {
    const account = needWecom(sandbox, corpId);
    const member = needMember(sandbox, corpId, userId);
    const now = member.active ? 'return' : member.disabled === true ? 'disable' : 'leave';
    if (change === now || (change === 'disable' && now === 'leave'))
      throw new ControlError(409, 'member.state', `${member.name} cannot ${change} now`);
    const fields = tell(member, change);
    member.active = change === 'return';
    member.disabled = change === 'disable';
    sandbox.store.changed('people');
    return tellContact(sandbox, account, fields, told);
  },
});

export const memberVerbs = [memberVerb];
