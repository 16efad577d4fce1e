import { partyDetailSchema } from '../../../../server/contract/crm.ts';
import {
  idNumberSettingSchema,
  revealedIdNumberSchema,
  type IdNumberSetting,
  type PutIdNumber,
  type PutIdNumberSetting,
} from '../../../../server/contract/id-numbers.ts';
import { getJson, writeJson } from '../../shared/api/request.ts';
import { contactPath, type ContactRow, type PartyDetail } from './api.ts';

export type { IdNumberSetting, PutIdNumber, PutIdNumberSetting };

export const idNumbersKey = ['crm-id-numbers'] as const;
export const fetchIdNumberSetting = (signal: AbortSignal) =>
  getJson('/crm-id-numbers', idNumberSettingSchema, { signal });
export const saveIdNumberSetting = (version: number, body: PutIdNumberSetting, idempotencyKey: string) =>
  writeJson('/crm-id-numbers', idNumberSettingSchema, { method: 'PUT', body, version, idempotencyKey });

type Contact = Pick<ContactRow, 'id' | 'version'>;
const pathOf = (party: Pick<PartyDetail, 'kind' | 'id'>, contact: Pick<ContactRow, 'id'>) =>
  `${contactPath(party.kind, party.id, contact.id)}/id-number`;

export const putIdNumber = (
  party: PartyDetail,
  contact: Contact,
  body: PutIdNumber,
  idempotencyKey: string,
) =>
  writeJson(pathOf(party, contact), partyDetailSchema, {
    ...{ method: 'PUT', body, version: contact.version, idempotencyKey },
  });
/** Without a key: under one the server would keep the answer for a day. */
export const revealIdNumber = (party: PartyDetail, contact: Pick<ContactRow, 'id'>) =>
  writeJson(`${pathOf(party, contact)}/reveal`, revealedIdNumberSchema, { method: 'POST', body: {} });
export const removeIdNumber = (party: PartyDetail, contact: Contact, idempotencyKey: string) =>
  writeJson(`${pathOf(party, contact)}/remove`, partyDetailSchema, {
    ...{ method: 'POST', body: {}, version: contact.version, idempotencyKey },
  });
