import { z } from 'zod';

import type { FollowerState } from '../../../../bot/core/reply.ts';
import {
  withConnection,
  type SyncConnection,
  type SyncStatement,
} from '../../../kernel/data/sqlite-connection.ts';
import { createSqliteWriter, type SqlValue } from '../../../kernel/data/sqlite-writer.ts';
import type { Database } from '../../../kernel/data/orm.ts';
import type { Keyring } from '../../../kernel/secrets.ts';
import { stranger, type InboxItem, type InboxStore, type MakeRow, type StoredRow } from './inbox-item.ts';
import {
  contentAt,
  existingColumns,
  existingSchema,
  historyLength,
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
  type PastChange,
} from './inbox-rows.ts';

interface Statements {
  readonly find: SyncStatement;
  readonly findMany: SyncStatement;
  readonly histories: SyncStatement;
  readonly followers: SyncStatement;
}

/** What a batch comes to: the rows of its items in their order, and what is to be written first. */
interface Plan {
  readonly stored: readonly StoredRow[];
  readonly inbox: SqlValue[][];
  readonly jobs: SqlValue[][];
}

const insertInto = (table: string, columns: readonly string[]) =>
  `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`;
const insertInbox = insertInto('inbox', inboxColumns);
const insertJob = insertInto('job', jobColumns);
/** Rows of a list of pairs, given as JSON: one call for a batch, for the calls cost more than the look-ups. */
const pairs = (on: string) =>
  `from json_each(?) as pair cross join ${on} = pair.value ->> 1 and channel_account_id = pair.value ->> 0`;

const latestChanges = `select id from inbox as past
  where past.channel_account_id = pair.value ->> 0 and past.follow_change_of = pair.value ->> 1
  order by past.id desc limit ${historyLength}`;
const changeSchema = existingSchema.extend({ sender: z.string() });

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
      find: connection.prepare(
        `select ${existingColumns} from inbox where channel_account_id = ? and natural_key = ?`,
      ),
      findMany: connection.prepare(`select ${existingColumns} ${pairs('inbox on natural_key')}`),
      histories: connection.prepare(
        `select ${existingColumns}, follow_change_of as sender
         from json_each(?) as pair cross join inbox on inbox.id in (${latestChanges}) order by inbox.id`,
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
  for (const row of findMany(statements.findMany, plain, ({ naturalKey }) => naturalKey, existingSchema))
    known.set(placeOf(row.channel_account_id, row.natural_key), storedOf(row, true));
  const followers = new Map<string, FollowerState>();
  for (const row of findMany(statements.followers, batch, ({ update }) => update.from, followerSchema))
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

/** The follows and unfollows of each sender, with those of this very batch. */
function readHistories(statements: Statements, changes: readonly InboxItem[], known: Map<string, StoredRow>) {
  const histories = new Map<string, PastChange[]>();
  const of = (accountId: string, sender: string): PastChange[] => {
    const place = placeOf(accountId, sender);
    const history = histories.get(place) ?? [];
    histories.set(place, history);
    return history;
  };
  const ofItem = ({ account, update }: InboxItem) => of(account.id, update.from);
  const onePerSender = [
    ...new Map(changes.map((item) => [placeOf(item.account.id, item.update.from), item])).values(),
  ];
  for (const row of findMany(statements.histories, onePerSender, ({ update }) => update.from, changeSchema)) {
    of(row.channel_account_id, row.sender).push(row);
    known.set(placeOf(row.channel_account_id, row.natural_key), storedOf(row, true));
  }

  return {
    keyOf(item: InboxItem): string {
      const history = ofItem(item);
      const key = keyOfFollowChange(item, history);
      const place = placeOf(item.account.id, key);
      // It may be older than the history reaches back.
      if (!known.has(place) && history.length >= historyLength) {
        const row = statements.find.get(item.account.id, key);
        if (row !== undefined && row !== null) known.set(place, storedOf(existingSchema.parse(row), true));
      }
      return key;
    },
    add(item: InboxItem, key: string): void {
      ofItem(item).push({ natural_key: key, kind: item.update.name, cipher_hash: item.cipherHash() });
    },
  };
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
