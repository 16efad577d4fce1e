import type { z } from 'zod';

import { secondOf } from '../../../../bot/channels/shared/receive.ts';
import type { FollowerState } from '../../../../bot/core/reply.ts';
import { withConnection } from '../../../kernel/data/sqlite-connection.ts';
import type { SyncConnection, SyncStatement } from '../../../kernel/data/sqlite-engine.ts';
import { createSqliteWriter, type SqlValue } from '../../../kernel/data/sqlite-writer.ts';
import type { Database } from '../../../kernel/data/orm.ts';
import type { Keyring } from '../../../kernel/secrets.ts';
import { stranger, type InboxItem, type InboxStore, type MakeRow, type StoredRow } from './inbox-item.ts';
import {
  contentAt,
  existingColumns,
  existingSchema,
  followerColumns,
  followerSchema,
  followerState,
  hasJob,
  inboxColumns,
  inboxValues,
  insertInto,
  isFollowChange,
  jobColumns,
  jobValues,
  keyOfFollowChange,
  placeOf,
  rangeOfSecond,
  storedOf,
  type PastChange,
} from './inbox-rows.ts';

interface Statements {
  readonly existing: SyncStatement;
  /** Rows of ranges of natural keys. */
  readonly seconds: SyncStatement;
  readonly followers: SyncStatement;
}

/** What a batch comes to: the rows of its items in their order, and what is to be written first. */
interface Plan {
  readonly stored: readonly StoredRow[];
  readonly inbox: SqlValue[][];
  readonly jobs: SqlValue[][];
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
        const { stored, inbox, jobs } = planBatch(prepare(connection), batch, makeRow);
        const writes = [
          { sql: insertInbox, rows: inbox, sealedAt: contentAt },
          { sql: insertJob, rows: jobs },
        ].filter(({ rows }) => rows.length > 0);
        if (writes.length > 0) await writer.commit(writes);
        return stored;
      }),
    close: () => writer.close(),
  };
}

function planBatch(statements: Statements, batch: readonly InboxItem[], makeRow: MakeRow): Plan {
  const plain = batch.filter((item) => !isFollowChange(item));
  const known = new Map<string, StoredRow>();
  for (const row of lookUp(
    statements.existing,
    plain.map(({ account, naturalKey }) => [account.id, naturalKey]),
    existingSchema,
  ))
    known.set(placeOf(row.channel_account_id, row.natural_key), storedOf(row, true));
  const followers = new Map<string, FollowerState>();
  for (const row of lookUp(
    statements.followers,
    batch.map(({ account, update }) => [account.id, update.from]),
    followerSchema,
  ))
    followers.set(placeOf(row.channel_account_id, row.openid), followerState(row));
  const histories = readHistories(statements, batch.filter(isFollowChange), known);
  const [inbox, jobs]: [SqlValue[][], SqlValue[][]] = [[], []];

  const stored = batch.map((item): StoredRow => {
    const { account, update } = item;
    const key = isFollowChange(item) ? histories.keyOf(item) : item.naturalKey;
    const place = placeOf(account.id, key);
    const found = known.get(place);
    if (found !== undefined) return found;
    const row = makeRow(item, key, followers.get(placeOf(account.id, update.from)) ?? stranger);
    const at = row.receivedAt.getTime();
    inbox.push(inboxValues(row, row.content, at));
    if (hasJob(row)) jobs.push(jobValues(row, at));
    if (isFollowChange(item)) histories.add(item, key);
    const { id, replied } = row;
    known.set(place, { id, sealedContent: null, replied, repeated: true });
    return { id, sealedContent: null, replied, repeated: false };
  });
  return { stored, inbox, jobs };
}

/** The events of each sender in the second of their follow or unfollow, with those of this very batch. */
function readHistories(statements: Statements, changes: readonly InboxItem[], known: Map<string, StoredRow>) {
  const histories = new Map<string, PastChange[]>();
  const of = (accountId: string, naturalKey: string): PastChange[] => {
    const place = placeOf(accountId, secondOf(naturalKey));
    const history = histories.get(place) ?? [];
    histories.set(place, history);
    return history;
  };
  const ranges = new Map(
    changes.map((item) => {
      const [from, before] = rangeOfSecond(item);
      return [placeOf(item.account.id, from), [item.account.id, from, before]];
    }),
  );
  for (const row of lookUp(statements.seconds, [...ranges.values()], existingSchema)) {
    of(row.channel_account_id, row.natural_key).push(row);
    known.set(placeOf(row.channel_account_id, row.natural_key), storedOf(row, true));
  }
  return {
    keyOf: (item: InboxItem) => keyOfFollowChange(item, of(item.account.id, item.naturalKey)),
    add(item: InboxItem, key: string): void {
      const change = { natural_key: key, kind: item.update.name, cipher_hash: item.cipherHash() };
      of(item.account.id, key).push(change);
    },
  };
}

function lookUp<T>(statement: SyncStatement, wanted: readonly unknown[], schema: z.ZodType<T>): T[] {
  if (wanted.length === 0) return [];
  return statement.all(JSON.stringify(wanted)).map((row) => schema.parse(row));
}
