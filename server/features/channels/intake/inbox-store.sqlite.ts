import type { z } from 'zod';

import { withConnection } from '../../../kernel/data/sqlite-connection.ts';
import type { SyncConnection, SyncStatement } from '../../../kernel/data/sqlite-engine.ts';
import { insertInto } from '../../../kernel/data/sql.ts';
import { createSqliteWriter } from '../../../kernel/data/sqlite-writer.ts';
import type { Database } from '../../../kernel/data/orm.ts';
import type { Keyring } from '../../../kernel/secrets.ts';
import type { InboxItem, InboxStore, NewInboxRow, StoredRow } from './inbox-item.ts';
import { planBatch, secondsOf, sendersOf, type Found } from './inbox-plan.ts';
import {
  contentAt,
  existingColumns,
  existingSchema,
  followerColumns,
  followerSchema,
  hasJob,
  inboxColumns,
  inboxValues,
  jobColumns,
  jobValues,
  storedOf,
} from './inbox-rows.ts';

interface Statements {
  readonly existing: SyncStatement;
  /** Rows of ranges of natural keys. */
  readonly seconds: SyncStatement;
  readonly followers: SyncStatement;
}

const insertInbox = `${insertInto('inbox', inboxColumns)} on conflict (channel_account_id, natural_key) do nothing`;
const insertJob = insertInto('job', jobColumns);
/** Rows of one account by a list that is given as JSON: one call for a batch, for the calls cost more than the look-ups. */
const listed = (on: string) =>
  `from json_each(?) as listed cross join ${on} = listed.value and channel_account_id = ?`;

/**
 * The embedded engine. A message is written as if it were new, and only what the unique key refuses
 * is looked up: the platform sends again only where it got no answer, and the thread has changed
 * every page of the index that a look from here would have to read anew. The one connection is held
 * over all of it, so that nothing can come in between.
 */
export function createSqliteStore(db: Database, keyring: Keyring): InboxStore {
  const writer = createSqliteWriter(db, keyring);
  let prepared: { connection: SyncConnection; statements: Statements } | undefined;

  function prepare(connection: SyncConnection): Statements {
    if (prepared?.connection === connection) return prepared.statements;
    const statements = {
      existing: connection.prepare(`select ${existingColumns} ${listed('inbox on natural_key')}`),
      seconds: connection.prepare(
        `select ${existingColumns} from json_each(?) as pair cross join inbox
         on channel_account_id = pair.value ->> 0
         and natural_key >= pair.value ->> 1 and natural_key < pair.value ->> 2 order by inbox.id`,
      ),
      followers: connection.prepare(`select ${followerColumns} ${listed('follower on openid')}`),
    };
    prepared = { connection, statements };
    return statements;
  }

  return {
    write: (batch, makeRow) =>
      withConnection(db, async (connection) => {
        const statements = prepare(connection);
        const { stored, fresh } = planBatch(find(statements, batch), batch, makeRow);
        if (fresh.length === 0) return stored;
        const refused = await writer.commit({
          sql: insertInbox,
          rows: fresh.map((row) => inboxValues(row, row.content, row.receivedAt.getTime())),
          sealedAt: contentAt,
          beside: {
            sql: insertJob,
            rows: fresh.map((row) => (hasJob(row) ? jobValues(row, row.receivedAt.getTime()) : null)),
          },
        });
        if (refused.length === 0) return stored;
        const before = findBefore(
          statements,
          refused.flatMap((nth) => fresh[nth] ?? []),
        );
        return stored.map((row) => before.get(row.id) ?? row);
      }),
    close: () => writer.close(),
  };
}

function find(statements: Statements, batch: readonly InboxItem[]): Found {
  const seconds = secondsOf(batch);
  return {
    existing: [],
    followers: [...sendersOf(batch)].flatMap(([accountId, openids]) =>
      lookUp(statements.followers, followerSchema, openids, accountId),
    ),
    seconds: seconds.length === 0 ? [] : lookUp(statements.seconds, existingSchema, seconds),
  };
}

/** The rows that were there before those that were refused, by the ids that these would have got. */
function findBefore(statements: Statements, refused: readonly NewInboxRow[]): ReadonlyMap<string, StoredRow> {
  return new Map(
    refused.map(({ id, item, naturalKey }) => {
      const [row] = lookUp(statements.existing, existingSchema, [naturalKey], item.account.id);
      if (row === undefined) throw new Error('A callback was refused as stored, and is not there');
      return [id, storedOf(row, true)];
    }),
  );
}

function lookUp<T>(
  statement: SyncStatement,
  schema: z.ZodType<T>,
  list: readonly unknown[],
  ...accountId: string[]
): T[] {
  return statement.all(JSON.stringify(list), ...accountId).map((row) => schema.parse(row));
}
