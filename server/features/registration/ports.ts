import type { InterconnectRole } from '../../../config/interconnect-roles.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import type { NewRecord } from '../records/index.ts';
import type { RegistrationAnswers } from './registration.entity.ts';

/* What registering needs of others, as small as it needs it; server.ts fits these. */

export interface Records {
  add(tx: EntityManager, record: NewRecord): Promise<void>;
}

/** Who did it, for records. */
export interface DoneBy {
  /** staff:<id>, identity:<id>, system. */
  readonly actor: string;
  readonly actorName: string;
  readonly requestId: string;
}

/** Customers and contacts. */
export interface Customers {
  /** The live customer to which a proved phone belongs: its own number, or one of its contacts'. */
  ofPhone(em: EntityManager, phone: string): Promise<string | null>;
  /** How much of what was typed counts: blanks, separators and wildcards do not. */
  lengthOf(typed: string): number;
  /** Names of live customers that a typed one finds, in their order; never more than `most`. */
  find(
    em: EntityManager,
    typed: string,
    options: { match: 'exact' | 'prefix' | 'contains'; most: number },
  ): Promise<{ id: string; name: string }[]>;
  /** The live customer of exactly this name. */
  named(em: EntityManager, name: string): Promise<string | null>;
  /**
   * The person becomes a contact: of that customer, or of a new one in the public pool. A contact with
   * his number is his already.
   * @throws registration.customer_gone: it went to the bin meanwhile
   */
  admit(
    tx: EntityManager,
    input: {
      enterpriseId: string;
      identityId: string;
      customerId: string | null;
      customerName: string;
      name: string;
      phone: string;
      answers: RegistrationAnswers;
      by: DoneBy;
    },
  ): Promise<{
    customerId: string;
    contactId: string;
    name: string;
    ownerId: string | null;
    created: boolean;
  }>;
}

/** Relations and their places. */
export interface Relations {
  /**
   * A downstream's tenant, the relation and the upstream's account for it, out of the upstream's quota.
   * @throws NoPlaceError: nothing of it stays once the transaction is undone
   */
  open(
    tx: EntityManager,
    input: {
      upstreamId: string;
      name: string;
      /** Who looks after it. */
      salespersonId: string | null;
      /** The person is its admin: it is his from now on. */
      claimed: boolean;
      by: DoneBy;
    },
  ): Promise<{ connectionId: string; companyId: string }>;
  /** Where the upstream keeps its consumers; made with the first of them, without a place of enterprises. */
  consumers(tx: EntityManager, input: { upstreamId: string; name: string; by: DoneBy }): Promise<string>;
  /** Whether the relation of that company still carries. */
  isLive(em: EntityManager, companyId: string): Promise<boolean>;
}

/** Accounts of people. */
export interface Accounts {
  /** Whether an account of the upstream has this phone, in whichever state. */
  hasPhone(em: EntityManager, phone: string): Promise<boolean>;
  /** The company that a salesperson opened for this customer, or that was linked with it. */
  companyOfParty(em: EntityManager, partyId: string): Promise<string | null>;
  /** Company and account are the customer's and the contact's from now on, where neither has another. */
  linkCustomer(
    tx: EntityManager,
    input: { partyId: string; companyId: string; contactId: string | null; userId: string },
  ): Promise<void>;
  /** Account and binding in one step; without a free place it waits for one (row 330). @returns the membership */
  admit(
    tx: EntityManager,
    input: {
      enterpriseId: string;
      companyId: string;
      identityId: string;
      name: string;
      phone: string;
      roles: readonly InterconnectRole[];
      by: DoneBy & { readonly cause: string };
    },
  ): Promise<string>;
}

/** Proofs and consent of a person in the mini-app. */
export interface Persons {
  readonly proofs: {
    read(em: EntityManager, identityId: string, proofId: string): Promise<{ readonly phone: string }>;
    spend(tx: EntityManager, proofId: string): Promise<void>;
  };
  readonly consents: { demand(em: EntityManager, enterpriseId: string, identityId: string): Promise<void> };
}

/** Cards to staff who may answer, in the transaction of what they tell. */
export interface RegistrationNotices {
  tell(
    tx: EntityManager,
    about: {
      readonly kind: 'review' | 'waiting';
      readonly enterpriseId: string;
      readonly registrationId: string;
      readonly name: string;
      readonly company: string;
      readonly phoneMasked: string;
      readonly at: Date;
    },
  ): Promise<void>;
}

/** A company as the business registry has it. */
export interface RegistryCompany {
  readonly name: string;
  readonly creditCode: string;
}
/** A business-registry lookup. @throws registration.registry_down */
export interface BusinessRegistry {
  find(enterpriseId: string, typed: string): Promise<readonly RegistryCompany[]>;
}
