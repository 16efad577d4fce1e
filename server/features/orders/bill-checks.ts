import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';

import { PlatformError, PlatformUnreachableError } from '../../../bot/channels/shared/platform-error.ts';
import { PayKeyError } from '../../../bot/channels/wechat-pay/keys.ts';
import type { BillLine, PayClient } from '../../../bot/channels/wechat-pay/types.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { startOfDay } from '../../kernel/zoned-day.ts';
import type { records as recordBook } from '../records/index.ts';
import type { OnAlarm } from './alarms.ts';
import { compareBill, refundWent, type Comparison } from './bill-compare.ts';
import { billZone, dueDays } from './bill-days.ts';
import { inChunks, readOurs } from './bill-ours.ts';
import { BillCheck, BillDifference } from './bill.entity.ts';
import type { Merchants } from './merchant.ts';
import { OrderPayment, OrderRefund } from './order.entity.ts';
import type { OrderActor } from './orders.ts';
import type { Payments } from './payments.ts';
import type { Refunds } from './refunds.ts';

const Hour = 3_600_000;
/** Days of one look, the oldest first; the rest is the next one's. */
const lookDays = 31;
/** After a try that came to nothing; the last one repeats. Ours. */
const againMs = [0.5, 1, 2, 4, 6].map((hours) => hours * Hour);
/**
 * «No bill» is what the platform says of a day without trade. Of a day on which we were paid it is
 * believed only when the bill is so late. Ours.
 */
const believeNoneMs = 48 * Hour;

export type BillOutcome = 'matched' | 'different' | 'not_yet' | 'failed';

export interface BillCheckDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly merchants: Merchants;
  readonly payments: Pick<Payments, 'askAbout'>;
  readonly refunds: Pick<Refunds, 'askAbout'>;
  readonly records: typeof recordBook;
  readonly onAlarm: OnAlarm;
  readonly onOutcome: (outcome: BillOutcome) => void;
  /** How many differences are open in all. */
  readonly onOpen: (open: number) => void;
}

/** A code of the platform's, or one of our words for what went wrong. @throws what is neither */
function failureOf(error: unknown): string {
  if (error instanceof PlatformError) return String(error.code).slice(0, 64);
  if (error instanceof PayKeyError) return 'settings';
  if (!(error instanceof PlatformUnreachableError)) throw error;
  return ['unexpected', 'not-json', 'too-large'].includes(error.reason) ? 'unreadable' : 'unreachable';
}

/**
 * The daily check of WeChat Pay's bill. A bill raises no quota by itself: what it tells of and we do
 * not have is asked for by query, and goes the way of all news. Any number of checks of a day end the same.
 */
export function createBillChecks(deps: BillCheckDeps) {
  const { db, clock } = deps;
  const across = () => db.acrossTenants('work: orders');
  const fresh = { disableIdentityMap: true } as const;

  async function rowOf(mchId: string, day: string): Promise<BillCheck> {
    const found = await across().findOne(BillCheck, { mchId, day }, fresh);
    if (found !== null) return found;
    const row: BillCheck = {
      ...{ id: newId(), mchId, day, state: 'waiting', tries: 0, failureCode: null, lines: 0, paidFen: 0 },
      ...{ refundFen: 0, differences: 0, openDifferences: 0, checkedAt: null, nextAt: null },
      createdAt: clock.now(),
    };
    try {
      await inTransaction(across(), (tx) => tx.insert(BillCheck, row));
      return row;
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      return across().findOneOrFail(BillCheck, { mchId, day }, fresh);
    }
  }

  const lockCheck = (tx: EntityManager, id: string) =>
    tx.findOneOrFail(BillCheck, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true });

  /** The day was not compared; what an earlier comparison found stays. */
  async function putOff(id: string, state: 'not_yet' | 'failed', failureCode: string | null): Promise<void> {
    await inTransaction(across(), async (tx) => {
      const { tries } = await lockCheck(tx, id);
      const now = clock.now();
      const wait = againMs[Math.min(tries, againMs.length - 1)] ?? Hour;
      const nextAt = new Date(now.getTime() + wait);
      await tx.nativeUpdate(
        BillCheck,
        { id },
        { state, failureCode, tries: tries + 1, checkedAt: now, nextAt },
      );
    });
    deps.onOutcome(state);
  }

  /** What the bill tells and we do not have yet: the platform is asked, and its answer booked as ever. */
  async function settle(client: PayClient, lines: readonly BillLine[]): Promise<void> {
    // By the payments alone: a refund of the same day has the number too, and no amount of it.
    const told = new Map(
      lines.flatMap((line) =>
        line.tradeState === 'SUCCESS' ? [[line.outTradeNo, line.totalFen] as const] : [],
      ),
    );
    const unpaid = await inChunks([...told.keys()], (part) =>
      across().find(OrderPayment, { outTradeNo: { $in: part }, state: { $ne: 'paid' } }, fresh),
    );
    for (const { outTradeNo, amountFen } of unpaid) {
      // Another amount is an alarm already, and would be one again at every look.
      if (told.get(outTradeNo) === amountFen) await deps.payments.askAbout(client, outTradeNo);
    }
    const back = lines.filter(refundWent).map((line) => line.outRefundNo);
    const open = await inChunks([...new Set(back)], (part) =>
      across().find(
        OrderRefund,
        { outRefundNo: { $in: part }, state: { $in: ['requested', 'processing', 'attention'] } },
        fresh,
      ),
    );
    for (const { outRefundNo } of open) await deps.refunds.askAbout(client, outRefundNo);
  }

  async function recount(tx: EntityManager, checkId: string): Promise<number> {
    const openDifferences = await tx.count(BillDifference, { checkId, state: 'open' });
    await tx.nativeUpdate(BillCheck, { id: checkId }, { openDifferences });
    return openDifferences;
  }

  /** What this bill accounts for is missed by no other day's. */
  async function mark(tx: EntityManager, day: string, checkId: string, result: Comparison): Promise<void> {
    const others = new Set<string>();
    const settleOthers = async (kind: 'payment_only_here' | 'refund_only_here', part: string[]) => {
      const where = { state: 'open' as const, kind, number: { $in: part }, checkId: { $ne: checkId } };
      const found = await tx.find(BillDifference, where, fresh);
      for (const one of found) others.add(one.checkId);
      const end = { state: 'settled' as const, endedAt: clock.now() };
      await tx.nativeUpdate(BillDifference, { id: { $in: found.map(({ id }) => id) } }, end);
      return [];
    };
    await inChunks(result.payments, async (part) => {
      await tx.nativeUpdate(OrderPayment, { outTradeNo: { $in: part }, billDay: null }, { billDay: day });
      return settleOthers('payment_only_here', part);
    });
    await inChunks(result.refunds, async (part) => {
      await tx.nativeUpdate(OrderRefund, { outRefundNo: { $in: part }, billDay: null }, { billDay: day });
      return settleOthers('refund_only_here', part);
    });
    for (const id of others) await recount(tx, id);
  }

  async function book(row: BillCheck, lines: readonly BillLine[]): Promise<number> {
    const { id: checkId, day, mchId } = row;
    return inTransaction(across(), async (tx) => {
      await lockCheck(tx, checkId);
      const now = clock.now();
      const result = compareBill({ day, lines, ...(await readOurs(tx, mchId, day, lines)) });
      await mark(tx, day, checkId, result);
      const known = await tx.find(BillDifference, { checkId }, fresh);
      const keyOf = (one: { kind: string; number: string }) => `${one.kind} ${one.number}`;
      const before = new Map(known.map((one) => [keyOf(one), one]));
      const still = new Set<string>();
      const opened: string[] = [];
      for (const found of result.differences) {
        const one = { ...found, number: found.number.slice(0, 64) };
        still.add(keyOf(one));
        const earlier = before.get(keyOf(one));
        if (earlier === undefined) {
          const rest = { state: 'open' as const, reason: '', closedBy: '', createdAt: now, endedAt: null };
          const id = newId();
          await tx.insert(BillDifference, { id, checkId, ...one, ...rest });
          opened.push(id);
          continue;
        }
        const { ourFen, theirFen } = one;
        const same = (earlier.ourFen ?? null) === ourFen && (earlier.theirFen ?? null) === theirFen;
        // What a person closed stays closed, unless it is another thing now.
        if (earlier.state === 'open' ? same : earlier.state === 'closed' && same) continue;
        const again = { state: 'open' as const, reason: '', closedBy: '', endedAt: null };
        await tx.nativeUpdate(BillDifference, { id: earlier.id }, { ...one, ...again });
      }
      const gone = known.filter((one) => one.state === 'open' && !still.has(keyOf(one)));
      const end = { state: 'settled' as const, endedAt: now };
      await tx.nativeUpdate(BillDifference, { id: { $in: gone.map(({ id }) => id) } }, end);
      const { paidFen, refundFen } = result;
      await tx.nativeUpdate(
        BillCheck,
        { id: checkId },
        {
          ...{ state: 'done', tries: 0, failureCode: null, lines: lines.length, paidFen, refundFen },
          ...{ differences: await tx.count(BillDifference, { checkId }), checkedAt: now, nextAt: null },
        },
      );
      const [first] = opened;
      if (first !== undefined) {
        const about = { cause: `bill:${first}`, checkId, day, found: opened.length, at: now };
        await deps.onAlarm(tx, { key: 'bill_different', ...about });
      }
      return recount(tx, checkId);
    });
  }

  /** Whether «no bill» cannot be believed yet: something of ours should be in it. */
  async function isExpected(row: BillCheck): Promise<boolean> {
    const { payments, refunds } = await readOurs(across(), row.mchId, row.day, []);
    const late = clock.now().getTime() - startOfDay(row.day, billZone, 1).getTime() > believeNoneMs;
    return !late && payments.length + refunds.length > 0;
  }

  async function check(mchId: string, day: string): Promise<BillCheck> {
    const row = await rowOf(mchId, day);
    const { client, merchant } = await deps.merchants.client();
    assertThat(merchant.mchId === mchId, 'bill.other_merchant', 409);
    let lines: readonly BillLine[];
    try {
      const bill = await client.tradeBill(day);
      lines = bill.state === 'there' ? bill.lines : [];
      if (bill.state === 'creating' || (bill.state === 'none' && (await isExpected(row)))) {
        await putOff(row.id, 'not_yet', null);
        return await across().findOneOrFail(BillCheck, { id: row.id }, fresh);
      }
      await settle(client, lines);
    } catch (error) {
      await putOff(row.id, 'failed', failureOf(error));
      return across().findOneOrFail(BillCheck, { id: row.id }, fresh);
    }
    const open = await book(row, lines);
    deps.onOutcome(open > 0 ? 'different' : 'matched');
    return across().findOneOrFail(BillCheck, { id: row.id }, fresh);
  }

  const countOpen = () => across().count(BillDifference, { state: 'open' });

  return {
    /**
     * Compares yesterday, and every day that was missed while nobody ran, as far back as the platform
     * keeps bills. One that fails holds up no other.
     * @throws AggregateError of those that failed for a reason of ours
     */
    async look(): Promise<void> {
      const merchant = await deps.merchants.row();
      if (merchant === null) return;
      const failures: unknown[] = [];
      for (const day of (await dueDays(across(), merchant.mchId, clock.now())).slice(0, lookDays)) {
        try {
          await check(merchant.mchId, day);
        } catch (error) {
          failures.push(error);
        }
      }
      deps.onOpen(await countOpen());
      if (failures.length > 0)
        throw new AggregateError(failures, `${failures.length} bills could not be compared`);
    },

    check,

    /** @throws not_found | bill.other_merchant | order.pay_unavailable */
    async checkAgain(by: OrderActor, id: string): Promise<void> {
      const row = await across().findOne(BillCheck, { id }, fresh);
      assertThat(row, 'not_found', 404);
      const { state, openDifferences } = await check(row.mchId, row.day);
      deps.onOpen(await countOpen());
      const { day } = row;
      await inTransaction(across(), (tx) =>
        deps.records.add(tx, {
          ...{ ...by, action: 'bill_check.again', target: `bill_check:${id}`, at: clock.now() },
          ...{ before: { day, state: row.state }, after: { day, state, openDifferences } },
        }),
      );
    },

    /** @param after `day id` of the last one of the page before */
    async list(after: string | undefined, limit: number) {
      const [day = '', id = ''] = after?.split(' ') ?? [];
      const where = after === undefined ? {} : { $or: [{ day: { $lt: day } }, { day, id: { $lt: id } }] };
      const rows = await across().find(BillCheck, where, {
        ...fresh,
        orderBy: { day: 'desc', id: 'desc' },
        limit: limit + 1,
      });
      return { rows: rows.slice(0, limit), more: rows.length > limit, open: await countOpen() };
    },

    /** @throws not_found */
    async find(id: string): Promise<{ check: BillCheck; differences: BillDifference[] }> {
      const found = await across().findOne(BillCheck, { id }, fresh);
      assertThat(found, 'not_found', 404);
      const options = { ...fresh, orderBy: { id: 'asc' }, limit: 200 } as const;
      const open = await across().find(BillDifference, { checkId: id, state: 'open' }, options);
      const ended = await across().find(BillDifference, { checkId: id, state: { $ne: 'open' } }, options);
      return { check: found, differences: [...open, ...ended].slice(0, 200) };
    },

    /**
     * A person says what became of a difference.
     * @throws not_found | bill.difference_ended
     */
    async close(by: OrderActor, id: string, reason: string): Promise<string> {
      const known = await across().findOne(BillDifference, { id }, fresh);
      assertThat(known, 'not_found', 404);
      await inTransaction(across(), async (tx) => {
        const { day } = await lockCheck(tx, known.checkId);
        const at = clock.now();
        const end = { state: 'closed' as const, reason, closedBy: by.actorName.slice(0, 60), endedAt: at };
        const touched = await tx.nativeUpdate(BillDifference, { id, state: 'open' }, end);
        assertThat(touched === 1, 'bill.difference_ended', 409);
        await recount(tx, known.checkId);
        const { kind, number } = known;
        await deps.records.add(tx, {
          ...{ ...by, action: 'bill_difference.closed', target: `bill_difference:${id}`, at },
          ...{ before: { day, kind, number }, after: { day, kind, number, reason } },
        });
      });
      deps.onOpen(await countOpen());
      return known.checkId;
    },
  };
}
export type BillChecks = ReturnType<typeof createBillChecks>;
