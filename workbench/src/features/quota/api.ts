import {
  quotaEntryPageSchema,
  quotaOverviewSchema,
  type QuotaEntryRow,
  type QuotaFigure,
} from '../../../../server/contract/quota.ts';
import { getJson, type Query } from '../../shared/api/request.ts';

export type { QuotaEntryRow, QuotaFigure };

export const quotaKey = ['quota'] as const;

export async function fetchQuota(signal: AbortSignal): Promise<readonly QuotaFigure[]> {
  return (await getJson('/quota', quotaOverviewSchema, { signal })).figures;
}

export function listQuotaEntries(query: Query, signal: AbortSignal) {
  return getJson('/quota/entries', quotaEntryPageSchema, { query, signal });
}
