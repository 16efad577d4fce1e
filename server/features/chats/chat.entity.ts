import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import type { ChatCarrier, ChatDirection } from '../../contract/chats.ts';
import { idColumn, longTextColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/** A person with whom a service account or mini program exchanges messages. Row class: tenant. */
export const Chat = defineEntity({
  name: 'Chat',
  tableName: 'chat',
  uniques: [{ properties: ['channelAccountId', 'openid'] }],
  indexes: [{ properties: ['enterpriseId', 'lastAt', 'id'] }],
  properties: {
    /** Made of account and openid (`chatIdOf`): whoever writes first, the chat is one. */
    id: idColumn(),
    enterpriseId: refColumn(),
    channelAccountId: refColumn(),
    /** Of the account: by it and the openid is told who the person is. */
    appId: p.string().length(64),
    openid: p.string().length(64),
    lastMessageId: p.string().length(40),
    lastAt: timeColumn(),
    createdAt: timeColumn(),
  },
});
export type Chat = InferEntity<typeof Chat>;

/** One message of a chat, in or out, or what the person did. Row class: tenant. */
export const ChatMessage = defineEntity({
  name: 'ChatMessage',
  tableName: 'chat_message',
  indexes: [{ properties: ['chatId', 'at', 'id'] }, { properties: ['at'] }],
  properties: {
    /** `<callback>-0` what came, `<callback>-1` its passive reply, `<delivery>-<round>`: noted twice it is one. */
    id: p.string().length(40).primary(),
    enterpriseId: refColumn(),
    chatId: refColumn(),
    direction: p.string().length(5).$type<ChatDirection>(),
    /** Of what came: the kind of message or event; of what was sent: text, news, card, template. */
    kind: p.string().length(40),
    /** Of what was sent. */
    carrier: p.string().length(20).$type<ChatCarrier>().nullable(),
    /** What was said, encrypted at rest; null: it has no words (a picture, an event). */
    sealedBody: longTextColumn().nullable(),
    at: timeColumn(),
  },
});
export type ChatMessage = InferEntity<typeof ChatMessage>;
