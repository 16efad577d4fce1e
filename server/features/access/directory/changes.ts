import { z } from 'zod';

import type { DirectoryChanges } from '../../../../bot/features/directory-changes.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { Job } from '../../../kernel/data/kernel.entity.ts';
import type { Database, EntityManager } from '../../../kernel/data/orm.ts';
import { handle, type JobHandler } from '../../../kernel/jobs/job-handler.ts';
import { defineJob, enqueue } from '../../../kernel/jobs/job-kind.ts';
import type { NewRecord } from '../../records/index.ts';
import { DirectorySettings } from './directory.entity.ts';
import type { DirectoryPeople } from './people.ts';
import {
  rootOfWecom,
  type Reading,
  type WecomDepartment,
  type WecomDirectories,
  type WecomDirectory,
} from './ports.ts';
import type { Done } from './report-rows.ts';
import { mostLevels, type DirectoryTree } from './tree.ts';

const about = { enterpriseId: z.string(), channelAccountId: z.string(), cause: z.string() };
/** One member is read anew. */
export const directoryPersonJob = defineJob(
  'directory.person',
  z.strictObject({ ...about, userId: z.string() }),
);
/** One department is read anew, with those above it. */
export const directoryDepartmentJob = defineJob(
  'directory.department',
  z.strictObject({ ...about, departmentId: z.number() }),
);

export interface ChangeDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly tree: DirectoryTree;
  readonly people: DirectoryPeople;
  readonly wecom: WecomDirectories;
  readonly records: { add(tx: EntityManager, record: NewRecord): Promise<void> };
}

export interface PersonToRead {
  readonly enterpriseId: string;
  readonly channelAccountId: string;
  readonly userId: string;
  readonly cause: string;
}

/**
 * One change is read, and written, by itself, however large the directory is. The event is a hint:
 * what is so by then is read, so the order of events and their number do not matter.
 */
export function createDirectoryChangeWork(deps: ChangeDeps) {
  const { db, clock, tree, people, wecom } = deps;

  /** A reading that waits will see this change too: an edit storm is a few readings. */
  async function waits(tx: EntityManager, orderKey: string): Promise<boolean> {
    return (await tx.count(Job, { orderKey, state: 'due' })) > 0;
  }

  async function readPerson(tx: EntityManager, input: PersonToRead): Promise<void> {
    const { enterpriseId } = input;
    const userId = input.userId.toLowerCase();
    const orderKey = `directory-person:${enterpriseId}:${userId}`;
    if (await waits(tx, orderKey)) return;
    const options = { now: clock.now(), cause: input.cause, enterpriseId, orderKey };
    await enqueue(tx, directoryPersonJob, { ...input, userId }, options);
  }

  async function follows(tx: EntityManager, account: { id: string; enterpriseId: string }): Promise<boolean> {
    const { enterpriseId } = account;
    if ((await tx.count(DirectorySettings, { enterpriseId, follows: true })) === 0) return false;
    return (await wecom.applicationOf(tx, enterpriseId))?.id === account.id;
  }

  const changes: DirectoryChanges<EntityManager> = {
    async memberChanged(tx, { account, userId, updateId }) {
      if (!(await follows(tx, account))) return;
      const { enterpriseId, id: channelAccountId } = account;
      await readPerson(tx, { enterpriseId, channelAccountId, userId, cause: updateId });
    },
    async departmentChanged(tx, { account, departmentId, updateId }) {
      if (departmentId === rootOfWecom || !(await follows(tx, account))) return;
      const { enterpriseId, id: channelAccountId } = account;
      // Where it stands rests on those above: departments of one enterprise are read one after the other.
      const orderKey = `directory-departments:${enterpriseId}`;
      const options = { now: clock.now(), cause: updateId, enterpriseId, orderKey };
      const payload = { enterpriseId, channelAccountId, departmentId, cause: updateId };
      await enqueue(tx, directoryDepartmentJob, payload, options);
    },
  };

  /** It and those above it, the uppermost first; empty where it is gone. */
  async function lineOf(directory: WecomDirectory, id: number): Promise<WecomDepartment[]> {
    const line: WecomDepartment[] = [];
    for (let next = id; next > rootOfWecom && line.length < mostLevels;) {
      const found = await directory.department(next);
      if (found === null || line.some((one) => one.id === found.id)) break;
      line.unshift(found);
      next = found.parentId;
    }
    return line;
  }

  async function record(tx: EntityManager, { enterpriseId, cause, now }: Reading, done: readonly Done[]) {
    for (const { subject, id, name, outcome, before, after } of done) {
      // Who comes and goes has a record of his own; what could not be done changed nothing.
      if (id === undefined || (subject === 'person' && (outcome === 'left' || outcome === 'returned')))
        continue;
      const kind = subject === 'person' ? 'staff' : 'department';
      await deps.records.add(tx, {
        ...{ enterpriseId, actor: 'system', actorName: 'WeCom', target: `${kind}:${id}` },
        action: subject === 'person' ? 'staff.synced' : 'department.synced',
        ...{ before: { ...before }, after: { name, ...after } },
        ...{ requestId: cause, at: now },
      });
    }
  }

  const readingNow = (enterpriseId: string, cause: string): Reading => ({
    ...{ enterpriseId, readAt: clock.now(), run: null, cause, now: clock.now() },
  });

  const handlers: JobHandler[] = [
    handle(directoryPersonJob, async ({ enterpriseId, channelAccountId, userId, cause }, context) => {
      const em = db.tenant(enterpriseId);
      const directory = await wecom.open(em, channelAccountId);
      const reading = readingNow(enterpriseId, cause);
      const person = await directory.person(userId);
      // A department of which no event told yet comes with him.
      const main = person?.mainDepartmentId ?? person?.departmentIds[0] ?? rootOfWecom;
      const line =
        main === rootOfWecom || (await tree.has(em, enterpriseId, main)) ? [] : await lineOf(directory, main);
      await context.commit(async (tx) => {
        if (person === null) {
          const left = await people.vanished(tx, reading, userId);
          await record(tx, reading, left === null ? [] : [left]);
          return;
        }
        const ours = new Map<number, string>([[rootOfWecom, enterpriseId]]);
        await record(tx, reading, await tree.apply(tx, reading, line, ours));
        const { done } = await people.apply(tx, reading, [person]);
        await record(tx, reading, done);
      });
    }),
    handle(
      directoryDepartmentJob,
      async ({ enterpriseId, channelAccountId, departmentId, cause }, context) => {
        const em = db.tenant(enterpriseId);
        const directory = await wecom.open(em, channelAccountId);
        const reading = readingNow(enterpriseId, cause);
        const line = await lineOf(directory, departmentId);
        await context.commit(async (tx) => {
          const ours = new Map<number, string>([[rootOfWecom, enterpriseId]]);
          const done = await tree.apply(tx, reading, line, ours);
          const gone = line.some(({ id }) => id === departmentId)
            ? null
            : await tree.vanished(tx, reading, departmentId);
          await record(tx, reading, gone === null ? done : [...done, gone]);
        });
      },
    ),
  ];

  return { changes, handlers, readPerson, kinds: [directoryPersonJob, directoryDepartmentJob] };
}
export type DirectoryChangeWork = ReturnType<typeof createDirectoryChangeWork>;
