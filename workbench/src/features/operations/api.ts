import { doneSchema } from '../../../../server/contract/common.ts';
import {
  callbackKindSchema,
  failedWorkPageSchema,
  receivedCallbackDetailSchema,
  receivedCallbackPageSchema,
  receivedCallbackSchema,
  type CallbackEffects,
  type FailedWorkRow,
  type ReceivedCallbackDetail,
  type ReceivedCallbackRow,
} from '../../../../server/contract/operations.ts';
import { getJson, writeJson, type Query } from '../../shared/api/request.ts';

export { callbackKindSchema };
export type { CallbackEffects, FailedWorkRow, ReceivedCallbackDetail, ReceivedCallbackRow };

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

/** Works it again; one that still waits is refused. */
export function replayCallback(id: string, idempotencyKey: string): Promise<ReceivedCallbackRow> {
  return writeJson(`/received-callbacks/${id}/replay`, receivedCallbackSchema, {
    method: 'POST',
    idempotencyKey,
  });
}

export function fetchCallback(id: string, signal: AbortSignal): Promise<ReceivedCallbackDetail> {
  return getJson(`/received-callbacks/${id}`, receivedCallbackDetailSchema, { signal });
}
