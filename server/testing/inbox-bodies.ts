import { z } from 'zod';

import { unpackContent } from '../features/channels/intake/inbox-content.ts';
import { readRows } from '../kernel/data/sql.ts';
import type { CallbackWorld } from './callbacks.ts';

/** What the bodies of an inbox are counted by. */
export const bodyKey = (accountId: string, body: string): string => `${accountId} ${body}`;

const rowsSchema = z.array(
  z.object({
    id: z.string(),
    channel_account_id: z.string(),
    sender: z.string(),
    sealed_content: z.string(),
    reply_late: z.coerce.boolean(),
    state: z.string(),
  }),
);

/** Every row of the inbox, opened: how often each body is there, the states, and to whom an answer left too late. */
export async function readInbox(world: CallbackWorld) {
  const bodies = new Map<string, number>();
  const states: Record<string, number> = {};
  const late = new Set<string>();
  for (let after = ''; ;) {
    const rows = rowsSchema.parse(
      await readRows(
        world.em(),
        `select id, channel_account_id, sender, sealed_content, reply_late, state
         from inbox where id > ? order by id limit 2000`,
        [after],
      ),
    );
    for (const row of rows) {
      const { channel_account_id: accountId, sealed_content: sealed, state } = row;
      if (row.reply_late) late.add(row.sender);
      const key = bodyKey(accountId, unpackContent(world.server.keyring.open(sealed)).clear);
      bodies.set(key, (bodies.get(key) ?? 0) + 1);
      states[state] = (states[state] ?? 0) + 1;
    }
    const last = rows.at(-1);
    if (last === undefined) return { bodies, states, late };
    after = last.id;
  }
}
