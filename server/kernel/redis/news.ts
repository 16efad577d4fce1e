import { z } from 'zod';

import { newId } from '../ids.ts';
import type { Logger } from '../log/logger.ts';
import type { SharedRedis } from './redis.ts';

/** What one process tells the others that it has changed, so that they drop what they keep of it. */
export const topics = ['sessions', 'callback-accounts', 'follow-guides', 'auto-replies'] as const;
export type Topic = (typeof topics)[number];

/**
 * News between processes. A hint that saves time: whoever keeps something also looks by himself
 * (a session after a second, accounts and guides after a few), so that lost news costs no more.
 */
export interface News {
  tell(topic: Topic): void;
  /** Hears of what other processes told, not of one's own. */
  on(topic: Topic, listener: () => void): void;
}

/** One process: there is nobody to tell. */
export const noNews: News = { tell: () => undefined, on: () => undefined };

const messageSchema = z.object({ from: z.string(), topic: z.enum(topics) });

export function createRedisNews(redis: SharedRedis, log: Logger): News {
  const self = newId();
  const channel = `${redis.prefix}news`;
  const listeners = new Map<Topic, (() => void)[]>();
  const hear = redis.connect();
  // Again after each reconnection, by ioredis itself.
  hear.subscribe(channel).catch((error: unknown) => {
    log.warn({ error }, 'the news of other processes cannot be heard');
  });
  const tellListeners = (topic: Topic) => {
    for (const listener of listeners.get(topic) ?? []) listener();
  };
  hear.on('message', (_channel, text) => {
    const message = messageSchema.safeParse(parse(text));
    if (message.success && message.data.from !== self) tellListeners(message.data.topic);
  });
  // What was told while the line was cut is not known: all of it may have changed.
  hear.on('ready', () => {
    topics.forEach(tellListeners);
  });

  return {
    tell(topic) {
      redis.client.publish(channel, JSON.stringify({ from: self, topic })).catch(() => undefined);
    },
    on(topic, listener) {
      listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
