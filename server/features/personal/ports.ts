import type { Locale } from '../../contract/common.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import type { PersonAt } from '../../kernel/personal-data.ts';
import type { NewRecord } from '../records/index.ts';

/* What leaving and exporting need of others; server.ts fits these. */

export interface PersonalAccount {
  readonly id: string;
  readonly enterpriseId: string;
  readonly companyId: string;
  readonly companyName: string;
  readonly connectionId: string;
  readonly downstreamId: string;
  readonly contactName: string;
  readonly phone: string;
  readonly bound: boolean;
  readonly contactId: string | null;
  readonly salespersonId: string | null;
}

export interface Accounts {
  lock(tx: EntityManager, identityId: string): Promise<void>;
  mine(em: EntityManager, identityId: string, phone: string | null): Promise<PersonalAccount[]>;
  mustHandOver(
    em: EntityManager,
    accountId: string,
    leaving: readonly string[],
  ): Promise<readonly { readonly id: string; readonly name: string }[] | null>;
  lockCompany(tx: EntityManager, companyId: string): Promise<unknown>;
  handOver(
    tx: EntityManager,
    identityId: string,
    input: { accountId: string; userId: string },
    requestId: string,
  ): Promise<void>;
  enterprisesOf(em: EntityManager, identityId: string): Promise<string[]>;
  personAt(
    em: EntityManager,
    identityId: string,
    enterpriseId: string,
    accounts: readonly PersonalAccount[],
  ): Promise<PersonAt>;
  close(
    tx: EntityManager,
    account: PersonalAccount,
    by: { actor: string; actorName: string; cause: string; requestId: string },
  ): Promise<void>;
  forget(tx: EntityManager, identityId: string, phones: readonly string[]): Promise<void>;
}

export interface Proofs {
  read(em: EntityManager, identityId: string, proofId: string): Promise<{ readonly phone: string }>;
  spend(tx: EntityManager, proofId: string): Promise<void>;
}

export interface Enterprises {
  within(
    em: EntityManager,
    id: string,
  ): Promise<{ readonly displayName: string; readonly timeZone: string } | null>;
}

export interface Staff {
  byIds(em: EntityManager, ids: readonly string[]): Promise<Map<string, { readonly name: string }>>;
}

export interface Records {
  add(tx: EntityManager, record: NewRecord): Promise<void>;
}

export interface Events {
  publish(
    tx: EntityManager,
    event: {
      enterpriseId: string;
      type: 'account.cancelled';
      data: { accountId: string; interconnectEnterpriseId: string };
      at: Date;
    },
  ): Promise<void>;
}

/** A person in the mini-app, as his session says. */
export interface Person {
  readonly identityId: string;
  /** The upstream that he is with now, or whose mini program he is in. */
  readonly enterpriseId: string;
  readonly locale: Locale;
  readonly requestId: string;
}
