import { z } from 'zod';

import type { SharedLimits } from '../../../bot/channels/shared/platform-limits.ts';
import type { SharedRedis } from './redis.ts';

/** A token bucket in one step: tokens left and when they were counted, in ms of our clock. */
const takeOne = `
local calls, perMs, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(kept[1]) or calls, tonumber(kept[2]) or now
tokens = math.min(calls, tokens + math.max(0, now - at) * calls / perMs)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = math.ceil((1 - tokens) * perMs / calls) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(math.max(at, now)))
redis.call('PEXPIRE', KEYS[1], perMs)
return wait
`;

/** The platforms' rate limits over all processes. */
export function createSharedLimits(redis: SharedRedis): SharedLimits {
  return {
    async take(key, { calls, perMs }, now) {
      const answer = await redis.client.eval(
        takeOne,
        1,
        `${redis.prefix}limit:${key}`,
        calls,
        perMs,
        now.getTime(),
      );
      return z.number().parse(answer);
    },
  };
}
