import { z } from 'zod';

import type { Database } from '../../kernel/data/orm.ts';
import { readRows, readTime, timeValue, writeRows } from '../../kernel/data/sql.ts';
import type { Logger } from '../../kernel/log/logger.ts';
import { createPoller } from '../../kernel/poller.ts';

/** Keeps «last callback» of the accounts; the callbacks themselves do not wait for it. */
export interface LastCallbacks {
  /** A callback of the account was stored by this process. */
  readonly heard: (channelAccountId: string, at: Date) => void;
  start(): void;
  stop(): Promise<void>;
  /** Writes what was heard; before an account is shown. */
  note(): Promise<void>;
}

const everyMs = 5_000;
/** What a process that was killed had heard and not written is among these. */
const recentRows = 1_000;
const rowSchema = z.object({ account: z.string(), at: z.union([z.number(), z.string()]) });

/**
 * Each process keeps the moment of its own last callback in memory and writes it now and then: asking
 * the inbox for it reads all that came since, which held a busy process up for 100 ms at a time.
 */
export function createLastCallbacks(deps: { db: Database; log: Logger }): LastCallbacks {
  const { db, log } = deps;
  const scope = () => db.acrossTenants('work: inbox and jobs');
  let unwritten = new Map<string, Date>();
  let hasLookedBack = false;

  function heard(channelAccountId: string, at: Date): void {
    const known = unwritten.get(channelAccountId);
    if (known === undefined || known < at) unwritten.set(channelAccountId, at);
  }

  async function lookBack(): Promise<void> {
    const rows = await readRows(
      scope(),
      `select channel_account_id as account, max(received_at) as at
       from (select channel_account_id, received_at from inbox order by id desc limit ${recentRows}) recent
       group by channel_account_id`,
      [],
    );
    for (const { account, at } of z.array(rowSchema).parse(rows)) heard(account, readTime(at));
    hasLookedBack = true;
  }

  async function look(): Promise<void> {
    if (!hasLookedBack) await lookBack();
    const writing = unwritten;
    unwritten = new Map();
    try {
      for (const [id, at] of writing) {
        const value = timeValue(db.dialect, at);
        await writeRows(
          scope(),
          'update channel_account set last_callback_at = ? where id = ? and (last_callback_at is null or last_callback_at < ?)',
          [value, id, value],
        );
      }
    } catch (error) {
      for (const [id, at] of writing) heard(id, at);
      throw error;
    }
  }

  const onError = (error: unknown) => {
    log.warn({ error }, 'the last callbacks could not be noted');
  };
  const poller = createPoller({ look, everyMs, onError });
  return {
    heard,
    start: poller.start,
    note: poller.look,
    async stop() {
      if (unwritten.size > 0) await poller.look().catch(onError);
      await poller.stop();
    },
  };
}
