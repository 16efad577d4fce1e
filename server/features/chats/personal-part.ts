import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import type { PersonalFact, PersonalPart, PersonAt } from '../../kernel/personal-data.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import { chatIdOf } from './chat-book.ts';
import { Chat, ChatMessage } from './chat.entity.ts';
import { directionLabel, kindLabel } from './chat-words.ts';
import type { ChatAccounts } from './ports.ts';

const step = 1_000;

/** What was said in a person's chats, both ways. */
export function createChatsPart(deps: {
  keyring: Keyring;
  accounts: Pick<ChatAccounts, 'all'>;
}): PersonalPart {
  const chatsOf = ({ openids }: PersonAt) =>
    openids.map(({ channelAccountId, openid }) => ({
      ...{ channelAccountId, id: chatIdOf(channelAccountId, openid) },
    }));

  async function* messagesOf(em: EntityManager, chatId: string) {
    for (let after = ''; ;) {
      const rows = await em.find(
        ChatMessage,
        { chatId, id: { $gt: after } },
        { orderBy: { id: 'asc' }, limit: step, disableIdentityMap: true },
      );
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < step) return;
      after = last.id;
    }
  }

  return {
    key: 'chats',
    columns: ['Chat.openid', 'ChatMessage.sealedBody'],

    async collect(em, person, locale) {
      const names = new Map(
        (await deps.accounts.all(em, person.enterpriseId)).map(({ id, name }) => [id, name]),
      );
      const facts: (PersonalFact & { readonly time: string })[] = [];
      for (const { id, channelAccountId } of chatsOf(person))
        for await (const { at, direction, kind, sealedBody } of messagesOf(em, id))
          facts.push({
            ...{ app: names.get(channelAccountId) ?? '', time: at.toISOString() },
            direction: directionLabel(locale, direction),
            kind: kindLabel(locale, direction, kind),
            text: typeof sealedBody === 'string' ? deps.keyring.open(sealedBody) : '',
          });
      return [{ key: 'chats', facts: facts.sort((one, other) => one.time.localeCompare(other.time)) }];
    },

    async leave(tx, person) {
      if (!person.whole) return;
      for (const { id } of chatsOf(person)) await tx.nativeDelete(Chat, { id });
    },

    async erase(em, person, { force }) {
      if (!person.whole) return 'done';
      let gone = 0;
      for (const { id } of chatsOf(person))
        gone += await inTransaction(em, async (tx) => {
          const removed = await tx.nativeDelete(ChatMessage, { chatId: id, at: { $lte: person.at } });
          return removed + (await tx.nativeDelete(Chat, { id, lastAt: { $lte: person.at } }));
        });
      // What was being noted at that moment is found when it is looked at once more.
      return gone > 0 && !force ? 'later' : 'done';
    },
  };
}
