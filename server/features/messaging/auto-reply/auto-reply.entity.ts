import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import type { AutoReplyPattern } from '../../../contract/auto-replies.ts';
import { idColumn, jsonColumn, refColumn, timeColumn } from '../../../kernel/data/columns.ts';

/** What is answered to which sentence. Row class: tenant. */
export const AutoReplyRule = defineEntity({
  name: 'AutoReplyRule',
  tableName: 'auto_reply_rule',
  indexes: [{ properties: ['enterpriseId', 'id'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    /** Whose own rule it is; null: public. */
    ownerId: refColumn().nullable(),
    words: p.string().length(1_100),
    pattern: p.string().length(20).$type<AutoReplyPattern>(),
    replies: jsonColumn<string[]>(),
    enabled: p.boolean(),
    /** Empty: every service account. */
    channelAccountIds: jsonColumn<string[]>(),
    createdAt: timeColumn(),
    updatedAt: timeColumn(),
    version: p.integer().version(),
  },
});
export type AutoReplyRule = InferEntity<typeof AutoReplyRule>;
