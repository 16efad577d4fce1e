import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';
import { fieldValuesSchema, filledFieldSchema } from './extended-fields.ts';
import { idNumbersShownSchema } from './id-numbers.ts';

/*
 * Customers, partners and their contacts. Both kinds share one shape, and every path below stands
 * under /customers and under /partners. `crm.use`: own records and the public pool;
 * `crm.same_department`, `crm.sub_departments` besides: what owners of the own department, and of
 * those below it, have, to read; `crm.manage`: all of the enterprise, other owners, the recycle bin,
 * classes, reports.
 */

export const partyKindSchema = z.enum(['customer', 'partner']);
export type PartyKind = z.infer<typeof partyKindSchema>;
export const stageSchema = z.enum(['target', 'intention', 'deal', 'vip']);
export type Stage = z.infer<typeof stageSchema>;
export const importanceSchema = z.enum(['high', 'medium', 'low']);
export type Importance = z.infer<typeof importanceSchema>;

/**
 * What a form sends may lack fields: the server names all that are missing or wrong at once
 * (`crm.fields`, details.fields: `phone=missing,contact.email=invalid`).
 */
const line = (most: number) => z.string().trim().max(most).default('');
export const contactInputSchema = z.strictObject({
  name: line(40),
  mobile: line(30),
  email: line(120),
  position: line(40),
  hobby: line(120),
  note: line(500),
});
export type ContactInput = z.output<typeof contactInputSchema>;
/** What was entered in extended fields goes with it. */
export const contactBodySchema = contactInputSchema.extend({ fields: fieldValuesSchema.optional() });
export type ContactBody = z.output<typeof contactBodySchema>;

export const partyInputSchema = z.strictObject({
  name: line(80),
  phone: line(30),
  classKey: line(40),
  importance: line(10),
  /** Customers only; '' for partners. A new customer without one is a target. */
  stage: line(10),
  source: line(60),
  address: line(200),
  note: line(500),
});
export type PartyInput = z.output<typeof partyInputSchema>;

/** POST /customers: the owner is who asks, unless the pool or (with `crm.manage`) another is named. */
export const createPartySchema = partyInputSchema.extend({
  owner: z.union([z.literal('me'), z.literal('pool'), idSchema]).default('me'),
  fields: fieldValuesSchema.optional(),
  contact: contactBodySchema,
});
export type CreateParty = z.output<typeof createPartySchema>;

/** PATCH /customers/:id with If-Match; what is left out stays. */
export const patchPartySchema = z.strictObject({
  name: z.string().trim().max(80).optional(),
  phone: z.string().trim().max(30).optional(),
  classKey: z.string().trim().max(40).optional(),
  importance: z.string().trim().max(10).optional(),
  stage: z.string().trim().max(10).optional(),
  source: z.string().trim().max(60).optional(),
  address: z.string().trim().max(200).optional(),
  note: z.string().trim().max(500).optional(),
  fields: fieldValuesSchema.optional(),
});
export type PatchParty = z.output<typeof patchPartySchema>;

/** active: works here. left: disabled, or gone from WeCom; his records wait to be handed over. */
export const ownerSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  state: z.enum(['active', 'left']),
});
export type OwnerCard = z.infer<typeof ownerSchema>;
const choiceSchema = z.strictObject({ key: z.string(), label: z.string() });

export const partySchema = z.strictObject({
  id: idSchema,
  kind: partyKindSchema,
  name: z.string(),
  /** 138****1234; the whole number by POST …/:id/reveal, which is recorded. */
  phoneMasked: z.string(),
  class: choiceSchema,
  importance: importanceSchema,
  /** Null for partners. */
  stage: stageSchema.nullable(),
  /** Null: in the public pool. */
  owner: ownerSchema.nullable(),
  /** Where the owner stands; by it departments see the record. Null: in the public pool. */
  department: z.strictObject({ id: idSchema, name: z.string() }).nullable(),
  creatorName: z.string(),
  createdAt: timestampSchema,
  lastFollowUpAt: timestampSchema.nullable(),
  /** By when somebody should be in touch again, as the class says; null: no such rule. */
  contactDueAt: timestampSchema.nullable(),
  /** The day on which somebody should have been in touch is past. */
  contactOverdue: z.boolean(),
  /** Deals that stand; 2 or more: bought again. */
  dealCount: z.number().int(),
  /** Set while it is in the recycle bin. */
  binnedAt: timestampSchema.nullable(),
  /** When it is deleted for good. */
  eraseAt: timestampSchema.nullable(),
  version: z.number().int(),
});
export type PartyRow = z.infer<typeof partySchema>;

/**
 * mine: own ones. pool: nobody's. department: of the departments that the rights open. all: what the
 * caller may see. With `crm.manage`: left (their owner left), bin.
 */
export const partyScopeSchema = z.enum(['mine', 'department', 'pool', 'all', 'left', 'bin']);
export type PartyScope = z.infer<typeof partyScopeSchema>;
/** GET /customers. `search`: digits begin a phone number, other text begins a name. */
export const partyQuerySchema = pageQuerySchema.extend({
  scope: partyScopeSchema.default('mine'),
  search: z.string().trim().max(80).optional(),
  classKey: z.string().max(40).optional(),
  stage: stageSchema.optional(),
  importance: importanceSchema.optional(),
  ownerId: idSchema.optional(),
  /** due: the day to be in touch is today or past. overdue: it is past. */
  visit: z.enum(['due', 'overdue']).optional(),
  /** once: has a deal. again: has two or more. */
  bought: z.enum(['once', 'again']).optional(),
});
export type PartyQuery = z.output<typeof partyQuerySchema>;
export const partyPageSchema = pageOf(partySchema);

export const contactSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  mobileMasked: z.string(),
  emailMasked: z.string(),
  /** 1****************X; null: none is stored, or the enterprise keeps none. */
  idNumberMasked: z.string().nullable(),
  position: z.string(),
  hobby: z.string(),
  note: z.string(),
  /** The extended fields that the caller sees. */
  fields: z.array(filledFieldSchema),
  version: z.number().int(),
});
export type ContactRow = z.infer<typeof contactSchema>;

/** GET /contacts: people of the customers and partners that the caller may see. */
export const personSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  position: z.string(),
  /** The whole number by POST …/:id/reveal of the record, which is recorded. */
  mobileMasked: z.string(),
  party: z.strictObject({ id: idSchema, kind: partyKindSchema, name: z.string() }),
  /** The record's. Null: in the public pool. */
  owner: ownerSchema.nullable(),
  createdAt: timestampSchema,
});
export type PersonRow = z.infer<typeof personSchema>;
export const personScopeSchema = partyScopeSchema.exclude(['left', 'bin']);
export type PersonScope = z.infer<typeof personScopeSchema>;
/** `search`: five digits or more begin a mobile number, other text begins a name. */
export const personQuerySchema = pageQuerySchema.extend({
  scope: personScopeSchema.default('mine'),
  search: z.string().trim().max(80).optional(),
});
export type PersonQuery = z.output<typeof personQuerySchema>;
export const personPageSchema = pageOf(personSchema);

export const followUpSchema = z.strictObject({
  id: idSchema,
  text: z.string(),
  /** 1 to 5; null: not asked. */
  satisfaction: z.number().int().nullable(),
  byName: z.string(),
  at: timestampSchema,
});
/** POST /customers/:id/follow-ups: never changed afterwards. */
export const writeFollowUpSchema = z.strictObject({
  text: z.string().trim().min(1).max(1000),
  /** How satisfied the customer says he is. */
  satisfaction: z.number().int().min(1).max(5).nullable().default(null),
});

/** POST /customers/:id/visits: a visit that is planned counts as contact at the moment it is planned. */
export const newVisitSchema = z.strictObject({
  /** By the enterprise's calendar, from today on. */
  day: z.iso.date(),
  text: z.string().trim().max(200).default(''),
});
export type NewVisit = z.output<typeof newVisitSchema>;
export const visitSchema = z.strictObject({
  id: idSchema,
  day: z.string(),
  text: z.string(),
  byName: z.string(),
});

/** POST /customers/:id/deals: what was bought, in fen; `day` by the enterprise's calendar. */
export const newDealSchema = z.strictObject({
  day: z.iso.date(),
  amountFen: z.number().int().min(1).max(100_000_000_000),
  text: z.string().trim().min(1).max(100),
});
export type NewDeal = z.output<typeof newDealSchema>;
/** POST /customers/:id/deals/:dealId/strike: a mistake; it stays readable and counts no more. */
export const strikeDealSchema = z.strictObject({ reason: z.string().trim().min(2).max(200) });
export const dealSchema = z.strictObject({
  id: idSchema,
  day: z.string(),
  amountFen: z.number().int(),
  text: z.string(),
  byName: z.string(),
  struck: z.strictObject({ byName: z.string(), reason: z.string() }).nullable(),
});
export const followUpPageSchema = pageOf(followUpSchema);

/** One step of the life cycle, of the class or of the owner: from what to what, in words. */
export const partyChangeSchema = z.strictObject({
  id: idSchema,
  what: z.enum(['stage', 'class', 'owner']),
  from: z.string().nullable(),
  to: z.string().nullable(),
  byName: z.string(),
  at: timestampSchema,
});
export type PartyChangeRow = z.infer<typeof partyChangeSchema>;

/** GET /customers/:id */
export const partyDetailSchema = partySchema.extend({
  source: z.string(),
  address: z.string(),
  note: z.string(),
  fields: z.array(filledFieldSchema),
  contacts: z.array(contactSchema),
  idNumbers: idNumbersShownSchema,
  /** The newest 20; more by GET /customers/:id/follow-ups. */
  followUps: z.array(followUpSchema),
  /** Planned and not called off, the next one first. */
  visits: z.array(visitSchema),
  /** The newest 50; those that were struck out, too. Partners have none. */
  deals: z.array(dealSchema),
  /** Newest first, 100 at most. */
  changes: z.array(partyChangeSchema),
  /** What the caller may do with it. */
  can: z.strictObject({
    edit: z.boolean(),
    claim: z.boolean(),
    handOver: z.boolean(),
    bin: z.boolean(),
    restore: z.boolean(),
  }),
});
export type PartyDetail = z.infer<typeof partyDetailSchema>;

/** POST /customers/:id/reveal: phones and addresses in full; recorded. */
export const revealedSchema = z.strictObject({
  phone: z.string(),
  contacts: z.array(z.strictObject({ id: idSchema, mobile: z.string(), email: z.string() })),
});
export type Revealed = z.infer<typeof revealedSchema>;

/** POST /customers/hand-over: these, or (with `crm.manage`) all of one owner's. Null: to the pool. */
export const handOverSchema = z.union([
  z.strictObject({ ids: z.array(idSchema).min(1).max(200), ownerId: idSchema.nullable() }),
  z.strictObject({ fromOwnerId: idSchema, ownerId: idSchema.nullable() }),
]);
export type HandOver = z.output<typeof handOverSchema>;
export const handedOverSchema = z.strictObject({ count: z.number().int() });

/** GET /customers/owners: who may be chosen, and (with `crm.manage`) leavers who still own some. */
export const ownersSchema = z.strictObject({ items: z.array(ownerSchema) });

/** GET and PUT /customers/classes */
export const crmClassSchema = z.strictObject({
  key: z.string().regex(/^[a-z0-9_-]{1,40}$/),
  name: z.string().trim().min(1).max(20),
  visitDays: z.number().int().min(1).max(365).nullable(),
});
export type CrmClass = z.infer<typeof crmClassSchema>;
export const crmClassesSchema = z.strictObject({
  items: z.array(crmClassSchema),
  version: z.number().int(),
});
/** With If-Match (0 before the first save). A class in use cannot be left out. */
export const putCrmClassesSchema = z.strictObject({ items: z.array(crmClassSchema).min(1).max(50) });

/** GET /customers/counts, over what the caller may see. */
export const partyCountsSchema = z.strictObject({
  total: z.number().int(),
  pool: z.number().int(),
  byClass: z.array(choiceSchema.extend({ count: z.number().int() })),
  byStage: z.array(z.strictObject({ stage: stageSchema, count: z.number().int() })),
  /** Of every owner in sight. */
  byOwner: z.array(
    z.strictObject({
      owner: ownerSchema,
      count: z.number().int(),
      stages: z.array(z.strictObject({ stage: stageSchema, count: z.number().int() })),
    }),
  ),
});
export type PartyCounts = z.infer<typeof partyCountsSchema>;

/** GET /customers/analysis: deals and follow-ups of these days; customers as they are now. */
export const analysisQuerySchema = z.strictObject({
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
});
export type AnalysisQuery = z.output<typeof analysisQuerySchema>;
const whole = z.number().int();
export const analysisSchema = z.strictObject({
  /** By owner, of those in sight, the most customers first. */
  items: z.array(
    z.strictObject({
      owner: ownerSchema,
      department: z.string(),
      customers: whole,
      target: whole,
      intention: whole,
      deal: whole,
      vip: whole,
      overdue: whole,
      /** What the rule of the visit cycle takes off for them. */
      overdueFen: whole,
      buyers: whole,
      repeatBuyers: whole,
      deals: whole,
      amountFen: whole,
      followUps: whole,
      /** Follow-ups with an answer, and the sum of the answers. */
      rated: whole,
      points: whole,
    }),
  ),
  /** For each customer that is overdue. */
  fineFen: whole,
});
export type Analysis = z.infer<typeof analysisSchema>;
export type AnalysisRow = Analysis['items'][number];

/** POST /customers/:id/reports: the id is in the refusal `crm.duplicate`; the record stays unseen. */
export const writeReportSchema = z.strictObject({ reason: z.string().trim().min(2).max(300) });
export const reportStateSchema = z.enum(['open', 'reowned', 'rejected']);
export const partyReportSchema = z.strictObject({
  id: idSchema,
  kind: partyKindSchema,
  partyId: idSchema,
  partyName: z.string(),
  owner: ownerSchema.nullable(),
  reporter: ownerSchema,
  reason: z.string(),
  state: reportStateSchema,
  decidedBy: z.string().nullable(),
  answer: z.string(),
  createdAt: timestampSchema,
  decidedAt: timestampSchema.nullable(),
});
export type PartyReportRow = z.infer<typeof partyReportSchema>;
/** GET /crm-reports: with `crm.manage` all, else one's own. */
export const partyReportQuerySchema = pageQuerySchema.extend({ state: reportStateSchema.optional() });
export const partyReportPageSchema = pageOf(partyReportSchema);
/** POST /crm-reports/:id/decide; reown: `ownerId` or, left out, the reporter. */
export const decideReportSchema = z.strictObject({
  outcome: z.enum(['reown', 'reject']),
  ownerId: idSchema.optional(),
  answer: z.string().trim().min(2).max(300),
});

/* ---- import and export: `crm.manage`; the export `crm.export` ---- */

/** Bytes of one piece before base64, so that it passes as a body. */
export const importPieceBytes = 150 * 1024;
/** skip: rows that are there already stay out. refuse: with one of them nothing comes in. */
export const importRulesSchema = z.strictObject({ duplicates: z.enum(['skip', 'refuse']) });
export type ImportRules = z.infer<typeof importRulesSchema>;
export const importStateSchema = z.enum([
  'uploading',
  'checking',
  'refused',
  'running',
  'done',
  'undoing',
  'undone',
  'failed',
]);
export type ImportState = z.infer<typeof importStateSchema>;
/** POST /crm-imports, then its pieces by number from 0, then start. */
export const createImportSchema = z.strictObject({
  kind: partyKindSchema,
  fileName: z.string().trim().min(1).max(120),
  size: z.number().int().min(1),
});
export const importPieceSchema = z.strictObject({
  number: z.number().int().min(0).max(999),
  content: z
    .base64()
    .min(1)
    .max(Math.ceil(importPieceBytes / 3) * 4),
});
/** POST /crm-imports/:id/start; without rules it is refused (`crm.import_rules`). */
export const startImportSchema = z.strictObject({ rules: importRulesSchema.optional() });
export const partyImportSchema = z.strictObject({
  id: idSchema,
  kind: partyKindSchema,
  fileName: z.string(),
  state: importStateSchema,
  rules: importRulesSchema.nullable(),
  total: z.number().int(),
  done: z.number().int(),
  created: z.number().int(),
  skipped: z.number().int(),
  /** Taken back by «undo»; what was worked with since stays. */
  undone: z.number().int(),
  problemCount: z.number().int(),
  /** The first 500: line and column as the spreadsheet numbers and names them. */
  problems: z.array(z.strictObject({ line: z.number().int(), column: z.string(), text: z.string() })),
  byName: z.string(),
  createdAt: timestampSchema,
  finishedAt: timestampSchema.nullable(),
});
export type PartyImportRow = z.infer<typeof partyImportSchema>;
/** GET /crm-imports */
export const importQuerySchema = pageQuerySchema.extend({ kind: partyKindSchema.default('customer') });
export const partyImportPageSchema = pageOf(partyImportSchema);
/** GET /crm-import-template?kind= */
export const importTemplateQuerySchema = z.strictObject({ kind: partyKindSchema.default('customer') });
/** POST /crm-export: CSV of what fits, by the template's columns; recorded with its reason. */
export const exportPartiesSchema = z.strictObject({
  kind: partyKindSchema,
  scope: partyScopeSchema.exclude(['bin', 'left']),
  search: z.string().trim().max(80).optional(),
  classKey: z.string().max(40).optional(),
  stage: stageSchema.optional(),
  importance: importanceSchema.optional(),
  visit: z.enum(['due', 'overdue']).optional(),
  bought: z.enum(['once', 'again']).optional(),
  reason: z.string().trim().min(2).max(200),
});
