import { z } from 'zod';

import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { handle, type JobHandler } from '../../kernel/jobs/job-handler.ts';
import { defineJob } from '../../kernel/jobs/job-kind.ts';
import type { Schedule } from '../../kernel/jobs/scheduler.ts';
import type { OwnEndHearer } from './doors.ts';
import { Connection } from './enterprise.entity.ts';
import { hintOwnEnds } from './own-ends.ts';

/** At a tail's end. */
export const endTail = defineJob('connections.end-tail', z.strictObject({ connectionId: z.string() }));
/** At an own edition's end. */
export const endOwnEdition = defineJob('connections.end-own', z.strictObject({ connectionId: z.string() }));
/** Finds what is over and nobody was told of: a server that was down across the edge catches up by it. */
export const sweepConnections = defineJob('connections.sweep', z.strictObject({}));
/** Tells of own editions that end soon; as for lots, each hour (see `hintLotEnds`). */
export const hintOwn = defineJob('connections.hint-own-ends', z.strictObject({}));
export const connectionJobKinds = [endTail, endOwnEdition, sweepConnections, hintOwn] as const;
export const connectionSchedules: readonly Schedule[] = [
  { kind: sweepConnections, everyMs: 60_000 },
  { kind: hintOwn, everyMs: 60 * 60_000 },
];

const stepSize = 200;

interface Ending {
  close(tx: EntityManager, id: string): Promise<void>;
  expire(tx: EntityManager, id: string): Promise<void>;
  endOwn(tx: EntityManager, id: string): Promise<void>;
}

/** Each in a transaction of its own: one that fails holds up no other. `em` looks across tenants. */
export async function endAllDue(em: EntityManager, connections: Ending, now: Date): Promise<void> {
  const options = {
    fields: ['id', 'upstreamId'],
    limit: stepSize,
    orderBy: { id: 'asc' },
    disableIdentityMap: true,
  } as const;
  const failures: unknown[] = [];
  const all = async (where: object, end: (tx: EntityManager, id: string) => Promise<void>) => {
    for (let after = ''; ;) {
      const due = await em.find(Connection, { ...where, id: { $gt: after } }, options);
      for (const { id } of due) {
        await inTransaction(em, (tx) => end(tx, id)).catch((error: unknown) => failures.push(error));
      }
      const last = due.at(-1);
      if (last === undefined || due.length < stepSize) return;
      after = last.id;
    }
  };
  await all({ state: 'terminated', closedAt: null, endsAt: { $lte: now } }, (tx, id) =>
    connections.close(tx, id),
  );
  await all({ state: 'pending', expiresAt: { $lte: now } }, (tx, id) => connections.expire(tx, id));
  // Who found no place of the upstream is tried again each time: places come free.
  await all({ ownEdition: true, ownEndsAt: { $lte: now } }, (tx, id) => connections.endOwn(tx, id));
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} connections were not ended`);
}

export function createConnectionHandlers(deps: {
  connections: Ending;
  ownEnds: OwnEndHearer;
  clock: Clock;
}): JobHandler[] {
  return [
    handle(endTail, ({ connectionId }, context) =>
      context.commit((tx) => deps.connections.close(tx, connectionId)),
    ),
    handle(endOwnEdition, ({ connectionId }, context) =>
      context.commit((tx) => deps.connections.endOwn(tx, connectionId)),
    ),
    // Ended twice is ended once, so the transactions need not be the job's own.
    handle(sweepConnections, (_payload, { em }) => endAllDue(em, deps.connections, deps.clock.now())),
    // Who was told is known by the cause of what was sent.
    handle(hintOwn, (_payload, { em }) => hintOwnEnds(em, deps.ownEnds, deps.clock.now())),
  ];
}
