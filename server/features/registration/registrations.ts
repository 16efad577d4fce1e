import { UniqueConstraintViolationException } from '@mikro-orm/core';

import { limits } from '../../../config/limits.ts';
import { registrationFields, type RegistrationField } from '../../../config/registration.ts';
import type { Locale } from '../../contract/common.ts';
import type { Register, RegistrationForm, RegistrationValues } from '../../contract/registration.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { takeTurn } from '../../kernel/data/turn.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { enqueue } from '../../kernel/jobs/job-kind.ts';
import { maskPhone } from '../accounts/index.ts';
import { NoPlaceError } from '../enterprises/index.ts';
import type { Choices } from './choices.ts';
import { completeWaiting } from './complete-job.ts';
import type { Completion } from './completion.ts';
import { askedFields, checkAnswers } from './form.ts';
import { nameOf } from './naming.ts';
import type { Accounts, Customers, Persons, RegistrationNotices } from './ports.ts';
import { Registration } from './registration.entity.ts';
import type { RegistrationBook } from './settings.ts';

/** A person in the mini-app who registers. */
export interface Registrant {
  readonly identityId: string;
  /** The enterprise whose mini program he is in. */
  readonly enterpriseId: string;
  readonly locale: Locale;
  readonly requestId: string;
}

export type Outcome =
  | { readonly outcome: 'registered'; readonly membershipId: string }
  | { readonly outcome: 'waiting'; readonly waitsFor: 'review' | 'quota' };

export interface RegistrationDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly book: RegistrationBook;
  readonly choices: Choices;
  readonly persons: Persons;
  readonly accounts: Accounts;
  readonly customers: Customers;
  readonly completion: Completion;
  readonly notices: RegistrationNotices;
}

/** People who open their account themselves (rows 78–97). */
export function createRegistrations(deps: RegistrationDeps) {
  const { db, clock, book, persons } = deps;

  /**
   * Nothing is told before consent and the proof: whoever lacks one gets the same answer wherever he asks.
   * @throws consent.required · phone.proof_invalid · registration.closed
   */
  async function admitted(em: EntityManager, who: Registrant, proofId: string) {
    const { enterpriseId, identityId } = who;
    await persons.consents.demand(em, enterpriseId, identityId);
    const { phone } = await persons.proofs.read(em, identityId, proofId);
    const settings = await book.of(em, enterpriseId);
    const { methods, enterprise, personal } = settings;
    assertThat(methods.self && (enterprise.on || personal.on), 'registration.closed', 409);
    return { phone, settings };
  }

  /** The row as it would be written, all rules kept; nothing is written yet but the spent proof. */
  async function draft(tx: EntityManager, who: Registrant, input: Register) {
    const { enterpriseId, identityId } = who;
    const now = clock.now();
    // One after the other: two of one phone, by whichever WeChat, must see each other.
    await takeTurn(tx, `registration.${enterpriseId}`, now);
    const { phone, settings } = await admitted(tx, who, input.proofId);
    const type = input.accountType;
    assertThat(settings[type].on, 'registration.closed', 409);
    assertThat(!(await deps.accounts.hasPhone(tx, phone)), 'registration.account_exists', 409);
    const waiting = await tx.count(Registration, {
      state: { $in: ['pending', 'waiting_quota'] },
      $or: [{ identityId }, { phone }],
    });
    assertThat(waiting === 0, 'registration.waits', 409);
    const { name, answers } = checkAnswers(input, settings[type].fields, who.locale);
    const named = await nameOf(tx, deps, {
      input: { ...input, name },
      settings,
      phone,
      enterpriseId,
    });
    await persons.proofs.spend(tx, input.proofId);
    const row = {
      ...{ id: newId(), enterpriseId, identityId, accountType: type, phone, openPhone: phone },
      ...{ name, answers, ...named, state: 'pending' as const, reason: '', createdAt: now },
      ...{ decidedAt: null, decidedByName: '', contactId: null },
      ...{ interconnectEnterpriseId: null, interconnectUserId: null },
    };
    return { row, settings };
  }

  async function tell(tx: EntityManager, row: Drafted, kind: 'review' | 'waiting'): Promise<void> {
    await deps.notices.tell(tx, {
      ...{ kind, enterpriseId: row.enterpriseId, registrationId: row.id, name: row.name },
      ...{ company: row.customerName, phoneMasked: maskPhone(row.phone), at: row.createdAt },
    });
  }
  type Drafted = Awaited<ReturnType<typeof draft>>['row'];

  const reviewed = (settings: RegistrationValues, row: Pick<Drafted, 'accountType'>) =>
    settings[row.accountType].review;

  /** No place of enterprises is left: the registration is kept, and nothing else of it (row 330). */
  async function keepWaiting(who: Registrant, input: Register): Promise<Outcome> {
    return inTransaction(db.tenant(who.enterpriseId), async (tx) => {
      const { row } = await draft(tx, who, input);
      await tx.insert(Registration, { ...row, state: 'waiting_quota' });
      await tell(tx, row, 'waiting');
      // A place may have come free between the two transactions: looked at once more.
      await enqueue(
        tx,
        completeWaiting,
        { enterpriseId: who.enterpriseId },
        { now: row.createdAt, cause: row.id, enterpriseId: who.enterpriseId },
      );
      return { outcome: 'waiting', waitsFor: 'quota' };
    });
  }

  function tryOnce(who: Registrant, input: Register): Promise<Outcome> {
    return inTransaction(db.tenant(who.enterpriseId), async (tx): Promise<Outcome> => {
      const { row, settings } = await draft(tx, who, input);
      await tx.insert(Registration, row);
      if (reviewed(settings, row)) {
        await tell(tx, row, 'review');
        return { outcome: 'waiting', waitsFor: 'review' };
      }
      const membershipId = await deps.completion.complete(tx, row.id, {
        ...{ actor: `identity:${who.identityId}`, actorName: row.name, requestId: who.requestId },
      });
      return { outcome: 'registered', membershipId };
    });
  }

  return {
    admitted,
    isOpen: (em: EntityManager, enterpriseId: string) => book.isOpen(em, enterpriseId),

    /** What is really asked for, by any of the forms that are open. */
    async asks(em: EntityManager, enterpriseId: string): Promise<('customer' | RegistrationField)[]> {
      const { methods, enterprise, personal } = await book.of(em, enterpriseId);
      if (!methods.self) return [];
      const open = [enterprise, personal].filter(({ on }) => on);
      const fields = registrationFields.filter((key) => open.some((one) => one.fields[key] !== 'off'));
      return enterprise.on ? ['customer', ...fields] : fields;
    },

    async form(
      em: EntityManager,
      who: Registrant,
      proofId: string,
      upstreamName: string,
    ): Promise<RegistrationForm> {
      const { phone, settings } = await admitted(em, who, proofId);
      const { enterprise, personal } = settings;
      return {
        upstreamName,
        phone,
        enterprise: enterprise.on
          ? {
              fields: askedFields(enterprise.fields),
              nameMode: enterprise.nameMode,
              minLength: enterprise.minLength,
              review: enterprise.review,
            }
          : null,
        personal: personal.on ? { fields: askedFields(personal.fields), review: personal.review } : null,
      };
    },

    /**
     * All of it, or nothing: customer and contact, the company out of quota, account, binding.
     * @throws consent.required · phone.proof_invalid · registration.closed · registration.account_exists ·
     *   registration.waits · registration.fields · registration.name… · registration.choice_invalid
     */
    async register(who: Registrant, input: Register): Promise<Outcome> {
      for (let tries = 1; ; tries += 1) {
        try {
          return await tryOnce(who, input);
        } catch (error) {
          if (error instanceof NoPlaceError) return keepWaiting(who, input);
          // Staff entered the same customer a moment ago: it is found the next time.
          if (!(error instanceof UniqueConstraintViolationException) || tries === 3) throw error;
        }
      }
    },

    /** What a person waits for, or was refused lately. */
    async pendingOf(em: EntityManager, enterpriseId: string, identityId: string) {
      const row = await em.findOne(
        Registration,
        { enterpriseId, identityId },
        { orderBy: { id: 'desc' }, disableIdentityMap: true },
      );
      if (row === null || row.state === 'done') return null;
      const since = clock.now().getTime() - limits.registrationRefusedMs;
      if (row.state === 'refused' && (row.decidedAt?.getTime() ?? 0) < since) return null;
      const waits = { pending: 'review', waiting_quota: 'quota', refused: 'nothing' } as const;
      return {
        id: row.id,
        phoneMasked: maskPhone(row.phone),
        waitsFor: waits[row.state],
        reason: row.reason,
        createdAt: row.createdAt.toISOString(),
      };
    },

    /** Consent is withdrawn: what waits is dropped, with what was typed. */
    async withdrawn(tx: EntityManager, enterpriseId: string, identityId: string): Promise<void> {
      await tx.nativeDelete(Registration, {
        enterpriseId,
        identityId,
        state: { $in: ['pending', 'waiting_quota', 'refused'] },
      });
    },
  };
}
export type Registrations = ReturnType<typeof createRegistrations>;
