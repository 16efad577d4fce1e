import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import { idColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/** A code by which others become downstream of its owner, who pays (rows 12–14, 23, 323). Row class: tenant. */
export const InvitationCode = defineEntity({
  name: 'InvitationCode',
  tableName: 'invitation_code',
  indexes: [{ properties: ['enterpriseId', 'id'] }],
  properties: {
    id: idColumn(),
    /** The owner: whoever uses the code becomes his downstream, out of his quota. */
    enterpriseId: refColumn(),
    kind: p.string().length(12).$type<'dedicated' | 'general'>(),
    codeHash: p.string().length(43).unique(),
    /** First four characters: to tell codes apart; it grants nothing. */
    hint: p.string().length(4),
    note: p.string().length(60),
    edition: p.string().length(40).nullable(),
    review: p.boolean(),
    maxUses: p.integer(),
    uses: p.integer().default(0),
    /** uses = maxUses; for lists. */
    usedUp: p.boolean().default(false),
    companyName: p.string().length(60),
    contactName: p.string().length(40),
    /** Only who proves this number may use the code; '' for anybody. */
    phone: p.string().length(20),
    /** Staff; looks after whoever comes by it. */
    createdBy: refColumn(),
    createdAt: timeColumn(),
    expiresAt: timeColumn(),
    revokedAt: timeColumn().nullable(),
  },
});
export type InvitationCode = InferEntity<typeof InvitationCode>;

/** What came of a code: one relation for each person and company. Row class: tenant (the code's owner). */
export const InvitationUse = defineEntity({
  name: 'InvitationUse',
  tableName: 'invitation_use',
  indexes: [{ properties: ['identityId'] }],
  uniques: [
    // Two taps, two devices: one relation.
    { properties: ['codeId', 'useKey'] },
    { properties: ['connectionId'] },
  ],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    codeId: refColumn(),
    /** Hash of the person and the company that he named. */
    useKey: p.string().length(43),
    connectionId: refColumn(),
    identityId: refColumn(),
    contactName: p.string().length(40),
    /** The number that he proved. */
    phone: p.string().length(20),
    membershipId: refColumn().nullable(),
    createdAt: timeColumn(),
  },
});
export type InvitationUse = InferEntity<typeof InvitationUse>;
