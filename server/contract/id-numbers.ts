import { z } from 'zod';

/*
 * ID numbers of contacts (居民身份证): kept only where the enterprise has switched it on. Of everybody
 * they are shown masked; `crm.id_numbers` beside the right to change the record writes and reveals.
 * They are in no list, search, import, export or operation record.
 */

/** GET /crm-id-numbers: `crm.manage`. */
export const idNumberSettingSchema = z.strictObject({
  enabled: z.boolean(),
  /** What they are kept for, as people are told; '' while it is off. */
  purpose: z.string(),
  /** How many are stored, also while it is off. */
  stored: z.number().int(),
  version: z.number().int(),
});
export type IdNumberSetting = z.infer<typeof idNumberSettingSchema>;
/**
 * PUT /crm-id-numbers with If-Match (0 before the first save). Off: what becomes of those that are
 * stored is to be said (`crm.id_numbers_stored`); keep: they stay sealed, and nobody sees them.
 */
export const putIdNumberSettingSchema = z.discriminatedUnion('enabled', [
  z.strictObject({ enabled: z.literal(true), purpose: z.string().trim().max(200) }),
  z.strictObject({ enabled: z.literal(false), stored: z.enum(['keep', 'delete']).optional() }),
]);
export type PutIdNumberSetting = z.output<typeof putIdNumberSettingSchema>;

/**
 * PUT /customers/:id/contacts/:contactId/id-number with the contact's version as If-Match. `consent`:
 * the person was told what for, and agreed to this by itself; without it nothing is stored.
 */
export const putIdNumberSchema = z.strictObject({
  number: z.string().trim().max(40),
  consent: z.boolean().default(false),
});
export type PutIdNumber = z.output<typeof putIdNumberSchema>;
/** POST …/id-number/reveal; recorded. */
export const revealedIdNumberSchema = z.strictObject({ number: z.string() });

/** In a record's detail; null: the enterprise keeps none. */
export const idNumbersShownSchema = z
  .strictObject({
    purpose: z.string(),
    /** The caller may write and reveal them here. */
    write: z.boolean(),
  })
  .nullable();
export type IdNumbersShown = z.infer<typeof idNumbersShownSchema>;
