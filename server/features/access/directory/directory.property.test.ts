import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { createLogger } from '../../../kernel/log/logger.ts';
import { createMetrics } from '../../../kernel/log/metrics.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { createHandlers } from '../../../kernel/jobs/job-handler.ts';
import { createWorker, type Worker } from '../../../kernel/jobs/worker.ts';
import { newId } from '../../../kernel/ids.ts';
import { openComposed, type Composed } from '../../../testing/composed.ts';
import { crashing } from '../../../testing/crashing.ts';
import { full } from '../../../testing/drill.ts';
import { records } from '../../records/index.ts';
import { Staff } from '../access.entity.ts';
import { Department } from '../department.entity.ts';
import { createDepartments } from '../departments.ts';
import { createStaffMembers, type StaffMembers } from '../staff-members.ts';
import { createDirectoryChangeWork, type DirectoryChangeWork } from './changes.ts';
import { DirectoryReport, DirectoryRun, DirectorySettings } from './directory.entity.ts';
import { createDirectoryPeople } from './people.ts';
import type { WecomDepartment, WecomDirectory, WecomPerson } from './ports.ts';
import { createRunSteps, type RunSteps, type Walk } from './run-steps.ts';
import { createDirectoryTree } from './tree.ts';

/*
 * A WeCom that changes while it is read: hires, moves, renames, new userids, disabled people, moved
 * and deleted departments; its events come at once, late, in another order, twice or never; whole
 * runs go on page by page between them, and die at any statement. DRILL_FULL=1 runs many more.
 */
const runs = full ? 300 : 10;
const seed = Number(process.env['DIRECTORY_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const channelAccountId = newId();

/** WeCom's directory as it is at this moment. */
class Corp implements WecomDirectory {
  readonly people = new Map<string, WecomPerson>();
  readonly tree = new Map<number, WecomDepartment>([[1, { id: 1, name: '公司', parentId: 0 }]]);
  #next = 2;

  constructor() {
    this.hire('boss', 1);
    for (const name of ['甲', '乙', '丙']) this.found(name, 1);
  }
  hire(userId: string, departmentId: number): void {
    const person = { userId, name: userId, departmentIds: [departmentId], mobile: null };
    this.people.set(userId, { ...person, mainDepartmentId: departmentId, status: 'active' });
  }
  found(name: string, parentId: number): number {
    const id = this.#next;
    this.#next += 1;
    this.tree.set(id, { id, name: `${name}${id}`, parentId });
    return id;
  }
  isBelow(id: number, above: number): boolean {
    for (let at: number | undefined = id; at !== undefined && at !== 0; at = this.tree.get(at)?.parentId)
      if (at === above) return true;
    return false;
  }
  departments = () => Promise.resolve([...this.tree.values()].reverse());
  department = (id: number) => Promise.resolve(this.tree.get(id) ?? null);
  departmentPeople = (id: number) =>
    Promise.resolve([...this.people.values()].filter(({ departmentIds }) => departmentIds.includes(id)));
  person = (userId: string) => Promise.resolve(this.people.get(userId) ?? null);
  named = () => Promise.resolve([]);
}

const step = fc.record({
  act: fc.constantFrom(
    ...(['hire', 'hire', 'rename', 'move', 'second', 'disable', 'enable', 'leave', 'userid'] as const),
    ...([
      'found',
      'rehang',
      'retitle',
      'close',
      'deliver',
      'deliver',
      'again',
      'run',
      'page',
      'page',
    ] as const),
  ),
  who: fc.nat(),
  where: fc.nat(),
  tell: fc.boolean(),
  crashAt: fc.option(fc.integer({ min: 1, max: 12 }), { nil: 0, freq: 2 }),
});
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

let composed: Composed;
let steps: RunSteps;
let work: DirectoryChangeWork;
let members: StaffMembers;
let worker: Worker;
let corp = new Corp();
let nth = 0;

beforeAll(async () => {
  composed = await openComposed();
  const { server, clock } = composed;
  const { db } = server;
  const wecom = {
    applicationOf: () => Promise.resolve({ id: channelAccountId, name: '应用' }),
    open: () => Promise.resolve(corp),
  };
  const placing = { moved: () => Promise.resolve(), dissolved: () => Promise.resolve() };
  const departments = createDepartments({
    ...{ dialect: db.dialect, clock, records, placing, nameOf: () => Promise.resolve('公司') },
    assertHead: () => Promise.resolve(),
  });
  members = createStaffMembers({
    ...{ records, speaksFor: () => Promise.resolve(channelAccountId) },
    sessions: { end: () => Promise.resolve() },
  });
  const tree = createDirectoryTree({ dialect: db.dialect, departments });
  const people = createDirectoryPeople({ dialect: db.dialect, departments, members, placing });
  steps = createRunSteps({ dialect: db.dialect, tree, people, members, now: () => clock.now() });
  work = createDirectoryChangeWork({ db, clock, tree, people, wecom, records });
  worker = createWorker({
    ...{ db, clock, log: createLogger('silent'), metrics: createMetrics(), concurrency: 1, idleMs: 50 },
    handlers: createHandlers(work.kinds, work.handlers),
  });
});
afterAll(() => composed.drop());

/** A run of one enterprise, walked page by page; a crash is gone on from, as the job does. */
function openWalk(enterpriseId: string) {
  const em = () => composed.server.db.tenant(enterpriseId);
  let walk: Walk | null = null;
  return {
    isOpen: () => walk !== null,
    async begin(): Promise<string> {
      const began = composed.clock.now();
      const id = newId();
      await em().insert(DirectoryRun, {
        ...{ id, enterpriseId, channelAccountId, openKey: enterpriseId, startedBy: 'schedule' },
        ...{ startedByName: '', state: 'running', createdAt: began, startedAt: began },
        ...{ allowedPeople: 999, allowedDepartments: 999 },
      });
      const run = await em().findOneOrFail(DirectoryRun, { id });
      walk = { em: em(), run, began, wecom: corp };
      return id;
    },
    async page(crashAt = 0): Promise<void> {
      const at = walk;
      if (at === null) return;
      let next: Walk | null = at;
      const died =
        crashAt > 0 &&
        (await crashing(composed.server.db, crashAt, async () => {
          next = await steps.next(at);
        }));
      if (crashAt === 0) next = await steps.next(at);
      if (!died) {
        walk = next;
        return;
      }
      const run = await em().findOneOrFail(DirectoryRun, { id: at.run.id }, { disableIdentityMap: true });
      walk = (run.openKey ?? null) === null ? null : { ...at, em: em(), run };
    },
    async toEnd(): Promise<void> {
      while (walk !== null) await this.page();
    },
  };
}

async function openEnterprise(): Promise<string> {
  nth += 1;
  const enterpriseId = await composed.enterprise(`通讯录${nth}`);
  await composed.server.db.tenant(enterpriseId).insert(DirectorySettings, {
    ...{ id: enterpriseId, enterpriseId, follows: true, updatedAt: composed.clock.now(), version: 1 },
  });
  return enterpriseId;
}

/** What this enterprise has, in WeCom's words. */
async function found(enterpriseId: string) {
  const em = composed.server.db.tenant(enterpriseId);
  const departments = await em.find(Department, { enterpriseId });
  const wecomOf = (id: string | null | undefined) =>
    id === enterpriseId ? 1 : (departments.find((one) => one.id === id)?.wecomId ?? null);
  const staff = await em.find(Staff, { enterpriseId }, { orderBy: { account: 'asc' } });
  return {
    staff: staff
      .filter(({ leftAt }) => (leftAt ?? null) === null)
      .map(({ account, name, departmentId }) => ({ account, name, department: wecomOf(departmentId) })),
    accounts: staff.map(({ account }) => account),
    departments: departments
      .filter(({ wecomId, goneAt }) => (wecomId ?? null) !== null && (goneAt ?? null) === null)
      .map(({ wecomId, name, parentId }) => ({ id: wecomId, name, parent: wecomOf(parentId) }))
      .sort((left, right) => (left.id ?? 0) - (right.id ?? 0)),
    versions: [...staff, ...departments].map(({ id, version }) => `${id} ${version}`).sort(),
  };
}

function wished() {
  return {
    staff: [...corp.people.values()]
      .filter(({ status }) => status === 'active' || status === 'inactive')
      .map(({ userId, name, mainDepartmentId }) => ({ account: userId, name, department: mainDepartmentId }))
      .sort((left, right) => (left.account < right.account ? -1 : 1)),
    departments: [...corp.tree.values()]
      .filter(({ id }) => id !== 1)
      .map(({ id, name, parentId }) => ({ id, name, parent: parentId })),
  };
}

type Event =
  | {
      readonly userId: string;
      readonly before?: string;
      readonly presence: 'here' | 'gone' | null;
      readonly at: Date;
    }
  | { readonly departmentId: number };

async function deliver(enterpriseId: string, event: Event): Promise<void> {
  const account = {
    id: channelAccountId,
    enterpriseId,
    channel: 'wecom',
    appId: 'ww',
    mayAct: true,
  } as const;
  const updateId = newId();
  await inTransaction(composed.server.db.tenant(enterpriseId), async (tx) => {
    if ('departmentId' in event) {
      await work.changes.departmentChanged(tx, { account, updateId, departmentId: event.departmentId });
      return;
    }
    const { userId, before, presence, at } = event;
    const about = { account, updateId, at };
    if (before !== undefined) await members.renamed(tx, { ...about, userId: before, newUserId: userId });
    if (presence !== null) await members.changed(tx, { ...about, userId, presence });
    await work.changes.memberChanged(tx, { account, userId, updateId });
  });
  await worker.drain();
}

/** Changes the corp. @returns the event that would tell of it; null: nothing can be done */
function change({ act, who, where }: Step): Event | null {
  const at = composed.clock.now();
  const users = [...corp.people.keys()].filter((userId) => userId !== 'boss');
  const userId = users[who % Math.max(1, users.length)];
  const person = userId === undefined ? undefined : corp.people.get(userId);
  const ids = [...corp.tree.keys()];
  const there = ids[where % ids.length] ?? 1;
  const mine = ids.filter((id) => id !== 1)[who % Math.max(1, ids.length - 1)];
  const department = mine === undefined ? undefined : corp.tree.get(mine);
  if (act === 'hire') {
    const hired = `u${who % 12}`;
    if (corp.people.has(hired)) return null;
    corp.hire(hired, there);
    return { userId: hired, presence: 'here', at };
  }
  if (act === 'found') return { departmentId: corp.found('部', there) };
  if (act === 'rehang' && department !== undefined && !corp.isBelow(there, department.id)) {
    corp.tree.set(department.id, { ...department, parentId: there });
    return { departmentId: department.id };
  }
  if (act === 'retitle' && department !== undefined) {
    corp.tree.set(department.id, { ...department, name: `改名${where % 100}-${department.id}` });
    return { departmentId: department.id };
  }
  if (act === 'close' && department !== undefined) {
    const isFilled =
      [...corp.tree.values()].some(({ parentId }) => parentId === department.id) ||
      [...corp.people.values()].some(({ departmentIds }) => departmentIds.includes(department.id));
    if (isFilled) return null;
    corp.tree.delete(department.id);
    return { departmentId: department.id };
  }
  if (person === undefined) return null;
  const put = (more: Partial<WecomPerson>, presence: 'here' | 'gone' | null = null): Event => {
    corp.people.set(person.userId, { ...person, ...more });
    return { userId: person.userId, presence, at };
  };
  if (act === 'rename') return put({ name: `${person.userId}-${where % 50}` });
  if (act === 'move') return put({ departmentIds: [there], mainDepartmentId: there });
  if (act === 'second') return put({ departmentIds: [...new Set([...person.departmentIds, there])] });
  if (act === 'disable') return put({ status: 'disabled' }, 'gone');
  if (act === 'enable') return put({ status: 'active' }, 'here');
  if (act === 'leave') {
    corp.people.delete(person.userId);
    return { userId: person.userId, presence: 'gone', at };
  }
  if (act === 'userid') {
    const next = `${person.userId.split('.')[0] ?? ''}.${where % 9}`;
    if (corp.people.has(next)) return null;
    corp.people.delete(person.userId);
    corp.people.set(next, { ...person, userId: next });
    return { userId: next, before: person.userId, presence: null, at };
  }
  return null;
}

it(
  'comes to what WeCom has, in whatever order events and runs meet, and changes nothing when it is done again',
  { timeout: full ? 3_600_000 : 240_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (history) => {
        corp = new Corp();
        const enterpriseId = await openEnterprise();
        const run = openWalk(enterpriseId);
        const late: Event[] = [];
        const told: Event[] = [];
        for (const one of history) {
          composed.clock.advance(3_000);
          if (one.act === 'run') {
            if (!run.isOpen()) await run.begin();
          } else if (one.act === 'page') await run.page(one.crashAt);
          else if (one.act === 'deliver') {
            // Any of those that wait: not in their order.
            const [event] = late.splice(one.who % Math.max(1, late.length), 1);
            if (event !== undefined) {
              await deliver(enterpriseId, event);
              told.push(event);
            }
          } else if (one.act === 'again') {
            const event = told[one.who % Math.max(1, told.length)];
            if (event !== undefined) await deliver(enterpriseId, event);
          } else {
            const event = change(one);
            if (event !== null && one.tell) late.push(event);
          }
        }
        await run.toEnd();
        // What a callback told of lately stands for a minute; then a whole run says how it is.
        composed.clock.advance(5 * 60_000);
        await run.begin();
        await run.toEnd();
        const { staff, departments, accounts, versions } = await found(enterpriseId);
        expect({ staff, departments }).toEqual(wished());
        expect(new Set(accounts).size).toBe(accounts.length);
        composed.clock.advance(60_000);
        const again = await run.begin();
        await run.toEnd();
        expect((await found(enterpriseId)).versions).toEqual(versions);
        const lines = await composed.server.db
          .tenant(enterpriseId)
          .find(DirectoryReport, { runId: again, outcome: { $ne: 'skipped' } });
        expect(lines.map(({ key, outcome }) => [key, outcome])).toEqual([]);
      }),
      { numRuns: runs, seed },
    );
  },
);

it(
  'a run that dies at any statements and goes on comes to the same as one pass, its report and counts too',
  { timeout: full ? 3_600_000 : 240_000 },
  async () => {
    const crashes = fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 25 }), crashes, async (history, at) => {
        corp = new Corp();
        for (const one of history) change({ ...one });
        const outcome = async (crashAts: readonly number[]) => {
          const enterpriseId = await openEnterprise();
          const em = () => composed.server.db.tenant(enterpriseId);
          await inTransaction(em(), (tx) =>
            composed.server.staff.put(tx, {
              ...{ enterpriseId, account: 'u1', name: '旧人', phone: null, enabled: true, permissions: [] },
              now: composed.clock.now(),
            }),
          );
          const run = openWalk(enterpriseId);
          const id = await run.begin();
          for (const crashAt of crashAts) await run.page(crashAt);
          await run.toEnd();
          const { staff, accounts, departments: tree } = await found(enterpriseId);
          const { added, updated, linked, returned, left, skipped, failed, listed, departments, state } =
            await em().findOneOrFail(DirectoryRun, { id });
          const lines = await em().find(DirectoryReport, { runId: id });
          return {
            ...{ staff, accounts, tree },
            counts: { added, updated, linked, returned, left, skipped, failed, listed, departments, state },
            report: lines
              .map(({ subject, key, outcome: what, reason }) =>
                [subject, key, what, reason ?? null].join(' '),
              )
              .sort(),
          };
        };
        expect(await outcome(at)).toEqual(await outcome([]));
      }),
      { numRuns: runs, seed },
    );
  },
);
