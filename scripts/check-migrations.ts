/**
 * Holds entities and migrations in step, on each dialect: an empty database that was migrated
 * must need no further change, and both folders must hold the same names.
 *
 *   tsx scripts/check-migrations.ts            check
 *   tsx scripts/check-migrations.ts --write N  write what is missing as step N (e.g. 0002-orders)
 *
 * MySQL is looked at through the MariaDB driver, whose schema diff is clean on a MariaDB server.
 */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';

import { MikroORM as LibSqlOrm } from '@mikro-orm/libsql';
import { MikroORM as MariaDbOrm } from '@mikro-orm/mariadb';

import { schema } from '../server/database.ts';
import { sharedOptions } from '../server/kernel/data/orm.ts';

const testDatabaseUrl = new URL(process.env['TEST_DATABASE_URL'] ?? 'mysql://root@127.0.0.1:3306');
const writeAt = process.argv.indexOf('--write');
const writeAs = writeAt === -1 ? undefined : process.argv[writeAt + 1];
let failed = 0;

/** Constraints that a step makes and entities do not know, since one dialect cannot tell them: department trees (0015). */
const own = [
  ...['department_root_check', 'department_path_check'],
  ...['department_parent_foreign', 'staff_department_foreign'],
];

function withoutOwn(difference: string): string {
  const drops = new RegExp(`drop (?:constraint|foreign key) \`?(?:${own.join('|')})\`?;`);
  return difference
    .split('\n')
    .filter((line) => !drops.test(line))
    .join('\n');
}

interface SchemaOf {
  up(): Promise<unknown>;
  difference(): Promise<string>;
}

async function check(dialect: 'sqlite' | 'mysql', target: SchemaOf): Promise<void> {
  if (schema.migrations[dialect].length > 0) await target.up();
  const difference = withoutOwn(await target.difference()).trim();
  if (difference === '') {
    console.log(`${dialect}: migrations and entities are in step`);
  } else if (writeAs !== undefined) {
    const path = new URL(`../server/migrations/${dialect}/${writeAs}.ts`, import.meta.url);
    const escaped = difference.replaceAll('`', '\\`');
    writeFileSync(path, `export const sql = \`\n${escaped}\n\`;\n`);
    console.log(`${dialect}: wrote ${writeAs}.ts; read it, and name it in index.ts`);
  } else {
    failed += 1;
    console.error(`${dialect}: the migrations lack\n${difference}`);
  }
}

const names = (dialect: 'sqlite' | 'mysql') => schema.migrations[dialect].map((step) => step.name).join();
if (writeAs === undefined && names('sqlite') !== names('mysql')) {
  failed += 1;
  console.error(`The folders differ: sqlite has ${names('sqlite')}, mysql has ${names('mysql')}`);
}

const sqlite = await LibSqlOrm.init({ ...sharedOptions(schema, 'sqlite'), dbName: ':memory:' });
await check('sqlite', {
  up: () => sqlite.migrator.up(),
  difference: () => sqlite.schema.getUpdateSchemaSQL({ wrap: false }),
});
await sqlite.close(true);

const dbName = `hulian_migrations_${randomBytes(6).toString('hex')}`;
testDatabaseUrl.pathname = `/${dbName}`;
const mysql = await MariaDbOrm.init({
  ...sharedOptions(schema, 'mysql'),
  clientUrl: testDatabaseUrl.href,
  charset: 'utf8mb4',
  collate: 'utf8mb4_bin',
  connect: false,
});
try {
  await mysql.schema.ensureDatabase();
  await check('mysql', {
    up: () => mysql.migrator.up(),
    difference: () => mysql.schema.getUpdateSchemaSQL({ wrap: false }),
  });
  await mysql.schema.dropDatabase(dbName);
} catch (error) {
  const unreachable = error instanceof Error && /ECONNREFUSED|timeout/i.test(error.message);
  if (!unreachable || process.env['REQUIRE_SERVICES'] === '1') throw error;
  console.log('mysql: not looked at, no server answers');
} finally {
  await mysql.close(true);
}
process.exitCode = failed === 0 ? 0 : 1;
