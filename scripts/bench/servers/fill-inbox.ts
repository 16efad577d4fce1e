import { v7 } from 'uuid';

import { packContent } from '../../../server/features/channels/intake/inbox-content.ts';
import { inboxColumns } from '../../../server/features/channels/intake/inbox-rows.ts';
import type { Dialect, EntityManager } from '../../../server/kernel/data/orm.ts';
import { insertInto, timeValue, writeRows } from '../../../server/kernel/data/sql.ts';
import type { Keyring } from '../../../server/kernel/secrets.ts';

const atOnce = 500;
const days = 20;
const typicalBytes = 900;

/** Callbacks of the last weeks, as many as wanted, of a usual size and with keys in the order of time. */
export async function fillInbox(
  tx: EntityManager,
  dialect: Dialect,
  keyring: Keyring,
  account: { readonly id: string; readonly enterpriseId: string },
  rows: number,
): Promise<void> {
  const content = keyring.seal(
    packContent({ clear: 'x'.repeat(typicalBytes / 2), reply: 'y'.repeat(typicalBytes / 2) }),
  );
  const start = Date.now() - days * 24 * 3_600_000;
  for (let made = 0; made < rows; made += atOnce) {
    const size = Math.min(atOnce, rows - made);
    const values = Array.from({ length: size }, (_, nth) => {
      const n = made + nth;
      const openid = `o${n.toString(36)}`.padEnd(28, 'f');
      const moment = new Date(start + (n / rows) * days * 23 * 3_600_000);
      const at = timeValue(dialect, moment);
      const key = `m:${23_000_000_000_000 + n}:${openid}`;
      // As if they had come then: who reads the last minute's rows must not find these.
      const ids = [v7({ msecs: moment.getTime() }), account.enterpriseId, account.id];
      return [...ids, key, 'text', openid, null, content, 1, at, 0, 0, 'stored'];
    });
    await writeRows(tx, insertInto('inbox', inboxColumns, size), values.flat());
  }
}
