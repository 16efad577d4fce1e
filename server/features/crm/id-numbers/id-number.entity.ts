import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import { idColumn, refColumn, timeColumn } from '../../../kernel/data/columns.ts';

/**
 * Whether an enterprise keeps ID numbers of contacts, and what for; no row: never switched on. Who
 * writes a number holds the row, so that none comes in behind a switch-off. Row class: tenant.
 */
export const IdNumberRule = defineEntity({
  name: 'IdNumberRule',
  tableName: 'crm_id_number_rule',
  uniques: [{ properties: ['enterpriseId'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    enabled: p.boolean(),
    purpose: p.string().length(200),
    version: p.integer().version(),
  },
});
export type IdNumberRule = InferEntity<typeof IdNumberRule>;

/**
 * A contact's ID number, apart from the contact: what reads contacts does not read it by the way, and
 * to delete it leaves nothing of it. Row class: tenant.
 */
export const ContactIdNumber = defineEntity({
  name: 'ContactIdNumber',
  tableName: 'crm_id_number',
  uniques: [{ properties: ['contactId'] }],
  indexes: [{ properties: ['enterpriseId'] }, { properties: ['partyId'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    partyId: refColumn(),
    contactId: refColumn(),
    sealedIdNumber: p.string().length(160),
    createdAt: timeColumn(),
  },
});
export type ContactIdNumber = InferEntity<typeof ContactIdNumber>;
