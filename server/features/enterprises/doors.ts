import type { EntityManager } from '../../kernel/data/orm.ts';
import type { HintDay } from '../quota/index.ts';

/* What relations need of others, as small as they need it; server.ts fits these. */

export interface CompanyCard {
  readonly id: string;
  readonly name: string;
  readonly salespersonName: string | null;
  readonly users: number;
  readonly boundUsers: number;
  readonly disabled: boolean;
}
export interface ManagedCompany {
  readonly downstreamId: string;
  readonly name: string;
}

/** Downstream enterprises as accounts of the upstream. */
export interface DownstreamAccounts {
  openEnterprise(
    tx: EntityManager,
    input: {
      enterpriseId: string;
      connectionId: string;
      downstreamId: string;
      name: string;
      salespersonId: string | null;
      now: Date;
    },
  ): Promise<string>;
  openAdmin(
    tx: EntityManager,
    input: {
      enterpriseId: string;
      companyId: string;
      company: string;
      name: string;
      phone: string;
      actor: string;
    },
  ): Promise<{ reserved: boolean }>;
  /** Opens the account of who came by a code, and binds him. @returns the membership */
  admit(
    tx: EntityManager,
    input: {
      enterpriseId: string;
      companyId: string;
      identityId: string;
      name: string;
      phone: string;
      by: {
        readonly actor: string;
        readonly actorName: string;
        readonly cause: string;
        readonly requestId: string;
      };
    },
  ): Promise<string>;
  /** The upstream's account for a relation, and the relation of an account; null where there is none. */
  companyOf(em: EntityManager, connectionId: string): Promise<string | null>;
  connectionOf(em: EntityManager, companyId: string): Promise<string | null>;
  cards(em: EntityManager, connectionIds: readonly string[]): Promise<ReadonlyMap<string, CompanyCard>>;
  connectionsNamed(em: EntityManager, text: string): Promise<readonly string[]>;
  freePlaces(
    tx: EntityManager,
    input: {
      enterpriseId: string;
      connectionId: string;
      cause: string;
      actor: string;
      reason: 'terminated' | 'tail_ended' | 'own_edition';
    },
  ): Promise<void>;
  retakePlaces(
    tx: EntityManager,
    input: {
      enterpriseId: string;
      connectionId: string;
      cause: string;
      actor: string;
      reason: 'own_ended';
      now: Date;
    },
  ): Promise<void>;
  managedBy(em: EntityManager, identityId: string): Promise<readonly ManagedCompany[]>;
  managedAs(em: EntityManager, membershipId: string, identityId: string): Promise<ManagedCompany | null>;
}

/** Whether a way that leads to an account is open at the upstream (row 79). */
export interface OpeningMethods {
  of(em: EntityManager, enterpriseId: string): Promise<{ readonly admin: boolean }>;
  /** @throws opening.admin_off · opening.salesperson_off */
  demand(em: EntityManager, enterpriseId: string, method: 'admin' | 'salesperson'): Promise<void>;
}

export interface Records {
  add(
    tx: EntityManager,
    record: {
      enterpriseId: string;
      actor: string;
      actorName: string;
      action: string;
      target: string;
      before: Readonly<Record<string, unknown>>;
      after: Readonly<Record<string, unknown>>;
      requestId: string;
      at: Date;
    },
  ): Promise<void>;
}

/** Cards to the code owner's staff, in the transaction of what they tell. */
export interface ConnectionNotices {
  tell(
    tx: EntityManager,
    about: {
      readonly kind: 'requested' | 'connected' | 'no_place' | 'own_bought' | 'own_ended';
      readonly enterpriseId: string;
      /** The company that came. */
      readonly name: string;
      readonly hint: string;
      /** Which quota is short, or was bought; named in each language. */
      readonly quotaKind: string;
      readonly connectionId: string | null;
      /** Once: the same cause again tells nobody. */
      readonly cause: string;
      readonly at: Date;
    },
  ): Promise<void>;
}

/** A downstream's own edition that ends soon. */
export interface OwnEnd {
  readonly upstreamId: string;
  readonly connectionId: string;
  /** `edition:<name>` */
  readonly kind: string;
  readonly endsAt: Date;
  /** The day with which it ends, in the buyer's zone: YYYY-MM-DD. */
  readonly lastDay: string;
  readonly hint: HintDay;
  readonly daysLeft: number;
  readonly at: Date;
}

/** The same end and hint again tells nobody a second time. */
export interface OwnEndHearer {
  tell(tx: EntityManager, end: OwnEnd): Promise<void>;
}

/** Who acts: staff of the upstream, or a person in the mini-app. */
export interface ActingStaff {
  readonly staffId: string;
  readonly name: string;
  readonly enterpriseId: string;
  readonly requestId: string;
}
