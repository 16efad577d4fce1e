import { z } from 'zod';

import type { Permission } from '../../../config/permissions.ts';
import type { ChatHistory, ChatMessageRow, ChatQuery, ChatRow } from '../../contract/chats.ts';
import type { Locale } from '../../contract/common.ts';
import { containsPattern } from '../../kernel/data/like.ts';
import type { Dialect, EntityManager } from '../../kernel/data/orm.ts';
import { readRows, readTime, timeValue } from '../../kernel/data/sql.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { decodeCursor, encodeCursor } from '../../kernel/http/page.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import { seenStaffSql, type Scope } from '../access/index.ts';
import { kindLabel, maskedOpenid } from './chat-words.ts';
import { ChatMessage } from './chat.entity.ts';
import type { ChatAccounts, ChatCarers, ChatStaff, SqlPart } from './ports.ts';

/** Whose chats one sees beside those of the people whom one looks after oneself (rows 247, 251, 280). */
export const chatData = {
  same: 'chats.same_department',
  below: 'chats.sub_departments',
  all: 'chats.all_departments',
  subordinates: 'chat_history.read',
} as const satisfies Record<string, Permission>;

/** Either menu opens chats; what was said in them the function alone (row 256). */
export const menus = ['chats.read', 'chat_history.read'] as const satisfies readonly Permission[];
export const view = 'chat_history.view' satisfies Permission;

export interface Asking {
  readonly enterpriseId: string;
  readonly personId: string;
  readonly permissions: ReadonlySet<string>;
}

const rowSchema = z.object({
  id: z.string(),
  channel_account_id: z.string(),
  app_id: z.string(),
  openid: z.string(),
  last_message_id: z.string(),
  last_at: z.union([z.number(), z.string()]),
});
type FoundChat = z.infer<typeof rowSchema>;

const excerptLength = 60;
const excerptOf = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  const cut = Array.from(line).slice(0, excerptLength).join('');
  return cut.length < line.length ? `${cut}…` : cut;
};

interface Place {
  readonly at: Date;
  readonly id: string;
}
const cursorOf = ({ at, id }: Place): string => encodeCursor(`${at.getTime()}.${id}`);
function placeOf(cursor: string | undefined): Place | undefined {
  const text = decodeCursor(cursor);
  if (text === undefined) return undefined;
  const [, ms, id] = /^(\d{1,14})\.([\w-]{1,40})$/.exec(text) ?? [];
  if (ms === undefined || id === undefined)
    throw new AppError('request.invalid', { status: 422, data: { field: 'query.cursor' } });
  return { at: new Date(Number(ms)), id };
}

/** Chats as staff see them, and what was said in them (rows 277–280). */
export function createChats(deps: {
  dialect: Dialect;
  keyring: Keyring;
  accounts: ChatAccounts;
  staff: ChatStaff;
  carers: ChatCarers;
}) {
  const { dialect, keyring, accounts, carers } = deps;

  interface Wanted extends Partial<Omit<ChatQuery, 'cursor' | 'limit'>> {
    readonly id?: string;
    /** Others' alone. */
    readonly colleagues?: boolean;
    readonly after?: Place | undefined;
    readonly limit: number;
  }

  /** Conditions on who looks after the person: somebody in sight, and of the name that is looked for. */
  function whose(scope: Scope, { enterpriseId, personId }: Asking, wanted: Wanted): SqlPart[] {
    const own: SqlPart = { sql: 'select id from staff where id = ?', values: [personId] };
    const seen = seenStaffSql(scope, enterpriseId);
    const sql = [seen.sql];
    const values: (string | number)[] = [...seen.values];
    if (wanted.staff !== undefined) {
      sql.push('and (account like ? or name like ?)');
      values.push(containsPattern(wanted.staff), containsPattern(wanted.staff));
    }
    if (wanted.colleagues === true) {
      sql.push('and id <> ?');
      values.push(personId);
    }
    const parts: SqlPart[] = [];
    // Who sees everything sees what is nobody's, too.
    if (!scope.everything || wanted.staff !== undefined)
      parts.push(carers.lookedAfterBy('c', { sql: sql.join(' '), values }));
    else if (wanted.colleagues === true) {
      const mine = carers.lookedAfterBy('c', own);
      parts.push({ sql: `not ${mine.sql}`, values: mine.values });
    }
    return parts;
  }

  async function find(em: EntityManager, by: Asking, wanted: Wanted): Promise<FoundChat[]> {
    const scope = await deps.staff.sightOf(em, by, chatData);
    const parts: SqlPart[] = [{ sql: 'c.enterprise_id = ?', values: [by.enterpriseId] }];
    if (wanted.id !== undefined) parts.push({ sql: 'c.id = ?', values: [wanted.id] });
    parts.push(...whose(scope, by, wanted));
    if (wanted.kind !== undefined) {
      const all = await accounts.all(em, by.enterpriseId);
      const ids = all.filter(({ kind }) => kind === wanted.kind).map(({ id }) => id);
      if (ids.length === 0) return [];
      parts.push({ sql: `c.channel_account_id in (${ids.map(() => '?').join(', ')})`, values: ids });
    }
    if (wanted.search !== undefined) {
      const named = carers.named('c', containsPattern(wanted.search));
      parts.push({ sql: `(c.openid = ? or ${named.sql})`, values: [wanted.search, ...named.values] });
    }
    if (wanted.after !== undefined) {
      const at = timeValue(dialect, wanted.after.at);
      const values = [at, at, wanted.after.id];
      parts.push({ sql: '(c.last_at < ? or (c.last_at = ? and c.id < ?))', values });
    }
    const rows = await readRows(
      em,
      `select c.id, c.channel_account_id, c.app_id, c.openid, c.last_message_id, c.last_at from chat c
       where ${parts.map(({ sql }) => sql).join(' and ')}
       order by c.last_at desc, c.id desc limit ${wanted.limit}`,
      parts.flatMap(({ values }) => values),
    );
    return rows.map((row) => rowSchema.parse(row));
  }

  const textOf = ({ sealedBody }: Pick<ChatMessage, 'sealedBody'>): string | null =>
    typeof sealedBody === 'string' ? keyring.open(sealedBody) : null;

  async function excerpts(em: EntityManager, by: Asking, rows: readonly FoundChat[], locale: Locale) {
    const told = new Map<string, string>();
    if (!by.permissions.has(view) || rows.length === 0) return told;
    const ids = rows.map((row) => row.last_message_id);
    for (const message of await em.find(ChatMessage, { id: { $in: ids } }, { disableIdentityMap: true })) {
      const text = textOf(message);
      const words = text === null ? kindLabel(locale, message.direction, message.kind) : excerptOf(text);
      told.set(message.id, words);
    }
    return told;
  }

  async function present(em: EntityManager, by: Asking, rows: readonly FoundChat[], locale: Locale) {
    const keys = rows.map((row) => ({ appId: row.app_id, openid: row.openid }));
    const people = await carers.of(em, by.enterpriseId, keys);
    const staff = await deps.staff.byIds(
      em,
      people.flatMap(({ staffId }) => staffId ?? []),
    );
    const known = new Map((await accounts.all(em, by.enterpriseId)).map((one) => [one.id, one]));
    const words = await excerpts(em, by, rows, locale);
    return rows.map((row): ChatRow => {
      const own = people.filter(({ appId, openid }) => appId === row.app_id && openid === row.openid);
      const account = known.get(row.channel_account_id);
      const carerIds = [...new Set(own.flatMap(({ staffId }) => staffId ?? []))];
      return {
        id: row.id,
        kind: account?.kind === 'mini-program' ? 'mini-program' : 'official-account',
        channelAccountId: row.channel_account_id,
        channelAccountName: account?.name ?? '',
        openidMasked: maskedOpenid(row.openid),
        people: own.map(({ userId, name, company }) => ({ userId, name, company })),
        staff: carerIds.flatMap((id) => {
          const card = staff.get(id);
          return card === undefined ? [] : [{ id, name: card.name, account: card.account }];
        }),
        lastAt: readTime(row.last_at).toISOString(),
        excerpt: words.get(row.last_message_id) ?? null,
      };
    });
  }

  return {
    /** Those in sight, the last that were heard of first. */
    async list(
      em: EntityManager,
      by: Asking,
      { cursor, limit, ...wanted }: ChatQuery,
      options: { colleagues: boolean; locale: Locale },
    ) {
      const { colleagues, locale } = options;
      const after = placeOf(cursor);
      const found = await find(em, by, { ...wanted, colleagues, after, limit: limit + 1 });
      const rows = found.slice(0, limit);
      const last = rows.at(-1);
      const more = found.length > limit && last !== undefined;
      return {
        items: await present(em, by, rows, locale),
        nextCursor: more ? cursorOf({ at: readTime(last.last_at), id: last.id }) : null,
      };
    },

    /** Whether a chat is in sight: at all, or among those that colleagues look after. */
    sees: async (
      em: EntityManager,
      by: Asking,
      id: string,
      options: { colleagues: boolean },
    ): Promise<boolean> => (await find(em, by, { id, ...options, limit: 1 })).length > 0,

    /**
     * What was said, newest first; a page further is older. Neither what comes meanwhile nor what is
     * noted late moves what stands behind a place.
     * @throws permission.denied without a menu that opens chats | not_found where it is not in sight
     */
    async history(
      em: EntityManager,
      by: Asking,
      id: string,
      { cursor, limit, locale }: { cursor?: string | undefined; limit: number; locale: Locale },
    ): Promise<ChatHistory> {
      const opens = menus.some((name) => by.permissions.has(name));
      assertThat(opens, 'permission.denied', 403, { permission: menus[0] });
      const [row] = await find(em, by, { id, limit: 1 });
      assertThat(row, 'not_found', 404);
      const after = placeOf(cursor);
      const found = await em.find(
        ChatMessage,
        {
          ...{ chatId: id, enterpriseId: by.enterpriseId },
          ...(after === undefined
            ? {}
            : { $or: [{ at: { $lt: after.at } }, { at: after.at, id: { $lt: after.id } }] }),
        },
        { orderBy: { at: 'desc', id: 'desc' }, limit: limit + 1, disableIdentityMap: true },
      );
      const rows = found.slice(0, limit);
      const last = rows.at(-1);
      const [chat] = await present(em, by, [row], locale);
      assertThat(chat, 'not_found', 404);
      return {
        chat,
        items: rows.map((message): ChatMessageRow => ({
          ...{ id: message.id, direction: message.direction, kind: message.kind },
          kindLabel: kindLabel(locale, message.direction, message.kind),
          ...{ text: textOf(message), carrier: message.carrier ?? null, at: message.at.toISOString() },
        })),
        nextCursor: found.length > limit && last !== undefined ? cursorOf(last) : null,
      };
    },
  };
}
export type Chats = ReturnType<typeof createChats>;
