import { z } from 'zod';

import type { Database } from '../../kernel/data/orm.ts';
import { readRows, timeValue, writeRows } from '../../kernel/data/sql.ts';
import type { Logger } from '../../kernel/log/logger.ts';
import { createPoller } from '../../kernel/poller.ts';

/** Keeps «last callback» of the accounts; the callbacks themselves do not wait for it. */
export interface LastCallbacks {
  start(): void;
  stop(): Promise<void>;
  /** One look at what came since the last; for tests and before an account is shown. */
  note(): Promise<void>;
}

const everyMs = 5_000;
const rowSchema = z.object({
  account: z.string(),
  at: z.union([z.number(), z.string()]),
  id: z.string(),
});
const minSchema = z.object({ id: z.string().nullable() });

/** Just below an id, so that the row itself is read too. */
const before = (id: string) => id.slice(0, -1);

/** Follows the inbox by its ids, which are in order of time, so that each look reads new rows only. */
export function createLastCallbacks(deps: { db: Database; log: Logger }): LastCallbacks {
  const { db, log } = deps;
  const scope = () => db.acrossTenants('work: inbox and jobs');
  /** The look before the last: two processes' ids may cross by moments. */
  let from: string | undefined;
  let upTo = '';

  async function look(): Promise<void> {
    if (from === undefined) {
      // Older ones were noted by the process that took them.
      const [oldest] = await readRows(
        scope(),
        'select min(id) as id from (select id from inbox order by id desc limit 1000) recent',
        [],
      );
      const first = minSchema.parse(oldest).id;
      from = first === null ? '' : before(first);
    }
    const rows = await readRows(
      scope(),
      `select channel_account_id as account, max(received_at) as at, max(id) as id from inbox
       where id > ? group by channel_account_id`,
      [from],
    );
    let highest = upTo;
    for (const raw of rows) {
      const row = rowSchema.parse(raw);
      const at = new Date(typeof row.at === 'number' ? row.at : `${row.at.replace(' ', 'T')}Z`);
      const value = timeValue(db.dialect, at);
      await writeRows(
        scope(),
        'update channel_account set last_callback_at = ? where id = ? and (last_callback_at is null or last_callback_at < ?)',
        [value, row.account, value],
      );
      if (row.id > highest) highest = row.id;
    }
    from = upTo;
    upTo = highest;
  }

  const {
    look: note,
    start,
    stop,
  } = createPoller({
    look,
    everyMs,
    onError: (error) => {
      log.warn({ error }, 'the last callbacks could not be noted');
    },
  });
  return { start, stop, note };
}
