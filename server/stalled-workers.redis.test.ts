import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { Delivery } from './features/messaging/messaging.entity.ts';
import { Job } from './kernel/data/kernel.entity.ts';
import { full, pause } from './testing/drill.ts';
import { openFleet, pastLeaseMs, type Fleet, type FleetProcess, type ProcessSpec } from './testing/fleet.ts';
import { onRedis } from './testing/redis.ts';

/*
 * A worker that stalls while it sends, past its lease: another one takes its job over, and then it
 * wakes up. The guide is a card, so that a worker sends it, at most once.
 */

let fleet: Fleet;
const workers: FleetProcess[] = [];
async function start(spec: ProcessSpec): Promise<FleetProcess> {
  const worker = await fleet.start(spec);
  workers.push(worker);
  return worker;
}
const folder = mkdtempSync(join(tmpdir(), 'hulian-stall-'));
const blockFile = join(folder, 'blocked');

/** Two ways to stall, and how each ends. */
const stalls = {
  'that is stopped (T10)': {
    begin: async (worker: FleetProcess) => worker.signal('SIGSTOP'),
    end: async (worker: FleetProcess) => worker.signal('SIGCONT'),
  },
  'whose loop is blocked (T11)': {
    async begin(worker: FleetProcess) {
      writeFileSync(blockFile, '');
      worker.signal('SIGUSR2');
      await worker.said('blocked');
    },
    async end(worker: FleetProcess) {
      rmSync(blockFile);
      await worker.said('free');
    },
  },
} as const;

/** Opens, once. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

const isHeld = async (worker: FleetProcess) => {
  const signal = AbortSignal.timeout(300);
  return fetch(`http://127.0.0.1:${worker.port}/healthz`, { signal }).then(
    () => false,
    () => true,
  );
};

describe.skipIf(!onRedis)('a worker', () => {
  beforeAll(async () => {
    fleet = await openFleet({ webs: 1 });
    await fleet.guideByCard();
    await fleet.start({ services: 'web' }, fleet.webPorts[0]);
  }, 120_000);
  afterAll(async () => {
    await fleet.end();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  afterEach(async () => {
    rmSync(blockFile, { force: true });
    fleet.line.onCall = undefined;
    await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  });

  it.each(
    Object.entries(stalls).flatMap(([name, stall]) =>
      (['before the platform has it', 'after the platform has it'] as const).map(
        (when) => [name, when, stall] as const,
      ),
    ),
  )(
    '%s while it sends, %s, and wakes when another has its work: one message at most, one effect',
    async (_name, when, stall) => {
      const worker = await start({ services: 'worker', env: { TEST_BLOCK_WHILE: blockFile } });
      const [stalled, awake] = [gate(), gate()];
      const hold = async () => {
        // Alone: a process that stops inside a transaction keeps its locks until its connection ends.
        const open = () => fleet.em().count(Job, { state: { $in: ['due', 'running'] } });
        await expect.poll(open, { timeout: 10_000, interval: 20 }).toBe(1);
        await stall.begin(worker);
        stalled.open();
        await awake.opened;
      };
      fleet.line.onCall = (path) => {
        if (!path.includes('/message/custom/send')) return undefined;
        fleet.line.onCall = undefined;
        return when === 'before the platform has it' ? hold().then(() => undefined) : Promise.resolve(hold);
      };
      const person = await fleet.newPerson();
      expect((await fleet.follow(person)).status).toBe(200);
      await stalled.opened;
      expect(await isHeld(worker)).toBe(true);
      // In full so long that Bull too gives its jobs to another.
      if (full) await pause(50_000);
      const other = await start({ services: 'worker', clockOffsetMs: pastLeaseMs });
      await fleet.untilWorked();
      const deliveries = () => fleet.em().find(Delivery, { openid: person.openid });
      const told = async () => (await deliveries()).map(({ state, reasonKey }) => [state, reasonKey]);
      // Nobody can know whether it has left: that is what it says, and it is not sent again.
      expect(await told()).toEqual([['unknown', 'interrupted']]);
      await other.kill();

      await stall.end(worker);
      awake.open();
      await expect
        .poll(() => worker.metric('hulian_jobs_total', 'outcome="lost_lease"'), { timeout: 10_000 })
        .toBe(1);
      // It is well, and works on: the next person's guide is its own.
      const next = await fleet.newPerson();
      expect((await fleet.follow(next)).status).toBe(200);
      await fleet.untilWorked();
      expect(await fleet.received(next)).toEqual(['customer-service']);

      expect(await fleet.received(person)).toEqual(['customer-service']);
      const [delivery, ...more] = await deliveries();
      expect(more).toEqual([]);
      expect(await told()).toEqual([['unknown', 'interrupted']]);
      const sends = await fleet.em().find(Job, { uniqueKey: `delivery:${delivery?.id}:1` });
      expect(sends.map(({ state, attempts }) => [state, attempts])).toEqual([['done', 2]]);
    },
    full ? 300_000 : 60_000,
  );
});
