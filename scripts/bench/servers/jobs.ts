/** Makes jobs that do nothing and works them, with a carrier or by looking; told by its parent when to begin. */
import { join } from 'node:path';

import { z } from 'zod';

import { openDatabase } from '../../../server/database.ts';
import { jobColumns } from '../../../server/features/channels/intake/inbox-rows.ts';
import { systemClock } from '../../../server/kernel/clock.ts';
import { insertInto, timeValue, writeRows } from '../../../server/kernel/data/sql.ts';
import { inTransaction } from '../../../server/kernel/data/transaction.ts';
import { newId } from '../../../server/kernel/ids.ts';
import { createBullCarrier } from '../../../server/kernel/jobs/bull-carrier.ts';
import { createHandlers, handle } from '../../../server/kernel/jobs/job-handler.ts';
import { defineJob } from '../../../server/kernel/jobs/job-kind.ts';
import { countOpen } from '../../../server/kernel/jobs/job-table.ts';
import { createWorker } from '../../../server/kernel/jobs/worker.ts';
import { createLogger } from '../../../server/kernel/log/logger.ts';
import { createMetrics } from '../../../server/kernel/log/metrics.ts';
import { openRedis } from '../../../server/kernel/redis/redis.ts';

const { BENCH_DATABASE_URL, BENCH_REDIS_URL, BENCH_REDIS_PREFIX = '', BENCH_DATA_DIR = '' } = process.env;
const log = createLogger('silent');
const metrics = createMetrics();
const db = await openDatabase(BENCH_DATABASE_URL ?? `sqlite:${join(BENCH_DATA_DIR, 'jobs.db')}`);
if (process.env['BENCH_JOINS'] === undefined) await db.migrate();
const nothing = defineJob('bench.nothing', z.strictObject({}));
const carrier =
  BENCH_REDIS_URL === undefined
    ? undefined
    : createBullCarrier({
        redis: openRedis(BENCH_REDIS_URL, BENCH_REDIS_PREFIX, log),
        ...{ clock: systemClock, log, metrics },
      });
const worker = createWorker({
  ...{ db, clock: systemClock, log, metrics, carrier, idleMs: 500 },
  concurrency: db.dialect === 'sqlite' ? 4 : 16,
  handlers: createHandlers([nothing], [handle(nothing, () => Promise.resolve())]),
});
const em = () => db.acrossTenants('work: inbox and jobs');
worker.start();

/** Jobs in one commit, told of together; resolves when none is open. */
async function work(jobs: number): Promise<number> {
  const started = performance.now();
  const runAt = systemClock.now();
  const news = Array.from({ length: jobs }, () => ({ id: newId(), attempts: 0, runAt }));
  const at = timeValue(db.dialect, runAt);
  await inTransaction(em(), async (tx) => {
    for (let from = 0; from < jobs; from += 500) {
      const some = news.slice(from, from + 500);
      const values = some.map(({ id }) => [id, nothing.name, '{}', null, null, 'bench', 'due', 0, at, at]);
      await writeRows(tx, insertInto('job', jobColumns, some.length), values.flat());
    }
  });
  worker.announce(news);
  while ((await countOpen(em())) > 0) await new Promise((done) => setTimeout(done, 20));
  return (performance.now() - started) / 1000;
}

process.on('message', (message) => {
  const { jobs } = z.object({ jobs: z.number() }).parse(message);
  work(jobs).then(
    (seconds) => process.send?.({ seconds }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
