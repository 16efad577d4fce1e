import { z } from 'zod';

import type { Database } from '../../kernel/data/orm.ts';
import { readRows, writeRows } from '../../kernel/data/sql.ts';
import { handle, type JobHandler } from '../../kernel/jobs/job-handler.ts';
import { defineJob, enqueue } from '../../kernel/jobs/job-kind.ts';
import type { Schedule } from '../../kernel/jobs/scheduler.ts';
import type { Logger } from '../../kernel/log/logger.ts';
import type { Keyring } from '../../kernel/secrets.ts';

/** Comes round; does nothing while no previous key is held. */
export const resealJob = defineJob('secrets.reseal', z.strictObject({}));
const stepPayload = z.strictObject({ table: z.string().max(60), after: z.string().max(120) });
export const resealStepJob = defineJob('secrets.reseal_step', stepPayload);

/** Rows looked at in one step: short enough to leave room for everybody else. Ours. */
const stepRows = 200;
const hourMs = 60 * 60_000;

interface SealedTable {
  readonly table: string;
  readonly key: string;
  readonly columns: readonly string[];
}

/** Every column whose property is named `sealed…`: by construction none is forgotten. */
export function sealedTables(db: Database): SealedTable[] {
  return Object.values(db.orm.getMetadata().getAll()).flatMap((meta) => {
    const columns = meta.props
      .filter(({ name }) => name.startsWith('sealed'))
      .flatMap(({ fieldNames }) => fieldNames);
    const key = meta.getPrimaryProps()[0]?.fieldNames[0];
    return columns.length === 0 || key === undefined ? [] : [{ table: meta.tableName, key, columns }];
  });
}

/**
 * Re-seals under the current SECRET_KEY what was sealed under the previous one. Each value is
 * replaced only where it is still the one that was read, so that what is saved meanwhile stays.
 */
export function createResealJobs(deps: {
  db: Database;
  keyring: Keyring;
  log: Logger;
  /** SECRET_KEY_PREVIOUS is set: a rotation is under way. */
  hasPreviousKey: boolean;
}): { kinds: readonly { readonly name: string }[]; handlers: JobHandler[]; schedule: Schedule } {
  const { db, keyring, log } = deps;
  const scope = () => db.acrossTenants('operator: key rotation');
  const tables = sealedTables(db);

  /** @returns the last key looked at, or null at the end; and how many were replaced */
  async function step(table: SealedTable, after: string): Promise<{ last: string | null; replaced: number }> {
    const { key, columns } = table;
    const rows = await readRows(
      scope(),
      `select ${[key, ...columns].join(', ')} from ${table.table} where ${key} > ? order by ${key} limit ${stepRows}`,
      [after],
    );
    let replaced = 0;
    let last: string | null = null;
    for (const raw of rows) {
      const row = z.record(z.string(), z.unknown()).parse(raw);
      last = z.string().parse(row[key]);
      for (const column of columns) {
        const sealed = row[column];
        if (typeof sealed !== 'string' || sealed === '' || !keyring.isStale(sealed)) continue;
        let plain: string;
        try {
          plain = keyring.open(sealed);
        } catch {
          log.error(
            { table: table.table, column, id: last },
            'a sealed value cannot be opened with the keys that are held',
          );
          continue;
        }
        replaced += await writeRows(
          scope(),
          `update ${table.table} set ${column} = ? where ${key} = ? and ${column} = ?`,
          [keyring.seal(plain), last, sealed],
        );
      }
    }
    return { last: rows.length < stepRows ? null : last, replaced };
  }

  return {
    kinds: [resealJob, resealStepJob],
    schedule: { kind: resealJob, everyMs: hourMs },
    handlers: [
      handle(resealJob, async (_payload, context) => {
        if (!deps.hasPreviousKey) return;
        await context.commit(async (tx) => {
          for (const { table } of tables) {
            await enqueue(
              tx,
              resealStepJob,
              { table, after: '' },
              {
                now: context.now(),
                cause: 'secrets.reseal',
                enterpriseId: null,
              },
            );
          }
        });
      }),
      handle(resealStepJob, async (payload, context) => {
        const table = tables.find((known) => known.table === payload.table);
        if (table === undefined) return;
        const { last, replaced } = await step(table, payload.after);
        if (replaced > 0)
          log.info({ table: table.table, replaced }, 'sealed values are under the current key');
        if (last === null) return;
        await context.commit((tx) =>
          enqueue(
            tx,
            resealStepJob,
            { table: table.table, after: last },
            {
              now: context.now(),
              cause: 'secrets.reseal',
              enterpriseId: null,
            },
          ),
        );
      }),
    ],
  };
}
