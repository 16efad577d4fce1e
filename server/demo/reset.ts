import { demoWorld } from '../../config/demo-world.ts';
import { IdentityOpenid } from '../features/accounts/account.entity.ts';
import { Session } from '../features/access/access.entity.ts';
import { Enterprise, Connection } from '../features/enterprises/enterprise.entity.ts';
import { entities, entitiesByRowClass } from '../entities.ts';
import { Job, Setting } from '../kernel/data/kernel.entity.ts';
import { inTransaction } from '../kernel/data/transaction.ts';
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
  await inTransaction(server.db.acrossTenants('operator: seed'), async (tx) => {
    const demos = await tx.find(Enterprise, { demo: true });
    const ids = demos.map(({ id }) => id);
    const apps = [demoWorld.miniProgram.appId, demoWorld.officialAccount.appId];
    const people = (await tx.find(IdentityOpenid, { appId: { $in: apps } })).map(
      ({ identityId }) => identityId,
    );
    for (const entity of entities) {
      const { className } = entity.meta;
      if (tenantClasses.has(className))
        await tx.nativeDelete<object>(className, { enterpriseId: { $in: ids } });
    }
    for (const className of byIdentity)
      await tx.nativeDelete<object>(className, { identityId: { $in: people } });
    await tx.nativeDelete<object>('Identity', { id: { $in: people } });
    await tx.nativeDelete(Connection, { upstreamId: { $in: ids } });
    await tx.nativeDelete(Session, { enterpriseId: { $in: ids } });
    await tx.nativeDelete(Job, { enterpriseId: { $in: ids } });
    await tx.nativeDelete(Enterprise, { id: { $in: ids } });
    await tx.nativeDelete(Setting, { id: seededSetting });
  });
  server.sessions.forget();
  await server.callbackAccounts.refresh();
  await callSandbox(server, 'reset', {});
  await seedDemo(server);
}
