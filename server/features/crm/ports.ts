import type { Permission } from '../../../config/permissions.ts';
import type { Locale } from '../../contract/common.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import type { NewRecord } from '../records/index.ts';
import type { PartyKind } from '../../contract/crm.ts';
import type { Viewer } from './visibility.ts';

/** Who acts, as the session says. */
export interface Actor extends Viewer {
  readonly enterpriseId: string;
  readonly name: string;
  readonly locale: Locale;
  readonly requestId: string;
}

/** A customer or a partner that is acted upon. */
export interface Of {
  readonly kind: PartyKind;
  readonly id: string;
}

/** An owner as the staff's feature shows him; enabled: works here. */
export interface StaffCard {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  /** WeCom userid. */
  readonly account: string;
}

export interface CrmStaff {
  byIds(em: EntityManager, ids: readonly string[]): Promise<Map<string, StaffCard>>;
  all(em: EntityManager, enterpriseId: string): Promise<StaffCard[]>;
  withPermission(em: EntityManager, permission: string, enterpriseId: string): Promise<StaffCard[]>;
  /** Whose records the two rights open to somebody: the departments, by where he stands at this moment. */
  departmentsSeen(
    em: EntityManager,
    viewer: {
      readonly enterpriseId: string;
      readonly personId: string;
      readonly permissions: ReadonlySet<string>;
    },
    rights: { readonly same: Permission; readonly below: Permission },
  ): Promise<ReadonlySet<string>>;
  /** Where people stand, by id; in a transaction nobody moves them before its end. */
  departmentsOf(em: EntityManager, ids: readonly string[]): Promise<Map<string, string>>;
  /** Where somebody stands, and all above it. */
  departmentsAbove(em: EntityManager, id: string): Promise<string[]>;
  /** Where somebody stands, and all below it, parents first; in a transaction they stay until its end. */
  departmentsWithin(
    em: EntityManager,
    id: string,
  ): Promise<{ id: string; parentId: string | null; name: string }[]>;
  departmentNames(em: EntityManager, ids: readonly string[]): Promise<Map<string, string>>;
}

export interface Records {
  add(tx: EntityManager, record: NewRecord): Promise<void>;
}

/** A report waits: told to those who decide. */
export interface ReportNotices {
  tell(
    tx: EntityManager,
    report: {
      enterpriseId: string;
      id: string;
      party: string;
      reporter: string;
      owner: string;
      reason: string;
      at: Date;
    },
  ): Promise<void>;
}

/** Records that fell due for a visit: told to their owner, some of them by name. */
export interface VisitNotices {
  tell(
    tx: EntityManager,
    due: {
      enterpriseId: string;
      staffId: string;
      kind: PartyKind;
      count: number;
      names: readonly string[];
      causeKey: string;
      at: Date;
    },
  ): Promise<void>;
}
