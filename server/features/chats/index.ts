import type { Dialect, EntityManager } from '../../kernel/data/orm.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import { createChatBook, type NotedMessage } from './chat-book.ts';
import { createChats } from './chats.ts';
import { createChatExplainer } from './explain.ts';
import { createChatRoutes } from './chats.routes.ts';
import { createChatsPart } from './personal-part.ts';
import type { ChatAccounts, ChatCarers, ChatStaff } from './ports.ts';

/** Chats of the accounts that keep them: noted behind the answers, shown by department rights. */
export function createChatsFeature(deps: {
  dialect: Dialect;
  keyring: Keyring;
  accounts: ChatAccounts;
  staff: ChatStaff;
  carers: ChatCarers;
}) {
  const { accounts } = deps;
  const book = createChatBook(deps);
  const chats = createChats(deps);
  return {
    /** What the inbox hears. */
    book,
    /** What messaging says. */
    said: {
      keeps: (em: EntityManager, channelAccountId: string) => accounts.keepsChats(em, channelAccountId),
      async said(
        tx: EntityManager,
        message: Omit<NotedMessage, 'appId' | 'direction'> & { readonly text: string },
      ): Promise<void> {
        const account = await accounts.byId(tx, message.channelAccountId);
        if (account !== null) await book.add(tx, [{ ...message, appId: account.appId, direction: 'out' }]);
      },
    },
    /** Why staff see a chat, and may read it. */
    explainer: createChatExplainer({ ...deps, chats }),
    personalPart: createChatsPart(deps),
    routes: createChatRoutes({ chats }),
  };
}
