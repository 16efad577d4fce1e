import { PlatformError, PlatformUnreachableError } from './platform-error.ts';

/** What of a platform's answer long work tells people who look at it. */
export interface PlatformFailure {
  readonly reason: 'refused' | 'unreachable';
  readonly platformCode: string | null;
  readonly retryHelps: boolean;
}

/** Null: neither the platform's no nor its absence. */
export function platformFailure(error: unknown): PlatformFailure | null {
  if (error instanceof PlatformError) {
    const retryHelps = error.retry === 'later' || error.retry === 'after-refresh';
    return { reason: 'refused', platformCode: String(error.code), retryHelps };
  }
  return error instanceof PlatformUnreachableError
    ? { reason: 'unreachable', platformCode: null, retryHelps: true }
    : null;
}
