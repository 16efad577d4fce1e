import {
  analysisSchema,
  crmClassesSchema,
  handedOverSchema,
  importPieceBytes,
  ownersSchema,
  partyCountsSchema,
  partyDetailSchema,
  partyImportPageSchema,
  partyImportSchema,
  partyPageSchema,
  partyReportPageSchema,
  partyReportSchema,
  personPageSchema,
  revealedSchema,
  type Analysis,
  type AnalysisRow,
  type ContactRow,
  type CrmClass,
  type OwnerCard,
  type PartyCounts,
  type PartyDetail,
  type PartyImportRow,
  type PartyKind,
  type PartyReportRow,
  type PartyRow,
  type PartyScope,
  type PersonRow,
  type PersonScope,
  type Revealed,
} from '../../../../server/contract/crm.ts';
import type { FieldValue } from '../../../../server/contract/extended-fields.ts';
import { doneSchema } from '../../../../server/contract/common.ts';
import { ApiError } from '../../shared/api/errors.ts';
import { fetchFile, getJson, writeJson, type Query } from '../../shared/api/request.ts';

export {
  importanceSchema,
  partyScopeSchema,
  personScopeSchema,
  reportStateSchema,
  stageSchema,
} from '../../../../server/contract/crm.ts';
export type {
  Analysis,
  AnalysisRow,
  ContactRow,
  CrmClass,
  OwnerCard,
  PartyCounts,
  PartyDetail,
  PartyImportRow,
  PartyKind,
  PartyReportRow,
  PartyRow,
  PartyScope,
  PersonRow,
  PersonScope,
  Revealed,
};

const bases: Record<PartyKind, string> = { customer: '/customers', partner: '/partners' };
export const partiesKey = (kind: PartyKind) => ['parties', kind] as const;
export const peopleKey = ['parties', 'people'] as const;
export const reportsKey = ['crm-reports'] as const;

const post = (body: object, idempotencyKey: string) => ({ method: 'POST', body, idempotencyKey }) as const;
const one = (kind: PartyKind, id: string) => `${bases[kind]}/${encodeURIComponent(id)}`;

export const listParties = (kind: PartyKind, query: Query, signal: AbortSignal) =>
  getJson(bases[kind], partyPageSchema, { query, signal });
export const listPeople = (query: Query, signal: AbortSignal) =>
  getJson('/contacts', personPageSchema, { query, signal });
/** @throws ApiError 404: not there, or not to be seen */
export const getParty = (kind: PartyKind, id: string, signal?: AbortSignal) =>
  getJson(one(kind, id), partyDetailSchema, signal === undefined ? {} : { signal });
export const fetchClasses = (kind: PartyKind, signal: AbortSignal) =>
  getJson(`${bases[kind]}/classes`, crmClassesSchema, { signal });
export const fetchOwners = (kind: PartyKind, signal: AbortSignal) =>
  getJson(`${bases[kind]}/owners`, ownersSchema, { signal });
export const fetchCounts = (kind: PartyKind, signal: AbortSignal) =>
  getJson(`${bases[kind]}/counts`, partyCountsSchema, { signal });

export interface ContactInput {
  readonly name: string;
  readonly mobile: string;
  readonly email: string;
  readonly position: string;
  readonly hobby: string;
  readonly note: string;
}
export interface PartyInput {
  readonly name: string;
  readonly phone: string;
  readonly classKey: string;
  readonly importance: string;
  readonly stage: string;
  readonly source: string;
  readonly address: string;
  readonly note: string;
}
/** Extended fields by their ids; what is left out stays. */
type Fields = { readonly fields?: Readonly<Record<string, FieldValue>> };
export type ContactBody = ContactInput & Fields;
export type PartyPatch = Partial<PartyInput> & Fields;
export type NewParty = PartyInput & Fields & { readonly owner: string; readonly contact: ContactBody };

export const createParty = (kind: PartyKind, input: NewParty, key: string) =>
  writeJson(bases[kind], partyDetailSchema, post(input, key));
export const changeParty = (
  kind: PartyKind,
  id: string,
  version: number,
  input: PartyPatch,
  idempotencyKey: string,
) => writeJson(one(kind, id), partyDetailSchema, { method: 'PATCH', body: input, version, idempotencyKey });
/** Numbers in full; the look is recorded. */
export const reveal = (kind: PartyKind, id: string, key: string) =>
  writeJson(`${one(kind, id)}/reveal`, revealedSchema, post({}, key));
export const claim = (kind: PartyKind, id: string, key: string) =>
  writeJson(`${one(kind, id)}/claim`, partyDetailSchema, post({}, key));
export const binParty = (kind: PartyKind, id: string, key: string) =>
  writeJson(`${one(kind, id)}/bin`, doneSchema, post({}, key));
export const restoreParty = (kind: PartyKind, id: string, key: string) =>
  writeJson(`${one(kind, id)}/restore`, partyDetailSchema, post({}, key));

export type HandOver =
  | { readonly ids: readonly string[]; readonly ownerId: string | null }
  | { readonly fromOwnerId: string; readonly ownerId: string | null };
export const handOver = (kind: PartyKind, wish: HandOver, key: string) =>
  writeJson(`${bases[kind]}/hand-over`, handedOverSchema, post(wish, key));

export const contactPath = (kind: PartyKind, id: string, contactId: string) =>
  `${one(kind, id)}/contacts/${contactId}`;
export const addContact = (kind: PartyKind, id: string, input: ContactBody, key: string) =>
  writeJson(`${one(kind, id)}/contacts`, partyDetailSchema, post(input, key));
export const changeContact = (
  kind: PartyKind,
  id: string,
  contact: Pick<ContactRow, 'id' | 'version'>,
  input: ContactBody,
  idempotencyKey: string,
) =>
  writeJson(contactPath(kind, id, contact.id), partyDetailSchema, {
    ...{ method: 'PUT', body: input, version: contact.version, idempotencyKey },
  });
export const removeContact = (kind: PartyKind, id: string, contactId: string, key: string) =>
  writeJson(`${contactPath(kind, id, contactId)}/remove`, partyDetailSchema, post({}, key));
export interface FollowUpInput {
  readonly text: string;
  readonly satisfaction: number | null;
}
export const writeFollowUp = (kind: PartyKind, id: string, input: FollowUpInput, key: string) =>
  writeJson(`${one(kind, id)}/follow-ups`, partyDetailSchema, post(input, key));
export const planVisit = (
  kind: PartyKind,
  id: string,
  input: { readonly day: string; readonly text: string },
  key: string,
) => writeJson(`${one(kind, id)}/visits`, partyDetailSchema, post(input, key));
export const cancelVisit = (kind: PartyKind, id: string, visitId: string, key: string) =>
  writeJson(`${one(kind, id)}/visits/${visitId}/cancel`, partyDetailSchema, post({}, key));
export interface DealInput {
  readonly day: string;
  readonly amountFen: number;
  readonly text: string;
}
export const addDeal = (id: string, input: DealInput, key: string) =>
  writeJson(`${one('customer', id)}/deals`, partyDetailSchema, post(input, key));
export const strikeDeal = (id: string, dealId: string, reason: string, key: string) =>
  writeJson(`${one('customer', id)}/deals/${dealId}/strike`, partyDetailSchema, post({ reason }, key));

export const analysisKey = ['parties', 'customer', 'analysis'] as const;
export const fetchAnalysis = (query: Query, signal: AbortSignal) =>
  getJson('/customers/analysis', analysisSchema, { query, signal });

export const saveClasses = (kind: PartyKind, version: number, items: readonly CrmClass[], key: string) =>
  writeJson(`${bases[kind]}/classes`, crmClassesSchema, {
    ...{ method: 'PUT', body: { items }, version, idempotencyKey: key },
  });

export const reportParty = (kind: PartyKind, id: string, reason: string, key: string) =>
  writeJson(`${one(kind, id)}/reports`, partyReportSchema, post({ reason }, key));
export const listReports = (query: Query, signal: AbortSignal) =>
  getJson('/crm-reports', partyReportPageSchema, { query, signal });
export interface Decision {
  readonly outcome: 'reown' | 'reject';
  readonly answer: string;
}
export const decideReport = (id: string, wish: Decision, key: string) =>
  writeJson(`/crm-reports/${id}/decide`, partyReportSchema, post(wish, key));

/** `phone=missing,contact.email=invalid` of a refusal, by field. */
export function fieldProblems(error: Error | null): Readonly<Record<string, string>> {
  const fields = error instanceof ApiError ? error.details['fields'] : undefined;
  if (typeof fields !== 'string') return {};
  return Object.fromEntries(
    fields.split(',').map((part) => {
      const [field = '', problem = ''] = part.split('=');
      return [field, problem];
    }),
  );
}

/** The record that was entered before, where the refusal names it: it can be reported. */
export function twinOf(error: Error | null): string | null {
  if (!(error instanceof ApiError) || !['crm.duplicate', 'crm.duplicate_left'].includes(error.code))
    return null;
  const id = error.details['id'];
  return typeof id === 'string' ? id : null;
}

export const importsKey = (kind: PartyKind) => ['crm-imports', kind] as const;
export const templateAddress = (kind: PartyKind) => `/api/v1/crm-import-template?kind=${kind}`;
export const listImports = (kind: PartyKind, signal: AbortSignal) =>
  getJson('/crm-imports', partyImportPageSchema, { query: { kind, limit: 20 }, signal });

/** Announces the file and sends its pieces; `told` hears how far it came. */
export async function uploadImport(
  kind: PartyKind,
  file: File,
  told: (share: number) => void,
): Promise<PartyImportRow> {
  const made = await writeJson('/crm-imports', partyImportSchema, {
    ...{ method: 'POST', body: { kind, fileName: file.name.slice(-120), size: file.size } },
  });
  for (let at = 0, number = 0; at < file.size; at += importPieceBytes, number += 1) {
    const bytes = new Uint8Array(await file.slice(at, at + importPieceBytes).arrayBuffer());
    let text = '';
    for (let from = 0; from < bytes.length; from += 8192)
      text += String.fromCharCode(...bytes.subarray(from, from + 8192));
    await writeJson(`/crm-imports/${made.id}/pieces`, doneSchema, {
      ...{ method: 'POST', body: { number, content: btoa(text) } },
    });
    told(Math.min(1, (at + importPieceBytes) / file.size));
  }
  return made;
}
export const startImport = (id: string, duplicates: 'skip' | 'refuse', key: string) =>
  writeJson(`/crm-imports/${id}/start`, partyImportSchema, post({ rules: { duplicates } }, key));
export const undoImport = (id: string, key: string) =>
  writeJson(`/crm-imports/${id}/undo`, partyImportSchema, post({}, key));

export const exportParties = (body: Readonly<Record<string, string | undefined>>) =>
  fetchFile('/crm-export', body);
