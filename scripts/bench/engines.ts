import { randomBytes } from 'node:crypto';

import { makeMysqlDatabase } from '../../server/kernel/data/mysql-database.ts';
import { createLogger } from '../../server/kernel/log/logger.ts';
import { openRedis } from '../../server/kernel/redis/redis.ts';
import { wipeKeys } from '../../server/testing/redis.ts';
import { answers } from '../answers.ts';

/** A database and a part of Redis of the bench's own. */
export interface SharedEngines {
  /** What the servers under test are told. */
  readonly env: Readonly<Record<string, string>>;
  drop(): Promise<void>;
}

/** The same places that the tests use. */
const mysqlServer = () => new URL(process.env['TEST_DATABASE_URL'] ?? 'mysql://root@127.0.0.1:3306');
const redisServer = () => process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';

/** What is missing for the figures on MySQL and Redis; undefined: nothing. */
export async function missingEngine(): Promise<string | undefined> {
  if (!(await answers(mysqlServer(), 3306))) return `MySQL does not answer at ${mysqlServer().host}`;
  const redis = new URL(redisServer());
  return (await answers(redis, 6379)) ? undefined : `Redis does not answer at ${redis.host}`;
}

export async function openSharedEngines(): Promise<SharedEngines> {
  const name = `hulian_bench_${randomBytes(6).toString('hex')}`;
  const url = new URL(`/${name}`, mysqlServer()).href;
  const made = await makeMysqlDatabase(url);
  const prefix = `${name}:`;
  return {
    env: { BENCH_DATABASE_URL: url, BENCH_REDIS_URL: redisServer(), BENCH_REDIS_PREFIX: prefix },
    async drop() {
      await made.drop();
      await wipe(prefix);
    },
  };
}

async function wipe(prefix: string): Promise<void> {
  const redis = openRedis(redisServer(), prefix, createLogger('silent'));
  await new Promise((resolve) => redis.client.once('ready', resolve));
  await wipeKeys(redis);
  redis.close();
}
