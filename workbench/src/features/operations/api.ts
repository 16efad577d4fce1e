import { doneSchema } from '../../../../server/contract/common.ts';
import {
  failedWorkPageSchema,
  receivedCallbackDetailSchema,
  receivedCallbackPageSchema,
  type FailedWorkRow,
  type ReceivedCallbackDetail,
  type ReceivedCallbackRow,
} from '../../../../server/contract/operations.ts';
import { getJson, writeJson, type Query } from '../../shared/api/request.ts';

export type { FailedWorkRow, ReceivedCallbackDetail, ReceivedCallbackRow };

export const failedWorkKey = ['failed-work'] as const;
export const callbacksKey = ['received-callbacks'] as const;

export function listFailedWork(query: Query, signal?: AbortSignal) {
  return getJson('/failed-work', failedWorkPageSchema, { query, ...(signal && { signal }) });
}

export function retryFailedWork(row: Pick<FailedWorkRow, 'source' | 'id'>, idempotencyKey: string) {
  return writeJson(`/failed-work/${row.source}/${row.id}/retry`, doneSchema, {
    method: 'POST',
    idempotencyKey,
  });
}

export function listCallbacks(query: Query, signal: AbortSignal) {
  return getJson('/received-callbacks', receivedCallbackPageSchema, { query, signal });
}

export function fetchCallback(id: string, signal: AbortSignal): Promise<ReceivedCallbackDetail> {
  return getJson(`/received-callbacks/${id}`, receivedCallbackDetailSchema, { signal });
}
