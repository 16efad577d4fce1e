import {
  recordChoicesSchema,
  recordDetailSchema,
  recordPageSchema,
  type RecordDetail,
  type RecordRow,
} from '../../../../server/contract/records.ts';
import { fetchFile, getJson, type Query } from '../../shared/api/request.ts';

export type { RecordDetail, RecordRow };

export const recordsKey = ['operation-records'] as const;

export const listRecords = (query: Query, signal: AbortSignal) =>
  getJson('/operation-records', recordPageSchema, { query, signal });

export const fetchRecord = (id: string, signal: AbortSignal) =>
  getJson(`/operation-records/${id}`, recordDetailSchema, { signal });

export const fetchChoices = (signal: AbortSignal) =>
  getJson('/operation-records/filters', recordChoicesSchema, { signal });

/** All that fit, as CSV. */
export function exportRecords(filters: Readonly<Record<string, string | undefined>>): Promise<Blob> {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined && value !== '');
  return fetchFile('/operation-records/export', Object.fromEntries(given));
}
