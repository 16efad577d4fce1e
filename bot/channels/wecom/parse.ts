import type { DepartmentUpdate, DirectoryTagUpdate, MemberUpdate, Update } from '../../core/update.ts';
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

const departmentChanges = ['create_party', 'update_party', 'delete_party'] as const;

function parseDepartment(fields: XmlFields): Pick<DepartmentUpdate, 'change' | 'departmentId'> | null {
  const change = departmentChanges.find((name) => name === textField(fields, 'ChangeType'));
  const id = textField(fields, 'Id') ?? '';
  return change === undefined || !/^\d{1,12}$/.test(id) ? null : { change, departmentId: Number(id) };
}

const listOf = (fields: XmlFields, names: readonly string[]): string[] => [
  ...new Set(names.flatMap((name) => (textField(fields, name) ?? '').split(',')).filter((one) => one !== '')),
];

function parseTag(fields: XmlFields): Pick<DirectoryTagUpdate, 'tagId' | 'userIds' | 'departmentIds'> | null {
  if (textField(fields, 'ChangeType') !== 'update_tag') return null;
  return {
    tagId: textField(fields, 'TagId') ?? '',
    userIds: listOf(fields, ['AddUserItems', 'DelUserItems']),
    departmentIds: listOf(fields, ['AddPartyItems', 'DelPartyItems'])
      .filter((id) => /^\d{1,12}$/.test(id))
      .map(Number),
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
  const department = event === 'change_contact' ? parseDepartment(fields) : null;
  if (department !== null) return { ...base, name: 'event:department', ...department };
  const tag = event === 'change_contact' ? parseTag(fields) : null;
  if (tag !== null) return { ...base, name: 'event:directory_tag', ...tag };
  const change = textField(fields, 'ChangeType');
  return { ...base, name: 'event:other', event: change === undefined ? event : `${event}/${change}` };
}
