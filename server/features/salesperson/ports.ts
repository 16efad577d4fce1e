import type { EntityManager } from '../../kernel/data/orm.ts';
import type { CrmActor } from '../crm/index.ts';
import type { NewRecord } from '../records/index.ts';

/** Who acts, as the session says. */
export type Salesperson = CrmActor;

export interface Records {
  add(tx: EntityManager, record: NewRecord): Promise<void>;
}

export interface Staff {
  withPermission(
    em: EntityManager,
    permission: string,
    enterpriseId: string,
  ): Promise<readonly { readonly id: string; readonly name: string }[]>;
  byId(em: EntityManager, id: string): Promise<{ readonly enabled: boolean } | null>;
  rightsOf(em: EntityManager, id: string): Promise<ReadonlySet<string>>;
}

export interface Departments {
  /** The departments that a person stands in: his own, and all above it. */
  above(em: EntityManager, enterpriseId: string, staffId: string): Promise<readonly string[]>;
  names(em: EntityManager, enterpriseId: string): Promise<readonly { id: string; name: string }[]>;
}

/** What is left of a kind of quota. */
export interface QuotaLeft {
  remaining(em: EntityManager, kind: 'enterprise' | 'wechat_user'): Promise<number>;
}

/** A parametric code of the service account, made outside of any transaction. */
export interface FaceCodes {
  serviceAccount(enterpriseId: string): Promise<{ channelAccountId: string } | null>;
  /** @throws PlatformError, PlatformUnreachableError */
  make(enterpriseId: string, scene: string, expireSeconds: number): Promise<{ url: string }>;
  miniProgramAppId(em: EntityManager, enterpriseId: string): Promise<string | null>;
}

export interface Brand {
  within(em: EntityManager, id: string): Promise<{ readonly displayName: string } | null>;
}
