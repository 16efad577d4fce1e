import { agreements } from '../../../config/agreements.ts';
import type { Agreements } from '../../contract/accounts.ts';
import type { Locale } from '../../contract/common.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { formatText } from '../../kernel/i18n/translate.ts';
import { hashSecret, newId } from '../../kernel/ids.ts';
import { Consent } from './account.entity.ts';
import type { RegistrationAsk } from './doors.ts';
import { accountsText } from './memberships.ts';

/** What is really kept of a person: the list that the page shows is made from it (row 324). */
const collected = ['phone', 'openid', 'name', 'records'] as const;

export interface Parties {
  /** Decides on the data (处理者). */
  readonly upstream: string;
  /** Runs the system for it (受托人). */
  readonly operator: string;
  /** What its form of registration asks for beside name and phone; none where nobody can register. */
  readonly asks?: readonly RegistrationAsk[];
}

export function agreementTexts(locale: Locale, parties: Parties): Agreements {
  const texts = agreements[locale];
  const { upstream, operator } = parties;
  const fill = (text: string) => formatText(locale, text, { upstream, operator });
  const documents = (['user-agreement', 'privacy-policy'] as const).map((key) => ({
    key,
    title: texts[key].title,
    paragraphs: texts[key].paragraphs.map(fill),
  }));
  const values = { upstream };
  return {
    version: agreements.version,
    documents,
    personalInformation: [
      ...collected.map((item) => ({
        item: accountsText(locale, `information.${item}`, values),
        purpose: accountsText(locale, `information.${item}.purpose`, values),
        retention: accountsText(locale, `information.${item}.retention`, values),
      })),
      ...(parties.asks ?? []).map((ask) => ({
        item: accountsText(locale, `information.registration.${ask}`),
        purpose: accountsText(locale, 'information.registration.purpose', values),
        retention: accountsText(locale, 'information.name.retention', values),
      })),
    ],
  };
}

export interface Consents {
  /** The version that a person agreed to and has not withdrawn, or null. */
  given(em: EntityManager, enterpriseId: string, identityId: string): Promise<string | null>;
  /** @throws consent.version when the text has changed since it was shown */
  give(tx: EntityManager, input: ConsentInput & { readonly version: string }): Promise<void>;
  /** @throws consent.required */
  demand(em: EntityManager, enterpriseId: string, identityId: string): Promise<void>;
  /** The evidence stays; it only ends. Marketing ends with it: who takes all back takes that back too. */
  withdraw(tx: EntityManager, enterpriseId: string, identityId: string, now: Date): Promise<void>;
}

interface ConsentInput {
  readonly enterpriseId: string;
  readonly identityId: string;
  readonly locale: Locale;
  readonly parties: Parties;
  readonly now: Date;
}

export function createConsents(): Consents {
  const live = (em: EntityManager, enterpriseId: string, identityId: string) =>
    em.findOne(
      Consent,
      { enterpriseId, identityId, purpose: 'agreements', withdrawnAt: null },
      { orderBy: { id: 'desc' } },
    );

  return {
    async given(em, enterpriseId, identityId) {
      return (await live(em, enterpriseId, identityId))?.textVersion ?? null;
    },
    async demand(em, enterpriseId, identityId) {
      if ((await this.given(em, enterpriseId, identityId)) !== agreements.version) {
        throw new AppError('consent.required', { status: 403 });
      }
    },
    async give(tx, { enterpriseId, identityId, locale, parties, version, now }) {
      if (version !== agreements.version) throw new AppError('consent.version', { status: 409 });
      const known = await live(tx, enterpriseId, identityId);
      if (known?.textVersion === version) return;
      const shown = JSON.stringify(agreementTexts(locale, parties));
      await tx.insert(Consent, {
        id: newId(),
        enterpriseId,
        identityId,
        textVersion: version,
        textHash: hashSecret(shown),
        language: locale,
        givenAt: now,
      });
    },
    async withdraw(tx, enterpriseId, identityId, now) {
      await tx.nativeUpdate(Consent, { enterpriseId, identityId, withdrawnAt: null }, { withdrawnAt: now });
    },
  };
}
