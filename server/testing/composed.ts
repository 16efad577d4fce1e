import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createConfig } from '../../config/env.ts';
import { IdentityOpenid, PhoneProof } from '../features/accounts/account.entity.ts';
import { agreements } from '../../config/agreements.ts';
import { createFixedClock } from '../kernel/clock.ts';
import { inTransaction } from '../kernel/data/transaction.ts';
import { newId } from '../kernel/ids.ts';
import { createLogger } from '../kernel/log/logger.ts';
import { createServer } from '../server.ts';
import { openTestDatabase } from './database.ts';

/** A day when all lots of `openComposed` have begun. */
export const composedStart = new Date('2026-11-24T10:30:00.000Z');

/**
 * The server put together on a database of its own, with a clock that the test moves; it neither
 * listens nor works by itself.
 */
export async function openComposed(start = composedStart) {
  const database = await openTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'hulian-composed-'));
  const clock = createFixedClock(start);
  const config = createConfig({
    NODE_ENV: 'test',
    PUBLIC_URL: 'http://localhost:3000',
    SANDBOX: '1',
    DATA_DIR: folder,
    DATABASE_URL: database.url,
  });
  const server = createServer(config, { db: database.db, log: createLogger('silent'), clock });
  const across = () => server.db.acrossTenants('operator: seed');
  const mostly = { legalName: '', slogan: '', demo: true };

  return {
    server,
    clock,
    across,
    /** An enterprise, with places of these kinds. */
    async enterprise(
      name: string,
      places: Readonly<Record<string, number>> = {},
      options: { timeZone?: string; endsAt?: Date | null } = {},
    ): Promise<string> {
      return inTransaction(across(), async (tx) => {
        const now = clock.now();
        const id = await server.enterprises.create(tx, {
          ...mostly,
          legalName: name,
          displayName: name,
          now,
        });
        if (options.timeZone !== undefined)
          await tx.nativeUpdate('Enterprise', { id }, { timeZone: options.timeZone });
        for (const [kind, amount] of Object.entries(places)) {
          if (amount === 0) continue;
          await server.ledger.credit(tx, {
            ...{ enterpriseId: id, kind, amount, sourceKey: `test:${id}:${kind}`, actor: 'system' },
            ...{ startsAt: now, endsAt: options.endsAt ?? null },
            ...{ reason: 'order_paid', reasonValues: { order: `Q-${name}` } },
          });
        }
        return id;
      });
    },
    /** Somebody in the mini-app of the enterprise, who has agreed and proved a phone. */
    async person(enterpriseId: string, phone: string) {
      return inTransaction(across(), async (tx) => {
        const now = clock.now();
        const openid = newId();
        const identity = await server.accounts.identities.ensure(tx, {
          ...{ appId: 'wx-test', openid, unionid: null, now },
        });
        await tx.findOneOrFail(IdentityOpenid, { openid });
        const parties = { upstream: '', operator: '' };
        const identityId = identity.id;
        await server.accounts.consents.give(tx, {
          ...{ enterpriseId, identityId, locale: 'zh-CN', parties, version: agreements.version, now },
        });
        return {
          identityId,
          binder: { identityId, enterpriseId, locale: 'zh-CN', requestId: newId() } as const,
          async prove(): Promise<string> {
            const id = newId();
            const at = clock.now();
            const expiresAt = new Date(at.getTime() + 600_000);
            await server.db
              .installation()
              .insert(PhoneProof, { id, identityId, phone, via: 'wechat', createdAt: at, expiresAt });
            return id;
          },
        };
      });
    },
    async figures(enterpriseId: string, kind: string) {
      const [figure] = await server.ledger.figures(server.db.tenant(enterpriseId), kind);
      return figure ?? { bought: 0, reserved: 0, used: 0, remaining: 0 };
    },
    async drop(): Promise<void> {
      await server.stop();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type Composed = Awaited<ReturnType<typeof openComposed>>;
