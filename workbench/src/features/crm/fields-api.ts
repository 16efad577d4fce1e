import {
  extendedFieldsSchema,
  fieldUseSchema,
  formFieldsSchema,
  type ExtendedField,
  type FieldObject,
  type FieldValue,
  type FilledField,
  type FormField,
  type NewExtendedField,
  type PutExtendedField,
} from '../../../../server/contract/extended-fields.ts';
import { doneSchema } from '../../../../server/contract/common.ts';
import { getJson, writeJson } from '../../shared/api/request.ts';
import { z } from 'zod';
import type { PartyKind } from './api.ts';

export {
  fieldObjectSchema,
  fieldTypeSchema,
  hasOptions,
} from '../../../../server/contract/extended-fields.ts';
export type { ExtendedField, FieldObject, FieldValue, FilledField, FormField, NewExtendedField };

export const fieldsKey = ['extended-fields'] as const;

export const fetchFields = (object: FieldObject, disabled: boolean, signal: AbortSignal) =>
  getJson('/extended-fields', extendedFieldsSchema, {
    ...{ query: { object, disabled: disabled ? 'true' : 'false' }, signal },
  });
export const fetchFieldUse = (id: string) => getJson(`/extended-fields/${id}/values`, fieldUseSchema);
export const fetchFormFields = (kind: PartyKind, signal: AbortSignal) =>
  getJson(kind === 'customer' ? '/customers/fields' : '/partners/fields', formFieldsSchema, { signal });

type Known = Pick<ExtendedField, 'id' | 'version'>;
const change = (field: Known, action: string, body: object, idempotencyKey: string) =>
  writeJson(`/extended-fields/${field.id}/${action}`, doneSchema, {
    ...{ method: 'POST', body, version: field.version, idempotencyKey },
  });
export const createField = (wish: NewExtendedField, idempotencyKey: string) =>
  writeJson('/extended-fields', z.strictObject({ id: z.string() }), {
    ...{ method: 'POST', body: wish, idempotencyKey },
  });
export const changeField = (field: Known, wish: PutExtendedField, idempotencyKey: string) =>
  writeJson(`/extended-fields/${field.id}`, doneSchema, {
    ...{ method: 'PUT', body: wish, version: field.version, idempotencyKey },
  });
export const setFieldUsable = (field: Known, usable: boolean, key: string) =>
  change(field, 'status', { usable }, key);
export const moveField = (field: Known, direction: 'up' | 'down', disabled: boolean, key: string) =>
  change(field, 'move', { direction, disabled }, key);
export const removeField = (field: Known, key: string) => change(field, 'remove', {}, key);
