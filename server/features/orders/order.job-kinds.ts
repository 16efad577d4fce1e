import { z } from 'zod';

import { idSchema } from '../../contract/common.ts';
import { defaultRetry, defineJob } from '../../kernel/jobs/job-kind.ts';

/** Asks the platform about a payment that was not told of: 1, 5, 15 minutes and an hour after it began. */
export const checkPayment = defineJob('orders.check_payment', z.strictObject({ paymentId: idSchema }));
/** Closes with the platform what must not be paid any more. */
export const closePayment = defineJob('orders.close_payment', z.strictObject({ paymentId: idSchema }));
/** An order's time to be paid is over; it is asked for once more first. */
export const expireOrder = defineJob('orders.expire', z.strictObject({ orderId: idSchema }));
/** Sends a refund, and asks after it until it is told. */
export const sendRefund = defineJob('orders.refund', z.strictObject({ refundId: idSchema }));
export const checkRefund = defineJob(
  'orders.check_refund',
  z.strictObject({ refundId: idSchema, tries: z.number().int() }),
);

/** Looks at every order that is still open: what was lost of news and work is found here. */
export const lookAtOrders = defineJob('orders.look', z.strictObject({}), {
  ...defaultRetry,
  leaseMs: 10 * 60_000,
});
/** Compares the bills of the days that are over; many days of lines may wait after an outage. */
export const checkBills = defineJob('orders.check_bills', z.strictObject({}), {
  ...defaultRetry,
  leaseMs: 30 * 60_000,
});
export const orderSchedules = [
  { kind: lookAtOrders, everyMs: 10 * 60_000 },
  { kind: checkBills, everyMs: 30 * 60_000 },
] as const;

export const orderJobKinds = [
  lookAtOrders,
  checkBills,
  checkPayment,
  closePayment,
  expireOrder,
  sendRefund,
  checkRefund,
] as const;
