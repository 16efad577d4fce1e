import { createHash } from 'node:crypto';

import { createLogger } from '../kernel/log/logger.ts';
import { openRedis, type SharedRedis } from '../kernel/redis/redis.ts';
import { onMySql } from './engine.ts';

/** Where the tests' Redis is; empty: there is none (`scripts/test.ts` says so). */
const redisUrl = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';

/** Whether this vitest project runs on MySQL with Redis beside it. */
export const onRedis = onMySql && redisUrl !== '';

const prefixOf = (databaseUrl: string) =>
  `hulian-test:${createHash('sha256').update(databaseUrl).digest('hex').slice(0, 16)}:`;

/** What servers of one database are told of Redis: the same prefix. Nothing, where the engine is embedded. */
export function redisEnv(databaseUrl: string): Readonly<Record<string, string>> {
  return onRedis ? { REDIS_URL: redisUrl, REDIS_PREFIX: prefixOf(databaseUrl) } : {};
}

/** A connection of the test's own beside the servers of a database. */
export async function openTestRedis(databaseUrl: string): Promise<SharedRedis> {
  const redis = openRedis(redisUrl, prefixOf(databaseUrl), createLogger('silent'));
  await new Promise<void>((resolve) => {
    if (redis.isUp()) resolve();
    else redis.client.once('ready', resolve);
  });
  return redis;
}

/** Deletes all that lies below the prefix. */
export async function wipeKeys(redis: SharedRedis): Promise<void> {
  let cursor = '0';
  do {
    const [next, keys] = await redis.client.scan(cursor, 'MATCH', `${redis.prefix}*`, 'COUNT', 1_000);
    cursor = next;
    if (keys.length > 0) await redis.client.del(...keys);
  } while (cursor !== '0');
}

/** Deletes what the servers of a database left in Redis. */
export async function wipeRedis(databaseUrl: string): Promise<void> {
  if (!onRedis) return;
  const redis = await openTestRedis(databaseUrl);
  await wipeKeys(redis);
  redis.close();
}
