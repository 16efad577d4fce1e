import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { missingEngine, openSharedEngines } from './engines.ts';
import { root, startProgram, type Program } from './processes.ts';
import type { Figure } from './report.ts';
import type { Settings } from './settings.ts';
import { median } from './statistics.ts';

const mostRatio = 2;
const smallRows = 1_000;
/** The first three see as many rows at every size; what the others see grows with all. */
const fixed = ['owner', 'department', 'subtree'] as const;
const viewers = [...fixed, 'owner of 6 %', 'department of 12 %', 'subtree of 25 %', 'manager'] as const;
const acts = ['list', 'search', 'id', 'count', 'contacts', 'contact search'] as const;
type Cell = `${(typeof viewers)[number]} ${(typeof acts)[number]}`;
const cells = viewers.flatMap((viewer) => acts.map((act): Cell => `${viewer} ${act}`));
const timesSchema = z.record(z.string(), z.number());

/**
 * What a look at customers costs in the product's own functions with 10³ rows and with more, in turns,
 * in a tree eight deep: by who looks and at what. Each row of the table is one viewer and one act.
 */
export async function measureCustomers(
  settings: Settings,
  program: (name: string) => string,
  say: (line: string) => void,
  onMysql: boolean,
): Promise<Figure[]> {
  const sizes = [smallRows, 10_000, 100_000, 1_000_000].filter((rows) => rows <= settings.customers);
  const figures = await measureOn('SQLite', sizes, settings, program, say);
  if (!onMysql) return figures;
  const missing = await missingEngine();
  if (missing !== undefined)
    return [...figures, { part: 'customers', name: 'MySQL', values: { ratio: null }, note: missing }];
  return [...figures, ...(await measureOn('MySQL', sizes, settings, program, say))];
}

async function measureOn(
  engine: 'SQLite' | 'MySQL',
  sizes: readonly number[],
  settings: Settings,
  program: (name: string) => string,
  say: (line: string) => void,
): Promise<Figure[]> {
  mkdirSync(join(root, '.cache/bench'), { recursive: true });
  const ends: (() => Promise<void>)[] = [];
  try {
    const places: { rows: number; child: Program }[] = [];
    for (const rows of sizes) {
      const dataDir = mkdtempSync(join(root, '.cache/bench/customers-'));
      const shared = engine === 'MySQL' ? await openSharedEngines() : undefined;
      say(`customers, ${engine}: filling ${rows} rows …`);
      const child = startProgram('customers', program('customers'), {
        ...{ BENCH_DATA_DIR: dataDir, ...shared?.env, BENCH_FILL: String(rows) },
      });
      ends.push(async () => {
        await child.end();
        await shared?.drop();
        rmSync(dataDir, { recursive: true, force: true });
      });
      await child.next(z.object({ ready: z.literal(true) }), 3_600);
      places.push({ rows, child });
    }
    const rounds = new Map<string, number[]>();
    const timesOf = (rows: number, cell: Cell): number[] => {
      const key = `${rows} ${cell}`;
      const times = rounds.get(key) ?? [];
      rounds.set(key, times);
      return times;
    };
    for (const { child } of places) await child.ask({ do: 'look' }, timesSchema, 600);
    for (let round = 0; round < settings.rounds; round += 1)
      for (const { rows, child } of round % 2 === 0 ? places : [...places].reverse()) {
        const times = await child.ask({ do: 'look' }, timesSchema, 600);
        for (const cell of cells) timesOf(rows, cell).push(times[cell] ?? NaN);
      }
    const timeOf = (rows: number, cell: Cell) => median(timesOf(rows, cell));
    return cells.map((cell): Figure => {
      const most = sizes.at(-1) ?? smallRows;
      const ratio = timeOf(most, cell) / timeOf(smallRows, cell);
      const times = Object.fromEntries(
        sizes.map((rows) => [`ms at ${rows.toLocaleString('en-US')}`, timeOf(rows, cell)]),
      );
      // A count looks at each row that it counts.
      const bound = !cell.endsWith(' count') || fixed.some((viewer) => cell === `${viewer} count`);
      return {
        ...{ part: 'customers', name: `${engine}, ${cell}`, values: { ...times, ratio } },
        ...(bound
          ? { required: { text: `at most ${mostRatio} times the small one`, met: ratio <= mostRatio } }
          : { note: 'counts as many more rows, from an index alone' }),
      };
    });
  } finally {
    for (const end of ends) await end();
  }
}
