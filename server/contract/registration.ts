import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';
import { sessionSchema } from './accounts.ts';

/*
 * Self-registration of interconnect accounts. Settings need `settings.manage`; what waits for review
 * is answered with `accounts.manage`; the form is for a person who has agreed and proved his phone.
 */

export const fieldUseSchema = z.enum(['off', 'optional', 'required']);
export type FieldUse = z.infer<typeof fieldUseSchema>;
export const nameModeSchema = z.enum(['editable', 'locked', 'existing', 'registry']);
export type NameMode = z.infer<typeof nameModeSchema>;
export const nameMatchSchema = z.enum(['exact', 'prefix', 'contains']);
export const registeredAccountSchema = z.enum(['enterprise', 'personal']);
export type RegisteredAccount = z.infer<typeof registeredAccountSchema>;

/** Beside name and phone. */
const fieldsSchema = z.strictObject({
  email: fieldUseSchema,
  position: fieldUseSchema,
  address: fieldUseSchema,
  note: fieldUseSchema,
});
const roleSchema = z.string().max(40).nullable();

/** Which ways lead to an interconnect account (row 79). */
const openingMethodsSchema = z.strictObject({
  /** The interconnect administrator opens downstream enterprises and their people. */
  admin: z.boolean(),
  /** Salespeople do, with the plug-in of that name. */
  salesperson: z.boolean(),
  /** People register themselves. */
  self: z.boolean(),
});
export type OpeningMethods = z.infer<typeof openingMethodsSchema>;

const enterpriseAccountSchema = z.strictObject({
  on: z.boolean(),
  fields: fieldsSchema,
  /** Role of those who register from now on; null: none. */
  role: roleSchema,
  nameMode: nameModeSchema,
  /** Mode `existing`: how a typed name finds a customer. */
  match: nameMatchSchema,
  /** Modes `existing` and `registry`: shortest text that is looked up. */
  minLength: z.number().int().min(2).max(20),
  /** Mode `existing`: most names that one look shows. */
  most: z.number().int().min(1).max(10),
  /** Staff look at each registration before it becomes an account. */
  review: z.boolean(),
});
const personalAccountSchema = z.strictObject({
  on: z.boolean(),
  fields: fieldsSchema,
  role: roleSchema,
  review: z.boolean(),
});

export const registrationValuesSchema = z.strictObject({
  methods: openingMethodsSchema,
  enterprise: enterpriseAccountSchema,
  personal: personalAccountSchema,
});
export type RegistrationValues = z.infer<typeof registrationValuesSchema>;

/** GET /registration-settings */
export const registrationSettingsSchema = registrationValuesSchema.extend({
  /** Interconnect roles to choose from; `manages`: it is the downstream's admin. */
  roles: z.array(z.strictObject({ key: z.string(), label: z.string(), manages: z.boolean() })),
  /** A business registry is configured: mode `registry` can be chosen. */
  registryOffered: z.boolean(),
  /** What one person may look up in an hour (row 94). */
  lookLimits: z.strictObject({ looks: z.number().int(), names: z.number().int() }),
  updatedAt: timestampSchema.nullable(),
  /** 0: never saved. */
  version: z.number().int(),
});
export type RegistrationSettings = z.infer<typeof registrationSettingsSchema>;
/** PATCH /registration-settings with If-Match: what is left out stays. */
export const patchRegistrationSettingsSchema = z.strictObject({
  methods: openingMethodsSchema.partial().optional(),
  enterprise: enterpriseAccountSchema.extend({ fields: fieldsSchema.partial() }).partial().optional(),
  personal: personalAccountSchema.extend({ fields: fieldsSchema.partial() }).partial().optional(),
});
export type RegistrationPatch = z.output<typeof patchRegistrationSettingsSchema>;

/* ---- what the mini-app speaks ---- */

/** One thing that the form asks for, in its order. */
const askedFieldSchema = z.strictObject({
  key: z.enum(['email', 'position', 'address', 'note']),
  required: z.boolean(),
});
/** GET /registration-form?proofId=: after consent and a proof of the phone. */
export const registrationFormQuerySchema = z.strictObject({ proofId: idSchema });
export const registrationFormSchema = z.strictObject({
  upstreamName: z.string(),
  /** The person's own number, as he has just proved it. */
  phone: z.string(),
  enterprise: z
    .strictObject({
      fields: z.array(askedFieldSchema),
      nameMode: nameModeSchema,
      minLength: z.number().int(),
      review: z.boolean(),
    })
    .nullable(),
  personal: z.strictObject({ fields: z.array(askedFieldSchema), review: z.boolean() }).nullable(),
});
export type RegistrationForm = z.infer<typeof registrationFormSchema>;

/** GET /registration-names?proofId=&search=: customers, or companies of the registry, as the mode says. No pages, no totals. */
export const registrationNamesQuerySchema = z.strictObject({
  proofId: idSchema,
  search: z.string().trim().min(1).max(60),
});
export const registrationNamesSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      /** What is sent back: of use to this person only, for a few minutes. */
      choice: z.string(),
      name: z.string(),
      /** Of the registry: the unified social credit code; '' for customers. */
      creditCode: z.string(),
    }),
  ),
});
export type RegistrationNames = z.infer<typeof registrationNamesSchema>;

const answerSchema = (most: number) => z.string().trim().max(most).optional();
/** POST /registrations */
export const registerSchema = z.strictObject({
  proofId: idSchema,
  accountType: registeredAccountSchema,
  name: z.string().trim().max(40).default(''),
  /** Mode `editable`: left out or empty, it is name + phone. */
  customerName: z.string().trim().max(60).default(''),
  /** Modes `existing` and `registry`: one of the names that were shown. */
  choice: z.string().max(600).optional(),
  fields: z
    .strictObject({
      email: answerSchema(120),
      position: answerSchema(40),
      address: answerSchema(200),
      note: answerSchema(200),
    })
    .default({}),
});
export type Register = z.output<typeof registerSchema>;
export const registrationOutcomeSchema = z.discriminatedUnion('outcome', [
  /** In at once; the account may be in state waiting_quota. */
  z.strictObject({ outcome: z.literal('registered'), session: sessionSchema }),
  /** Waits for staff, or for a place. */
  z.strictObject({ outcome: z.literal('waiting'), waitsFor: z.enum(['review', 'quota']) }),
]);
export type RegistrationOutcome = z.infer<typeof registrationOutcomeSchema>;

/* ---- what the workbench speaks about the same things ---- */

export const registrationStateSchema = z.enum(['pending', 'waiting_quota', 'done', 'refused']);
export type RegistrationState = z.infer<typeof registrationStateSchema>;
export const registrationRowSchema = z.strictObject({
  id: idSchema,
  accountType: registeredAccountSchema,
  state: registrationStateSchema,
  name: z.string(),
  phoneMasked: z.string(),
  customerName: z.string(),
  /** It joins a customer that is there already. */
  joins: z.boolean(),
  creditCode: z.string(),
  fields: z.array(z.strictObject({ key: z.string(), value: z.string() })),
  createdAt: timestampSchema,
  decidedAt: timestampSchema.nullable(),
  decidedByName: z.string(),
  reason: z.string(),
});
export type RegistrationRow = z.infer<typeof registrationRowSchema>;
/** GET /registrations?state= */
export const registrationQuerySchema = pageQuerySchema.extend({ state: registrationStateSchema.optional() });
export const registrationPageSchema = pageOf(registrationRowSchema);
/** POST /registrations/:id/refuse: the person reads the reason. POST /registrations/:id/approve: {}. */
export const refuseRegistrationSchema = z.strictObject({ reason: z.string().trim().min(1).max(100) });
