import type { personalTexts } from '../../config/locales/zh-CN/personal.ts';
import type { Locale } from '../contract/common.ts';
import type { EntityManager } from './data/orm.ts';

type NameOf<Key, Group extends string> = Key extends `${Group}.${infer Name}` ? Name : never;
export type PersonalSectionKey = NameOf<keyof typeof personalTexts, 'section'>;
export type PersonalField = NameOf<keyof typeof personalTexts, 'field'>;

/** A person at one enterprise: by what all that is kept of him there can be found. */
export interface PersonAt {
  /** The upstream, which answers for it (处理者). */
  readonly enterpriseId: string;
  /** The upstream, and the companies for which he acts there: they have orders and records of their own. */
  readonly tenants: readonly string[];
  readonly identityId: string;
  /** His accounts there (InterconnectUser). */
  readonly userIds: readonly string[];
  readonly requestIds: readonly string[];
  /** Of the customers’ contacts that his accounts are linked with. */
  readonly contactIds: readonly string[];
  /** Of the companies for which he has accounts there. */
  readonly connectionIds: readonly string[];
  /** Numbers that he has proved, or that his accounts carry. */
  readonly phones: readonly string[];
  readonly names: readonly string[];
  /** His openids in the upstream's apps; of a mini program too. */
  readonly openids: readonly { readonly channelAccountId: string; readonly openid: string }[];
}

/** Somebody who has cancelled his account. */
export interface LeavingPerson extends PersonAt {
  /** What stands in his name's place where business records stay. */
  readonly pseudonym: string;
  /** When he left: what is newer is another person's, if his openid comes again. */
  readonly at: Date;
  /** Nothing of him stays at this enterprise; false: he keeps another account there. */
  readonly whole: boolean;
}

/** One line of what is kept: in words, since people read it. */
export type PersonalFact = Readonly<Partial<Record<PersonalField, string>>>;
export interface PersonalSection {
  readonly key: PersonalSectionKey;
  readonly facts: readonly PersonalFact[];
}

/**
 * What one feature keeps of the downstream's people: how it is told to the person, and how it goes
 * when he leaves. Whoever adds a column that looks personal declares it here (`personal-data.test.ts`).
 * `em` sees every tenant: each part names `tenants` in its own words.
 */
export interface PersonalPart {
  readonly key: string;
  /** `Entity.property`, all that is about a person. */
  readonly columns: readonly string[];
  /** For his own eyes: nothing of other people in it. */
  collect(em: EntityManager, person: PersonAt, locale: Locale): Promise<PersonalSection[]>;
  /** In the transaction in which he leaves: few rows, by their keys. What must not be seen a moment longer. */
  leave?(tx: EntityManager, person: LeavingPerson): Promise<void>;
  /**
   * Afterwards, in transactions of its own; run twice it changes nothing.
   * @returns later: something of his is under way that needs it (`force`: no longer)
   */
  erase?(em: EntityManager, person: LeavingPerson, options: { force: boolean }): Promise<'done' | 'later'>;
}
