import {
  cancellationPageSchema,
  cancellationRowSchema,
  type CancellationRow,
} from '../../../../server/contract/personal.ts';
import { getJson, writeJson, type Query } from '../../shared/api/request.ts';

export type { CancellationRow };

export const cancellationsKey = ['account-cancellations'] as const;

export function listCancellations(query: Query, signal?: AbortSignal) {
  return getJson('/account-cancellations', cancellationPageSchema, { query, ...(signal && { signal }) });
}

export function confirmCancellation(id: string, idempotencyKey: string): Promise<CancellationRow> {
  return writeJson(`/account-cancellations/${id}/confirm`, cancellationRowSchema, {
    method: 'POST',
    idempotencyKey,
  });
}
