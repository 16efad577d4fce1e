import { z } from 'zod';

import type { Keyring } from '../../kernel/secrets.ts';
import type { ChatMessage } from './chat-message.ts';

const chatMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({
    type: z.literal('news'),
    title: z.string(),
    description: z.string(),
    pictureUrl: z.string(),
    url: z.string(),
  }),
  z.strictObject({
    type: z.literal('miniProgramCard'),
    title: z.string(),
    appId: z.string(),
    path: z.string(),
  }),
]);

/** Kept encrypted until it has left: a guide's link carries a ticket that binds. */
export function sealChatMessage(keyring: Keyring, message: ChatMessage): string {
  return keyring.seal(JSON.stringify(message));
}

export function readChatMessage(keyring: Keyring, sealed: string): ChatMessage {
  return chatMessageSchema.parse(JSON.parse(keyring.open(sealed)));
}
