import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import type { FieldObject, FieldType, FieldValue } from '../../../contract/extended-fields.ts';
import { idColumn, jsonColumn, refColumn, timeColumn } from '../../../kernel/data/columns.ts';

/** A field that an enterprise keeps of customers, partners or contacts. Row class: tenant. */
export const ExtendedField = defineEntity({
  name: 'ExtendedField',
  tableName: 'extended_field',
  indexes: [{ properties: ['enterpriseId', 'object', 'place'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    object: p.string().length(10).$type<FieldObject>(),
    name: p.string().length(40),
    type: p.string().length(10).$type<FieldType>(),
    tips: p.string().length(200),
    /** Of radio and multiple choice. */
    options: jsonColumn<string[]>(),
    /** Whose people see it, and those of the departments below; empty: public. */
    departmentIds: jsonColumn<string[]>(),
    usable: p.boolean(),
    /** Rows stand by it and, where two were made at once, by their ids. */
    place: p.integer(),
    createdAt: timeColumn(),
    version: p.integer().version(),
  },
});
export type ExtendedField = InferEntity<typeof ExtendedField>;

/** What was entered in one field of one customer, partner or contact. Row class: tenant. */
export const ExtendedValue = defineEntity({
  name: 'ExtendedValue',
  tableName: 'extended_value',
  uniques: [{ properties: ['ownerId', 'fieldId'] }],
  indexes: [{ properties: ['fieldId', 'id'] }, { properties: ['partyId'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    fieldId: refColumn(),
    /** Party.id or PartyContact.id. */
    ownerId: refColumn(),
    /** The customer or partner itself, or whose contact it is. */
    partyId: refColumn(),
    content: jsonColumn<FieldValue>(),
  },
});
export type ExtendedValue = InferEntity<typeof ExtendedValue>;
