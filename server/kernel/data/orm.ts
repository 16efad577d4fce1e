import {
  MikroORM as CoreOrm,
  UnderscoreNamingStrategy,
  type EntitySchema,
  type IMigrator,
  type Options,
} from '@mikro-orm/core';
import { LibSqlDriver } from '@mikro-orm/libsql';
import { Migrator } from '@mikro-orm/migrations';
import { MySqlDriver } from '@mikro-orm/mysql';

import { createMigrations, type SqlStep } from './migration-steps.ts';
import { pragmas } from './sqlite-engine.ts';
import { teachPlanner } from './sqlite-planner.ts';
import {
  tenantFilterName,
  tenantGuard,
  TenantEntityManager,
  type TenantScope,
} from './tenant-entity-manager.ts';

export type Dialect = 'sqlite' | 'mysql';
export type EntityManager = TenantEntityManager;

/**
 * Why a query may look across tenants: the doors, and the work that serves all of them
 * (design §5). A test lists them; a new one is a decision.
 */
export type AcrossTenantsReason =
  | 'door: phone'
  | 'door: session'
  | 'door: callback key'
  | 'door: binding ticket'
  | 'door: identity'
  | 'door: staff link'
  | 'door: staff password'
  | 'door: invitation'
  | 'door: template enterprise'
  | 'door: package giver'
  | 'door: package targets'
  | 'door: leaving'
  | 'door: personal export'
  | 'work: inbox and jobs'
  | 'work: sweep'
  | 'work: webhooks'
  | 'work: orders'
  | 'work: personal data'
  | 'operator: orders'
  | 'operator: sms'
  | 'operator: seed'
  | 'operator: key rotation';

export interface Database {
  readonly dialect: Dialect;
  readonly orm: CoreOrm;
  /** A scope of one enterprise: whatever is read or written belongs to it. */
  tenant(enterpriseId: string): EntityManager;
  /** For rows that belong to no tenant; asking it for a tenant's row fails. */
  installation(): EntityManager;
  /** The one way past the tenant filter. */
  acrossTenants(reason: AcrossTenantsReason): EntityManager;
  migrate(): Promise<void>;
  /** Names of migrations that are not applied yet. */
  pendingMigrations(): Promise<string[]>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface Schema {
  readonly entities: readonly EntitySchema[];
  /** Entities with `enterprise_id`, by class name: the tenant filter is theirs. */
  readonly tenantEntities: readonly string[];
  readonly migrations: Readonly<Record<Dialect, readonly SqlStep[]>>;
}

/** What both engines share; the schema check uses it with the MariaDB driver. */
export function sharedOptions(schema: Schema, dialect: Dialect): Options {
  return {
    entities: [...schema.entities],
    namingStrategy: UnderscoreNamingStrategy,
    forceUtcTimezone: true,
    entityManager: TenantEntityManager,
    subscribers: [tenantGuard],
    filters: {
      [tenantFilterName]: {
        name: tenantFilterName,
        cond: (scope: TenantScope) => ('across' in scope ? {} : { enterpriseId: scope.enterpriseId }),
        entity: [...schema.tenantEntities],
        default: true,
      },
    },
    extensions: [Migrator],
    migrations: {
      tableName: 'migration',
      migrationsList: createMigrations(schema.migrations[dialect]),
      // MySQL commits at every DDL statement: a transaction around it would only pretend.
      transactional: dialect === 'sqlite',
      allOrNothing: dialect === 'sqlite',
      disableForeignKeys: false,
      snapshot: false,
      silent: true,
    },
    schemaGenerator: { createForeignKeyConstraints: false, ignoreSchema: [] },
    discovery: { warnWhenNoEntities: false },
  };
}

function sqliteOptions(path: string): Options {
  return {
    driver: LibSqlDriver,
    dbName: path,
    pool: {
      min: 1,
      max: 1,
      // One connection: what the embedded engine is right with. The thread that writes in bulk has
      // its own, and uses it only while this one is held (sqlite-writer.ts).
      afterCreate(
        connection: { pragma(text: string): unknown },
        done: (error: Error | null, connection: unknown) => void,
      ) {
        for (const pragma of pragmas) connection.pragma(pragma);
        done(null, connection);
      },
    },
  };
}

function mysqlOptions(url: string): Options {
  return {
    driver: MySqlDriver,
    clientUrl: url,
    charset: 'utf8mb4',
    // On purpose: 'a' is not 'A', as on SQLite; searches fold case themselves.
    collate: 'utf8mb4_bin',
    pool: { min: 0, max: 10 },
  };
}

/**
 * Opens the database that the operator chose.
 * @param url `sqlite:<path>` or `mysql://user:password@host:port/name`
 */
export async function openDatabase(url: string, schema: Schema): Promise<Database> {
  const dialect: Dialect = url.startsWith('mysql:') ? 'mysql' : 'sqlite';
  const orm = await CoreOrm.init({
    ...sharedOptions(schema, dialect),
    ...(dialect === 'mysql' ? mysqlOptions(url) : sqliteOptions(url.slice('sqlite:'.length))),
  });
  const fork = (): EntityManager => {
    const em = orm.em.fork();
    if (!(em instanceof TenantEntityManager)) throw new Error('The entity manager is not ours');
    return em;
  };
  const scoped = (scope: TenantScope): EntityManager => {
    const em = fork();
    em.setFilterParams(tenantFilterName, scope);
    return em;
  };
  const migrator: IMigrator = orm.migrator;
  return {
    dialect,
    orm,
    tenant: (enterpriseId) => scoped({ enterpriseId }),
    installation: fork,
    acrossTenants: (reason) => scoped({ across: reason }),
    async migrate() {
      if (dialect === 'mysql') await withMigrationLock(orm, () => migrator.up());
      else {
        await migrator.up();
        const connection = orm.em.fork().getConnection();
        await teachPlanner((sql, values = []) => connection.execute(sql, values));
      }
    },
    pendingMigrations: async () => (await migrator.getPendingMigrations()).map(({ name }) => name),
    ping: async () => {
      await orm.em.fork().getConnection().execute('select 1');
    },
    close: () => orm.close(true),
  };
}

/** Two processes that migrate at once wait for each other (design §9). */
async function withMigrationLock(orm: CoreOrm, work: () => Promise<unknown>): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    const run = (sql: string) => em.getConnection().execute(sql, [], 'all', em.getTransactionContext());
    await run("select get_lock(concat(database(), '.migrate'), 60)");
    try {
      await work();
    } finally {
      await run("select release_lock(concat(database(), '.migrate'))");
    }
  });
}
