/**
 * `npm run backup`: writes a consistent copy of the database of DATABASE_URL to a file, while the
 * server runs. SQLite: a database file. MySQL: SQL text by mariadb-dump or mysqldump, gzipped
 * where the name ends with .gz. What it holds and what not: docs/operations.md.
 *
 *   npm run backup -- --to backups/2026-11-24.db
 */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { loadConfig } from '../config/env.ts';
import { backUp } from '../server/kernel/backup/index.ts';

const usage = 'npm run backup -- --to <file>\n';
const { values } = parseArgs({
  options: { to: { type: 'string' }, help: { type: 'boolean', default: false } },
});
if (values.help || values.to === undefined) {
  process.stdout.write(usage);
  process.exit(values.help ? 0 : 2);
}
const file = resolve(values.to);
const config = loadConfig();
const started = performance.now();
try {
  mkdirSync(dirname(file), { recursive: true });
  await backUp(config.databaseUrl, file);
  const megabytes = (statSync(file).size / 2 ** 20).toFixed(1);
  process.stdout.write(
    `${file}: ${megabytes} MB in ${((performance.now() - started) / 1000).toFixed(1)} s\n`,
  );
  const keyFile = join(config.dataDir, 'secret.key');
  const key = config.secretKey === undefined && existsSync(keyFile) ? keyFile : 'SECRET_KEY';
  process.stdout.write(
    `THE KEY IS NOT IN IT. Keep ${key} safe, and elsewhere than this file: without it no credential,\n` +
      'no callback and no message in the backup can be opened again, by anybody.\n',
  );
} catch (error) {
  process.stderr.write(`No backup was made: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
