import type { EntityManager } from '../../kernel/data/orm.ts';

/**
 * Who keeps things by department hears, in the same transaction, whoever changes where people stand.
 * Every write of `Staff.departmentId` to another department tells it.
 */
export interface Placing {
  /** These people stand elsewhere now. */
  moved(
    tx: EntityManager,
    enterpriseId: string,
    staffIds: readonly string[],
    departmentId: string,
  ): Promise<void>;
  /** A department is going; its people stand in another one now. */
  dissolved(tx: EntityManager, enterpriseId: string, departmentId: string, into: string): Promise<void>;
}
