/** The quota ledger on SQLite as the server runs it, and the least that could count places beside it. */
import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';

import { z } from 'zod';

import { openDatabase } from '../../../server/database.ts';
import { createLedger, derived, rebuild } from '../../../server/features/quota/index.ts';
import { systemClock } from '../../../server/kernel/clock.ts';
import { inTransaction } from '../../../server/kernel/data/transaction.ts';
import { newId } from '../../../server/kernel/ids.ts';

const db = await openDatabase(`sqlite:${join(process.env['BENCH_DATA_DIR'] ?? '', 'ledger.db')}`);
await db.migrate();
const ledger = createLedger({ clock: systemClock });
const kind = 'wechat_user';
const wish = { kind, actor: 'system' } as const;
const [fast, grown] = [newId(), newId()];
const sql = (text: string, values: readonly unknown[] = []) =>
  db
    .installation()
    .getConnection()
    .execute(text, [...values], 'run');
let count = 0;

async function credit(enterpriseId: string): Promise<void> {
  await inTransaction(db.tenant(enterpriseId), (tx) =>
    ledger.credit(tx, {
      ...{ ...wish, enterpriseId, reason: 'granted', amount: 1_000_000 },
      ...{ sourceKey: `bench:${newId()}`, startsAt: new Date(Date.now() - 1000), endsAt: null },
    }),
  );
}

async function use(enterpriseId: string): Promise<void> {
  count += 1;
  const nth = count;
  const { taken } = await inTransaction(db.tenant(enterpriseId), (tx) =>
    ledger.use(tx, { ...wish, enterpriseId, reason: 'bound', holder: `user:${nth}`, causeKey: 'bind' }),
  );
  if (!taken) throw new Error('The ledger had no place');
}

async function bare(): Promise<void> {
  await sql('update bench_places set remaining = remaining - 1 where id = 1 and remaining > 0');
}

/** `times` places, taken by `callers` at once. */
async function take(work: () => Promise<void>, times: number, callers: number): Promise<number> {
  let left = times;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (left > 0) {
        left -= 1;
        await work();
      }
    }),
  );
  return (performance.now() - started) / 1000;
}

/** Many places for each transaction: only the entries matter here, not how fast they came. */
async function grow(entries: number): Promise<void> {
  await credit(grown);
  for (let made = 1; made < entries; made += 500) {
    const size = Math.min(500, entries - made);
    await inTransaction(db.tenant(grown), async (tx) => {
      for (let nth = 0; nth < size; nth += 1) {
        count += 1;
        await ledger.use(tx, {
          ...wish,
          enterpriseId: grown,
          reason: 'bound',
          holder: `user:${count}`,
          causeKey: 'bind',
        });
      }
    });
  }
}

async function rebuildAll(entries: number) {
  await grow(entries);
  const em = db.tenant(grown);
  const started = performance.now();
  const rebuilt = await rebuild(em, grown);
  const seconds = (performance.now() - started) / 1000;
  const agrees = isDeepStrictEqual(rebuilt, await derived(em, grown));
  return { seconds, entries: rebuilt.reduce((sum, { seq }) => sum + seq, 0), agrees };
}

const orderSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('ledger'), times: z.number(), callers: z.number() }),
  z.object({ do: z.literal('bare'), times: z.number(), callers: z.number() }),
  z.object({ do: z.literal('rebuild'), entries: z.number() }),
]);

async function answer(message: unknown): Promise<object> {
  const order = orderSchema.parse(message);
  if (order.do === 'rebuild') return rebuildAll(order.entries);
  return { seconds: await take(order.do === 'bare' ? bare : () => use(fast), order.times, order.callers) };
}

await sql('create table bench_places (id integer primary key, remaining integer not null)');
await sql('insert into bench_places (id, remaining) values (1, 1000000000)');
await credit(fast);
process.on('message', (message) => {
  answer(message).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
