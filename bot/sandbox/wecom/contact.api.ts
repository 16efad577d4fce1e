import { z } from 'zod';

import { defineApi } from '../platform/api.ts';
import { PlatformError } from '../platform/errors.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Account, Member } from '../state.ts';

/** Departments below one, itself included. @throws 60123 unknown */
export function departmentsBelow(account: Account, id: number): Set<number> {
  if (!account.departments.some((department) => department.id === id)) throw new PlatformError(60123);
  const found = new Set([id]);
  // Each round finds one more level; a tree has no more levels than departments.
  for (let round = 0; round < account.departments.length; round += 1) {
    for (const department of account.departments) {
      if (found.has(department.parentId)) found.add(department.id);
    }
  }
  return found;
}

function membersOf(sandbox: Sandbox, account: Account): Member[] {
  // Members who left are no longer listed.
  return sandbox.store.state.members.filter(({ corpId, active }) => corpId === account.id && active);
}

function readId(text: string | null): number | undefined {
  if (text === null || text === '') return undefined;
  if (!/^\d{1,12}$/.test(text)) throw new PlatformError(60123);
  return Number(text);
}

/** GET /cgi-bin/user/get: no phone and no mail for apps made since 2022-06-20 (platform.md C5). */
const get = defineApi({
  method: 'GET',
  path: '/cgi-bin/user/get',
  kinds: ['wecom'],
  handle({ sandbox, account, query }) {
    const member = sandbox.store.findMember(account.id, query.get('userid') ?? '');
    const disabled = member?.disabled === true;
    if (member === undefined || (!member.active && !disabled)) throw new PlatformError(60111);
    return {
      userid: member.userId,
      name: member.name,
      department: [member.departmentId],
      order: [0],
      position: '',
      ...(account.legacyContacts ? { mobile: member.mobile, gender: '0', email: '' } : {}),
      is_leader_in_dept: [0],
      direct_leader: [],
      status: disabled ? 2 : 1,
      enable: disabled ? 0 : 1,
      isleader: 0,
      hide_mobile: 0,
      alias: '',
      main_department: member.departmentId,
    };
  },
});

/** GET /cgi-bin/user/simplelist?department_id=&fetch_child= */
const simpleList = defineApi({
  method: 'GET',
  path: '/cgi-bin/user/simplelist',
  kinds: ['wecom'],
  handle({ sandbox, account, query }) {
    const id = readId(query.get('department_id'));
    if (id === undefined) throw new PlatformError(40063);
    const below = departmentsBelow(account, id);
    const wanted = query.get('fetch_child') === '1' ? below : new Set([id]);
    return {
      userlist: membersOf(sandbox, account)
        .filter(({ departmentId }) => wanted.has(departmentId))
        .map(({ userId, name, departmentId }) => ({
          userid: userId,
          name,
          department: [departmentId],
          open_userid: '',
        })),
    };
  },
});

/** POST /cgi-bin/user/list_id: cursor is the last userid of the page before. */
const listId = defineApi({
  method: 'POST',
  path: '/cgi-bin/user/list_id',
  kinds: ['wecom'],
  body: z.looseObject({
    cursor: z.string().optional(),
    limit: z.number().int().min(1).max(10_000).default(10_000),
  }),
  handle({ sandbox, account }, body) {
    const all = membersOf(sandbox, account);
    const after = body.cursor ?? '';
    const start = after === '' ? 0 : all.findIndex(({ userId }) => userId === after) + 1;
    if (after !== '' && start === 0) throw new PlatformError(40058);
    const page = all.slice(start, start + body.limit);
    return {
      next_cursor: start + page.length < all.length ? (page.at(-1)?.userId ?? '') : '',
      dept_user: page.map(({ userId, departmentId }) => ({ userid: userId, department: departmentId })),
    };
  },
});

function below(account: Account, query: URLSearchParams): Account['departments'] {
  const id = readId(query.get('id'));
  if (id === undefined) return account.departments;
  const wanted = departmentsBelow(account, id);
  return account.departments.filter((department) => wanted.has(department.id));
}

/** GET /cgi-bin/department/simplelist?id= */
const departmentIds = defineApi({
  method: 'GET',
  path: '/cgi-bin/department/simplelist',
  kinds: ['wecom'],
  handle: ({ account, query }) => ({
    department_id: below(account, query).map(({ id, parentId }, index) => ({
      id,
      parentid: parentId,
      order: 1000 - index,
    })),
  }),
});

/** GET /cgi-bin/department/list?id= */
const departments = defineApi({
  method: 'GET',
  path: '/cgi-bin/department/list',
  kinds: ['wecom'],
  handle: ({ account, query }) => ({
    department: below(account, query).map(({ id, name, parentId }, index) => ({
      id,
      name,
      department_leader: [],
      parentid: parentId,
      order: 1000 - index,
    })),
  }),
});

/** GET /cgi-bin/agent/get?agentid= */
const agent = defineApi({
  method: 'GET',
  path: '/cgi-bin/agent/get',
  kinds: ['wecom'],
  handle({ sandbox, account, query }) {
    assertAgent(account, query.get('agentid') ?? undefined);
    return {
      agentid: Number(account.agentId),
      name: account.agentName ?? account.name,
      square_logo_url: '',
      description: '',
      allow_userinfos: { user: membersOf(sandbox, account).map(({ userId }) => ({ userid: userId })) },
      allow_partys: { partyid: [1] },
      allow_tags: { tagid: [] },
      close: 0,
      redirect_domain: redirectDomainOf(account),
      report_location_flag: 0,
      isreportenter: 0,
      home_url: account.homeUrl ?? '',
      customized_publish_status: 1,
    };
  },
});

/** The trusted domain: as configured, or that of the callback. */
function redirectDomainOf(account: Account): string {
  const configured = account.oauthDomains?.[0];
  if (configured !== undefined) return configured;
  return account.callbackUrl === null ? '' : new URL(account.callbackUrl).host;
}

/** @throws 41011 missing, 40056 no number, 301002 another application's */
export function assertAgent(account: Account, given: string | number | undefined): void {
  if (given === undefined || given === '') throw new PlatformError(41011);
  if (!/^\d{1,12}$/.test(String(given))) throw new PlatformError(40056);
  if (String(given) !== account.agentId) throw new PlatformError(301002);
}

export const contactApis = [get, simpleList, listId, departmentIds, departments, agent];
