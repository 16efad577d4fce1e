import { inTransaction } from '../../kernel/data/transaction.ts';
import type { PersonalPart } from '../../kernel/personal-data.ts';
import { Invoice } from './invoice.entity.ts';
import { OrderNote, OrderPayment, OrderRefund, QuotaOrder } from './order.entity.ts';
import { yuan } from './yuan.ts';

/** Orders that a person submitted for his company: they stay its books, without him. */
export function createOrdersPart(): PersonalPart {
  const his = (person: { tenants: readonly string[]; identityId: string }) => ({
    enterpriseId: { $in: [...person.tenants] },
    createdBy: `identity:${person.identityId}`,
  });
  return {
    key: 'orders',
    columns: ['OrderPayment.payerOpenid', 'OrderNote.actorName', 'Invoice.requestedBy'],

    async collect(em, person) {
      const orders = await em.find(QuotaOrder, his(person), {
        ...{ orderBy: { id: 'asc' }, disableIdentityMap: true },
      });
      return [
        {
          key: 'orders',
          facts: orders.map(({ number, totalFen, createdAt }) => ({
            ...{ number, amount: yuan(totalFen), created: createdAt.toISOString() },
          })),
        },
      ];
    },

    /** A payment or a refund under way needs its payer; the platform ends it within hours. */
    erase: (em, person, { force }) =>
      inTransaction(em, async (tx) => {
        const orders = await tx.find(QuotaOrder, his(person), { fields: ['id'] });
        const orderId = { $in: orders.map(({ id }) => id) };
        const tenants = { enterpriseId: { $in: [...person.tenants] } };
        const openids = person.openids.map(({ openid }) => openid);
        const open =
          (await tx.count(OrderPayment, { orderId, state: 'open' })) +
          (await tx.count(OrderRefund, { orderId, finishedAt: null }));
        if (open > 0 && !force) return 'later' as const;
        const paid = { $or: [{ orderId }, { payerOpenid: { $in: openids } }] };
        await tx.nativeUpdate(OrderPayment, { ...tenants, ...paid }, { payerOpenid: null });
        const name = { $in: [...person.names] };
        await tx.nativeUpdate(OrderNote, { orderId, actorName: name }, { actorName: person.pseudonym });
        await tx.nativeUpdate(Invoice, { orderId, requestedBy: name }, { requestedBy: person.pseudonym });
        return 'done' as const;
      }),
  };
}
