import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { MikroORM } from '@mikro-orm/mysql';

/*
 * Making the tables takes MySQL seconds, emptying them some milliseconds: what a test has done with
 * goes, empty, to the next one. A folder keeps the names, so that the processes of one run share
 * them: `free/` of those that wait, `made/` of all, which are dropped when the run ends.
 */

const variable = 'TEST_MYSQL_POOL';
const server = () => new URL(process.env['TEST_DATABASE_URL'] ?? 'mysql://root@127.0.0.1:3306');
/** More rows than this are dropped with their tables sooner than deleted. */
const rowsAtMost = 50_000;

export const urlOf = (name: string): string => new URL(`/${name}`, server()).href;
export const newName = (): string => `hulian_test_${randomBytes(8).toString('hex')}`;

/** A run of its own: begun and ended where vitest's projects are (`mysql-pool-setup.ts`). */
export function beginPool(): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hulian-databases-'));
  for (const part of ['free', 'made']) mkdirSync(join(folder, part));
  const outer = process.env[variable];
  process.env[variable] = folder;
  return async () => {
    const names = readdirSync(join(folder, 'made'));
    if (names.length > 0) await dropDatabase(...names);
    rmSync(folder, { recursive: true, force: true });
    if (outer === undefined) Reflect.deleteProperty(process.env, variable);
    else process.env[variable] = outer;
  };
}

/** The pool of this run; undefined outside of one: whoever makes a database drops it. */
export function openPool() {
  const folder = process.env[variable];
  if (folder === undefined) return undefined;
  const shape = join(folder, 'shape');
  return {
    /** The name of an empty migrated database that is nobody else's from now on. */
    take(): string | undefined {
      return readdirSync(join(folder, 'free')).find((name) => claim(join(folder, 'free', name)));
    },
    /** Notes one that was made and migrated. */
    async note(name: string): Promise<void> {
      writeFileSync(join(folder, 'made', name), '');
      if (!existsSync(shape)) writeFileSync(shape, await withServer((run) => shapeOf(run, name)));
    },
    /**
     * Empties it for the next one.
     * @returns false: it must not be used again, for somebody is still connected, or its tables are others
     */
    async give(name: string): Promise<boolean> {
      const cleared = await withServer(async (run) => {
        if (!(await isLeft(run, name))) return false;
        if ((await shapeOf(run, name)) !== readFileSync(shape, 'utf8')) return false;
        return empty(run, name);
      });
      if (cleared) writeFileSync(join(folder, 'free', name), '');
      return cleared;
    },
  };
}

export function dropDatabase(...names: readonly string[]): Promise<void> {
  return withServer(async (run) => {
    for (const name of names) await run(`drop database if exists \`${name}\``);
  });
}

/** Of two processes one gets it. */
function claim(file: string): boolean {
  try {
    rmSync(file);
    return true;
  } catch {
    return false;
  }
}

type Run = (sql: string, values?: readonly unknown[]) => Promise<Record<string, unknown>[]>;

async function withServer<T>(work: (run: Run) => Promise<T>): Promise<T> {
  const orm = await MikroORM.init({
    clientUrl: new URL('/information_schema', server()).href,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    pool: { min: 0, max: 1 },
  });
  try {
    return await work((sql, values = []) => orm.em.getConnection().execute(sql, [...values]));
  } finally {
    await orm.close(true);
  }
}

/** Whether nobody is connected any more; a process that was killed is noticed a moment later. */
async function isLeft(run: Run, name: string): Promise<boolean> {
  for (let left = 40; left > 0; left -= 1) {
    const [first] = await run('select id from processlist where db = ? limit 1', [name]);
    if (first === undefined) return true;
    await pause(25);
  }
  return false;
}

async function shapeOf(run: Run, name: string): Promise<string> {
  const columns = await run(
    `select table_name, column_name, column_type, is_nullable, column_default, column_key from columns
     where table_schema = ? order by table_name, ordinal_position`,
    [name],
  );
  return createHash('sha256').update(JSON.stringify(columns)).digest('hex');
}

async function empty(run: Run, name: string): Promise<boolean> {
  const tables = await run(
    `select table_name as name from tables where table_schema = ? and table_name <> 'migration'`,
    [name],
  );
  let rows = 0;
  // All rows go: nothing is left that a key could point to.
  await run('set foreign_key_checks = 0');
  await run('start transaction');
  for (const table of tables) {
    const result: unknown = await run(`delete from \`${name}\`.\`${String(table['name'])}\``);
    rows += Number(Reflect.get(Object(result), 'affectedRows') ?? 0);
    if (rows > rowsAtMost) break;
  }
  await run('commit');
  return rows <= rowsAtMost;
}
