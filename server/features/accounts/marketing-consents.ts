import { UniqueConstraintViolationException } from '@mikro-orm/core';

import { marketingConsent } from '../../../config/sms.ts';
import type { MarketingChoice } from '../../contract/accounts.ts';
import type { Locale } from '../../contract/common.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { formatText } from '../../kernel/i18n/translate.ts';
import { hashSecret, newId } from '../../kernel/ids.ts';
import { Consent, InterconnectEnterprise, InterconnectUser, MarketingStop } from './account.entity.ts';
import type { Records } from './doors.ts';
import { maskPhone, type EnterpriseCards } from './memberships.ts';

/** What an account's person has said: agreed; never, or not any more; stopped by a reply, and not agreed since. */
export type MarketingStanding = 'agreed' | 'none' | 'stopped';

/** Somebody who is bound, as far as a sending needs to know him. */
export interface MarketingPerson {
  readonly id: string;
  readonly name: string;
  readonly company: string;
  readonly phoneMasked: string;
}

/** A phone's answer to an SMS, as the provider told it. */
export interface StopReply {
  readonly phone: string;
  readonly signName: string;
  readonly words: string;
  readonly repliedAt: Date;
}

/** A bound person, by the account that he has chosen. */
interface Person {
  readonly enterpriseId: string;
  readonly identityId: string;
  readonly userId: string;
}

const fresh = { disableIdentityMap: true } as const;

/** Consent to marketing SMS: by the person himself, with evidence; ended by himself, or by a reply from his phone. */
export function createMarketingConsents(deps: {
  db: Database;
  clock: Clock;
  enterprises: EnterpriseCards;
  records: Records;
}) {
  const agreed = async (em: EntityManager, { enterpriseId, userId }: Person): Promise<boolean> =>
    (await standings(em, enterpriseId, [userId])).get(userId) === 'agreed';
  async function withdraw(tx: EntityManager, { enterpriseId, identityId }: Person): Promise<void> {
    const open = { enterpriseId, identityId, purpose: 'marketing' as const, withdrawnAt: null };
    await tx.nativeUpdate(Consent, open, { withdrawnAt: deps.clock.now() });
  }
  const shown = async (em: EntityManager, enterpriseId: string, locale: Locale): Promise<string> => {
    const upstream = (await deps.enterprises.within(em, enterpriseId))?.displayName ?? '';
    return formatText(locale, marketingConsent[locale], { upstream });
  };

  async function standings(
    em: EntityManager,
    enterpriseId: string,
    userIds: readonly string[],
  ): Promise<ReadonlyMap<string, MarketingStanding>> {
    const users = await em.find(InterconnectUser, { enterpriseId, id: { $in: [...userIds] } }, fresh);
    const identityIds = users.flatMap(({ identityId }) =>
      typeof identityId === 'string' ? [identityId] : [],
    );
    const consents = await em.find(
      Consent,
      { enterpriseId, identityId: { $in: identityIds }, purpose: 'marketing', withdrawnAt: null },
      fresh,
    );
    const stops = await em.find(MarketingStop, { phone: { $in: users.map(({ phone }) => phone) } }, fresh);
    const latest = <Row>(rows: readonly Row[], key: (row: Row) => string, at: (row: Row) => Date) => {
      const found = new Map<string, number>();
      for (const row of rows) found.set(key(row), Math.max(found.get(key(row)) ?? 0, at(row).getTime()));
      return found;
    };
    const agreedAt = latest(
      consents,
      (row) => row.identityId,
      (row) => row.givenAt,
    );
    const stoppedAt = latest(
      stops,
      (row) => row.phone,
      (row) => row.stoppedAt,
    );
    return new Map(
      users.map((user) => {
        const agreed = agreedAt.get(user.identityId ?? '');
        const stopped = stoppedAt.get(user.phone);
        // At the same moment it counts as stopped.
        if (agreed !== undefined && (stopped === undefined || agreed > stopped)) return [user.id, 'agreed'];
        return [user.id, stopped === undefined ? 'none' : 'stopped'];
      }),
    );
  }

  /** Ends what was agreed to from this phone, at every enterprise; each is told in its own records. */
  async function end(tx: EntityManager, reply: StopReply): Promise<void> {
    const now = deps.clock.now();
    const users = await tx.find(InterconnectUser, { phone: reply.phone, identityId: { $ne: null } });
    for (const { id, enterpriseId, name, identityId } of users) {
      const person = { enterpriseId, identityId: identityId ?? '', purpose: 'marketing' as const };
      const ended = await tx.nativeUpdate(Consent, { ...person, withdrawnAt: null }, { withdrawnAt: now });
      if (ended === 0) continue;
      await deps.records.add(tx, {
        ...{ enterpriseId, actor: `identity:${person.identityId}`, actorName: name },
        ...{ action: 'sms.opted_out', target: `interconnect_user:${id}` },
        ...{ before: { marketing: 'agreed' }, after: { marketing: 'stopped' }, requestId: '', at: now },
      });
    }
  }

  return {
    standings,

    /** The switch in the mini program: the text that is agreed to, and how it stands. */
    async choice(em: EntityManager, person: Person, locale: Locale): Promise<MarketingChoice> {
      const { enterpriseId } = person;
      return {
        version: marketingConsent.version,
        text: await shown(em, enterpriseId, locale),
        agreed: await agreed(em, person),
      };
    },

    /**
     * @param place where it was ticked: page and app
     * @throws consent.version when the text has changed since it was shown
     */
    async give(
      tx: EntityManager,
      person: Person,
      input: { locale: Locale; version: string; place: string },
    ): Promise<void> {
      if (input.version !== marketingConsent.version) throw new AppError('consent.version', { status: 409 });
      if (await agreed(tx, person)) return;
      // What a reply has stopped is not revived: it ends, and a new one begins.
      await withdraw(tx, person);
      const { enterpriseId, identityId } = person;
      await tx.insert(Consent, {
        ...{ id: newId(), enterpriseId, identityId, purpose: 'marketing', place: input.place.slice(0, 80) },
        ...{ textVersion: input.version, language: input.locale, givenAt: deps.clock.now() },
        textHash: hashSecret(await shown(tx, enterpriseId, input.locale)),
      });
    },

    /** The evidence stays; it only ends. */
    withdraw,

    /**
     * Who of an enterprise's bound people a sending is for: all, or those of `ids`; by id, after `after`.
     * `em` is the tenant's.
     */
    async people(
      em: EntityManager,
      enterpriseId: string,
      which: { ids: readonly string[] | null; after: string | null; limit: number },
    ): Promise<MarketingPerson[]> {
      const users = await em.find(
        InterconnectUser,
        {
          ...{ enterpriseId, accountState: 'active', identityId: { $ne: null } },
          bindingState: { $ne: 'suspended_phone' },
          id: {
            ...(which.after === null ? {} : { $gt: which.after }),
            ...(which.ids === null ? {} : { $in: [...which.ids] }),
          },
        },
        { orderBy: { id: 'asc' }, limit: which.limit, ...fresh },
      );
      const companies = await em.find(
        InterconnectEnterprise,
        { id: { $in: users.map(({ interconnectEnterpriseId: id }) => id) } },
        fresh,
      );
      const nameOf = new Map(companies.map(({ id, name }) => [id, name]));
      return users.map(({ id, name, phone, interconnectEnterpriseId }) => ({
        ...{ id, name, phoneMasked: maskPhone(phone), company: nameOf.get(interconnectEnterpriseId) ?? '' },
      }));
    },

    /** Every account of an enterprise that has this one's phone, itself among them: one person's. */
    async sameNumber(em: EntityManager, enterpriseId: string, userId: string): Promise<string[]> {
      const user = await em.findOne(InterconnectUser, { id: userId, enterpriseId }, fresh);
      if (user === null) return [];
      const users = await em.find(InterconnectUser, { enterpriseId, phone: user.phone }, fresh);
      return users.map(({ id }) => id);
    },

    /**
     * A phone has said no: at once, at every enterprise of this installation. The same reply told again
     * changes nothing, even when the person has agreed anew meanwhile.
     * @returns false where it was known
     */
    async stop(reply: StopReply): Promise<boolean> {
      const { phone, signName, words, repliedAt } = reply;
      const replyKey = hashSecret([phone, signName, words, repliedAt.getTime()].join('\n'));
      try {
        await inTransaction(deps.db.acrossTenants('door: phone'), async (tx) => {
          await tx.insert(MarketingStop, {
            ...{ id: newId(), phone, replyKey, repliedAt, stoppedAt: deps.clock.now() },
            ...{ signName: signName.slice(0, 40), words: words.slice(0, 20) },
          });
          await end(tx, reply);
        });
        return true;
      } catch (error) {
        if (error instanceof UniqueConstraintViolationException) return false;
        throw error;
      }
    },
  };
}
export type MarketingConsents = ReturnType<typeof createMarketingConsents>;
