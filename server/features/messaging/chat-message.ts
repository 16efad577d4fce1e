import type { CustomerMessage } from '../../../bot/channels/official-account/client.ts';
import { cardPicture } from './card-picture.ts';

type Card = Extract<CustomerMessage, { type: 'miniProgramCard' }>;

/** A message to a follower as it is stored: a card's picture is put in when it is sent. */
export type ChatMessage = Exclude<CustomerMessage, Card> | Omit<Card, 'picture'>;

export function withPicture(message: ChatMessage): CustomerMessage {
  return message.type === 'miniProgramCard' ? { ...message, picture: cardPicture() } : message;
}
