import { limits } from '../../../config/limits.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { hashSecret, newId, newSecret22 } from '../../kernel/ids.ts';
import { Staff, StaffLink } from './access.entity.ts';
import type { IssuedSession, Sessions } from './sessions.ts';

export interface StaffLinks {
  /** The code of `/workbench/enter?code=`: the first admin's way in, before WeCom is connected. */
  make(tx: EntityManager, enterpriseId: string, staffId: string): Promise<string>;
  /** @throws staff_link.invalid for unknown, used and expired codes alike */
  enter(code: string): Promise<IssuedSession>;
}

export function createStaffLinks(deps: { db: Database; clock: Clock; sessions: Sessions }): StaffLinks {
  return {
    async make(tx, enterpriseId, staffId) {
      const code = newSecret22();
      const now = deps.clock.now();
      await tx.insert(StaffLink, {
        id: newId(),
        codeHash: hashSecret(code),
        enterpriseId,
        staffId,
        createdAt: now,
        expiresAt: new Date(now.getTime() + limits.staffLinkMs),
      });
      return code;
    },

    enter: (code) =>
      inTransaction(deps.db.acrossTenants('door: staff link'), async (tx) => {
        const now = deps.clock.now();
        const codeHash = hashSecret(code);
        const used = await tx.nativeUpdate(
          StaffLink,
          { codeHash, usedAt: null, expiresAt: { $gt: now } },
          { usedAt: now },
        );
        const link = used === 0 ? null : await tx.findOne(StaffLink, { codeHash });
        const staff =
          link === null
            ? null
            : await tx.findOne(Staff, { id: link.staffId, state: 'enabled', leftAt: null });
        if (link === null || staff === null) throw new AppError('staff_link.invalid', { status: 401 });
        return deps.sessions.issue(tx, {
          audience: 'staff',
          enterpriseId: link.enterpriseId,
          personId: staff.id,
          membershipId: null,
          appId: '',
          language: staff.language,
        });
      }),
  };
}
