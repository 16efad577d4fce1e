import { Callbacks } from './callbacks/deliver.ts';
import { Calls } from './calls.ts';
import { Schedule, type SandboxClock } from './clock.ts';
import { Faults } from './faults.ts';
import type { SandboxLog } from './log.ts';
import { Limiter } from './platform/limiter.ts';
import { SmsReviews } from './sms/reviews.ts';
import { Store } from './store.ts';
import type { World } from './world.ts';

/** Everything a simulated platform works with. One object per started sandbox. */
export interface Sandbox {
  readonly store: Store;
  readonly clock: SandboxClock;
  readonly schedule: Schedule;
  readonly faults: Faults;
  readonly calls: Calls;
  readonly limiter: Limiter;
  readonly callbacks: Callbacks;
  readonly sms: SmsReviews;
  readonly log: SandboxLog;
  /** Milliseconds of the sandbox's clock. */
  now(): number;
}

export function createSandbox(options: {
  world: World;
  dataFile: string | undefined;
  clock: SandboxClock | undefined;
  log: SandboxLog;
}): Sandbox {
  const { log } = options;
  const report = (error: unknown) =>
    log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const store = new Store(options.world, { dataFile: options.dataFile, onError: report });
  const clock = options.clock ?? {
    offsetMs: () => store.state.clockOffsetMs,
    setOffset: (offsetMs: number) => {
      store.state.clockOffsetMs = offsetMs;
    },
  };
  const now = () => Date.now() + clock.offsetMs();
  const faults = new Faults();
  return {
    store,
    clock,
    schedule: new Schedule(now, report),
    faults,
    calls: new Calls(),
    sms: new SmsReviews(),
    limiter: new Limiter(now),
    callbacks: new Callbacks({ store, faults, now, log }),
    log,
    now,
  };
}
