import { z } from 'zod';

import type { CallbackFields } from '../callbacks/fields.ts';
import type { Member } from '../state.ts';
import { sendEvent } from './acts.ts';
import { accountIdSchema, deliveriesSchema } from './schemas.ts';
import { ControlError, needAccount, needMember, post } from './verb.ts';

/** What the application is told of him: an app of its own sees no phone, no mail, no address (platform.md C2, C5). */
function tell(member: Member, change: 'leave' | 'disable' | 'return'): CallbackFields {
  const { userId, name, departmentId, disabled } = member;
  if (change === 'leave') return { ChangeType: 'delete_user', UserID: userId };
  if (change === 'disable') return { ChangeType: 'update_user', UserID: userId, Status: 2 };
  if (disabled === true) return { ChangeType: 'update_user', UserID: userId, Status: 1 };
  return {
    ...{ ChangeType: 'create_user', UserID: userId, Name: name },
    ...{ Department: String(departmentId), MainDepartment: departmentId, Status: 1 },
  };
}

const memberVerb = post({
  path: '/control/member',
  summary: 'A member leaves the corp, is disabled, or comes back: change_contact tells of it.',
  body: z.strictObject({
    corpId: accountIdSchema,
    userId: z.string(),
    change: z.enum(['leave', 'disable', 'return']),
  }),
  answer: deliveriesSchema,
  async handle({ sandbox }, { corpId, userId, change }) {
    const account = needAccount(sandbox, corpId);
    if (account.kind !== 'wecom')
      throw new ControlError(409, 'account.wrong_kind', `${account.name} is not a WeCom application`);
    const member = needMember(sandbox, corpId, userId);
    const now = member.active ? 'return' : member.disabled === true ? 'disable' : 'leave';
    if (change === now || (change === 'disable' && now === 'leave'))
      throw new ControlError(409, 'member.state', `${member.name} cannot ${change} now`);
    const fields = tell(member, change);
    member.active = change === 'return';
    member.disabled = change === 'disable';
    sandbox.store.changed('people');
    const actor = { from: 'sys', user: `${corpId}:sys` };
    return { deliveries: await sendEvent(sandbox, account, actor, 'change_contact', fields, false) };
  },
});

export const memberVerbs = [memberVerb];
