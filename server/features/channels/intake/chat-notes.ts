import { saidIn } from '../../../../bot/channels/official-account/reply.ts';
import { readStored } from '../../../../bot/channels/read-stored.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import type { Logger } from '../../../kernel/log/logger.ts';
import type { Keyring } from '../../../kernel/secrets.ts';
import { ChannelAccount } from '../channel.entity.ts';
import { InboxRow } from '../inbox.entity.ts';
import { unpackContent } from './inbox-content.ts';

/** A message of a kept chat, as the chats note it. */
export interface HeardMessage {
  readonly id: string;
  readonly enterpriseId: string;
  readonly channelAccountId: string;
  readonly appId: string;
  readonly openid: string;
  readonly direction: 'in' | 'out' | 'event';
  readonly kind: string;
  readonly carrier: 'passive_reply' | null;
  readonly text: string | null;
  readonly at: Date;
}

/** Where chats are kept; the chats feature fits it by shape. */
export interface KeptChats {
  /** Of these ids, those that are noted. */
  known(em: EntityManager, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Done twice it changes nothing. */
  add(tx: EntityManager, messages: readonly HeardMessage[]): Promise<void>;
  /** Replies that were noted and never arrived. */
  takeBackReplies(tx: EntityManager, ids: readonly string[]): Promise<void>;
}

/** Accounts that keep their chats, and since when. */
export type Keepers = ReadonlyMap<string, Pick<ChannelAccount, 'id' | 'kind' | 'appId' | 'chatsKeptSince'>>;

const kinds = ['text', 'media', 'event:subscribe', 'event:unsubscribe', 'event:scan', 'event:menu'];
const heardId = (inboxId: string) => `${inboxId}-0`;
const replyId = (inboxId: string) => `${inboxId}-1`;

/** No answer carried the reply in time: what goes in its place is noted when it is sent. */
const isLost = ({ replyLate, replyGiven }: Pick<InboxRow, 'replyLate' | 'replyGiven'>) =>
  replyLate && !replyGiven;

/**
 * Follows the inbox, behind the answers, for those accounts alone that keep their chats: what came,
 * and the passive replies that were given.
 */
export function createChatNotes(deps: { chats: KeptChats; keyring: Keyring; log: Logger }) {
  const { chats, keyring } = deps;

  function heard(row: InboxRow, account: Pick<ChannelAccount, 'kind' | 'appId'>): HeardMessage[] {
    const { clear, reply } = unpackContent(keyring.open(row.sealedContent));
    const update = readStored(account.kind, clear);
    const about = {
      ...{ enterpriseId: row.enterpriseId, channelAccountId: row.channelAccountId, appId: account.appId },
      ...{ openid: row.sender, at: row.receivedAt },
    };
    const isMessage = update.name === 'text' || update.name === 'media';
    const came: HeardMessage = {
      ...about,
      ...{ id: heardId(row.id), direction: isMessage ? 'in' : 'event', carrier: null },
      kind: update.name === 'media' ? update.type : update.name,
      text: update.name === 'text' ? update.text : null,
    };
    if (reply === null || isLost(row)) return [came];
    return [
      came,
      { ...about, ...saidIn(reply), id: replyId(row.id), direction: 'out', carrier: 'passive_reply' },
    ];
  }

  return {
    /** Empty: nobody keeps chats, and nothing else is asked. */
    async keepers(em: EntityManager): Promise<Keepers> {
      const rows = await em.find(
        ChannelAccount,
        { chatsKeptSince: { $ne: null } },
        { fields: ['id', 'kind', 'appId', 'chatsKeptSince', 'callbackMode'], disableIdentityMap: true },
      );
      // What an unsigned body says is nobody's word (reliability.md R2).
      const signed = rows.filter(({ callbackMode }) => callbackMode !== 'plain');
      return new Map(signed.map((row) => [row.id, row]));
    },

    /** Notes the rows of one step of the inbox. */
    async note(tx: EntityManager, keepers: Keepers, [after, last]: readonly [string, string]): Promise<void> {
      const rows = await tx.find(
        InboxRow,
        {
          id: { $gt: after, $lte: last },
          channelAccountId: { $in: [...keepers.keys()] },
          kind: { $in: kinds },
        },
        { orderBy: { id: 'asc' }, disableIdentityMap: true },
      );
      const known = await chats.known(
        tx,
        rows.flatMap(({ id }) => [heardId(id), replyId(id)]),
      );
      const messages: HeardMessage[] = [];
      for (const row of rows) {
        const account = keepers.get(row.channelAccountId);
        const since = account?.chatsKeptSince;
        if (account === undefined || !(since instanceof Date) || row.receivedAt < since) continue;
        const wanted = [heardId(row.id), ...(row.replied && !isLost(row) ? [replyId(row.id)] : [])];
        if (wanted.every((id) => known.has(id))) continue;
        try {
          messages.push(...heard(row, account).filter(({ id }) => !known.has(id)));
        } catch (error) {
          // One that cannot be read holds up nobody else's.
          deps.log.error({ id: row.id, error }, 'a callback could not be noted in its chat');
        }
      }
      if (messages.length > 0) await chats.add(tx, messages);
      const lost = rows.filter((row) => isLost(row) && known.has(replyId(row.id)));
      if (lost.length > 0)
        await chats.takeBackReplies(
          tx,
          lost.map(({ id }) => replyId(id)),
        );
    },
  };
}
export type ChatNotes = ReturnType<typeof createChatNotes>;
