import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Delivery } from '../features/messaging/messaging.entity.ts';
import { hintAll } from '../features/quota/index.ts';
import { inTransaction } from '../kernel/data/transaction.ts';
import { newId } from '../kernel/ids.ts';
import { openCallers, type Callers } from '../testing/callers.ts';
import { startInstallation, type Installation } from '../testing/installation.ts';
import { createLotEnds } from './lot-ends.ts';

describe('a lot that ends soon', () => {
  let product: Installation;
  let callers: Callers;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
  });
  afterAll(() => product.end());

  it('is told once to each who buys, in his language, and again at the next mark', async () => {
    const { server } = product;
    const enterpriseId = callers.secondId;
    const em = () => server.db.tenant(enterpriseId);
    await callers.putStaff(enterpriseId, 'buyer', ['orders.manage']);
    await callers.putStaff(enterpriseId, 'reader', ['quota.read']);
    const now = server.clock.now();
    const endsAt = new Date(now.getTime() + 20 * 86_400_000);
    await inTransaction(em(), (tx) =>
      server.ledger.credit(tx, {
        ...{ enterpriseId, kind: 'enterprise', amount: 6, sourceKey: newId(), startsAt: now, endsAt },
        ...{ reason: 'granted', actor: 'system' },
      }),
    );
    const hearer = createLotEnds({
      ...{ messaging: server.messaging, staff: server.staff, enterprises: server.enterprises },
      ...{ editions: server.config.editions, publicUrl: product.url },
    });
    const cards = async () =>
      (await em().find(Delivery, { purpose: 'staff.card' })).map(({ content }) => {
        const { card } = content;
        return [card?.title, card?.description];
      });
    const look = (at: Date) => hintAll(server.db.acrossTenants('work: orders'), hearer, at);
    await look(now);
    await look(now);
    const told = ['6家互联企业数额度即将到期', expect.stringContaining('还有 20 天到期，其中 0家正在使用')];
    const hear = await server.staff.withPermission(em(), 'orders.manage', enterpriseId);
    expect(hear.map(({ name }) => name)).not.toContain('reader');
    expect(await cards()).toEqual(hear.map(() => told));
    await look(new Date(endsAt.getTime() - 86_400_000));
    expect(await cards()).toHaveLength(2 * hear.length);
  });
});
