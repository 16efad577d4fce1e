import { doneSchema } from '../../../../server/contract/common.ts';
import {
  attentionRefundsSchema,
  merchantAnswerSchema,
  nativePaySchema,
  orderPageSchema,
  orderSchema,
  priceListSchema,
  priceVersionSchema,
  priceVersionsSchema,
  quoteSchema,
  waitingSlipsSchema,
  type FinishRefund,
  type MerchantInput,
  type MerchantView,
  type NewPriceVersion,
  type Order,
  type OrderLineInput,
  type OrderState,
  type OrderSummary,
} from '../../../../server/contract/orders.ts';
import { getJson, writeJson, type Query } from '../../shared/api/request.ts';

export type {
  FinishRefund,
  MerchantInput,
  MerchantView,
  NewPriceVersion,
  Order,
  OrderLineInput,
  OrderState,
  OrderSummary,
};

export const ordersKey = ['orders'] as const;
const path = '/quota-orders';
const post = (body: unknown, idempotencyKey: string) => ({ method: 'POST', body, idempotencyKey }) as const;

export const fetchPrices = (signal: AbortSignal) => getJson('/quota-prices', priceListSchema, { signal });
export const fetchQuote = (lines: readonly OrderLineInput[]) =>
  writeJson(`${path}/quote`, quoteSchema, { method: 'POST', body: { lines } });
export const createOrder = (
  order: { lines: readonly OrderLineInput[]; priceVersion: number },
  key: string,
): Promise<Order> => writeJson(path, orderSchema, post(order, key));
export const listOrders = (query: Query, signal: AbortSignal) =>
  getJson(path, orderPageSchema, { query, signal });
export const fetchOrder = (id: string, signal: AbortSignal) =>
  getJson(`${path}/${id}`, orderSchema, { signal });
/** The code that pays it; the same one again while it holds. */
export const payNative = (id: string) =>
  writeJson(`${path}/${id}/pay-native`, nativePaySchema, { method: 'POST' });
export const newNumber = (id: string, key: string) =>
  writeJson(`${path}/${id}/new-number`, nativePaySchema, post({}, key));
export const checkOrder = (id: string, key: string) =>
  writeJson(`${path}/${id}/check`, orderSchema, post({}, key));
export const closeOrder = (id: string, key: string) =>
  writeJson(`${path}/${id}/close`, doneSchema, post({}, key));
export const sendSlip = (id: string, content: string, key: string) =>
  writeJson(`${path}/${id}/slips`, orderSchema, post({ content }, key));
export const requestRefund = (
  id: string,
  refund: { lineId: string; places: number; reason: string },
  key: string,
) => writeJson(`${path}/${id}/refunds`, orderSchema, post(refund, key));

export const fetchSlips = (signal: AbortSignal) => getJson('/bank-slips', waitingSlipsSchema, { signal });
export const confirmSlip = (id: string, key: string) =>
  writeJson(`/bank-slips/${id}/confirm`, doneSchema, post({}, key));
export const refuseSlip = (id: string, reason: string, key: string) =>
  writeJson(`/bank-slips/${id}/refuse`, doneSchema, post({ reason }, key));

export const attentionKey = [...ordersKey, 'attention'] as const;
export const fetchAttentionRefunds = (signal: AbortSignal) =>
  getJson('/attention-refunds', attentionRefundsSchema, { signal });
export const finishRefund = (id: string, finish: FinishRefund, key: string) =>
  writeJson(`/attention-refunds/${id}/finish`, doneSchema, post(finish, key));

export const fetchPriceVersions = (signal: AbortSignal) =>
  getJson('/price-versions', priceVersionsSchema, { signal });
export const addPriceVersion = (version: NewPriceVersion, key: string) =>
  writeJson('/price-versions', priceVersionSchema, post(version, key));

/** What stands where no merchant is set up yet. */
export const noMerchant: MerchantView = {
  ...{ mchId: '', appId: '', serialNo: '', platformKeys: [], baseUrl: '', notifyUrl: '' },
  ...{ bankAccount: null, miniProgramPurchase: false, version: 0 },
};
export const merchantKey = [...ordersKey, 'merchant'] as const;
export const fetchMerchant = async (signal?: AbortSignal): Promise<MerchantView> =>
  (await getJson('/merchant', merchantAnswerSchema, signal === undefined ? {} : { signal })).merchant ??
  noMerchant;
export const saveMerchant = async (
  body: Omit<MerchantInput, 'version'>,
  version: number,
  idempotencyKey: string,
): Promise<MerchantView> =>
  (
    await writeJson('/merchant', merchantAnswerSchema, {
      ...{ method: 'PUT', body: { ...body, version }, idempotencyKey },
    })
  ).merchant ?? noMerchant;
