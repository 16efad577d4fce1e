import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { openBenchWorld, type Place } from './installation.ts';
import type { LoadResult } from './load-messages.ts';
import { root } from './processes.ts';
import type { Figure } from './report.ts';
import type { Scenario } from './requests.ts';
import type { Settings } from './settings.ts';
import { summarize, type Sample } from './statistics.ts';

const peers = ['wechat', 'co-wechat', 'node-easywechat'] as const;
/** Ours against the bare server, at least, for a message with its reply (design §8): the target of the product. */
const leastRatio = 0.55;

interface Lane {
  readonly scenario: Scenario;
  readonly contender: Place;
  readonly samples: Sample[];
  readonly results: LoadResult[];
  /** Jobs that the worker finished while the clock ran. */
  jobs: number;
}

/** Installs the packages beside ours at their locked versions, in their own folder. */
function installPeers(say: (line: string) => void): string {
  const folder = join(root, 'scripts/bench/peers');
  if (!existsSync(join(folder, 'node_modules/.package-lock.json'))) {
    say('Installing the packages that run beside ours …');
    const done = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NODE_ENV: '' },
    });
    if (done.status !== 0) throw new Error(`npm ci in ${folder}: ${done.stderr}`);
  }
  return folder;
}

/**
 * Loads each server in turn with messages that are all different, one server at a time with the
 * others held still, in another order each round.
 * @throws Error when a server answers wrongly, or ours has not stored what it answered
 */
export async function measureCallbacks(
  settings: Settings,
  program: (name: string) => string,
  say: (line: string) => void,
): Promise<Figure[]> {
  const peersDir = installPeers(say);
  const world = await openBenchWorld();
  try {
    // A process of ours for each kind of message: the work that follows cause is still there later.
    const ours = await world.start('ours', program('ours'));
    const working = await world.start('ours, worker busy', program('ours'));
    const beside = async () => {
      const all = [await world.start('bare node:http', program('bare'))];
      for (const name of peers) all.push(await world.start(name, join(peersDir, `${name}.cjs`)));
      return all;
    };
    const text = await world.learn(ours, 'text');
    const texts = await beside();
    const follow = await world.learn(working, 'follow');
    const follows = await beside();
    const expected = { text, follow };
    for (const one of [ours, working, ...texts, ...follows]) one.program.pause();
    const load = await world.startLoad(program('load'));

    const lane = (scenario: Scenario, contender: Place): Lane => ({
      scenario,
      contender,
      samples: [],
      results: [],
      jobs: 0,
    });
    // Messages are measured twice: with an idle worker, and with one that has the work of the follows before it.
    const lanes = [...texts, ours, working].map((contender) => lane('text', contender));
    lanes.push(...[...follows, working].map((contender) => lane('follow', contender)));

    const measure = ({ scenario, contender }: Lane, seconds: number, rate: number) =>
      world.watch([contender], () =>
        load({
          ...{ url: contender.url, scenario, seconds, connections: settings.connections },
          ...{ prepare: Math.ceil(Math.max(rate, 1_000) * seconds * 1.5), expected: expected[scenario] },
        }),
      );

    const rates = new Map<Lane, number>();
    for (const one of lanes) {
      const { result } = await measure(one, settings.warmSeconds, 3_000);
      rates.set(one, result.answered / result.seconds);
      one.results.push(result);
    }
    for (let round = 0; round < settings.rounds; round += 1) {
      const order = lanes.map((_, index) => lanes[(index * 3 + round * 2) % lanes.length] ?? lanes[0]);
      for (const one of order) {
        if (one === undefined) continue;
        const { result, cpuMicros, extra } = await measure(one, settings.seconds, rates.get(one) ?? 3_000);
        rates.set(one, result.answered / result.seconds);
        one.results.push(result);
        one.jobs += extra['jobsDone'] ?? 0;
        one.samples.push({
          requestsPerSecond: result.answered / result.seconds,
          p50: result.p50,
          p99: result.p99,
          cpuMicros: cpuMicros / Math.max(1, result.answered),
        });
        say(
          `round ${round + 1}  ${one.scenario}  ${one.contender.name}: ${(result.answered / result.seconds).toFixed(0)} req/s, generator busy ${(result.busy * 100).toFixed(0)} %, signed late ${result.signedLate}`,
        );
      }
    }
    for (const one of lanes) await assertStored(one, (place) => world.told(place));
    return lanes.map((one) => figureOf(one, lanes, settings));
  } finally {
    await world.end();
  }
}

/** Every message that was answered must lie in the inbox. */
async function assertStored(
  { contender, results }: Lane,
  told: (place: Place) => Promise<Readonly<Record<string, number>>>,
): Promise<void> {
  if (!contender.name.startsWith('ours')) return;
  const answered = results.reduce((sum, result) => sum + result.answered, 0);
  const rows = (await told(contender))['rows'] ?? 0;
  if (rows < answered) throw new Error(`${contender.name} answered ${answered} messages and stored ${rows}`);
}

function figureOf(lane: Lane, lanes: readonly Lane[], settings: Settings): Figure {
  const beside = lanes.filter(({ scenario }) => scenario === lane.scenario);
  const base = beside.find(({ contender }) => contender.name.startsWith('bare'));
  if (base === undefined) throw new Error('There is no bare server');
  const summary = summarize(lane.samples, base.samples);
  const measured = lane.results.slice(1);
  const sum = (pick: (result: LoadResult) => number) =>
    measured.reduce((total, result) => total + pick(result), 0);
  const values = {
    'req/s': summary.requestsPerSecond,
    'ratio to bare': summary.ratio,
    'ratio least': summary.ratioRange[0],
    'ratio most': summary.ratioRange[1],
    'p50 ms': summary.p50,
    'p99 ms': summary.p99,
    'CPU µs/req': summary.cpuMicros,
    'generator busy': sum(({ busy }) => busy) / measured.length,
    'answers opened': sum(({ checked }) => checked),
  };
  const name = `${lane.scenario}: ${lane.contender.name}`;
  if (!lane.contender.name.startsWith('ours')) return { part: 'callbacks', name, values };
  const isBest = beside.every(
    (other) =>
      other === base ||
      other.contender.name.startsWith('ours') ||
      summarize(other.samples, base.samples).requestsPerSecond < summary.requestsPerSecond,
  );
  const jobs = lane.jobs / (settings.seconds * settings.rounds);
  return {
    part: 'callbacks',
    name,
    values,
    ...(lane.scenario === 'text'
      ? {
          required: {
            text: `at least ${leastRatio} of bare, and above every package beside it`,
            met: summary.ratio >= leastRatio && isBest,
          },
        }
      : {}),
    note: noteOf(lane, jobs),
  };
}

function noteOf({ scenario, contender }: Lane, jobs: number): string {
  if (scenario === 'follow')
    return `each is on disk with a job before its answer, which the packages do not do; the worker finished ${jobs.toFixed(0)} jobs/s meanwhile`;
  const stored = 'each message is on disk before its answer; worker and scheduler run';
  return contender.name === 'ours'
    ? `${stored}, with nothing to do`
    : `${stored}, and finished ${jobs.toFixed(0)} jobs/s meanwhile, with more waiting`;
}
