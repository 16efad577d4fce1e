import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import { idColumn, longTextColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/**
 * A callback that was accepted: written before the answer. What is to be done about it is a job in
 * the same commit; a callback that no feature works on has none. Row class: tenant.
 */
export const InboxRow = defineEntity({
  name: 'InboxRow',
  tableName: 'inbox',
  uniques: [{ properties: ['channelAccountId', 'naturalKey'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    channelAccountId: refColumn(),
    /** What `reliability.md` R8 compares: begins with what rises with time, so that its index grows at its end. */
    naturalKey: p.string().length(70),
    kind: p.string().length(60),
    sender: p.string().length(64),
    /** Of a follow or an unfollow, SHA-256 of the ciphertext that came: tells a retry from an equal event later on. */
    cipherHash: p.string().length(43).nullable(),
    /** The decrypted body and the passive reply that was given, encrypted at rest (`inbox-content.ts`). */
    sealedContent: longTextColumn(),
    /** False: answered «success», or nothing. */
    replied: p.boolean(),
    receivedAt: timeColumn(),
    /** An answer was written out too late. Only ever set: what comes in whichever order, ends the same. */
    replyLate: p.boolean().default(false),
    /** An answer that may have had a late one beside it carried the reply in time: nothing is owed. Only ever set. */
    replyGiven: p.boolean().default(false),
    state: p.string().length(8).$type<InboxState>(),
  },
});
export type InboxRow = InferEntity<typeof InboxRow>;
/** stored: no feature works on it. waiting, done, failed: as its job. */
export type InboxState = 'stored' | 'waiting' | 'done' | 'failed';

/** When a person last wrote to an account: the customer-service window. Row class: tenant. */
export const Conversation = defineEntity({
  name: 'Conversation',
  tableName: 'conversation',
  properties: {
    /** `<channel account id>:<openid>`. */
    id: p.string().length(110).primary(),
    enterpriseId: refColumn(),
    lastMessageAt: timeColumn().nullable(),
    /** A follow, a scan or a tap on the menu. */
    lastTriggerAt: timeColumn().nullable(),
  },
});
export type Conversation = InferEntity<typeof Conversation>;
