import { Redis, type RedisOptions } from 'ioredis';

import type { Logger } from '../log/logger.ts';

/** What processes share beside the database. Nothing is kept in it that the database lacks. */
export interface SharedRedis {
  /** In front of every key and channel, so that installations can share one Redis. */
  readonly prefix: string;
  /** Commands that fail at once while it is away: whoever uses it goes on without. */
  readonly client: Redis;
  /** One more connection, for what blocks or listens: it waits until Redis is back. */
  connect(): Redis;
  /** Whether it answered last time. */
  isUp(): boolean;
  /** @throws Error when it does not answer within a second */
  ping(): Promise<void>;
  close(): void;
}

const longestWaitMs = 2_000;
/** A stuck Redis must not hold an answer up. */
const commandTimeoutMs = 500;

/**
 * Opens the connections to Redis; does not wait for it. ioredis, for Bull brings it along: one
 * client library and not two.
 * @param url `redis://[user:password@]host:port[/number]`, or `rediss://`
 */
export function openRedis(url: string, prefix: string, log: Logger): SharedRedis {
  const opened = new Set<Redis>();
  let toldDown = false;

  function open(options: RedisOptions): Redis {
    const redis = new Redis(url, {
      connectTimeout: 5_000,
      retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 6), longestWaitMs),
      ...options,
    });
    // Without a listener every lost connection would be an unhandled error.
    redis.on('error', (error: unknown) => {
      if (!toldDown) log.warn({ error }, 'Redis is away: work goes on by looking at the database');
      toldDown = true;
    });
    opened.add(redis);
    return redis;
  }

  const client = open({
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: commandTimeoutMs,
  });
  client.on('ready', () => {
    if (toldDown) log.info('Redis answers again');
    toldDown = false;
  });

  return {
    prefix,
    client,
    connect: () => open({ maxRetriesPerRequest: null, enableReadyCheck: false }),
    isUp: () => client.status === 'ready',
    async ping() {
      await client.ping();
    },
    close() {
      for (const redis of opened) redis.disconnect();
      opened.clear();
    },
  };
}
