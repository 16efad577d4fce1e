import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import { idColumn, jsonColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

function refuseChange(): never {
  throw new Error('Operation records are append-only: what was done stays told');
}

/** Who changed what, when, from what to what. Append-only. Row class: tenant. */
export const OperationRecord = defineEntity({
  name: 'OperationRecord',
  tableName: 'operation_record',
  indexes: [
    { properties: ['enterpriseId', 'id'] },
    { properties: ['enterpriseId', 'at'] },
    { properties: ['enterpriseId', 'action', 'id'] },
    { properties: ['enterpriseId', 'actor', 'id'] },
    { properties: ['requestId'] },
    { properties: ['enterpriseId', 'target'] },
  ],
  hooks: { beforeUpdate: [refuseChange], beforeDelete: [refuseChange] },
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    /** staff:<id>, identity:<id>, system. */
    actor: p.string().length(60),
    actorName: p.string().length(60),
    action: p.string().length(60),
    target: p.string().length(120),
    before: jsonColumn<Record<string, unknown>>(),
    after: jsonColumn<Record<string, unknown>>(),
    requestId: p.string().length(60),
    at: timeColumn(),
  },
});
export type OperationRecord = InferEntity<typeof OperationRecord>;
