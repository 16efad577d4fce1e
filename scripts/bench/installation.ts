import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { makeBenchKeys, type BenchKeys } from './keys.ts';
import { loadResultSchema, type LoadOrder, type LoadResult } from './load-messages.ts';
import { startPlatform } from './platform.ts';
import { root, startProgram, type Program } from './processes.ts';
import { comparable, createRequestMaker, openReply, type Scenario } from './requests.ts';

const placeSchema = z.object({ port: z.number(), path: z.string() });
const usageSchema = z.object({
  cpuMicros: z.number(),
  rssBytes: z.number(),
  extra: z.record(z.string(), z.number()),
});

export interface Place {
  readonly name: string;
  readonly program: Program;
  readonly url: string;
}

/** What servers used while something was done with them. */
export interface Watched<T> {
  readonly result: T;
  readonly cpuMicros: number;
  /** By how much what they tell of themselves has risen. */
  readonly extra: Readonly<Record<string, number>>;
}

/** Runs the load of a world, which knows what a right answer says unless the order does. */
export type Load = (
  order: Omit<LoadOrder, 'scenario' | 'expected'> & Partial<LoadOrder>,
) => Promise<LoadResult>;

/** Servers of one set of keys, a stand-in for the platform, and load generators beside them. */
export async function openBenchWorld() {
  const platform = await startPlatform();
  mkdirSync(join(root, '.cache/bench'), { recursive: true });
  const dataDir = mkdtempSync(join(root, '.cache/bench/data-'));
  const started: Program[] = [];
  let keys: BenchKeys = makeBenchKeys();

  const usageOf = async (places: readonly Place[]) => {
    const extra: Record<string, number> = {};
    let cpuMicros = 0;
    for (const { program } of places) {
      const usage = await program.ask({ usage: true }, usageSchema, 60);
      cpuMicros += usage.cpuMicros;
      for (const [name, value] of Object.entries(usage.extra)) extra[name] = (extra[name] ?? 0) + value;
    }
    return { cpuMicros, extra };
  };

  return {
    /** Starts a program that tells where it listens. */
    async start(name: string, file: string, env: Readonly<Record<string, string>> = {}): Promise<Place> {
      const folder = join(dataDir, String(started.length));
      mkdirSync(folder);
      const child = startProgram(name, file, {
        BENCH_KEYS: JSON.stringify(keys),
        BENCH_DATA_DIR: folder,
        BENCH_PLATFORM_PORT: String(platform.port),
        ...env,
      });
      started.push(child);
      // A large inbox is filled before it listens.
      const { port, path } = await child.next(placeSchema, 900);
      return { name, program: child, url: `http://127.0.0.1:${port}${path}` };
    },
    /** One message, to learn what a right answer says: who is started from now on answers so too. */
    async learn({ url }: Place, scenario: Scenario = 'text'): Promise<string> {
      const { query, body, openid } = createRequestMaker(keys, 'first')(scenario);
      const response = await fetch(`${url}?${query}`, { method: 'POST', body });
      const answer = await response.text();
      if (response.status !== 200)
        throw new Error(`The first ${scenario} was answered with ${response.status}: ${answer}`);
      keys = { ...keys, reply: comparable(openReply(keys, openid, answer)) };
      return keys.reply;
    },
    async startLoad(file: string): Promise<Load> {
      const load = startProgram('load generator', file, { BENCH_KEYS: JSON.stringify(keys) });
      started.push(load);
      await load.next(z.object({ ready: z.literal(true) }));
      return (order) =>
        load.ask({ scenario: 'text', expected: keys.reply, ...order }, loadResultSchema, order.seconds + 120);
    },
    /** Lets these servers run while `work` does; before and after they are held still. */
    async watch<T>(places: readonly Place[], work: () => Promise<T>): Promise<Watched<T>> {
      for (const { program } of places) program.resume();
      await new Promise((done) => setTimeout(done, 300));
      const before = await usageOf(places);
      const result = await work();
      const after = await usageOf(places);
      for (const { program } of places) program.pause();
      const risen = Object.entries(after.extra).map(
        ([name, value]) => [name, value - (before.extra[name] ?? 0)] as const,
      );
      return {
        result,
        cpuMicros: after.cpuMicros - before.cpuMicros,
        extra: Object.fromEntries(risen),
      };
    },
    /** What a server that is held still tells of itself. */
    async told(place: Place): Promise<Readonly<Record<string, number>>> {
      place.program.resume();
      const { extra } = await usageOf([place]);
      place.program.pause();
      return extra;
    },
    /** Makes messages that are signed for the moment. */
    message: () => {
      const make = createRequestMaker(keys, `one${started.length}`);
      return () => make('text');
    },
    async end() {
      await Promise.all(started.map((one) => one.end()));
      platform.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
