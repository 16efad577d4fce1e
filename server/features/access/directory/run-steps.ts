import { PlatformError } from '../../../../bot/channels/shared/platform-error.ts';
import { limits } from '../../../../config/limits.ts';
import type { DirectoryRunReason } from '../../../contract/directory.ts';
import type { Dialect, EntityManager } from '../../../kernel/data/orm.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { Staff } from '../access.entity.ts';
import { Department } from '../department.entity.ts';
import { heldStaff, type StaffMembers } from '../staff-members.ts';
import { DirectoryConflict, DirectoryRun, type DirectoryPhase } from './directory.entity.ts';
import { worthOf, type DirectoryPeople } from './people.ts';
import { isSame, rootOfWecom, type Reading, type WecomDirectory, type WecomPerson } from './ports.ts';
import { addCounts, countDone, writeReport, type Counts, type Done } from './report-rows.ts';
import { parentsFirst, type DirectoryTree } from './tree.ts';

export interface StepDeps {
  readonly dialect: Dialect;
  readonly tree: DirectoryTree;
  readonly people: DirectoryPeople;
  readonly members: Pick<StaffMembers, 'markAbsent' | 'toldByDirectory'>;
  readonly now: () => Date;
}

/** A run on its way: where it is, and with what it reads. */
export interface Walk {
  readonly em: EntityManager;
  readonly run: DirectoryRun;
  readonly began: Date;
  readonly wecom: WecomDirectory;
}

/** Another worker has gone on with this run: what this one did is not written. */
export class RunTakenOverError extends Error {
  constructor(runId: string) {
    super(`The run ${runId} went on elsewhere: nothing was written`);
    this.name = 'RunTakenOverError';
  }
}

/** People, and departments, of one transaction: others get their turn between. Ours. */
const peopleAtOnce = 200;
const departmentsAtOnce = 100;
const asksAtOnce = 20;
const readsAtOnce = 10;
/** About this one department or member alone: the others are read all the same. */
const aboutOne = new Set<number | string>([40003, 50002, 60011, 60123]);

interface Place {
  readonly phase: DirectoryPhase;
  readonly cursor: string;
}
type Write = (tx: EntityManager, readAt: Date) => Promise<{ done: readonly Done[]; counts?: Counts }>;

/**
 * The steps of a run. Each is one page: it reads WeCom, and writes what it read, its part of the
 * report and the place where the run is then in one transaction. So a run goes on where a crash left
 * it, no page counts twice, and memory holds a page.
 */
export function createRunSteps(deps: StepDeps) {
  const { dialect, tree, people, members } = deps;

  const readingOf = ({ run, began }: Walk, readAt: Date): Reading => ({
    ...{ enterpriseId: run.enterpriseId, readAt, cause: run.id, now: deps.now() },
    run: { id: run.id, began },
  });

  /** Writes a page together with the place after it. @throws RunTakenOverError */
  async function page(walk: Walk, readAt: Date, to: Place, write: Write): Promise<Walk> {
    const { em, run } = walk;
    const moved = await inTransaction(em, async (tx) => {
      const { done, counts } = await write(tx, readAt);
      await writeReport(tx, dialect, run, done, deps.now());
      const here = { id: run.id, phase: run.phase, cursor: run.cursor, state: 'running' as const };
      const sums = addCounts({ ...countDone(done), ...counts });
      if ((await tx.nativeUpdate(DirectoryRun, here, { ...to, ...sums })) === 0)
        throw new RunTakenOverError(run.id);
      return tx.findOneOrFail(DirectoryRun, { id: run.id }, { disableIdentityMap: true });
    });
    em.clear();
    return { ...walk, run: moved };
  }

  async function departments(walk: Walk): Promise<Walk> {
    const readAt = deps.now();
    const listed = parentsFirst(await walk.wecom.departments());
    const ours = new Map<number, string>([[rootOfWecom, walk.run.enterpriseId]]);
    let at = walk;
    for (let start = 0; start < listed.length; start += departmentsAtOnce) {
      const some = listed.slice(start, start + departmentsAtOnce);
      // The place only rises: what is begun anew after a crash passes over what is there.
      const to = { phase: 'departments', cursor: String(Number(at.run.cursor) + 1) } as const;
      at = await page(at, readAt, to, async (tx) => ({
        done: await tree.apply(tx, readingOf(walk, readAt), some, ours),
      }));
      await rest();
    }
    // The root is one of them.
    const counts = { departments: listed.length + 1 };
    return page(at, readAt, { phase: 'people', cursor: '0' }, () => Promise.resolve({ done: [], counts }));
  }

  /** The next departments of WeCom's that this run has seen; the root comes first. */
  async function nextDepartments({ em, run, began }: Walk): Promise<number[]> {
    const after = Number(run.cursor);
    if (after < rootOfWecom) return [rootOfWecom];
    const rows = await em.find(
      Department,
      { enterpriseId: run.enterpriseId, wecomId: { $gt: after }, listedAt: began },
      {
        ...{ fields: ['wecomId'], orderBy: { wecomId: 'asc' } },
        ...{ limit: readsAtOnce, disableIdentityMap: true },
      },
    );
    return rows.flatMap(({ wecomId }) => wecomId ?? []);
  }

  /** So many departments as fill a transaction. */
  async function peopleOfNext(walk: Walk): Promise<Walk> {
    const ids = await nextDepartments(walk);
    const readAt = deps.now();
    const found: WecomPerson[] = [];
    const refused: Done[] = [];
    let cursor = '';
    for (const id of ids) {
      const one = await readDepartment(walk, id);
      for (const person of one.found) found.push(person);
      refused.push(...one.refused);
      cursor = String(id);
      if (found.length >= peopleAtOnce) break;
    }
    if (cursor === '') return page(walk, readAt, { phase: 'named', cursor: '' }, nothing);
    let at = walk;
    let start = 0;
    for (; start + peopleAtOnce < found.length; start += peopleAtOnce) {
      const some = found.slice(start, start + peopleAtOnce);
      // A part of them: the place stays until all are written.
      at = await page(at, readAt, { phase: at.run.phase, cursor: at.run.cursor }, (tx) =>
        putPeople(tx, walk, readAt, some),
      );
      await rest();
    }
    const last = found.slice(start);
    return page(at, readAt, { phase: 'people', cursor }, async (tx) => {
      const { done, counts } = await putPeople(tx, walk, readAt, last);
      return { done: [...done, ...refused], counts };
    });
  }

  async function putPeople(tx: EntityManager, walk: Walk, readAt: Date, some: readonly WecomPerson[]) {
    const { done, listed } = await people.apply(tx, readingOf(walk, readAt), some);
    return { done, counts: { listed } };
  }

  /** A department that may not be read is told; its people are asked about one by one later. */
  async function readDepartment(
    { wecom }: Walk,
    id: number,
  ): Promise<{ found: readonly WecomPerson[]; refused: Done[] }> {
    try {
      return { found: await wecom.departmentPeople(id), refused: [] };
    } catch (error) {
      if (!(error instanceof PlatformError) || !aboutOne.has(error.code)) throw error;
      const key = `people-of-${id}`;
      return {
        found: [],
        refused: [{ subject: 'department', key, name: String(id), outcome: 'failed', reason: 'refused' }],
      };
    }
  }

  /** Members whom the application's range names one by one: no department lists them. */
  async function named(walk: Walk): Promise<Walk> {
    const users = [...(await walk.wecom.named())].sort();
    const next = users.filter((one) => one > walk.run.cursor).slice(0, asksAtOnce);
    const last = next.at(-1);
    const readAt = deps.now();
    if (last === undefined) return page(walk, readAt, { phase: 'unseen', cursor: '' }, nothing);
    const { found } = await askAll(walk, next);
    return page(walk, readAt, { phase: 'named', cursor: last.slice(0, 64) }, (tx) =>
      putPeople(tx, walk, readAt, found),
    );
  }

  /** Who was not named anywhere is asked about by himself, before he counts as gone. */
  async function unseen(walk: Walk): Promise<Walk> {
    const { em, run, began } = walk;
    const rows = await em.find(
      Staff,
      {
        ...{ enterpriseId: run.enterpriseId, state: 'enabled', origin: 'wecom', leftAt: null },
        ...{ id: { $gt: run.cursor }, $or: [{ listedAt: null }, { listedAt: { $lt: began } }] },
      },
      { fields: ['id', 'account'], orderBy: { id: 'asc' }, limit: asksAtOnce, disableIdentityMap: true },
    );
    const last = rows.at(-1);
    const readAt = deps.now();
    if (last === undefined) return page(walk, readAt, { phase: 'ending', cursor: '' }, nothing);
    const { found, absent } = await askAll(
      walk,
      rows.map(({ account }) => account),
    );
    const ids = rows.filter(({ account }) => absent.has(account)).map(({ id }) => id);
    return page(walk, readAt, { phase: 'unseen', cursor: last.id }, async (tx) => {
      if (ids.length > 0) await members.markAbsent(tx, run.enterpriseId, ids, began);
      return putPeople(tx, walk, readAt, found);
    });
  }

  async function askAll({ wecom }: Walk, userIds: readonly string[]) {
    const found: WecomPerson[] = [];
    const absent = new Set<string>();
    for (const userId of userIds) {
      try {
        const person = await wecom.person(userId);
        if (person === null) absent.add(userId);
        else found.push(person);
      } catch (error) {
        if (!(error instanceof PlatformError) || !aboutOne.has(error.code)) throw error;
      }
    }
    return { found, absent };
  }

  const goneDepartments = ({ run, began }: Walk) => ({
    ...{ enterpriseId: run.enterpriseId, wecomId: { $ne: null }, goneAt: null },
    $and: [
      { $or: [{ listedAt: null }, { listedAt: { $lt: began } }] },
      // One that an event told of since is read later than the list.
      { $or: [{ directoryAt: null }, { directoryAt: { $lte: began } }] },
    ],
  });
  const gonePeople = ({ run, began }: Walk) => ({
    enterpriseId: run.enterpriseId,
    ...{ state: 'enabled' as const, origin: 'wecom' as const, leftAt: null, absentAt: began },
    $or: [{ toldAt: null }, { toldAt: { $lte: worthOf(began) } }],
  });

  /** Nobody is ended where it would be more than a tenth, unless staff have said so of this number. */
  async function braked(
    walk: Walk,
  ): Promise<{ reason: DirectoryRunReason; people: number; departments: number } | null> {
    const { em, run } = walk;
    const gone = await em.count(Staff, gonePeople(walk));
    const vanished = await em.count(Department, goneDepartments(walk));
    const share = limits.directoryBrakeShare;
    if (run.listed === 0 && gone > 0) return { reason: 'empty', people: gone, departments: vanished };
    const tooMany =
      (gone > run.allowedPeople && gone > run.knownPeople * share) ||
      (vanished > run.allowedDepartments && vanished > run.knownDepartments * share);
    return tooMany ? { reason: 'too_many', people: gone, departments: vanished } : null;
  }

  async function endPeople(tx: EntityManager, walk: Walk, ids: readonly string[]): Promise<Done[]> {
    const { run, began } = walk;
    const done: Done[] = [];
    for (const id of ids) {
      const staff = await heldStaff(tx, run.enterpriseId, { id });
      if (staff === null || !isSame(staff.absentAt, began)) continue;
      const cause = { requestId: run.id, told: worthOf(began), at: deps.now() };
      if (!(await members.toldByDirectory(tx, staff, 'gone', cause))) continue;
      const reason = isSame(staff.listedAt, began) ? 'disabled_in_wecom' : 'absent_in_wecom';
      done.push({ subject: 'person', key: staff.account, name: staff.name, outcome: 'left', reason });
    }
    return done;
  }

  /** @returns null when the run has ended */
  async function ending(walk: Walk): Promise<Walk | null> {
    const { em, run, began } = walk;
    const held = run.cursor === '' ? await braked(walk) : null;
    if (held !== null) {
      await end(walk, {
        ...{ state: 'stopped', reason: held.reason },
        ...{ heldPeople: held.people, heldDepartments: held.departments },
      });
      return null;
    }
    const rows = await em.find(
      Staff,
      { ...gonePeople(walk), id: { $gt: run.cursor } },
      { fields: ['id'], orderBy: { id: 'asc' }, limit: 50, disableIdentityMap: true },
    );
    const last = rows.at(-1);
    if (last !== undefined) {
      const ids = rows.map(({ id }) => id);
      return page(walk, deps.now(), { phase: 'ending', cursor: last.id }, async (tx) => ({
        done: await endPeople(tx, walk, ids),
      }));
    }
    const readAt = deps.now();
    const after = await page(walk, readAt, { phase: 'ending', cursor: '~' }, async (tx) => {
      const gone = await tx.find(Department, goneDepartments(walk), { disableIdentityMap: true });
      await tx.nativeUpdate(
        Department,
        { enterpriseId: run.enterpriseId, id: { $in: gone.map(({ id }) => id) } },
        { goneAt: readAt },
      );
      // What was not met this time is no question any more.
      await tx.nativeDelete(DirectoryConflict, {
        ...{ enterpriseId: run.enterpriseId, state: 'open', metAt: { $lt: began } },
      });
      return {
        done: gone.map(({ wecomId, name }) => ({
          ...{ subject: 'department' as const, key: String(wecomId), name, outcome: 'left' as const },
        })),
      };
    });
    await end(after, { state: 'done', reason: null });
    return null;
  }

  async function end(
    { em, run }: Walk,
    how:
      | { readonly state: 'done'; readonly reason: null }
      | {
          readonly state: 'stopped';
          readonly reason: DirectoryRunReason;
          readonly heldPeople: number;
          readonly heldDepartments: number;
        },
  ): Promise<void> {
    await em.nativeUpdate(
      DirectoryRun,
      { id: run.id, state: 'running' },
      { platformCode: null, ...how, openKey: null, finishedAt: deps.now() },
    );
  }

  const steps = new Map<DirectoryPhase, (walk: Walk) => Promise<Walk | null>>([
    ['departments', departments],
    ['people', peopleOfNext],
    ['named', named],
    ['unseen', unseen],
    ['ending', ending],
  ]);
  return {
    /** @returns where the run is after one more page; null: it has ended */
    next(walk: Walk): Promise<Walk | null> {
      const step = steps.get(walk.run.phase);
      if (step === undefined) throw new Error(`The run ${walk.run.id} is of another version`);
      return step(walk);
    },
  };
}
export type RunSteps = ReturnType<typeof createRunSteps>;

const nothing: Write = () => Promise.resolve({ done: [] });

/** Lets callbacks be answered: the embedded engine works in this very thread. */
export const rest = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
