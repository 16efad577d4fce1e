import { z } from 'zod';

import { createOffsetClock, systemClock, type Clock } from '../kernel/clock.ts';
import { Setting } from '../kernel/data/kernel.entity.ts';
import type { Database } from '../kernel/data/orm.ts';
import { inTransaction } from '../kernel/data/transaction.ts';

const name = 'sandbox.clock_offset_ms';
const readEveryMs = 500;

/**
 * The sandbox's one clock for all: its offset is kept in the database and read by every process.
 * Without the sandbox there is only the machine's clock.
 */
export interface SharedClock {
  readonly clock: Clock;
  offsetMs(): number;
  setOffset(ms: number): Promise<void>;
  start(): Promise<void>;
  stop(): void;
}

export function createSharedClock(db: Database): SharedClock {
  const clock = createOffsetClock();
  let offset = 0;
  /** Rises at the beginning and at the end of each change: what was read across one is older than it. */
  let changes = 0;
  let timer: NodeJS.Timeout | undefined;
  const apply = (ms: number) => {
    offset = ms;
    clock.setOffset(ms);
  };
  async function read(): Promise<void> {
    const before = changes;
    const row = await db.installation().findOne(Setting, { id: name });
    const stored = z.number().safeParse(row?.value);
    if (changes === before) apply(stored.success ? stored.data : 0);
  }
  return {
    clock,
    offsetMs: () => offset,
    async setOffset(ms) {
      changes += 1;
      await inTransaction(db.installation(), async (tx) => {
        const now = systemClock.now();
        const changed = await tx.nativeUpdate(Setting, { id: name }, { value: ms, updatedAt: now });
        if (changed === 0) await tx.insert(Setting, { id: name, value: ms, updatedAt: now });
      });
      changes += 1;
      apply(ms);
    },
    async start() {
      await read();
      timer ??= setInterval(() => {
        // A database that is away leaves the clock as it was.
        read().catch(() => undefined);
      }, readEveryMs);
      timer.unref();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}
