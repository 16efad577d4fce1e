/**
 * `npm run migrate`: brings the database of DATABASE_URL up to date, under a lock. Safe to repeat.
 */
import { loadConfig } from '../config/env.ts';
import { openDatabase } from '../server/database.ts';

if (process.argv.includes('--help')) {
  process.stdout.write('npm run migrate\nApplies the pending steps of server/migrations to DATABASE_URL.\n');
  process.exit(0);
}
const db = await openDatabase(loadConfig().databaseUrl);
try {
  const pending = await db.pendingMigrations();
  await db.migrate();
  process.stdout.write(pending.length === 0 ? 'Nothing to apply.\n' : `Applied: ${pending.join(', ')}\n`);
} finally {
  await db.close();
}
