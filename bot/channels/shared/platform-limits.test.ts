import { describe, expect, it } from 'vitest';

import { PlatformUnreachableError } from './platform-error.ts';
import { createPlatformLimits } from './platform-limits.ts';

describe('the rate limits of an account', () => {
  let at = Date.parse('2026-11-25T00:00:00Z');
  const limits = createPlatformLimits({
    channel: 'wecom',
    clock: { now: () => new Date(at) },
    limits: { send: { calls: 10_000, perMs: 60_000 } },
  });

  it('let the platform’s figure through at once and refuse the next before it leaves', () => {
    for (let n = 0; n < 10_000; n += 1) limits.take('send', 'sendText');
    let caught: unknown;
    try {
      limits.take('send', 'sendText');
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(PlatformUnreachableError);
    expect(caught).toMatchObject({ reason: 'limited', sent: 'no', retryAfterMs: 6 });
  });

  it('leave other groups alone, and fill up with time', () => {
    limits.take('agent', 'agent');
    at += 6;
    limits.take('send', 'sendText');
    expect(() => {
      limits.take('send', 'sendText');
    }).toThrow(PlatformUnreachableError);
  });
});
