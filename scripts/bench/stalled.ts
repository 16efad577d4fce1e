import { MikroORM } from '@mikro-orm/mysql';

import { missingEngine, openSharedEngines } from './engines.ts';
import { openBenchWorld } from './installation.ts';
import type { Figure } from './report.ts';
import { percentile } from './statistics.ts';

const stallMs = 3_000;
/** The platforms cut the line at 5 s; this is what we promise. */
const mostMs = 4_500;
const perSecond = 50;

/** Callbacks at a steady pace while the inbox's table is locked for three seconds (T4). */
export async function measureStalled(
  program: (name: string) => string,
  say: (line: string) => void,
): Promise<Figure[]> {
  const missing = await missingEngine();
  if (missing !== undefined)
    return [{ part: 'stalled', name: 'MySQL', values: { 'longest ms': null }, note: missing }];
  const engines = await openSharedEngines();
  const world = await openBenchWorld();
  try {
    const { url } = await world.start('ours', program('ours'), engines.env);
    const admin = await MikroORM.init({
      clientUrl: engines.env['BENCH_DATABASE_URL'] ?? '',
      entities: [],
      discovery: { warnWhenNoEntities: false },
      pool: { min: 1, max: 1 },
    });
    const make = world.message();
    const answers: Promise<{ status: number; ms: number }>[] = [];
    const send = async () => {
      const { query, body } = make();
      const began = performance.now();
      const response = await fetch(`${url}?${query}`, { method: 'POST', body });
      await response.text();
      return { status: response.status, ms: performance.now() - began };
    };
    const timer = setInterval(() => answers.push(send()), 1_000 / perSecond);
    const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
    await pause(1_000);
    await admin.em.getConnection().execute('lock tables inbox write');
    await pause(stallMs);
    await admin.em.getConnection().execute('unlock tables');
    await pause(1_000);
    clearInterval(timer);
    const done = await Promise.all(answers);
    await admin.close(true);
    say(`stalled: ${done.length} callbacks`);
    const times = Float64Array.from(done.map(({ ms }) => ms));
    const stored = done.filter(({ status }) => status === 200).length;
    const longest = percentile(times, 1);
    return [
      {
        part: 'stalled',
        name: 'MySQL',
        values: {
          callbacks: done.length,
          'answered 200': stored,
          'p50 ms': percentile(times, 0.5),
          'p99 ms': percentile(times, 0.99),
          'longest ms': longest,
        },
        required: {
          text: `all answered 200 within ${mostMs} ms`,
          met: stored === done.length && longest <= mostMs,
        },
      },
    ];
  } finally {
    await world.end();
    await engines.drop();
  }
}
