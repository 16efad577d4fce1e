import type { z } from 'zod';

import { withConnection } from '../../../kernel/data/sqlite-connection.ts';
import type { SyncConnection, SyncStatement } from '../../../kernel/data/sqlite-engine.ts';
import { createSqliteWriter } from '../../../kernel/data/sqlite-writer.ts';
import type { Database } from '../../../kernel/data/orm.ts';
import type { Keyring } from '../../../kernel/secrets.ts';
import type { InboxItem, InboxStore } from './inbox-item.ts';
import { planBatch, wantedOf, type Found } from './inbox-plan.ts';
import {
  contentAt,
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

interface Statements {
  readonly existing: SyncStatement;
  /** Rows of ranges of natural keys. */
  readonly seconds: SyncStatement;
  readonly followers: SyncStatement;
}

const insertInbox = insertInto('inbox', inboxColumns);
const insertJob = insertInto('job', jobColumns);
/** Rows of a list of pairs, given as JSON: one call for a batch, for the calls cost more than the look-ups. */
const pairs = (on: string) =>
  `from json_each(?) as pair cross join ${on} = pair.value ->> 1 and channel_account_id = pair.value ->> 0`;

/**
 * The embedded engine: what is there is looked up here, what is not is written by the thread. The
 * one connection is held over both, so that nothing can come in between.
 */
export function createSqliteStore(db: Database, keyring: Keyring): InboxStore {
  const writer = createSqliteWriter(db, keyring);
  let prepared: { connection: SyncConnection; statements: Statements } | undefined;

  function prepare(connection: SyncConnection): Statements {
    if (prepared?.connection === connection) return prepared.statements;
    const statements = {
      existing: connection.prepare(`select ${existingColumns} ${pairs('inbox on natural_key')}`),
      seconds: connection.prepare(
        `select ${existingColumns} from json_each(?) as pair cross join inbox
         on channel_account_id = pair.value ->> 0
         and natural_key >= pair.value ->> 1 and natural_key < pair.value ->> 2 order by inbox.id`,
      ),
      followers: connection.prepare(`select ${followerColumns} ${pairs('follower on openid')}`),
    };
    prepared = { connection, statements };
    return statements;
  }

  return {
    write: (batch, makeRow) =>
      withConnection(db, async (connection) => {
        const { stored, fresh } = planBatch(find(prepare(connection), batch), batch, makeRow);
        const writes = [
          {
            sql: insertInbox,
            rows: fresh.map((row) => inboxValues(row, row.content, row.receivedAt.getTime())),
            sealedAt: contentAt,
          },
          {
            sql: insertJob,
            rows: fresh.filter(hasJob).map((row) => jobValues(row, row.receivedAt.getTime())),
          },
        ].filter(({ rows }) => rows.length > 0);
        if (writes.length > 0) await writer.commit(writes);
        return stored;
      }),
    close: () => writer.close(),
  };
}

function find(statements: Statements, batch: readonly InboxItem[]): Found {
  const { keys, followers, seconds } = wantedOf(batch);
  return {
    existing: lookUp(statements.existing, keys, existingSchema),
    followers: lookUp(statements.followers, followers, followerSchema),
    seconds: lookUp(statements.seconds, seconds, existingSchema),
  };
}

function lookUp<T>(statement: SyncStatement, wanted: readonly unknown[], schema: z.ZodType<T>): T[] {
  if (wanted.length === 0) return [];
  return statement.all(JSON.stringify(wanted)).map((row) => schema.parse(row));
}
