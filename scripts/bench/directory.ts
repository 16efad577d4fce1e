import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { startSandbox } from '../../bot/sandbox/index.ts';
import { demoWorld } from '../../config/demo-world.ts';
import { root, startProgram, type Program } from './processes.ts';
import type { Figure } from './report.ts';
import type { Settings } from './settings.ts';
import { median } from './statistics.ts';

const syncedSchema = z.object({
  seconds: z.number(),
  listed: z.number(),
  changed: z.number(),
  beforeMb: z.number(),
  peakMb: z.number(),
  peakHeapMb: z.number(),
  neededMb: z.number(),
  mostNeededMb: z.number(),
});
const eventsSchema = z.object({ ms: z.array(z.number()), cpuMs: z.number() });
const { corpId } = demoWorld.wecom;
const small = { people: 500, departments: 20 };
/** A change event costs as much in a large directory as in a small one, apart from the noise. */
const mostOfSmall = 1.5;
/** Flat: what a run needs of memory rises no more than so much after its first five thousand people. */
const mostMemory = 1.1;

interface Corp {
  readonly program: Program;
  readonly first: z.infer<typeof syncedSchema>;
  readonly again: z.infer<typeof syncedSchema>;
  readonly accounts: readonly string[];
  close(): Promise<void>;
}

/** A server, and a sandbox of its own beside it with so many people; synced once, and once again. */
async function openCorp(
  size: { people: number; departments: number },
  file: string,
  say: (line: string) => void,
): Promise<Corp> {
  mkdirSync(join(root, '.cache/bench'), { recursive: true });
  const dataDir = mkdtempSync(join(root, '.cache/bench/directory-'));
  const sandbox = await startSandbox({ port: 0 });
  const control = async (verb: string, body: object) => {
    const answer = await fetch(`${sandbox.url}/control/${verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ corpId, ...body }),
    });
    if (!answer.ok) throw new Error(`${verb}: ${answer.status} ${await answer.text()}`);
    return z.unknown().parse(await answer.json());
  };
  await control('directory', { departments: size.departments, members: size.people });
  const program = startProgram('directory', file, {
    BENCH_DATA_DIR: dataDir,
    BENCH_PLATFORM_PORT: String(sandbox.port),
  });
  const { callbackUrl } = await program.next(z.object({ callbackUrl: z.string() }), 60);
  await fetch(`${sandbox.url}/control/accounts/configure`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account: corpId, callbackUrl }),
  });
  const first = await program.ask({ do: 'sync' }, syncedSchema, 3_600);
  say(`directory: first sync of ${first.listed} people in ${first.seconds.toFixed(1)} s`);
  const again = await program.ask({ do: 'sync' }, syncedSchema, 3_600);
  if (again.changed !== 0) throw new Error(`The second sync changed ${again.changed} people`);
  const state = await fetch(`${sandbox.url}/control/state`);
  const { members } = z
    .object({ members: z.array(z.object({ userId: z.string() })) })
    .parse(await state.json());
  return {
    ...{ program, first, again },
    accounts: members.map(({ userId }) => userId).filter((userId) => userId.startsWith('staff-')),
    async close() {
      await program.end();
      await sandbox.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A corp of five hundred beside the one that is promised, in turns. */
export async function measureDirectory(
  settings: Settings,
  program: (name: string) => string,
  say: (line: string) => void,
): Promise<Figure[]> {
  const large = { people: settings.people, departments: settings.departments };
  const few = await openCorp(small, program('directory'), say);
  try {
    const many = await openCorp(large, program('directory'), say);
    try {
      const rounds: { few: number; many: number; cpu: number; fewCpu: number }[] = [];
      const each = settings.changes;
      for (let round = 0; round <= settings.rounds; round += 1) {
        const take = async ({ program: child, accounts }: Corp) => {
          const step = Math.max(1, Math.floor(accounts.length / each));
          const some = Array.from(
            { length: each },
            (_, nth) => accounts[(nth * step + round) % accounts.length],
          );
          const wish = { do: 'events', accounts: some.filter((one) => one !== undefined) };
          const { ms, cpuMs } = await child.ask(wish, eventsSchema, 600);
          return { ms: median(ms), cpuMs };
        };
        const order = round % 2 === 0 ? [few, many] : [many, few];
        const taken = new Map<Corp, { ms: number; cpuMs: number }>();
        for (const corp of order) taken.set(corp, await take(corp));
        const [one, other] = [taken.get(few), taken.get(many)];
        // The first round warms up.
        if (round === 0 || one === undefined || other === undefined) continue;
        rounds.push({ few: one.ms, many: other.ms, fewCpu: one.cpuMs, cpu: other.cpuMs });
        say(`directory, round ${round}: an event ${one.ms.toFixed(1)} ms and ${other.ms.toFixed(1)} ms`);
      }
      const ratio = median(rounds.map((round) => round.many / round.few));
      const memory = many.first.mostNeededMb / many.first.neededMb;
      const synced = (name: string, { first, again }: Corp, size: typeof small): Figure => ({
        part: 'directory',
        name,
        values: {
          people: first.listed,
          departments: size.departments,
          seconds: first.seconds,
          'people/s': first.listed / first.seconds,
          'again s': again.seconds,
          'peak MB': first.peakMb,
          'heap MB': first.peakHeapMb,
          ...(first.neededMb === 0
            ? {}
            : { 'needed MB': first.neededMb, 'most needed MB': first.mostNeededMb }),
        },
      });
      return [
        synced('first sync, small', few, small),
        {
          ...synced('first sync', many, large),
          // A run of fewer people was not looked at.
          ...(many.first.neededMb === 0
            ? {}
            : {
                required: {
                  text: `needs at most ${mostMemory} of what it needs at 5,000 people (${memory.toFixed(2)})`,
                  met: memory <= mostMemory,
                },
              }),
          note: 'SQLite, one process; «again» is the same run once more, which changes nothing; «peak» is resident, with what V8 has not collected yet; «needed» is the heap just after a collection',
        },
        {
          part: 'directory',
          name: 'a change event',
          values: {
            'ms, small': median(rounds.map((round) => round.few)),
            'ms, large': median(rounds.map((round) => round.many)),
            ratio,
            'CPU ms, small': median(rounds.map((round) => round.fewCpu)),
            'CPU ms, large': median(rounds.map((round) => round.cpu)),
          },
          required: { text: `at most ${mostOfSmall} of the small one`, met: ratio <= mostOfSmall },
          note: 'from WeCom’s change to the row: callback, inbox, job, user/get, write; one after the other',
        },
      ];
    } finally {
      await many.close();
    }
  } finally {
    await few.close();
  }
}
