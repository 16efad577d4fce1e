import type { Router } from '../http.ts';
import type { Sandbox } from '../sandbox.ts';
import { billApis } from './bill.api.ts';
import { certificateApis } from './certificates.api.ts';
import { orderApis } from './order.api.ts';
import { payHost, servePay } from './pay-api.ts';
import { endRefunds, refundApis } from './refund.api.ts';

const apis = [...orderApis, ...refundApis, ...billApis, ...certificateApis];

/** `/api.mch.weixin.qq.com/v3/…` (docs/sandbox.md). A new endpoint is a `definePayApi` in one of these lists. */
export function mountWechatPay(router: Router, sandbox: Sandbox): void {
  router.addFolder(`${payHost}/`, (request) => servePay(sandbox, apis, request));
  // Refunds that were under way when a kept sandbox was stopped.
  for (const merchant of sandbox.store.state.payMerchants) {
    sandbox.schedule.after(merchant.refundDelayMs, () => endRefunds(sandbox, merchant));
  }
}
