/**
 * `npm run seed`: seeds the demo brand beside a running sandbox (npm start does it at the first
 * start). Seeding twice changes nothing; refused in production and without the sandbox.
 */
import { loadConfig } from '../config/env.ts';
import { openDatabase } from '../server/database.ts';
import { seedDemo } from '../server/demo/seed.ts';
import { createLogger } from '../server/kernel/log/logger.ts';
import { createServer } from '../server/server.ts';

const config = loadConfig();
if (config.production || !config.sandbox.on) {
  process.stderr.write(
    [
      'The demo is seeded with the sandbox only, never in production.',
      'To see it: unset NODE_ENV and SANDBOX, and npm start.',
      'To make an enterprise of your own: npm run enterprise -- create --help',
      '',
    ].join('\n'),
  );
  process.exit(2);
}
const db = await openDatabase(config.databaseUrl);
if (db.dialect === 'sqlite') await db.migrate();
const server = createServer(config, { db, log: createLogger('warn') });
try {
  await seedDemo(server);
  process.stdout.write('The demo is there.\n');
} finally {
  await server.stop();
}
