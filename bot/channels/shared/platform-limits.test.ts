import { describe, expect, it } from 'vitest';

import { PlatformUnreachableError } from './platform-error.ts';
import { createPlatformLimits } from './platform-limits.ts';

describe('the rate limits of an account', () => {
  let at = Date.parse('2026-11-25T00:00:00Z');
  const limits = createPlatformLimits({
    channel: 'wecom',
    clock: { now: () => new Date(at) },
    key: 'a',
    limits: { send: { calls: 10_000, perMs: 60_000 } },
  });

  it('let the platform’s figure through at once and refuse the next before it leaves', async () => {
    for (let n = 0; n < 10_000; n += 1) await limits.take('send', 'sendText');
    const caught: unknown = await limits.take('send', 'sendText').catch((error: unknown) => error);
    expect(caught).toBeInstanceOf(PlatformUnreachableError);
    expect(caught).toMatchObject({ reason: 'limited', sent: 'no', retryAfterMs: 6 });
  });

  it('leave other groups alone, and fill up with time', async () => {
    await limits.take('agent', 'agent');
    at += 6;
    await limits.take('send', 'sendText');
    await expect(limits.take('send', 'sendText')).rejects.toThrow(PlatformUnreachableError);
  });

  it('refuse what other processes have used up, and go on alone while nobody can tell', async () => {
    const answers = [0, 40, new Error('away')];
    const shared = createPlatformLimits({
      ...{ channel: 'wecom', clock: { now: () => new Date(at) }, key: 'a' },
      limits: { send: { calls: 10, perMs: 1_000 } },
      shared: {
        async take(key) {
          expect(key).toBe('wecom:a:send');
          const answer = answers.shift();
          if (answer instanceof Error) throw answer;
          return answer ?? 0;
        },
      },
    });
    await shared.take('send', 'sendText');
    await expect(shared.take('send', 'sendText')).rejects.toMatchObject({ sent: 'no', retryAfterMs: 40 });
    await shared.take('send', 'sendText');
  });
});
