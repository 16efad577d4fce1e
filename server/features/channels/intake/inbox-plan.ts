import type { z } from 'zod';

import { secondOf } from '../../../../bot/channels/shared/receive.ts';
import type { FollowerState } from '../../../../bot/core/reply.ts';
import { stranger, type InboxItem, type MakeRow, type NewInboxRow, type StoredRow } from './inbox-item.ts';
import {
  followerState,
  isFollowChange,
  keyOfFollowChange,
  Places,
  rangeOfSecond,
  storedOf,
  type ExistingRow,
  type followerSchema,
  type PastChange,
} from './inbox-rows.ts';

/** A range of natural keys: all events of a sender in one second. */
export type Second = readonly [accountId: string, from: string, before: string];

export interface Found {
  readonly existing: readonly ExistingRow[];
  readonly followers: readonly z.infer<typeof followerSchema>[];
  /** Oldest first. */
  readonly seconds: readonly ExistingRow[];
}

/** What a batch comes to: the rows of its items in their order, and those of them that are to be written. */
export interface Plan {
  readonly stored: readonly StoredRow[];
  readonly fresh: readonly NewInboxRow[];
}

/** What is looked up before a batch can be planned: who sent it, by account. */
export function sendersOf(batch: readonly InboxItem[]): ReadonlyMap<string, readonly string[]> {
  const senders = new Map<string, string[]>();
  for (const { account, update } of batch) {
    const known = senders.get(account.id);
    if (known === undefined) senders.set(account.id, [update.from]);
    else known.push(update.from);
  }
  return senders;
}

/** The seconds of its follows and unfollows, each once. */
export function secondsOf(batch: readonly InboxItem[]): readonly Second[] {
  const seconds = new Places<Second>();
  for (const item of batch) {
    if (!isFollowChange(item)) continue;
    const [from, before] = rangeOfSecond(item);
    seconds.set(item.account.id, from, [item.account.id, from, before]);
  }
  return seconds.values();
}

/** Decides for each item, in order, whether it is new: by what was found, and by those before it. */
export function planBatch(found: Found, batch: readonly InboxItem[], makeRow: MakeRow): Plan {
  const known = new Places<StoredRow>();
  for (const row of [...found.existing, ...found.seconds])
    known.set(row.channel_account_id, row.natural_key, storedOf(row, true));
  const followers = new Places<FollowerState>();
  for (const row of found.followers) followers.set(row.channel_account_id, row.openid, followerState(row));
  const histories = gatherHistories(found.seconds);
  const fresh: NewInboxRow[] = [];

  const stored = batch.map((item): StoredRow => {
    const { account, update } = item;
    const key = isFollowChange(item) ? histories.keyOf(item) : item.naturalKey;
    const before = known.get(account.id, key);
    if (before !== undefined) return before;
    const row = makeRow(item, key, followers.get(account.id, update.from) ?? stranger);
    fresh.push(row);
    if (isFollowChange(item)) histories.add(item, key);
    const { id, replied } = row;
    known.set(account.id, key, { id, sealedContent: null, replied, repeated: true });
    return { id, sealedContent: null, replied, repeated: false };
  });
  return { stored, fresh };
}

/** The events of each sender in the second of their follow or unfollow, with those of this very batch. */
function gatherHistories(rows: readonly ExistingRow[]) {
  const histories = new Places<PastChange[]>();
  const of = (accountId: string, naturalKey: string): PastChange[] => {
    const second = secondOf(naturalKey);
    const history = histories.get(accountId, second) ?? [];
    histories.set(accountId, second, history);
    return history;
  };
  for (const row of rows) of(row.channel_account_id, row.natural_key).push(row);
  return {
    keyOf: (item: InboxItem) => keyOfFollowChange(item, of(item.account.id, item.naturalKey)),
    add(item: InboxItem, key: string): void {
      const change = { natural_key: key, kind: item.update.name, cipher_hash: item.cipherHash() };
      of(item.account.id, key).push(change);
    },
  };
}
