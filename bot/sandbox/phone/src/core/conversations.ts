import { plainText } from './rich-text.ts';
import { readContent } from './content.ts';
import type { Account, Message, SandboxState } from './schema.ts';

/** Messages that do not belong to an account's own chat are collected in these two, as on a phone. */
export const serviceNotices = 'service-notice';
export const smsInbox = 'sms';

/** Which conversation a message stands in: an account's id, service notices or SMS. */
export function conversationOf(message: Message): string {
  if (message.via === 'sms') return smsInbox;
  // The platform's own line about an account that failed stands in that account's chat.
  if (message.type === 'notice') return message.account;
  if (message.via === 'subscribe' || message.via === 'service-notice') return serviceNotices;
  return message.account;
}

export interface Conversation {
  readonly id: string;
  readonly account: Account | null;
  readonly last: Message | null;
  readonly unread: number;
}

/**
 * The chat list: the accounts a person follows, those that wrote, and what was collected beside
 * them; the newest first, those without a message last.
 */
export function listConversations(
  world: SandboxState,
  following: readonly string[],
  messages: readonly Message[],
  readMarks: Readonly<Record<string, number>>,
): Conversation[] {
  const byId = new Map<string, { last: Message; unread: number }>();
  for (const message of messages) {
    const id = conversationOf(message);
    const isNew = message.direction === 'in' && message.seq > (readMarks[id] ?? 0);
    byId.set(id, { last: message, unread: (byId.get(id)?.unread ?? 0) + (isNew ? 1 : 0) });
  }
  const chats = world.accounts.filter(
    (account) =>
      account.kind === 'official-account' && (following.includes(account.id) || byId.has(account.id)),
  );
  const ids = [
    ...chats.map((account) => account.id),
    ...[serviceNotices, smsInbox].filter((id) => byId.has(id)),
  ];
  return ids
    .map((id) => ({
      id,
      account: chats.find((account) => account.id === id) ?? null,
      last: byId.get(id)?.last ?? null,
      unread: byId.get(id)?.unread ?? 0,
    }))
    .sort((a, b) => (b.last?.seq ?? 0) - (a.last?.seq ?? 0));
}

/** One line for the chat list; `names` gives the words for what has no text of its own. */
export function preview(message: Message, names: { image: string; miniProgram: string }): string {
  const content = readContent(message);
  switch (content.kind) {
    case 'text':
      return plainText(content.text).replaceAll('\n', ' ');
    case 'notice':
      return content.text;
    case 'image':
      return `[${names.image}]`;
    case 'mini-program':
      return `[${names.miniProgram}] ${content.title}`;
    case 'news':
      return content.articles[0]?.title ?? '';
    case 'template':
      return content.card.title;
    case 'choices':
      return plainText(content.head);
    case 'work-card':
      return content.card.title;
    case 'other':
      return content.text === '' ? `[${content.type}]` : content.text;
  }
}
