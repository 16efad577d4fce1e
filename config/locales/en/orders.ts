import type { orderTexts as zh } from '../zh-CN/orders.ts';

/** What happened to a quota order, as its history tells it. */
export const orderTexts: Record<keyof typeof zh, string> = {
  created: 'Order submitted',
  pay_started: 'Payment {number} was made ready',
  pay_closed: 'Payment {number} was closed',
  paid: 'Paid with WeChat Pay; the quota is there',
  paid_bank: 'The bank transfer has arrived; the quota is there',
  own_edition: 'The channel edition is an own purchase now',
  stray_paid: 'Payment {number} brought money a second time: the quota stays as it is, the money goes back',
  mismatch: 'A payment that does not match the order ({what}) was not booked: please check',
  second_transaction: 'Payment {number} has a second WeChat Pay number, which was not booked: please check',
  closed: 'Order closed',
  expired: 'Not paid in time: the order has expired',
  slip_sent: 'Bank slip uploaded, waits to be confirmed',
  slip_refused: 'The slip was refused: {reason}',
  refund_requested: 'Refund requested: {places}, ¥{amount}',
  refund_succeeded: '¥{amount} refunded',
  refund_failed: 'The refund of ¥{amount} failed; the places are back',
  refund_decided: 'The operator dealt with the refund of ¥{amount}: {reason}',
  refund_late: 'The refund of ¥{amount} went through after its places had come back: please compare',
  refund_attention: 'The refund of ¥{amount} needs a person: see the merchant platform',
};
