import { cpus } from 'node:os';

import { missingEngine, openSharedEngines } from './engines.ts';
import { openBenchWorld, type Place } from './installation.ts';
import type { LoadResult } from './load-messages.ts';
import type { Figure } from './report.ts';
import type { Settings } from './settings.ts';
import { median } from './statistics.ts';

/** One process against the bare server, and two against one: the targets of the product. */
const leastOfBare = 0.4;
const leastOfTwo = 1.6;

interface Round {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Of our processes, for each callback. */
  readonly cpuMicros: number;
  /** Busy share of all cores. */
  readonly machine: number;
}

interface Lane {
  readonly name: string;
  readonly places: readonly Place[];
  readonly rounds: Round[];
}

/** Busy share of all cores between two looks, 0 to 1. */
function watchMachine(): () => number {
  const read = () =>
    cpus().reduce(
      (sum, { times }) => {
        const busy = times.user + times.nice + times.sys + times.irq;
        return { busy: sum.busy + busy, all: sum.all + busy + times.idle };
      },
      { busy: 0, all: 0 },
    );
  const before = read();
  return () => {
    const after = read();
    return (after.busy - before.busy) / Math.max(1, after.all - before.all);
  };
}

/**
 * Callbacks on MySQL and Redis by one process and by two, each half of the connections on its own
 * port as behind a balancer, beside the bare server. How busy the whole machine was stands beside
 * each: the databases and the load work on the same cores.
 */
export async function measureShared(
  settings: Settings,
  program: (name: string) => string,
  say: (line: string) => void,
): Promise<Figure[]> {
  const missing = await missingEngine();
  if (missing !== undefined)
    return [{ part: 'shared', name: 'MySQL and Redis', values: { 'req/s': null }, note: missing }];
  const engines = await openSharedEngines();
  const world = await openBenchWorld();
  try {
    const one = await world.start('ours', program('ours'), engines.env);
    await world.learn(one);
    const key = new URL(one.url).pathname.split('/').at(-1) ?? '';
    const second = await world.start('ours, second', program('ours'), { ...engines.env, BENCH_JOINS: key });
    const bare = await world.start('bare node:http', program('bare'));
    const loads = [await world.startLoad(program('load')), await world.startLoad(program('load'))];
    const lanes: Lane[] = [
      { name: 'bare node:http', places: [bare], rounds: [] },
      { name: 'one process', places: [one], rounds: [] },
      { name: 'two processes', places: [one, second], rounds: [] },
    ];
    for (const place of [bare, one, second]) place.program.pause();

    const measure = async ({ places }: Lane, seconds: number): Promise<Round> => {
      const share = { seconds, connections: settings.connections / places.length };
      const prepare = Math.ceil((40_000 * seconds) / places.length);
      const { result, cpuMicros } = await world.watch(places, async () => {
        const machine = watchMachine();
        const results = await Promise.all(
          places.map(({ url }, nth) => {
            const load = loads[nth];
            if (load === undefined) throw new Error('There is no load generator');
            return load({ url, ...share, prepare });
          }),
        );
        return { results, machine: machine() };
      });
      const sum = (pick: (one: LoadResult) => number) =>
        result.results.reduce((total, one) => total + pick(one), 0);
      return {
        perSecond: sum(({ answered, seconds: took }) => answered / took),
        p50: median(result.results.map(({ p50 }) => p50)),
        p99: Math.max(...result.results.map(({ p99 }) => p99)),
        cpuMicros:
          cpuMicros /
          Math.max(
            1,
            sum(({ answered }) => answered),
          ),
        machine: result.machine,
      };
    };
    for (const lane of lanes) await measure(lane, settings.warmSeconds);
    for (let round = 0; round < settings.rounds; round += 1) {
      const order = round % 2 === 0 ? lanes : [...lanes].reverse();
      for (const lane of order) {
        const result = await measure(lane, settings.seconds);
        lane.rounds.push(result);
        say(
          `shared, round ${round + 1}  ${lane.name}: ${result.perSecond.toFixed(0)} req/s, machine busy ${(result.machine * 100).toFixed(0)} %`,
        );
      }
    }
    return lanes.map((lane) => figureOf(lane, lanes));
  } finally {
    await world.end();
    await engines.drop();
  }
}

function figureOf(lane: Lane, [bare, one]: readonly Lane[]): Figure {
  const ratioTo = (base: Lane | undefined) =>
    median(lane.rounds.map(({ perSecond }, round) => perSecond / (base?.rounds[round]?.perSecond ?? NaN)));
  const middle = (pick: (round: Round) => number) => median(lane.rounds.map(pick));
  const busy = median(one?.rounds.map(({ machine }) => machine) ?? [1]);
  const figure = {
    part: 'shared',
    name: lane.name,
    values: {
      'req/s': middle(({ perSecond }) => perSecond),
      'ratio to bare': ratioTo(bare),
      'ratio to one': ratioTo(one),
      'p50 ms': middle(({ p50 }) => p50),
      'p99 ms': middle(({ p99 }) => p99),
      'CPU µs/req': middle(({ cpuMicros }) => cpuMicros),
      'machine busy': middle(({ machine }) => machine),
    },
  } as const;
  if (lane === one)
    return {
      ...figure,
      required: { text: `at least ${leastOfBare} of bare`, met: ratioTo(bare) >= leastOfBare },
    };
  if (lane.places.length < 2) return figure;
  return {
    ...figure,
    required: {
      text: `at least ${leastOfTwo} of one, or as much as the machine has left`,
      met: ratioTo(one) >= Math.min(leastOfTwo, 0.9 / busy),
    },
    note: `with one process ${(busy * 100).toFixed(0)} % of all cores were busy already: more than ${(1 / busy).toFixed(2)} of one cannot be had here`,
  };
}
