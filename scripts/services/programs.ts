import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/* Which programs of the machine the local services are made of. */

export interface Programs {
  readonly database: string;
  /** Makes an empty data folder; null: the server does it itself (MySQL's --initialize-insecure). */
  readonly installer: string | null;
  readonly redis: string;
}

/** Where Debian and others put servers, which an ordinary user's PATH leaves out. */
const more = ['/usr/sbin', '/usr/local/sbin', '/usr/libexec', '/sbin'];

const everywhere = (): string[] => [
  ...(process.env['PATH'] ?? '').split(':').filter((folder) => folder !== ''),
  ...more,
];

/** The first of these names on PATH or among the folders of servers. */
export function findProgram(names: readonly string[], folders = everywhere()): string | undefined {
  for (const name of names) {
    for (const folder of folders) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not here.
      }
    }
  }
  return undefined;
}

/** @throws Error naming what is missing, and the Debian packages that have it */
export function findPrograms(folders = everywhere()): Programs {
  const database = findProgram(['mariadbd', 'mysqld'], folders);
  const redis = findProgram(['redis-server', 'valkey-server'], folders);
  const missing: string[] = [];
  if (database === undefined) missing.push('mariadbd or mysqld (Debian: apt install mariadb-server)');
  if (redis === undefined) missing.push('redis-server (Debian: apt install redis-server)');
  if (database === undefined || redis === undefined) {
    throw new Error(`Not found on PATH or in ${more.join(', ')}:\n- ${missing.join('\n- ')}`);
  }
  const installer = findProgram(['mariadb-install-db', 'mysql_install_db'], folders) ?? null;
  return { database, installer, redis };
}
