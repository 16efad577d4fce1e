import { demoWorld } from '../../config/demo-world.ts';
import { IdentityOpenid } from '../features/accounts/account.entity.ts';
import { Session } from '../features/access/access.entity.ts';
import { Enterprise, Connection } from '../features/enterprises/enterprise.entity.ts';
import { entities, entitiesByRowClass } from '../entities.ts';
import { hintLotEnds } from '../features/quota/index.ts';
import { Job, Setting } from '../kernel/data/kernel.entity.ts';
import type { EntityManager } from '../kernel/data/orm.ts';
import { inTransaction } from '../kernel/data/transaction.ts';
import { enqueue } from '../kernel/jobs/job-kind.ts';
import type { Server } from '../server.ts';
import { callSandbox } from './sandbox-api.ts';
import { seedDemo, seededSetting } from './seed.ts';

const tenantClasses = new Set<string>(entitiesByRowClass.tenant);
/** Rows of people, by the identity that they hang on. */
const byIdentity = [
  'OpenedTicket',
  'PhoneProof',
  'SmsChallenge',
  'SessionExchange',
  'IdentityOpenid',
] as const;

/** Removes the demo tenants with all that is theirs, and seeds them again. Other tenants are not touched. */
export async function resetDemo(server: Server): Promise<void> {
  const across = () => server.db.acrossTenants('operator: seed');
  const ids = await inTransaction(across(), async (tx) => {
    const demos = await tx.find(Enterprise, { demo: true });
    const demoIds = demos.map(({ id }) => id);
    const apps = [demoWorld.miniProgram.appId, demoWorld.officialAccount.appId];
    const people = (await tx.find(IdentityOpenid, { appId: { $in: apps } })).map(
      ({ identityId }) => identityId,
    );
    await server.departments.forgetTrees(tx, demoIds);
    await deleteRowsOf(tx, demoIds);
    for (const className of byIdentity)
      await tx.nativeDelete<object>(className, { identityId: { $in: people } });
    await tx.nativeDelete<object>('Identity', { id: { $in: people } });
    await tx.nativeDelete(Connection, { upstreamId: { $in: demoIds } });
    await tx.nativeDelete(Enterprise, { id: { $in: demoIds } });
    await tx.nativeDelete(Setting, { id: seededSetting });
    return demoIds;
  });
  server.sessions.forget();
  await server.callbackAccounts.refresh();
  await callSandbox(server, 'reset', {});
  await seedDemo(server);
  // A callback or a job that was under way has written for tenants that were gone by then.
  await inTransaction(across(), async (tx) => {
    await deleteRowsOf(tx, ids);
    // Of the demo's lots the clockwork tells as after the first start, and not in an hour.
    await enqueue(tx, hintLotEnds, {}, { now: server.clock.now(), cause: 'demo', enterpriseId: null });
  });
}

async function deleteRowsOf(tx: EntityManager, enterpriseIds: readonly string[]): Promise<void> {
  const theirs = { enterpriseId: { $in: [...enterpriseIds] } };
  for (const { meta } of entities)
    if (tenantClasses.has(meta.className)) await tx.nativeDelete<object>(meta.className, theirs);
  await tx.nativeDelete(Session, theirs);
  await tx.nativeDelete(Job, theirs);
}
