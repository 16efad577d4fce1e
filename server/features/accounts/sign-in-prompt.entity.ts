import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import { idColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/** An upstream's own words for people whose account cannot be used now (rows 67-70). Row class: tenant. */
export const SignInPrompt = defineEntity({
  name: 'SignInPrompt',
  tableName: 'sign_in_prompt',
  uniques: [{ properties: ['enterpriseId'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    enabled: p.boolean(),
    /** Empty: the preset. */
    text: p.string().length(200),
    contactName: p.string().length(20),
    contactPhone: p.string().length(20),
    /** The system's words are left out of the answer. */
    alone: p.boolean(),
    updatedAt: timeColumn(),
    version: p.integer().version(),
  },
});
export type SignInPrompt = InferEntity<typeof SignInPrompt>;
