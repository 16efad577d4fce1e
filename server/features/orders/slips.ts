import { orderLimits } from '../../../config/prices.ts';
import { orderBounds } from '../../contract/orders.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { sniffMediaType } from '../../kernel/media-type.ts';
import type { Merchants } from './merchant.ts';
import { writeNote } from './notes.ts';
import { BankSlip, QuotaOrder } from './order.entity.ts';
import { enqueue } from '../../kernel/jobs/job-kind.ts';
import { expireOrder } from './order.job-kinds.ts';
import { behindLock, lockOrder, type OrderActor, type Orders } from './orders.ts';

const slipKinds = new Set(['image/png', 'image/jpeg', 'application/pdf']);

/** Bank transfers: the buyer shows a slip, the operator confirms that the money is there (row 322). */
export function createSlips(deps: { db: Database; clock: Clock; merchants: Merchants; orders: Orders }) {
  const { db, clock } = deps;
  const across = () => db.acrossTenants('operator: orders');

  /** Decides a waiting slip, once. */
  function decide(
    slipId: string,
    work: (tx: EntityManager, slip: BankSlip, order: QuotaOrder) => Promise<void>,
  ): Promise<void> {
    return inTransaction(across(), async (tx) => {
      const found = await tx.findOne(BankSlip, { id: slipId }, { disableIdentityMap: true });
      assertThat(found, 'not_found', 404);
      const order = await lockOrder(tx, found.orderId);
      const [slip] = await tx.find(BankSlip, { id: slipId }, behindLock);
      assertThat(slip?.state === 'waiting', 'order.slip_decided', 409);
      await work(tx, slip, order);
    });
  }

  return {
    /** @throws order.slip_kind | order.slip_too_large | order.not_unpaid | order.slip_waiting | order.bank_unavailable */
    send(em: EntityManager, by: OrderActor, orderId: string, content: string): Promise<BankSlip> {
      const bytes = Buffer.from(content, 'base64');
      const mediaType = sniffMediaType(bytes);
      if (mediaType === null || !slipKinds.has(mediaType))
        throw new AppError('order.slip_kind', { status: 422 });
      assertThat(bytes.length <= orderBounds.slipBytes, 'order.slip_too_large', 422);
      return inTransaction(em, async (tx) => {
        const order = await lockOrder(tx, orderId);
        const now = clock.now();
        assertThat(order.state === 'unpaid' && order.expiresAt > now, 'order.not_unpaid', 409);
        assertThat((await deps.merchants.row(tx))?.bankAccount, 'order.bank_unavailable', 409);
        assertThat(
          (await tx.count(BankSlip, { orderId, state: 'waiting' })) === 0,
          'order.slip_waiting',
          409,
        );
        const { enterpriseId } = order;
        const slip: BankSlip = {
          ...{ id: newId(), enterpriseId, orderId, mediaType, content: bytes.toString('base64') },
          ...{ state: 'waiting', reason: '', createdAt: now, decidedAt: null },
        };
        await tx.insert(BankSlip, slip);
        // A transfer takes days: the order waits for it.
        const expiresAt = new Date(now.getTime() + orderLimits.bankOpenMs);
        await tx.nativeUpdate(QuotaOrder, { id: orderId }, { expiresAt });
        await enqueue(
          tx,
          expireOrder,
          { orderId },
          { now, runAt: expiresAt, cause: by.requestId, enterpriseId },
        );
        await writeNote(tx, { enterpriseId, orderId, key: 'slip_sent', actorName: by.actorName, at: now });
        await deps.orders.record(tx, by, 'quota_order.slip_sent', order, { mediaType });
        return slip;
      });
    },

    /** Those that wait, oldest first, with their orders. */
    async waiting(): Promise<{ slip: BankSlip; order: QuotaOrder }[]> {
      const em = across();
      const slips = await em.find(BankSlip, { state: 'waiting' }, { orderBy: { id: 'asc' }, limit: 50 });
      const orders = await em.find(QuotaOrder, { id: { $in: slips.map(({ orderId }) => orderId) } });
      return slips.flatMap((slip) => {
        const order = orders.find(({ id }) => id === slip.orderId);
        return order === undefined ? [] : [{ slip, order }];
      });
    },

    /** The money is there: the ledger rises, once. @throws not_found | order.slip_decided | order.not_unpaid */
    confirm(by: OrderActor, slipId: string): Promise<void> {
      return decide(slipId, async (tx, slip, order) => {
        const now = clock.now();
        await deps.orders.markPaid(tx, order, {
          method: 'bank',
          at: now,
          actor: by.actor,
          actorName: by.actorName,
        });
        await tx.nativeUpdate(BankSlip, { id: slip.id }, { state: 'confirmed', decidedAt: now });
        await deps.orders.record(tx, by, 'quota_order.transfer_confirmed', order, {
          totalFen: order.totalFen,
        });
      });
    },

    /** @throws not_found | order.slip_decided */
    refuse(by: OrderActor, slipId: string, reason: string): Promise<void> {
      return decide(slipId, async (tx, slip, order) => {
        const now = clock.now();
        await tx.nativeUpdate(BankSlip, { id: slip.id }, { state: 'refused', reason, decidedAt: now });
        const { enterpriseId, id: orderId } = order;
        const { actorName } = by;
        await writeNote(tx, {
          enterpriseId,
          orderId,
          key: 'slip_refused',
          values: { reason },
          actorName,
          at: now,
        });
        await deps.orders.record(tx, by, 'quota_order.transfer_refused', order, { reason });
      });
    },
  };
}
export type Slips = ReturnType<typeof createSlips>;
