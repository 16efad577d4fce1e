import { z } from 'zod';

import { describeCode } from '../../../bot/channels/shared/platform-error.ts';
import { payCodes } from '../../../bot/channels/wechat-pay/errors.ts';
import { billTexts as en } from '../../../config/locales/en/bills.ts';
import { billTexts as zh } from '../../../config/locales/zh-CN/bills.ts';
import {
  billCheckDetailSchema,
  billCheckQuerySchema,
  billChecksSchema,
  closeDifferenceSchema,
  type BillCheckDetail,
  type BillCheckView,
  type BillDifferenceView,
} from '../../contract/bills.ts';
import { idSchema, type Locale } from '../../contract/common.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { decodeCursor, encodeCursor } from '../../kernel/http/page.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import type { BillChecks } from './bill-checks.ts';
import type { BillCheck, BillDifference } from './bill.entity.ts';
import { staffActor } from './order.routes.ts';

export interface BillCheckRouteDeps {
  readonly bills: BillChecks;
  readonly enterprises: { isOperator(id: string): Promise<boolean> };
}

const ownWords = ['unreachable', 'unreadable', 'settings'] as const;

/** A failure in words: the platform's meaning of its code, or ours. */
function presentFailure(code: string, locale: Locale): BillCheckView['failure'] {
  const texts = locale === 'en' ? en : zh;
  const own = ownWords.find((word) => word === code);
  if (own !== undefined) return { code, meaning: texts[own], remedy: texts[`${own}.remedy`] };
  const { meaning, remedy } = describeCode(payCodes, code);
  return { code, meaning: meaning[locale], remedy: remedy[locale] };
}

function stateOf(check: BillCheck): BillCheckView['state'] {
  if (check.state !== 'done') return check.state;
  if (check.openDifferences > 0) return 'different';
  return check.differences > 0 ? 'settled' : 'matched';
}

function presentCheck(check: BillCheck, locale: Locale): BillCheckView {
  const { id, day, mchId, lines, paidFen, refundFen, differences, openDifferences } = check;
  const failed = check.state === 'failed' ? check.failureCode : null;
  return {
    ...{ id, day, mchId, state: stateOf(check), lines, paidFen, refundFen, differences, openDifferences },
    failure: failed == null ? null : presentFailure(failed, locale),
    checkedAt: check.checkedAt?.toISOString() ?? null,
    nextAt: check.nextAt?.toISOString() ?? null,
  };
}

const presentDifference = (one: BillDifference): BillDifferenceView => ({
  ...{ id: one.id, kind: one.kind, number: one.number, transactionId: one.transactionId ?? null },
  ...{ orderNumber: one.orderNumber ?? null, ourFen: one.ourFen ?? null, theirFen: one.theirFen ?? null },
  ...{ state: one.state, reason: one.reason, closedBy: one.closedBy },
  endedAt: one.endedAt?.toISOString() ?? null,
});

const confirm = { audience: 'staff', permission: 'orders.confirm' } as const;
const params = z.strictObject({ id: idSchema });

/** The operator's daily check of the bill: its days, what differs, and how each difference ended. */
export function createBillCheckRoutes({ bills, enterprises }: BillCheckRouteDeps): RouteDefinition[] {
  /** The right alone is not enough: an enterprise may give it to its own staff. */
  async function onlyOperator(caller: Caller, found: { code: 'order.operator_only' | 'not_found' }) {
    const status = found.code === 'not_found' ? 404 : 403;
    assertThat(await enterprises.isOperator(caller.enterpriseId), found.code, status);
  }
  async function show(id: string, locale: Locale): Promise<BillCheckDetail> {
    const { check, differences } = await bills.find(id);
    return { ...presentCheck(check, locale), items: differences.map(presentDifference) };
  }
  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/bill-checks', ...confirm, query: billCheckQuerySchema },
        ...{ response: billChecksSchema, summary: 'WeChat Pay’s bills against the books, newest day first' },
      },
      async ({ query, caller, locale }) => {
        await onlyOperator(caller, { code: 'order.operator_only' });
        const { rows, more, open } = await bills.list(decodeCursor(query.cursor), query.limit);
        const last = rows.at(-1);
        const nextCursor = more && last !== undefined ? encodeCursor(`${last.day} ${last.id}`) : null;
        return { items: rows.map((row) => presentCheck(row, locale)), nextCursor, open };
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/bill-checks/:id', ...confirm, params, response: billCheckDetailSchema },
        summary: 'One day with what differs, open ones first',
      },
      async ({ params: { id }, caller, locale }) => {
        await onlyOperator(caller, { code: 'not_found' });
        return show(id, locale);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/bill-checks/:id/check', ...confirm, params },
        ...{ response: billCheckDetailSchema, summary: 'Fetch the day’s bill and compare again' },
      },
      async ({ params: { id }, caller, requestId, locale }) => {
        await onlyOperator(caller, { code: 'not_found' });
        await bills.checkAgain(staffActor(caller, requestId), id);
        return show(id, locale);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/bill-differences/:id/close', ...confirm, params },
        ...{ body: closeDifferenceSchema, response: billCheckDetailSchema },
        summary: 'Say what became of a difference',
      },
      async ({ params: { id }, body, caller, requestId, locale }) => {
        await onlyOperator(caller, { code: 'not_found' });
        return show(await bills.close(staffActor(caller, requestId), id, body.reason), locale);
      },
    ),
  ];
}
