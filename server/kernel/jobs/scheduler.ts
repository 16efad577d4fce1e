import { UniqueConstraintViolationException } from '@mikro-orm/core';

import type { Clock } from '../clock.ts';
import type { Database } from '../data/orm.ts';
import { inTransaction } from '../data/transaction.ts';
import type { Logger } from '../log/logger.ts';
import { enqueue, type JobKind } from './job-kind.ts';

/** Work that comes round. Any number of schedulers may run: each tick is one row by its unique key. */
export interface Schedule {
  readonly kind: JobKind<Record<string, never>>;
  readonly everyMs: number;
}

export interface Scheduler {
  start(): void;
  stop(): Promise<void>;
  /** When it last looked; `/readyz` says no when that is a minute ago. */
  lastTick(): Date | undefined;
  /** One look; for tests. */
  tick(): Promise<void>;
}

const tickEveryMs = 5_000;

export function createScheduler(deps: {
  db: Database;
  clock: Clock;
  log: Logger;
  schedules: readonly Schedule[];
}): Scheduler {
  let timer: NodeJS.Timeout | undefined;
  let last: Date | undefined;
  let current: Promise<void> = Promise.resolve();

  async function tick(): Promise<void> {
    const now = deps.clock.now();
    for (const { kind, everyMs } of deps.schedules) {
      const slot = Math.floor(now.getTime() / everyMs);
      const uniqueKey = `schedule:${kind.name}:${slot}`;
      await inTransaction(deps.db.acrossTenants('work: inbox and jobs'), (tx) =>
        enqueue(tx, kind, {}, { now, cause: 'schedule', enterpriseId: null, uniqueKey }),
      ).catch((error: unknown) => {
        // Another process added this tick at the same moment.
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
      });
    }
    last = now;
  }

  function safeTick(): void {
    current = tick().catch((error: unknown) => {
      deps.log.error({ error }, 'the scheduler could not add its work');
    });
  }

  return {
    start() {
      if (timer !== undefined) return;
      safeTick();
      timer = setInterval(safeTick, tickEveryMs);
    },
    async stop() {
      clearInterval(timer);
      await current;
    },
    lastTick: () => last,
    tick,
  };
}
