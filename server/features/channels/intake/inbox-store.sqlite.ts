import { z } from 'zod';

import type { FollowerState } from '../../../../bot/core/reply.ts';
import {
  withConnection,
  type SyncConnection,
  type SyncStatement,
} from '../../../kernel/data/sqlite-connection.ts';
import type { Database } from '../../../kernel/data/orm.ts';
import { stranger, type InboxItem, type InboxStore, type MakeRow, type StoredRow } from './inbox-item.ts';
import {
  existingColumns,
  existingSchema,
  followChangeHistory,
  followerColumns,
  followerSchema,
  followerState,
  hasJob,
  inboxColumns,
  inboxValues,
  isFollowChange,
  jobColumns,
  jobValues,
  keyOfFollowChange,
  placeOf,
  storedOf,
} from './inbox-rows.ts';

interface Statements {
  readonly find: SyncStatement;
  readonly findMany: SyncStatement;
  readonly history: SyncStatement;
  readonly followers: SyncStatement;
  readonly insert: SyncStatement;
  readonly insertJob: SyncStatement;
}

const places = (columns: readonly string[]) => columns.map(() => '?').join(', ');
/** Rows of a list of pairs, given as JSON: one call for a batch, for the calls cost more than the look-ups. */
const pairs = (on: string) =>
  `from json_each(?) as pair cross join ${on} = pair.value ->> 1 and channel_account_id = pair.value ->> 0`;

/** The embedded engine's calls are synchronous: a batch is one transaction without a pause. */
export function createSqliteStore(db: Database): InboxStore {
  let prepared: { connection: SyncConnection; statements: Statements } | undefined;

  function prepare(connection: SyncConnection): Statements {
    if (prepared?.connection === connection) return prepared.statements;
    const statements = {
      find: connection.prepare(
        `select ${existingColumns} from inbox where channel_account_id = ? and natural_key = ?`,
      ),
      findMany: connection.prepare(`select ${existingColumns} ${pairs('inbox on natural_key')}`),
      history: connection.prepare(followChangeHistory),
      followers: connection.prepare(`select ${followerColumns} ${pairs('follower on openid')}`),
      insert: connection.prepare(
        `insert into inbox (${inboxColumns.join(', ')}) values (${places(inboxColumns)})`,
      ),
      insertJob: connection.prepare(
        `insert into job (${jobColumns.join(', ')}) values (${places(jobColumns)})`,
      ),
    };
    prepared = { connection, statements };
    return statements;
  }

  return {
    write: (batch, makeRow) =>
      withConnection(db, (connection) => {
        const statements = prepare(connection);
        connection.exec('begin immediate');
        try {
          const results = writeBatch(statements, batch, makeRow);
          connection.exec('commit');
          return results;
        } catch (error) {
          connection.exec('rollback');
          throw error;
        }
      }),
  };
}

function writeBatch(statements: Statements, batch: readonly InboxItem[], makeRow: MakeRow): StoredRow[] {
  const plain = batch.filter((item) => !isFollowChange(item));
  const known = new Map<string, StoredRow>();
  for (const row of findMany(statements.findMany, plain, ({ naturalKey }) => naturalKey, existingSchema))
    known.set(placeOf(row.channel_account_id, row.natural_key), storedOf(row, true));
  const followers = new Map<string, FollowerState>();
  for (const row of findMany(statements.followers, batch, ({ update }) => update.from, followerSchema))
    followers.set(placeOf(row.channel_account_id, row.openid), followerState(row));

  return batch.map((item) => {
    const { account, update } = item;
    // Two of a person's follows and unfollows may be in this very batch: these are looked up one by one.
    const key = isFollowChange(item) ? keyOfHistory(statements, item) : item.naturalKey;
    const place = placeOf(account.id, key);
    const found =
      known.get(place) ?? (isFollowChange(item) ? findOne(statements, account.id, key) : undefined);
    if (found !== undefined) return found;
    const row = makeRow(item, key, followers.get(placeOf(account.id, update.from)) ?? stranger);
    const at = row.receivedAt.getTime();
    statements.insert.run(...inboxValues(row, at));
    if (hasJob(row)) statements.insertJob.run(...jobValues(row, at));
    const { id, sealedContent, replied } = row;
    known.set(place, { id, sealedContent, replied, repeated: true });
    return { id, sealedContent, replied, repeated: false };
  });
}

function findMany<T>(
  statement: SyncStatement,
  items: readonly InboxItem[],
  nameOf: (item: InboxItem) => string,
  schema: z.ZodType<T>,
): T[] {
  if (items.length === 0) return [];
  const rows = statement.all(JSON.stringify(items.map((item) => [item.account.id, nameOf(item)])));
  return rows.map((row) => schema.parse(row));
}

function findOne(statements: Statements, accountId: string, key: string): StoredRow | undefined {
  const row = statements.find.get(accountId, key);
  return row === undefined || row === null ? undefined : storedOf(existingSchema.parse(row), true);
}

function keyOfHistory(statements: Statements, item: InboxItem): string {
  const rows = statements.history.all(item.account.id, item.update.from);
  return keyOfFollowChange(item, z.array(existingSchema).parse(rows).reverse());
}
