import type { MemberUpdate, Update } from '../../core/update.ts';
import { baseOf } from '../shared/parse-base.ts';
import { textField, type XmlFields } from '../shared/xml.ts';
import { memberStatuses } from './member-status.ts';

const memberChanges = ['create_user', 'update_user', 'delete_user'] as const;

function parseMember(
  fields: XmlFields,
): Pick<MemberUpdate, 'change' | 'userId' | 'newUserId' | 'status'> | null {
  const change = memberChanges.find((name) => name === textField(fields, 'ChangeType'));
  const userId = textField(fields, 'UserID') ?? '';
  if (change === undefined || userId === '') return null;
  const newUserId = textField(fields, 'NewUserID') ?? '';
  return {
    change,
    userId,
    newUserId: newUserId === '' ? null : newUserId,
    status: memberStatuses[textField(fields, 'Status') ?? ''] ?? null,
  };
}

/** WeCom's messages and events in our words (platform.md C2). */
export function parseWecom(fields: XmlFields): Update {
  const base = baseOf('wecom', fields);
  const type = textField(fields, 'MsgType') ?? '';
  if (type !== 'event') {
    if (type === 'text') return { ...base, name: 'text', text: textField(fields, 'Content') ?? '' };
    return { ...base, name: 'media', type };
  }
  const event = textField(fields, 'Event') ?? '';
  const member = event === 'change_contact' ? parseMember(fields) : null;
  if (member !== null) return { ...base, name: 'event:member', ...member };
  const change = textField(fields, 'ChangeType');
  return { ...base, name: 'event:other', event: change === undefined ? event : `${event}/${change}` };
}
