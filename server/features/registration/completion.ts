import { LockMode } from '@mikro-orm/core';

import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import type { Accounts, Customers, DoneBy, Records, Relations } from './ports.ts';
import { registrationText } from './form.ts';
import { Registration } from './registration.entity.ts';
import { managingRole, rolesOf, type RegistrationBook } from './settings.ts';

/** A registration becomes customer, company, account and binding, in the caller's transaction. */
export function createCompletion(deps: {
  clock: Clock;
  book: RegistrationBook;
  customers: Customers;
  relations: Relations;
  accounts: Accounts;
  records: Records;
}) {
  const { clock, customers, relations, accounts, records } = deps;

  /** The company into which others of that customer have registered, while its relation carries. */
  async function companyOf(tx: EntityManager, customerId: string): Promise<string | null> {
    const before = await tx.find(
      Registration,
      { customerId, state: 'done', interconnectEnterpriseId: { $ne: null } },
      { orderBy: { id: 'desc' }, disableIdentityMap: true },
    );
    const ids = new Set(before.map((row) => row.interconnectEnterpriseId ?? ''));
    for (const id of ids) if (await relations.isLive(tx, id)) return id;
    return null;
  }

  /** @throws NoPlaceError */
  async function enterpriseOf(tx: EntityManager, row: Registration, claimed: boolean, by: DoneBy) {
    const { enterpriseId, identityId, name, phone, answers } = row;
    // Staff may have entered it while the registration waited.
    const entered = () =>
      row.creditCode === '' ? customers.ofPhone(tx, phone) : customers.named(tx, row.customerName);
    const customerId = row.customerId ?? (await entered());
    const customer = await customers.admit(tx, {
      ...{ enterpriseId, identityId, name, phone, answers, by, customerId },
      customerName: row.customerName,
    });
    const opened = await accounts.companyOfParty(tx, customer.customerId);
    const carries = opened !== null && (await relations.isLive(tx, opened));
    const known = carries ? opened : await companyOf(tx, customer.customerId);
    if (known !== null) return { customer, companyId: known };
    const { companyId } = await relations.open(tx, {
      // What he typed or chose: the customer may be known under another name, which is not his to read.
      ...{ upstreamId: enterpriseId, name: row.customerName.slice(0, 60), claimed, by },
      salespersonId: customer.ownerId,
    });
    return { customer, companyId };
  }

  return {
    /**
     * @throws NoPlaceError: no place of enterprises is left, and the transaction must be undone
     * @returns the membership
     */
    async complete(tx: EntityManager, id: string, by: DoneBy): Promise<string> {
      const row = await tx.findOneOrFail(
        Registration,
        { id },
        { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
      );
      const { enterpriseId, identityId, name, phone, accountType } = row;
      const settings = await deps.book.of(tx, enterpriseId);
      const roles = rolesOf(settings[accountType].role);
      const personal = accountType === 'personal';
      const consumers = registrationText('zh-CN', 'consumers');
      const { customer, companyId } = personal
        ? {
            customer: null,
            companyId: await relations.consumers(tx, { upstreamId: enterpriseId, name: consumers, by }),
          }
        : await enterpriseOf(tx, row, managingRole(settings.enterprise.role), by);
      const membershipId = await accounts.admit(tx, {
        ...{ enterpriseId, companyId, identityId, name, phone, roles },
        by: { ...by, cause: `registration:${id}` },
      });
      if (customer !== null) {
        const { customerId: partyId, contactId } = customer;
        await accounts.linkCustomer(tx, { partyId, companyId, contactId, userId: membershipId });
      }
      const done = await tx.nativeUpdate(
        Registration,
        { id, state: { $in: ['pending', 'waiting_quota'] } },
        {
          ...{ state: 'done', openPhone: null, decidedAt: clock.now() },
          decidedByName: by.actor.startsWith('staff:') ? by.actorName.slice(0, 60) : '',
          ...{ customerId: customer?.customerId ?? null, contactId: customer?.contactId ?? null },
          ...{ interconnectEnterpriseId: companyId, interconnectUserId: membershipId },
        },
      );
      assertThat(done > 0, 'registration.decided', 409);
      await records.add(tx, {
        ...{ enterpriseId, actor: by.actor, actorName: by.actorName, action: 'account.registered' },
        ...{ target: `interconnect_user:${membershipId}`, before: {}, requestId: by.requestId },
        after: { accountType, name, customer: customer?.name ?? '', joined: customer?.created === false },
        at: clock.now(),
      });
      return membershipId;
    },
  };
}
export type Completion = ReturnType<typeof createCompletion>;
