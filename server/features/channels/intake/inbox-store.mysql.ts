import { z } from 'zod';

import type { FollowerState } from '../../../../bot/core/reply.ts';
import type { Database, EntityManager } from '../../../kernel/data/orm.ts';
import { readRows, timeValue, writeRows } from '../../../kernel/data/sql.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import type { Keyring } from '../../../kernel/secrets.ts';
import { stranger, type InboxItem, type InboxStore, type NewInboxRow, type StoredRow } from './inbox-item.ts';
import {
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
  type ExistingRow,
} from './inbox-rows.ts';

const pairs = (batch: readonly unknown[]) => batch.map(() => '(?, ?)').join(', ');

/**
 * One transaction a batch: read what is there, insert what is not, and let the unique key decide
 * between processes: a row that another one wrote meanwhile is read back as repeated.
 */
export function createMysqlStore(db: Database, keyring: Keyring): InboxStore {
  return {
    write: (batch, makeRow) =>
      inTransaction(db.acrossTenants('door: callback key'), async (tx) => {
        const keys: string[] = [];
        for (const item of batch) keys.push(await keyOf(tx, item));
        const places = batch.map((item, index) => placeOf(item.account.id, keys[index] ?? item.naturalKey));
        const known = await readExisting(tx, batch, keys, false);
        const followers = await readFollowers(tx, batch);
        const made = new Map<string, NewInboxRow>();
        batch.forEach((item, index) => {
          const place = places[index] ?? '';
          if (known.has(place) || made.has(place)) return;
          const follower = followers.get(placeOf(item.account.id, item.update.from)) ?? stranger;
          made.set(place, makeRow(item, keys[index] ?? item.naturalKey, follower));
        });
        await insertInbox(tx, keyring, [...made.values()]);
        // A locking read sees what others have committed since this transaction's snapshot.
        const stored = made.size === 0 ? known : await readExisting(tx, batch, keys, true);
        const mine = [...made.entries()].filter(([place, row]) => stored.get(place)?.id === row.id);
        await insertJobs(tx, mine.map(([, row]) => row).filter(hasJob));
        const fresh = new Set(mine.map(([place]) => place));
        return places.map((place): StoredRow => {
          const row = stored.get(place);
          if (row === undefined) throw new Error('A callback was neither stored nor found');
          const repeated = !fresh.delete(place);
          return storedOf(row, repeated);
        });
      }),
    close: () => Promise.resolve(),
  };
}

async function keyOf(tx: EntityManager, item: InboxItem): Promise<string> {
  if (!isFollowChange(item)) return item.naturalKey;
  const rows = await readRows(
    tx,
    `select ${existingColumns} from inbox
     where channel_account_id = ? and natural_key >= ? and natural_key < ? order by id`,
    [item.account.id, ...rangeOfSecond(item)],
  );
  return keyOfFollowChange(item, z.array(existingSchema).parse(rows));
}

async function readExisting(
  tx: EntityManager,
  batch: readonly InboxItem[],
  keys: readonly string[],
  locking: boolean,
): Promise<Map<string, ExistingRow>> {
  const rows = await readRows(
    tx,
    `select ${existingColumns} from inbox
     where (channel_account_id, natural_key) in (${pairs(batch)})${locking ? ' lock in share mode' : ''}`,
    batch.flatMap((item, index) => [item.account.id, keys[index] ?? item.naturalKey]),
  );
  const parsed = z.array(existingSchema).parse(rows);
  return new Map(parsed.map((row) => [placeOf(row.channel_account_id, row.natural_key), row]));
}

async function readFollowers(
  tx: EntityManager,
  batch: readonly InboxItem[],
): Promise<Map<string, FollowerState>> {
  const rows = await readRows(
    tx,
    `select ${followerColumns} from follower where (channel_account_id, openid) in (${pairs(batch)})`,
    batch.flatMap((item) => [item.account.id, item.update.from]),
  );
  const parsed = z.array(followerSchema).parse(rows);
  return new Map(parsed.map((row) => [placeOf(row.channel_account_id, row.openid), followerState(row)]));
}

async function insertInbox(tx: EntityManager, keyring: Keyring, rows: readonly NewInboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  await writeRows(
    tx,
    // «ignore» would hide other faults: only the unique key is passed over.
    `${insertInto('inbox', inboxColumns, rows.length)} on duplicate key update id = inbox.id`,
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
