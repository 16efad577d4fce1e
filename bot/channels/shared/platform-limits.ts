import type { PlatformClock } from './platform-clock.ts';
import { PlatformUnreachableError, type PlatformChannel, type PlatformError } from './platform-error.ts';

/** So many calls in so long a time; up to that many at once. */
export interface RateLimit {
  readonly calls: number;
  readonly perMs: number;
}

/** The same limits as other processes use them; theirs to keep. */
export interface SharedLimits {
  /** Takes one call. Answers after how many ms one is free: 0, it was taken. Rejects where it cannot tell. */
  take(key: string, limit: RateLimit, now: Date): Promise<number>;
}

export interface PlatformLimits {
  /** Takes one call of the group, or refuses before the platform is asked. @throws PlatformUnreachableError limited */
  take(group: string, method: string): Promise<void>;
  /** The platform refused: a code that says «too many» holds the group back for a while. */
  refused(group: string, error: PlatformError): void;
  /** The platform accepted: where the call was let through to see, the group is no longer held back. */
  accepted(group: string): void;
  /** Forgets what was held back: the quota was cleared. */
  reopen(): void;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** The platforms count days in China's time (U: no page says so; their consoles do). */
const chinaOffsetMs = 8 * 60 * minuteMs;
/** While a day's quota is used up one call is let through this often: it may have been raised or cleared. Ours. */
const probeEveryMs = 10 * minuteMs;

interface Bucket {
  tokens: number;
  at: number;
}
interface Pause {
  readonly until: number;
  probeAt: number;
  readonly error: PlatformError;
}

/**
 * Rate limits of one connected account: a token bucket for each group of methods, kept in the
 * process and, where there are several, among them; and a small breaker that a «too many» of the
 * platform opens until the next minute or day. The breaker is each process's own: the platform
 * opens it anew with its next answer.
 */
export function createPlatformLimits(deps: {
  channel: PlatformChannel;
  clock: PlatformClock;
  limits: Readonly<Record<string, RateLimit>>;
  /** Whose limits they are, among the processes. */
  key: string;
  shared?: SharedLimits | undefined;
}): PlatformLimits {
  const buckets = new Map<string, Bucket>();
  const pauses = new Map<string, Pause>();

  function checkPause(group: string, now: number): void {
    const pause = pauses.get(group);
    if (pause === undefined) return;
    if (now >= pause.until) {
      pauses.delete(group);
      return;
    }
    if (now >= pause.probeAt) {
      pause.probeAt = now + probeEveryMs;
      return;
    }
    throw pause.error;
  }

  function refuse(method: string, limit: RateLimit, retryAfterMs: number): never {
    throw new PlatformUnreachableError({
      channel: deps.channel,
      method,
      reason: 'limited',
      detail: `more than ${limit.calls} calls in ${limit.perMs} ms`,
      sent: 'no',
      retryAfterMs: Math.ceil(retryAfterMs),
    });
  }

  return {
    async take(group, method) {
      const now = deps.clock.now().getTime();
      checkPause(group, now);
      const limit = deps.limits[group];
      if (limit === undefined) return;
      const perToken = limit.perMs / limit.calls;
      const bucket = buckets.get(group) ?? { tokens: limit.calls, at: now };
      buckets.set(group, bucket);
      bucket.tokens = Math.min(limit.calls, bucket.tokens + Math.max(0, now - bucket.at) / perToken);
      bucket.at = now;
      if (bucket.tokens < 1) refuse(method, limit, (1 - bucket.tokens) * perToken);
      bucket.tokens -= 1;
      // Where nobody can tell what the others use, one's own bucket must do.
      const wait = await deps.shared
        ?.take(`${deps.channel}:${deps.key}:${group}`, limit, new Date(now))
        .catch(() => 0);
      if (wait !== undefined && wait > 0) refuse(method, limit, wait);
    },
    refused(group, error) {
      if (error.pause === undefined) return;
      const now = deps.clock.now().getTime();
      const length = error.pause === 'day' ? dayMs : minuteMs;
      const until = (Math.floor((now + chinaOffsetMs) / length) + 1) * length - chinaOffsetMs;
      pauses.set(group, { until, probeAt: now + probeEveryMs, error });
    },
    accepted(group) {
      pauses.delete(group);
    },
    reopen() {
      pauses.clear();
    },
  };
}
