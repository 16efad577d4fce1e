import {
  accountOpeningSchema,
  accountStatesSchema,
  contactStatesSchema,
  faceCodeSchema,
  inviteCardSchema,
  openingAbilitiesSchema,
  openingRunSchema,
  partyAccountSchema,
  smsInviteSchema,
  type Ability,
  type AccountOpening,
  type AccountStateRow,
  type ContactStateRow,
  type FaceCode,
  type InviteCard,
  type LayoutItem,
  type OpeningAbilities,
  type OpeningLayout,
  type OpeningRunView,
  type PartyAccount,
  type PartyAccountState,
  type PartyUser,
  type PatchAccountOpening,
} from '../../../../server/contract/account-opening.ts';
import { getJson, writeJson } from '../../shared/api/request.ts';
import type { PartyKind } from '../crm/api.ts';

export type {
  Ability,
  AccountOpening,
  AccountStateRow,
  ContactStateRow,
  FaceCode,
  InviteCard,
  LayoutItem,
  OpeningAbilities,
  OpeningLayout,
  OpeningRunView,
  PartyAccount,
  PartyAccountState,
  PartyUser,
  PatchAccountOpening,
};

export const openingKey = ['account-opening'] as const;
export const abilitiesKey = [...openingKey, 'abilities'] as const;
export const partyAccountKey = (kind: PartyKind, id: string) => [...openingKey, 'party', kind, id] as const;
const bases: Record<PartyKind, string> = { customer: '/customers', partner: '/partners' };
const of = (kind: PartyKind, id: string) => `${bases[kind]}/${encodeURIComponent(id)}`;
const post = (body: object, idempotencyKey: string) => ({ method: 'POST', body, idempotencyKey }) as const;

export const fetchOpening = (signal?: AbortSignal) =>
  getJson('/account-opening', accountOpeningSchema, signal === undefined ? {} : { signal });
export const patchOpening = (body: PatchAccountOpening, version: number, idempotencyKey: string) =>
  writeJson('/account-opening', accountOpeningSchema, { method: 'PATCH', body, version, idempotencyKey });

export const fetchAbilities = (signal: AbortSignal) =>
  getJson('/account-opening/abilities', openingAbilitiesSchema, { signal });
export const fetchStates = (kind: PartyKind, ids: readonly string[], signal: AbortSignal) =>
  getJson('/account-opening/states', accountStatesSchema, { query: { kind, ids: ids.join(',') }, signal });
export const fetchContactStates = (ids: readonly string[], signal: AbortSignal) =>
  getJson('/account-opening/contact-states', contactStatesSchema, {
    query: { ids: ids.join(',') },
    signal,
  });

export const fetchPartyAccount = (kind: PartyKind, id: string, signal?: AbortSignal) =>
  getJson(`${of(kind, id)}/account`, partyAccountSchema, signal === undefined ? {} : { signal });

export interface OpenWish {
  readonly contacts: readonly { readonly contactId: string; readonly roles?: readonly string[] }[];
  readonly sms: boolean;
}
export const openAccount = (kind: PartyKind, id: string, wish: OpenWish, key: string) =>
  writeJson(`${of(kind, id)}/account/open`, partyAccountSchema, post(wish, key));

export type Verb = 'disable' | 'enable';
/** contactId null: the whole company. */
export const setAccount = (kind: PartyKind, id: string, contactId: string | null, verb: Verb, key: string) =>
  writeJson(
    contactId === null
      ? `${of(kind, id)}/account/${verb}`
      : `${of(kind, id)}/contacts/${encodeURIComponent(contactId)}/account/${verb}`,
    partyAccountSchema,
    post({}, key),
  );

const contact = (kind: PartyKind, id: string, contactId: string) =>
  `${of(kind, id)}/contacts/${encodeURIComponent(contactId)}/account`;
export const makeCode = (kind: PartyKind, id: string, contactId: string, key: string) =>
  writeJson(`${contact(kind, id, contactId)}/code`, faceCodeSchema, post({}, key));
export const makeCard = (kind: PartyKind, id: string, contactId: string, key: string) =>
  writeJson(`${contact(kind, id, contactId)}/card`, inviteCardSchema, post({}, key));
export const sendSms = (kind: PartyKind, id: string, contactId: string, key: string) =>
  writeJson(`${contact(kind, id, contactId)}/sms`, smsInviteSchema, post({}, key));

export interface PlanWish {
  readonly kind: PartyKind;
  readonly people: 'none' | 'first' | 'all';
  readonly sms: boolean;
  readonly items?: readonly { readonly id: string; readonly contactIds?: readonly string[] }[];
  readonly sheet?: { readonly name: string; readonly content: string };
}
export const planRun = (wish: PlanWish, key: string) =>
  writeJson('/account-openings', openingRunSchema, post(wish, key));
export const fetchRun = (id: string, signal: AbortSignal) =>
  getJson(`/account-openings/${encodeURIComponent(id)}`, openingRunSchema, { signal });
export const startRun = (id: string, key: string) =>
  writeJson(`/account-openings/${encodeURIComponent(id)}/start`, openingRunSchema, post({}, key));
export const openingTemplate = (kind: PartyKind) => `/api/v1/account-openings/template?kind=${kind}`;
