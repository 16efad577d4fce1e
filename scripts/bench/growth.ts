import { missingEngine, openSharedEngines, type SharedEngines } from './engines.ts';
import { openBenchWorld, type Place } from './installation.ts';
import type { Figure } from './report.ts';
import type { Settings } from './settings.ts';
import { median } from './statistics.ts';

const smallRows = 1_000;
const mostCost = 1.3;
const connections = 16;
/** Few enough that the small inbox stays small. */
const amount = 1_000;

interface Round {
  readonly micros: number;
  readonly cpuMicros: number;
}

/** What a callback costs with 10³ rows in the inbox and with up to 10⁶, in turns, on each engine that is there. */
export async function measureGrowth(
  settings: Settings,
  program: (name: string) => string,
  say: (line: string) => void,
): Promise<Figure[]> {
  const figures = await measureOn('SQLite', settings, program, say);
  const missing = await missingEngine();
  if (missing !== undefined)
    return [...figures, { part: 'growth', name: 'MySQL', values: { 'cost ratio': null }, note: missing }];
  return [...figures, ...(await measureOn('MySQL', settings, program, say))];
}

async function measureOn(
  engine: 'SQLite' | 'MySQL',
  settings: Settings,
  program: (name: string) => string,
  say: (line: string) => void,
): Promise<Figure[]> {
  const world = await openBenchWorld();
  const engines: SharedEngines[] = [];
  try {
    const open = async (rows: number): Promise<Place> => {
      const shared = engine === 'MySQL' ? await openSharedEngines() : undefined;
      if (shared !== undefined) engines.push(shared);
      say(`growth, ${engine}: filling an inbox with ${rows} rows …`);
      const place = await world.start('ours', program('ours'), { ...shared?.env, BENCH_FILL: String(rows) });
      await world.learn(place);
      return place;
    };
    const places = { small: await open(smallRows), large: await open(settings.inboxRows) };
    const load = await world.startLoad(program('load'));
    const rounds: { small: Round[]; large: Round[] } = { small: [], large: [] };
    for (const { program: child } of Object.values(places)) child.pause();
    const measure = async (place: Place): Promise<Round> => {
      const { result, cpuMicros } = await world.watch([place], () =>
        load({ url: place.url, connections, seconds: 1, amount, prepare: amount }),
      );
      return {
        micros: (result.seconds / result.answered) * 1e6,
        cpuMicros: cpuMicros / result.answered,
      };
    };
    for (const place of Object.values(places)) await measure(place);
    for (let round = 0; round < settings.rounds; round += 1) {
      for (const size of round % 2 === 0 ? (['small', 'large'] as const) : (['large', 'small'] as const))
        rounds[size].push(await measure(places[size]));
    }
    const ratio = median(rounds.large.map(({ micros }, nth) => micros / (rounds.small[nth]?.micros ?? NaN)));
    return (['small', 'large'] as const).map((size) => ({
      part: 'growth',
      name: `${engine}, ${(size === 'small' ? smallRows : settings.inboxRows).toLocaleString('en-US')} rows`,
      values: {
        'µs/callback': median(rounds[size].map(({ micros }) => micros)),
        'CPU µs': median(rounds[size].map(({ cpuMicros }) => cpuMicros)),
        'cost ratio': size === 'small' ? 1 : ratio,
      },
      ...(size === 'small'
        ? {}
        : { required: { text: `at most ${mostCost} of the small one`, met: ratio <= mostCost } }),
    }));
  } finally {
    await world.end();
    for (const one of engines) await one.drop();
  }
}
