import { z } from 'zod';

import type { CallbackFields } from '../callbacks/fields.ts';
import { departmentsOf } from '../member-index.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Account, Member } from '../state.ts';
import { departmentsBelow } from '../wecom/contact.api.ts';
import { sendEvent } from './acts.ts';
import { accountIdSchema, deliveriesSchema } from './schemas.ts';
import { ControlError, needAccount, needMember, post } from './verb.ts';

const rootId = 1;
/** Departments below one, in a directory that is made: 2 000 of them are four levels deep. */
const fanOut = 12;
const tellSchema = z.boolean().default(true).describe('false: no callback tells of it, as if it were lost');
const departmentIdSchema = z.number().int().min(1);

export function needWecom(sandbox: Sandbox, corpId: string): Account {
  const account = needAccount(sandbox, corpId);
  if (account.kind !== 'wecom')
    throw new ControlError(409, 'account.wrong_kind', `${account.name} is not a WeCom application`);
  return account;
}

/** change_contact comes from the system. */
export async function tellContact(sandbox: Sandbox, account: Account, fields: CallbackFields, tell: boolean) {
  if (!tell) return { deliveries: [] };
  const actor = { from: 'sys', user: `${account.id}:sys` };
  return { deliveries: await sendEvent(sandbox, account, actor, 'change_contact', fields, false) };
}

function needDepartment(account: Account, id: number) {
  const found = account.departments.find((department) => department.id === id);
  if (found === undefined) throw new ControlError(404, 'department.not_found', `No department ${id}`);
  return found;
}

const directoryVerb = post({
  path: '/control/directory',
  summary:
    'So many departments and members more at once, a tree below the root with people spread over it; no callback tells of them.',
  body: z.strictObject({
    corpId: accountIdSchema,
    departments: z.number().int().min(0).max(10_000),
    members: z.number().int().min(0).max(200_000),
  }),
  answer: z.object({ departments: z.number().int(), members: z.number().int() }),
  handle({ sandbox }, { corpId, departments, members }) {
    const account = needWecom(sandbox, corpId);
    const { store } = sandbox;
    const first = Math.max(...account.departments.map(({ id }) => id), rootId) + 1;
    for (let nth = 0; nth < departments; nth += 1) {
      const parentId = nth < fanOut ? rootId : first + Math.floor(nth / fanOut) - 1;
      account.departments.push({ id: first + nth, name: `部门${first + nth}`, parentId });
    }
    const ids = account.departments.map(({ id }) => id);
    for (let nth = 0; nth < members; nth += 1) {
      const number = store.nextNumber();
      store.addMember({
        ...{ corpId, userId: `staff-${number}`, name: `员工${number}`, nameEn: `Staff ${number}` },
        ...{ departmentId: ids[nth % ids.length] ?? rootId, mobile: '', active: true },
      });
    }
    store.changed('accounts');
    return { departments: ids.length, members: store.state.members.length };
  },
});

const memberEditVerb = post({
  path: '/control/member-edit',
  summary:
    'A member is made, or gets another name, userid, phone or other departments; change_contact tells of it.',
  body: z.strictObject({
    corpId: accountIdSchema,
    userId: z.string().regex(/^[A-Za-z0-9][\w.@-]{0,63}$/),
    newUserId: z
      .string()
      .regex(/^[A-Za-z0-9][\w.@-]{0,63}$/)
      .optional(),
    name: z.string().min(1).max(64).optional(),
    departmentIds: z.array(departmentIdSchema).min(1).max(100).optional().describe('the main one first'),
    mobile: z.string().max(20).optional(),
    activated: z.boolean().optional(),
    tell: tellSchema,
  }),
  answer: deliveriesSchema,
  handle({ sandbox }, body) {
    const { corpId, userId, newUserId, tell } = body;
    const account = needWecom(sandbox, corpId);
    for (const id of body.departmentIds ?? []) needDepartment(account, id);
    const known = sandbox.store.findMember(corpId, userId);
    const change = {
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.mobile === undefined ? {} : { mobile: body.mobile }),
      ...(body.activated === undefined ? {} : { activated: body.activated }),
      ...(body.departmentIds === undefined
        ? {}
        : { departmentId: body.departmentIds[0] ?? rootId, departmentIds: body.departmentIds }),
    } satisfies Partial<Member>;
    if (known === undefined) {
      const made: Member = {
        ...{ corpId, userId, name: userId, nameEn: userId, departmentId: rootId, mobile: '', active: true },
        ...change,
      };
      sandbox.store.addMember(made);
      return tellContact(sandbox, account, memberFields('create_user', made), tell);
    }
    if (newUserId !== undefined && sandbox.store.findMember(corpId, newUserId) !== undefined)
      throw new ControlError(409, 'member.exists', `There is a member ${newUserId}`);
    sandbox.store.changeMember(known, {
      ...change,
      ...(newUserId === undefined ? {} : { userId: newUserId }),
    });
    const fields = {
      ...memberFields('update_user', known),
      UserID: userId,
      ...(newUserId === undefined ? {} : { NewUserID: newUserId }),
    };
    return tellContact(sandbox, account, fields, tell);
  },
});

/**
 * Name and departments; whoever set up the callback of 通讯录同步 after 2022-08-15 is told UserID and
 * Department alone (developer.work.weixin.qq.com/document/path/96303 says so of departments: Id and
 * ParentId).
 */
function memberFields(change: 'create_user' | 'update_user', member: Member): CallbackFields {
  return {
    ...{ ChangeType: change, UserID: member.userId, Name: member.name },
    ...{ Department: departmentsOf(member).join(','), MainDepartment: member.departmentId },
  };
}

const departmentVerb = post({
  path: '/control/department',
  summary: 'A department is made, renamed, moved or deleted; change_contact tells of it.',
  body: z.strictObject({
    corpId: accountIdSchema,
    change: z.enum(['create', 'update', 'delete']),
    id: departmentIdSchema.optional().describe('of a new one: the next free'),
    name: z.string().min(1).max(64).optional(),
    parentId: departmentIdSchema.optional(),
    tell: tellSchema,
  }),
  answer: deliveriesSchema.extend({ id: z.number().int() }),
  async handle({ sandbox }, { corpId, change, id, name, parentId, tell }) {
    const account = needWecom(sandbox, corpId);
    if (parentId !== undefined) needDepartment(account, parentId);
    const fields = changeDepartment(sandbox, account, { change, id, name, parentId });
    sandbox.store.changed('accounts');
    return { ...(await tellContact(sandbox, account, fields, tell)), id: Number(fields['Id']) };
  },
});

/** As WeCom has it: names are one sibling's, no loops, and what is not empty is not deleted (60003–60010; platform.md C9). */
function changeDepartment(
  sandbox: Sandbox,
  account: Account,
  wish: {
    change: 'create' | 'update' | 'delete';
    id: number | undefined;
    name: string | undefined;
    parentId: number | undefined;
  },
): CallbackFields {
  const { departments } = account;
  const { change } = wish;
  if (change === 'create') {
    const id = wish.id ?? Math.max(...departments.map((one) => one.id)) + 1;
    if (departments.some((one) => one.id === id))
      throw new ControlError(409, 'department.exists', `There is a department ${id}`);
    const made = { id, name: wish.name ?? `部门${id}`, parentId: wish.parentId ?? rootId };
    refuseTwin(account, made);
    departments.push(made);
    return { ChangeType: 'create_party', Id: id, Name: made.name, ParentId: made.parentId, Order: 1 };
  }
  const found = needDepartment(account, wish.id ?? 0);
  if (change === 'delete') {
    const isEmpty =
      !departments.some((one) => one.parentId === found.id) &&
      [...sandbox.store.membersIn(account.id, found.id)].every(
        (member) => !member.active && member.disabled !== true,
      );
    if (!isEmpty || found.id === rootId)
      throw new ControlError(409, 'department.not_empty', `${found.name} is not empty`);
    account.departments = departments.filter((one) => one !== found);
    return { ChangeType: 'delete_party', Id: found.id };
  }
  const next = { ...found, name: wish.name ?? found.name, parentId: wish.parentId ?? found.parentId };
  if (departmentsBelow(account, found.id).has(next.parentId))
    throw new ControlError(409, 'department.loop', `${found.name} cannot stand below itself`);
  refuseTwin(account, next);
  Object.assign(found, next);
  return { ChangeType: 'update_party', Id: found.id, Name: found.name, ParentId: found.parentId };
}

function refuseTwin(account: Account, wish: { id: number; name: string; parentId: number }): void {
  const twin = account.departments.find(
    (one) => one.parentId === wish.parentId && one.name === wish.name && one.id !== wish.id,
  );
  if (twin !== undefined)
    throw new ControlError(409, 'department.name_taken', `${wish.name} is there already`);
}

const tagVerb = post({
  path: '/control/tag',
  summary: 'Members come to a tag of the directory, or leave it; update_tag tells of it.',
  body: z.strictObject({
    corpId: accountIdSchema,
    tagId: z.number().int().min(1),
    name: z.string().min(1).max(32).optional(),
    addUserIds: z.array(z.string()).default([]),
    removeUserIds: z.array(z.string()).default([]),
    tell: tellSchema,
  }),
  answer: deliveriesSchema,
  handle({ sandbox }, { corpId, tagId, name, addUserIds, removeUserIds, tell }) {
    const account = needWecom(sandbox, corpId);
    for (const userId of addUserIds) needMember(sandbox, corpId, userId);
    const before = account.tags.find(({ id }) => id === tagId);
    const userIds = new Set([...(before?.userIds ?? []), ...addUserIds]);
    for (const userId of removeUserIds) userIds.delete(userId);
    const next = { id: tagId, name: name ?? before?.name ?? `标签${tagId}`, userIds: [...userIds] };
    account.tags = [...account.tags.filter(({ id }) => id !== tagId), next];
    sandbox.store.changed('accounts');
    const fields = {
      ...{ ChangeType: 'update_tag', TagId: tagId, AddUserItems: addUserIds.join(',') },
      ...{ DelUserItems: removeUserIds.join(','), AddPartyItems: '', DelPartyItems: '' },
    };
    return tellContact(sandbox, account, fields, tell);
  },
});

export const directoryVerbs = [directoryVerb, memberEditVerb, departmentVerb, tagVerb];
