import { z } from 'zod';

import { sealedTables } from '../features/channels/index.ts';
import { enterprisesWithLedger, verifyLedger } from '../features/quota/index.ts';
import { readRows } from '../kernel/data/sql.ts';
import type { Database } from '../kernel/data/orm.ts';
import type { Keyring } from '../kernel/secrets.ts';

/** What an operator wants to know of a database that was restored. */
export interface RestoredState {
  readonly inbox: number;
  /** By state; those that were running when the backup was taken are taken again when their lease is over. */
  readonly jobs: Readonly<Record<string, number>>;
  readonly ledgers: number;
  /** Books that do not agree with their entries, a line each. */
  readonly ledgerProblems: readonly string[];
  /** Tables with values that the keys in hand do not open; a line each. */
  readonly closed: readonly string[];
}

/** How many values of each column are tried; the newest, by key. */
const samples = 200;

/**
 * Reads a restored database: are its books right, and do the keys in hand open it? Writes nothing.
 * It must have every step of this version.
 */
export async function examine(db: Database, keyring: Keyring): Promise<RestoredState> {
  const em = () => db.acrossTenants('work: sweep');
  const count = z.object({ state: z.string(), n: z.coerce.number() });
  const read = async (sql: string) => (await readRows(em(), sql, [])).map((row) => count.parse(row));
  const [inbox] = await read(`select '' as state, count(*) as n from inbox`);
  const jobs = await read('select state, count(*) as n from job group by state order by state');
  const enterprises = await enterprisesWithLedger(em());
  const ledgerProblems: string[] = [];
  for (const id of enterprises) {
    for (const { kind, problem } of await verifyLedger(db.tenant(id), id)) {
      ledgerProblems.push(`enterprise ${id}, ${kind}: ${problem}`);
    }
  }
  return {
    inbox: inbox?.n ?? 0,
    jobs: Object.fromEntries(jobs.map(({ state, n }) => [state, n])),
    ledgers: enterprises.length,
    ledgerProblems,
    closed: await findClosed(db, keyring),
  };
}

async function findClosed(db: Database, keyring: Keyring): Promise<string[]> {
  const found: string[] = [];
  for (const { table, key, columns } of sealedTables(db)) {
    for (const column of columns) {
      const rows = await readRows(
        db.acrossTenants('work: sweep'),
        `select ${column} as sealed from ${table} where ${column} is not null and ${column} <> ''
         order by ${key} desc limit ${samples}`,
        [],
      );
      const closed = rows.filter(
        (row) => !opens(keyring, z.object({ sealed: z.string() }).parse(row).sealed),
      );
      if (closed.length > 0) found.push(`${table}.${column}: ${closed.length} of ${rows.length} tried`);
    }
  }
  return found;
}

function opens(keyring: Keyring, sealed: string): boolean {
  try {
    keyring.open(sealed);
    return true;
  } catch {
    return false;
  }
}
