import { z } from 'zod';

import { secondOf } from '../../../../bot/channels/shared/receive.ts';
import type { FollowerState } from '../../../../bot/core/reply.ts';
import type { SqlValue } from '../../../kernel/data/sqlite-writer.ts';
import {
  callbackJobKind,
  orderKeyOf,
  type InboxItem,
  type NewInboxRow,
  type StoredRow,
} from './inbox-item.ts';

/* The columns and shapes that both dialects' stores share. */

export const inboxColumns = [
  'id',
  'enterprise_id',
  'channel_account_id',
  'natural_key',
  'kind',
  'sender',
  'cipher_hash',
  'sealed_content',
  'replied',
  'received_at',
  'reply_late',
  'reply_given',
  'state',
] as const;

export const jobColumns = [
  'id',
  'kind',
  'payload',
  'order_key',
  'enterprise_id',
  'cause',
  'state',
  'attempts',
  'run_at',
  'created_at',
] as const;

export const contentAt = inboxColumns.indexOf('sealed_content');

/** @param content as it goes to the writer: sealed, or to be sealed by it */
export function inboxValues(row: NewInboxRow, content: string, at: number | string): SqlValue[] {
  const { account, update } = row.item;
  const sender = update.from.slice(0, 64);
  return [
    row.id,
    account.enterpriseId,
    account.id,
    row.naturalKey,
    row.kind,
    sender,
    isFollowChange(row.item) ? row.item.cipherHash() : null,
    content,
    row.replied ? 1 : 0,
    at,
    0,
    0,
    row.jobId === null ? 'stored' : 'waiting',
  ];
}

export function jobValues(row: NewInboxRow & { readonly jobId: string }, at: number | string): SqlValue[] {
  return [
    row.jobId,
    callbackJobKind,
    JSON.stringify({ inboxId: row.id }),
    orderKeyOf(row.item),
    row.item.account.enterpriseId,
    row.id,
    'due',
    0,
    at,
    at,
  ];
}

export function hasJob(row: NewInboxRow): row is NewInboxRow & { readonly jobId: string } {
  return row.jobId !== null;
}

export const existingColumns =
  'inbox.id, channel_account_id, natural_key, inbox.kind, cipher_hash, sealed_content, replied';
export const existingSchema = z.object({
  id: z.string(),
  channel_account_id: z.string(),
  natural_key: z.string(),
  kind: z.string(),
  cipher_hash: z.string().nullable(),
  sealed_content: z.string(),
  replied: z.coerce.boolean(),
});
export type ExistingRow = z.infer<typeof existingSchema>;
export type PastChange = Pick<ExistingRow, 'natural_key' | 'kind' | 'cipher_hash'>;

export const followerColumns =
  'channel_account_id, openid, following, bound, bound_contact, bound_company, bound_salesperson';
export const followerSchema = z.object({
  channel_account_id: z.string(),
  openid: z.string(),
  following: z.coerce.boolean(),
  bound: z.coerce.boolean(),
  bound_contact: z.string().nullable(),
  bound_company: z.string().nullable(),
  bound_salesperson: z.string().nullable(),
});

export function followerState(row: z.infer<typeof followerSchema>): FollowerState {
  return {
    following: row.following,
    bound: row.bound,
    contact: row.bound_contact,
    company: row.bound_company,
    salesperson: row.bound_salesperson,
  };
}

const opposite: Readonly<Record<string, string>> = {
  'event:subscribe': 'event:unsubscribe',
  'event:unsubscribe': 'event:subscribe',
};

export function isFollowChange(item: InboxItem): boolean {
  return Object.hasOwn(opposite, item.update.name);
}

/** Between these lie the natural keys of a sender's events of the second of this one. */
export function rangeOfSecond(item: InboxItem): [from: string, before: string] {
  const from = secondOf(item.naturalKey);
  return [from, `${from.slice(0, -1)};`];
}

/**
 * Follow, unfollow, follow within one second: the first and the third body are equal. The third
 * is a new one when its ciphertext is new and the opposite came in between; else it is a retry.
 * @param history rows of this sender's events of that second, oldest first
 * @returns the natural key under which the item is looked for
 */
export function keyOfFollowChange(item: InboxItem, history: readonly PastChange[]): string {
  const cipherHash = item.cipherHash();
  const sameCipher = history.find((row) => row.cipher_hash === cipherHash);
  if (sameCipher !== undefined) return sameCipher.natural_key;
  const equal = history.filter((row) => row.natural_key.startsWith(item.naturalKey));
  const last = equal.at(-1);
  if (last === undefined) return item.naturalKey;
  const between = history.slice(history.indexOf(last) + 1);
  const changedBack = between.some((row) => row.kind === opposite[item.update.name]);
  return changedBack ? `${item.naturalKey}#${equal.length}` : last.natural_key;
}

/**
 * One row of a batch among others: keys and openids are unique within their account only. Two
 * tables, for a text of both would have to be made and hashed for every look.
 */
export class Places<T> {
  readonly #byAccount = new Map<string, Map<string, T>>();

  get(accountId: string, key: string): T | undefined {
    return this.#byAccount.get(accountId)?.get(key);
  }

  set(accountId: string, key: string, value: T): void {
    const rows = this.#byAccount.get(accountId);
    if (rows === undefined) this.#byAccount.set(accountId, new Map([[key, value]]));
    else rows.set(key, value);
  }

  values(): T[] {
    return [...this.#byAccount.values()].flatMap((rows) => [...rows.values()]);
  }
}

export function storedOf(row: ExistingRow, repeated: boolean): StoredRow {
  return { id: row.id, repeated, sealedContent: row.sealed_content, replied: row.replied };
}
