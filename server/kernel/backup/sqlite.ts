import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

import Libsql from 'libsql';

import { writeWhole } from './files.ts';

/**
 * Copies a database by `VACUUM INTO`: one read transaction of the write-ahead log, which no writer
 * waits for (https://www.sqlite.org/lang_vacuum.html). A plain copy of the file would lack what is
 * still in the log beside it. SQLite does not flush the copy itself; we do.
 */
export async function copySqlite(path: string, file: string): Promise<void> {
  if (!existsSync(path)) throw new Error(`There is no database ${path}`);
  await writeWhole(file, (part) => {
    withConnection(path, (connection) => {
      connection.pragma('busy_timeout = 60000');
      connection.prepare('vacuum into ?').run(part);
    });
    check(part);
  });
}

/** A fresh start's log of the old database would be played into the new one: so nothing may be there. */
export async function placeSqlite(path: string, file: string): Promise<void> {
  for (const there of [path, `${path}-wal`, `${path}-shm`]) {
    if (existsSync(there)) throw new Error(`${there} is there already: stop the server and move it away`);
  }
  mkdirSync(dirname(path), { recursive: true });
  await writeWhole(path, (part) => {
    copyFileSync(file, part);
    check(part);
  });
}

function check(file: string): void {
  const found = withConnection(file, (connection) =>
    connection.prepare('pragma integrity_check').raw().all(),
  );
  const told = found.map(String).join('; ');
  if (told !== 'ok') throw new Error(`${file} is damaged: ${told.slice(0, 500)}`);
}

function withConnection<T>(path: string, work: (connection: Libsql.Database) => T): T {
  const connection = new Libsql(path);
  try {
    return work(connection);
  } finally {
    connection.close();
  }
}
