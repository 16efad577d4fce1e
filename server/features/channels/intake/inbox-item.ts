import { z } from 'zod';

import type { FollowerState } from '../../../../bot/core/reply.ts';
import type { AccountRef, Update } from '../../../../bot/core/update.ts';

/** A callback that was verified, decrypted and read: what is to be stored before it is answered. */
export interface InboxItem {
  readonly account: AccountRef;
  readonly update: Update;
  readonly naturalKey: string;
  /** SHA-256 of the ciphertext; asked for where an equal event may be another. */
  readonly cipherHash: () => string;
  readonly clear: string;
  /** Whether any feature works on it: then a job is stored with it. */
  readonly hasWork: boolean;
  /** Makes the passive reply as clear XML, inside the commit: from memory and what the follower is. */
  readonly makeReply: (follower: FollowerState, inboxId: string) => string | undefined;
  /** Seals a reply for its answer while the disk writes; what was not prepared is sealed when it is given. */
  readonly prepare: (reply: string) => void;
}

export interface InboxResult {
  readonly id: string;
  /** True: it was stored before, and this is the reply that was given then. */
  readonly repeated: boolean;
  readonly reply: string | null;
}

export interface NewInboxRow {
  readonly id: string;
  readonly item: InboxItem;
  readonly naturalKey: string;
  readonly kind: string;
  /** Packed, and still to be sealed (`inbox-content.ts`). */
  readonly content: string;
  readonly replied: boolean;
  readonly receivedAt: Date;
  /** Null where no feature works on it. */
  readonly jobId: string | null;
}

export interface StoredRow {
  readonly id: string;
  readonly repeated: boolean;
  /** Null where the row was made in this very batch: its reply is in memory. */
  readonly sealedContent: string | null;
  readonly replied: boolean;
}

/** Makes the row of a new callback; called while nobody else can store it. */
export type MakeRow = (item: InboxItem, naturalKey: string, follower: FollowerState) => NewInboxRow;

export interface InboxStore {
  /** Stores a batch in one commit and answers in its order. All or nothing. */
  write(batch: readonly InboxItem[], makeRow: MakeRow): Promise<readonly StoredRow[]>;
  close(): Promise<void>;
}

/** The kind of job that works a stored callback. */
export const callbackJobKind = 'callback.work';
export const callbackPayload = z.strictObject({
  inboxId: z.string(),
  /** Its work was done before: what counts or ends something is left out (`Composer.once`). */
  again: z.boolean().optional(),
});

/** A person's callbacks are worked in their order. */
export const orderKeyOf = (item: InboxItem): string => orderKeyOfPerson(item.account.id, item.update.from);
export const orderKeyOfPerson = (accountId: string, sender: string): string =>
  `${accountId}:${sender}`.slice(0, 120);

/** The kind column: what people see in lists; unknown events keep their own name. */
export function kindOf(update: Update): string {
  return (update.name === 'event:other' ? `event:other/${update.event}` : update.name).slice(0, 60);
}

/** Somebody of whom nothing is known. */
export const stranger: FollowerState = {
  following: false,
  bound: false,
  contact: null,
  company: null,
  salesperson: null,
};
