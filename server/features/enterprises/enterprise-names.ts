import type { EnterpriseNames, EnterpriseNamesPatch } from '../../contract/settings.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import type { NewRecord } from '../records/index.ts';
import { Enterprise } from './enterprise.entity.ts';
import { shownName } from './shown-name.ts';

export interface NamesDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly records: { add(tx: EntityManager, record: NewRecord): Promise<void> };
  /** Names are kept in memory where answers may not wait; told after each change. */
  readonly onChanged: () => Promise<void>;
}

/** Who changes it, for the operation record. */
export interface Editor {
  readonly enterpriseId: string;
  readonly staffId: string;
  readonly name: string;
  readonly requestId: string;
}

/** The names under which an enterprise is seen: its own staff read and write them. */
export function createEnterpriseNames(deps: NamesDeps) {
  const present = (row: Enterprise): EnterpriseNames => ({
    legalName: row.legalName,
    displayName: row.displayName,
    shownName: shownName(row),
    slogan: row.slogan,
    version: row.version,
  });

  return {
    async of(enterpriseId: string): Promise<EnterpriseNames> {
      const row = await deps.db.installation().findOne(Enterprise, { id: enterpriseId });
      assertThat(row, 'not_found', 404);
      return present(row);
    },

    /** @throws conflict.version */
    async change(input: { version: number; patch: EnterpriseNamesPatch; editor: Editor }) {
      const { editor, patch } = input;
      const changed = await inTransaction(deps.db.tenant(editor.enterpriseId), async (tx) => {
        const row = await tx.findOne(Enterprise, { id: editor.enterpriseId });
        assertThat(row, 'not_found', 404);
        if (row.version !== input.version) throw new AppError('conflict.version', { status: 409 });
        const before = { displayName: row.displayName, slogan: row.slogan };
        const after = {
          displayName: patch.displayName ?? before.displayName,
          slogan: patch.slogan ?? before.slogan,
        };
        // What stays as it was is no change, and leaves no record.
        if (after.displayName === before.displayName && after.slogan === before.slogan) return row;
        Object.assign(row, after);
        await tx.flush();
        await deps.records.add(tx, {
          enterpriseId: editor.enterpriseId,
          actor: `staff:${editor.staffId}`,
          actorName: editor.name,
          action: 'enterprise_names.changed',
          target: `enterprise:${editor.enterpriseId}`,
          before,
          after,
          requestId: editor.requestId,
          at: deps.clock.now(),
        });
        return row;
      });
      await deps.onChanged();
      return present(changed);
    },
  };
}
export type EnterpriseNamesService = ReturnType<typeof createEnterpriseNames>;
