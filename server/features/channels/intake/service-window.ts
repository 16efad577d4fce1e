import { z } from 'zod';

import type { Clock } from '../../../kernel/clock.ts';
import { Setting } from '../../../kernel/data/kernel.entity.ts';
import type { Database, Dialect, EntityManager } from '../../../kernel/data/orm.ts';
import { readRows, writeRows } from '../../../kernel/data/sql.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { idBefore } from '../../../kernel/ids.ts';
import { handle } from '../../../kernel/jobs/job-handler.ts';
import { defineJob } from '../../../kernel/jobs/job-kind.ts';
import { Conversation, InboxRow } from '../inbox.entity.ts';
import type { ChatNotes, Keepers } from './chat-notes.ts';

const messageWindowMs = 48 * 3_600_000;
const triggerWindowMs = 60_000;
const messages = ['text', 'media'];
/** Kinds that open the minute: follow, scan, and a tap on a click menu (platform.md A8). */
const triggers = ['event:subscribe', 'event:scan', 'event:menu'];

const cursorName = 'inbox.conversations';
const cursorSchema = z.object({ after: z.string() });
/** Ids of two processes may cross by moments: as much is read again. */
const overlapMs = 60_000;
const chunkRows = 1_000;
const everyMs = 15_000;

/** Notes when people last wrote: `noteConversations` follows the inbox by its ids. */
export const noteConversations = defineJob('callback.note-conversations', z.strictObject({}));
export const noteConversationsSchedule = { kind: noteConversations, everyMs };

async function cursorOf(em: EntityManager): Promise<string> {
  const row = await em.findOne(Setting, { id: cursorName });
  return row === null ? '' : cursorSchema.parse(row.value).after;
}

/**
 * Whether a customer-service message may be sent to a person now: 48 hours from his last message,
 * one minute from a follow, a scan or a menu tap. Told from the callbacks themselves: from what was
 * noted of them, and from those that came since.
 */
export const serviceWindow = {
  async isOpen(em: EntityManager, channelAccountId: string, openid: string, now: Date): Promise<boolean> {
    const from = { message: now.getTime() - messageWindowMs, trigger: now.getTime() - triggerWindowMs };
    const isAfter = (at: Date | null | undefined, since: number) => (at?.getTime() ?? -Infinity) > since;
    const known = await em.findOne(Conversation, { id: `${channelAccountId}:${openid}` });
    if (isAfter(known?.lastMessageAt, from.message) || isAfter(known?.lastTriggerAt, from.trigger))
      return true;
    const since = (kinds: string[], time: number) => ({
      kind: { $in: kinds },
      receivedAt: { $gt: new Date(time) },
    });
    const recent = await em.findOne(
      InboxRow,
      {
        id: { $gt: await cursorOf(em) },
        channelAccountId,
        sender: openid,
        $or: [since(messages, from.message), since(triggers, from.trigger)],
      },
      { fields: ['id'] },
    );
    return recent !== null;
  },
};

const quoted = (kinds: readonly string[]) => kinds.map((kind) => `'${kind}'`).join(', ');
const lastOf = (kinds: readonly string[]) => `max(case when kind in (${quoted(kinds)}) then received_at end)`;

/** One statement a step: the rows stay in the database. */
function noteSql(dialect: Dialect): string {
  const id =
    dialect === 'mysql' ? `concat(channel_account_id, ':', sender)` : `channel_account_id || ':' || sender`;
  const later = (column: string) => {
    const given = dialect === 'mysql' ? `values(${column})` : `excluded.${column}`;
    const known = `conversation.${column}`;
    const greatest = dialect === 'mysql' ? 'greatest' : 'max';
    return `${column} = ${greatest}(coalesce(${given}, ${known}), coalesce(${known}, ${given}))`;
  };
  const conflict = dialect === 'mysql' ? 'on duplicate key update' : 'on conflict (id) do update set';
  return `insert into conversation (id, enterprise_id, last_message_at, last_trigger_at)
    select ${id}, min(enterprise_id), ${lastOf(messages)}, ${lastOf(triggers)} from inbox
    where id > ? and id <= ? and kind in (${quoted([...messages, ...triggers])})
    group by channel_account_id, sender
    ${conflict} ${later('last_message_at')}, ${later('last_trigger_at')}`;
}

/**
 * Who wrote when is noted behind the answers, many at once: an index by person over the inbox
 * would cost each callback a page of its own (`npm run bench`).
 */
export function createConversationNotes(deps: { db: Database; clock: Clock; chats: ChatNotes }) {
  const { db, clock, chats } = deps;
  const scope = () => db.acrossTenants('work: inbox and jobs');
  const sql = noteSql(db.dialect);

  /** @returns the id up to which was noted; undefined: nothing came since */
  async function noteChunk(tx: EntityManager, after: string, keepers: Keepers): Promise<string | undefined> {
    const [raw] = await readRows(
      tx,
      `select max(id) as last from (select id from inbox where id > ? order by id limit ${chunkRows}) chunk`,
      [after],
    );
    const last = z.object({ last: z.string().nullable() }).parse(raw).last ?? undefined;
    if (last === undefined) return undefined;
    await writeRows(tx, sql, [after, last]);
    if (keepers.size > 0) await chats.note(tx, keepers, [after, last]);
    const safe = idBefore(last, overlapMs);
    const value = { after: safe > after ? safe : after };
    const known = await tx.nativeUpdate(Setting, { id: cursorName }, { value, updatedAt: clock.now() });
    if (known === 0) await tx.insert(Setting, { id: cursorName, value, updatedAt: clock.now() });
    return last;
  }

  return {
    /** Notes all that came since. Each step is a transaction of its own, and may be done twice. */
    async note(): Promise<void> {
      const keepers = await chats.keepers(scope());
      let after: string | undefined = await cursorOf(scope());
      while (after !== undefined) {
        const from: string = after;
        after = await inTransaction(scope(), (tx) => noteChunk(tx, from, keepers));
      }
    },
    /** Forgets those whose windows are long closed. */
    async sweep(em: EntityManager, now: Date): Promise<void> {
      const before = new Date(now.getTime() - 2 * messageWindowMs);
      await em.nativeDelete(Conversation, {
        $and: [
          { $or: [{ lastMessageAt: null }, { lastMessageAt: { $lt: before } }] },
          { $or: [{ lastTriggerAt: null }, { lastTriggerAt: { $lt: before } }] },
        ],
      });
    },
  };
}

export function createNoteConversationsWork(notes: { note(): Promise<void> }) {
  return handle(noteConversations, () => notes.note());
}
