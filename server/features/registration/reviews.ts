import { UniqueConstraintViolationException } from '@mikro-orm/core';

import type { Locale } from '../../contract/common.ts';
import type { RegistrationRow, RegistrationState } from '../../contract/registration.ts';
import { registrationFields } from '../../../config/registration.ts';
import type { Edition } from '../../../config/editions.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { takeTurn } from '../../kernel/data/turn.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { maskPhone } from '../accounts/index.ts';
import { exhausted, NoPlaceError } from '../enterprises/index.ts';
import type { Completion } from './completion.ts';
import { registrationText } from './form.ts';
import type { Accounts, Persons, Records } from './ports.ts';
import { Registration } from './registration.entity.ts';
import type { Editor } from './settings.ts';

const open = ['pending', 'waiting_quota'] as const satisfies readonly RegistrationState[];

/** Registrations as staff see and answer them. */
export function createReviews(deps: {
  db: Database;
  clock: Clock;
  editions: readonly Edition[];
  accounts: Pick<Accounts, 'hasPhone'>;
  persons: Pick<Persons, 'consents'>;
  completion: Completion;
  records: Records;
}) {
  const { db, clock } = deps;

  function present(row: Registration, locale: Locale): RegistrationRow {
    return {
      id: row.id,
      accountType: row.accountType,
      state: row.state,
      name: row.name,
      phoneMasked: maskPhone(row.phone),
      customerName: row.customerName,
      joins: row.state !== 'done' && (row.customerId ?? null) !== null,
      creditCode: row.creditCode,
      fields: registrationFields.flatMap((key) => {
        const value = row.answers[key] ?? '';
        return value === '' ? [] : [{ key: registrationText(locale, `field.${key}`), value }];
      }),
      createdAt: row.createdAt.toISOString(),
      decidedAt: row.decidedAt?.toISOString() ?? null,
      decidedByName: row.decidedByName,
      reason: row.reason,
    };
  }

  /** What is under way is decided one after the other, with whatever else registers. */
  async function lockOpen(tx: EntityManager, enterpriseId: string, id: string): Promise<Registration> {
    await takeTurn(tx, `registration.${enterpriseId}`, clock.now());
    const row = await tx.findOne(Registration, { id }, { refresh: true });
    assertThat(row, 'not_found', 404);
    const isOpen = row.state === 'pending' || row.state === 'waiting_quota';
    assertThat(isOpen, 'registration.decided', 409);
    return row;
  }

  async function close(tx: EntityManager, id: string, reason: string, name: string): Promise<void> {
    await tx.nativeUpdate(
      Registration,
      { id, state: { $in: [...open] } },
      { state: 'refused', openPhone: null, reason, decidedAt: clock.now(), decidedByName: name },
    );
  }

  return {
    async list(
      em: EntityManager,
      query: { state?: RegistrationState | undefined; cursor?: string | undefined; limit: number },
      locale: Locale,
    ) {
      const after = decodeCursor(query.cursor);
      const rows = await em.find(
        Registration,
        {
          ...(query.state === undefined ? {} : { state: query.state }),
          ...(after === undefined ? {} : { id: { $lt: after } }),
        },
        { orderBy: { id: 'desc' }, limit: query.limit + 1 },
      );
      const page = cutPage(rows, query.limit);
      return { items: page.rows.map((row) => present(row, locale)), nextCursor: page.nextCursor };
    },

    async one(em: EntityManager, id: string, locale: Locale): Promise<RegistrationRow> {
      const row = await em.findOne(Registration, { id }, { refresh: true });
      assertThat(row, 'not_found', 404);
      return present(row, locale);
    },

    /** @throws not_found · registration.decided · registration.account_exists · consent.required · quota.exhausted */
    async approve(by: Editor, id: string, locale: Locale): Promise<void> {
      try {
        await inTransaction(db.tenant(by.enterpriseId), async (tx) => {
          const row = await lockOpen(tx, by.enterpriseId, id);
          assertThat(!(await deps.accounts.hasPhone(tx, row.phone)), 'registration.account_exists', 409);
          await deps.completion.complete(tx, id, {
            ...{ actor: `staff:${by.staffId}`, actorName: by.name, requestId: by.requestId },
          });
        });
      } catch (error) {
        if (error instanceof NoPlaceError) throw exhausted(locale, error.kind, deps.editions, error);
        // Staff entered the same customer a moment ago.
        if (error instanceof UniqueConstraintViolationException)
          throw new AppError('conflict.version', { status: 409, cause: error });
        throw error;
      }
    },

    refuse: (by: Editor, id: string, reason: string): Promise<void> =>
      inTransaction(db.tenant(by.enterpriseId), async (tx) => {
        const row = await lockOpen(tx, by.enterpriseId, id);
        await close(tx, id, reason, by.name.slice(0, 60));
        await deps.records.add(tx, {
          ...{ enterpriseId: by.enterpriseId, actor: `staff:${by.staffId}`, actorName: by.name },
          ...{ action: 'registration.refused', target: `registration:${id}`, requestId: by.requestId },
          ...{ before: { state: row.state, name: row.name }, after: { state: 'refused', reason } },
          at: clock.now(),
        });
      }),

    /**
     * Those that wait for a place, oldest first, as far as places go. One that cannot become an account
     * any more is closed: its phone has one by now, or its person took his consent back.
     */
    async completeWaiting(enterpriseId: string): Promise<void> {
      const scope = () => db.tenant(enterpriseId);
      const rows = await scope().find(
        Registration,
        { state: 'waiting_quota' },
        { orderBy: { id: 'asc' }, fields: ['id'], limit: 200 },
      );
      for (const { id } of rows) {
        try {
          await inTransaction(scope(), async (tx) => {
            await takeTurn(tx, `registration.${enterpriseId}`, clock.now());
            const row = await tx.findOne(Registration, { id, state: 'waiting_quota' }, { refresh: true });
            if (row === null) return;
            if (await deps.accounts.hasPhone(tx, row.phone)) return close(tx, id, '', '');
            await deps.persons.consents.demand(tx, enterpriseId, row.identityId);
            const by = { actor: `identity:${row.identityId}`, actorName: row.name, requestId: id };
            await deps.completion.complete(tx, id, by);
          });
        } catch (error) {
          if (error instanceof NoPlaceError) return;
          if (!(error instanceof AppError)) throw error;
          await inTransaction(scope(), (tx) => close(tx, id, '', ''));
        }
      }
    },
  };
}
export type Reviews = ReturnType<typeof createReviews>;
