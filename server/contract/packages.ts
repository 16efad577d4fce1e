import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';
import { openConnectionSchema } from './connections.ts';

/* ---- template enterprise: permission `template.manage`, of the upstream's staff ---- */

export const templateEnterpriseSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  legalName: z.string(),
  createdAt: timestampSchema,
});
export type TemplateEnterpriseRow = z.infer<typeof templateEnterpriseSchema>;
/** GET /template-enterprises */
export const templateEnterprisesSchema = z.strictObject({
  /** The channel quota was opened: a lot of any channel edition was credited once (row 71). */
  offered: z.boolean(),
  /** How many an upstream may have. */
  limit: z.number().int(),
  items: z.array(templateEnterpriseSchema),
});
export type TemplateEnterprises = z.infer<typeof templateEnterprisesSchema>;
/** POST /template-enterprises with Idempotency-Key: the form of a downstream, without an edition (row 77). */
export const createTemplateEnterpriseSchema = openConnectionSchema.omit({ edition: true });
/** A one-time way in; it makes a session of its own. */
export const templateEntrySchema = z.strictObject({
  /** Who enters by it. */
  name: z.string(),
  url: z.url(),
  expiresAt: timestampSchema,
});
export type TemplateEntry = z.infer<typeof templateEntrySchema>;
export const createdTemplateEnterpriseSchema = z.strictObject({
  template: templateEnterpriseSchema,
  entry: templateEntrySchema,
});
/** POST /template-enterprises/:id/enter → TemplateEntry, for who asks */

/* ---- configuration packages: permission `packages.manage`, of the template's staff ---- */

/** What a part holds: a text or a switch by field. */
export const partValuesSchema = z.record(z.string().max(60), z.union([z.string().max(2000), z.boolean()]));
export type PartValues = z.infer<typeof partValuesSchema>;
/** One thing of a part that holds a list: a role, a field, a rule. */
export const itemValuesSchema = z.record(
  z.string().max(60),
  z.union([z.string().max(2000), z.boolean(), z.array(z.string().max(2048)).max(200)]),
);
export type ItemValues = z.infer<typeof itemValuesSchema>;
const itemsSchema = z.array(itemValuesSchema).max(300);

export const packagePartSchema = z.strictObject({
  key: z.string(),
  label: z.string(),
  /** What is packed of it and what is not; empty: everything. */
  hint: z.string(),
  /** It holds things by name; `fields` are those of each. */
  list: z.boolean(),
  fields: z.array(
    z.strictObject({
      key: z.string(),
      label: z.string(),
      kind: z.enum(['line', 'text', 'switch', 'choice', 'lines', 'rights']),
      /** Of a choice; of rights, those that the caller may give. */
      choices: z.array(z.strictObject({ value: z.string(), label: z.string() })),
      /** Where another field of the thing has one of these values; null: always. */
      only: z.strictObject({ field: z.string(), values: z.array(z.string()) }).nullable(),
    }),
  ),
  /** As the template enterprise has it now: what packing takes. */
  values: partValuesSchema,
  items: itemsSchema,
});
export type PackagePartRow = z.infer<typeof packagePartSchema>;
/** GET /package-parts */
export const packagePartsSchema = pageOf(packagePartSchema);

/** `values`, or a list's `items`, left out: packed as the template enterprise has it now. */
const chosenPartSchema = z.strictObject({
  key: z.string().max(40),
  values: partValuesSchema.optional(),
  items: itemsSchema.optional(),
});
/** POST /packages; PUT /packages/:id with If-Match: other content makes the next revision. */
export const writePackageSchema = z.strictObject({
  name: z.string().trim().min(1).max(40),
  parts: z.array(chosenPartSchema).min(1).max(20),
});
export type WritePackage = z.output<typeof writePackageSchema>;

export const configPackageSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  /** 1, 2, 3 …: each is frozen. */
  revision: z.number().int(),
  /** SHA-256 of the revision's content, hex. */
  contentHash: z.string(),
  parts: z.array(z.strictObject({ key: z.string(), label: z.string() })),
  updatedAt: timestampSchema,
  version: z.number().int(),
});
export type ConfigPackageRow = z.infer<typeof configPackageSchema>;
/** GET /packages */
export const configPackagePageSchema = pageOf(configPackageSchema);
/** GET /packages/:id */
export const configPackageDetailSchema = configPackageSchema.extend({
  content: z.array(z.strictObject({ key: z.string(), values: partValuesSchema, items: itemsSchema })),
});
export type ConfigPackageDetail = z.infer<typeof configPackageDetailSchema>;

/** GET /package-targets: live downstream of the template's upstream, by name alone. */
export const packageTargetSchema = z.strictObject({ connectionId: idSchema, name: z.string() });
export type PackageTarget = z.infer<typeof packageTargetSchema>;
export const packageTargetPageSchema = pageOf(packageTargetSchema);

/** What becomes of a field that the downstream has changed since it was last pushed there. */
export const onEditedSchema = z.enum(['overwrite', 'keep']);
export type OnEdited = z.infer<typeof onEditedSchema>;
/** POST /packages/:id/dry-run and /packages/:id/pushes */
export const pushPackageSchema = z.strictObject({
  /** The one that was looked at; where another is current by now, nothing is pushed. */
  revision: z.number().int().min(1),
  connectionIds: z.array(idSchema).min(1).max(200),
  onEdited: onEditedSchema.default('overwrite'),
});
export type PushPackage = z.output<typeof pushPackageSchema>;

const changeSideSchema = z.union([z.string(), z.boolean(), z.array(z.string())]);
export const fieldChangeSchema = z.strictObject({
  part: z.string(),
  partLabel: z.string(),
  /** Of a list: what it is about. `added`: the downstream has none of this name. */
  item: z.strictObject({ key: z.string(), name: z.string(), added: z.boolean() }).nullable(),
  field: z.string(),
  label: z.string(),
  before: changeSideSchema,
  after: changeSideSchema,
  /** The downstream changed it since it was last pushed. */
  edited: z.boolean(),
  /** It stays as the downstream has it. */
  kept: z.boolean(),
});
export type FieldChangeRow = z.infer<typeof fieldChangeSchema>;

export const dryRunSchema = z.strictObject({
  revision: z.number().int(),
  targets: z.array(
    packageTargetSchema.extend({
      outcome: z.enum(['change', 'no_change', 'failed']),
      reason: z.string().nullable(),
      changes: z.array(fieldChangeSchema),
    }),
  ),
});
export type DryRun = z.infer<typeof dryRunSchema>;

export const pushStateSchema = z.enum(['queued', 'applied', 'no_change', 'failed']);
export const packagePushSchema = z.strictObject({
  id: idSchema,
  packageId: idSchema,
  packageName: z.string(),
  revision: z.number().int(),
  onEdited: onEditedSchema,
  by: z.string(),
  createdAt: timestampSchema,
  counts: z.strictObject({
    queued: z.number().int(),
    applied: z.number().int(),
    no_change: z.number().int(),
    failed: z.number().int(),
  }),
});
export type PackagePushRow = z.infer<typeof packagePushSchema>;
/** GET /package-pushes */
export const packagePushQuerySchema = pageQuerySchema.extend({ packageId: idSchema.optional() });
export const packagePushPageSchema = pageOf(packagePushSchema);
/** GET /package-pushes/:id; POST /package-pushes/:id/retry tries the failed ones again */
export const packagePushDetailSchema = packagePushSchema.extend({
  targets: z.array(
    packageTargetSchema.extend({
      state: pushStateSchema,
      reason: z.string().nullable(),
      changes: z.array(fieldChangeSchema),
      finishedAt: timestampSchema.nullable(),
    }),
  ),
});
export type PackagePushDetail = z.infer<typeof packagePushDetailSchema>;
