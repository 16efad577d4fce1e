import { z } from 'zod';

import type { Database, EntityManager } from '../../../kernel/data/orm.ts';
import { insertInto, insertOnMysql, readRows, timeValue } from '../../../kernel/data/sql.ts';
import { inTransaction, retryLocks } from '../../../kernel/data/transaction.ts';
import type { Keyring } from '../../../kernel/secrets.ts';
import type { InboxItem, InboxStore, MakeRow, NewInboxRow, StoredRow } from './inbox-item.ts';
import { planBatch, secondsOf, sendersOf, type Found } from './inbox-plan.ts';
import {
  existingColumns,
  existingSchema,
  followerColumns,
  followerSchema,
  hasJob,
  inboxColumns,
  inboxValues,
  isFollowChange,
  jobColumns,
  jobValues,
} from './inbox-rows.ts';

/** So often may other processes have been first with a row of one batch. */
const mostTries = 5;

/**
 * Between processes the unique key decides: who finds that another was first begins anew, and reads
 * the other's row as repeated. The platform sends a message again only where it got no answer, so a
 * batch is first written as if all of it were new, which spares the look for each row and, where no
 * row leaves work, the transaction: one insert is all or nothing by itself.
 */
export function createMysqlStore(db: Database, keyring: Keyring): InboxStore {
  const door = () => db.acrossTenants('door: callback key');

  /** Not for follows and unfollows: their keys depend on what happened in the same second. */
  async function writeAsNew(batch: readonly InboxItem[], makeRow: MakeRow): Promise<readonly StoredRow[]> {
    const em = door();
    const followers = await findFollowers(em, batch);
    const { stored, fresh } = planBatch({ existing: [], followers, seconds: [] }, batch, makeRow);
    const working = fresh.filter(hasJob);
    if (working.length === 0) await retryLocks(() => insertInbox(em, keyring, fresh));
    else
      await inTransaction(em, async (tx) => {
        await insertInbox(tx, keyring, fresh);
        await insertJobs(tx, working);
      });
    return stored;
  }

  function writeOnce(batch: readonly InboxItem[], makeRow: MakeRow): Promise<readonly StoredRow[]> {
    return inTransaction(door(), async (tx) => {
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
          const asNew = tries === 1 && !batch.some(isFollowChange);
          return await (asNew ? writeAsNew : writeOnce)(batch, makeRow);
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
  const keys = batch
    .filter((item) => !isFollowChange(item))
    .map(({ account, naturalKey }) => [account.id, naturalKey]);
  const seconds = secondsOf(batch);
  const range = '(channel_account_id = ? and natural_key >= ? and natural_key < ?)';
  return {
    existing: await read(
      tx,
      existingSchema,
      `${existingColumns} from inbox where (channel_account_id, natural_key) in (${keys.map(() => '(?, ?)').join(', ')})`,
      keys,
    ),
    followers: await findFollowers(tx, batch),
    seconds: await read(
      tx,
      existingSchema,
      `${existingColumns} from inbox where ${seconds.map(() => range).join(' or ')} order by inbox.id`,
      seconds,
    ),
  };
}

function findFollowers(em: EntityManager, batch: readonly InboxItem[]): Promise<Found['followers']> {
  const senders = [...sendersOf(batch)];
  const where = senders.map(
    ([, openids]) => `(channel_account_id = ? and openid in (${openids.map(() => '?').join(', ')}))`,
  );
  return read(
    em,
    followerSchema,
    `${followerColumns} from follower where ${where.join(' or ')}`,
    senders.map(([accountId, openids]) => [accountId, ...openids]),
  );
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
  await insertOnMysql(
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
  await insertOnMysql(
    tx,
    insertInto('job', jobColumns, rows.length),
    rows.flatMap((row) => jobValues(row, timeValue('mysql', row.receivedAt))),
  );
}
