import { z } from 'zod';

import { idSchema } from './common.ts';

/*
 * Extended fields (rows 281–291): what an enterprise keeps of customers, partners and contacts beside
 * what the product brings. `extended_fields.manage` opens them; public ones are changed with
 * `extended_fields.global` besides, and those of departments by who stands in, or above, all of them.
 */

export const fieldObjectSchema = z.enum(['customer', 'partner', 'contact']);
export type FieldObject = z.infer<typeof fieldObjectSchema>;
export const fieldTypeSchema = z.enum([
  ...(['number', 'text', 'multiline', 'date', 'datetime', 'radio', 'multiple', 'other'] as const),
]);
export type FieldType = z.infer<typeof fieldTypeSchema>;
/** Of these the value is chosen from a list. */
export const hasOptions = (type: FieldType): boolean => type === 'radio' || type === 'multiple';

/** An export joins what was chosen with semicolons. */
const optionSchema = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^;；\r\n]+$/);
const optionsSchema = z.array(optionSchema).max(100);

/**
 * A value as it travels: a number in digits, a day as 2026-11-28, a moment as 2026-11-28T09:30 by the
 * enterprise's calendar, several choices as a list, else text. '' and [] take the value away.
 */
export const fieldValueSchema = z.union([z.string().trim().max(2000), z.array(z.string().max(60)).max(100)]);
export type FieldValue = z.output<typeof fieldValueSchema>;
/** By the field's id; what is left out stays. */
export const fieldValuesSchema = z
  .record(idSchema, fieldValueSchema)
  .refine((values) => Object.keys(values).length <= 100);
export type FieldValues = z.output<typeof fieldValuesSchema>;

/** A field as forms show it. */
export const formFieldSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  type: fieldTypeSchema,
  tips: z.string(),
  options: z.array(z.string()),
});
export type FormField = z.infer<typeof formFieldSchema>;
/** Null: nothing was entered. */
export const filledFieldSchema = formFieldSchema.extend({
  value: z.union([z.string(), z.array(z.string())]).nullable(),
});
export type FilledField = z.infer<typeof filledFieldSchema>;
/** GET /customers/fields: the usable ones that the caller sees, in their order. */
export const formFieldsSchema = z.strictObject({
  party: z.array(formFieldSchema),
  contact: z.array(formFieldSchema),
});
export type FormFields = z.infer<typeof formFieldsSchema>;

export const extendedFieldSchema = formFieldSchema.extend({
  object: fieldObjectSchema,
  public: z.boolean(),
  /** Whose people, and those of the departments below, see it; empty: public. */
  departments: z.array(z.strictObject({ id: idSchema, name: z.string() })),
  usable: z.boolean(),
  /** Whether the caller may change it. */
  may: z.boolean(),
  version: z.number().int(),
});
export type ExtendedField = z.infer<typeof extendedFieldSchema>;

/** GET /extended-fields: disabled ones only where they are asked for (row 288). */
export const extendedFieldsQuerySchema = z.strictObject({
  object: fieldObjectSchema,
  disabled: z.enum(['true', 'false']).default('false'),
});
export const extendedFieldsSchema = z.strictObject({
  items: z.array(extendedFieldSchema),
  /** Departments whose fields the caller keeps, parents first. */
  departments: z.array(z.strictObject({ id: idSchema, parentId: idSchema.nullable(), name: z.string() })),
  /** Whether he keeps the public ones too. */
  mayPublic: z.boolean(),
});
export type ExtendedFields = z.infer<typeof extendedFieldsSchema>;

const inputs = {
  name: z.string().trim().min(1).max(40),
  type: fieldTypeSchema,
  tips: z.string().trim().max(200).default(''),
  options: optionsSchema.default([]),
  public: z.boolean().default(true),
  departmentIds: z.array(idSchema).max(50).default([]),
};
/** POST /extended-fields */
export const newExtendedFieldSchema = z.strictObject({ object: fieldObjectSchema, ...inputs });
export type NewExtendedField = z.output<typeof newExtendedFieldSchema>;
/** PUT /extended-fields/:id with If-Match; confirmed: values that do not fit any more may go (row 286). */
export const putExtendedFieldSchema = z.strictObject({ ...inputs, confirmed: z.boolean().default(false) });
export type PutExtendedField = z.output<typeof putExtendedFieldSchema>;
/** POST /extended-fields/:id/status with If-Match */
export const fieldStatusSchema = z.strictObject({ usable: z.boolean() });
/** POST /extended-fields/:id/move with If-Match: by one row among those that the caller is shown. */
export const moveFieldSchema = z.strictObject({
  direction: z.enum(['up', 'down']),
  disabled: z.boolean().default(false),
});
export type MoveField = z.output<typeof moveFieldSchema>;
/** GET /extended-fields/:id/values: how many would go with it. */
export const fieldUseSchema = z.strictObject({ count: z.number().int() });
