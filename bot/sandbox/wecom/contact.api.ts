import { z } from 'zod';

import { defineApi } from '../platform/api.ts';
import { departmentsOf } from '../member-index.ts';
import { PlatformError } from '../platform/errors.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Account, Member } from '../state.ts';

/** Departments below one, itself included. @throws 60123 unknown */
export function departmentsBelow(account: Account, id: number): Set<number> {
  if (!account.departments.some((department) => department.id === id)) throw new PlatformError(60123);
  const found = new Set([id]);
  // Each round finds one more level at least.
  for (let before = 0; before < found.size;) {
    before = found.size;
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

/** status: 1 active, 2 disabled, 4 not activated yet (platform.md C5). */
function statusOf(member: Member): 1 | 2 | 4 {
  if (member.disabled === true) return 2;
  return member.activated === false ? 4 : 1;
}

/** In the directory: whoever left is no longer told of; who is disabled is. */
const isListed = (member: Member): boolean => member.active || member.disabled === true;

/** One member as user/get and user/list tell of him: no phone and no mail for apps made since 2022-06-20 (platform.md C5). */
function detailOf(account: Account, member: Member) {
  const departments = departmentsOf(member);
  return {
    userid: member.userId,
    name: member.name,
    department: [...departments],
    order: departments.map(() => 0),
    position: '',
    ...(account.legacyContacts ? { mobile: member.mobile, gender: '0', email: '' } : {}),
    is_leader_in_dept: departments.map(() => 0),
    direct_leader: [],
    status: statusOf(member),
    enable: member.disabled === true ? 0 : 1,
    isleader: 0,
    hide_mobile: 0,
    alias: '',
    main_department: member.departmentId,
  };
}

const get = defineApi({
  method: 'GET',
  path: '/cgi-bin/user/get',
  kinds: ['wecom'],
  handle({ sandbox, account, query }) {
    const member = sandbox.store.findMember(account.id, query.get('userid') ?? '');
    if (member === undefined || !isListed(member)) throw new PlatformError(60111);
    return detailOf(account, member);
  },
});

/**
 * GET /cgi-bin/user/list?department_id=: those of one department in detail, without those below it.
 * (developer.work.weixin.qq.com/document/path/90201 and 96260: one department a call, and the same
 * fields as user/get. fetch_child is of older texts and is not played.)
 */
const list = defineApi({
  method: 'GET',
  path: '/cgi-bin/user/list',
  kinds: ['wecom'],
  handle({ sandbox, account, query }) {
    const id = readId(query.get('department_id'));
    if (id === undefined) throw new PlatformError(40063);
    if (!account.departments.some((department) => department.id === id)) throw new PlatformError(60123);
    return {
      userlist: [...sandbox.store.membersIn(account.id, id)]
        .filter(isListed)
        .map((member) => detailOf(account, member)),
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
        .filter((member) => departmentsOf(member).some((one) => wanted.has(one)))
        .map((member) => ({
          userid: member.userId,
          name: member.name,
          department: [...departmentsOf(member)],
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

/** GET /cgi-bin/department/get?id=: one of them (developer.work.weixin.qq.com/document/path/95351). */
const department = defineApi({
  method: 'GET',
  path: '/cgi-bin/department/get',
  kinds: ['wecom'],
  handle({ account, query }) {
    const id = readId(query.get('id'));
    if (id === undefined) throw new PlatformError(40063);
    const index = account.departments.findIndex((one) => one.id === id);
    const found = account.departments[index];
    if (found === undefined) throw new PlatformError(60123);
    return {
      department: {
        ...{ id: found.id, name: found.name, department_leader: [] },
        ...{ parentid: found.parentId, order: 1000 - index },
      },
    };
  },
});

/** GET /cgi-bin/tag/get?tagid= (document/path/90213); 40068: no such tag. */
const tag = defineApi({
  method: 'GET',
  path: '/cgi-bin/tag/get',
  kinds: ['wecom'],
  handle({ sandbox, account, query }) {
    const found = account.tags.find(({ id }) => String(id) === query.get('tagid'));
    if (found === undefined) throw new PlatformError(40068);
    const members = found.userIds.flatMap((userId) => sandbox.store.findMember(account.id, userId) ?? []);
    return {
      tagname: found.name,
      userlist: members.filter(isListed).map(({ userId, name }) => ({ userid: userId, name })),
      partylist: [],
    };
  },
});

/** GET /cgi-bin/agent/get?agentid= */
const agent = defineApi({
  method: 'GET',
  path: '/cgi-bin/agent/get',
  kinds: ['wecom'],
  handle({ account, query }) {
    assertAgent(account, query.get('agentid') ?? undefined);
    return {
      agentid: Number(account.agentId),
      name: account.agentName ?? account.name,
      square_logo_url: '',
      description: '',
      // The root department is in the visible range, and with it everybody: nobody is named one by one.
      allow_userinfos: { user: [] },
      allow_partys: { partyid: [1] },
      allow_tags: { tagid: account.tags.map(({ id }) => id) },
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

export const contactApis = [
  get,
  list,
  simpleList,
  listId,
  departmentIds,
  departments,
  department,
  tag,
  agent,
];
