import type { IncomingMessage } from 'node:http';

import type { Merchant, PayClient } from '../../../bot/channels/wechat-pay/types.ts';
import type { Edition } from '../../../config/editions.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/data/orm.ts';
import type { Logger } from '../../kernel/log/logger.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import type { Ledger } from '../quota/index.ts';
import type { records as recordBook } from '../records/index.ts';
import { createInvoiceRoutes } from './invoice.routes.ts';
import { createInvoiceTitles } from './invoice-titles.ts';
import { createInvoices, type InvoiceDeps } from './invoices.ts';
import type { OnAlarm } from './alarms.ts';
import { createBillCheckRoutes } from './bill-checks.routes.ts';
import { createBillChecks } from './bill-checks.ts';
import { createMerchants, type MerchantDeps } from './merchant.ts';
import { createOperatorRoutes, type OperatorRouteDeps } from './operator.routes.ts';
import { orderJobKinds, orderSchedules } from './order.job-kinds.ts';
import { createOrderHandlers } from './order.jobs.ts';
import { createOrderRoutes, type OrderRouteDeps } from './order.routes.ts';
import { createOrders, type OrderDeps } from './orders.ts';
import { createOwnOrderRoutes, type OwnOrderRouteDeps } from './own-orders.routes.ts';
import { createOwnOrders, type OwnOrderDeps } from './own-orders.ts';
import { createPayCallback } from './pay-callback.ts';
import { createPayments } from './payments.ts';
import { createRefunds } from './refunds.ts';
import { createSlips } from './slips.ts';

export type { InvoiceNews } from './invoices.ts';
export { yuan } from './yuan.ts';
export type { MoneyAlarm, OnAlarm } from './alarms.ts';
export type { PaidOrder } from './orders.ts';

export interface OrdersFeatureDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly keyring: Keyring;
  readonly ledger: Ledger;
  readonly records: typeof recordBook;
  readonly editions: readonly Edition[];
  readonly enterprises: OperatorRouteDeps['enterprises'] &
    OrderDeps['enterprises'] &
    OrderRouteDeps['enterprises'];
  readonly publicUrl: string;
  readonly defaultBaseUrl: string;
  readonly assertReachable: MerchantDeps['assertReachable'];
  readonly makeClient: (merchant: Merchant) => PayClient;
  readonly readBody: (request: IncomingMessage, done: (body: Buffer | Error) => void) => void;
  readonly onPaid: OrderDeps['onPaid'];
  readonly onInvoiceNews: InvoiceDeps['onInvoiceNews'];
  /** Money that somebody must look at; in the transaction of what happened. */
  readonly onAlarm: OnAlarm;
  readonly ownEnd: OrderDeps['ownEnd'];
  readonly connections: OwnOrderDeps['connections'];
  readonly openidAt: OwnOrderDeps['openidAt'];
  readonly companyOf: OwnOrderRouteDeps['companyOf'];
}

/** Quota orders: prices, paying, refunds, and the merchant whom all of them pay. */
export function createOrdersFeature(deps: OrdersFeatureDeps) {
  const { metrics } = deps;
  const merchants = createMerchants(deps);
  const orders = createOrders(deps);
  const payments = createPayments({
    ...deps,
    merchants,
    orders,
    onOutcome: (outcome) => {
      metrics.payments.inc({ outcome });
    },
  });
  const invoices = createInvoices({ ...deps, orders });
  const titles = createInvoiceTitles(deps);
  const refunds = createRefunds({
    ...{ ...deps, merchants, orders },
    onRefunded: (tx, order) => invoices.orderRefunded(tx, order),
  });
  const bills = createBillChecks({
    ...{ ...deps, merchants, payments, refunds },
    onOutcome: (outcome) => {
      metrics.billChecks.inc({ outcome });
    },
    onOpen: (open) => {
      metrics.billDifferencesOpen.set(open);
    },
  });
  const slips = createSlips({ ...deps, merchants, orders });
  const ownOrders = createOwnOrders({ ...deps, merchants, orders, payments });
  return {
    merchants,
    orders,
    payments,
    invoices,
    titles,
    bills,
    jobKinds: orderJobKinds,
    schedules: orderSchedules,
    handlers: createOrderHandlers({ payments, refunds, bills }),
    routes: [
      ...createOrderRoutes({ ...deps, merchants, orders, payments, refunds, slips }),
      ...createInvoiceRoutes({ ...deps, invoices, titles }),
      ...createOwnOrderRoutes({ ...deps, ownOrders }),
      ...createOperatorRoutes({ ...deps, merchants, slips, refunds }),
      ...createBillCheckRoutes({ ...deps, bills }),
    ],
    /** Answers `POST /callbacks/wechat-pay/:key`, and says whether the request was one. */
    listener: createPayCallback({
      ...deps,
      merchants,
      payments,
      refunds,
      onOutcome: (outcome) => {
        metrics.callbacks.inc({ channel: 'wechat-pay', outcome });
      },
    }),
  };
}
export { createOrdersPart } from './personal-part.ts';
