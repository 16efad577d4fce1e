import { z } from 'zod';

import type { Database, EntityManager } from '../../../kernel/data/orm.ts';
import { readRows, timeValue, writeRows } from '../../../kernel/data/sql.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import type { Keyring } from '../../../kernel/secrets.ts';
import type { InboxItem, InboxStore, MakeRow, NewInboxRow, StoredRow } from './inbox-item.ts';
import { planBatch, wantedOf, type Found } from './inbox-plan.ts';
import {
  existingColumns,
  existingSchema,
  followerColumns,
  followerSchema,
  hasJob,
  inboxColumns,
  inboxValues,
  insertInto,
  jobColumns,
  jobValues,
} from './inbox-rows.ts';

/** So often may other processes have been first with a row of one batch. */
const mostTries = 5;

/**
 * One transaction a batch: read what is there, insert what is not. Between processes the unique key
 * decides: who finds that another was first begins anew, and reads the other's row as repeated.
 */
export function createMysqlStore(db: Database, keyring: Keyring): InboxStore {
  async function writeOnce(batch: readonly InboxItem[], makeRow: MakeRow): Promise<readonly StoredRow[]> {
    return inTransaction(db.acrossTenants('door: callback key'), async (tx) => {
      const { stored, fresh } = planBatch(await find(tx, batch), batch, makeRow);
      await insertInbox(tx, keyring, fresh);
      await insertJobs(tx, fresh.filter(hasJob));
      return stored;
    });
  }
  return {
    async write(batch, makeRow) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await writeOnce(batch, makeRow);
        } catch (error) {
          const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
          if (code !== 'ER_DUP_ENTRY' || tries === mostTries) throw error;
        }
      }
    },
    close: () => Promise.resolve(),
  };
}

async function find(tx: EntityManager, batch: readonly InboxItem[]): Promise<Found> {
  const { keys, followers, seconds } = wantedOf(batch);
  const inPairs = (columns: string, rows: readonly unknown[]) =>
    `(channel_account_id, ${columns}) in (${rows.map(() => '(?, ?)').join(', ')})`;
  const range = '(channel_account_id = ? and natural_key >= ? and natural_key < ?)';
  return {
    existing: await read(
      tx,
      existingSchema,
      `${existingColumns} from inbox where ${inPairs('natural_key', keys)}`,
      keys,
    ),
    followers: await read(
      tx,
      followerSchema,
      `${followerColumns} from follower where ${inPairs('openid', followers)}`,
      followers,
    ),
    seconds: await read(
      tx,
      existingSchema,
      `${existingColumns} from inbox where ${seconds.map(() => range).join(' or ')} order by inbox.id`,
      seconds,
    ),
  };
}

async function read<T>(
  tx: EntityManager,
  schema: z.ZodType<T>,
  what: string,
  places: readonly (readonly string[])[],
): Promise<T[]> {
  if (places.length === 0) return [];
  return z.array(schema).parse(await readRows(tx, `select ${what}`, places.flat()));
}

async function insertInbox(tx: EntityManager, keyring: Keyring, rows: readonly NewInboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  await writeRows(
    tx,
    insertInto('inbox', inboxColumns, rows.length),
    rows.flatMap((row) => inboxValues(row, keyring.seal(row.content), timeValue('mysql', row.receivedAt))),
  );
}

async function insertJobs(
  tx: EntityManager,
  rows: readonly (NewInboxRow & { readonly jobId: string })[],
): Promise<void> {
  if (rows.length === 0) return;
  await writeRows(
    tx,
    insertInto('job', jobColumns, rows.length),
    rows.flatMap((row) => jobValues(row, timeValue('mysql', row.receivedAt))),
  );
}
