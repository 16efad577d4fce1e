/**
 * `npm run restore`: puts a backup into the database of DATABASE_URL, which must hold nothing yet
 * (SQLite: no file; MySQL: no table), and examines what came: its books against their entries, and
 * whether the keys in hand open what is encrypted. Stop the servers before, start them after.
 *
 *   npm run restore -- --from backups/2026-11-24.db
 *   npm run restore -- --examine        only examines the database as it is; writes nothing
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { loadConfig } from '../config/env.ts';
import { openDatabase } from '../server/database.ts';
import { restore } from '../server/kernel/backup/index.ts';
import { createKeyring, loadSecretKey, type Keyring } from '../server/kernel/secrets.ts';
import { examine, type RestoredState } from '../server/wiring/restored.ts';

const usage = 'npm run restore -- --from <file> | --examine\n';
const { values } = parseArgs({
  options: {
    from: { type: 'string' },
    examine: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help || (values.from === undefined) !== values.examine) {
  process.stdout.write(usage);
  process.exit(values.help ? 0 : 2);
}
const config = loadConfig();
const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Makes none, as a first start would: here a missing one is the news. */
function keysInHand(): Keyring {
  const made = join(config.dataDir, 'secret.key');
  if (config.secretKey === undefined && !existsSync(made)) {
    throw new Error(`THE KEY IS MISSING: set SECRET_KEY, or put ${made} back, as it was at the backup`);
  }
  return createKeyring(loadSecretKey(config.secretKey, config.dataDir), config.previousSecretKey);
}

function tell(state: RestoredState): boolean {
  const jobs = Object.entries(state.jobs).map(([name, n]) => `${n} ${name}`);
  say(`Callbacks: ${state.inbox}. Jobs: ${jobs.join(', ') || 'none'}.`);
  const books = state.ledgerProblems;
  say(
    books.length === 0 ? `Ledgers: ${state.ledgers}, all equal to their entries.` : 'LEDGERS THAT ARE WRONG:',
  );
  for (const line of books) say(`- ${line}`);
  if (state.closed.length === 0) say('The key opens what is encrypted.');
  else {
    say('THE KEY DOES NOT OPEN IT. Set SECRET_KEY (or put back data/secret.key) as it was at the backup;');
    say('of a key that was rotated meanwhile the old one as SECRET_KEY_PREVIOUS.');
    for (const line of state.closed) say(`- ${line}`);
  }
  return books.length === 0 && state.closed.length === 0;
}

try {
  if (values.from !== undefined) await restore(config.databaseUrl, resolve(values.from));
  const db = await openDatabase(config.databaseUrl);
  try {
    const pending = await db.pendingMigrations();
    if (pending.length > 0) {
      say(`It is of an older version and lacks ${pending.join(', ')}.`);
      say('Next: npm run migrate (SQLite: npm start does it), then npm run restore -- --examine.');
    } else process.exitCode = tell(await examine(db, keysInHand())) ? 0 : 1;
  } finally {
    await db.close();
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
