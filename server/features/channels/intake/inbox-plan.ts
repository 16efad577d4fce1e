import type { z } from 'zod';

import { secondOf } from '../../../../bot/channels/shared/receive.ts';
import type { FollowerState } from '../../../../bot/core/reply.ts';
import { stranger, type InboxItem, type MakeRow, type NewInboxRow, type StoredRow } from './inbox-item.ts';
import {
  followerState,
  isFollowChange,
  keyOfFollowChange,
  placeOf,
  rangeOfSecond,
  storedOf,
  type ExistingRow,
  type followerSchema,
  type PastChange,
} from './inbox-rows.ts';

/** What is to be looked up before a batch can be planned: places of rows, each with its account first. */
export interface Wanted {
  readonly keys: readonly (readonly [accountId: string, naturalKey: string])[];
  readonly followers: readonly (readonly [accountId: string, openid: string])[];
  /** Ranges of natural keys: all events of a sender in one second. */
  readonly seconds: readonly (readonly [accountId: string, from: string, before: string])[];
}

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

export function wantedOf(batch: readonly InboxItem[]): Wanted {
  const seconds = new Map(
    batch.filter(isFollowChange).map((item) => {
      const [from, before] = rangeOfSecond(item);
      return [placeOf(item.account.id, from), [item.account.id, from, before] as const];
    }),
  );
  return {
    keys: batch
      .filter((item) => !isFollowChange(item))
      .map(({ account, naturalKey }) => [account.id, naturalKey]),
    followers: batch.map(({ account, update }) => [account.id, update.from]),
    seconds: [...seconds.values()],
  };
}

/** Decides for each item, in order, whether it is new: by what was found, and by those before it. */
export function planBatch(found: Found, batch: readonly InboxItem[], makeRow: MakeRow): Plan {
  const known = new Map<string, StoredRow>();
  for (const row of [...found.existing, ...found.seconds])
    known.set(placeOf(row.channel_account_id, row.natural_key), storedOf(row, true));
  const followers = new Map<string, FollowerState>();
  for (const row of found.followers)
    followers.set(placeOf(row.channel_account_id, row.openid), followerState(row));
  const histories = gatherHistories(found.seconds);
  const fresh: NewInboxRow[] = [];

  const stored = batch.map((item): StoredRow => {
    const { account, update } = item;
    const key = isFollowChange(item) ? histories.keyOf(item) : item.naturalKey;
    const place = placeOf(account.id, key);
    const before = known.get(place);
    if (before !== undefined) return before;
    const row = makeRow(item, key, followers.get(placeOf(account.id, update.from)) ?? stranger);
    fresh.push(row);
    if (isFollowChange(item)) histories.add(item, key);
    const { id, replied } = row;
    known.set(place, { id, sealedContent: null, replied, repeated: true });
    return { id, sealedContent: null, replied, repeated: false };
  });
  return { stored, fresh };
}

/** The events of each sender in the second of their follow or unfollow, with those of this very batch. */
function gatherHistories(rows: readonly ExistingRow[]) {
  const histories = new Map<string, PastChange[]>();
  const of = (accountId: string, naturalKey: string): PastChange[] => {
    const place = placeOf(accountId, secondOf(naturalKey));
    const history = histories.get(place) ?? [];
    histories.set(place, history);
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
