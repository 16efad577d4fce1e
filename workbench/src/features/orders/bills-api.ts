import {
  billCheckDetailSchema,
  billChecksSchema,
  type BillCheckDetail,
  type BillCheckView,
  type BillDifferenceView,
} from '../../../../server/contract/bills.ts';
import { getJson, writeJson, type Query } from '../../shared/api/request.ts';
import { ordersKey } from './api.ts';

export type { BillCheckDetail, BillCheckView, BillDifferenceView };

export const billsKey = [...ordersKey, 'bills'] as const;
const path = '/bill-checks';
export const listBillChecks = (query: Query, signal: AbortSignal) =>
  getJson(path, billChecksSchema, { query, signal });
export const fetchBillCheck = (id: string, signal: AbortSignal) =>
  getJson(`${path}/${id}`, billCheckDetailSchema, { signal });
export const checkBillAgain = (id: string, idempotencyKey: string) =>
  writeJson(`${path}/${id}/check`, billCheckDetailSchema, { method: 'POST', body: {}, idempotencyKey });
export const closeDifference = (id: string, reason: string, idempotencyKey: string) =>
  writeJson(`/bill-differences/${id}/close`, billCheckDetailSchema, {
    ...{ method: 'POST', body: { reason }, idempotencyKey },
  });
