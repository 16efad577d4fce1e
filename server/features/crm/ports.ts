import type { Locale } from '../../contract/common.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import type { NewRecord } from '../records/index.ts';
import type { Viewer } from './visibility.ts';

/** Who acts, as the session says. */
export interface Actor extends Viewer {
  readonly enterpriseId: string;
  readonly name: string;
  readonly locale: Locale;
  readonly requestId: string;
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
