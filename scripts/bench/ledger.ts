import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { root, startProgram } from './processes.ts';
import type { Figure } from './report.ts';
import type { Settings } from './settings.ts';
import { median } from './statistics.ts';

const placesSchema = z.object({ seconds: z.number() });
const rebuiltSchema = z.object({ seconds: z.number(), entries: z.number(), agrees: z.literal(true) });
const callers = 16;

/** The ledger beside the least that could count places, in one process on one database. */
export async function measureLedger(
  settings: Settings,
  program: (name: string) => string,
  say: (line: string) => void,
): Promise<Figure[]> {
  mkdirSync(join(root, '.cache/bench'), { recursive: true });
  const dataDir = mkdtempSync(join(root, '.cache/bench/ledger-'));
  const child = startProgram('ledger', program('ledger'), { BENCH_DATA_DIR: dataDir });
  try {
    await child.next(z.object({ ready: z.literal(true) }), 60);
    const take = async (way: 'ledger' | 'bare') =>
      settings.grants /
      (await child.ask({ do: way, times: settings.grants, callers }, placesSchema, 300)).seconds;
    for (const way of ['ledger', 'bare'] as const) await take(way);
    const rounds: { ledger: number; bare: number }[] = [];
    for (let round = 0; round < settings.rounds; round += 1) {
      const first = round % 2 === 0 ? 'ledger' : 'bare';
      const one = await take(first);
      const other = await take(first === 'ledger' ? 'bare' : 'ledger');
      rounds.push(first === 'ledger' ? { ledger: one, bare: other } : { ledger: other, bare: one });
    }
    say(`ledger: ${settings.rounds} rounds of ${settings.grants} places`);
    const rebuilt = await child.ask({ do: 'rebuild', entries: settings.entries }, rebuiltSchema, 1_800);
    say(`ledger: rebuilt from ${rebuilt.entries} entries`);
    return [
      {
        part: 'ledger',
        name: 'bare conditional update',
        values: { 'per second': median(rounds.map(({ bare }) => bare)), 'ratio to bare': 1 },
        note: `one row, «remaining - 1 where remaining > 0», a transaction each, ${callers} callers`,
      },
      {
        part: 'ledger',
        name: 'use() of the ledger',
        values: {
          'per second': median(rounds.map(({ ledger }) => ledger)),
          'ratio to bare': median(rounds.map(({ ledger, bare }) => ledger / bare)),
        },
        note: `entry, figures, lot and place in a transaction each, once for each cause, ${callers} callers on one kind`,
      },
      {
        part: 'ledger',
        name: 'rebuild from entries',
        values: {
          'per second': rebuilt.entries / rebuilt.seconds,
          entries: rebuilt.entries,
          seconds: rebuilt.seconds,
        },
        note: 'from the entries alone; the result was compared with the tables and agrees',
      },
    ];
  } finally {
    await child.end();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
