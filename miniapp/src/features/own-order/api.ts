import type { OwnAvailability, OwnOffer, OwnOrder } from '../../shared/contract.ts';
import type { PaymentRequest } from '../../shared/platform-types.ts';
import { api } from '../../shared/request.ts';

/** Which build this is: a mini program sells only where the operator lets it. */
const client = process.env.TARO_ENV === 'weapp' ? 'weapp' : 'h5';

export function fetchAvailability(): Promise<OwnAvailability> {
  return api<OwnAvailability>({ method: 'GET', path: `/own-orders/availability?client=${client}` });
}

export function fetchOffer(connectionId: string): Promise<OwnOffer> {
  const query = `client=${client}&connectionId=${encodeURIComponent(connectionId)}`;
  return api<OwnOffer>({ method: 'GET', path: `/own-orders/offer?${query}` });
}

export function placeOrder(wish: {
  connectionId: string;
  edition: string;
  years: number;
  priceVersion: number;
}): Promise<OwnOrder> {
  return api<OwnOrder>({ method: 'POST', path: '/own-orders', body: { client, ...wish } });
}

export function startPayment(id: string): Promise<PaymentRequest> {
  return api<PaymentRequest>({ method: 'POST', path: `/own-orders/${id}/pay`, body: { client } });
}

/** Asks the platform: what the phone says is not believed. */
export function checkOrder(id: string): Promise<OwnOrder> {
  return api<OwnOrder>({ method: 'POST', path: `/own-orders/${id}/check`, body: {} });
}
