import {
  quotaEntryPageSchema,
  quotaLotsSchema,
  quotaOverviewSchema,
  type QuotaEntryRow,
  type QuotaFigure,
  type QuotaLotRow,
} from '../../../../server/contract/quota.ts';
import { getJson, type Query } from '../../shared/api/request.ts';

export type { QuotaEntryRow, QuotaFigure, QuotaLotRow };

export const quotaKey = ['quota'] as const;

export async function fetchQuota(signal: AbortSignal): Promise<readonly QuotaFigure[]> {
  return (await getJson('/quota', quotaOverviewSchema, { signal })).figures;
}

export async function fetchQuotaLots(signal: AbortSignal): Promise<readonly QuotaLotRow[]> {
  return (await getJson('/quota/lots', quotaLotsSchema, { signal })).items;
}

export function listQuotaEntries(query: Query, signal: AbortSignal) {
  return getJson('/quota/entries', quotaEntryPageSchema, { query, signal });
}
