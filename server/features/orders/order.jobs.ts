import { handle, type JobHandler } from '../../kernel/jobs/job-handler.ts';
import {
  checkBills,
  checkPayment,
  checkRefund,
  closePayment,
  expireOrder,
  lookAtOrders,
  sendRefund,
} from './order.job-kinds.ts';
import type { BillChecks } from './bill-checks.ts';
import type { Payments } from './payments.ts';
import type { Refunds } from './refunds.ts';

/** Each asks the platform and books its answer in a transaction of its own: twice is once. */
export function createOrderHandlers(deps: {
  payments: Payments;
  refunds: Refunds;
  bills: Pick<BillChecks, 'look'>;
}): JobHandler[] {
  const { payments, refunds, bills } = deps;
  return [
    handle(lookAtOrders, () => payments.look()),
    handle(checkBills, () => bills.look()),
    handle(checkPayment, ({ paymentId }) => payments.checkOne(paymentId)),
    handle(closePayment, ({ paymentId }) => payments.close(paymentId)),
    handle(expireOrder, ({ orderId }) => payments.expire(orderId)),
    handle(
      sendRefund,
      ({ refundId }) => refunds.send(refundId),
      ({ refundId }, tx) => refunds.giveUp(tx, refundId),
    ),
    handle(checkRefund, ({ refundId, tries }) => refunds.check(refundId, tries)),
  ];
}
