import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { makeBenchKeys, type BenchKeys } from './keys.ts';
import { loadResultSchema, type LoadOrder, type LoadResult } from './load-messages.ts';
import { startPlatform } from './platform.ts';
import { root, startProgram, type Program } from './processes.ts';
import { comparable, createRequestMaker, openReply } from './requests.ts';

const placeSchema = z.object({ port: z.number(), path: z.string() });
export const usageSchema = z.object({
  cpuMicros: z.number(),
  rssBytes: z.number(),
  extra: z.record(z.string(), z.number()),
});

export interface Place {
  readonly program: Program;
  readonly url: string;
}

/** Servers of one set of keys, a stand-in for the platform, and load generators beside them. */
export async function openBenchWorld(program: (name: string) => string) {
  const platform = await startPlatform();
  mkdirSync(join(root, '.cache/bench'), { recursive: true });
  const dataDir = mkdtempSync(join(root, '.cache/bench/data-'));
  const started: Program[] = [];
  let keys: BenchKeys = makeBenchKeys();
  let expected = '';

  async function start(
    name: string,
    file: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Place> {
    const folder = join(dataDir, String(started.length));
    mkdirSync(folder);
    const child = startProgram(name, program(file), {
      BENCH_KEYS: JSON.stringify(keys),
      BENCH_DATA_DIR: folder,
      BENCH_PLATFORM_PORT: String(platform.port),
      ...env,
    });
    started.push(child);
    const { port, path } = await child.next(placeSchema, 900);
    return { program: child, url: `http://127.0.0.1:${port}${path}` };
  }

  return {
    start,
    /** One message, to learn what a right answer says; the bare server is told of it. */
    async learn({ url }: Place): Promise<void> {
      const { query, body, openid } = createRequestMaker(keys, 'first')('text');
      const response = await fetch(`${url}?${query}`, { method: 'POST', body });
      expected = comparable(openReply(keys, openid, await response.text()));
      keys = { ...keys, reply: expected };
    },
    async startLoad() {
      const load = startProgram('load generator', program('load'), { BENCH_KEYS: JSON.stringify(keys) });
      started.push(load);
      await load.next(z.object({ ready: z.literal(true) }));
      return (
        order: Pick<LoadOrder, 'url' | 'connections' | 'seconds' | 'prepare'> & { amount?: number },
      ): Promise<LoadResult> =>
        load.ask({ scenario: 'text', expected, ...order }, loadResultSchema, order.seconds + 120);
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
export type BenchWorld = Awaited<ReturnType<typeof openBenchWorld>>;
