import { createHash } from 'node:crypto';

import { z } from 'zod';

import { limits } from '../../../config/limits.ts';
import type { ChatCarrier, ChatDirection } from '../../contract/chats.ts';
import type { Dialect, EntityManager } from '../../kernel/data/orm.ts';
import { insertInto, readRows, timeValue, writeRows } from '../../kernel/data/sql.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import { Chat, ChatMessage } from './chat.entity.ts';

/** A message as it is noted; `id` says what it was, so that it is noted once. */
export interface NotedMessage {
  readonly id: string;
  readonly enterpriseId: string;
  readonly channelAccountId: string;
  readonly appId: string;
  readonly openid: string;
  readonly direction: ChatDirection;
  readonly kind: string;
  readonly carrier: ChatCarrier | null;
  readonly text: string | null;
  readonly at: Date;
}

/** Rows of one statement: engines take so many values in one. */
const atOnce = 200;

/** One chat for an account and an openid, whoever notes its first message. */
export function chatIdOf(channelAccountId: string, openid: string): string {
  const hex = createHash('sha256').update(`${channelAccountId}:${openid}`).digest('hex');
  // A UUID of version 8 (RFC 9562): its content is ours.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * What is said is kept without tickets, and what we said without the markup of links: a guide's link
 * carries a ticket that binds, and whoever reads the record must not come by it.
 */
function keptText({ direction, text }: Pick<NotedMessage, 'direction' | 'text'>): string | null {
  if (text === null) return null;
  const words = direction === 'out' ? text.replace(/<a\s[^>]*>([\s\S]*?)<\/a>/gi, '$1') : text;
  return words.replace(/([?&]t=)[A-Za-z0-9_-]{22}/g, '$1***');
}

/** The kept chats: what is noted in them, and how it goes. */
export function createChatBook(deps: { dialect: Dialect; keyring: Keyring }) {
  const { dialect, keyring } = deps;
  const ignoring = dialect === 'mysql' ? 'on duplicate key update id = id' : 'on conflict do nothing';

  async function insert(
    tx: EntityManager,
    table: string,
    columns: readonly string[],
    rows: readonly (readonly (string | number | null)[])[],
  ): Promise<void> {
    for (let from = 0; from < rows.length; from += atOnce) {
      const some = rows.slice(from, from + atOnce);
      await writeRows(tx, `${insertInto(table, columns, some.length)} ${ignoring}`, some.flat());
    }
  }

  const isLater = (one: NotedMessage, than: NotedMessage) =>
    one.at.getTime() - than.at.getTime() || (one.id < than.id ? -1 : 1);

  return {
    /** Of these ids, those that are noted. */
    async known(em: EntityManager, ids: readonly string[]): Promise<ReadonlySet<string>> {
      const found = new Set<string>();
      for (let from = 0; from < ids.length; from += atOnce) {
        const some = ids.slice(from, from + atOnce);
        const rows = await readRows(
          em,
          `select id from chat_message where id in (${some.map(() => '?').join(', ')})`,
          some,
        );
        for (const row of rows) found.add(z.object({ id: z.string() }).parse(row).id);
      }
      return found;
    },

    /** Notes messages and their chats. Done twice it changes nothing. */
    async add(tx: EntityManager, messages: readonly NotedMessage[]): Promise<void> {
      const last = new Map<string, NotedMessage>();
      for (const message of messages) {
        const id = chatIdOf(message.channelAccountId, message.openid);
        const known = last.get(id);
        if (known === undefined || isLater(message, known) > 0) last.set(id, message);
      }
      // In one order wherever they are written: two writers then wait for each other, and do not lock up.
      const chats = [...last].sort(([left], [right]) => (left < right ? -1 : 1));
      await insert(
        tx,
        'chat',
        [
          ...['id', 'enterprise_id', 'channel_account_id', 'app_id', 'openid'],
          ...['last_message_id', 'last_at', 'created_at'],
        ],
        chats.map(([id, message]) => {
          const at = timeValue(dialect, message.at);
          const { enterpriseId, channelAccountId, appId, openid } = message;
          return [id, enterpriseId, channelAccountId, appId, openid, message.id, at, at];
        }),
      );
      for (const [id, message] of chats) {
        const at = timeValue(dialect, message.at);
        await writeRows(
          tx,
          `update chat set last_at = ?, last_message_id = ?
           where id = ? and (last_at < ? or (last_at = ? and last_message_id < ?))`,
          [at, message.id, id, at, at, message.id],
        );
      }
      await insert(
        tx,
        'chat_message',
        ['id', 'enterprise_id', 'chat_id', 'direction', 'kind', 'carrier', 'sealed_body', 'at'],
        messages.map((message) => {
          const { id, enterpriseId, channelAccountId, openid, direction, kind, carrier, at } = message;
          const text = keptText(message);
          const body = text === null ? null : keyring.seal(text);
          const chatId = chatIdOf(channelAccountId, openid);
          return [
            id,
            enterpriseId,
            chatId,
            direction,
            kind.slice(0, 40),
            carrier,
            body,
            timeValue(dialect, at),
          ];
        }),
      );
    },

    /** Passive replies that never arrived: what goes in their place is noted when it is sent. */
    async takeBackReplies(tx: EntityManager, ids: readonly string[]): Promise<void> {
      for (let from = 0; from < ids.length; from += atOnce)
        await tx.nativeDelete(ChatMessage, {
          ...{ id: { $in: ids.slice(from, from + atOnce) }, carrier: 'passive_reply' as const },
        });
    },

    /** Deletes what was kept long enough, and chats of which nothing is left. */
    async sweep(em: EntityManager, now: Date): Promise<void> {
      const before = new Date(now.getTime() - limits.chatKeepMs);
      for (;;) {
        const old = await em.find(
          ChatMessage,
          { at: { $lt: before } },
          { fields: ['id'], limit: 1_000, disableIdentityMap: true },
        );
        if (old.length === 0) break;
        await em.nativeDelete(ChatMessage, { id: { $in: old.map(({ id }) => id) } });
      }
      await em.nativeDelete(Chat, { lastAt: { $lt: before } });
    },
  };
}
export type ChatBook = ReturnType<typeof createChatBook>;
