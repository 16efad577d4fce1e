import type { Database } from '../kernel/data/orm.ts';

/** Beyond this a database does not answer: probes ask every few seconds and must hear something. */
const answerWithinMs = 3_000;

/** What is wrong, by name; null: nothing. */
export type DatabaseHealth = Readonly<Record<'database' | 'migrations', string | null>>;

/** Whether the database answers, and has every step of `server/migrations`; never rejects, never hangs. */
export async function checkDatabase(
  db: Pick<Database, 'ping' | 'pendingMigrations'>,
): Promise<DatabaseHealth> {
  const [database, migrations] = await Promise.all([
    problemOf(() => db.ping().then(() => null)),
    problemOf(async () => {
      const pending = await db.pendingMigrations();
      return pending.length === 0 ? null : `not applied: ${pending.join(', ')} (npm run migrate)`;
    }),
  ]);
  return { database, migrations };
}

async function problemOf(check: () => Promise<string | null>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, answerWithinMs, `no answer within ${answerWithinMs / 1000} s`);
  });
  const answer = check().catch((error: unknown) =>
    error instanceof Error && error.message !== '' ? error.message : 'does not answer',
  );
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}
