import type {
  EntityData,
  EntityName,
  EventArgs,
  EventSubscriber,
  FilterQuery,
  NativeInsertUpdateOptions,
  Primary,
  RequiredEntityData,
  UpdateOptions,
} from '@mikro-orm/core';
import { SqlEntityManager } from '@mikro-orm/knex';

import { flushQuietly, handTransactionsOn } from './quiet-hooks.ts';

handTransactionsOn();

/** What a scope is bound to: one enterprise, or a named reason to look across all. */
export type TenantScope = { readonly enterpriseId: string } | { readonly across: string };

export const tenantFilterName = 'tenant';

/** A row was about to be written into another tenant: a fault of ours, never of the caller. */
export class ForeignTenantError extends Error {
  constructor(entity: string) {
    super(`${entity}: a row of another enterprise cannot be written in this scope`);
    this.name = 'ForeignTenantError';
  }
}

function enterpriseOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'enterpriseId' in data ? data.enterpriseId : undefined;
}

/**
 * The entity manager of every scope. Reads, updates and deletes are bound by the tenant filter;
 * here the writes that make rows are bound too. (insertMany and upsert stay unbound: the linter
 * keeps them out of the features.)
 */
export class TenantEntityManager extends SqlEntityManager {
  get scope(): TenantScope | undefined {
    return this.getFilterParams<TenantScope>(tenantFilterName);
  }

  checkTenant(entity: string, data: unknown): void {
    const scope = this.scope;
    const owner = enterpriseOf(data);
    if (owner === undefined || owner === null || scope === undefined || 'across' in scope) return;
    if (owner !== scope.enterpriseId) throw new ForeignTenantError(entity);
  }

  override async insert<Entity extends object>(
    entityNameOrEntity: EntityName<Entity> | Entity,
    data?: RequiredEntityData<Entity> | Entity,
    options?: NativeInsertUpdateOptions<Entity>,
  ): Promise<Primary<Entity>> {
    const name = typeof entityNameOrEntity === 'string' ? entityNameOrEntity : 'insert';
    this.checkTenant(name, data ?? entityNameOrEntity);
    return super.insert(entityNameOrEntity, data, options);
  }

  override async flush(): Promise<void> {
    if (!(await flushQuietly(this.getUnitOfWork(false)))) await super.flush();
  }

  /** A row is not handed over to another tenant either. */
  override async nativeUpdate<Entity extends object>(
    entityName: EntityName<Entity>,
    where: FilterQuery<NoInfer<Entity>>,
    data: EntityData<Entity>,
    options?: UpdateOptions<Entity>,
  ): Promise<number> {
    this.checkTenant(typeof entityName === 'string' ? entityName : 'update', data);
    return super.nativeUpdate(entityName, where, data, options);
  }
}

/** Checks what a flush writes. */
export const tenantGuard: EventSubscriber = {
  beforeCreate: (args: EventArgs<object>) => {
    checkFlushed(args);
  },
  beforeUpdate: (args: EventArgs<object>) => {
    checkFlushed(args);
  },
};

function checkFlushed({ em, entity, meta }: EventArgs<object>): void {
  if (em instanceof TenantEntityManager) em.checkTenant(meta.className, entity);
}
