/*
 * One of several processes that race for the same places. Reads its orders from the environment,
 * waits for a line on stdin so that all begin at once, and prints how many tries were given a place.
 */
import { once } from 'node:events';

import { openDatabase } from '../database.ts';
import { createLedger } from '../features/quota/index.ts';
import { systemClock } from '../kernel/clock.ts';
import { inTransaction } from '../kernel/data/transaction.ts';

const { DATABASE_URL = '', ENTERPRISE = '', TRIES = '0', NAME = '' } = process.env;
const db = await openDatabase(DATABASE_URL);
await db.ping();
const ledger = createLedger({ clock: systemClock });
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const answers = await Promise.all(
  Array.from({ length: Number(TRIES) }, (_, nth) =>
    inTransaction(db.tenant(ENTERPRISE), (tx) =>
      ledger.use(tx, {
        enterpriseId: ENTERPRISE,
        kind: 'enterprise',
        reason: 'opened',
        actor: 'system',
        holder: `connection:${NAME}-${nth}`,
        causeKey: `${NAME}-${nth}`,
      }),
    ),
  ),
);
await db.close();
process.stdout.write(`taken ${answers.filter(({ taken }) => taken).length} of ${answers.length}\n`);
process.exit(0);
