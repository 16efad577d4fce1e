import { z } from 'zod';

import { accountStateSchema, bindingStateSchema } from './accounts.ts';
import { idSchema, timestampSchema } from './common.ts';
import { partyKindSchema } from './crm.ts';

/*
 * The salesperson who opens interconnect accounts. `accounts.open` and `accounts.disable`, beside
 * `crm.use`; everything is refused while the plug-in is off.
 */

export const openingObjectSchema = z.enum(['customer', 'partner', 'contact']);
export type OpeningObject = z.infer<typeof openingObjectSchema>;
export const openingButtonSchema = z.enum(['open', 'disable']);
export type OpeningButton = z.infer<typeof openingButtonSchema>;
/** A button on a kind of record: `customer.open`. */
export const layoutItemSchema = z.templateLiteral([openingObjectSchema, '.', openingButtonSchema]);
export type LayoutItem = z.infer<typeof layoutItemSchema>;

const roleSchema = z.enum(['owner', 'clerk', 'accountant', 'service']);
const roleChoiceSchema = z.strictObject({ key: z.string(), label: z.string() });

/** Which buttons a department and those below it do not see (row 52); departmentId null: nobody does. */
export const openingLayoutSchema = z.strictObject({
  departmentId: idSchema.nullable(),
  hidden: z.array(layoutItemSchema).max(6),
});
export type OpeningLayout = z.infer<typeof openingLayoutSchema>;

/** GET /account-opening, PATCH with If-Match: permission `settings.manage`. */
export const accountOpeningSchema = z.strictObject({
  enabled: z.boolean(),
  /** When enabling it for the first time made the presets (row 43); null: not yet. */
  presetAt: timestampSchema.nullable(),
  /** What salespeople may give. */
  roles: z.array(roleSchema),
  /** What an opened account has, unless the salesperson says otherwise. */
  defaultRole: roleSchema,
  layouts: z.array(openingLayoutSchema),
  /** All roles that there are. */
  roleChoices: z.array(roleChoiceSchema),
  departments: z.array(z.strictObject({ id: idSchema, name: z.string() })),
  updatedAt: timestampSchema.nullable(),
  /** 0: never saved. */
  version: z.number().int(),
});
export type AccountOpening = z.infer<typeof accountOpeningSchema>;
export const patchAccountOpeningSchema = z.strictObject({
  enabled: z.boolean().optional(),
  roles: z.array(roleSchema).min(1).max(4).optional(),
  defaultRole: roleSchema.optional(),
  layouts: z.array(openingLayoutSchema).max(50).optional(),
});
export type PatchAccountOpening = z.output<typeof patchAccountOpeningSchema>;

/** Why a button is not there, in the order in which it is asked (row 333). */
export const whyNotSchema = z.enum(['plugin_off', 'no_right', 'layout', 'no_quota']);
export type WhyNot = z.infer<typeof whyNotSchema>;
/** `why` null: it is allowed. `ask`: names of those who can change it. */
export const abilitySchema = z.strictObject({
  why: whyNotSchema.nullable(),
  ask: z.array(z.string()),
});
export type Ability = z.infer<typeof abilitySchema>;

/** GET /account-opening/abilities: what the caller may do, and what there is left. Permission `crm.use`. */
export const openingAbilitiesSchema = z.strictObject({
  /** Whether anything of the plug-in is shown to him at all. */
  shown: z.boolean(),
  enabled: z.boolean(),
  abilities: z.array(abilitySchema.extend({ item: layoutItemSchema })),
  roles: z.array(roleChoiceSchema),
  defaultRole: z.string(),
  /** The role of the first person of a company that has nobody yet. */
  firstRole: z.string(),
  left: z.strictObject({ enterprise: z.number().int(), wechatUser: z.number().int() }),
  /** A text for the SMS service, a connected service account for the code. */
  carriers: z.strictObject({ code: z.boolean(), sms: z.boolean() }),
});
export type OpeningAbilities = z.infer<typeof openingAbilitiesSchema>;

/** none: not opened. The others as the interconnect enterprise stands. */
export const partyAccountStateSchema = z.enum([
  'none',
  'pending',
  'open',
  'disabled',
  'suspended',
  'tail',
  'ended',
]);
export type PartyAccountState = z.infer<typeof partyAccountStateSchema>;

/** GET /account-opening/states?kind=&ids=a,b: of the records of a list; at most 100. */
export const accountStatesQuerySchema = z.strictObject({
  kind: partyKindSchema,
  ids: z
    .string()
    .max(4_000)
    .transform((text) => text.split(',').filter((id) => id !== ''))
    .pipe(z.array(idSchema).max(100)),
});
export const accountStateRowSchema = z.strictObject({
  id: idSchema,
  state: partyAccountStateSchema,
  users: z.number().int(),
  bound: z.number().int(),
});
export type AccountStateRow = z.infer<typeof accountStateRowSchema>;
export const accountStatesSchema = z.strictObject({ items: z.array(accountStateRowSchema) });

/** GET /account-opening/contact-states?ids=a,b: of the people of a list; at most 100. */
export const contactStatesQuerySchema = accountStatesQuerySchema.pick({ ids: true });
export const contactStateRowSchema = z.strictObject({
  id: idSchema,
  /** Null: none was opened. */
  account: z.strictObject({ accountState: accountStateSchema, bindingState: bindingStateSchema }).nullable(),
});
export type ContactStateRow = z.infer<typeof contactStateRowSchema>;
export const contactStatesSchema = z.strictObject({ items: z.array(contactStateRowSchema) });

/** The code of a face-to-face invitation, as the salesperson's screen follows it. */
export const faceInvitationSchema = z.strictObject({
  state: z.enum(['waiting', 'scanned', 'over']),
  expiresAt: timestampSchema,
});

/** A person of the company, with what he has made of his account (row 51). */
export const partyUserSchema = z.strictObject({
  id: idSchema,
  /** Null: opened another way, and linked with none of the contacts. */
  contactId: idSchema.nullable(),
  name: z.string(),
  phoneMasked: z.string(),
  roles: z.array(roleChoiceSchema),
  accountState: accountStateSchema,
  bindingState: bindingStateSchema,
  openedAt: timestampSchema,
  invitedAt: timestampSchema.nullable(),
  boundAt: timestampSchema.nullable(),
  lastSeenAt: timestampSchema.nullable(),
  invitation: faceInvitationSchema.nullable(),
});
export type PartyUser = z.infer<typeof partyUserSchema>;

/** GET /customers/:id/account, GET /partners/:id/account */
export const partyAccountSchema = z.strictObject({
  /** False: nothing of it is shown to who asks; the rest is empty. */
  shown: z.boolean(),
  state: partyAccountStateSchema,
  company: z.strictObject({ id: idSchema, name: z.string(), openedAt: timestampSchema }).nullable(),
  users: z.array(partyUserSchema),
  usage: z.strictObject({
    users: z.number().int(),
    bound: z.number().int(),
    lastSeenAt: timestampSchema.nullable(),
  }),
  can: z.strictObject({
    open: abilitySchema,
    disable: abilitySchema,
    openContact: abilitySchema,
    disableContact: abilitySchema,
  }),
});
export type PartyAccount = z.infer<typeof partyAccountSchema>;

const openContactSchema = z.strictObject({
  contactId: idSchema,
  /** Left out: the default. */
  roles: z.array(roleSchema).min(1).max(4).optional(),
});
/** POST …/:id/account/open: the interconnect enterprise, where there is none yet, and these people. */
export const openAccountSchema = z.strictObject({
  contacts: z.array(openContactSchema).max(50).default([]),
  /** The invitation SMS leaves at once; else the salesperson invites by code or card. */
  sms: z.boolean().default(false),
});
export type OpenAccount = z.output<typeof openAccountSchema>;

/** POST …/contacts/:contactId/account/code */
export const faceCodeSchema = z.strictObject({
  /** What the QR code says; drawn by the page. */
  url: z.string(),
  contactName: z.string(),
  expiresAt: timestampSchema,
});
export type FaceCode = z.infer<typeof faceCodeSchema>;

/** POST …/contacts/:contactId/account/card: what goes into the WeCom chat with him. */
export const inviteCardSchema = z.strictObject({
  title: z.string(),
  /** Null: no mini program is connected. */
  appId: z.string().nullable(),
  /** Ends with .html, as the chat's card wants it. */
  page: z.string(),
  link: z.string(),
  text: z.string(),
});
export type InviteCard = z.infer<typeof inviteCardSchema>;

/** POST …/contacts/:contactId/account/sms */
export const smsInviteSchema = z.strictObject({
  outcome: z.enum(['queued', 'too_soon', 'not_inactive', 'ended', 'not_found']),
  nextAt: timestampSchema.nullable(),
});
export type SmsInvite = z.infer<typeof smsInviteSchema>;

/* Many at once (row 329). */

/** Whom to open of each customer, where the contacts are not named. */
export const openPeopleSchema = z.enum(['none', 'first', 'all']);
export const openingRowsMost = 500;
/** POST /account-openings: chosen records, or the bytes of a sheet. */
export const planOpeningSchema = z.strictObject({
  kind: partyKindSchema,
  people: openPeopleSchema.default('first'),
  roles: z.array(roleSchema).min(1).max(4).optional(),
  sms: z.boolean().default(true),
  items: z
    .array(z.strictObject({ id: idSchema, contactIds: z.array(idSchema).max(50).optional() }))
    .max(openingRowsMost)
    .default([]),
  /** Base64 of a spreadsheet, in place of `items`. */
  sheet: z.strictObject({ name: z.string().max(120), content: z.base64().max(200_000) }).optional(),
});
export type PlanOpening = z.output<typeof planOpeningSchema>;

export const openingRowStateSchema = z.enum(['waiting', 'done', 'refused', 'invalid']);
export const openingRowSchema = z.strictObject({
  number: z.number().int(),
  /** The sheet's line; null: chosen. */
  line: z.number().int().nullable(),
  name: z.string(),
  people: z.array(z.string()),
  state: openingRowStateSchema,
  /** What came of it, or what is wrong, in the reader's language; '' while it waits. */
  text: z.string(),
});
export type OpeningRowView = z.infer<typeof openingRowSchema>;
const needSchema = z.strictObject({ needs: z.number().int(), left: z.number().int() });
/** GET /account-openings/:id */
export const openingRunSchema = z.strictObject({
  id: idSchema,
  kind: partyKindSchema,
  fileName: z.string().nullable(),
  /** draft: only looked at. failed: given up half-way; starting it again goes on. */
  state: z.enum(['draft', 'running', 'done', 'failed']),
  total: z.number().int(),
  done: z.number().int(),
  opened: z.number().int(),
  refused: z.number().int(),
  /** What the rows that wait would take, and what is left. */
  needs: z.strictObject({ enterprise: needSchema, wechatUser: needSchema }),
  rows: z.array(openingRowSchema),
});
export type OpeningRunView = z.infer<typeof openingRunSchema>;
