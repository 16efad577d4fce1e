import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { missingEngine, openSharedEngines, type SharedEngines } from './engines.ts';
import { root, startProgram, type Program } from './processes.ts';
import type { Figure } from './report.ts';
import type { Settings } from './settings.ts';
import { median } from './statistics.ts';

interface Lane {
  readonly name: string;
  readonly makes: Program;
  readonly perSecond: number[];
}

/** Jobs a second found by looking and brought by Redis, by one process and by two. */
export async function measureJobs(
  settings: Settings,
  program: (name: string) => string,
  say: (line: string) => void,
): Promise<Figure[]> {
  mkdirSync(join(root, '.cache/bench'), { recursive: true });
  const dataDir = mkdtempSync(join(root, '.cache/bench/jobs-'));
  const started: Program[] = [];
  const engines: SharedEngines[] = [];
  const start = async (env: Readonly<Record<string, string>>): Promise<Program> => {
    const child = startProgram('jobs', program('jobs'), { BENCH_DATA_DIR: dataDir, ...env });
    started.push(child);
    await child.next(z.object({ ready: z.literal(true) }), 60);
    return child;
  };
  const onMysql = async (redis: boolean, processes: number): Promise<Program> => {
    const shared = await openSharedEngines();
    engines.push(shared);
    const { BENCH_DATABASE_URL = '' } = shared.env;
    const env = redis ? shared.env : { BENCH_DATABASE_URL };
    const first = await start(env);
    for (let more = 1; more < processes; more += 1) await start({ ...env, BENCH_JOINS: '1' });
    return first;
  };
  try {
    const missing = await missingEngine();
    const lanes: Lane[] = [{ name: 'looking, SQLite', makes: await start({}), perSecond: [] }];
    if (missing === undefined) {
      lanes.push(
        { name: 'looking, MySQL', makes: await onMysql(false, 1), perSecond: [] },
        { name: 'Redis, MySQL', makes: await onMysql(true, 1), perSecond: [] },
        { name: 'Redis, MySQL, two processes', makes: await onMysql(true, 2), perSecond: [] },
      );
    }
    for (let round = 0; round <= settings.rounds; round += 1) {
      for (const lane of round % 2 === 0 ? lanes : [...lanes].reverse()) {
        const { seconds } = await lane.makes.ask(
          { jobs: settings.jobs },
          z.object({ seconds: z.number() }),
          300,
        );
        // The first round warms up.
        if (round > 0) lane.perSecond.push(settings.jobs / seconds);
      }
    }
    say(`jobs: ${settings.rounds} rounds of ${settings.jobs}`);
    const base = lanes[0]?.perSecond ?? [];
    const figures: Figure[] = lanes.map(({ name, perSecond }) => ({
      part: 'jobs',
      name,
      values: {
        'jobs/s': median(perSecond),
        'ratio to SQLite': median(perSecond.map((rate, nth) => rate / (base[nth] ?? NaN))),
      },
      note: 'there in one commit; each end is a commit of its own',
    }));
    if (missing !== undefined)
      figures.push({ part: 'jobs', name: 'MySQL', values: { 'jobs/s': null }, note: missing });
    return figures;
  } finally {
    await Promise.all(started.map((one) => one.end()));
    for (const one of engines) await one.drop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
