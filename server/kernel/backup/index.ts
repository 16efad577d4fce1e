import { existsSync } from 'node:fs';

import { dumpMysql, loadMysql } from './mysql.ts';
import { copySqlite, placeSqlite } from './sqlite.ts';

/**
 * Writes a consistent copy of the database of `url` to a file, while servers go on writing to it:
 * what was committed before it began is in it, of what is committed meanwhile whole transactions
 * or nothing. The file appears when it is whole.
 * @param url `sqlite:<path>` or `mysql://…`
 * @param file MySQL: SQL text, gzipped where the name ends with .gz
 * @throws Error when the file exists already, or the copy cannot be made
 */
export async function backUp(url: string, file: string): Promise<void> {
  if (existsSync(file)) throw new Error(`${file} exists already: a backup never replaces another`);
  const path = sqlitePath(url);
  if (path === null) await dumpMysql(url, file);
  else await copySqlite(path, file);
}

/**
 * Puts a backup into a database that holds nothing yet. Servers must not run on it.
 * @throws Error when there is something already, or the backup is not whole
 */
export async function restore(url: string, file: string): Promise<void> {
  if (!existsSync(file)) throw new Error(`There is no ${file}`);
  const path = sqlitePath(url);
  if (path === null) await loadMysql(url, file);
  else await placeSqlite(path, file);
}

function sqlitePath(url: string): string | null {
  return url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : null;
}
