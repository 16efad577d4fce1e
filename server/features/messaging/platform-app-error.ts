import { PlatformError, PlatformUnreachableError } from '../../../bot/channels/shared/platform-error.ts';
import type { Locale } from '../../contract/common.ts';
import { AppError } from '../../kernel/errors/app-error.ts';

/** What a platform said to a person who waits for the answer; other errors as they are. */
export function asAppError(cause: unknown, locale: Locale): unknown {
  if (cause instanceof PlatformError) {
    return new AppError('channel.platform_refused', {
      status: 502,
      data: { reason: cause.meaning[locale] },
      cause,
    });
  }
  if (cause instanceof PlatformUnreachableError) {
    return new AppError('channel.platform_unreachable', { status: 503, cause });
  }
  return cause;
}
